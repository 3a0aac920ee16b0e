"""Test drives: a calendar of the demonstrators, or a list; the next step of the chosen drive at the side."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.domain.test_drive import LABELS, TestDriveState
from app.i18n import N_, plural, tr
from app.presenters import words
from app.presenters.signature_pad import PadPresenter
from app.presenters.test_drive_diary import DiaryState, DriveRow, TestDrivePresenter
from app.presenters.test_drive_diary import Shown as Licence
from app.views import theme
from app.views.context import Context
from app.views.list_card import ListCard
from app.views.list_page import ListPage
from app.views.test_drives.calendar import Calendar, Shown, legend
from app.views.test_drives.forms import BookingForm, DrivePanel
from app.views.widgets.banner import Banner
from app.views.widgets.buttons import Button, IconButton
from app.views.widgets.card import Card
from app.views.widgets.delegates import Badge, Plain
from app.views.widgets.row_table import RowTable
from app.views.widgets.row_table_model import Column, RowTableModel
from app.views.widgets.segments import Segments
from app.views.widgets.state_panel import StatePanel
from app.views.widgets.text import icon_label, label, row

_TONES = {"booked": "accent", "out": "warn", "returned": "ok", "cancelled": "neutral"}
_DONE = {
    "booked": N_("The test drive is booked"), "out": N_("The keys are out"),
    "moved": N_("The test drive is rescheduled"), "agreed": N_("The agreement is signed"),
    "printed": N_("The agreement is saved"), "returned": N_("The car is back"),
    "cancelled": N_("The test drive is cancelled"),
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


class TestDrivePage(ListPage):
    """The diary on the left; the chosen drive, or the form for a new one, at the side."""

    __test__ = False

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._presenter = context.presenter(
            "test_drives",
            lambda: TestDrivePresenter(context.run, context.desk.more["test_drives"], context.desk.clock),
        )
        model: RowTableModel[DriveRow] = RowTableModel(columns(), self._presenter.fetch)
        self.table = RowTable(model, name=tr("Test drives"))
        self.list = ListCard(model, self.table, identify=lambda row: row.id, retry=self._presenter.load)
        self.panel, self.form = DrivePanel(), BookingForm(context.desk.clock)
        self.panel.listen(PadPresenter(context.run_aside, context.desk.more["devices"]))
        self._side = QStackedWidget()
        self._side.addWidget(self.panel)
        self._side.addWidget(self.form)
        left = QVBoxLayout()
        left.setSpacing(theme.px(12))
        left.addLayout(self._make_tools())
        self.late = Banner(tone="bad")
        self.late.hide()
        left.addWidget(self.late)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._make_calendar())
        self._stack.addWidget(self.list)
        left.addWidget(self._stack, 1)
        self.body.addLayout(left, 1)
        self.body.addWidget(self._side)
        self.table.setMinimumHeight(theme.px(260))
        self.yield_room(turn=(self._tools,), sides={self._side: 316})
        self._wire()
        self._presenter.attach_list(self)
        self._presenter.load()

    def _make_tools(self) -> QHBoxLayout:
        presenter = self._presenter
        self.back = IconButton("chevron-left", tr("Earlier"), on_click=lambda: presenter.go(-1))
        self.today = Button(tr("Today"), on_click=lambda: presenter.go(0))
        self.on = IconButton("chevron-right", tr("Later"), on_click=lambda: presenter.go(1))
        self._heading, self._counts = label("", "section"), label("", "caption")
        views = (("day", tr("By day")), ("week", tr("By week")), ("list", tr("List")))
        self.views = Segments(views, name=tr("Show"), current=presenter.state.view)
        self.new = Button(tr("Book a test drive"), icon="plus", key="Ctrl B")
        days = row(self.back, self.today, self.on, self._heading, self._counts, None)
        self._tools = row()
        self._tools.addLayout(days, 1)
        self._tools.addLayout(row(self.views, None, self.new))
        return self._tools

    def _make_calendar(self) -> Card:
        card = Card(padding=0)
        self.calendar = Calendar()
        self.states = StatePanel(self.calendar)
        card.body.addWidget(self.states, 1)
        foot = card.footer()
        for tone, name in legend():
            foot.addWidget(icon_label("square-rounded", colour=tone, size=14))
            foot.addWidget(label(name, "caption"))
        foot.addStretch(1)
        foot.addWidget(label(tr("15 minutes are kept free between two drives"), "caption"))
        return card

    def _wire(self) -> None:
        presenter = self._presenter
        self.new.clicked.connect(self._book)
        self.table.row_chosen.connect(presenter.choose)
        self.form.people_asked.connect(presenter.find_people)
        self.form.cancelled.connect(presenter.stop_booking)
        self.form.book_asked.connect(
            lambda customer, car, starts: presenter.book(customer=customer, car=car, starts_at=starts)
        )
        self.calendar.picked.connect(presenter.choose)
        self.views.chosen.connect(presenter.show_view)
        self.panel.print_asked.connect(self._print)
        self.panel.agree_asked.connect(presenter.agree)
        self.panel.hand_over_asked.connect(lambda km: presenter.hand_over(km_out=km))
        self.panel.take_back_asked.connect(presenter.take_back)
        self.panel.move_asked.connect(presenter.start_moving)
        self.panel.cancel_asked.connect(presenter.cancel)
        self.add_key(tr("Book a test drive"), "Ctrl+B", self._book, is_next=True)
        self.add_key(tr("Earlier"), "Alt+Left", lambda: presenter.go(-1))
        self.add_key(tr("Later"), "Alt+Right", lambda: presenter.go(1))
        self.add_key(tr("Next step"), "Ctrl+Return", self._go_on)
        self.add_key(tr("Print the agreement"), "F10", self.panel.ask_print)
        self._deal_key = self.add_key(tr("New deal"), "F2", self._start_deal)
        self.add_key(tr("Refresh"), "F5", presenter.load, in_bar=False)
        self.add_key(tr("Back"), "Escape", self._back)
        tools = (self.back, self.today, self.on, self.views, self.new, self.calendar, self.table)
        self.tab_through(*tools, *self.panel.stops())

    def title(self) -> str:
        return tr("Test drives")

    def entered(self, argument: object) -> None:
        if isinstance(argument, dict) and "drive" in argument:
            self._presenter.open(argument["drive"])
        if isinstance(argument, dict) and "book" in argument:
            self._presenter.start_booking(argument["book"], argument.get("car", ""))

    def focus_first(self) -> None:
        if self._presenter.state.booking:
            self.form.focus_first()
        else:
            self._main().setFocus()

    def _main(self) -> QWidget:
        return self.table if self._presenter.state.view == "list" else self.calendar

    def note(self) -> str:
        return tr("Booking works offline; if two desks booked one car, you will be asked to reschedule")

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
                if state.moving and state.chosen is not None:
                    self.form.show_time(state.chosen.starts_at)
            else:
                self._main().setFocus()
        self.form.say_nobody(state.nobody)
        self.form.show_choices(state.cars, state.people, wanted=state.wanted_car, busy=state.busy)
        if state.booking and not was_booking:
            self.form.focus_first()
        self.panel.show_drive(state.chosen, busy=state.busy, last_km=state.last_km)
        self._deal_key.setText(tr("Start a deal") if state.chosen is not None else tr("New deal"))
        self._show_calendar(state)
        if state.done:
            self.said.emit(tr(_DONE[state.done]), state.detail)

    def _show_calendar(self, state: DiaryState) -> None:
        first, last = self._presenter.span
        days = (last - first).days + 1
        now = self._presenter.clock.now()
        chosen = state.chosen.id if state.chosen else ""
        self.calendar.show_drives(Shown(first, days, state.cars, state.drives, chosen), now)
        if state.cars:
            self.states.show_content()
        elif state.failed:
            self.states.show_failed(tr("The list cannot be read"), self._presenter.load)
        elif state.loading:
            self.states.wait()
        else:
            self.states.show_message(
                "steering", tr("There is no demonstrator here"), tr("The stock keeper makes a car one.")
            )
        self._stack.setCurrentIndex(1 if state.view == "list" else 0)
        self.views.set_current(state.view)
        heading = words.full_day(first) if days == 1 else f"{words.day(first)} – {words.day(last)}"
        self._heading.setText(heading)
        done = sum(row.state == "returned" for row in state.drives)
        booked = sum(row.state != "cancelled" for row in state.drives)
        said = tr("{n} booked · {done} done").format(n=booked, done=done)
        self._counts.setText(said if state.view != "list" else "")
        late = self._presenter.late()
        self.late.setVisible(late is not None)
        if late is not None:
            text = tr("{car} should have been back at {time}. {seller} is out with {customer}.")
            values = {"car": late.model, "seller": late.seller, "customer": late.customer}
            self.late.say(text.format(time=words.hour(late.ends_at), **values), tone="bad")

    def _show_empty(self) -> None:
        self.list.states.show_message(
            "steering", tr("No test drives yet"), tr("Book one for a customer who is on file."),
            buttons=((tr("Book a test drive"), self._presenter.start_booking),),
        )  # fmt: skip

    def show_error(self, error: Exception) -> None:
        """In the form or panel that is open."""
        (self.form if self._presenter.state.booking else self.panel).show_error(error)

    def _book(self) -> None:
        self._presenter.start_booking()

    def _go_on(self) -> None:
        if self._presenter.state.booking:
            self.form.save.click()
        else:
            self.panel.go_on()

    def _print(self, shown: Licence) -> None:
        from app import paths

        self._presenter.print(shown, str(paths.documents()))

    def _start_deal(self) -> None:
        chosen = self._presenter.state.chosen
        self.go.emit("deal", {"customer": chosen.customer_id} if chosen else {"new": True})

    def _back(self) -> None:
        if self._presenter.state.booking:
            self._presenter.stop_booking()
        else:
            self.go.emit("back", None)
