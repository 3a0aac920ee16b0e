"""A short word of success at the lower right: one at a time, five seconds, never for errors."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QFrame,
    QGraphicsDropShadowEffect,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.views import theme
from app.views.widgets import announce
from app.views.widgets.text import icon_label, label

SECONDS = 5


def lift(widget: QWidget) -> None:
    """The one shadow there is: for pop-ups and toasts."""
    shadow = QGraphicsDropShadowEffect(widget)
    shadow.setBlurRadius(theme.px(24))
    shadow.setOffset(0, theme.px(6))
    shade = QColor(theme.CAR_SHADOW)
    shade.setAlphaF(0.25)
    shadow.setColor(shade)
    widget.setGraphicsEffect(shadow)


class Toast(QFrame):
    """Lies over its parent's lower right corner."""

    def __init__(self, parent: QWidget, *, lower_margin: int = 48) -> None:
        super().__init__(parent)
        self._lower_margin = lower_margin
        self.setProperty("banner", True)
        self.setProperty("tone", "ok")
        inside = self._inside = QHBoxLayout(self)
        inside.setContentsMargins(theme.px(14), theme.px(10), theme.px(18), theme.px(10))
        inside.setSpacing(theme.px(10))
        inside.addWidget(
            icon_label("check-circle-outline", colour="ok", size=20), 0, Qt.AlignmentFlag.AlignTop
        )
        words = QVBoxLayout()
        words.setSpacing(0)
        self._title, self._text = label("", "strong"), label("", "caption")
        words.addWidget(self._title)
        words.addWidget(self._text)
        inside.addLayout(words)
        self._timer = QTimer(self, singleShot=True, interval=SECONDS * 1000)
        self._timer.timeout.connect(self.hide)
        lift(self)
        self.hide()

    def say(self, title: str, text: str = "") -> None:
        """Show it; a second word replaces the first."""
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
        """Keep to the corner, above the filled button there; the window calls it when it is resized."""
        around = self.parentWidget()
        if around is None:
            return
        gap = theme.px(16)
        box = QRect(QPoint(around.width() - self.width() - gap, 0), self.size())
        box.moveBottom(around.height() - theme.px(self._lower_margin))
        for button in around.findChildren(QPushButton):
            if button.property("kind") == "primary" and button.isVisible():
                taken = QRect(button.mapTo(around, QPoint()), button.size())
                if taken.intersects(box):
                    box.moveBottom(taken.top() - theme.px(8))
        self.move(box.topLeft())
