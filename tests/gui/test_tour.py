"""A tour of the real desk over real data, by everyone who works there. It finds pages and dialogs by itself.

`make tour` takes the long way: whatever can be pressed is pressed, in each role, in both languages.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QFileDialog

from app.domain.permissions import Role
from app.views import navigation
from tests.gui.house import House
from tests.gui.monkey import Monkey
from tests.gui.tour_guide import Guide, Watch

LONG = os.environ.get("SHOWROOM_TOUR") == "long"
PICTURES = os.environ.get("SHOWROOM_TOUR_PICTURES", "")
EACH = [("sales", "en"), ("manager", "zh_CN"), ("finance", "en"), ("stock", "zh_CN"), ("admin", "en")]
BOTH = [(role, language) for role, _ in EACH for language in ("en", "zh_CN")]
LATER = [(role, days) for role, _ in EACH for days in (7, 366)]

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The demo's dealership."""
    made = House(tmp_path_factory.mktemp("house"))
    made.start()
    yield made
    made.close()


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A dealership on its first morning: one person of each role and nothing else."""
    made = House(tmp_path_factory.mktemp("bare"), empty=True)
    made.start()
    yield made
    made.close()


@pytest.fixture(autouse=True)
def no_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever is asked for a file chooses none."""
    for ask, answer in (("getOpenFileName", ""), ("getSaveFileName", ""), ("getOpenFileNames", [])):
        monkeypatch.setattr(QFileDialog, ask, staticmethod(lambda *_, answer=answer, **__: (answer, "")))


@pytest.fixture
def guided(qapp: Any) -> Callable[..., Any]:
    """A guide through somebody's desk, who says at the end what was found."""

    @contextmanager
    def guide(house: House, role: str, *, press: bool = LONG, **desk: Any) -> Iterator[Guide]:
        with Watch().on() as watch:
            made = house.desk(role, **desk)
            try:
                where = Path(PICTURES, made.folder.parent.name, made.folder.name) if PICTURES else None
                if where is not None:
                    where.mkdir(parents=True, exist_ok=True)
                tour = Guide(made, watch, press=press, pictures=where)
                yield tour
            finally:
                made.close()
        assert tour.faults == []

    return guide


def on_rail(role: str) -> set[str]:
    """The screens that somebody can choose at the left."""
    return {screen.key for screen in navigation.screens_for(frozenset({Role(role)})) if screen.on_rail}


@pytest.mark.parametrize(("role", "language"), BOTH if LONG else EACH)
def test_everyone_finds_every_page_in_order(guided: Any, house: House, role: str, language: str) -> None:
    with guided(house, role, language=language) as guide:
        guide.walk()
        assert guide.screens >= on_rail(role)


@pytest.mark.parametrize("role", [role for role, _ in EACH] if LONG else ["manager"])
def test_on_the_first_morning_every_page_says_that_nothing_is_there_yet(
    guided: Any, bare: House, role: str
) -> None:
    with guided(bare, role) as guide:
        guide.walk()
        assert guide.screens >= on_rail(role)


@pytest.mark.parametrize(("role", "days"), LATER if LONG else [("stock", 7), ("finance", 366)])
def test_a_desk_that_was_shut_for_long_shows_every_page(
    guided: Any, house: House, role: str, days: int
) -> None:
    with guided(house, role, press=False, later=timedelta(days=days)) as guide:
        guide.walk()


@pytest.mark.skipif(not LONG, reason="make tour")
def test_every_screen_and_every_dialog_was_seen(guided: Any, house: House) -> None:
    """Else the tour has become a lesser one."""
    with guided(house, "manager", scale=2.0, theme="dark") as guide:
        guide.walk()
        assert guide.screens >= {screen.key for screen in navigation.screens_for(frozenset({Role.MANAGER}))}


@pytest.mark.parametrize("seed", range(1, 6) if LONG else [1])
@pytest.mark.parametrize("role", [role for role, _ in EACH] if LONG else ["manager"])
def test_a_desk_stands_whatever_is_pressed(qapp: Any, house: House, role: str, seed: int) -> None:
    """Keys and clicks at random, for one seed always the same: it may refuse, and must not fall."""
    with Watch().on() as watch:
        desk = house.desk(role, language=("en", "zh_CN")[seed % 2])
        try:
            monkey = Monkey(desk, watch, seed)
            monkey.play(600 if LONG else 80)
        finally:
            desk.close()
    assert monkey.faults == []
