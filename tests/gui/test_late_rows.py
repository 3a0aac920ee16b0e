"""Rows come a moment after the page, from another thread: the keys that wait for them find them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt

from app.presenters.base import run_now
from tests.gui.stage import NowTasks


@pytest.fixture
def arrive(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """What was asked is answered when this is called, and not before."""
    waiting: list[Any] = []
    monkeypatch.setattr(NowTasks, "run", staticmethod(lambda *asked: waiting.append(asked)))

    def answer() -> None:
        while waiting:
            run_now(*waiting.pop(0))

    return answer


def press(qtbot: Any, stage: Any, key: Qt.Key) -> None:
    qtbot.keyClick(stage.window.focusWidget(), key)


def test_one_enter_opens_the_delivery_and_one_does_what_its_item_asks(
    qtbot: Any, stages: Any, arrive: Callable[[], None]
) -> None:
    stage = stages()
    page = stage.enter("deliveries", login="chen")
    stage.window.activateWindow()
    qtbot.waitUntil(stage.window.isActiveWindow)
    assert page.table.current_row() is None
    page.focus_first()
    arrive()
    press(qtbot, stage, Qt.Key.Key_Return)
    assert stage.shell.current == "delivery"
    arrive()
    assert stage.page._presenter.way(stage.page.gate.table.current_row().item) == "money"
    press(qtbot, stage, Qt.Key.Key_Return)
    assert stage.shell.current == "money"
    arrive()
    assert stage.window.focusWidget() is stage.page.taking.parts[0].amount, "the deal is known"


def test_a_deal_that_is_looked_for_keeps_the_keys_in_the_search(
    qtbot: Any, stages: Any, arrive: Callable[[], None]
) -> None:
    stage = stages()
    page = stage.enter("money", login="chen")
    arrive()
    page._presenter.choose(None)
    page._take()
    arrive()
    page.taking.search.setText("zhou")
    page.taking.search.setFocus()
    page.taking.deals_asked.emit("zhou")
    arrive()
    assert page._presenter.state.standing is not None
    assert stage.window.focusWidget() is page.taking.search
