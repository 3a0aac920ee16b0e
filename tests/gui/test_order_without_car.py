"""A car that is ordered: model and colour at the deal desk, promised for a day, signed; and its checks."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from app.domain.money import format_amount
from app.presenters import deal_for_customer
from app.presenters.deal_desk_sheet import rows as sheet_rows
from app.presenters.print_sign import PDF_FILE, Habits
from app.services import contracts
from tests.gui.counter import Counter, counters, settle_down, text_of, with_catalogue
from tests.gui.hands import Hands
from tests.shop import Shop, Till, person

__all__ = ["counters"]  # the fixture
pytestmark = pytest.mark.gui
Key = Qt.Key
MODEL = "ORCA-2026"
LISTED, MORE, OFF = 11_700_000, 200_000, 300_000
CATALOGUE = f"""code,brand,series,trim,energy,list_price,colours,colours_zh
{MODEL},BYD,Orca,Dynamic,bev,117000.00,Pearl white; Night blue=2000,珍珠白；曜夜蓝=2000
"""


@pytest.fixture
def desk(counter: Till, shop: Shop, counters: Any, tmp_path: Path) -> Counter:
    """A counter whose catalogue has a model of which no car is there."""
    with_catalogue(counter, shop, tmp_path, CATALOGUE)
    made: Counter = counters(counter)
    made.desk.more["papers"].remember(Habits(PDF_FILE, str(tmp_path / "papers"), 1, 1))
    made.shell.open("deal")
    return made


@pytest.mark.slow
def test_a_model_is_ordered_by_keys_alone_from_the_finder_to_the_signed_contract(
    desk: Counter, counter: Till, tmp_path: Path
) -> None:
    hands, deal = Hands(), desk.deal
    presenter = deal.presenter
    hands.wait(lambda: presenter.state.facts.seller.name, "the day's facts")
    settle_down(hands)
    buyer = person("周明慧")
    hands.press(Key.Key_F2)
    hands.wait(deal.customer.finder.hasFocus, "F2: a new deal")
    hands.say(buyer["name"])
    hands.press(Key.Key_Return)
    hands.wait(deal.customer.form.edits["phone"].hasFocus, "a new customer's form")
    for words in (buyer["phone"], buyer["id_number"]):
        hands.type(words)
        hands.press(Key.Key_Return)
    hands.say("滨江区江陵路 88 号")
    hands.press(Key.Key_Return)
    hands.wait(deal.car.finder.hasFocus, "on to the car")
    hands.type("orca")
    hands.press(Key.Key_Return)
    hands.wait(deal.car.colour.hasFocus, "no car is there: its colour is asked")
    assert presenter.why_not_draw == "Choose the colour first (F3)"
    hands.press(Key.Key_Down)
    hands.press(Key.Key_Down)
    assert (presenter.state.car.colour, presenter.state.car.list_price) == ("Night blue", LISTED + MORE)
    painted = "with Night blue, 2,000.00"
    assert (sheet_rows(presenter.state)[0].item, sheet_rows(presenter.state)[0].note) == (
        "List price",
        painted,
    )
    assert deal_for_customer.shown(presenter.state).charges[0].item == f"List price · {painted}"
    hands.press(Key.Key_Return)
    hands.wait(deal.price.table.fields()["discount"].hasFocus, "on to the price")
    hands.type("3k")
    hands.press(Key.Key_F8)
    hands.wait(lambda: presenter.state.drawn is not None and not presenter.state.busy, "the contract")
    assert not presenter.state.provisional
    hands.press(Key.Key_F10)
    hands.wait(deal.handover.date.hasFocus, "it waits for a promised day")
    assert deal.banner.title().startswith("F10 waits: An order without a car needs the day")
    hands.type("+30")
    hands.press(Key.Key_Return)
    hands.press(Key.Key_F9)
    hands.wait(deal.side.panels["deposit"].amount.hasFocus, "the deposit")
    hands.type("1w")
    hands.press(Key.Key_Return)
    hands.press(Key.Key_Return)
    hands.wait(lambda: presenter.state.deposit is not None, "the deposit is kept")
    hands.press(Key.Key_F10)
    hands.wait(lambda: desk.dialog() is not None, "the dialog")
    dialog: Any = desk.dialog()
    hands.wait(lambda: dialog._presenter.state.pages, "the pages")
    hands.press(Key.Key_Space)
    hands.press(Key.Key_F10)
    hands.wait(lambda: dialog._presenter.state.outcome is not None, "signed and saved")
    hands.wait(lambda: desk.dialog() is None, "printed")
    hands.wait(lambda: presenter.state.closed, "the desk has heard of it")
    no = presenter.state.drawn.no
    with counter.wang.reading() as session:
        signed = contracts.find(session, no)
        assert (signed.state, signed.provisional, signed.vehicle_id) == ("signed", False, None)
        assert (signed.colour, signed.list_price, signed.discount) == ("Night blue", LISTED + MORE, OFF)
        assert signed.delivery_date == counter.wang.clock.today() + timedelta(days=30)
    words = text_of((tmp_path / "papers" / f"{no}.pdf").read_bytes())
    for wanted in ("to be allocated", "Night blue", format_amount(LISTED + MORE - OFF)):
        assert wanted in words
    told = {each.text() for each in deal.car.findChildren(QLabel) if each.isVisible()}
    assert {"not yet", "no. 1 of 1"} <= told
    assert counter.sync().parked == 0


def test_an_order_that_was_set_aside_comes_back_with_its_colour(desk: Counter) -> None:
    hands, presenter = Hands(), desk.deal.presenter
    hands.wait(lambda: presenter.state.facts.seller.name, "the day's facts")
    presenter.open_order(MODEL, "曜夜蓝")
    hands.wait(lambda: presenter.state.car is not None, "the model")
    kept = presenter.state.car
    assert (kept.colour, kept.list_price, kept.vin) == ("Night blue", LISTED + MORE, "")
    presenter.new()
    presenter.take_up(presenter.state.kept[0].key)
    hands.wait(lambda: presenter.state.car is not None, "the model again")
    assert presenter.state.car == kept
