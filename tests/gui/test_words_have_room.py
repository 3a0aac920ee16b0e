"""In the smallest window and at 200 % words have the room that they need, or a tooltip has the rest."""

from __future__ import annotations

import os
from typing import Any

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QLabel, QToolTip, QWidget

from app.views.showroom.compare_face import TrimHead
from app.views.widgets.buttons import Button
from scripts.screens import SCREENS
from tests.gui.stage import Stage
from tests.gui.tour_eyes import cut, in_sight

LONG = os.environ.get("SHOWROOM_TOUR") == "long"
SOME = (
    "deal-desk-customer", "deal-desk-deposit", "deal-desk-loan", "deal-desk-quotes", "contracts", "money-take",
    "showroom-compare", "customer-edit", "leads-lost", "print-sign", "test-drives-week", "used-car-money",
)  # fmt: skip
"""With the most words for their room. `make tour` looks at every picture of the handbook."""


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize(("size", "scale"), [((1280, 720), 1.0), ((1440, 900), 2.0)])
def test_no_words_are_cut_without_a_way_to_read_them(
    qapp: Any, size: tuple[int, int], scale: float, language: str
) -> None:
    found: set[str] = set()
    for name in SCREENS if LONG else SOME:
        found |= cut_words(qapp, name, language, size, scale)
    assert found == set()


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize(("size", "scale"), [((1366, 768), 1.25), ((1500, 900), 1.25), ((1280, 720), 1.0)])
def test_prices_beside_each_other_are_whole_at_widths_between(
    qapp: Any, size: tuple[int, int], scale: float, language: str
) -> None:
    squeezed: list[str] = []

    def look() -> None:
        for head in QApplication.allWidgets():
            if isinstance(head, TrimHead) and head.isVisible():
                parts = (part for part in head.findChildren(QWidget) if type(part) in (QLabel, Button))
                squeezed.extend(part.text() for part in parts if part.width() < part.sizeHint().width())

    assert cut_words(qapp, "showroom-compare", language, size, scale, look) == set()
    assert squeezed == []


def cut_words(
    qapp: Any, name: str, language: str, size: tuple[int, int], scale: float, look: Any = lambda: None
) -> set[str]:
    """What is cut on one picture of the handbook."""
    act, terminal = SCREENS[name]
    stage = Stage(language, scale=scale, **terminal)
    stage.window.resize(*size)
    qapp.processEvents()
    act(stage)
    qapp.processEvents()
    stage.window.grab()  # what is cut is told as it is painted
    seen = (each for each in in_sight() if not each.visibleRegion().isEmpty())
    found = {f"{name}: {missing}" for each in seen if (missing := cut(each))}
    look()
    stage.close()
    return found


def test_a_cell_that_is_too_narrow_tells_all_of_it_under_the_mouse(stages: Any) -> None:
    table = stages().enter("stock").table
    at = [column.key for column in table.model().columns].index("model")
    index = table.model().index(0, at)
    table.scrollTo(index)
    told = {}
    for width in (400, 90):
        table.horizontalHeader().setSectionResizeMode(at, table.horizontalHeader().ResizeMode.Fixed)
        table.setColumnWidth(at, width)
        QToolTip.hideText()
        place = table.visualRect(index).center()
        asked = QHelpEvent(QEvent.Type.ToolTip, place, table.viewport().mapToGlobal(place))
        QApplication.sendEvent(table.viewport(), asked)
        told[width] = QToolTip.text() if QToolTip.isVisible() else ""
    assert told == {400: "", 90: index.data()}
