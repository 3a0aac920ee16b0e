"""What a model looks like: its picture once it is here, else the drawing in the car's paint. Enter shows it large."""

from __future__ import annotations

from functools import partial

import shiboken6
from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen

from app.documents.preview import Picture
from app.i18n import tr
from app.presenters.pictures import PicturesPresenter, Subject, of_model
from app.views import theme
from app.views.widgets import images
from app.views.widgets.car_picture import CarPicture

LONGEST = 640  # pixels: a card's width on a screen at 200 %


class ModelPicture(CarPicture):
    """Reached by the keyboard only while there is a picture to look at."""

    asked = Signal(object)
    """Somebody wants to see the pictures of this model large: the subject."""

    def __init__(self, pictures: PicturesPresenter, *, height: int = 112) -> None:
        super().__init__(height=height)
        self._pictures = pictures
        self._subject: Subject = ()
        self._name = ""
        self._here = False
        self._show(None)
        images.keep_asking(self, pictures, self._ask)

    @property
    def has_picture(self) -> bool:
        """Whether a picture is shown, and not the drawing."""
        return self._here

    def show_model(self, code: str, name: str, paint: str) -> None:
        """Another car."""
        self.set_paint(paint)
        subject = of_model(code, paint) if code else ()
        if (subject, name) != (self._subject, self._name):
            self._subject, self._name = subject, name
            self._show(None)
            self._ask()

    def _ask(self) -> None:
        if self._subject:
            self._pictures.want(self._subject, LONGEST, partial(self._came, self._subject))

    def _came(self, subject: Subject, picture: Picture | None) -> None:
        if shiboken6.isValid(self) and subject == self._subject:
            self._show(picture)

    def _show(self, picture: Picture | None) -> None:
        self._here = picture is not None
        self.set_image(images.image(picture) if picture is not None else None)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if self._here else Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor if self._here else Qt.CursorShape.ArrowCursor)
        words = tr("Picture of {model}; Enter shows it large") if self._here else tr("Drawing of {model}")
        self.setAccessibleName(words.format(model=self._name))
        self.setToolTip(tr("Show it large") if self._here else "")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._open()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._open()
        else:
            super().keyPressEvent(event)

    def _open(self) -> None:
        if self._here:
            self.asked.emit(self._subject)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self)
            painter.setPen(QPen(theme.colour(theme.tokens().accent), 2))
            painter.drawRect(QRectF(self.rect()).adjusted(1, 1, -1, -1))
