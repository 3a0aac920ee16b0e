"""Somebody presses keys and clicks at random on the real desk: it may refuse, and must neither fall nor fall silent.

What a seed does is always the same; `make tour` plays many.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QFileDialog

from tests.gui.house import House
from tests.gui.monkey import Monkey
from tests.gui.tour_guide import Watch

LONG = os.environ.get("SHOWROOM_TOUR") == "long"
PICTURES = os.environ.get("SHOWROOM_TOUR_PICTURES", "")
STEPS, SEEDS = (600, range(1, 6)) if LONG else (100, range(1, 2))
ROLES = ("sales", "manager", "finance", "stock", "admin") if LONG else ("manager", "finance")

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The demo's dealership."""
    made = House(tmp_path_factory.mktemp("house"))
    made.start()
    yield made
    made.close()


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("role", ROLES)
def test_a_desk_stands_whatever_is_pressed(
    qapp: Any, house: House, monkeypatch: pytest.MonkeyPatch, role: str, seed: int
) -> None:
    for ask, answer in (("getOpenFileName", ""), ("getSaveFileName", ""), ("getOpenFileNames", [])):
        monkeypatch.setattr(QFileDialog, ask, staticmethod(lambda *_, answer=answer, **__: (answer, "")))
    with Watch().on() as watch:
        desk = house.desk(role, language=("en", "zh_CN")[seed % 2])
        try:
            pictures = Path(PICTURES, "monkey", f"{role}-{seed}") if PICTURES else None
            if pictures is not None:
                pictures.mkdir(parents=True, exist_ok=True)
            monkey = Monkey(desk, watch, seed, pictures=pictures)
            monkey.play(STEPS)
        finally:
            desk.close()
    assert monkey.faults == []
