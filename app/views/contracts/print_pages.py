"""Pages of a paper: small ones at the left to turn by, one large to read."""

from __future__ import annotations

from PySide6.QtCore import QAbstractListModel, QModelIndex, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QListView,
    QScrollArea,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from app.documents.preview import Picture
from app.i18n import tr
from app.presenters.print_sign import PrintSignPresenter, PrintState
from app.views import theme
from app.views.widgets import paint
from app.views.widgets.buttons import IconButton, link
from app.views.widgets.images import image
from app.views.widgets.row_table_model import Index
from app.views.widgets.text import label, row

THUMB, A4 = 64, 297 / 210
REFIT_AFTER_MS = 80
_NOWHERE = QModelIndex()


class _Thumbs(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self.images: list[QImage] = []

    def show_images(self, images: list[QImage]) -> None:
        self.beginResetModel()
        self.images = images
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return len(self.images)

    def data(self, index: Index, role: int = 0) -> str | None:
        if role in (int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.AccessibleTextRole)):
            return tr("Page {n}").format(n=index.row() + 1)
        return None


class _ThumbDelegate(QStyledItemDelegate):
    def __init__(self, model: _Thumbs, view: QListView) -> None:
        super().__init__(view)
        self._model, self._view = model, view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(theme.px(100), round(theme.px(THUMB) * A4) + theme.px(34))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        tokens, box = theme.tokens(), option.rect
        chosen = index.row() == self._view.currentIndex().row()
        width, height = theme.px(THUMB), round(theme.px(THUMB) * A4)
        sheet = QRect(box.center().x() - width // 2, box.top() + theme.px(8), width, height)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(sheet, self._model.images[index.row()])
        painter.setPen(
            QPen(theme.colour(tokens.accent if chosen else tokens.border_strong), 2 if chosen else 1)
        )
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(sheet)
        words = QRect(box.left(), sheet.bottom() + theme.px(4), box.width(), theme.px(18))
        face = theme.face("caption_strong" if chosen else "caption")
        name = tr("Page {n}").format(n=index.row() + 1)
        paint.text(painter, words, name, face, tokens.accent if chosen else tokens.text2, paint.CENTRE)


class _Sheet(QWidget):
    """The page being read, at the size that was asked for."""

    def __init__(self) -> None:
        super().__init__()
        self._image: QImage | None = None

    def show_image(self, page: QImage | None, size: QSize) -> None:
        self._image = page
        self.setFixedSize(size)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = QPainter(self), theme.tokens()
        painter.fillRect(self.rect(), theme.colour(tokens.paper))
        if self._image is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(self.rect(), self._image)
        painter.setPen(theme.colour(tokens.border))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))


class PagesView(QFrame):
    """Turn with the arrows beside the page number, PageUp and PageDown; zoom beside it."""

    fitted = Signal(int)
    """The pixels of screen that a page may be wide."""

    def __init__(self, presenter: PrintSignPresenter) -> None:
        super().__init__()
        self._presenter = presenter
        self._shown: tuple[Picture, ...] = ()
        self._images: list[QImage] = []
        self._zoom = -1.0
        inside = row(spacing=0)
        self.setLayout(inside)
        inside.addWidget(self._make_thumbs())
        inside.addWidget(self._make_reader(), 1)
        self._refit = QTimer(self, singleShot=True, interval=REFIT_AFTER_MS)
        self._refit.timeout.connect(self._fit)

    def _make_thumbs(self) -> QListView:
        self._model = _Thumbs()
        self.thumbs = QListView()
        self.thumbs.setModel(self._model)
        self.thumbs.setItemDelegate(_ThumbDelegate(self._model, self.thumbs))
        self.thumbs.setFixedWidth(theme.px(116))
        self.thumbs.setAccessibleName(tr("Pages"))
        self.thumbs.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.thumbs.clicked.connect(lambda index: self._presenter.show_page(index.row()))
        return self.thumbs

    def _make_reader(self) -> QFrame:
        frame = QFrame()
        frame.setProperty("ground", "bg")
        self._where = label("", "fact")
        self._fit_words = link(tr("Fit page"), lambda: self._presenter.zoom(0))
        bar = row(self._where, None)
        bar.setContentsMargins(theme.px(14), theme.px(6), theme.px(8), theme.px(6))
        bar.setSpacing(theme.px(2))
        bar.addWidget(IconButton("chevron-left", tr("Page before"), on_click=lambda: self.turn(-1)))
        bar.addWidget(IconButton("chevron-right", tr("Next page"), on_click=lambda: self.turn(1)))
        bar.addSpacing(theme.px(12))
        bar.addWidget(IconButton("minus", tr("Smaller"), on_click=lambda: self._presenter.zoom(-1)))
        bar.addWidget(self._fit_words)
        bar.addWidget(IconButton("plus", tr("Larger"), on_click=lambda: self._presenter.zoom(1)))
        bar.addStretch(1)
        self._sheet = _Sheet()
        self._area = QScrollArea()
        self._area.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._area.setWidget(self._sheet)
        self._area.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._area.setAccessibleName(tr("Page"))
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(0)
        inside.addLayout(bar)
        inside.addWidget(self._area, 1)
        return frame

    def turn(self, by: int) -> None:
        """Some pages on or back."""
        self._presenter.show_page(self._presenter.state.page + by)

    def show_state(self, state: PrintState) -> None:
        """The pages as they are; pictures are made once."""
        if state.pages is not self._shown:
            self._shown = state.pages
            self._images = [image(picture) for picture in state.pages]
            self._model.show_images(self._images)
        words = tr("Page {n} of {count}").format(n=state.page + 1, count=len(self._images))
        self._where.setText(words if self._images else tr("The paper is being made …"))
        if self._images:
            self.thumbs.setCurrentIndex(self._model.index(state.page))
            self.thumbs.viewport().update()
        if state.zoom != self._zoom:
            self._zoom = state.zoom
            self._fit_words.setText(f"{state.zoom:.0%}" if state.zoom else tr("Fit page"))
            self._fit()
        self._show_sheet(state)

    def _show_sheet(self, state: PrintState) -> None:
        page = self._images[state.page] if self._images else None
        width = self._page_width()
        self._sheet.show_image(page, QSize(width, round(width * A4)))

    def _page_width(self) -> int:
        """Of a page, in points: as the zoom says, or as the room allows."""
        if self._zoom > 0:
            return theme.px(595 * self._zoom)
        room = self._area.viewport().size()
        return max(
            theme.px(200), min(room.width() - theme.px(32), round((room.height() - theme.px(24)) / A4))
        )

    def _fit(self) -> None:
        self.fitted.emit(round(self._page_width() * self.devicePixelRatioF()))
        self._show_sheet(self._presenter.state)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._refit.start()
