"""The list of deliveries: what is due today or late, how far each has come, what keeps a car here."""

from __future__ import annotations

from datetime import date, timedelta

from app.domain.permissions import SEES_PEOPLE
from app.i18n import N_, in_a_row, plural, tr
from app.presenters import words
from app.presenters.deliveries import DeliveriesPresenter, DeliveriesState, DeliveryItem
from app.presenters.scan import Scan
from app.views import theme
from app.views.context import Context
from app.views.list_card import ListCard
from app.views.list_page import SearchedListPage
from app.views.widgets.buttons import Button
from app.views.widgets.delegates import Badge, Plain
from app.views.widgets.edits import SearchEdit
from app.views.widgets.row_table import RowTable
from app.views.widgets.row_table_model import Column, RowTableModel
from app.views.widgets.segments import Segments

_VIEWS = {
    "open": N_("Under way {n}"), "due": N_("Due {n}"), "released": N_("Released {n}"),
    "follows": N_("Something follows {n}"), "done": N_("Handed over {n}"),
}  # fmt: skip
_STATES = {
    "contracted": (N_("Being prepared"), "neutral", "wrench-outline"),
    "delivering": (N_("Released"), "ok", "lock-open-variant-outline"),
    "delivered": (N_("Something follows"), "warn", "clock-alert-outline"),
    "closed": (N_("Handed over"), "ok", "check"),
}  # fmt: skip


def columns(today: date, *, named: bool = True) -> tuple[Column[DeliveryItem], ...]:
    """Due, whose, which car, the gate's score, what it waits for, and how far it has come. Who may not know customers
    has no column for them."""
    all_of_them: tuple[Column[DeliveryItem], ...] = (
        Column("due", N_("Due"), lambda item: due(item, today), lambda item: _due(item, today), "plain", 150),
        Column("no", N_("Contract"), lambda item: item.no, width=160),
        Column("buyer", N_("Buyer"), lambda item: item.buyer, width=130),
        Column("model", N_("Car"), lambda item: item.model, _car, "plain", width=210, spare=2),
        Column("score", N_("Gate"), _score, lambda item: Badge(_score(item), _tone(item)), "badge", 80),
        Column("waits", N_("Waits for"), _waits, width=220, stretch=True),
        Column("state", N_("State"), lambda item: _state(item).text, _state, "badge", 150),
        Column("seller", N_("Consultant"), lambda item: item.seller, width=110, spare=1),
    )
    return tuple(each for each in all_of_them if named or each.key != "buyer")


def due(item: DeliveryItem, today: date) -> str:
    """`today 15:00`, `3 days late`, a day, or that none is agreed."""
    if item.due_on is None:
        return tr("no day yet")
    if item.state not in ("contracted", "delivering") or item.due_on > today + timedelta(days=1):
        return f"{words.day(item.due_on)} {item.due_time}".strip()
    if item.due_on < today:
        return plural((today - item.due_on).days, N_("{n} day late"), N_("{n} days late"))
    day = tr("today") if item.due_on == today else tr("tomorrow")
    return f"{day} {item.due_time}".strip()


def _due(item: DeliveryItem, today: date) -> Plain:
    under_way = item.state in ("contracted", "delivering")
    late = under_way and item.due_on is not None and item.due_on < today
    now = under_way and item.due_on == today
    return Plain(due(item, today), "bad" if late else "warn" if now else "", strong=late or now)


def _car(item: DeliveryItem) -> Plain:
    return Plain(f"{item.model} …{item.vin[-6:]}" if item.vin else item.model)


def _score(item: DeliveryItem) -> str:
    return f"{item.passed}/{item.asked}"


def _tone(item: DeliveryItem) -> str:
    return "ok" if item.passed == item.asked else "bad"


def _waits(item: DeliveryItem) -> str:
    return in_a_row(item.waits) or "—"


def _state(item: DeliveryItem) -> Badge:
    name, tone, icon = _STATES[item.state]
    return Badge(tr(name), tone, icon)


class DeliveriesPage(SearchedListPage):
    """One row each; Enter opens it."""

    home = "open"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        clock, gateway = context.desk.clock, context.desk.more["deliveries"]
        self._presenter = context.presenter(
            "deliveries", lambda: DeliveriesPresenter(context.run, gateway, clock.today)
        )
        presenter = self._presenter
        named = bool(context.desk.session.roles & SEES_PEOPLE)
        model: RowTableModel[DeliveryItem] = RowTableModel(
            columns(clock.today(), named=named), presenter.fetch
        )
        self.table = RowTable(model, name=tr("Deliveries"))
        self.list = ListCard(model, self.table, identify=lambda item: item.no, retry=presenter.load)
        hint = tr("Number, buyer, VIN or model") if named else tr("Number, VIN or model")
        self.search = SearchEdit(tr("Find a delivery"), hint, key="F3", asked=presenter.state.wanted.text)
        self.search.setMinimumWidth(theme.px(240))
        self.search.setMaximumWidth(theme.px(300))
        names = [(key, tr(name).format(n="")) for key, name in _VIEWS.items()]
        self.views = Segments(names, name=tr("Show"), current=presenter.state.wanted.view)
        self.open = Button(tr("Open"), icon="car-key", kind="primary", key="Enter", on_click=self._open)
        for part in (self.search, self.views):
            self.list.tools.addWidget(part)
        self.list.tools.addStretch(1)
        self.list.tools.addWidget(self.open)
        self.body.addWidget(self.list, 1)
        self.table.setMinimumHeight(theme.px(260))
        self.yield_room(turn=(self.list.tools,))
        self._wire()
        self.remember("deliveries", self.table)
        presenter.attach_list(self)
        presenter.load()

    def _wire(self) -> None:
        presenter = self._presenter
        self.wire_list(presenter)
        self.table.row_opened.connect(lambda _: self._open())
        self.add_key(tr("Find"), "F3", self.search.search_anew)
        self._open_key = self.add_key(tr("Open"), "", self._open, cap="Enter", is_next=True)
        self.add_key(tr("Refresh"), "F5", presenter.load)
        self.add_key(tr("Back"), "Escape", lambda: self.go.emit("back", None))
        self.tab_through(self.search, self.views, self.open, self.table)

    def title(self) -> str:
        return tr("Delivery")

    def focus_first(self) -> None:
        self.table.setFocus()

    def scanned(self, scan: Scan) -> bool:
        if scan.kind == "contract":
            self.go.emit("delivery", scan.text)
        return scan.kind == "contract"

    def show_state(self, state: DeliveriesState) -> None:
        """Rows, counts, and what may be opened."""
        self.list.show_listing(state, state.chosen, lambda: self._show_empty(state))
        self.list.count.setText(plural(state.listing.total, N_("{n} delivery"), N_("{n} deliveries")))
        self.views.set_current(state.wanted.view)
        for key, name in _VIEWS.items():
            self.views.set_words(key, tr(name).format(n=state.counts.get(key, 0)))
        self.open.setEnabled(state.chosen is not None)
        self._open_key.setEnabled(state.chosen is not None)

    def _show_empty(self, state: DeliveriesState) -> None:
        if state.wanted.text or state.wanted.view != "open":
            self.show_misfit(
                tr("No delivery fits"), tr("There are others without the filter."), tr("Show all under way")
            )
        else:
            self.list.states.show_message(
                "car-key", tr("Nothing is to be delivered"),
                tr("A car stands here from the day its contract is signed until it is handed over."),
            )  # fmt: skip

    def _open(self) -> None:
        if (item := self._presenter.state.chosen) is not None:
            self.go.emit("delivery", item.no)
