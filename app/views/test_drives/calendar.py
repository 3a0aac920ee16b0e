"""The calendar of demonstrators: a row a car; a day in hours, or a week in days. The list says the same in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from app.domain.test_drive import is_late
from app.i18n import tr
from app.presenters import words
from app.presenters.test_drive_diary import Choice, DriveRow
from app.views import theme
from app.views.widgets import paint
from app.views.widgets.tip import tip

OPEN_FROM, OPEN_UNTIL = 9, 19
"""Hours that a day always shows."""
_CAR, _HEAD, _ROW = 170, 34, 118
TONES = {"booked": "accent", "out": "ok", "returned": "neutral", "cancelled": "neutral"}


@dataclass(frozen=True)
class Shown:
    """What the calendar paints."""

    first: date
    days: int = 1
    cars: tuple[Choice, ...] = ()
    drives: tuple[DriveRow, ...] = ()
    chosen: str = ""


class Calendar(QWidget):
    """Arrow keys go from drive to drive; what is cancelled does not stand in the way."""

    picked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._shown, self._now = Shown(date(2026, 1, 1)), datetime(2026, 1, 1).astimezone()
        self._blocks: list[tuple[QRectF, DriveRow]] = []
        self._hours = OPEN_FROM, OPEN_UNTIL
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(tr("Calendar of test drives"))

    def show_drives(self, shown: Shown, now: datetime) -> None:
        """Paint these."""
        drives = tuple(
            sorted((row for row in shown.drives if row.state != "cancelled"), key=lambda r: r.starts_at)
        )
        self._shown = Shown(shown.first, shown.days, shown.cars, drives, shown.chosen)
        self._now = now.astimezone()
        self._hours = _hours(drives)
        chosen = next((row for row in drives if row.id == shown.chosen), None)
        self.setAccessibleDescription(self._words(chosen) if chosen else "")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(700), theme.px(_HEAD + _ROW * max(1, len(self._shown.cars))))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(420), theme.px(_HEAD + 64 * max(1, len(self._shown.cars))))

    def _words(self, row: DriveRow) -> str:
        return f"{words.hour(row.starts_at)} {row.customer}, {row.model}"

    def keyPressEvent(self, event: QKeyEvent) -> None:
        drives = self._shown.drives
        forward = event.key() in (Qt.Key.Key_Right, Qt.Key.Key_Down)
        if drives and (forward or event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Up)):
            at = next((n for n, row in enumerate(drives) if row.id == self._shown.chosen), None)
            to = 0 if at is None else at + (1 if forward else -1)
            self.picked.emit(drives[min(max(to, 0), len(drives) - 1)])
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.picked.emit(self._at(event.position()))

    def _at(self, place: QPointF) -> DriveRow | None:
        return next((row for box, row in self._blocks if box.contains(place)), None)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            box, row = next(
                (each for each in self._blocks if each[0].contains(QPointF(event.pos()))), (QRectF(), None)
            )
            QToolTip.showText(event.globalPos(), tip(self._words(row) if row else ""), self, box.toRect())
            return True
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    # ------------------------------------------------------------ painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = QPainter(self), theme.tokens()
        painter.fillRect(self.rect(), theme.colour(tokens.surface))
        self._blocks = []
        self._paint_grid(painter)
        tall = self._row_height()
        today = self._shown.days == 1 and self._shown.first == self._now.date()
        if today and self._hours[0] <= self._now.hour < self._hours[1]:
            self._paint_now(painter)
        # Of what is seen, not of what changed: what lies below the mouse is told by what was painted.
        seen = event.rect().united(self.visibleRegion().boundingRect())
        for at, car in enumerate(self._shown.cars):
            top = theme.px(_HEAD) + at * tall
            if top > seen.bottom() or top + tall < seen.top():
                continue
            name, _, vin = car.words.rpartition(" ")
            box = QRect(theme.px(14), int(top + theme.px(12)), theme.px(_CAR - 24), theme.px(20))
            paint.text(painter, box, name or car.words, theme.face("strong"), tokens.text)
            paint.text(painter, box.translated(0, theme.px(20)), vin, theme.face("caption"), tokens.text2)
            self._paint_car(painter, car, top, tall)
        if self.hasFocus():
            painter.setPen(QPen(theme.colour(tokens.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))

    def _row_height(self) -> float:
        room = self.height() - theme.px(_HEAD)
        return min(room / max(1, len(self._shown.cars)), theme.px(_ROW) * 1.3)

    def _columns(self) -> list[str]:
        if self._shown.days == 1:
            return [f"{hour}:00" for hour in range(*self._hours)]
        days = (self._shown.first + timedelta(days=n) for n in range(self._shown.days))
        return [f"{words.short_weekday(day)} {words.day(day)}" for day in days]

    def _width(self) -> float:
        return (self.width() - theme.px(_CAR)) / len(self._columns())

    def _paint_grid(self, painter: QPainter) -> None:
        tokens, width, head = theme.tokens(), self._width(), theme.px(_HEAD)
        painter.fillRect(QRect(0, 0, self.width(), head), theme.colour(tokens.surface2))
        first = QRect(theme.px(14), 0, theme.px(_CAR - 14), head)
        paint.text(painter, first, tr("Demonstrator"), theme.face("header"), tokens.text2)
        painter.setPen(theme.colour(tokens.border))
        for at, name in enumerate(self._columns()):
            left = theme.px(_CAR) + at * width
            box = QRect(int(left + theme.px(8)), 0, int(width - theme.px(8)), head)
            paint.text(painter, box, name, theme.face("header"), tokens.text2)
            painter.setPen(theme.colour(tokens.border))
            painter.drawLine(QPointF(left, 0), QPointF(left, self.height()))
        tall = self._row_height()
        for at in range(len(self._shown.cars) + 1):
            y = head + at * tall
            painter.drawLine(QPointF(0, y), QPointF(self.width(), y))

    def _paint_car(self, painter: QPainter, car: Choice, top: float, tall: float) -> None:
        if self._shown.days == 1:
            rows = [row for row in self._shown.drives if row.car_id == car.id]
            for row in rows:
                left, right = self._place(row.starts_at), self._place(row.ends_at)
                box = QRectF(left + 2, top + theme.px(10), right - left - 4, tall - theme.px(20))
                self._paint_block(painter, row, box)
            return
        width, line = self._width(), theme.px(26)
        for day in range(self._shown.days):
            on = self._shown.first + timedelta(days=day)
            rows = [r for r in self._shown.drives if r.car_id == car.id and _day(r) == on]
            for at, row in enumerate(rows[: max(1, int((tall - 12) // line))]):
                left = theme.px(_CAR) + day * width
                self._paint_block(painter, row, QRectF(left + 4, top + 6 + at * line, width - 8, line - 4))

    def _place(self, at: datetime) -> float:
        here = at.astimezone()
        first, last = self._hours
        hours = 24.0 if here.date() > self._shown.first else here.hour + here.minute / 60
        return theme.px(_CAR) + (min(max(hours, first), last) - first) * self._width()

    def _paint_block(self, painter: QPainter, row: DriveRow, box: QRectF) -> None:
        tokens = theme.tokens()
        late = is_late(row.state, row.ends_at, self._now)
        front, ground = theme.tone_colours("bad" if late else TONES[row.state])
        paint.rounded(painter, box, ground, theme.px(6))
        paint.rounded(painter, QRectF(box.left(), box.top(), theme.px(4), box.height()), front, theme.px(2))
        if row.id == self._shown.chosen:
            painter.setPen(QPen(theme.colour(tokens.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box, theme.px(6), theme.px(6))
        self._blocks.append((box, row))
        inner = box.toRect().adjusted(theme.px(9), theme.px(4), -theme.px(1), -theme.px(4))
        if self._shown.days > 1:
            line = f"{words.hour(row.starts_at)} {row.customer}"
            paint.text(painter, inner, line, theme.face("caption"), tokens.text)
            return
        where = QRect(inner.left(), inner.top(), inner.width(), theme.px(18))
        for text, kind in self._lines(row, late=late):
            face = theme.face(kind)
            for part in _folded(text, face, inner.width()):
                if where.bottom() <= inner.bottom() + 2:
                    paint.text(painter, where, part, face, tokens.text)
                where.translate(0, theme.px(18))

    def _lines(self, row: DriveRow, *, late: bool) -> list[tuple[str, str]]:
        if late:
            last = tr("{n} min late").format(n=int((self._now - row.ends_at).total_seconds() // 60))
        elif row.state == "returned" and row.km_out is not None and row.km_in is not None:
            last = tr("{n} km").format(n=row.km_in - row.km_out)
        else:
            last = tr("on the road") if row.state == "out" else tr("ready to go") if row.agreed_at else ""
        lines = [(words.hour(row.starts_at), "strong"), (row.customer, "strong"), (row.seller, "caption")]
        return [*lines, (last, "caption")] if last else lines

    def _paint_now(self, painter: QPainter) -> None:
        x, bad = self._place(self._now), theme.tokens().badge
        painter.setPen(QPen(theme.colour(bad), 2))
        painter.drawLine(QPointF(x, theme.px(_HEAD)), QPointF(x, self.height()))
        left = min(x - theme.px(22), self.width() - theme.px(44))
        box = QRectF(left, theme.px(_HEAD), theme.px(44), theme.px(18))
        paint.rounded(painter, box, bad, theme.px(4))
        face = theme.face("key")
        paint.text(painter, box.toRect(), f"{self._now:%H:%M}", face, theme.tokens().on_badge, paint.CENTRE)


def _folded(text: str, face: theme.Face, room: int) -> list[str]:
    """The text in lines as wide as there is room, broken between its words."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and face.metrics.horizontalAdvance(longer) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _hours(drives: Sequence[DriveRow]) -> tuple[int, int]:
    """The hours of business, and further where a drive begins before them or ends after: none is out of sight."""
    first, last = OPEN_FROM, OPEN_UNTIL
    for row in drives:
        start, end = row.starts_at.astimezone(), row.ends_at.astimezone()
        over = end.date() > start.date()
        first = min(first, start.hour)
        last = max(last, 24 if over else end.hour + bool(end.minute))
    return first, last


def _day(row: DriveRow) -> date:
    return row.starts_at.astimezone().date()


def legend() -> Sequence[tuple[str, str]]:
    """Tone and word of each kind of block."""
    return (
        ("text2", tr("returned")), ("ok", tr("on the road")), ("accent", tr("booked")), ("bad", tr("late")),
    )  # fmt: skip
