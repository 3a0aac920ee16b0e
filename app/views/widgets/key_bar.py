"""The bar of keys that work now. It is built from the page's actions, so it cannot lie."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QAction, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton

from app.i18n import tr
from app.views import theme
from app.views.widgets import paint
from app.views.widgets.buttons import IconButton
from app.views.widgets.corners import Menu
from app.views.widgets.text import key_text, label
from app.views.widgets.tip import tip

EDGE, _GAPS = 16, (16, 12, 8)


class _Key(QToolButton):
    """A key cap and its words; a click is as good as the key."""

    def __init__(self, action: QAction, *, accented: bool) -> None:
        super().__init__()
        self.action, self.accented = action, accented
        self._cap = key_text(action.shortcut().toString()) or str(action.property("cap") or "")
        self._words = action.text()
        self.setProperty("kind", "key")
        self.setAccessibleName(f"{self._cap} {self._words}")
        self.setToolTip(tip(action.toolTip()))
        self.setEnabled(action.isEnabled())
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.clicked.connect(action.trigger)

    def _face(self) -> theme.Face:
        return theme.face("strong" if self.accented else "body")

    def sizeHint(self) -> QSize:
        words = self._face().metrics.horizontalAdvance(self._words)
        return QSize(paint.keycap_width(self._cap) + theme.px(8) + words + theme.px(4), theme.target(26))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = QPainter(self), theme.tokens()
        front, edge, ground = tokens.text2, tokens.border_strong, tokens.surface2
        words = tokens.text2 if self.isEnabled() else tokens.text3
        if self.accented:
            front, edge, ground, words = tokens.accent, tokens.accent, tokens.accent_weak, tokens.accent
        width, height = paint.keycap_width(self._cap), theme.px(19)
        where = QRectF(0, (self.height() - height) / 2, width, height)
        paint.keycap(painter, where, self._cap, front=front, edge=edge, ground=ground)
        room = QRect(width + theme.px(7), 0, self.width() - width, self.height())
        paint.text(painter, room, self._words, self._face(), words)


class KeyBar(QFrame):
    """Keys on the left, one line about this terminal on the right."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("part", "keys")
        self.setMinimumHeight(theme.px(36))
        self._inside = QHBoxLayout(self)
        self._inside.setContentsMargins(theme.px(EDGE), 0, theme.px(EDGE), 0)
        self._inside.setSpacing(theme.px(16))
        self._keys: list[_Key] = []
        self._watched: list[QAction] = []
        self._lent = 0
        self._more = IconButton("dots-horizontal", tr("More keys"), on_click=self._show_more)
        self._more.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._more.hide()
        self._inside.addWidget(self._more)
        self._inside.addStretch(1)
        self._note: QLabel = label("", "caption")
        self._inside.addWidget(self._note)

    def set_note(self, words: str) -> None:
        """The line on the right."""
        self._note.setText(words)
        self._fit()

    def lend(self, width: int) -> None:
        """So many pixels at the right end are something else's for a while; 0 when they are not any more."""
        if width != self._lent:
            self._lent = width
            margins = self._inside.contentsMargins()
            margins.setRight(theme.px(EDGE) + width)
            self._inside.setContentsMargins(margins)
            self._fit()

    def most_lent(self) -> int:
        """What may be lent at most: the next natural key and the way to the others stay."""
        kept = [self._more, *(key for key in self._keys if key.accented)]
        return self.width() - sum(each.sizeHint().width() for each in kept) - theme.px((2 + len(kept)) * EDGE)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Where room is short the keys stand closer, and the line on the right gives way to them. Those that have no
        room even so stand behind a button, the last first, but never the next natural one."""
        keys = sum(key.sizeHint().width() for key in self._keys)
        note, count = self._note.sizeHint().width(), len(self._keys) + 1
        width = self.width() - self._lent
        room = {gap: width - keys - theme.px(2 * EDGE + gap * count) for gap in _GAPS}
        gap = next((gap for gap in _GAPS if room[gap] >= note), _GAPS[-1])
        self._inside.setSpacing(theme.px(gap))
        self._note.setVisible(not self._lent and room[gap] >= note)
        over = -room[gap]
        folded = over > 0
        if folded:
            over += self._more.sizeHint().width() + theme.px(gap)
        for key in reversed(self._keys):
            gives_way = over > 0 and not key.accented
            key.setVisible(not gives_way)
            over -= key.sizeHint().width() + theme.px(gap) if gives_way else 0
        self._more.setVisible(folded)

    def set_actions(self, actions: Sequence[QAction]) -> None:
        """Show the keys of these actions; those that have none or are hidden are left out."""
        for action in self._watched:
            action.changed.disconnect(self._renew)
        self._watched = list(actions)
        for action in self._watched:
            action.changed.connect(self._renew)
        self._renew()

    def live(self) -> list[QAction]:
        """The actions whose keys work now."""
        return [key.action for key in self._keys]

    def folded(self) -> list[QAction]:
        """Those of them that have no room here."""
        return [key.action for key in self._keys if key.isHidden()]

    def _show_more(self) -> None:
        menu = Menu(self)
        for action in self.folded():
            menu.addAction(action)
        menu.popup(self._more.mapToGlobal(QPoint(0, -menu.sizeHint().height())))

    def _renew(self) -> None:
        for key in self._keys:
            self._inside.removeWidget(key)
            key.hide()
            key.deleteLater()
        self._keys = []
        for action in self._watched:
            has_key = not action.shortcut().isEmpty() or action.property("cap")
            if has_key and action.isEnabled() and not action.property("off"):
                key = _Key(action, accented=bool(action.property("next")))
                self._inside.insertWidget(len(self._keys), key)
                self._keys.append(key)
        self._fit()

    def words(self) -> list[str]:
        """What the bar says, for tests and screen readers."""
        return [key.accessibleName() for key in self._keys]
