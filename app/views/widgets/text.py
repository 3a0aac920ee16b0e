"""Labels, badges, key caps and lines, dressed by the style sheet."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from PySide6 import QtCore
from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QSizePolicy,
    QStylePainter,
    QVBoxLayout,
    QWidget,
)

from app.views import early, icons, theme
from app.views.widgets import paint
from app.views.widgets.tip import tip


def label(text: str = "", kind: str = "body", *, tone: str = "", wrap: bool = False) -> QLabel:
    """A label in one of the type scale's kinds: display, figure, title, section, strong, caption, hint…"""
    made = QLabel(text)
    made.setProperty("textFormat", early.PLAIN_TEXT)
    made.setProperty("type", kind)
    made.setProperty("tone", tone)
    if wrap:
        made.setWordWrap(True)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        made.setSizePolicy(policy)
    return made


class ElidedLabel(QLabel):
    """A label that gives way when there is little room, and tells the whole text in its tooltip.

    `short` is what it shows first where the whole has no room.
    """

    def __init__(self, text: str = "", kind: str = "body", *, grow: bool = True, short: str = "") -> None:
        super().__init__(text)
        self._short = short
        self.setProperty("textFormat", early.PLAIN_TEXT)
        self.setProperty("type", kind)
        policy = QSizePolicy.Policy.Expanding if grow else QSizePolicy.Policy.Maximum
        self.setSizePolicy(policy, QSizePolicy.Policy.Preferred)

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(24), super().minimumSizeHint().height())

    def shown(self) -> str:
        """What can be read of it as wide as it is now."""
        room, metrics = self.contentsRect().width(), self.fontMetrics()
        fits = metrics.horizontalAdvance(self.text()) <= room
        words = self.text() if fits or not self._short else self._short
        return metrics.elidedText(words, QtCore.Qt.TextElideMode.ElideRight, room)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        room, shown = self.contentsRect(), self.shown()
        self.setToolTip(tip(self.text()) if shown != self.text() else "")
        painter.setPen(self.palette().windowText().color())
        painter.drawText(room, int(self.alignment()) | early.ALIGN_MIDDLE, shown)


def set_tone(widget: QWidget, tone: str) -> None:
    """Change the tone of a label, badge, card or banner."""
    if widget.property("tone") != tone:
        widget.setProperty("tone", tone)
        theme.restyle(widget)


def badge(text: str, tone: str = "neutral") -> QLabel:
    """A few words on a weak ground."""
    made = QLabel(text)
    made.setProperty("textFormat", early.PLAIN_TEXT)
    made.setProperty("badge", True)
    made.setProperty("tone", tone)
    made.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Maximum)
    return made


class IconBadge(QFrame):
    """A badge with an icon before its words."""

    def __init__(self, icon: str, text: str, tone: str = "neutral") -> None:
        super().__init__()
        self._icon, self._text, self._tone = icon, text, tone
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Maximum)
        self.setAccessibleName(text)

    def sizeHint(self) -> QSize:
        return QSize(paint.badge_width(self._text, icon=self._icon), theme.px(24))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.badge(painter, self.rect(), self._text, self._tone, icon=self._icon)


def key_text(sequence: str) -> str:
    """A key as people read it: `Ctrl K`, `F8`, `Enter`, `↑ ↓`."""
    words = {
        "Return": "Enter", "Up": "↑", "Down": "↓", "Left": "←", "Right": "→", "Escape": "Esc", "Del": "Delete",
    }  # fmt: skip
    return " ".join(words.get(part, part) for part in sequence.split("+"))


def keycap(text: str, *, tone: str = "") -> QLabel:
    """A key, drawn as a cap."""
    made = QLabel(text)
    made.setProperty("keycap", True)
    made.setProperty("tone", tone)
    made.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Maximum)
    return made


def line(*, upright: bool = False) -> QFrame:
    """A hairline."""
    made = QFrame()
    made.setProperty("part", "upright" if upright else "line")
    return made


class IconLabel(QWidget):
    """An icon that stands beside words; it has no name of its own. Painted, so it needs no picture."""

    def __init__(self, name: str, *, colour: str = "text2", size: int = 18) -> None:
        super().__init__()
        self._name, self._colour, self._size = name, colour, size
        self.setFixedSize(theme.px(size), theme.px(size))

    def set_icon(self, name: str, colour: str) -> None:
        """Another icon."""
        self._name, self._colour = name, colour
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        icons.paint(QStylePainter(self), self.rect(), self._name, colour=self._colour, size=self._size)


def icon_label(name: str, *, colour: str = "text2", size: int = 18) -> IconLabel:
    """An icon beside words."""
    return IconLabel(name, colour=colour, size=size)


def row(*items: QWidget | int | None, spacing: int = 8) -> QHBoxLayout:
    """A horizontal layout; a number is a gap, None takes the room that is left."""
    made = QHBoxLayout()
    made.setContentsMargins(0, 0, 0, 0)
    made.setSpacing(theme.px(spacing))
    for item in items:
        if item is None:
            made.addStretch(1)
        elif isinstance(item, int):
            made.addSpacing(theme.px(item))
        else:
            made.addWidget(item)
    return made


def column(*items: QWidget | int | None, spacing: int = 12, shares: Sequence[int] = ()) -> QVBoxLayout:
    """A vertical layout, as `row`; `shares` are those of the room that is left, one an item."""
    made = QVBoxLayout()
    made.setContentsMargins(0, 0, 0, 0)
    made.setSpacing(theme.px(spacing))
    for item, share in zip_longest(items, shares, fillvalue=0):
        if item is None:
            made.addStretch(1)
        elif isinstance(item, int):
            made.addSpacing(theme.px(item))
        else:
            made.addWidget(item, share)
    return made


def holding(layout: QLayout, *, ground: str = "") -> QWidget:
    """A widget that does nothing but hold a layout."""
    made = QWidget()
    if ground:
        made.setProperty("ground", ground)
    made.setLayout(layout)
    return made
