"""How far an application has come: a strip of steps, from the papers to the money."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.i18n import tr
from app.views import icons, theme
from app.views.widgets import paint
from app.views.widgets.tip import tip


@dataclass(frozen=True)
class Step:
    """A step: its name, a word beneath, and `done`, `now`, `wrong` or `later`."""

    name: str
    note: str = ""
    state: str = "later"


_TONES = {"done": "ok", "now": "warn", "wrong": "bad", "later": "text3"}
_ICONS = {"done": "check", "now": "exclamation", "wrong": "close"}


class StepStrip(QWidget):
    """Painted; what it says is its accessible name, too."""

    def __init__(self) -> None:
        super().__init__()
        self._steps: tuple[Step, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_steps(self, steps: tuple[Step, ...]) -> None:
        """Show these."""
        self._steps = steps
        said = [f"{step.name} {step.note}".strip() for step in steps]
        self.setAccessibleName(tr("; ").join(said))
        self.setToolTip(tip("\n".join(said)))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(420), theme.px(78))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(300), theme.px(78))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        wide = self.width() / max(1, len(self._steps))
        for at, follows in enumerate(self._steps[1:]):
            middle = QPointF(wide * (at + 0.5), theme.px(18))
            self._paint_line(painter, middle, wide, reached=follows.state != "later")
        for at, step in enumerate(self._steps):
            self._paint_step(painter, step, at, QRectF(wide * at, 0, wide, self.height()))

    def _paint_line(self, painter: QPainter, middle: QPointF, wide: float, *, reached: bool) -> None:
        tokens = theme.tokens()
        painter.setPen(QPen(theme.colour(tokens.ok if reached else tokens.border), theme.px(2)))
        painter.drawLine(middle, QPointF(middle.x() + wide, middle.y()))

    def _paint_step(self, painter: QPainter, step: Step, at: int, room: QRectF) -> None:
        tokens, tone, radius = theme.tokens(), _TONES[step.state], theme.px(12)
        front = getattr(tokens, tone)
        ground = tokens.surface if step.state == "later" else getattr(tokens, f"{tone}_weak")
        middle = QPointF(room.center().x(), theme.px(18))
        painter.setPen(QPen(theme.colour(front), 1.5))
        painter.setBrush(theme.colour(ground))
        painter.drawEllipse(middle, radius, radius)
        if step.state == "later":
            box = QRect(int(middle.x() - radius), int(middle.y() - radius), 2 * radius, 2 * radius)
            paint.text(painter, box, str(at + 1), theme.face("caption"), front, paint.CENTRE)
        else:
            icons.paint(painter, middle, _ICONS[step.state], colour=tone, size=14)
        line = QRect(int(room.left()), theme.px(36), int(room.width()), theme.px(20))
        face = theme.face("strong" if step.state in ("now", "wrong") else "body")
        paint.text(
            painter,
            line,
            step.name,
            face,
            front if step.state in ("now", "wrong") else tokens.text,
            paint.CENTRE,
        )
        below = line.translated(0, theme.px(20))
        paint.text(painter, below, step.note, theme.face("caption"), tokens.text3, paint.CENTRE)
