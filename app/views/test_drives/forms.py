"""The side of the diary: the form for a booking, and the panel of the chosen drive."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from app.clock import Clock
from app.domain.test_drive import LABELS, TestDriveState
from app.i18n import tr
from app.presenters import words
from app.presenters.test_drive_diary import Choice as Choosable
from app.presenters.test_drive_diary import DriveRow
from app.views import errors, theme
from app.views.widgets.banner import Banner
from app.views.widgets.buttons import Button
from app.views.widgets.card import Card, FactList
from app.views.widgets.choice import Choice
from app.views.widgets.field import Field

TYPING_MS = 150
_FORMAT = "%Y-%m-%d %H:%M"


class BookingForm(Card):
    """Who, which car, when."""

    people_asked = Signal(str)
    book_asked = Signal(str, str, object)
    cancelled = Signal()

    def __init__(self, clock: Clock) -> None:
        super().__init__(tr("Book a test drive"), icon="steering", padding=14)
        self._clock = clock
        self._offered: tuple[tuple[Choosable, ...], tuple[Choosable, ...]] = ((), ())
        self._wanted = ""
        self.search, self.when = QLineEdit(), QLineEdit()
        self.person, self.car = Choice(tr("Customer")), Choice(tr("Demonstrator"))
        self.search.setPlaceholderText(tr("Name, initials or digits of the number"))
        self.fields = {
            "find": Field(tr("Find a customer"), self.search),
            "customer": Field(tr("Customer"), self.person),
            "vehicle": Field(tr("Demonstrator"), self.car),
            "starts_at": Field(
                tr("Begins at"), self.when, hint=tr("45 minutes; write it as 2026-11-23 10:00")
            ),
        }
        self.banner = Banner(tone="bad")
        self.banner.hide()
        inside = _column(self.banner, *self.fields.values())
        self.body.addLayout(inside)
        foot = self.footer()
        foot.setContentsMargins(*(theme.px(14), theme.px(10)) * 2)
        foot.addWidget(Button(tr("Back"), key="Esc", on_click=self.cancelled.emit), 1)
        self.save = Button(tr("Book"), kind="primary", on_click=self._book)
        foot.addWidget(self.save, 2)
        self._typing = QTimer(self, interval=TYPING_MS, singleShot=True)
        self._typing.timeout.connect(lambda: self.people_asked.emit(self.search.text()))
        self.search.textEdited.connect(lambda _: self._typing.start())
        self.search.returnPressed.connect(self.car.setFocus)
        self.when.returnPressed.connect(self.save.setFocus)

    def start(self) -> None:
        """Empty the form; the next full hour is offered."""
        errors.clear(self.fields)
        self.banner.hide()
        self.search.clear()
        self.person.clear()
        self._offered, self._wanted = ((), ()), ""
        soon = (self._clock.now() + timedelta(hours=1)).astimezone().replace(minute=0)
        self.when.setText(soon.strftime(_FORMAT))

    def focus_first(self) -> None:
        """Where there is something to say yet: the customer, or the car."""
        (self.car if self.person.key() else self.search).setFocus(Qt.FocusReason.OtherFocusReason)

    def show_choices(
        self, cars: tuple[Choosable, ...], people: tuple[Choosable, ...], *, wanted: str, busy: bool
    ) -> None:
        """Fill the lists, keeping what was chosen; `wanted` is the car that the form was opened for."""
        if (cars, people) != self._offered:  # filling a list anew would close it under somebody's hand
            self.car.set_choices([(car.id, car.words) for car in cars])
            self.person.set_choices([(person.id, person.words) for person in people])
            self._offered = cars, people
        if wanted != self._wanted and any(car.id == wanted for car in cars):
            self._wanted = wanted
            self.car.set_key(wanted)
        self.save.set_busy(busy)

    def _book(self) -> None:
        errors.clear(self.fields)
        self.banner.hide()
        if not self.person.key():
            self.fields["find"].set_error(tr("Find the customer first"))
            return
        if not self.car.key():
            self.fields["vehicle"].set_error(tr("There is no demonstrator here"))
            return
        try:
            starts = datetime.strptime(self.when.text().strip(), _FORMAT).astimezone()
        except ValueError:
            self.fields["starts_at"].set_error(tr("Write date and time as 2026-11-23 10:00"))
            return
        self.book_asked.emit(self.person.key(), self.car.key(), starts.astimezone(UTC))

    def show_error(self, error: Exception) -> None:
        """Beside the field, or above the form."""
        errors.present(error, banner=self.banner, fields=self.fields)


class DrivePanel(Card):
    """The chosen drive and its next step."""

    hand_over_asked = Signal(str, int)
    take_back_asked = Signal(int)
    cancel_asked = Signal()

    def __init__(self) -> None:
        super().__init__(tr("Test drive"), icon="steering", padding=14)
        self._facts = FactList(spacing=8)
        self.licence, self.km = QLineEdit(), QLineEdit()
        self.fields = {
            "licence_no": Field(tr("Driving licence no."), self.licence),
            "km_in": Field(tr("Kilometres on the clock"), self.km),
        }
        self.banner = Banner(tone="bad")
        self.banner.hide()
        self.body.addLayout(_column(self._facts, self.banner, *self.fields.values()))
        foot = self.footer()
        foot.setContentsMargins(*(theme.px(14), theme.px(10)) * 2)
        self.drop = Button(tr("Cancel it"), kind="danger", on_click=self.cancel_asked.emit)
        self.next = Button(tr("Hand over keys"), kind="primary", on_click=self._go_on)
        foot.addWidget(self.drop, 1)
        foot.addWidget(self.next, 2)
        self._drive: DriveRow | None = None
        self.show_drive(None, busy=False)

    def show_drive(self, drive: DriveRow | None, *, busy: bool) -> None:
        """Show a drive; the buttons are those of its state."""
        if drive is not self._drive:
            errors.clear(self.fields)
            self.banner.hide()
            self.licence.clear()
            self.km.clear()
        self._drive = drive
        state = drive.state if drive else ""
        self.fields["licence_no"].setVisible(state == "booked")
        self.fields["km_in"].setVisible(state in ("booked", "out"))
        self.drop.setVisible(state == "booked")
        self.next.setVisible(state in ("booked", "out"))
        self.next.setText(tr("Take it back") if state == "out" else tr("Hand over keys"))
        self.next.set_busy(busy)
        self._facts.set_facts(_facts(drive) if drive else [("", tr("Choose a test drive to see it here"))])

    def _go_on(self) -> None:
        errors.clear(self.fields)
        if not self.km.text().strip().isdigit():
            self.fields["km_in"].set_error(tr("This is a number without a comma"))
            return
        if self._drive is not None and self._drive.state == "out":
            self.take_back_asked.emit(int(self.km.text()))
        else:
            self.hand_over_asked.emit(self.licence.text(), int(self.km.text()))

    def show_error(self, error: Exception) -> None:
        """Beside the field, or above."""
        errors.present(error, banner=self.banner, fields=self.fields)


def _facts(drive: DriveRow) -> list[tuple[str, str]]:
    return [
        (tr("Customer"), drive.customer), (tr("Telephone"), words.masked_phone(drive.phone) or "—"),
        (tr("Car"), drive.model), (tr("VIN"), drive.vin),
        (tr("When"), f"{words.day(drive.starts_at)} {words.hour(drive.starts_at)}–{words.hour(drive.ends_at)}"),
        (tr("State"), tr(LABELS[TestDriveState(drive.state)])), (tr("With"), drive.seller or "—"),
    ]  # fmt: skip


def _column(*widgets: QWidget) -> QVBoxLayout:
    inside = QVBoxLayout()
    inside.setSpacing(theme.px(12))
    for widget in widgets:
        inside.addWidget(widget)
    inside.addStretch(1)
    return inside
