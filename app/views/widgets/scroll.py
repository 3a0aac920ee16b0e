"""Room to scroll where a window is too small for what it holds; unseen where it is not."""

from __future__ import annotations

from PySide6 import QtCore
from PySide6.QtCore import QEvent, QObject, QPoint, QSize, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QTableView, QWidget

from app.views import early, theme

AROUND_FOCUS = 60


def scrolling(content: QWidget, *, only_down: bool = False) -> QScrollArea:
    """The content as large as the room, but never smaller than it can be read; what has the focus stays in sight."""
    if only_down:
        return ScrollColumn(content)
    area = QScrollArea()
    _fill(area, content)
    return area


class ScrollColumn(QScrollArea):
    """Cards above each other that scroll, or stand there whole where the page around them scrolls."""

    def __init__(self, content: QWidget) -> None:
        super().__init__()
        self._whole = False
        _fill(self, content)
        self.setHorizontalScrollBarPolicy(QtCore.Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def set_whole(self, whole: bool) -> None:
        """Whether it is as high as what it holds."""
        self._whole = whole
        self.updateGeometry()

    def minimumSizeHint(self) -> QSize:
        hint, content = super().minimumSizeHint(), self.widget()
        if self._whole and content is not None:
            wrapped = content.heightForWidth(self.viewport().width())  # as the area itself reckons
            hint.setHeight(max(content.minimumSizeHint().height(), wrapped))
        return hint

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self._whole and event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._whole and event.size().width() != event.oldSize().width():
            self.updateGeometry()


class _Follower(QObject):
    """Qt scrolls after the Tab key, not after a key that leads somewhere, nor when what lies above grows."""

    def __init__(self, area: QScrollArea) -> None:
        super().__init__(area)
        self._area = area
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._follow)
        # Not by the events of what scrolls: for the first of them PySide makes every class of event.
        area.verticalScrollBar().rangeChanged.connect(self._follow_soon)

    def _follow_soon(self) -> None:
        QTimer.singleShot(0, self, lambda: self._follow(None, QApplication.focusWidget()))

    def _follow(self, _: QWidget | None, now: QWidget | None) -> None:
        if now is None or not self._area.viewport().isAncestorOf(now):
            return
        seen = self._area.viewport().height()
        top = now.mapTo(self._area.viewport(), QPoint()).y()
        if (
            now.height() < seen or not -now.height() < top < seen
        ):  # of what is larger any part in sight will do
            self._area.ensureWidgetVisible(now, 0, theme.px(AROUND_FOCUS))


def follow_focus(area: QScrollArea) -> None:
    """Keep what has the focus in sight."""
    _Follower(area)


def bring_into_sight(part: QWidget, *, margin: int = 8) -> None:
    """Scroll to it, once it has its place, in whatever scrolls around it, with so many points above and beneath."""

    def scroll() -> None:
        around = part.parentWidget()
        while around is not None:
            if isinstance(around, QScrollArea):
                around.ensureWidgetVisible(part, 0, theme.px(margin))
            around = around.parentWidget()

    QTimer.singleShot(0, part, scroll)


def show_row(table: QTableView) -> None:
    """Scroll what lies around a table that stands there whole to the row that the keys are on."""
    around = table.parentWidget()
    while around is not None and not isinstance(around, ScrollColumn):
        around = around.parentWidget()
    content = around.widget() if around is not None else None
    if around is not None and content is not None and table.hasFocus():
        row = table.visualRect(table.currentIndex())
        at = table.viewport().mapTo(content, row.center())
        around.ensureVisible(at.x(), at.y(), 0, row.height())


def _fill(area: QScrollArea, content: QWidget) -> None:
    area.setViewport(QWidget())  # to be handed one that Qt made, PySide first makes every class of widget
    area.setWidget(content)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setProperty("focusPolicy", early.FOCUS_NEVER)
    follow_focus(area)
