"""The inspection: the faults as cards with their photos, and the check-list line by line."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import shiboken6
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.documents.preview import Picture
from app.i18n import N_, plural, tr
from app.presenters import words
from app.presenters.delivery import FINDINGS, CheckRow, DeliveryCase
from app.presenters.pictures import PicturesPresenter
from app.views import icons, theme
from app.views.widgets import images, paint
from app.views.widgets.buttons import Button, link
from app.views.widgets.card import Card
from app.views.widgets.delegates import Badge
from app.views.widgets.row_table import RowTable
from app.views.widgets.row_table_model import Column, RowTableModel
from app.views.widgets.scroll import scrolling
from app.views.widgets.text import ElidedLabel, badge, label, row

PHOTO, LONGEST, WIDTH = 112, 480, 250
TALL = PHOTO + 112
TALLER = TALL + 48
"""A card of a fault, and one that asks for its photo, too."""
_RIGHT = ("mended", "ok")


def columns() -> tuple[Column[CheckRow], ...]:
    """The part of the car, what is looked at, how it must be, what was seen, by whom."""
    return (
        Column("section", N_("Part"), lambda check: check.section, width=94, spare=2),
        Column("name", N_("Item"), lambda check: check.name, width=222),
        Column("demand", N_("Must be"), lambda check: check.demand, width=238),
        Column("note", N_("Seen"), lambda check: check.note, width=180, stretch=True),
        Column("by", N_("Inspector"), lambda check: check.by or "—", width=100, spare=1),
        Column("finding", N_("State"), lambda check: state_of(check).text, state_of, "badge", 128),
    )


def state_of(check: CheckRow) -> Badge:
    """What was found last."""
    name, tone = FINDINGS[check.finding]
    return Badge(tr(name), tone)


class FaultPhoto(QWidget):
    """The newest picture of a fault, or that there is none yet. Enter shows it large."""

    def __init__(self, pictures: PicturesPresenter, check: CheckRow, asked: Callable[[str], object]) -> None:
        super().__init__()
        self._check, self._asked = check, asked
        self._image: QImage | None = None
        self.setMinimumSize(QSize(theme.px(120), theme.px(PHOTO)))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        has = bool(check.photos)
        name = tr("Photo of {line}; Enter shows it large") if has else tr("No photo of {line} yet")
        self.setAccessibleName(name.format(line=check.name))
        if has:
            self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            self.setCursor(Qt.CursorShape.PointingHandCursor)
            self._pictures = pictures
            images.keep_asking(self, pictures, self._ask)

    def _ask(self) -> None:
        if self._image is None:
            self._pictures.want(("file", self._check.photos[-1]), LONGEST, self._came)

    def _came(self, picture: Picture | None) -> None:
        if picture is not None and shiboken6.isValid(self):
            self._image = images.image(picture)
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._open()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._open()
        else:
            super().keyPressEvent(event)

    def _open(self) -> None:
        if self._check.photos:
            self._asked(self._check.photos[-1])

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = QPainter(self), theme.tokens()
        painter.fillRect(self.rect(), theme.colour(tokens.surface2))
        room = QRectF(self.rect())
        if self._image is not None:
            images.paint_over(painter, room, self._image)
        else:
            icon = "image-outline" if self._check.photos else "camera-off-outline"
            icons.paint(painter, room.center(), icon, colour="text3", size=32)
        if count := len(self._check.photos):
            shown = plural(count, N_("{n} photo"), N_("{n} photos"))
            wide = paint.badge_width(shown)
            place = self.rect().adjusted(self.width() - wide - theme.px(6), 0, 0, -theme.px(6))
            place.setTop(place.bottom() - theme.px(24))
            paint.badge(painter, place, shown, "neutral")
        if self.hasFocus():
            painter.setPen(QPen(theme.colour(tokens.accent), 2))
            painter.drawRect(room.adjusted(1, 1, -1, -1))


class FaultsCard(Card):
    """A card for each fault, the open ones first."""

    def __init__(
        self, pictures: PicturesPresenter, *, look: Callable[[CheckRow], object],
        show_photo: Callable[[str, str], object], photograph: Callable[[CheckRow], object],
    ) -> None:  # fmt: skip
        super().__init__(tr("Faults"), icon="alert-circle-outline", padding=12)
        self._pictures, self._look, self._show_photo = pictures, look, show_photo
        self._photograph = photograph
        self._shown: tuple[tuple[CheckRow, ...], bool] | None = None
        self._open, self._mended = badge("", "bad"), badge("", "ok")
        self.header.addWidget(self._open)
        self.header.addWidget(self._mended)
        self.header.addStretch(1)
        self.remark(tr("A photo of each fault, and another once it is mended"))
        holder = QFrame()
        holder.setProperty("ground", "surface")
        self._cards = QHBoxLayout(holder)
        self._cards.setContentsMargins(0, 0, 0, 0)
        self._cards.setSpacing(theme.px(12))
        self._none = label("", "caption", wrap=True)
        self._area = scrolling(holder)
        self.body.addWidget(self._none)
        self.body.addWidget(self._area)

    def show_case(self, case: DeliveryCase, today: date, *, may: bool) -> None:
        """The faults of this car."""
        faults = case.faults
        open_ones = sum(check.finding not in _RIGHT for check in faults)
        self._open.setText(tr("{n} open").format(n=open_ones))
        self._mended.setText(tr("{n} mended").format(n=len(faults) - open_ones))
        self._open.setVisible(bool(open_ones))
        self._mended.setVisible(len(faults) > open_ones)
        self._area.setVisible(bool(faults))
        self._area.setMinimumHeight(theme.px(TALLER if any(check.lacks_photo for check in faults) else TALL))
        self._none.setVisible(not faults)
        self._none.setText(tr("No fault was found so far.") if case.vin else tr("No car is allocated yet"))
        if (faults, may) == self._shown:
            return
        self._shown = faults, may
        while (item := self._cards.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        for number, check in enumerate(faults, 1):
            self._cards.addWidget(self._card(number, check, today, may=may))
        self._cards.addStretch(1)

    def _card(self, number: int, check: CheckRow, today: date, *, may: bool) -> Card:
        card = Card(padding=0)
        card.setFixedWidth(theme.px(WIDTH))
        shown = state_of(check)
        photo = FaultPhoto(self._pictures, check, lambda file: self._show_photo(file, check.name))
        inside = QVBoxLayout()
        inside.setContentsMargins(*(theme.px(10),) * 4)
        inside.setSpacing(theme.px(3))
        words_of_link = tr("Look again") if check.finding in _RIGHT else tr("Mended…")
        again = link(words_of_link, lambda: self._look(check))
        again.setVisible(may)
        inside.addLayout(row(badge(f"{number} · {shown.text}", shown.tone), None, again))
        inside.addWidget(label(check.name, "strong", wrap=True))
        inside.addWidget(label(check.fault, "caption", wrap=True))
        inside.addLayout(row(label(check.by, "caption"), None, _when(check, today)))
        if check.lacks_photo:
            add = link(tr("Add a photo"), lambda: self._photograph(check), icon="camera-plus-outline")
            add.setVisible(may)
            inside.addLayout(row(badge(tr("Photo needed"), "bad"), None, add))
        card.body.setSpacing(0)
        card.body.addWidget(photo)
        card.body.addLayout(inside)
        return card


def _when(check: CheckRow, today: date) -> QWidget:
    if check.finding == "mended" and check.at is not None:
        return label(f"{words.day(check.at)} {words.hour(check.at)}", "caption", tone="ok")
    if check.due_on is None:
        return label("")
    late = check.due_on <= today
    told = tr("by {day}").format(day=words.day(check.due_on))
    return label(told, "caption", tone="bad" if late else "warn")


class ChecksCard(Card):
    """The list; Enter notes what is seen at a line."""

    def __init__(self, *, look: Callable[[CheckRow], object], pass_rest: Callable[[], object]) -> None:
        super().__init__(tr("Check-list"), icon="clipboard-check-outline", padding=0)
        self._all: tuple[CheckRow, ...] = ()
        self._only = False
        self._version = badge("")
        self._count = ElidedLabel("", "caption", grow=False)
        self.only = Button(tr("Only what is not passed"), on_click=self._toggle)
        self.only.setCheckable(True)
        self.rest = Button(tr("Pass the rest"), icon="check-all", on_click=pass_rest)
        self.header.addWidget(self._version)
        self.header.addStretch(1)
        for part in (self._count, self.only, self.rest):
            self.header.addWidget(part)
        self._model: RowTableModel[CheckRow] = RowTableModel(columns())
        self.table = RowTable(self._model, name=tr("Check-list"))
        self.table.row_opened.connect(look)
        self.body.addWidget(self.table, 1)

    def show_case(self, case: DeliveryCase, *, may: bool) -> None:
        """The lines as they stand."""
        done = sum(check.finding in ("ok", "mended") for check in case.checks)
        self._version.setText(tr("List {id}").format(id=case.check_list))
        self._version.setVisible(bool(case.check_list))
        lacking = sum(check.lacks_photo for check in case.checks)
        said = [tr("{done} / {all} passed").format(done=done, all=len(case.checks))]
        said += [plural(lacking, N_("{n} fault has no photo"), N_("{n} faults have no photo"))] * bool(
            lacking
        )
        self._count.setText(" · ".join(said))
        self.rest.setVisible(may)
        self.rest.setEnabled(any(not check.finding for check in case.checks))
        if case.checks != self._all:
            self._all = case.checks
            self._fill()

    def _toggle(self) -> None:
        self._only = self.only.isChecked()
        self._fill()

    def _fill(self) -> None:
        passed = ("ok", "mended") if self._only else ()
        rows = [check for check in self._all if check.finding not in passed]
        self.table.show_rows(rows, same=lambda check: check.line)
