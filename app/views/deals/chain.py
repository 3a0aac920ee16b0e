"""Enter goes to the next field, Shift+Enter back; Tab keeps its own order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from app.views.widgets.money_edit import MoneyEdit

_ENTER = (int(Qt.Key.Key_Return), int(Qt.Key.Key_Enter))
_SHIFT = Qt.KeyboardModifier.ShiftModifier


class EnterChain(QObject):
    """Fields in the order of work; hidden ones are passed over, and those that `passes` names. After the last comes
    `then`."""

    def __init__(
        self, fields: Sequence[QWidget], *, then: Callable[[], object] = lambda: None,
        passes: Callable[[QWidget], bool] = lambda _: False,
    ) -> None:  # fmt: skip
        super().__init__()
        self._passes = passes
        self._fields = list(fields)
        self._then = then
        for field in self._fields:
            if isinstance(field, QLineEdit):
                field.returnPressed.connect(partial(self._entered, field))
            else:  # a filter sees every event of its widget, so there is one only where no signal tells
                field.installEventFilter(self)

    def _entered(self, field: QWidget) -> None:
        if isinstance(field, MoneyEdit) and field.is_wrong():
            field.selectAll()  # what is no amount, or none that can be, is typed anew, here
            return
        self._leave(field, back=bool(QGuiApplication.keyboardModifiers() & _SHIFT))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        plain = not event.modifiers() & (
            Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
        )
        if event.key() not in _ENTER or not plain or not isinstance(watched, QWidget):
            return False
        self._leave(watched, back=bool(event.modifiers() & _SHIFT))
        return True

    def _leave(self, field: QWidget, *, back: bool) -> None:
        """Leaving a field is what commits it."""
        at = self._fields.index(field)
        rest = self._fields[:at][::-1] if back else self._fields[at + 1 :]
        target = next(
            (other for other in rest if other.isVisible() and other.isEnabled() and not self._passes(other)),
            None,
        )
        if target is not None:
            target.setFocus(Qt.FocusReason.TabFocusReason)
            return
        if back:
            return
        around = field.parentWidget()
        if isinstance(field, QLineEdit):
            field.editingFinished.emit()  # Qt says so only when this is over, and what follows wants the value
        if around is not None:  # and not nowhere: keys act only while the page has the focus
            around.setFocus()
        self._then()
