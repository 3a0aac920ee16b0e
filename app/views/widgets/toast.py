"""A short word of success, always in one place: one at a time, five seconds, never for errors."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from app.views import theme
from app.views.widgets import announce
from app.views.widgets.key_bar import KeyBar
from app.views.widgets.shadow import Shadow
from app.views.widgets.text import ElidedLabel, icon_label, set_tone

SECONDS = 5
SUCCESS = "check-circle-outline"
_GAP = 16


class Toast(QFrame):
    """Lies over the free end of a bar of keys, and covers nothing; what is pressed on it goes to what lies below."""

    def __init__(self, parent: QWidget, bar: KeyBar | None = None) -> None:
        super().__init__(parent)
        self._bar = bar
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setProperty("banner", True)
        self.setProperty("tone", "ok")
        inside = self._inside = QHBoxLayout(self)
        inside.setContentsMargins(theme.px(12), theme.px(3), theme.px(14), theme.px(3))
        inside.setSpacing(theme.px(8))
        self._icon = icon_label(SUCCESS, colour="ok", size=20)
        inside.addWidget(self._icon)
        self._title, self._text = (
            ElidedLabel("", "strong", grow=False),
            ElidedLabel("", "caption", grow=False),
        )
        inside.addWidget(self._title)
        inside.addWidget(self._text)
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
        """At the right end of the bar, which makes room there; where no bar is seen, in the corner above it.

        The window calls it when it is resized.
        """
        around = self.parentWidget()
        if around is None:
            return
        gap, bar = theme.px(_GAP), self._bar
        low = around.height() - gap - self.height()
        if bar is not None and bar.isVisibleTo(around):
            self.setMaximumWidth(bar.most_lent())
            self.adjustSize()
            bar.lend(self.width() + gap)
            low = bar.mapTo(around, bar.rect().center()).y() - self.height() // 2
        self.move(around.width() - self.width() - gap, low)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self._bar is not None:
            self._bar.lend(0)


def said_over(parent: QWidget) -> Callable[[str, str], object]:
    """What says a success where a dialog is opened; over a window that has no place for it nothing does."""
    toast = getattr(parent, "toast", None)
    return toast.say if isinstance(toast, Toast) else lambda *_: None
