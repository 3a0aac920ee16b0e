"""The diary of test drives: book a car, hand over the keys, take it back."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget

from app.domain.test_drive import LABELS, TestDriveState
from app.i18n import N_, plural, tr
from app.presenters import words
from app.presenters.test_drive_diary import DiaryState, DriveRow, TestDrivePresenter
from app.views import theme
from app.views.context import Context
from app.views.list_card import ListCard
from app.views.page import Page
from app.views.test_drives.forms import BookingForm, DrivePanel
from app.views.widgets.buttons import Button
from app.views.widgets.delegates import Badge, Plain
from app.views.widgets.row_table import RowTable
from app.views.widgets.row_table_model import Column, RowTableModel
from app.views.widgets.text import label

_TONES = {"booked": "accent", "out": "warn", "returned": "ok", "cancelled": "neutral"}
_DONE = {
    "booked": N_("The test drive is booked"), "out": N_("The keys are out"),
    "returned": N_("The car is back"), "cancelled": N_("The test drive is cancelled"),
}  # fmt: skip


def columns() -> tuple[Column[DriveRow], ...]:
    """When, who, which car, how far."""
    return (
        Column("when", N_("When"), _when, width=170),
        Column("state", N_("State"), lambda row: _state(row).text, _state, "badge", 110),
        Column("customer", N_("Customer"), lambda row: row.customer, _customer, "plain", 140),
        Column("model", N_("Car"), lambda row: row.model, width=200, stretch=True),
        Column("vin", N_("VIN"), lambda row: f"…{row.vin[-6:]}", width=90, spare=1),
        Column("km", N_("km"), _km, width=90, right=True),
        Column("seller", N_("With"), lambda row: row.seller, width=110),
    )


def _when(row: DriveRow) -> str:
    return f"{words.day(row.starts_at)} {words.hour(row.starts_at)}–{words.hour(row.ends_at)}"


def _state(row: DriveRow) -> Badge:
    return Badge(tr(LABELS[TestDriveState(row.state)]), _TONES[row.state])


def _customer(row: DriveRow) -> Plain:
    return Plain(row.customer, strong=True)


def _km(row: DriveRow) -> str:
    return "—" if row.km_out is None or row.km_in is None else str(row.km_in - row.km_out)


class TestDrivePage(Page):
    """The diary on the left; the chosen drive, or the form for a new one, at the side."""

    __test__ = False

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._presenter = context.presenter(
            "test_drives",
            lambda: TestDrivePresenter(context.run, context.desk.more["test_drives"], context.desk.clock),
        )
        self._model: RowTableModel[DriveRow] = RowTableModel(columns(), self._presenter.fetch)
        self.table = RowTable(self._model, name=tr("Test drives"))
        self.list = ListCard(self._model, self.table, identify=lambda row: row.id, retry=self._presenter.load)
        self.new = Button(tr("Book a test drive"), icon="steering", key="Ctrl B")
        self.list.tools.addWidget(
            label(tr("Demonstrators only; the licence is seen before the keys go"), "caption")
        )
        self.list.tools.addStretch(1)
        self.list.tools.addWidget(self.new)
        self.panel, self.form = DrivePanel(), BookingForm(context.desk.clock)
        self._side = QStackedWidget()
        self._side.addWidget(self.panel)
        self._side.addWidget(self.form)
        self.body.addWidget(self.list, 1)
        self.body.addWidget(self._side)
        self.table.setMinimumHeight(theme.px(260))
        self.yield_room(turn=(self.list.tools,), sides={self._side: 320})
        self._wire()
        self._presenter.attach_list(self)
        self._presenter.load()

    def _wire(self) -> None:
        presenter = self._presenter
        self.new.clicked.connect(self._book)
        self.table.row_chosen.connect(presenter.choose)
        self.form.people_asked.connect(presenter.find_people)
        self.form.cancelled.connect(presenter.stop_booking)
        self.form.book_asked.connect(
            lambda customer, car, starts: presenter.book(customer=customer, car=car, starts_at=starts)
        )
        self.panel.hand_over_asked.connect(
            lambda licence, km: presenter.hand_over(licence_no=licence, km_out=km)
        )
        self.panel.take_back_asked.connect(lambda km: presenter.take_back(km_in=km))
        self.panel.cancel_asked.connect(presenter.cancel)
        self.add_key(tr("Book a test drive"), "Ctrl+B", self._book, is_next=True)
        self.add_key(tr("Refresh"), "F5", presenter.load)
        self.add_key(tr("Back"), "Escape", self._back)

    def title(self) -> str:
        return tr("Test drives")

    def entered(self, argument: object) -> None:
        if isinstance(argument, dict) and "book" in argument:
            self._presenter.start_booking(argument["book"], argument.get("car", ""))

    def focus_first(self) -> None:
        if self._presenter.state.booking:
            self.form.focus_first()
        else:
            self.table.setFocus()

    def show_state(self, state: DiaryState) -> None:
        """List, and panel or form."""
        self.list.show_listing(state, state.chosen, self._show_empty)
        total = state.listing.total
        self.list.count.setText(plural(total, N_("{n} test drive"), N_("{n} test drives")))
        was_booking = self._side.currentWidget() is self.form
        if state.booking != was_booking:
            self._side.setCurrentIndex(1 if state.booking else 0)
            if state.booking:
                self.form.start()
            else:
                self.table.setFocus()
        self.form.show_choices(state.cars, state.people, wanted=state.wanted_car, busy=state.busy)
        if state.booking and not was_booking:
            self.form.focus_first()
        self.panel.show_drive(state.chosen, busy=state.busy)
        if state.done:
            self.said.emit(tr(_DONE[state.done]), "")

    def _show_empty(self) -> None:
        self.list.states.show_message(
            "steering", tr("No test drives yet"), tr("Book one for a customer who is on file."),
            buttons=((tr("Book a test drive"), self._presenter.start_booking),),
        )  # fmt: skip

    def show_page(self, offset: int, rows: tuple[DriveRow, ...]) -> None:
        """Rows that scrolled in."""
        self._model.set_page(offset, rows)

    def show_error(self, error: Exception) -> None:
        """In the form or panel that is open."""
        (self.form if self._presenter.state.booking else self.panel).show_error(error)

    def _book(self) -> None:
        self._presenter.start_booking()

    def _back(self) -> None:
        if self._presenter.state.booking:
            self._presenter.stop_booking()
        else:
            self.go.emit("back", None)
