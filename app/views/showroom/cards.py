"""The models found, as cards: arrows move, Enter opens, Space puts one among those to be compared."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QListView

from app.domain.catalogue import Trim
from app.views import theme
from app.views.showroom.card_delegate import CardDelegate
from app.views.showroom.trim_model import TrimModel
from app.views.widgets.images import RowImages
from app.views.widgets.row_table_model import Index

LEAST_WIDTH, HEIGHT = 232, 316


class CardList(QListView):
    """As many cards beside each other as there is room for."""

    trim_chosen = Signal(object)
    trim_opened = Signal(object)
    trim_ticked = Signal(object)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.trims = TrimModel()
        self.setModel(self.trims)
        self.setAccessibleName(name)
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setSpacing(0)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setProperty("cards", True)
        self.setMouseTracking(True)
        self._delegate = CardDelegate(self, self.trims)
        self.setItemDelegate(self._delegate)
        self.verticalScrollBar().setSingleStep(theme.px(40))
        self.doubleClicked.connect(lambda index: self.trim_opened.emit(self.trims.trims[index.row()]))

    def use_pictures(self, pictures: RowImages) -> None:
        """Where there are pictures of models, cards show them."""
        self._delegate.pictures = pictures

    def choose(self, trim: Trim | None) -> None:
        """Show which is chosen without telling anyone."""
        at = next((at for at, each in enumerate(self.trims.trims) if trim and each.id == trim.id), -1)
        if at != self.currentIndex().row():
            blocked = self.blockSignals(True)
            self.setCurrentIndex(self.trims.index(at) if at >= 0 else QModelIndex())
            self.blockSignals(blocked)
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        width = self.viewport().width()
        columns = max(1, width // theme.px(LEAST_WIDTH))
        # One pixel to spare: a row that fills the width to the last pixel loses its last card to the next row.
        self.setGridSize(QSize((width - 1) // columns, theme.px(HEIGHT)))
        super().resizeEvent(event)

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self.trim_chosen.emit(self.trims.trims[current.row()] if current.isValid() else None)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self.trims.trims:
            self.setCurrentIndex(self.trims.index(0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        at = self.currentIndex().row()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and at >= 0:
            self.trim_opened.emit(self.trims.trims[at])
        elif event.key() == Qt.Key.Key_Space and at >= 0:
            self.trim_ticked.emit(self.trims.trims[at])
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        place = event.position().toPoint()
        index = self.indexAt(place)
        if index.isValid() and self._tick_box(self.visualRect(index)).contains(place):
            self.trim_ticked.emit(self.trims.trims[index.row()])

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._show_hand(event.position().toPoint())

    def _show_hand(self, place: QPoint) -> None:
        index = self.indexAt(place)
        over = index.isValid() and self._tick_box(self.visualRect(index)).contains(place)
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)

    def _tick_box(self, cell: QRect) -> QRect:
        return self._delegate.tick_box(cell)
