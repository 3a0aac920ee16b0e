"""The workshop: today's visits first; what comes, what nobody settled, what is done; the chosen one at the side."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QVBoxLayout

from app.domain.service_visit import VIEWS, is_overdue
from app.i18n import N_, plural, tr
from app.presenters import dates, words
from app.presenters.service_visits import ServicePresenter, ServiceState, VisitItem
from app.views import theme
from app.views.context import Context
from app.views.list_card import ListCard
from app.views.list_page import SearchedListPage
from app.views.service import words as said
from app.views.service.panel import VisitPanel
from app.views.widgets.banner import Banner
from app.views.widgets.buttons import Button
from app.views.widgets.delegates import Plain
from app.views.widgets.edits import SearchEdit
from app.views.widgets.row_table import RowTable
from app.views.widgets.row_table_model import Column, RowTableModel
from app.views.widgets.segments import Segments
from app.views.widgets.text import label

MOST_NAMES = 3
"""So many of those who are to be called are named, the longest due first."""
_NAMES = dict(zip(VIEWS, (N_("Today"), N_("To come"), N_("Not settled"), N_("Done"), N_("All")), strict=True))
_DONE = {
    "arrived": N_("The car is here"), "done": N_("The car is ready"), "missed": N_("Noted that nobody came"),
    "cancelled": N_("The visit is cancelled"),
}  # fmt: skip


def columns() -> tuple[Column[VisitItem], ...]:
    """When, who, which car, what for, how far."""
    return (
        Column("at", N_("Comes at"), _when, width=120),
        Column("customer", N_("Customer"), lambda v: v.customer, _customer, "plain", 120),
        Column("car", N_("Car"), lambda v: v.car, width=150, stretch=True),
        Column("vin", N_("VIN"), lambda v: f"…{v.vin[-6:]}", width=90, spare=1),
        Column("reasons", N_("What it comes for"), said.reasons, width=160, stretch=True),
        Column("by", N_("Booked by"), lambda v: v.by or "—", width=100, spare=2),
        Column("state", N_("State"), lambda v: said.state(v).text, said.state, "badge", 144),
    )  # fmt: skip


def _when(visit: VisitItem) -> str:
    return f"{words.day(visit.starts_at)} {words.hour(visit.starts_at)}"


def _customer(visit: VisitItem) -> Plain:
    return Plain(visit.customer, strong=True)


class ServicePage(SearchedListPage):
    """The list at the left; at the right the chosen visit."""

    home = "today"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        desk = context.desk
        self._presenter = context.presenter(
            "service", lambda: ServicePresenter(context.run, desk.more["service"], desk.clock)
        )
        presenter = self._presenter
        model: RowTableModel[VisitItem] = RowTableModel(columns(), presenter.fetch)
        self.table = RowTable(model, name=tr("Visits to the workshop"))
        self.list = ListCard(model, self.table, identify=lambda visit: visit.id, retry=presenter.load)
        self.search = SearchEdit(
            tr("Find a visit"), tr("Name, telephone, car or VIN"), key="F3", asked=presenter.state.wanted.text
        )
        self.search.setMinimumWidth(theme.px(200))
        names = [(key, tr(name)) for key, name in _NAMES.items()]
        self.views = Segments(names, name=tr("Show"), current=presenter.state.wanted.view)
        self.new = Button(tr("Book a service"), icon="plus", key="Ctrl N", on_click=self._book)
        self.list.tools.addWidget(self.search, 1)
        self.list.tools.addWidget(self.views)
        self.list.tools.addWidget(self.new)
        self.list.foot.addWidget(
            label(tr("The workshop's till is its own: here money is only noted"), "caption")
        )
        self.panel = VisitPanel(dates.example(desk.clock.today()))
        self.calls = Banner(tone="neutral", icon="phone-outline")
        self.calls.hide()
        self._named: dict[str, str] = {}
        left = QVBoxLayout()
        left.setSpacing(theme.px(12))
        left.addWidget(self.calls)
        left.addWidget(self.list, 1)
        self.body.addLayout(left, 1)
        self.body.addWidget(self.panel)
        self.table.setMinimumHeight(theme.px(220))
        self.yield_room(turn=(self.list.tools,), sides={self.panel: 330})
        self._wire()
        self.remember("service", self.table)
        presenter.attach_list(self)
        presenter.load()

    def _wire(self) -> None:
        presenter, panel = self._presenter, self.panel
        self.wire_list(presenter)
        self.table.row_opened.connect(lambda _: panel.begin())
        panel.arrive_asked.connect(presenter.arrive)
        panel.finish_asked.connect(presenter.finish)
        panel.miss_asked.connect(presenter.miss)
        panel.cancel_asked.connect(presenter.cancel)
        panel.move_asked.connect(self._move)
        panel.file_asked.connect(self._open_file)
        self.add_key(tr("Find"), "F3", self.search.search_anew)
        self.add_key(tr("Book a service"), "Ctrl+N", self._book)
        self.add_key(tr("Next step"), "Ctrl+Return", panel.go_on, is_next=True)
        self.add_key(tr("Refresh"), "F5", presenter.load, in_bar=False)
        self.add_key(tr("Back"), "Escape", lambda: self.go.emit("back", None))
        self.tab_through(self.search, self.views, self.new, self.table, *panel.stops())

    def title(self) -> str:
        return tr("Workshop")

    def entered(self, argument: object) -> None:
        if isinstance(argument, dict) and "visit" in argument:
            self._presenter.show(argument["visit"])

    def focus_first(self) -> None:
        self.table.setFocus()

    def show_state(self, state: ServiceState) -> None:
        """List, and the chosen visit."""
        self.list.show_listing(state, state.chosen, lambda: self._show_empty(state))
        total = plural(state.listing.total, N_("{n} visit"), N_("{n} visits"))
        today = self._presenter.clock.today()
        late = sum(is_overdue(row.state, row.starts_at, today) for row in state.listing.rows)
        unsettled = tr("{n} not settled").format(n=late)
        self.list.count.setText(f"{total} · {unsettled}" if late else total)
        self.views.set_current(state.wanted.view)
        self.panel.show_visit(state.chosen, busy=state.busy)
        self._show_calls(state)
        if state.done:
            self.said.emit(tr(_DONE[state.done]), "")

    def _show_calls(self, state: ServiceState) -> None:
        """Whom to call after the sale; each name leads to the customer's page, where the call is noted."""
        who = {call.customer_id: call.customer for call in state.calls}
        if who == self._named:  # said once, and its buttons keep the focus
            return
        self._named = who
        self.calls.setVisible(bool(who))
        if who:
            one, many = N_("{n} customer to call after the sale"), N_("{n} customers to call after the sale")
            self.calls.say(plural(len(who), one, many), tone="neutral")
            named = list(who.items())[:MOST_NAMES]
            self.calls.offer(*((name, partial(self.go.emit, "customer_page", key)) for key, name in named))

    def _show_empty(self, state: ServiceState) -> None:
        if state.wanted.text or state.wanted.view != self.home:
            self.show_misfit(
                tr("No visit fits"), tr("There may be others without the filter."), tr("Show today's visits")
            )
        else:
            self.list.states.show_message(
                "car-wrench", tr("No visits today"), tr("Book one for a customer who is on file."),
                buttons=((tr("Book a service"), self._book),),
            )  # fmt: skip

    def show_error(self, error: Exception) -> None:
        """At the side, where the step was asked for."""
        self.panel.show_error(error)

    def _book(self) -> None:
        self.go.emit("book_service", {})

    def _move(self) -> None:
        if (visit := self._presenter.state.chosen) is not None:
            self.go.emit("book_service", {"visit": visit.id})

    def _open_file(self) -> None:
        if (visit := self._presenter.state.chosen) is not None:
            self.go.emit("customer_page", visit.customer_id)
