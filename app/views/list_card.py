"""A card with tools above, a long table, and a count below; it knows loading, empty and failed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from PySide6.QtWidgets import QHBoxLayout

from app.i18n import tr
from app.presenters.paged import Listing
from app.views import theme
from app.views.widgets.card import Card
from app.views.widgets.row_table import RowTable
from app.views.widgets.row_table_model import RowTableModel
from app.views.widgets.state_panel import StatePanel
from app.views.widgets.text import label, row

ROOM = 12


class ListState(Protocol):
    """What a list's state has in common with others."""

    @property
    def listing(self) -> Listing: ...
    @property
    def loading(self) -> bool: ...
    @property
    def failed(self) -> bool: ...


class ListCard(Card):
    """Put search boxes and buttons into `tools`; words about the list into `foot`."""

    def __init__(
        self, model: RowTableModel[Any], table: RowTable, *, identify: Callable[[Any], str],
        retry: Callable[[], object],
    ) -> None:  # fmt: skip
        super().__init__(padding=0)
        self._model, self.table = model, table
        self._identify, self._retry = identify, retry
        self._shown: Listing | None = None
        self.states = StatePanel(table)
        self.tools: QHBoxLayout = row()
        self.tools.setContentsMargins(*(theme.px(ROOM), theme.px(8)) * 2)
        self.body.setSpacing(0)
        self.body.addLayout(self.tools)
        self.body.addWidget(self.states, 1)
        self.foot = self.footer()
        self.count = label("", "caption")
        self.foot.addWidget(self.count)
        self.foot.addStretch(1)

    def show_listing(self, state: ListState, chosen: Any, show_empty: Callable[[], object]) -> None:
        """Rows, grey rows after 200 ms, why there are none, or that they cannot be read."""
        first = self._take(state)
        self._follow(state.listing, chosen)
        if first and chosen is None and self.table.hasFocus():
            self.table.choose(0)  # as where rows were there before the keys were: Enter has one to open
        if state.loading:
            if self.states.state != "content" or not state.listing.rows:
                self.states.wait()
            return
        self.count.setVisible(not state.failed)  # what could not be read has no number
        if state.failed:
            self.states.show_failed(tr("The list cannot be read"), self._retry)
        elif state.listing.total:
            self.states.show_content()
        else:
            show_empty()
        self.table.viewport().update()

    def set_page(self, offset: int, rows: Sequence[Any]) -> None:
        """Rows that the table asked for as it was scrolled."""
        self._model.set_page(offset, rows)

    def _take(self, state: ListState) -> bool:
        """Show other rows; whether they are the first."""
        listing, before = state.listing, self._shown
        if listing is before or (state.loading and before is None and not listing.rows):
            return False
        self._shown = listing
        self._model.reset(listing.total, listing.rows)
        return bool(listing.rows) and (before is None or not before.rows)

    def _follow(self, listing: Listing, chosen: Any) -> None:
        """What stands at the side is the row that is chosen, however it came there; of those not here no row is."""
        row = self.table.current_row()
        if chosen is None or (row is not None and self._identify(row) == self._identify(chosen)):
            return
        keys = [self._identify(item) for item in listing.rows]
        key = self._identify(chosen)
        blocked = self.table.blockSignals(True)
        self.table.choose(keys.index(key) if key in keys else -1)
        self.table.blockSignals(blocked)
