"""What lies over a page below the box that is typed into: a list, in a frame that casts the shadow."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QRegion, QResizeEvent
from PySide6.QtWidgets import QFrame, QListView, QVBoxLayout, QWidget

from app.views import early, theme
from app.views.widgets.shadow import ROUND, Shadow
from app.views.widgets.text import label


class Popup(QFrame):
    """Its list never has the focus: the keys are the box's. `nothing` is what it says above the list, or instead.

    Qt paints again what lies below a widget that one may see through, and below round corners one does: for each
    row that changes, the whole page. So the corners are cut out of it, and the shadow below it shows them.
    """

    def __init__(self, parent: QWidget, name: str) -> None:
        super().__init__(parent)
        self._page = parent
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.list = QListView()
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setAccessibleName(name)
        self.nothing = label("", "caption", wrap=True)
        self.nothing.setContentsMargins(theme.px(12), theme.px(6), theme.px(12), theme.px(6))
        inside = QVBoxLayout(self)
        inside.setContentsMargins(1, theme.px(4), 1, theme.px(4))
        inside.setSpacing(0)
        inside.addWidget(self.nothing)
        inside.addWidget(self.list, 1)
        _Corners(self)
        self.hide()

    def lay(self, corner: QPoint, width: int, rows: int) -> None:
        """With its upper left corner there, as high as its rows and what it says, as far as the page goes."""
        height = rows + theme.px(12)
        if not self.nothing.isHidden():
            height += self.nothing.heightForWidth(width - 2)
        room = self._page.height() - theme.px(8) - corner.y()
        self.setGeometry(corner.x(), corner.y(), width, min(height, room))

    def appear(self) -> None:
        """Show it above all that lies beside it."""
        if self.isHidden():  # to raise what is up there already would paint it anew
            self.show()
            self.raise_()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        box, round_ = self.rect(), theme.px(ROUND)
        self.setMask(QRegion(box.adjusted(round_, 0, -round_, 0)) | box.adjusted(0, round_, 0, -round_))

    def paintEvent(self, event: QPaintEvent) -> None:
        _paint_frame(QPainter(self), self.rect())


class _Corners(Shadow):
    """The shadow of a pop-up, and the frame around its corners."""

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        _paint_frame(QPainter(self), self.box.geometry().translated(-self.pos()))


def _paint_frame(painter: QPainter, box: QRect) -> None:
    frame, tokens, round_ = QPainterPath(), theme.tokens(), theme.px(ROUND) - 0.5
    frame.addRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), round_, round_)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    early.fill(painter, frame, tokens.surface)
    early.stroke(painter, frame, tokens.border_strong)
