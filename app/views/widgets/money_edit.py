"""An amount of money: minor units inside, thousands separators outside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QHideEvent, QMouseEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from app.domain.money import format_amount, parse_amount
from app.errors import UserError
from app.i18n import tr
from app.views import theme
from app.views.widgets.tip import tip

if TYPE_CHECKING:
    from app.views.widgets.keypad import Keypad

_MINUS = "-−－"


class MoneyEdit(QLineEdit):
    """Takes `268800`, `26.88万`, `2w`, `20k`; shows `268,800.00`. Empty is None. With `minus` what is typed is taken
    off, with a minus before it or without one; `signed` takes it as it is written; elsewhere a minus is refused."""

    amount_changed = Signal(object)
    refused = Signal(str)
    """Why what stands there is no amount; empty once it is one again."""

    def __init__(
        self, name: str = "", *, minus: bool = False, signed: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._amount: int | None = None
        self._keypad: Keypad | None = None
        self._minus, self._signed, self._wrong = minus, signed, False
        self._entered = False
        self.said_below = 0
        """So much beneath it says what is wrong, where no `Field` around it does: nothing covers that."""
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setInputMethodHints(Qt.InputMethodHint.ImhFormattedNumbersOnly)
        self.setAccessibleName(name)
        self.setFont(theme.tabular(self.font()))
        self.returnPressed.connect(self.take)  # first of all who hear of it: they want the amount
        self.editingFinished.connect(self.take)

    def amount(self) -> int | None:
        """The amount in minor units; None while the field is empty or wrong."""
        return self._amount

    def is_wrong(self) -> bool:
        """Whether a sentence says what is wrong with it."""
        return self._wrong

    def set_amount(self, amount: int | None) -> None:
        """Show an amount without telling anyone."""
        self._amount = amount
        if self._wrong:  # what was wrong stands there no more
            self.mark("")
        self.setText("" if amount is None else format_amount(amount))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.selectAll()
        self._entered = event.reason() == Qt.FocusReason.MouseFocusReason
        if theme.touch() and self._keypad is None and not self.isReadOnly():
            from app.views.widgets.keypad import Keypad  # where fingers work alone

            self._keypad = Keypad(self)
            self.refused.connect(self._keypad.follow)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click that enters chooses the whole amount, as a key does: in the midst of `0.00` 3000 would be 30,000. A
        finger never means a place between two figures."""
        super().mouseReleaseEvent(event)
        if (self._entered or theme.touch()) and not self.hasSelectedText():
            self.selectAll()
        self._entered = False

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._put_away()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._put_away()

    def _put_away(self) -> None:
        keypad, self._keypad = self._keypad, None
        if keypad is not None:
            keypad.hide()
            keypad.deleteLater()

    def take(self) -> bool:
        """Read what stands there, also while it is still being typed; whether it is an amount, or nothing."""
        words = self.text().strip()
        if not words:
            self._become(None)
            return True
        below = words[0] in _MINUS
        if below and not (self._minus or self._signed):
            return self._refuse(tr("Write the amount without a minus."))
        try:
            amount = parse_amount(words.lstrip(_MINUS))
        except UserError as error:
            return self._refuse(error.message)
        self._become(-amount if below or self._minus else amount)
        return True

    def _refuse(self, sentence: str) -> bool:
        self._amount = None
        self.mark(sentence)
        return False

    def mark(self, sentence: str) -> None:
        """Say that it is wrong, though it may be an amount; with nothing to say, that it is not. Some stand beside no
        place for a sentence: those show it when they are pointed at."""
        self._wrong = bool(sentence)
        self.setToolTip(tip(sentence))
        self.setAccessibleDescription(sentence)
        self.setProperty("wrong", "true" if sentence else "")
        theme.restyle(self)
        self.refused.emit(sentence)

    def _become(self, amount: int | None) -> None:
        if amount is not None and amount == self._amount:  # whoever marked it did not do so for nothing
            if (shown := format_amount(amount)) != self.text():
                self.setText(shown)
            return
        changed = amount != self._amount
        self.set_amount(amount)
        if changed:
            self.amount_changed.emit(amount)
