"""An amount of money: minor units inside, thousands separators outside."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from app.domain.money import format_amount, parse_amount
from app.errors import UserError
from app.views import theme


class MoneyEdit(QLineEdit):
    """Takes `268800`, `26.88万`, `2w`, `20k`; shows `268,800.00`. Empty is None."""

    amount_changed = Signal(object)
    refused = Signal(str)

    def __init__(
        self, name: str = "", *, signed: bool = False, minus: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._amount: int | None = None
        self._signed, self._minus = signed or minus, minus
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setInputMethodHints(Qt.InputMethodHint.ImhFormattedNumbersOnly)
        self.setAccessibleName(name)
        self.setFont(theme.tabular(self.font()))
        self.returnPressed.connect(self.take)  # first of all who hear of it: they want the amount
        self.editingFinished.connect(self.take)

    def amount(self) -> int | None:
        """The amount in minor units; None while the field is empty or wrong."""
        return self._amount

    def set_amount(self, amount: int | None) -> None:
        """Show an amount without telling anyone."""
        self._amount = amount
        self.setText("" if amount is None else format_amount(amount))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.selectAll()

    def take(self) -> bool:
        """Read what stands there, also while it is still being typed; whether it is an amount, or nothing."""
        words = self.text().strip()
        if not words:
            self._become(None)
            return True
        negative = words[0] in "-−－"
        try:
            amount = parse_amount(words.lstrip("-−－"))
        except UserError as error:
            self._amount = None
            self.refused.emit(error.message)
            return False
        if (negative or self._minus) and self._signed:
            amount = -amount
        self._become(amount)
        return True

    def _become(self, amount: int | None) -> None:
        changed = amount != self._amount
        self.set_amount(amount)
        if changed:
            self.amount_changed.emit(amount)
