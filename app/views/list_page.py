"""A page around one long list: its search box, its views, and rows that scroll in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from app.views.list_card import ListCard
from app.views.page import Page
from app.views.widgets.edits import SearchEdit
from app.views.widgets.segments import Segments


class Listed(Protocol):
    """What such a page asks of its presenter."""

    def search(self, text: str) -> None: ...
    def show_view(self, view: str) -> None: ...
    def choose(self, row: Any) -> None: ...


class ListPage(Page):
    """Subclasses make `list`."""

    list: ListCard

    def show_page(self, offset: int, rows: tuple[Any, ...]) -> None:
        """Rows that scrolled in."""
        self.list.set_page(offset, rows)


class SearchedListPage(ListPage):
    """Subclasses also make `search` and `views` above the list, then `wire_list` them."""

    search: SearchEdit
    views: Segments
    _listed: Listed
    home = "all"
    """The view in which the page opens."""

    def wire_list(self, presenter: Listed) -> None:
        """Searching, another view, choosing a row."""
        self._listed = presenter
        self.search.searched.connect(presenter.search)
        self.search.left_downwards.connect(self.list.table.setFocus)
        self.views.chosen.connect(presenter.show_view)
        self.list.table.row_chosen.connect(presenter.choose)

    def show_misfit(
        self, title: str, detail: str, button: str, *fewer: tuple[str, Callable[[], object]]
    ) -> None:
        """There are rows, but none that the search and the view let through; `fewer`: without one of these."""
        self.list.states.show_message(
            "filter-off-outline", title, detail, buttons=(*fewer, (button, self.show_home))
        )

    def show_home(self) -> None:
        """Search nothing, and show the view in which the page opens."""
        self.search.clear()
        self._listed.search("")
        self._listed.show_view(self.home)
