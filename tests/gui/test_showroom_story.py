"""From the card to the deal by keys alone, with real threads over a real terminal; and to the sheet in a file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from app.presenters.print_sign import PDF_FILE, Habits
from tests.gui.counter import Counter
from tests.gui.hands import Hands
from tests.shop import Till, new_vin

Key, Mod = Qt.Key, Qt.KeyboardModifier


@pytest.fixture
def desk(counter: Till, qapp: Any) -> Iterator[Counter]:
    counter.receive(new_vin())
    made = Counter(counter)
    yield made
    made.close()
    qapp.processEvents()


def test_a_model_is_found_compared_printed_and_sold_without_a_mouse(desk: Counter, tmp_path: Path) -> None:
    hands = Hands()
    desk.desk.more["papers"].remember(Habits(PDF_FILE, str(tmp_path), 1, 1))
    hands.press(Key.Key_2, Mod.ControlModifier)
    page = desk.shell.page("showroom")
    cards = page.results.cards
    hands.wait(lambda: len(cards.trims.trims) >= 2, "the models")
    for name in ("汉", "秦"):
        hands.press(Key.Key_F3)
        hands.say(name)
        hands.wait(lambda name=name: page.presenter.state.shown.text == name, f"those that {name} finds")
        hands.press(Key.Key_Down)
        hands.press(Key.Key_Space)
    assert [each.series for each in page.presenter.state.tray] == ["汉", "秦"]
    hands.press(Key.Key_D, Mod.ControlModifier)
    hands.press(Key.Key_F10)
    hands.wait(lambda: page._dialog is not None and page._dialog.printer.count() > 1, "the printers")
    hands.press(Key.Key_Return, Mod.ControlModifier)
    hands.wait(lambda: page._dialog is None and list(tmp_path.glob("*.pdf")), "the sheet")
    desk.window.activateWindow()  # as a window manager does when a dialog closes
    hands.wait(desk.window.isActiveWindow, "the desk again")
    hands.press(Key.Key_Right)
    assert page.comparing.state.chosen.series == "秦"
    hands.press(Key.Key_F2)
    deal = desk.deal.presenter
    hands.wait(lambda: deal.state.car is not None, "the car on the desk")
    assert "秦" in deal.state.car.model
