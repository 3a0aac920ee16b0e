"""Service on the customer's page: what is booked and due, until when warranties run, and what was done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy

from app.domain import warranty
from app.i18n import N_, tr
from app.presenters import words
from app.presenters.customer_page import WholeCustomer
from app.presenters.service_visits import CallItem, ClockItem, OwnedItem, VisitItem
from app.views import theme
from app.views.service import words as said
from app.views.widgets.buttons import Button
from app.views.widgets.card import Card
from app.views.widgets.delegates import Badge, Plain
from app.views.widgets.row_table import RowTable
from app.views.widgets.row_table_model import Column, RowTableModel

_OPEN = ("booked", "arrived")
_SETTLED = ("done", "lapsed", "unwanted")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the card; one of a visit leads to it, one of a call notes it."""

    plan: str
    what: str
    on: date | None
    by: str
    state: Badge
    visit_id: str = ""
    call: CallItem | None = None


def columns() -> tuple[Column[Line], ...]:
    """What it is, what of it, when, who, how far."""
    return (
        Column("plan", N_("Item"), lambda each: each.plan, lambda each: Plain(each.plan, strong=True), "plain", 150),
        Column("what", N_("What of it"), lambda each: each.what, width=230, stretch=True),
        Column("on", N_("Date"), lambda each: each.on.isoformat() if each.on else "—", width=100),
        Column("by", N_("By"), lambda each: each.by or "—", width=96, spare=1),
        Column("state", N_("State"), lambda each: each.state.text, lambda each: each.state, "badge", 110),
    )  # fmt: skip


class ServiceCard(Card):
    """The next booking and calls first, then what is due, clocks that run, what was, and clocks that are over."""

    book_asked = Signal()
    visit_opened = Signal(str)
    call_opened = Signal(object)

    def __init__(self) -> None:
        super().__init__(tr("Service and warranty"), icon="car-wrench", padding=0)
        self.lines: RowTableModel[Line] = RowTableModel(columns())
        self.table = RowTable(self.lines, name=tr("Service and warranty"))
        give_way(self.table)
        self.table.row_opened.connect(self._open)
        self.book = Button(
            tr("Book a service"), icon="plus", key="Ctrl Shift B", on_click=self.book_asked.emit
        )
        self.header.addStretch(1)
        self.header.addWidget(self.book)
        self.body.addWidget(self.table, 1)

    def show_customer(self, whole: WholeCustomer) -> None:
        """The lines of this customer."""
        self.lines.set_rows(lines_of(whole))

    def _open(self, line: Line) -> None:
        if line.visit_id:
            self.visit_opened.emit(line.visit_id)
        elif line.call is not None:
            self.call_opened.emit(line.call)


def give_way(table: RowTable) -> None:
    """Of three tables one above the other each is as high as there is room, and never lower than a few rows."""
    table.setMinimumHeight(theme.px(130))
    table.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)


def lines_of(whole: WholeCustomer) -> tuple[Line, ...]:
    """All there is to say, in the order in which somebody looks for it."""
    coming = sorted((each for each in whole.visits if each.state in _OPEN), key=lambda each: each.starts_at)
    past = [each for each in whole.visits if each.state not in _OPEN]
    clocks = [(car, clock) for car in whole.owned for clock in car.clocks]
    running = [_clock(car, clock) for car, clock in clocks if clock.runs]
    over = [_clock(car, clock) for car, clock in clocks if not clock.runs]
    due = [_due(car, whole.today) for car in whole.owned if said.due(car)]
    calls = [_call(each) for each in whole.calls if each.state not in _SETTLED]
    called = [_call(each) for each in whole.calls if each.state in _SETTLED]
    return (*map(_visit, coming), *calls, *due, *running, *map(_visit, past), *called, *over)


def _call(call: CallItem) -> Line:
    what = " · ".join(filter(None, (said.call_result(call), call.note, call.car)))
    return Line(said.call_name(call), what, call.due_on, call.by, said.call_state(call), call=call)


def _visit(visit: VisitItem) -> Line:
    paid = tr("paid {amount}").format(amount=words.money(visit.paid)) if visit.paid else ""
    km = tr("{km} km").format(km=f"{visit.km:,}") if visit.km is not None else ""
    what = " · ".join(filter(None, (said.reasons(visit), visit.car, visit.work or visit.wish, km, paid)))
    return Line(tr("Visit"), what, visit.starts_at.astimezone().date(), visit.by, said.state(visit), visit.id)


def _due(car: OwnedItem, today: date) -> Line:
    late = (car.next_on is not None and car.next_on < today) or (
        car.next_km is not None and car.km >= car.next_km
    )
    state = Badge(tr("overdue"), "bad") if late else Badge(tr("planned"), "neutral")
    return Line(tr("Next service"), f"{said.due(car)} · {said.called(car)}", car.next_on, "", state)


def _clock(car: OwnedItem, clock: ClockItem) -> Line:
    state = Badge(tr("runs"), "ok") if clock.runs else Badge(tr("over"), "neutral")
    what = f"{said.left(clock)} · {said.called(car)}"
    return Line(tr(warranty.NAMES[clock.kind]), what, clock.until, "", state)
