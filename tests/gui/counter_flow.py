"""The counter flow by keys alone, from F2 to the printed contract: for the tests, and to be measured."""

from __future__ import annotations

from typing import Any, Protocol

from PySide6.QtCore import Qt

from app.views.contracts.print_dialog import PrintDialog
from tests.gui.hands import Hands

Key = Qt.Key


class Counter(Protocol):
    """A window with somebody signed in."""

    @property
    def deal(self) -> Any:
        """The deal desk."""

    def dialog(self) -> PrintDialog | None:
        """The print and sign dialog while it is open."""


def sell(counter: Counter, hands: Hands, buyer: dict[str, str], vin: str) -> None:
    """The whole of it, by keys alone."""
    deal = counter.deal
    presenter = deal.presenter
    hands.press(Key.Key_F2)
    hands.wait(deal.customer.finder.hasFocus, "F2: a new deal")
    hands.say(buyer["name"])
    hands.press(Key.Key_Return)
    hands.wait(deal.customer.form.edits["phone"].hasFocus, "a new customer's form")
    hands.type(buyer["phone"])
    hands.press(Key.Key_Return)
    hands.type(buyer["id_number"])
    hands.press(Key.Key_Return)
    hands.say("滨江区江陵路 88 号")
    hands.press(Key.Key_Return)
    hands.wait(deal.car.finder.hasFocus, "on to the car")
    hands.type(vin[-6:])
    hands.press(Key.Key_Return)
    hands.wait(lambda: presenter.state.car is not None, "the car")
    hands.wait(deal.price.table.fields()["discount"].hasFocus, "on to the price")
    hands.type("3k")
    hands.press(Key.Key_F8)
    hands.wait(lambda: presenter.state.drawn is not None and not presenter.state.busy, "the contract")
    hands.press(Key.Key_F9)
    hands.wait(deal.side.panels["deposit"].amount.hasFocus, "the deposit")
    hands.type("2w")
    hands.press(Key.Key_Return)
    hands.press(Key.Key_Return)
    hands.wait(lambda: presenter.state.deposit is not None, "the deposit is kept")
    hands.press(Key.Key_F10)
    hands.wait(lambda: counter.dialog() is not None, "the dialog")
    dialog = counter.dialog()
    assert dialog is not None
    hands.wait(lambda: dialog._presenter.state.pages, "the pages")
    hands.press(Key.Key_Space)
    hands.press(Key.Key_F10)
    hands.wait(lambda: dialog._presenter.state.outcome is not None, "signed and saved")
    hands.wait(lambda: counter.dialog() is None, "printed")
