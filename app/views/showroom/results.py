"""The first face of the showroom: filter or needs at the left, cards in the middle, the tray below."""

from __future__ import annotations

from functools import cached_property, partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.i18n import N_, plural, tr
from app.presenters.showroom import BY_MATCH, TEXT, ShowroomPresenter, ShowroomState
from app.views import theme
from app.views.showroom.cards import CardList
from app.views.showroom.filter_panel import FilterPanel
from app.views.showroom.needs_panel import NeedsPanel
from app.views.showroom.tray import Tray
from app.views.showroom.words import FILTERS, ORDERS
from app.views.widgets.choice import Choice
from app.views.widgets.edits import SearchEdit
from app.views.widgets.state_panel import StatePanel
from app.views.widgets.text import ElidedLabel, label, row

RELAXED = 2
"""So many filters are offered to be taken back where nothing fits."""


class ResultsFace(QWidget):
    """What is looked for, and what was found."""

    opened = Signal(object)
    compare_asked = Signal()
    offered = Signal()
    """There are other things to pick from, or another part to fill in."""

    def __init__(self, presenter: ShowroomPresenter) -> None:
        super().__init__()
        self._presenter = presenter
        self._shown: object = None
        self.filter = FilterPanel(presenter)
        self.side = QStackedWidget()
        self.side.addWidget(self.filter)
        self.search = SearchEdit(
            tr("Find a model"), tr("Name or pinyin"), key="F3", asked=presenter.state.text
        )
        self.search.setMinimumWidth(theme.px(210))
        self.search.setMaximumWidth(theme.px(280))
        self.count, self.detail = label("", "section"), ElidedLabel("", "caption")
        self.order = Choice(tr("Order"))
        self.cards = CardList(tr("Models"))
        self.states = StatePanel(self.cards)
        self.tray = Tray()
        self._lay_out()
        self._wire()

    def _lay_out(self) -> None:
        self.across = QHBoxLayout(self)
        self.across.setContentsMargins(0, 0, 0, 0)
        self.across.setSpacing(theme.px(12))
        self.across.addWidget(self.side)
        column = QVBoxLayout()
        column.setSpacing(theme.px(8))
        self.tools = row(self.count, self.detail, self.search, self.order)
        self.tools.setStretch(1, 1)
        self.tools.setContentsMargins(theme.px(6), 0, theme.px(10), 0)
        column.addLayout(self.tools)
        column.addWidget(self.states, 1)
        column.addWidget(self.tray)
        self.across.addLayout(column, 1)
        self.cards.setMinimumHeight(theme.px(320))

    def _wire(self) -> None:
        presenter = self._presenter
        self.search.searched.connect(presenter.search)
        self.search.left_downwards.connect(self.cards.setFocus)
        self.order.chosen.connect(presenter.sort)
        self.cards.trim_chosen.connect(presenter.choose)
        self.cards.trim_opened.connect(self.opened)
        self.cards.trim_ticked.connect(presenter.toggle)
        self.tray.compare_asked.connect(self.compare_asked)
        self.tray.dropped.connect(presenter.drop)
        self.tray.cleared.connect(presenter.clear_tray)
        self.filter.needs_asked.connect(self.swap_side)
        self.filter.offered.connect(self.offered)

    @cached_property
    def needs(self) -> NeedsPanel:
        """Made when somebody first asks for it."""
        made = NeedsPanel(self._presenter)
        made.closed.connect(self.swap_side)
        made.offered.connect(self.offered)
        self.side.addWidget(made)
        made.show_state(self._presenter.state)
        return made

    @property
    def _needs(self) -> NeedsPanel | None:
        made: NeedsPanel | None = vars(self).get("needs")
        return made

    def swap_side(self) -> None:
        """From the filter to the needs, or back."""
        asking = self.side.currentWidget() is self.filter
        part = self.needs if asking else self.filter
        self.side.setCurrentWidget(part)
        self.offered.emit()
        first = self.needs.budget if asking else self.filter.price.edits[0]
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def stops(self) -> list[QWidget]:
        """For the tab key, in reading order."""
        needs = self._needs.stops() if self._needs is not None else ()
        return [
            *self.filter.stops(), *needs, self.search, self.order, self.cards, self.tray.empty, self.tray.compare,
        ]  # fmt: skip

    def show_state(self, state: ShowroomState) -> None:
        """Everything; the cards only when there are others."""
        self.filter.show_state(state)
        if self._needs is not None:
            self._needs.show_state(state)
        self._show_head(state)
        self._show_cards(state)
        self.tray.show_trims(state.tray)

    def _show_head(self, state: ShowroomState) -> None:
        found = len(state.shown.trims)
        said = plural(found, N_("{n} model"), N_("{n} models"))
        if not state.needs.empty:
            suit = tr("{n} recommended").format(n=state.shown.recommended)
            self.count.setText(suit)
            self.detail.setText(tr("of {models}; the others say why not").format(models=said))
        else:
            self.count.setText(said)
            cars = sum(trim.stock.for_sale for trim in state.shown.trims)
            self.detail.setText(plural(cars, N_("{n} car for sale"), N_("{n} cars for sale")))
        orders = [key for key in ORDERS if key != BY_MATCH or not state.needs.empty]
        self.order.set_choices([(key, tr(ORDERS[key])) for key in orders])
        self.order.set_key(state.order)

    def _show_cards(self, state: ShowroomState) -> None:
        cards = self.cards.trims
        cards.ticked = frozenset(trim.id for trim in state.tray)
        if state.shown is not self._shown and not state.loading:
            self._shown = state.shown
            cards.show_trims(state.shown.trims, state.shown.matches)
        self.cards.choose(state.chosen)
        if state.loading:
            if self.states.state != "content" or not state.shown.trims:
                self.states.wait()
            return
        if state.failed:
            self.states.show_failed(tr("The list cannot be read"), self._presenter.load)
        elif state.shown.trims:
            self.states.show_content()
        else:
            self._show_empty(state)

    def _show_empty(self, state: ShowroomState) -> None:
        if state.narrowed:
            fewer = tuple(
                (_without(axis, n), partial(self._relax, axis)) for axis, n in state.shown.relaxed[:RELAXED]
            )
            self.states.show_message(
                "filter-off-outline", tr("No model fits"), tr("There are more models without the filter."),
                buttons=(*fewer, (tr("Show all models"), self._clear)),
            )  # fmt: skip
        else:
            self.states.show_message(
                "car-multiple", tr("No models yet"),
                tr("A manager takes a catalogue in: showroom import catalogue FILE. Then it comes with the next sync."),
            )  # fmt: skip

    def _relax(self, axis: str) -> None:
        if axis == TEXT:
            self.search.clear()
        self._presenter.relax(axis)

    def _clear(self) -> None:
        self.search.clear()
        self._presenter.clear()


def _without(axis: str, number: int) -> str:
    """A filter to be taken back, and how many models that shows."""
    found = plural(number, N_("{n} model"), N_("{n} models"))
    return tr("Without “{filter}”: {found}").format(filter=tr(FILTERS[axis]), found=found)
