"""The rows of a comparison: headings of groups, tinted cells where a trim differs, a star at the best."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyleOptionViewItem,
    QTableView,
)

from app.domain import comparison
from app.domain.comparison import Cell, Row
from app.i18n import in_a_row, tr
from app.views import icons, theme
from app.views.widgets import paint
from app.views.widgets.cut_words import TellingDelegate
from app.views.widgets.row_table_model import Index

LABEL, ROW = 284, 34
LARGE_LABEL, LARGE_ROW = 300, 46
_NOWHERE = QModelIndex()
_SPOKEN = (int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.AccessibleTextRole))
Line = Row | str
"""A row, or the name of a group."""


class ComparisonModel(QAbstractTableModel):
    """Lines by position: the first column names what is compared, then one for each trim."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[Line] = []
        self._columns = 0

    def show_rows(self, rows: Sequence[Row], columns: int) -> None:
        """Other rows, with a heading before each group."""
        self.beginResetModel()
        self.lines, group = [], ""
        for row in rows:
            if row.group != group:
                group = row.group
                self.lines.append(comparison.group_name(group))
            self.lines.append(row)
        self._columns = columns
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else self._columns + 1

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if role not in _SPOKEN:
            return None
        line = self.lines[index.row()]
        if isinstance(line, str):
            return line if index.column() == 0 else ""
        if index.column() == 0:
            return line.name
        cell = line.cells[index.column() - 1]
        marks = [mark for mark, holds in ((tr("differs"), cell.differs), (tr("best"), cell.best)) if holds]
        return in_a_row((f"{line.name}: {cell.text}", *marks))


class _Delegate(TellingDelegate):
    def __init__(self, view: CompareTable, model: ComparisonModel) -> None:
        super().__init__(view)
        self._view, self._model = view, model
        self._body, self._strong = ("large", "title") if view.large else ("body", "strong")

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(theme.px(120), theme.px(ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        box: QRect = option.rect
        tokens, line = theme.tokens(), self._model.lines[index.row()]
        inner = box.adjusted(theme.px(16), 0, -theme.px(10), -1)
        if isinstance(line, str):
            painter.fillRect(box, theme.colour(tokens.sunken))
            if index.column() == 0:
                paint.text(painter, inner, line, theme.face(self._strong), tokens.text)
        elif index.column() == 0:
            painter.fillRect(box, theme.colour(tokens.surface2))
            paint.text(painter, inner, line.name, theme.face(self._body), tokens.text2)
        else:
            self._paint_cell(painter, box, inner, line.cells[index.column() - 1])
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(theme.colour(tokens.border))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        painter.drawLine(box.topRight(), box.bottomRight())
        self._paint_ring(painter, box, index)

    def _paint_cell(self, painter: QPainter, box: QRect, inner: QRect, cell: Cell) -> None:
        tokens = theme.tokens()
        painter.fillRect(box, theme.colour(tokens.accent_weak if cell.differs else tokens.surface))
        face = theme.face(self._strong if cell.best else self._body)
        if cell.best:
            width = min(face.metrics.horizontalAdvance(cell.text) + 2, inner.width() - theme.px(22))
            place = QRect(inner.left(), inner.top(), width, inner.height())
            middle = QPointF(place.right() + theme.px(14), inner.center().y() + 1)
            icons.paint(painter, middle, "star", colour="accent", size=14)
            inner = place
        paint.text(painter, inner, cell.text, face, tokens.text)

    def _paint_ring(self, painter: QPainter, box: QRect, index: Index) -> None:
        if index.column() == self._view.chosen + 1 and self._view.hasFocus():
            painter.setPen(QPen(theme.colour(theme.tokens().accent), 2))
            painter.drawLine(box.left() + 1, box.top(), box.left() + 1, box.bottom())
            painter.drawLine(box.right(), box.top(), box.right(), box.bottom())


class CompareTable(QTableView):
    """Left and right choose a column, up and down scroll."""

    column_asked = Signal(int)
    """A step to the left or right."""

    def __init__(self, model: ComparisonModel, *, large: bool = False) -> None:
        """`large`: to be read by a customer, from further away."""
        super().__init__()
        self.large = large
        self.chosen = 0 if not large else -1
        self.setModel(model)
        self.setAccessibleName(tr("Comparison"))
        self.setItemDelegate(_Delegate(self, model))
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.horizontalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        vertical = self.verticalHeader()
        vertical.hide()
        vertical.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        vertical.setDefaultSectionSize(theme.px(LARGE_ROW if large else ROW))
        model.modelReset.connect(self._share_width)

    def show_chosen(self, column: int) -> None:
        """Mark a column."""
        self.chosen = column
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_width()

    def _share_width(self) -> None:
        """The names get their width, the trims share the rest."""
        columns = self.model().columnCount() - 1
        if columns < 1:
            return
        names = theme.px(LARGE_LABEL if self.large else LABEL)
        rest = self.viewport().width() - names
        self.setColumnWidth(0, names)
        for at in range(columns):
            self.setColumnWidth(at + 1, rest * (at + 1) // columns - rest * at // columns)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is not None and not event.modifiers():
            self.column_asked.emit(step)
        else:
            super().keyPressEvent(event)
