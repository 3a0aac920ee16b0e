"""The stock list: figures above, cars in a table, one car at the side."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.i18n import N_, plural, tr
from app.presenters import words
from app.presenters.pictures import Subject
from app.presenters.scan import Scan
from app.presenters.stock_list import StockListPresenter, StockListState, VehicleRow
from app.views import theme
from app.views.context import Context, pictures_presenter
from app.views.list_card import ListCard
from app.views.list_page import SearchedListPage
from app.views.stock.columns import columns
from app.views.stock.panel import CarPanel
from app.views.stock.receive_dialog import ReceiveDialog
from app.views.widgets.buttons import Button
from app.views.widgets.card import FigureCard
from app.views.widgets.edits import SearchEdit
from app.views.widgets.images import RowImages
from app.views.widgets.row_table import RowTable
from app.views.widgets.row_table_model import RowTableModel
from app.views.widgets.segments import Segments
from app.views.widgets.text import holding, icon_label, label, row

A_MINUTE_MS = 60_000
_VIEWS = {
    "all": N_("All {n}"), "sellable": N_("For sale {n}"), "in_transit": N_("In transit {n}"),
    "reserved": N_("Reserved {n}"), "ageing": N_("Ageing {n}"), "leased": N_("Held here {n}"),
}  # fmt: skip
_DONE = {
    "lease": (N_("{n} car is held here now"), N_("{n} cars are held here now")),
    "release": (N_("{n} car handed back"), N_("{n} cars handed back")),
    "transfer": (N_("{n} car is on its way"), N_("{n} cars are on their way")),
}


class StockListPage(SearchedListPage):
    """Search, filter, choose; act on one car or on several."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        desk = context.desk
        self._presenter = context.presenter(
            "stock",
            lambda: StockListPresenter(context.run, context.run_io, desk.stock, desk.session, desk.clock),
        )
        pictures = pictures_presenter(context)
        self._images = RowImages(self, pictures, self._repaint)
        made = columns(desk.clock, lambda car: car.vin in self._presenter.state.ticked, self._images)
        self._minute = QTimer(self, interval=A_MINUTE_MS)
        self._minute.timeout.connect(self._presenter.follow_day)
        self._minute.start()
        self._model: RowTableModel[VehicleRow] = RowTableModel(made, self._presenter.fetch)
        self.table = RowTable(self._model, name=tr("Cars in stock"))
        self.list = ListCard(
            self._model, self.table, identify=lambda car: car.vin, retry=self._presenter.load
        )
        self.panel = CarPanel(self._presenter, pictures)
        self.panel.picture.asked.connect(self._show_pictures)
        left = QVBoxLayout()
        left.setSpacing(theme.px(12))
        left.addLayout(self._make_figures())
        self._fill_list(self.list)
        left.addWidget(self.list, 1)
        self.body.addLayout(left, 1)
        self.body.addWidget(self.panel)
        self._wire()
        self.remember("stock", self.table)
        self._presenter.attach_list(self)
        self._presenter.load()

    def _repaint(self) -> None:
        self.table.viewport().update()

    def _show_pictures(self, subject: Subject) -> None:
        car = self._presenter.state.chosen
        self.go.emit("pictures", (subject, car.model if car else ""))

    def _make_figures(self) -> QHBoxLayout:
        show = self._presenter.show_view
        self._figures = {
            "in_stock": FigureCard(tr("In stock"), lambda: show("sellable")),
            "in_transit": FigureCard(tr("In transit"), lambda: show("in_transit")),
            "reserved": FigureCard(tr("Reserved, not delivered"), lambda: show("reserved")),
            "ageing": FigureCard(tr("60 days and more"), lambda: show("ageing")),
            "leased": FigureCard(tr("Held by this terminal"), lambda: show("leased")),
        }
        return row(*self._figures.values(), spacing=12)

    def _fill_list(self, card: ListCard) -> None:
        self.search = SearchEdit(
            tr("Find a car"), tr("VIN or model"), icon="barcode-scan", key="F3",
            asked=self._presenter.state.wanted.text,
        )  # fmt: skip
        self.search.setMinimumWidth(theme.px(170))
        self.search.setMaximumWidth(theme.px(280))
        names = [(key, tr(name).format(n="")) for key, name in _VIEWS.items()]
        self.views = Segments(names, name=tr("Show"), current=self._presenter.state.wanted.view)
        self._lease = Button(tr("Hold here"), icon="key-chain", on_click=self._presenter.lease)
        self._receive = Button(tr("Receive"), icon="tray-arrow-down", on_click=self._choose_file)
        card.tools.addWidget(self.search, 1)
        card.tools.addWidget(self.views)
        card.tools.addStretch(1)
        left = Qt.AlignmentFlag.AlignLeft  # above the table there is no room for them in a small window
        card.foot.insertWidget(1, self._lease, 0, left)
        card.foot.addWidget(_legend(), 0, left)
        card.foot.addWidget(self._receive, 0, left)

    def _wire(self) -> None:
        presenter = self._presenter
        self.wire_list(presenter)
        self._model.sort_asked.connect(presenter.sort)
        self.table.row_ticked.connect(presenter.tick)
        self.table.all_ticked.connect(presenter.tick_all)
        self.table.row_opened.connect(self._start_deal)
        self.panel.closed.connect(lambda: self.table.setCurrentIndex(self._model.index(-1, -1)))
        self.panel.deal_asked.connect(lambda vin: self.go.emit("deal", vin))
        self.add_key(tr("Find car / scan VIN"), "F3", self.search.search_anew, is_next=True)
        if presenter.can_receive:
            self.add_key(tr("Receive"), "Ctrl+I", self._choose_file)
        if presenter.can_transfer:
            self.add_key(tr("Send to branch"), "Ctrl+M", self.panel.target.setFocus)
        if presenter.can_lease:
            self._lease_key = self.add_key(tr("Hold here"), "Ctrl+E", presenter.lease)
            self._show_key = self.add_key(
                tr("Hold for a show"), "Ctrl+Shift+E", presenter.lease_for_show, in_bar=False
            )
            self._deal_key = self.add_key(tr("New deal"), "F2", self._begin_deal)
        self.add_key(tr("Tick"), "", lambda: None, cap=tr("Space"))
        self.add_key(tr("Refresh"), "F5", presenter.load)
        self.add_key(tr("Back"), "Escape", lambda: self.go.emit("back", None))
        self.tab_through(self.search, self.views, self.table, self._lease, self._receive, self.panel)
        self.table.setMinimumHeight(theme.px(260))
        self.yield_room(
            turn=(self.list.tools, self.list.foot),
            hide=tuple(self._figures.values()),
            sides={self.panel: 300},
        )

    def title(self) -> str:
        return tr("Stock")

    def note(self) -> str:
        return tr("Terminal {name}").format(name=self.context.desk.session.terminal)

    def entered(self, argument: object) -> None:
        self._presenter.follow_day()
        if isinstance(argument, str):
            self._presenter.open(argument)

    def scanned(self, scan: Scan) -> bool:
        if scan.kind == "vehicle":
            self._presenter.open(scan.text)
        return scan.kind == "vehicle"

    def focus_first(self) -> None:
        self.search.setFocus()

    def show_state(self, state: StockListState) -> None:
        """Show everything; the table only when there are other rows."""
        self.list.show_listing(state, state.chosen, lambda: self._show_empty(state))
        self._show_figures(state)
        self.panel.show_state(state)
        if self._presenter.can_lease:
            self._lease_key.setEnabled(bool(state.ticked) or self.panel.may_lease)
            self._show_key.setEnabled(bool(state.ticked) or self.panel.may_hold_for_show)
            self._deal_key.setText(tr("Start a deal") if self.panel.deal.isEnabled() else tr("New deal"))
        self.views.set_current(state.wanted.view)
        self.table.show_sort(state.wanted.sort, state.wanted.descending)
        self.table.show_all_ticked(state.all_ticked)
        many = len(state.ticked)
        self._lease.setVisible(self._presenter.can_lease and many > 0)
        self._lease.set_busy(state.busy == "lease" and many > 0)
        self._receive.setVisible(self._presenter.can_receive)
        self._receive.set_busy(state.busy == "receive")
        found = plural(state.listing.total, N_("{n} car"), N_("{n} cars"))
        ticked = tr("{n} ticked").format(n=many)
        self.list.count.setText(f"{found} · {ticked}" if many else found)
        self._announce(state)

    def _show_empty(self, state: StockListState) -> None:
        if state.wanted.text or state.wanted.view != "all":
            self.show_misfit(
                tr("No car fits"), tr("There are more cars without the filter."), tr("Show all cars"),
                *((self._without(name, n), partial(self._relax, name)) for name, n in state.relaxed),
            )  # fmt: skip
            return
        may = self._presenter.can_receive
        taken_in = tr("Take a file of arrivals in, or sync with the centre.")
        fetched = tr("A stock keeper takes arrivals in; they come here with the next sync.")
        self.list.states.show_message(
            "car-multiple", tr("No cars yet"), taken_in if may else fetched,
            buttons=((tr("Receive a file"), self._choose_file),) if may else (),
        )  # fmt: skip

    def _without(self, name: str, number: int) -> str:
        """What is taken back of text and view, and how many cars that shows."""
        view = tr(_VIEWS[self._presenter.state.wanted.view]).format(n="").strip()
        filtered = tr("What is typed") if name == "text" else view
        found = plural(number, N_("{n} car"), N_("{n} cars"))
        return tr("Without “{filter}”: {found}").format(filter=filtered, found=found)

    def _relax(self, name: str) -> None:
        if name == "text":
            self.search.clear()
            self._presenter.search("")
        else:
            self._presenter.show_view("all")

    def _show_figures(self, state: StockListState) -> None:
        counts = state.counts
        figures = self._figures
        sellable = tr("{n} for sale · {d} for test drives").format(n=counts.sellable, d=counts.demonstrators)
        figures["in_stock"].set_figure(str(counts.in_stock), sellable)
        next_one = (
            tr("next on {day}").format(day=words.day(counts.next_arrival)) if counts.next_arrival else ""
        )
        figures["in_transit"].set_figure(str(counts.in_transit), next_one)
        figures["reserved"].set_figure(
            str(counts.reserved), tr("{n} with pledged certificate").format(n=counts.pledged)
        )
        old = plural(counts.over_90, N_("{n} is ≥ 90 days"), N_("{n} are ≥ 90 days"))
        figures["ageing"].set_figure(str(counts.ageing), old, tone="bad" if counts.over_90 else "")
        figures["leased"].set_figure(str(counts.leased), tr("may be sold offline"))
        numbers = {
            "all": counts.total, "sellable": counts.sellable, "in_transit": counts.in_transit,
            "reserved": counts.reserved, "ageing": counts.ageing, "leased": counts.leased,
        }  # fmt: skip
        for key, name in _VIEWS.items():
            self.views.set_words(key, tr(name).format(n=numbers[key]))

    def _announce(self, state: StockListState) -> None:
        what, cars, left_out = state.done
        if what in _DONE:
            said = plural(cars, *_DONE[what])
            if left_out:
                left = plural(left_out, N_("{n} was not free"), N_("{n} were not free"))
                said = tr("{done}; {left}.").format(done=said, left=left)
            self.said.emit(said, "")
        elif what == "tick":
            more = tr("Only the first {n} of {all} cars are ticked: more cannot be ticked at once.")
            self.said.emit(more.format(n=cars, all=cars + left_out), "")
        elif what == "receive" and state.received is not None:
            ReceiveDialog(self._presenter, state.received).show_over(self)

    def _choose_file(self) -> None:
        path, _ = QFileDialog.getOpenFileName(
            self, tr("File of arrivals"), "", "CSV, XLSX, JSON (*.csv *.xlsx *.json)"
        )
        if path:
            self._presenter.receive(path)

    def _begin_deal(self) -> None:
        """F2: with the car that is chosen, if it can be sold."""
        if self.panel.deal.isEnabled():
            self.panel.deal.click()
        else:
            self.go.emit("deal", {"new": True})

    def _start_deal(self, car: VehicleRow) -> None:
        if self._presenter.can_lease:
            self.go.emit("deal", car.vin)


def _legend() -> QWidget:
    made: list[QWidget] = []
    for tone, icon, words_ in (
        ("ok", "square-rounded", tr("below 30 d")), ("accent", "square-rounded", "30–59"),
        ("warn", "alert-outline", "60–89"), ("bad", "alert-circle-outline", "≥ 90"),
    ):  # fmt: skip
        made.append(icon_label(icon, colour=tone, size=14))
        made.append(label(words_, "caption"))
    return holding(row(*made))
