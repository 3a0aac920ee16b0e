"""What several suites share: one running server, and terminals that enrol with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.shop import Shop, Till

pytest_plugins = ["tests.printers"]


@pytest.fixture(scope="session")
def running_shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """The server on SQLite, started once. Ask for `shop`, which makes sure that it is up."""
    from tests.shop import Shop

    shop = Shop(tmp_path_factory.mktemp("shop")).start()
    yield shop
    shop.close()


@pytest.fixture
def shop(running_shop: Shop) -> Shop:
    """A running server that others use too."""
    return running_shop.start()


@pytest.fixture
def new_till(shop: Shop, tmp_path: Path) -> Iterator[Callable[..., Till]]:
    """Makes terminals of one new branch: `new_till("Counter 1")`, with `url` to go through a relay."""
    from tests.shop import Till

    made: list[Till] = []
    branch = shop.branch()

    def make(
        name: str = "Counter", *, url: str = "", clock: Any = None, user: str = "wang", **code: bool
    ) -> Till:
        folder = tmp_path / f"till-{len(made)}" / "data"
        till = Till(folder, clock).enrol(url or shop.url, shop.code(branch, **code), name, user)
        made.append(till)
        return till

    yield make
    for till in made:
        till.close()


@pytest.fixture
def counter(new_till: Callable[..., Till]) -> Till:
    """A terminal of its own for a test."""
    return new_till("Counter 1")


@pytest.fixture
def booth(new_till: Callable[..., Till]) -> Till:
    """Another terminal of the same branch."""
    return new_till("Booth 2")
