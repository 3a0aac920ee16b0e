"""The rail of screens at the left edge, or a menu where the window is narrow."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QSizePolicy, QToolButton, QVBoxLayout

from app.views import icons, theme
from app.views.widgets.avatar import Logo

HIGH, LOWEST, ICON = 54, 34, 22
"""Of a button with room enough and with the least, and of its icon."""
AROUND_ICON, AROUND, LOGO, GAP = 20, 32, 48, 2
"""Beside the icon of a low button: word and border. Beside the buttons: margins; the logo, where it has room."""


class RailButton(QToolButton):
    """Icon above, word below, a red count where something waits."""

    def __init__(self, icon: str, words: str) -> None:
        super().__init__()
        self._count, self._words = 0, words
        self.setText(words)
        self.setAccessibleName(words)
        self.setIcon(icons.icon(icon, colour="rail_text", on="rail_strong", size=22))
        self._high = 0
        self.set_height(HIGH)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(64), theme.px(self._high))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def set_height(self, points: int) -> None:
        """As high as that; where there is little room the icon is smaller, the word stays."""
        points = min(points, HIGH)
        if points != self._high:
            self._high = points
            size = theme.px(min(ICON, points - AROUND_ICON))
            self.setIconSize(QSize(size, size))
            self.setProperty("low", points < HIGH)
            theme.restyle(self)
            self.updateGeometry()

    def set_count(self, count: int) -> None:
        """Show how many wait; none hides the badge."""
        self._count = count
        self.setAccessibleName(f"{self._words} ({count})" if count else self._words)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._count:
            draw_count(QPainter(self), QPoint(self.width() // 2 + theme.px(13), theme.px(10)), self._count)


def draw_count(painter: QPainter, middle: QPoint, count: int) -> None:
    """White figures on a red disc."""
    tokens, size = theme.tokens(), theme.px(16)
    words = str(count) if count < 100 else "99+"
    face = theme.face("key")
    width = max(size, face.metrics.horizontalAdvance(words) + theme.px(8))
    box = QRect(middle.x() - width // 2, middle.y() - size // 2, width, size)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(tokens.badge))
    painter.drawRoundedRect(box, size / 2, size / 2)
    painter.setFont(face.font)
    painter.setPen(QColor(tokens.on_badge))
    painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), words)


class Rail(QFrame):
    """Logo, screens, and at the foot what is rarely needed."""

    chosen = Signal(str)

    def __init__(
        self, upper: Sequence[tuple[str, str, str]], lower: Sequence[tuple[str, str, str]] = ()
    ) -> None:
        """Each entry is (key, icon, words)."""
        super().__init__()
        self.setProperty("part", "rail")
        self.setFixedWidth(theme.px(76))
        inside = QVBoxLayout(self)
        inside.setContentsMargins(theme.px(6), theme.px(10), theme.px(6), theme.px(8))
        inside.setSpacing(theme.px(2))
        self._logo = Logo(40)
        inside.addWidget(self._logo, 0, Qt.AlignmentFlag.AlignHCenter)
        inside.addSpacing(theme.px(10))
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self.buttons: dict[str, RailButton] = {}
        for entries in (upper, lower):
            for key, icon, words in entries:
                inside.addWidget(self._button(key, icon, words))
            if entries is upper:
                inside.addStretch(1)

    def _button(self, key: str, icon: str, words: str) -> RailButton:
        button = RailButton(icon, words)
        button.clicked.connect(lambda: self.chosen.emit(key))
        self._group.addButton(button)
        self.buttons[key] = button
        return button

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        points, many = self.height() / theme.scale(), max(1, len(self.buttons))
        low = points - AROUND - LOGO < many * (HIGH + GAP)
        self._logo.setHidden(low)
        for button in self.buttons.values():
            button.set_height(max(LOWEST, int((points - AROUND) / many) - GAP) if low else HIGH)

    def show_current(self, key: str) -> None:
        """Mark a screen."""
        self.buttons[key].setChecked(True)
