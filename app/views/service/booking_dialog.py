"""Booking a visit to the workshop: of a car that we handed over or that was here before, or of any other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from typing import Any

from PySide6.QtCore import QSize, QTimer
from PySide6.QtWidgets import QFrame, QGridLayout, QLineEdit, QVBoxLayout, QWidget

from app.domain.service_visit import REASONS
from app.i18n import tr
from app.presenters import dates
from app.presenters.service_booking import BookingPresenter, BookingState
from app.presenters.service_visits import Booking, VisitItem
from app.presenters.test_drive_diary import Choice as Choosable
from app.views import errors, theme
from app.views.context import Context
from app.views.modal import Modal
from app.views.service.words import called
from app.views.widgets.buttons import Button
from app.views.widgets.choice import Choice
from app.views.widgets.field import Field
from app.views.widgets.scroll import scrolling
from app.views.widgets.text import label
from app.views.widgets.tick_box import TickBox
from app.views.widgets.toast import said_over
from app.views.widgets.vin_edit import VinEdit

TYPING_MS = 150
OPENS = time(9)
_FORMAT = "%Y-%m-%d %H:%M"
_OTHER = "other"


class BookingDialog(Modal):
    """Who, which car, when, what for; of a visit that is moved, when and what for."""

    commit: Button

    def __init__(
        self, presenter: BookingPresenter, said: Callable[[str, str], object], *, finds: bool, moves: bool
    ) -> None:
        title = tr("Move the visit") if moves else tr("Book a service")
        super().__init__(title, icon="car-wrench", size=QSize(theme.px(520), theme.px(620)))
        self._presenter, self._said, self._finds, self._moves = presenter, said, finds, moves
        self._people: tuple[Choosable, ...] = ()
        self._cars: tuple[tuple[str, str], ...] | None = None
        self._filled = False
        self._example = dates.example(presenter.clock.today(), "10:00")
        self.search, self.when, self.name, self.wish = (QLineEdit() for _ in range(4))
        self.search.setPlaceholderText(tr("Name, pinyin, initials or number"))
        self.person, self.car, self.vin = Choice(tr("Customer")), Choice(tr("Car")), VinEdit(tr("VIN"))
        self.ticks = {key: TickBox(tr(name)) for key, name in REASONS.items()}
        as_this = tr("Write it as {example}").format(example=self._example)
        self.fields = {
            "find": Field(tr("Find a customer"), self.search), "customer": Field(tr("Customer"), self.person),
            "known": Field(tr("Car"), self.car), "vin": Field(tr("VIN"), self.vin),
            "car": Field(tr("Make and model"), self.name),
            "starts_at": Field(tr("Comes at"), self.when, hint=as_this),
            "reasons": Field(tr("What it comes for"), self._tick_boxes()),
            "wish": Field(tr("In the customer's words"), self.wish, optional=True),
        }  # fmt: skip
        tomorrow = presenter.clock.today() + timedelta(days=1)
        self.when.setText(datetime.combine(tomorrow, OPENS).strftime(_FORMAT))
        self._lay_out()
        self._typing = QTimer(self, interval=TYPING_MS, singleShot=True)
        self._typing.timeout.connect(lambda: presenter.find_people(self.search.text()))
        self.search.textEdited.connect(lambda _: self._typing.start())
        self.person.chosen.connect(presenter.choose_person)
        self.car.chosen.connect(lambda _: self._show_other())
        presenter.attach(self)

    def _tick_boxes(self) -> QWidget:
        box = QWidget()
        box.setAccessibleName(tr("What it comes for"))
        grid = QGridLayout(box)
        grid.setContentsMargins(0, 0, 0, 0)
        for at, tick in enumerate(self.ticks.values()):
            grid.addWidget(tick, at // 3, at % 3)
        return box

    def _lay_out(self) -> None:
        content = QFrame()
        content.setProperty("ground", "surface")
        inside = QVBoxLayout(content)
        inside.setContentsMargins(*(theme.px(20), theme.px(16)) * 2)
        inside.setSpacing(theme.px(12))
        self._whose = label("", "strong", wrap=True)
        inside.addWidget(self._whose)
        for field in self.fields.values():
            inside.addWidget(field)
        inside.addStretch(1)
        self.fields["find"].setVisible(self._finds)
        self.fields["customer"].setVisible(self._finds)
        self._whose.setVisible(not self._finds)
        for name in ("known", "vin", "car"):
            self.fields[name].setVisible(not self._moves and name == "known")
        self.body.addWidget(scrolling(content, only_down=True))
        words = tr("Save") if self._moves else tr("Book")
        self.commit = Button(words, kind="primary", key="Ctrl Enter", on_click=self._save)
        self.footer.addStretch(1)
        self.footer.addWidget(Button(tr("Back"), key="Esc", on_click=self.reject))
        self.footer.addWidget(self.commit)

    def show_state(self, state: BookingState) -> None:
        """People and cars as they are found."""
        self.commit.set_busy(state.busy)
        if state.people != self._people:  # filling a list anew would close it under somebody's hand
            self._people = state.people
            self.person.set_choices([(each.id, each.words) for each in state.people])
            self._whose.setText(state.people[0].words if state.people else "")
        nobody = tr("Nobody fits “{text}”").format(text=self.search.text().strip())
        self.fields["find"].set_error(nobody if state.nobody else "")
        cars = tuple((car.vin, called(car)) for car in state.cars)
        if cars != self._cars:
            self._cars = cars
            self.car.set_choices([*cars, (_OTHER, tr("A car not listed"))])
            self.car.setCurrentIndex(0)
            self._show_other()
        if state.visit is not None and not self._filled:
            self._fill(state.visit)
        if state.saved and self.isVisible():
            self._presenter.detach(self)
            self._said(tr("The visit is moved") if self._moves else tr("The visit is booked"), "")
            self.accept()

    def _fill(self, visit: VisitItem) -> None:
        self._filled = True
        self._whose.setText(f"{visit.customer} · {visit.car} …{visit.vin[-6:]}")
        self.when.setText(visit.starts_at.astimezone().strftime(_FORMAT))
        self.wish.setText(visit.wish)
        for key, tick in self.ticks.items():
            tick.setChecked(key in visit.reasons)

    def _show_other(self) -> None:
        other = self.car.key() == _OTHER and not self._moves
        self.fields["vin"].setVisible(other)
        self.fields["car"].setVisible(other)

    def _save(self) -> None:
        errors.clear(self.fields)
        self.banner.hide()
        state = self._presenter.state
        if not self._moves and not state.customer_id:
            self.fields["find"].set_error(tr("Find the customer first"))
            self.search.setFocus()
            return
        try:
            starts = datetime.strptime(self.when.text().strip(), _FORMAT).astimezone(UTC)
        except (ValueError, OverflowError):
            self.fields["starts_at"].set_error(
                tr("Write date and time as {example}").format(example=self._example)
            )
            self.when.setFocus()
            return
        asked = tuple(key for key, tick in self.ticks.items() if tick.isChecked())
        vin, name = self._chosen_car()
        self._presenter.save(Booking(state.customer_id, vin, name, starts, asked, self.wish.text()))

    def _chosen_car(self) -> tuple[str, str]:
        known = {car.vin: car.name for car in self._presenter.state.cars}
        if self.car.key() in known:
            return self.car.key(), known[self.car.key()]
        return self.vin.vin(), self.name.text()

    def show_error(self, error: Exception) -> None:
        """Beside the field, or above the form."""
        errors.present(error, banner=self.banner, fields=self.fields)


def open_booking_dialog(parent: Any, context: Context, argument: Any) -> None:
    """Open it for `{"customer": (id, name)}`, for `{"visit": id}` that is moved, or for somebody to be found."""
    asked = argument if isinstance(argument, dict) else {}
    who, visit = asked.get("customer"), asked.get("visit", "")
    presenter = BookingPresenter(context.run, context.desk.more["service"], context.desk.clock)
    said = said_over(parent)
    dialog = BookingDialog(presenter, said, finds=not (who or visit), moves=bool(visit))
    dialog.accepted.connect(
        lambda: parent.page(parent.current).focus_first()
    )  # not where Qt finds a button to press
    dialog.show_over(parent)
    presenter.start(who, visit)
