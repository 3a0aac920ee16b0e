"""Every page in a small window and at a large scale: all of it can be reached by scrolling down, and read whole."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtWidgets import QScrollArea, QWidget

from app.views.navigation import screens_for
from app.views.widgets.scroll import ScrollColumn

DEAL = {"loan": {"deal": "HZ02-26-01187"}, "trade_in": {"deal": "D-1"}, "delivery": "HZ02-26-01187"}
SLACK = 5
"""Pixels: of the filter of contracts, with many in each."""


def sideways(area: QScrollArea) -> int:
    """How much of it lies beside what is shown."""
    content = area.widget()
    return content.minimumSizeHint().width() - area.viewport().width() if content is not None else 0


@pytest.mark.parametrize(
    ("language", "scale", "size"),
    [("en", 1.5, (1366, 768)), ("en", 2.0, (1280, 800)), ("zh_CN", 2.0, (1280, 800))],
)
def test_no_page_is_wider_than_the_window(
    qapp: Any, stages: Any, language: str, scale: float, size: tuple[int, int]
) -> None:
    stage = stages(language, "light", scale=scale)
    stage.window.resize(*size)
    stage.enter(login="wang")
    shell = stage.shell
    wide = {}
    for screen in screens_for(shell.context.desk.session.roles):
        shell.open(screen.key, DEAL.get(screen.key))
        qapp.processEvents()
        areas = [shell._rooms[screen.key], *shell._pages[screen.key].findChildren(ScrollColumn)]
        for area in areas:
            if area.isVisible() and sideways(area) > SLACK:
                wide[screen.key] = sideways(area)
    assert wide == {}


@pytest.mark.parametrize("login", ["chen", "wang"])
@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize(("scale", "size"), [(1.0, (1280, 720)), (1.25, (1280, 720)), (2.0, (1280, 800))])
def test_the_stock_is_no_wider_than_the_window_with_cars_ticked(
    qapp: Any, stages: Any, scale: float, size: tuple[int, int], language: str, login: str
) -> None:
    stage = stages(language, scale=scale)
    stage.window.resize(*size)
    page = stage.enter("stock", login=login)
    page._presenter.tick_all(True)
    page.table.choose(0)
    qapp.processEvents()
    assert page._lease.isVisible()
    assert page._lease.width() == page._lease.sizeHint().width(), "no wider than its words"
    assert sideways(stage.shell._rooms["stock"]) <= 0


@pytest.mark.parametrize(("scale", "size"), [(1.5, (1366, 768)), (2.0, (1280, 800))])
def test_the_cards_of_a_loan_stand_whole_in_a_small_window(
    qtbot: Any, stages: Any, scale: float, size: tuple[int, int]
) -> None:
    stage = stages("en", "light", scale=scale)
    stage.window.resize(*size)
    page = stage.enter("loan")
    stage.shell.open("loan", DEAL["loan"])
    qtbot.waitUntil(lambda: _stand_whole(page), timeout=5_000)


def _stand_whole(page: QWidget) -> bool:
    seen = [area for area in page.findChildren(ScrollColumn) if area.isVisible()]
    return bool(seen) and all(area.verticalScrollBar().maximum() == 0 for area in seen)


def test_the_words_of_the_rail_are_whole_in_a_low_window(qapp: Any, stages: Any) -> None:
    stage = stages("en", "light", scale=1.5)
    stage.window.resize(1366, 768)
    stage.enter(login="wang")
    qapp.processEvents()
    for button in stage.shell.rail.buttons.values():
        word = button.fontMetrics().height() + button.iconSize().height()
        assert button.height() >= word, button.text()
