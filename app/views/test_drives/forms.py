"""The side of the diary: the form for a booking, and the panel of the chosen drive."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from app.clock import Clock
from app.domain.test_drive import BEST, LABELS, LICENCE_CLASSES, TestDriveState
from app.i18n import N_, tr
from app.presenters import dates, words
from app.presenters.signature_pad import PadPresenter
from app.presenters.test_drive_diary import Back, DriveRow, Shown
from app.presenters.test_drive_diary import Choice as Choosable
from app.views import errors, theme
from app.views.contracts.sign_pad import SignPad, tell
from app.views.test_drives.calendar import OPEN_FROM, OPEN_UNTIL
from app.views.widgets.banner import Banner
from app.views.widgets.buttons import Button
from app.views.widgets.card import Card, Fact, FactList
from app.views.widgets.choice import Choice
from app.views.widgets.field import Field
from app.views.widgets.scroll import scrolling
from app.views.widgets.text import column, holding, label

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
        self._example = dates.example(clock.today(), "10:00")
        self._offered: tuple[tuple[Choosable, ...], tuple[Choosable, ...]] = ((), ())
        self._wanted, self._nobody = "", False
        self.search, self.when = QLineEdit(), QLineEdit()
        self.person, self.car = Choice(tr("Customer")), Choice(tr("Demonstrator"))
        self.search.setPlaceholderText(tr("Name, pinyin, initials or number"))
        self.fields = {
            "find": Field(tr("Find a customer"), self.search),
            "customer": Field(tr("Customer"), self.person),
            "vehicle": Field(tr("Demonstrator"), self.car),
            "starts_at": Field(
                tr("Begins at"),
                self.when,
                hint=tr("45 minutes; write it as {example}").format(example=self._example),
            ),
        }
        self.banner = Banner(tone="bad")
        self.banner.hide()
        inside = column(self.banner, *self.fields.values(), None)
        self.body.addLayout(inside)
        foot = self.footer()
        foot.setContentsMargins(*(theme.px(14), theme.px(10)) * 2)
        foot.addWidget(Button(tr("Back"), key="Esc", on_click=self.cancelled.emit), 1)
        self.save = Button(tr("Book"), kind="primary", key="Ctrl+Enter", on_click=self._book)
        foot.addWidget(self.save, 2)
        self._typing = QTimer(self, interval=TYPING_MS, singleShot=True)
        self._typing.timeout.connect(lambda: self.people_asked.emit(self.search.text()))
        self.search.textEdited.connect(lambda _: self._typing.start())
        self.search.returnPressed.connect(self.car.setFocus)
        self.when.returnPressed.connect(self.save.setFocus)

    def start(self) -> None:
        """Empty the form; the next full hour of business is offered."""
        errors.clear(self.fields)
        self.banner.hide()
        self.search.clear()
        self.person.clear()
        self._offered, self._wanted = ((), ()), ""
        soon = (self._clock.now() + timedelta(hours=1)).astimezone().replace(minute=0)
        if not OPEN_FROM <= soon.hour < OPEN_UNTIL:  # nobody drives at night
            soon = (soon + timedelta(days=soon.hour >= OPEN_UNTIL)).replace(hour=OPEN_FROM + 1)
        self.when.setText(soon.strftime(_FORMAT))

    def show_time(self, starts_at: datetime) -> None:
        """The time that is to be changed."""
        self.when.setText(starts_at.astimezone().strftime(_FORMAT))

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

    def say_nobody(self, nobody: bool) -> None:
        """Beside the search, as long as it finds nobody."""
        told = tr("Nobody fits “{text}”").format(text=self.search.text().strip())
        if nobody or self._nobody:
            self._nobody = nobody
            self.fields["find"].set_error(told if nobody else "")

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
            self.fields["starts_at"].set_error(
                tr("Write date and time as {example}").format(example=self._example)
            )
            return
        self.book_asked.emit(self.person.key(), self.car.key(), starts.astimezone(UTC))

    def show_error(self, error: Exception) -> None:
        """Beside the field, or above the form."""
        errors.present(error, banner=self.banner, fields=self.fields)


class DrivePanel(Card):
    """The chosen drive and its next step: licence and agreement, the keys, the car back."""

    print_asked = Signal(object)
    agree_asked = Signal(object, object)
    hand_over_asked = Signal(int)
    take_back_asked = Signal(object)
    move_asked = Signal()
    cancel_asked = Signal()

    def __init__(self) -> None:
        super().__init__(tr("Test drive"), icon="steering", padding=0)
        self._facts = FactList(spacing=8)
        self._none = label(tr("Choose a test drive to see it here"), "caption", wrap=True)
        self._make_fields()
        self.drop = Button(tr("Cancel it"), kind="danger", on_click=self.cancel_asked.emit)
        inside = column(
            self._none,
            self._facts,
            self.banner,
            self._step,
            *self.fields.values(),
            self.print,
            self.drop,
            None,
        )
        inside.setContentsMargins(*(theme.px(14),) * 4)
        self.body.addWidget(scrolling(holding(inside, ground="surface"), only_down=True))
        foot = self.footer()
        foot.setContentsMargins(*(theme.px(14), theme.px(10)) * 2)
        self.move_ = Button(tr("Reschedule"), on_click=self.move_asked.emit)
        self.next = Button(tr("Hand over keys"), kind="primary", on_click=self.go_on)
        foot.addWidget(self.move_, 1)
        foot.addWidget(self.next, 2)
        self._drive: DriveRow | None = None
        self.show_drive(None, busy=False)

    def _make_fields(self) -> None:
        self._step = label("", "section")
        self.licence, self.until, self.km, self.liked, self.worried = (QLineEdit() for _ in range(5))
        self.until.setPlaceholderText("2031-08-14")
        self.kind = Choice(tr("Class"), [(each, each) for each in LICENCE_CLASSES])
        stars = [(str(n), "★" * n + "☆" * (BEST - n)) for n in range(BEST, 0, -1)]
        self.rating = Choice(tr("Rating"), [("", "—"), *stars])
        self.pad = SignPad()
        self.pad.setAccessibleName(tr("The driver signs here"))
        self.fields = {
            "licence_no": Field(tr("Driving licence no."), self.licence),
            "licence_class": Field(tr("Class"), self.kind),
            "licence_until": Field(tr("Valid until"), self.until),
            "agreement": Field(
                tr("Agreement"),
                self.pad,
                hint=tr("Signed here, or on the printed paper: then leave it empty"),
            ),
            "km_in": Field(tr("Kilometres on the clock"), self.km),
            "rating": Field(tr("Rating"), self.rating, optional=True),
            "liked": Field(tr("Liked most"), self.liked, optional=True),
            "worried": Field(tr("Worried about"), self.worried, optional=True),
        }
        self.print = Button(
            tr("Print the agreement"), icon="printer-outline", key="F10", on_click=self.ask_print
        )
        self.banner = Banner(tone="bad")
        self.banner.hide()

    def show_drive(self, drive: DriveRow | None, *, busy: bool, last_km: int | None = None) -> None:
        """Show a drive; fields and buttons are those of its next step."""
        before, self._drive = self._drive, drive
        if drive is None or before is None or (drive.id, _step(drive)) != (before.id, _step(before)):
            self._start()
        step = _step(drive) if drive else ""
        self._step.setText(tr(_STEPS[step]) if step in _STEPS else "")
        self._step.setVisible(step in _STEPS)
        for key, field in self.fields.items():
            field.setVisible(key in _FIELDS.get(step, ()))
        self.print.setVisible(step == "sign")
        for button in (self.drop, self.move_):
            button.setVisible(step in ("sign", "out"))
        self.next.setVisible(step in _STEPS)
        self.next.setText(tr(_BUTTONS.get(step, "Hand over keys")))
        self.next.set_busy(busy)
        self._show_km(step, last_km)
        self._none.setVisible(drive is None)
        self._facts.set_facts(_facts(drive) if drive else [])

    def listen(self, pad: PadPresenter) -> None:
        """The driver may sign the agreement on this pad."""
        tell(self.pad, self.banner)
        self.pad.listen(pad)

    def _start(self) -> None:
        errors.clear(self.fields)
        self.banner.hide()
        for edit in (self.licence, self.until, self.km, self.liked, self.worried):
            edit.clear()
        self.kind.set_key("C1")
        self.rating.set_key("")
        self.pad.clear()

    def _show_km(self, step: str, last_km: int | None) -> None:
        """What the clock showed when the car last came back is offered; another figure is said."""
        if step == "out" and last_km is not None and not self.km.isModified():
            self.km.setText(str(last_km))

    def _shown(self) -> Shown | None:
        try:
            until = date.fromisoformat(self.until.text().strip())
        except ValueError:
            self.fields["licence_until"].set_error(tr("Write the date as 2031-08-14"))
            return None
        return Shown(self.licence.text().strip(), self.kind.key(), until)

    def ask_print(self) -> None:
        """F10: the paper, with the licence that was shown."""
        errors.clear(self.fields)
        if self._drive is not None and _step(self._drive) == "sign" and (shown := self._shown()) is not None:
            self.print_asked.emit(shown)

    def go_on(self) -> None:
        """The next step."""
        errors.clear(self.fields)
        self.banner.hide()
        step = _step(self._drive) if self._drive else ""
        if step == "sign":
            if (shown := self._shown()) is not None:
                self.agree_asked.emit(shown, [list(map(list, stroke)) for stroke in self.pad.strokes()])
        elif step in _STEPS:
            self._take_km(step)

    def _take_km(self, step: str) -> None:
        if not self.km.text().strip().isdigit():
            self.fields["km_in"].set_error(tr("This is a number without a comma"))
            return
        km = int(self.km.text())
        if step == "out":
            self.hand_over_asked.emit(km)
            return
        rating = int(self.rating.key()) if self.rating.key() else None
        self.take_back_asked.emit(Back(km, rating, self.liked.text(), self.worried.text()))

    def show_error(self, error: Exception) -> None:
        """Beside the field, or above."""
        errors.present(error, banner=self.banner, fields=self.fields)

    def stops(self) -> tuple[QWidget, ...]:
        """For the tab key, in order."""
        return (
            self.licence, self.kind, self.until, self.km, self.rating, self.liked, self.worried, self.print, self.drop,
            self.move_, self.next,
        )  # fmt: skip


_STEPS = {"sign": N_("Licence and agreement"), "out": N_("Departure"), "back": N_("Return and feedback")}
_BUTTONS = {"sign": N_("Agreement signed"), "out": N_("Hand over keys"), "back": N_("Take it back")}
_FIELDS = {
    "sign": ("licence_no", "licence_class", "licence_until", "agreement"), "out": ("km_in",),
    "back": ("km_in", "rating", "liked", "worried"),
}  # fmt: skip


def _step(drive: DriveRow) -> str:
    """What comes next: `sign`, `out`, `back`, or nothing."""
    if drive.state == TestDriveState.BOOKED:
        return "out" if drive.agreed_at else "sign"
    return "back" if drive.state == TestDriveState.OUT else ""


def _facts(drive: DriveRow) -> list[Fact]:
    facts: list[Fact] = [
        (tr("Customer"), drive.customer), (tr("Telephone"), words.masked_phone(drive.phone) or "—"),
        (tr("Car"), drive.model), (tr("VIN"), f"…{drive.vin[-6:]}"),
        (tr("When"), f"{words.day(drive.starts_at)} {words.hour(drive.starts_at)}–{words.hour(drive.ends_at)}"),
        (tr("State"), tr(LABELS[TestDriveState(drive.state)])), (tr("With"), drive.seller or "—"),
    ]  # fmt: skip
    if drive.agreed_at is not None:
        until = drive.licence_until.isoformat() if drive.licence_until else "—"
        facts += [
            (tr("Driving licence"), f"•••• {drive.licence_last4} · {drive.licence_class}", "ok"),
            (tr("Valid until"), until, "ok"),
            (tr("Agreement"), tr("signed {time}").format(time=words.hour(drive.agreed_at)), "ok"),
        ]  # fmt: skip
    if drive.km_out is not None:
        back = f" – {drive.km_in:,}" if drive.km_in is not None else ""
        facts.append((tr("Kilometres"), f"{drive.km_out:,}{back}"))
    if drive.rating is not None:
        facts.append((tr("Rating"), "★" * drive.rating + "☆" * (BEST - drive.rating)))
    said = ((tr("Liked most"), drive.liked), (tr("Worried about"), drive.worried))
    return [*facts, *((name, words_) for name, words_ in said if words_)]
