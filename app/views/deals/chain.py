"""Enter goes to the next field, Shift+Enter back; Tab keeps its own order."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

_ENTER = (int(Qt.Key.Key_Return), int(Qt.Key.Key_Enter))


class EnterChain(QObject):
    """Fields in the order of work; hidden ones are passed over. After the last comes `then`."""

    def __init__(
        self, fields: Sequence[QWidget], *, then: Callable[[], object] = lambda: None,
        before: Callable[[], object] = lambda: None,
    ) -> None:  # fmt: skip
        super().__init__()
        self._fields = list(fields)
        self._then, self._before = then, before
        for field in self._fields:
            field.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        plain = not event.modifiers() & (
            Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
        )
        if event.key() not in _ENTER or not plain or watched not in self._fields:
            return False
        back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        at = self._fields.index(watched)
        rest = self._fields[:at][::-1] if back else self._fields[at + 1 :]
        target = next((field for field in rest if field.isVisible() and field.isEnabled()), None)
        if target is not None:
            target.setFocus(Qt.FocusReason.TabFocusReason)  # leaving the field is what commits it
        elif back:
            self._before()
        else:
            around = watched.parentWidget()
            if around is not None:  # and not nowhere: keys act only while the page has the focus
                around.setFocus()
            self._then()
        return True
