"""Options of a model that is ordered: ticked at the deal desk, in every figure, on the contract that is drawn."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from app.presenters import deal_desk_sheet
from app.services import contracts
from tests.gui.counter import Counter, counters, settle_down, with_catalogue
from tests.gui.hands import Hands
from tests.shop import PROMISED_ON, Shop, Till, person

__all__ = ["counters"]  # the fixture
pytestmark = pytest.mark.gui
Key = Qt.Key
MODEL, LISTED, ROOF, BAR = "ORCA-2027", 11_700_000, 900_000, 400_000
CATALOGUE = f"""code,brand,series,trim,energy,list_price,options,options_zh,option_codes
{MODEL},BYD,Orca,Touring,bev,117000.00,Panoramic roof=9000; Tow bar=4000,全景天幕；拖车钩,P01; P07
"""


@pytest.fixture
def desk(counter: Till, shop: Shop, counters: Any, tmp_path: Path) -> Counter:
    """A counter whose catalogue has a model with two options."""
    with_catalogue(counter, shop, tmp_path, CATALOGUE)
    made: Counter = counters(counter)
    made.shell.open("deal")
    return made


def test_options_are_ticked_and_every_figure_follows(desk: Counter, counter: Till) -> None:
    hands, deal = Hands(), desk.deal
    presenter = deal.presenter
    hands.wait(lambda: presenter.state.facts.seller.name, "the day's facts")
    settle_down(hands)
    presenter.new_customer("周明慧")
    presenter.set_buyer(**person("周明慧"))
    presenter.open_order(MODEL, "")
    hands.wait(lambda: presenter.state.car is not None, "the model")
    presenter.set_delivery(on=PROMISED_ON, place="")
    hands.press(Key.Key_F6)
    panel = deal.side.panels["add_ons"]
    hands.wait(panel.name.hasFocus, "F6: the add-ons")
    assert [tick.text() for tick in panel.options.values()] == [
        "Panoramic roof + 9,000.00",
        "Tow bar + 4,000.00",
    ]
    tax = presenter.state.sheet.on_the_road - presenter.state.price
    panel.options["P01"].setFocus()
    hands.press(Key.Key_Space)
    state = presenter.state
    assert (state.car.list_price, state.price) == (LISTED + ROOF, LISTED + ROOF)
    assert state.sheet.on_the_road - state.price > tax
    assert state.deposit_cap == (LISTED + ROOF) * 20 // 100
    hands.press(Key.Key_Tab)
    hands.press(Key.Key_Space)
    assert presenter.state.price == LISTED + ROOF + BAR
    panel.options["P07"].click()  # keys as fast as a scanner's would be taken for one
    rows = {row.item: row.amount for row in deal_desk_sheet.rows(presenter.state)}
    assert (rows["List price"], rows["Panoramic roof"], rows["Vehicle price"]) == (
        LISTED,
        ROOF,
        LISTED + ROOF,
    )
    hands.press(Key.Key_F8)
    hands.wait(lambda: presenter.state.drawn is not None and not presenter.state.busy, "the contract")
    drawn = presenter.state.drawn
    with counter.wang.reading() as session:
        contract = contracts.find(session, drawn.no)
        assert ([each["code"] for each in contract.options], contract.list_price) == (["P01"], LISTED + ROOF)
    panel.options["P07"].click()
    assert presenter.state.changed
    hands.press(Key.Key_F8)
    hands.wait(lambda: presenter.state.drawn.version == 2 and not presenter.state.busy, "drawn anew")
    loaded = presenter.gateway.load(drawn.no)
    assert loaded.car is not None
    assert [each.code for each in loaded.car.options] == ["P01", "P07"]
    assert loaded.car.list_price == LISTED + ROOF + BAR
    assert counter.sync().parked == 0


def test_a_deal_that_was_set_aside_comes_back_with_its_options(desk: Counter) -> None:
    hands, presenter = Hands(), desk.deal.presenter
    hands.wait(lambda: presenter.state.facts.seller.name, "the day's facts")
    presenter.open_order(MODEL, "", ["P07"])
    hands.wait(lambda: presenter.state.car is not None, "the model")
    kept = presenter.state.car
    assert (kept.list_price, [each.code for each in kept.options]) == (LISTED + BAR, ["P07"])
    presenter.new()
    presenter.take_up(presenter.state.kept[0].key)
    hands.wait(lambda: presenter.state.car is not None, "the model again")
    assert presenter.state.car == kept
    presenter.reopen_car()
    assert presenter.state.car == kept


def test_a_quote_with_options_comes_back_onto_the_desk(desk: Counter) -> None:
    hands, presenter = Hands(), desk.deal.presenter
    hands.wait(lambda: presenter.state.facts.seller.name, "the day's facts")
    presenter.new_customer("周明慧")
    presenter.set_buyer(**person("周明慧"))
    presenter.open_order(MODEL, "", ["P01"])
    hands.wait(lambda: presenter.state.car is not None, "the model")
    state = presenter.state
    given = presenter.gateway.quotes.give(state, state.facts.today)
    found = presenter.gateway.quotes.take(given.no)
    assert found.car is not None
    assert (found.car.options, found.car.list_price, found.discount) == (state.car.options, LISTED + ROOF, 0)


def test_what_was_drawn_stands_and_what_left_the_catalogue_is_named_before_it_is_lost(
    desk: Counter, counter: Till, shop: Shop, tmp_path: Path
) -> None:
    hands, presenter = Hands(), desk.deal.presenter
    hands.wait(lambda: presenter.state.facts.seller.name, "the day's facts")
    settle_down(hands)
    presenter.new_customer("周明慧")
    presenter.set_buyer(**person("周明慧"))
    presenter.open_order(MODEL, "", ["P01", "P07"])
    hands.wait(lambda: presenter.state.car is not None, "the model")
    presenter.set_delivery(on=PROMISED_ON, place="")
    hands.press(Key.Key_F8)
    hands.wait(lambda: presenter.state.drawn is not None and not presenter.state.busy, "the contract")
    no = presenter.state.drawn.no
    now = CATALOGUE.replace("117000.00", "120000.00").replace("roof=9000; Tow bar=4000", "roof=10000")
    with_catalogue(counter, shop, tmp_path, now.replace("；拖车钩,P01; P07", ",P01"))
    presenter.new()
    desk.deal.entered({"contract": no})
    hands.wait(lambda: presenter.state.drawn is not None and presenter.state.drawn.no == no, "the deal again")
    car = presenter.state.car
    assert (car.list_price, [each.code for each in car.dropped]) == (LISTED + ROOF + BAR, ["P01", "P07"])
    hands.press(Key.Key_F6)
    panel = desk.deal.side.panels["add_ons"]
    hands.wait(panel.name.hasFocus, "F6: the add-ons")
    assert panel._dropped.isVisible()
    assert panel._dropped.text().startswith("Panoramic roof, Tow bar: no longer in the catalogue")
    panel.options["P01"].click()
    assert (presenter.state.car.list_price, presenter.state.car.options) == (12_000_000, ())
    panel.options["P01"].click()
    assert presenter.state.car.list_price == 12_000_000 + 1_000_000
    assert not panel._dropped.isVisible()
    hands.press(Key.Key_F8)
    hands.wait(lambda: presenter.state.drawn.version == 2 and not presenter.state.busy, "drawn anew")
    assert counter.sync().parked == 0
