"""A short word of success beside what can be pressed: one at a time, five seconds, never for errors."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, Qt, QTimer
from PySide6.QtWidgets import QAbstractButton, QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.views import theme
from app.views.widgets import announce
from app.views.widgets.shadow import Shadow
from app.views.widgets.text import icon_label, label, set_tone

SECONDS = 5
SUCCESS = "check-circle-outline"
_HIGHEST = 64
"""Below the top bar."""


class Toast(QFrame):
    """Lies over its parent, where it is in nobody's way; what is pressed on it goes to what lies below."""

    def __init__(self, parent: QWidget, *, lower_margin: int = 48) -> None:
        super().__init__(parent)
        self._lower_margin = lower_margin
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setProperty("banner", True)
        self.setProperty("tone", "ok")
        inside = self._inside = QHBoxLayout(self)
        inside.setContentsMargins(theme.px(14), theme.px(10), theme.px(18), theme.px(10))
        inside.setSpacing(theme.px(10))
        self._icon = icon_label(SUCCESS, colour="ok", size=20)
        inside.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(0)
        self._title, self._text = label("", "strong"), label("", "caption")
        words.addWidget(self._title)
        words.addWidget(self._text)
        inside.addLayout(words)
        self._timer = QTimer(self, singleShot=True, interval=SECONDS * 1000)
        self._timer.timeout.connect(self.hide)
        Shadow(self)
        self.hide()

    def say(self, title: str, text: str = "", *, icon: str = SUCCESS, tone: str = "ok") -> None:
        """Show it; a second word replaces the first. News that are no success have another icon and tone."""
        self._icon.set_icon(icon, tone)
        set_tone(self, tone)
        self._title.setText(title)
        self._text.setText(text)
        self._text.setVisible(bool(text))
        self.setAccessibleName(f"{title} {text}".strip())
        self.show()  # first: only then do the words have the font that their room is measured by
        self.raise_()
        self._inside.activate()
        self.adjustSize()
        self.place()
        self._timer.start()
        announce.alert(self)

    def place(self) -> None:
        """As low and as far right as it covers nothing that can be pressed and no words; where there is no such place,
        what can be pressed counts first.

        The window calls it when it is resized.
        """
        around = self.parentWidget()
        if around is None:
            return
        parts = around.findChildren(QWidget)
        pressed = [self._seen_at(part) for part in parts if _is_pressed(part)]
        told = [self._seen_at(part) for part in parts if isinstance(part, QLabel) and part.text()]
        gap, step = theme.px(16), theme.px(8)
        lowest = around.height() - theme.px(self._lower_margin) - self.height()
        right = around.width() - self.width() - gap
        places = [
            QPoint(x, y)
            for y in range(lowest, min(theme.px(_HIGHEST), lowest - 1), -step)
            for x in (right, right // 2, gap)
        ]
        self.move(min(places, key=lambda at: (self._covered(at, pressed), self._covered(at, told))))

    def _covered(self, at: QPoint, things: list[QRect]) -> int:
        box = QRect(at, self.size())
        return sum(box.intersects(thing) for thing in things)

    def _seen_at(self, thing: QWidget) -> QRect:
        """Where in the window something is seen; nowhere for what is out of sight, and for the toast's own parts."""
        around = self.parentWidget()
        if around is None or not thing.isVisible() or self.isAncestorOf(thing):
            return QRect()
        seen = thing.visibleRegion().boundingRect()
        return QRect(thing.mapTo(around, seen.topLeft()), seen.size())


def _is_pressed(thing: QWidget) -> bool:
    return isinstance(thing, QAbstractButton) or bool(thing.focusPolicy() & Qt.FocusPolicy.ClickFocus)
