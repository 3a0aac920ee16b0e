"""Parts of the first-run page: the numbered steps, and one line for each kind of data."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from app.i18n import tr
from app.presenters.enrol import EnrolProgress
from app.views import icons, theme
from app.views.widgets.text import label, set_tone


class StepMark(QWidget):
    """A numbered disc, done or due, with two lines beside it."""

    def __init__(self, number: int, title: str, text: str, *, last: bool) -> None:
        super().__init__()
        self._number, self._last, self._state = number, last, "due"
        self.setMinimumHeight(theme.px(66))
        texts = QVBoxLayout(self)
        texts.setContentsMargins(theme.px(44), 0, 0, 0)
        texts.setSpacing(0)
        first = label(title, "strong")
        first.setProperty("strong", True)
        self._text = label(text, "caption")
        texts.addWidget(first)
        texts.addWidget(self._text)
        texts.addStretch(1)

    def show_step(self, state: str) -> None:
        """`done`, `now` or `due`."""
        self._state = state
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(200), theme.px(66))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens, size = QPainter(self), theme.tokens(), theme.px(30)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not self._last:
            painter.setPen(QPen(theme.colour(tokens.rail_active), 1))
            painter.drawLine(QPointF(size / 2 + 1, size + 4), QPointF(size / 2 + 1, self.height()))
        disc = QRectF(1, 3, size, size)
        edge = {"done": theme.DARK.ok, "now": tokens.brand, "due": tokens.rail_text}[self._state]
        painter.setPen(QPen(theme.colour(edge), 1.2))
        ground = {"done": theme.DARK.ok_weak, "now": tokens.brand, "due": tokens.rail}[self._state]
        painter.setBrush(theme.colour(ground))
        painter.drawEllipse(disc)
        if self._state == "done":
            icons.paint(painter, disc, "check-bold", colour=theme.DARK.ok, size=16)
            return
        painter.setPen(theme.colour(tokens.rail_strong))
        painter.setFont(theme.face("strong").font)
        painter.drawText(disc, int(Qt.AlignmentFlag.AlignCenter), str(self._number))


class PartRow(QFrame):
    """One kind of data: its name, a bar, how many rows, and whether it is complete."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setProperty("part", "row")
        inside = QHBoxLayout(self)
        inside.setContentsMargins(theme.px(16), theme.px(16), theme.px(16), theme.px(16))
        inside.setSpacing(theme.px(16))
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setMaximum(1000)
        self._bar.setAccessibleName(name)
        self._bar.setFixedWidth(theme.px(190))
        self._rows, self._state = label("", "body"), label("", "caption")
        for widget, width in ((self._rows, 150), (self._state, 84)):
            widget.setFixedWidth(theme.px(width))
            widget.setAlignment(Qt.AlignmentFlag.AlignRight)
        inside.addWidget(label(name, "body"), 1)
        for part in (self._bar, self._rows, self._state):
            inside.addWidget(part)

    def show_part(self, part: EnrolProgress) -> None:
        """The newest figures."""
        complete = part.part_total > 0 and part.part_done >= part.part_total
        self._bar.setProperty("tone", "ok" if complete else "")
        theme.restyle(self._bar)
        self._bar.setValue(round(1000 * part.part_done / part.part_total) if part.part_total else 0)
        total = f"{part.part_total:,}"
        self._rows.setText(total if complete else f"{part.part_done:,} / {total}")
        self._state.setText(
            tr("complete") if complete else tr("running") if part.part_done else tr("waiting")
        )
        set_tone(self._state, "ok" if complete else "accent" if part.part_done else "")
