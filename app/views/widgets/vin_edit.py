"""A vehicle identification number: upper case as one types, checked on leaving; check digits only warn."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from app.domain import vin as vins
from app.errors import UserError
from app.i18n import tr


class VinEdit(QLineEdit):
    """Takes a whole VIN, or with `fragment` also a part of one (for searching)."""

    vin_entered = Signal(str)
    judged = Signal(str, bool)
    """A sentence (empty when all is well) and whether it only warns."""

    def __init__(self, name: str, *, fragment: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fragment = fragment
        hints = Qt.InputMethodHint.ImhUppercaseOnly | Qt.InputMethodHint.ImhNoPredictiveText
        self.setInputMethodHints(hints | Qt.InputMethodHint.ImhLatinOnly)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setProperty("mono", True)
        self.setAccessibleName(name)
        self.setMaxLength(40)
        self.textEdited.connect(self._tidy)
        self.editingFinished.connect(self._judge)

    def vin(self) -> str:
        """What was typed or scanned, in the form in which it is stored."""
        return vins.normalise_vin(self.text())

    def _tidy(self, words: str) -> None:
        at = self.cursorPosition()
        upper = words.upper()
        if upper != words:
            self.setText(upper)
            self.setCursorPosition(at)

    def _judge(self) -> None:
        vin = self.vin()
        if not vin or self._fragment:
            self.judged.emit("", False)
            self.vin_entered.emit(vin)
            return
        try:
            vins.check_vin(vin)
        except UserError as error:
            self.judged.emit(error.message, False)
            return
        self.setText(vin)
        if vins.check_digit_ok(vin):
            self.judged.emit("", False)
        else:
            self.judged.emit(
                tr("The 9th character does not match the others. Scan again, or check it."), True
            )
        self.vin_entered.emit(vin)
