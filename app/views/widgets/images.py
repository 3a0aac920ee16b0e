"""Decoded pictures as Qt paints them, and small ones for rows of a list."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QRectF, QSizeF, Qt, QTimer
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QWidget

from app.documents.preview import Picture
from app.presenters.pictures import PicturesPresenter, Subject

ROW_LONGEST = 128  # pixels, enough for a screen at 200 %
ROWS_KEPT = 300


def image(picture: Picture) -> QImage:
    """A picture as Qt paints it; the pixels are copied."""
    made = QImage(picture.pixels, picture.width, picture.height, picture.stride, QImage.Format.Format_RGB32)
    return made.copy()


def fitted(size: QSizeF, room: QRectF) -> QRectF:
    """Where something of that size goes: all of it, in the middle, as large as there is room."""
    shown = size.scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
    place = QRectF(0, 0, shown.width(), shown.height())
    place.moveCenter(room.center())
    return place


def paint_fitted(painter: QPainter, room: QRectF, picture: QImage) -> None:
    """All of the picture in the middle of the room."""
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(fitted(QSizeF(picture.size()), room), picture)


def paint_over(painter: QPainter, room: QRectF, picture: QImage) -> None:
    """The room full of the picture; what does not fit in is cut off, the same on both sides."""
    size = QSizeF(picture.size())
    shown = room.size().scaled(size, Qt.AspectRatioMode.KeepAspectRatio)
    part = QRectF(0, 0, shown.width(), shown.height())
    part.moveCenter(QRectF(0, 0, size.width(), size.height()).center())
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(room, picture, part)


def keep_asking(widget: QWidget, pictures: PicturesPresenter, ask: Callable[[], object]) -> None:
    """Ask for pictures now, and again whenever pictures came or changed: what was asked before is forgotten then."""
    leave = pictures.follow(ask)
    widget.destroyed.connect(lambda _: leave())  # cards come and go
    ask()


class RowImages(QObject):
    """Small pictures for the rows of a list. What is not in memory is asked for once, and painted when it is here."""

    def __init__(
        self, parent: QObject, pictures: PicturesPresenter, repaint: Callable[[], object], *,
        longest: int = ROW_LONGEST,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._pictures, self._repaint, self._longest = pictures, repaint, longest
        self._images: OrderedDict[Subject, QImage | None] = OrderedDict()
        self._wanted: list[Subject] = []
        self.any = False
        """Whether room is kept for them: a shop without pictures has none to spare."""
        pictures.follow(self._forget)

    def of(self, subject: Subject) -> QImage | None:
        """The picture, if it is here."""
        if subject not in self._images:
            self._images[subject] = None
            while len(self._images) > ROWS_KEPT:
                self._images.popitem(last=False)
            self._wanted.append(subject)
            if len(self._wanted) == 1:
                QTimer.singleShot(0, self, self._ask)  # the rows are painted first, and at once
        return self._images.get(subject)

    def _ask(self) -> None:
        wanted, self._wanted = self._wanted, []
        for subject in wanted:
            self._pictures.want(subject, self._longest, partial(self._here, subject))

    def _here(self, subject: Subject, picture: Picture | None) -> None:
        if picture is not None:
            self._images[subject] = image(picture)
            self.any = True
            self._repaint()

    def _forget(self) -> None:
        self._images.clear()
        self._repaint()
