"""Long lists: ask for a count and the first rows together, and for further pages as they scroll in."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Protocol, TypeVar

from app.presenters.base import Presenter, Run, View

S_contra = TypeVar("S_contra", contravariant=True)
S = TypeVar("S")
FIRST = 50


@dataclass(frozen=True)
class Listing:
    """What a filter found: how many, and the first rows."""

    total: int = 0
    rows: tuple[Any, ...] = ()


class ListView(View[S_contra], Protocol[S_contra]):
    """A screen with a long list."""

    def show_page(self, offset: int, rows: tuple[Any, ...]) -> None:
        """Rows that the list asked for."""


class PagedPresenter(Presenter[S]):
    """A presenter whose state has a `listing` and `loading`."""

    _list_view: ListView[S] | None = None

    def attach_list(self, view: ListView[S]) -> None:
        """Take a view that also shows pages."""
        self._list_view = view
        self.attach(view)

    def let_go(self) -> None:
        super().let_go()
        self._list_view = None

    def _search(self, count: Callable[[], int], page: Callable[[int, int], tuple[Any, ...]]) -> None:
        self._set(loading=True)
        self._ask(
            lambda: _listing(count, page(0, FIRST)),
            self._have_listing,
            topic="list",
            on_error=self._search_failed,
        )

    def _have_listing(self, listing: Listing) -> None:
        self._set(listing=listing, loading=False, failed=False)

    def _search_failed(self, error: Exception) -> None:
        self._set(loading=False, failed=True)
        self._fail(error)

    def _fetch_page(self, page: Callable[[int, int], tuple[Any, ...]], offset: int, limit: int) -> None:
        asked_of = self.state.listing  # type: ignore[attr-defined]

        def arrived(rows: tuple[Any, ...]) -> None:
            # Rows of an older question would land among those of a newer one.
            if self._list_view is not None and self.state.listing is asked_of:  # type: ignore[attr-defined]
                self._list_view.show_page(offset, rows)

        self._run(lambda: page(offset, limit), arrived, self._fail)


def _listing(count: Callable[[], int], first: tuple[Any, ...]) -> Listing:
    """A page that is not full is all there is."""
    return Listing(len(first) if len(first) < FIRST else count(), first)


class Rows(Protocol):
    """What a filter finds."""

    def count(self, wanted: Any) -> int:
        """How many."""

    def page(self, wanted: Any, offset: int, limit: int) -> tuple[Any, ...]:
        """Some of them."""


class FilteredPresenter(PagedPresenter[S]):
    """A presenter whose state has a filter, `wanted`, with a `text` and a `view`."""

    def __init__(self, run: Run, state: S, rows: Rows) -> None:
        super().__init__(run, state)
        self._rows = rows
        self._sifted = False
        """Whether somebody asked for other rows and has not got them yet."""

    @abstractmethod
    def load(self) -> None:
        """Read the list, and what stands around it."""

    def _list(self) -> None:
        wanted = self.state.wanted  # type: ignore[attr-defined]
        self._search(lambda: self._rows.count(wanted), lambda at, most: self._rows.page(wanted, at, most))

    def fetch(self, offset: int, limit: int) -> None:
        """The list scrolled to rows that are not here yet."""
        wanted = self.state.wanted  # type: ignore[attr-defined]
        self._fetch_page(lambda at, most: self._rows.page(wanted, at, most), offset, limit)

    def search(self, text: str) -> None:
        """Those that have the text."""
        self._want(text=text)

    def show_view(self, view: str) -> None:
        """All, or those of one kind."""
        self._want(view=view)

    def _have_listing(self, listing: Listing) -> None:
        super()._have_listing(listing)
        if self._sifted:
            self._sifted = False
            if listing.total <= len(listing.rows):  # what is further down may be what is shown
                self._sift(listing.rows)

    def _sift(self, rows: tuple[Any, ...]) -> None:
        """Other rows were asked for and all are there: what a subclass shows at the side is one of them, or nothing."""

    def _want(self, **changes: str) -> None:
        self._sifted = True
        self._set(wanted=replace(self.state.wanted, **changes))  # type: ignore[attr-defined]
        self.load()
