"""At a desk with a catalogue of 2,000 trims: from a filter, or the last letter of a search, to the painted cards."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from app.domain import catalogue
from benchmarks import dealership, screen
from benchmarks.measure import Figure, Taken, milliseconds

GOAL_MS, ROUNDS = 200, 7
FILTERS: dict[str, tuple[dict[str, Any], ...]] = {
    "energy": ({"energies": frozenset({"bev"})}, {"energies": frozenset({"phev"})}),
    "price": ({"price": (None, 15_000_000)}, {"price": (20_000_000, None)}),
    "body and seats": (
        {"bodies": frozenset({"suv"}), "seats": "5"}, {"bodies": frozenset({"sedan"}), "seats": "5"},
    ),
}  # fmt: skip
SEARCHES = {"name": ("汉", "海鸥"), "initials": ("byd", "ad")}


def figures() -> Iterator[Figure]:
    """What is compared with: one pass over the trims that are in memory, without a screen."""
    with screen.signed_in(dealership.CATALOGUE) as desk:
        desk.shell.open("showroom")
        page = desk.shell.page("showroom")
        screen.until(lambda: not page.presenter.state.loading and page.presenter.state.shown.trims)
        screen.rest(0.5)
        presenter = page.presenter
        for name, asked in FILTERS.items():
            acts = [partial(presenter.want, **axes) for axes in asked]
            yield _figure(f"catalogue of 2,000 trims, filter by {name}", page, acts)
            presenter.clear()
            screen.rest(0.3)
        edit = page.results.search
        for name, words in SEARCHES.items():
            acts = [partial(_type, edit, text) for text in words]
            yield _figure(f"catalogue of 2,000 trims, search by {name}", page, acts)
            edit.clear()
            screen.rest(0.3)


def _type(edit: Any, text: str) -> None:
    edit.clear()
    screen.type_into(edit, text)


def _figure(what: str, page: Any, acts: list[Callable[[], object]]) -> Figure:
    trims = page.presenter.state.trims
    alone, whole = [], []
    for at in range(ROUNDS * len(acts)):
        alone.append(milliseconds(lambda: catalogue.find(trims, catalogue.EVERYTHING)))
        before = page.presenter.state.shown
        (took,) = screen.until_painted(
            acts[at % len(acts)],
            (page.results.cards.viewport(), lambda before=before: page.presenter.state.shown is not before),
        )
        whole.append(took.wall)
        screen.rest(0.1)
    return Figure(what, "one pass over the trims", Taken(alone), Taken(whole), GOAL_MS, judged_by="most")
