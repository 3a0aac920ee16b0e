"""The strip of steps, with a stopwatch: how far, how long, how many keys."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from app.domain.stopwatch import WHOLE
from app.i18n import in_a_row, tr
from app.presenters.deal_desk_checks import Step
from app.presenters.stopwatch import Stopwatch
from app.views import icons, theme
from app.views.widgets import paint
from app.views.widgets.text import icon_label, label, row

_MARK, _GAP, _RULE = 20, 6, 24
_STATES = {"done": "check", "missing": "exclamation"}


class StepStrip(QWidget):
    """Seven steps, painted; the names are read aloud as one line."""

    def __init__(self) -> None:
        super().__init__()
        self._steps: tuple[Step, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_steps(self, steps: tuple[Step, ...]) -> None:
        """Show how far the deal is."""
        if steps != self._steps:
            self._steps = steps
            self.setAccessibleName(in_a_row(f"{step.name}: {tr(step.state)}" for step in steps))
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._needed(_RULE), theme.target(42))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(200), theme.target(42))

    def _needed(self, rule: int) -> int:
        names = sum(self._face(step).metrics.horizontalAdvance(step.name) for step in self._steps)
        return names + len(self._steps) * theme.px(_MARK + _GAP + 2 * _GAP + rule)

    @staticmethod
    def _face(step: Step) -> theme.Face:
        return theme.face("strong" if step.state in ("current", "missing") else "body")

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = QPainter(self), theme.tokens()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rule = _RULE
        while rule > 4 and self._needed(rule) > self.width():
            rule -= 4
        bare = self._needed(rule) > self.width()  # no room: only the step that counts says its name
        x, middle = 0, self.height() / 2
        for at, step in enumerate(self._steps):
            if at:
                painter.setPen(QPen(theme.colour(tokens.border), 1))
                painter.drawLine(QPointF(x, middle), QPointF(x + theme.px(rule), middle))
                x += theme.px(rule + _GAP)
            self._paint_mark(painter, QPointF(x + theme.px(_MARK) / 2, middle), at, step)
            x += theme.px(_MARK + _GAP)
            if bare and step.state not in ("current", "missing"):
                continue
            face = self._face(step)
            width = face.metrics.horizontalAdvance(step.name) + theme.px(2)
            colour = {"missing": tokens.bad, "current": tokens.accent, "done": tokens.text}.get(
                step.state, tokens.text2
            )
            paint.text(painter, QRect(round(x), 0, width, self.height()), step.name, face, colour)
            x += width + theme.px(_GAP)

    @staticmethod
    def _paint_mark(painter: QPainter, middle: QPointF, at: int, step: Step) -> None:
        tokens, radius = theme.tokens(), theme.px(_MARK) / 2 - 0.5
        edge, ground, front = {
            "done": (tokens.ok, tokens.ok_weak, tokens.ok), "missing": (tokens.bad, tokens.bad_weak, tokens.bad),
            "current": (tokens.accent, tokens.accent, tokens.on_accent),
        }.get(step.state, (tokens.border_strong, tokens.surface, tokens.text2))  # fmt: skip
        painter.setPen(QPen(theme.colour(edge), 1.2))
        painter.setBrush(theme.colour(ground))
        painter.drawEllipse(middle, radius, radius)
        box = QRectF(middle.x() - radius, middle.y() - radius, 2 * radius, 2 * radius)
        if step.state in _STATES:
            icons.paint(painter, box, _STATES[step.state], colour=front, size=14)
            return
        painter.setFont(theme.face("key").font)
        painter.setPen(theme.colour(front))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), str(at + 1))


class StepBar(QFrame):
    """The strip, and the stopwatch at its right."""

    def __init__(self, watch: Stopwatch) -> None:
        super().__init__()
        self._watch = watch
        self.setProperty("part", "header")
        self.setProperty("strip", True)
        inside = QHBoxLayout(self)
        inside.setContentsMargins(theme.px(16), 0, theme.px(16), 0)
        inside.setSpacing(theme.px(16))
        self.strip = StepStrip()
        inside.addWidget(self.strip, 1)
        self._time, self._keys = label("", "number"), label("", "number")
        # Room before the first figure is shown.
        for shown, widest in ((self._time, "00:00"), (self._keys, "00")):
            shown.setMinimumWidth(theme.face("number").metrics.horizontalAdvance(widest) + theme.px(2))
        goal = f"{round(WHOLE.seconds) // 60:02d}:{round(WHOLE.seconds) % 60:02d}"
        self.watch = QWidget()
        both = QHBoxLayout(self.watch)
        both.setContentsMargins(0, 0, 0, 0)
        both.setSpacing(theme.px(16))
        both.addLayout(row(icon_label("timer-outline"), self._time, label(f"/ {goal}", "fact"), spacing=4))
        both.addLayout(
            row(icon_label("keyboard-outline"), self._keys, label(f"/ {WHOLE.keys}", "fact"), spacing=4)
        )
        inside.addWidget(self.watch)
        self._timer = QTimer(self, interval=1000)
        self._timer.timeout.connect(self.tick)
        self.tick()

    def run(self, on: bool) -> None:
        """Only tick while someone looks."""
        self._timer.start() if on else self._timer.stop()
        self.tick()

    def tick(self) -> None:
        """Show time and keys as they are."""
        seconds = int(self._watch.seconds())
        self._time.setText(f"{seconds // 60:02d}:{seconds % 60:02d}")
        self._keys.setText(str(self._watch.keys))
        self._time.setAccessibleName(tr("{n} seconds").format(n=seconds))
        self._keys.setAccessibleName(tr("{n} keys").format(n=self._watch.keys))
