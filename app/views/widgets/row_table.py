"""The table view: hairlines, whole-row selection, a header that tells the order, keys to choose and open."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, QPointF, QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from app.views import icons, theme
from app.views.widgets import paint
from app.views.widgets.delegates import DELEGATES, Chooser, draw_tick
from app.views.widgets.row_table_model import Index, RowTableModel

ROW_HEIGHTS = {"compact": 28, "normal": 36, "tall": 52, "touch": 48}


class _Header(QHeaderView):
    """Header cells with 12 px padding, the column's alignment, and an arrow where rows are sorted."""

    all_ticked = False
    order: tuple[str, bool] = ("", False)
    """By which column's key rows are sorted, and whether downwards. Qt's own indicator moves before a click is told."""

    def __init__(self, model: RowTableModel[Any], parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._rows = model
        self.setHighlightSections(False)
        self.setFixedHeight(theme.target(33))
        self.setMinimumSectionSize(theme.px(36))

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        tokens, column = theme.tokens(), self._rows.columns[section]
        painter.save()
        painter.fillRect(rect, theme.colour(tokens.surface2))
        painter.setPen(theme.colour(tokens.border))
        painter.drawLine(rect.left(), rect.top(), rect.right(), rect.top())
        painter.drawLine(rect.left(), rect.bottom(), rect.right(), rect.bottom())
        inner = rect.adjusted(theme.px(12), 0, -theme.px(12), 0)
        if column.look == "tick":
            draw_tick(painter, QPointF(inner.left() + theme.px(6), inner.center().y() + 1), self.all_ticked)
        else:
            self._paint_words(painter, inner, section)
        painter.restore()

    def _paint_words(self, painter: QPainter, inner: QRect, section: int) -> None:
        column = self._rows.columns[section]
        words = str(self._rows.headerData(section, Qt.Orientation.Horizontal))
        face = theme.face("header")
        width = face.metrics.horizontalAdvance(words)
        paint.text(
            painter, inner, words, face, theme.tokens().text2, paint.RIGHT if column.right else paint.LEFT
        )
        key, down = self.order
        if column.sortable and column.key == key:
            middle = QPointF(inner.left() + width + theme.px(10), inner.center().y() + 1)
            icons.paint(painter, middle, "arrow-down" if down else "arrow-up", colour="text2", size=14)


class RowTable(Chooser):
    """Shows a RowTableModel. Up, down and page keys move; Enter opens; Space ticks."""

    row_chosen = Signal(object)
    row_opened = Signal(object)
    row_ticked = Signal(object)
    all_ticked = Signal(bool)

    def __init__(self, model: RowTableModel[Any], *, name: str, rows: str = "normal") -> None:
        super().__init__()
        self._rows = model
        self._link: tuple[str, Callable[[Any], bool]] = ("", lambda row: False)
        self._pressed: Any = None
        self._header = _Header(model, self)
        self.setHorizontalHeader(self._header)
        self.setModel(model)
        # Other rows are laid out at once: Qt does it within the next painting, and then paints everything again.
        model.modelReset.connect(self.executeDelayedItemsLayout)
        self.setAccessibleName(name)
        self._dress(rows)
        for at, column in enumerate(model.columns):
            self.setItemDelegateForColumn(at, DELEGATES[column.look](self, model, column))
            self.setColumnWidth(at, theme.px(column.width))
            if column.stretch:
                self._header.setSectionResizeMode(at, QHeaderView.ResizeMode.Stretch)
        self._header.sectionClicked.connect(self._header_clicked)
        self.doubleClicked.connect(self._open)

    def _dress(self, rows: str) -> None:
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setFrameShape(QTableView.Shape.NoFrame)
        vertical = self.verticalHeader()
        vertical.hide()
        vertical.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        vertical.setDefaultSectionSize(
            theme.px(ROW_HEIGHTS["touch" if theme.touch() and rows != "tall" else rows])
        )
        self._header.setSectionsMovable(True)
        self._header.setSectionsClickable(True)
        self._header.setSortIndicatorShown(False)

    def show_sort(self, key: str, descending: bool) -> None:
        """Draw the arrow on that column."""
        if self._header.order != (key, descending):
            self._header.order = key, descending
            self._header.viewport().update()

    def show_all_ticked(self, ticked: bool) -> None:
        """Draw the header's check box."""
        self._header.all_ticked = ticked
        self._header.viewport().update()

    def current_row(self) -> Any:
        """The row chosen, or None."""
        index = self.currentIndex()
        return self._rows.row_at(index.row()) if index.isValid() else None

    def choose(self, at: int) -> None:
        """Choose a row by its place."""
        self.setCurrentIndex(self._rows.index(at, 0))

    def show_rows(self, rows: Sequence[Any], *, same: Callable[[Any], object]) -> None:
        """Other rows of a short list. What was chosen stays so, else its place does: Enter always has a row."""
        row, place = self.current_row(), max(0, self.currentIndex().row())
        self._rows.set_rows(rows)
        if rows:
            kept = (at for at, each in enumerate(rows) if row is not None and same(each) == same(row))
            self.choose(next(kept, min(place, len(rows) - 1)))

    def set_link(self, key: str, shown: Callable[[Any], bool]) -> None:
        """A column whose words look like a link, in rows that show one: a single click opens the row."""
        self._link = key, shown

    def columns_state(self) -> dict[str, Any]:
        """Order and widths, to be remembered per user."""
        order = [self._rows.columns[self._header.logicalIndex(at)].key for at in range(self._header.count())]
        widths = {column.key: self._width(at) for at, column in enumerate(self._rows.columns)}
        return {"order": order, "widths": widths, "scale": theme.scale()}

    def restore_columns(self, state: dict[str, Any]) -> None:
        """Take up remembered order and widths; unknown columns are skipped."""
        keys = [column.key for column in self._rows.columns]
        factor = theme.scale() / float(state.get("scale") or theme.scale())
        for key, width in dict(state.get("widths") or {}).items():
            if key in keys:
                self.setColumnWidth(keys.index(key), round(int(width) * factor))
        for place, key in enumerate(k for k in state.get("order") or () if k in keys):
            self._header.moveSection(self._header.visualIndex(keys.index(key)), place)

    def _width(self, at: int) -> int:
        """What a column would like: its own width, or what it was made with while it has none."""
        column = self._rows.columns[at]
        own = column.stretch or self.isColumnHidden(at)
        return theme.px(column.width) if own else self.columnWidth(at)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        columns = self._rows.columns
        over = sum(self._width(at) for at in range(len(columns))) - self.viewport().width()
        spare = [at for at, column in enumerate(columns) if column.spare]
        for at in sorted(spare, key=lambda at: columns[at].spare):
            width, hide = self._width(at), over > 0
            if hide != self.isColumnHidden(at):
                self.setColumnHidden(at, hide)
            over -= width if hide else 0
        for at in (at for at, column in enumerate(columns) if column.stretch):
            self._stretch(at, room=self._width(at) - over)

    def _stretch(self, at: int, *, room: int) -> None:
        """A column that takes what is left; where that is too little to read, it keeps its width and one scrolls."""
        modes = QHeaderView.ResizeMode
        enough = room >= self._width(at) // 2
        self._header.setSectionResizeMode(at, modes.Stretch if enough else modes.Interactive)
        if not enough:
            self.setColumnWidth(at, self._width(at))

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self.current_at = current.row()
        if current.row() != previous.row():
            self.viewport().update()
            self.row_chosen.emit(self._rows.row_at(current.row()) if current.isValid() else None)

    def reset(self) -> None:
        super().reset()
        self.current_at = -1

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.ring = True
        if not self.currentIndex().isValid() and self._rows.rowCount():
            self.choose(0)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.ring = False
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self.current_row()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and row is not None:
            self.row_opened.emit(row)
        elif event.key() == Qt.Key.Key_Space and row is not None and self._tick_column() is not None:
            self.row_ticked.emit(row)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and index.column() == self._tick_column():
            self.row_ticked.emit(self._rows.row_at(index.row()))
        self._pressed = self._linked(index) if event.button() == Qt.MouseButton.LeftButton else None

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        pressed, self._pressed = self._pressed, None
        if pressed is not None and pressed is self._linked(self.indexAt(event.position().toPoint())):
            self.row_opened.emit(pressed)

    def _linked(self, index: Index) -> Any:
        """The row, if there is a link at this place."""
        key, shown = self._link
        if not index.isValid() or self._rows.columns[index.column()].key != key:
            return None
        row = self._rows.row_at(index.row())
        return row if row is not None and shown(row) else None

    def _tick_column(self) -> int | None:
        return next((at for at, column in enumerate(self._rows.columns) if column.look == "tick"), None)

    def _header_clicked(self, section: int) -> None:
        column = self._rows.columns[section]
        if column.look == "tick":
            self.all_ticked.emit(not self._header.all_ticked)
        elif column.sortable:
            key, down = self._header.order
            self._rows.sort_asked.emit(column.key, not down if column.key == key else column.falls)

    def _open(self, index: QModelIndex) -> None:
        row = self._rows.row_at(index.row())
        if row is not None and self._linked(index) is None:  # of which each click is one
            self.row_opened.emit(row)
