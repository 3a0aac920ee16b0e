"""A person as a disc with an initial, or an icon in a soft square."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QStylePainter, QWidget

from app.views import early, icons, theme
from app.views.widgets import paint

_TONES = ("accent", "ok", "warn", "conflict")


def initial(name: str) -> str:
    """The first character: a Chinese surname or a Latin letter."""
    return name.strip()[:1].upper() or "?"


def tone_of(at: int) -> str:
    """Colours in turn, so that neighbours differ."""
    return _TONES[at % len(_TONES)]


def draw_avatar(
    painter: QPainter, where: QRectF, name: str, *, tone: str = "accent", filled: bool = False
) -> None:
    """A disc with an initial."""
    tokens = theme.tokens()
    front, ground = theme.tone_colours(tone)
    if filled:
        front, ground = tokens.on_accent, tokens.accent
    painter.save()
    paint.rounded(painter, where, ground, where.height() / 2)
    font = theme.font("section")
    font.setPixelSize(max(11, round(where.height() * 0.42)))
    font.setWeight(QFont.Weight.DemiBold)
    painter.setFont(font)
    early.write(painter, where.toRect(), initial(name), front, early.ALIGN_CENTRE)
    painter.restore()


class Avatar(QWidget):
    """A person's disc."""

    def __init__(self, name: str, *, size: int = 32, tone: str = "accent", filled: bool = False) -> None:
        super().__init__()
        self._name, self._tone, self._filled = name, tone, filled
        self.setFixedSize(theme.px(size), theme.px(size))

    def set_person(self, name: str, *, tone: str = "accent") -> None:
        """Show someone else."""
        self._name, self._tone = name, tone
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        draw_avatar(
            QStylePainter(self), QRectF(self.rect()), self._name, tone=self._tone, filled=self._filled
        )


class IconTile(QWidget):
    """An icon on a soft square or disc."""

    def __init__(
        self, icon: str, *, size: int = 48, icon_size: int = 26, tone: str = "neutral", disc: bool = False
    ) -> None:
        super().__init__()
        self._icon, self._icon_size, self._tone, self._disc = icon, icon_size, tone, disc
        self.setFixedSize(theme.px(size), theme.px(size))

    def set_icon(self, icon: str, tone: str) -> None:
        """Show another icon."""
        self._icon, self._tone = icon, tone
        self.update()

    def sizeHint(self) -> QSize:
        return self.size()

    def paintEvent(self, event: QPaintEvent) -> None:
        front, ground = theme.tone_colours(self._tone)
        painter = QStylePainter(self)
        paint.rounded(painter, self.rect(), ground, self.width() / 2 if self._disc else theme.px(8))
        colour = theme.tokens().text if self._tone == "neutral" else front
        icons.paint(painter, QRect(self.rect()), self._icon, colour=colour, size=self._icon_size)


class Logo(QWidget):
    """The product's mark: a steering wheel on blue."""

    def __init__(self, size: int = 40) -> None:
        super().__init__()
        self._size = size
        self.setFixedSize(theme.px(size), theme.px(size))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QStylePainter(self)
        paint.rounded(painter, self.rect(), theme.tokens().brand, theme.px(self._size) * 0.22)
        icons.paint(painter, self.rect(), "steering", colour="rail_strong", size=round(self._size * 0.6))
