"""The photos of a used car, one tile for each place; what is missing asks to be taken."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

import shiboken6
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QGridLayout, QSizePolicy

from app.documents.preview import Picture
from app.domain.trade_in import PLACES
from app.i18n import tr
from app.presenters.pictures import PicturesPresenter
from app.views import icons, theme
from app.views.widgets import images, paint
from app.views.widgets.buttons import Button
from app.views.widgets.card import Card
from app.views.widgets.text import ElidedLabel, badge, set_tone

ACROSS = 6
LONGEST = 320
_ICONS = {
    "left": "car-side", "right": "car-side", "front": "car", "rear": "car-back", "front_left": "car-side",
    "rear_right": "car-side", "dashboard": "gauge", "seats": "car-seat", "engine": "engine-outline",
    "tyres": "tire", "plate": "barcode", "underbody": "car-lifted-pickup",
}  # fmt: skip


class PhotoTile(QAbstractButton):
    """A place: its photo, or that it is still to be taken."""

    def __init__(self, place: str) -> None:
        super().__init__()
        self.place = place
        self.picture: QImage | None = None
        self.there = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_photo(there=False)

    def set_photo(self, *, there: bool) -> None:
        """Whether there is one; its picture follows."""
        self.there, self.picture = there, None
        state = tr("there") if there else tr("to be taken")
        self.setAccessibleName(f"{tr(PLACES[self.place])}: {state}")
        self.update()

    def show_picture(self, picture: QImage) -> None:
        """It is here."""
        self.picture = picture
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(148), theme.px(128))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(84), theme.px(104))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = QPainter(self), theme.tokens()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        edge = tokens.accent if self.hasFocus() else tokens.border if self.there else tokens.warn
        pen = QPen(theme.colour(edge), theme.px(2) if self.hasFocus() else 1)
        if not self.there and not self.hasFocus():
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(theme.colour(tokens.surface2 if self.there else tokens.warn_weak))
        painter.drawRoundedRect(box, theme.px(6), theme.px(6))
        foot = theme.px(28)
        room = box.adjusted(theme.px(4), theme.px(4), -theme.px(4), -foot)
        if self.picture is not None:
            images.paint_fitted(painter, room, self.picture)
        else:
            tone = "text3" if self.there else "warn"
            icon = _ICONS[self.place] if self.there else "camera-plus-outline"
            icons.paint(painter, QPointF(room.center()), icon, colour=tone, size=36)
        self._paint_foot(painter, box, foot)

    def _paint_foot(self, painter: QPainter, box: QRectF, foot: int) -> None:
        tokens = theme.tokens()
        line = box.toRect().adjusted(theme.px(8), int(box.height()) - foot, -theme.px(8), 0)
        colour = tokens.text if self.there else tokens.warn
        paint.text(
            painter, line.adjusted(0, 0, -theme.px(18), 0), self._words(), theme.face("caption"), colour
        )
        mark = QPointF(line.right() - theme.px(6), line.center().y())
        icon, tone = ("check-circle-outline", "ok") if self.there else ("alert-outline", "warn")
        icons.paint(painter, mark, icon, colour=tone, size=14)

    def _words(self) -> str:
        return tr(PLACES[self.place])


class PhotosCard(Card):
    """Twelve tiles; a click, or Enter, chooses the photo's file."""

    photo_chosen = Signal(str, str)

    def __init__(self, pictures: PicturesPresenter) -> None:
        super().__init__(tr("Photos"), icon="camera-outline", padding=12)
        self._pictures = pictures
        self._shown: Mapping[str, str] = {}
        self.count = badge("", "warn")
        self.header.addWidget(self.count)
        self.header.addStretch(1)
        self.header.addWidget(ElidedLabel(tr("By place; kept without a network too"), "caption", grow=False))
        self.next = Button(tr("Next photo"), icon="camera-outline", key="Ctrl+P", on_click=self.take_next)
        self.header.addWidget(self.next)
        grid = QGridLayout()
        grid.setSpacing(theme.px(8))
        self.tiles = {place: PhotoTile(place) for place in PLACES}
        for at, (place, tile) in enumerate(self.tiles.items()):
            tile.clicked.connect(partial(self._choose, place))
            grid.addWidget(tile, at // ACROSS, at % ACROSS)
        self.body.addLayout(grid)
        images.keep_asking(self, pictures, self._ask)
        self.choose_file: Callable[[str], str] = self._ask_for_file

    def show_photos(self, photos: Mapping[str, str], *, may: bool) -> None:
        """Those that there are."""
        missing = len(PLACES) - len(photos)
        done = tr("{n} of {all}").format(n=len(photos), all=len(PLACES))
        self.count.setText(done if not missing else f"{done} · {tr('{n} missing').format(n=missing)}")
        set_tone(self.count, "warn" if missing else "ok")
        self.next.setEnabled(bool(missing) and may)
        for place, tile in self.tiles.items():
            tile.setEnabled(may or place in photos)
            known = photos.get(place)
            if known != self._shown.get(place) or tile.there is not (known is not None):
                tile.set_photo(there=known is not None)
        self._shown = dict(photos)
        self._ask()

    def _ask(self) -> None:
        for place, known in self._shown.items():
            tile = self.tiles[place]
            if tile.picture is None:
                self._pictures.want(("file", known), LONGEST, partial(self._here, tile))

    def take_next(self) -> None:
        """The first place without one."""
        missing = next((place for place in PLACES if place not in self._shown), None)
        if missing is not None and self.next.isEnabled():
            self._choose(missing)

    def _here(self, tile: PhotoTile, picture: Picture | None) -> None:
        if picture is not None and shiboken6.isValid(tile):
            tile.show_picture(images.image(picture))

    def _choose(self, place: str) -> None:
        if path := self.choose_file(place):
            self.photo_chosen.emit(place, path)

    def _ask_for_file(self, place: str) -> str:
        kinds = tr("Pictures") + " (*.jpg *.jpeg *.png *.webp)"
        path, _ = QFileDialog.getOpenFileName(self, tr(PLACES[place]), "", kinds)
        return path
