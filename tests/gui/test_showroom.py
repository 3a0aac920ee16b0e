"""A1, A2 and A4 at the desk: models found, looked at and recommended, and the way to a deal."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import Qt

from app.changes import Changes
from app.domain import catalogue, energy
from app.domain.catalogue import Stock
from app.presenters.showroom_model import ModelState
from app.views.widgets.buttons import Button
from tests.gui import fakes
from tests.gui.showroom import codes, open_model, page, stage, texts, tick, trim
from tests.gui.test_accessibility import nameless

__all__ = ["page", "stage"]  # the fixtures
Key, Mod = Qt.Key, Qt.KeyboardModifier


# ------------------------------------------------------------------ A1, A2: finding


def test_all_models_are_there_those_in_stock_first(page):
    assert len(codes(page)) == 12
    assert codes(page)[0] == "c5"
    assert page.results.count.text() == "12 models"
    assert page.subtitle() == "12 models · 49 cars for sale"


def test_what_is_typed_finds_models(qtbot, page):
    qtbot.keyClicks(page.results.search, "x7")
    page.results.search._ask()
    assert sorted(codes(page)) == ["x7", "x7r"]
    qtbot.keyClick(page.results.search, Key.Key_Down)
    assert page.results.cards.hasFocus()
    assert page.presenter.state.chosen.code == codes(page)[0]


def test_filters_narrow_each_other_and_say_what_each_value_would_find(page):
    picks = page.results.filter.words
    assert picks["energies"]._buttons["bev"].text() == "Electric 6"
    picks["energies"]._buttons["bev"].click()
    page.results.filter.price.edits[1].setText("17w")
    page.results.filter.price.edits[1].take()
    assert sorted(codes(page)) == ["c3", "c3c", "x5s25"]
    assert picks["bodies"]._buttons["sedan"].text() == "Saloon 1"
    assert not picks["bodies"]._buttons["mpv"].isEnabled()
    assert page.results.filter._asked.text() == "2"
    picks["bodies"]._buttons["sedan"].click()
    assert codes(page) == ["c3"]
    page.results.filter.clear.click()
    assert len(codes(page)) == 12
    assert page.results.filter.price.edits[1].text() == ""


def test_where_nothing_fits_one_filter_is_offered_to_be_taken_back_with_what_that_shows(qtbot, page):
    page.presenter.want(price=(None, 17_000_000), energies=frozenset({"bev"}))
    page.results.search.setText("x7")
    page.results.search._ask()
    assert codes(page) == []
    offered = [each for each in page.results.states.findChildren(Button) if each.isVisible()]
    assert offered[0].text() == "Without “What is typed”: 3 models"
    assert offered[-1].text() == "Show all models"
    offered[0].click()
    assert sorted(codes(page)) == ["c3", "c3c", "x5s25"]
    assert page.results.search.text() == ""


def test_however_many_words_a_catalogue_has_the_filter_keeps_them_beside_its_scroll_bar(qtbot, page):
    panel, one = page.results.filter, trim(page, "x7")
    bodies = ("suv", "sedan", "hatchback", "mpv", "wagon", "coupe")
    energies = ("petrol", "diesel", "hev", "phev", "erev", "bev")
    many = [
        replace(one, body=b, energy=energy.shipped()[e])
        for b, e in zip(bodies, energies, strict=True)
        for _ in range(120)
    ]
    panel._offer(many)
    area = panel._content.parentWidget()
    qtbot.waitUntil(lambda: panel._content.width() == area.width())
    assert panel._content.minimumSizeHint().width() <= area.width()
    assert {"SUV 120", "Hatchback 120"} <= {button.text() for button in panel.words["bodies"].buttons()}


def test_every_axis_can_be_asked_at_the_desk(page):
    side, presenter = page.results.filter, page.presenter
    asks = {
        "brands": lambda: side.brand.chosen.emit("Chengyuan"),
        "price": lambda: side.price._ask((16_000_000, None)),
        "monthly": lambda: side.monthly._ask((None, 330_000)),
        "bodies": side.words["bodies"]._buttons["suv"].click,
        "energies": side.words["energies"]._buttons["erev"].click,
        "drives": side.words["drives"]._buttons["awd"].click,
        "range_km": lambda: side.reach.chosen.emit("600"),
        "seats": side.seats._buttons["6-7"].click,
        "colours": side.colours._buttons["red"].click,
        "place": side.places["demonstrator"].click,
    }
    assert set(asks) == set(catalogue.AXES)
    for axis, ask in asks.items():
        ask()
        wanted = presenter.state.wanted
        assert (wanted.asked, side._asked.text()) == (1, "1"), axis
        assert getattr(wanted, axis) != getattr(catalogue.EVERYTHING, axis)
        found = catalogue.find(presenter.state.trims, wanted).trims
        assert sorted(codes(page)) == sorted(each.code for each in found)
        assert 0 < len(found) < 12 or axis == "brands", axis
        side.clear.click()


def test_where_nothing_fits_there_is_a_way_back(page):
    page.presenter.want(price=(None, 1_000_00))
    assert page.results.states.state == "message"
    page.results.states.findChild(Button).click()
    assert len(codes(page)) == 12
    assert page.results.states.state == "content"


def test_an_empty_catalogue_says_how_to_get_one(stages):
    stage = stages()
    desk = fakes.desk("en", clock=stage.clock, preferences=stage.preferences)
    desk.more["showroom"].rows = ()
    stage.stack._open_desk(desk)
    stage.shell.open("showroom")
    assert stage.page.results.states.state == "message"
    assert "import catalogue" in texts(stage.page.results.states)


def test_stock_that_changes_is_read_again_but_only_in_sight(stage, page):
    gateway = stage.stack.desk.more["showroom"]
    before = gateway.reads
    gateway.sell_out("c5")
    stage.stack.context.bus.publish(Changes({"stock_stay": frozenset({"1"})}))
    assert gateway.reads == before + 1
    assert trim(page, "c5").stock == Stock()
    stage.shell.open("contracts")
    stage.stack.context.bus.publish(Changes({"stock_stay": frozenset({"1"})}))
    assert gateway.reads == before + 1
    stage.shell.open("showroom")
    assert gateway.reads == before + 2


def test_cards_speak(page):
    cards = page.results.cards
    said = cards.trims.data(cards.trims.index(0), Qt.ItemDataRole.AccessibleTextRole)
    assert said == "Chengyuan C5 Long Range Max, ¥215,800, 9 in stock, Electric, 715 km, 5.6 s"


# ------------------------------------------------------------------ one model, deal and drive


def test_enter_opens_a_model_with_specification_price_and_cars(qtbot, page):
    open_model(qtbot, page, "x7")
    detail = page.detail
    assert page.title() == "Chengyuan X7 AWD Flagship"
    lines = {line.name: line.value for line in detail._specs.loaded()}
    assert lines["Wheelbase"] == "2,960 mm"
    assert lines["Body and space"] == ""
    assert detail._price.text() == "¥268,800"
    roof = detail.ticks["Panoramic roof"]
    assert roof.text() == "Panoramic roof + ¥9,000"
    roof.click()
    assert detail._price.text() == "¥277,800"
    roof.click()
    assert detail._price.text() == "¥268,800"
    assert len(detail._cars.loaded()) == 10
    assert [detail.trims.itemText(n) for n in range(detail.trims.count())] == [
        "2026 · RWD Long Range",
        "2026 · AWD Flagship",
    ]
    qtbot.keyClick(page, Key.Key_Escape)
    assert page.title() == "Models"
    assert page.results.cards.hasFocus()


def test_another_trim_of_the_series_is_a_choice_away(qtbot, page):
    open_model(qtbot, page, "x7")
    page.detail.trims.chosen.emit("x7r")
    assert page.title() == "Chengyuan X7 RWD Long Range"
    assert page.detail._price.text() == "¥229,800"


def test_a_colour_takes_a_car_of_that_colour(qtbot, page):
    open_model(qtbot, page, "x7")
    cars = page.model.state.cars
    other = next(car for car in cars if car.colour != page.model.state.chosen.colour)
    page.detail.colours._buttons[other.colour].click()
    assert page.model.state.chosen.colour == other.colour
    assert page.detail._colour_name.text() == other.colour
    assert other.vin[-6:] in page.detail.sell.text()


def test_f2_begins_a_deal_with_the_chosen_car(qtbot, stage, page):
    open_model(qtbot, page, "x7")
    page.model.choose_car(page.model.state.cars[0])
    qtbot.keyClick(page, Key.Key_F2)
    assert stage.shell.current == "deal"
    assert stage.page.presenter.state.car.vin == "LCY7E4AB8T1004127"
    stage.shell.back()
    assert stage.page.title() == "Chengyuan X7 AWD Flagship", "the way back leads where one was"


def test_f2_on_a_card_takes_the_car_that_this_terminal_holds(qtbot, stage, page):
    page.presenter.choose(trim(page, "x7"))
    qtbot.keyClick(page, Key.Key_F2)
    assert stage.page.presenter.state.car.vin == "LCY7E4AB8T1004127"


@pytest.mark.parametrize("key", [Key.Key_F2, Key.Key_F11])
def test_a_key_that_needs_a_model_says_how_to_choose_one(qtbot, stage, page, key):
    qtbot.keyClick(page, key)
    assert page.banner.title() == "Choose a model first: the arrow down leads from the search to the cards."
    assert stage.shell.current == "showroom"


def test_a_model_without_a_car_is_ordered_its_colour_is_chosen_at_the_desk(qtbot, stage, page):
    stage.stack.desk.more["showroom"].sell_out("x7")
    page.presenter.load()
    page.presenter.choose(trim(page, "x7"))
    qtbot.keyClick(page, Key.Key_F2)
    assert stage.shell.current == "deal"
    car = stage.page.presenter.state.car
    assert (car.vin, car.model_code, car.unpainted) == ("", "x7", True)
    assert stage.page.presenter.why_not_draw == "Choose or enter the customer first (F4)"


def test_a_model_without_a_car_is_ordered_in_the_colour_that_is_looked_at(qtbot, stage, page):
    stage.stack.desk.more["showroom"].sell_out("x7")
    page.presenter.load()
    open_model(qtbot, page, "x7")
    assert page.detail.sell.text() == "Order it"
    assert not page.detail.order.isVisible()
    page.model.paint("Sunset red")
    qtbot.mouseClick(page.detail.sell, Qt.MouseButton.LeftButton)
    car = stage.page.presenter.state.car
    assert (car.comes_later, car.colour, car.list_price) == (True, "Sunset red", 27_180_000)


def test_options_that_are_ticked_are_ordered_with_the_model(qtbot, stage, page):
    stage.stack.desk.more["showroom"].sell_out("x7")
    page.presenter.load()
    open_model(qtbot, page, "x7")
    page.detail.ticks["Head-up display"].click()
    page.model.paint("Sunset red")
    with qtbot.waitSignal(page.go) as asked:
        qtbot.mouseClick(page.detail.sell, Qt.MouseButton.LeftButton)
    assert asked.args == ["deal", {"order": ("x7", "Sunset red", ("Head-up display",))}]
    page.model.open(trim(page, "c5p"), ())
    assert page.model.state.options == frozenset()


def test_a_model_that_is_in_stock_may_be_ordered_too(qtbot, stage, page):
    open_model(qtbot, page, "x7")
    assert page.detail.sell.text() == "Start a deal with …004127"
    page.model.paint("Mica white")
    qtbot.mouseClick(page.detail.order, Qt.MouseButton.LeftButton)
    car = stage.page.presenter.state.car
    assert (car.comes_later, car.colour) == (True, "Mica white")


def test_ctrl_b_books_a_test_drive_in_the_demonstrator(qtbot, stage, page):
    page.presenter.choose(trim(page, "c5p"))
    qtbot.keyClick(page, Key.Key_B, Mod.ControlModifier)
    assert stage.shell.current == "test_drives"
    assert stage.page.form.car.key() == "LCYC5PAB9T1000233"
    stage.shell.back()
    stage.page.presenter.choose(trim(stage.page, "c3"))
    qtbot.keyClick(stage.page, Key.Key_B, Mod.ControlModifier)
    assert stage.page.banner.title() == "There is no demonstrator of this model here."


def test_a_demonstrator_of_another_branch_is_not_offered(page):
    cars = page.presenter.gateway.cars("x7")
    assert ModelState(cars=cars).demonstrator is not None
    away = tuple(replace(car, here=False) for car in cars)
    assert ModelState(cars=away).demonstrator is None


def test_the_bar_names_the_keys_of_the_face_in_sight_and_others_do_nothing(qtbot, stage, page):
    named = stage.shell.key_bar.words
    assert "F3 Find a model" in named()
    assert "F10 Print the sheet" not in named()
    qtbot.keyClick(page, Key.Key_F10)
    assert not page.banner.isVisible()
    open_model(qtbot, page, "x7")
    assert "F3 Find a model" not in named()
    qtbot.keyClick(page, Key.Key_N, Mod.ControlModifier)
    assert page.results.side.currentWidget() is page.results.filter
    page._compare_also(trim(page, "c5"))
    tick(qtbot, page, "x7")
    page._compare()
    assert "F10 Print the sheet" in named()
    assert "Ctrl B Test drive" not in named()


# ------------------------------------------------------------------ A4: recommending


def test_needs_rank_the_cards_and_each_says_why_or_why_not(qtbot, page):
    qtbot.keyClick(page, Key.Key_N, Mod.ControlModifier)
    assert page.results.needs.budget.hasFocus()
    page.results.needs.budget.setText("28万")
    page.results.needs.budget.take()
    page.results.needs.use.chosen.emit("family")
    first = codes(page)
    assert page.presenter.state.order == "match"
    assert page.results.count.text() == f"{page.presenter.state.shown.recommended} recommended"
    page.results.needs.seats.chosen.emit("7")
    assert codes(page) != first
    assert page.presenter.state.shown.recommended == 0
    said = page.results.cards.trims.data(page.results.cards.trims.index(0))
    assert "5 seats; 7 asked for" in said or "over the budget" in said
    page.results.needs.clear.click()
    assert page.presenter.state.needs.empty
    assert page.presenter.state.order == "stock"


def test_a_model_shows_the_points_behind_its_match(qtbot, page):
    page.presenter.need(budget=28_000_000, seats=6)
    open_model(qtbot, page, "m9")
    said = texts(page.detail.reasons)
    assert "Not recommended" in said
    assert "over the budget" in said
    page.presenter.need(budget=50_000_000)
    assert "Match" in texts(page.detail.reasons)
    assert "7 seats for 6" in texts(page.detail.reasons)


# ------------------------------------------------------------------ everyone


def test_how_long_a_car_has_stood_is_said_of_those_that_are_here(qtbot, page):
    open_model(qtbot, page, "x7")
    here = next(car for car in page.detail._cars.loaded() if car.status == "in_stock")
    coming = replace(here, status="in_transit", arrived_on=date(2026, 12, 3))
    assert "day" in page.detail._said_of(here).second
    assert "day" not in page.detail._said_of(coming).second


def test_every_control_of_every_face_has_a_name(qtbot, stage, page):
    page.results.swap_side()
    assert nameless(page) == []
    open_model(qtbot, page, "x7")
    assert nameless(page) == []
    page._back()
    tick(qtbot, page, "x7", "c5")
    page._compare()
    assert nameless(page) == []


def test_the_tab_key_goes_through_the_filter_in_reading_order(qtbot, page):
    side = page.results.filter
    wanted = [
        side.price.edits[0], side.monthly.edits[1], side.brand, side.words["bodies"].buttons()[0],
        side.words["energies"].buttons()[-1], side.reach, side.colours.buttons()[0], side.words["drives"].buttons()[0],
        side.places["in_stock"], side.needs, page.results.search, page.results.order, page.results.cards,
    ]  # fmt: skip
    places = [chain_from(wanted[0]).index(each) for each in wanted]
    assert places == sorted(places)
    open_model(qtbot, page, "x7")
    chain = chain_from(wanted[0])
    places = [chain.index(each) for each in (*wanted, page.detail.present, page.detail.specs)]
    assert places == sorted(places)
    after = page.detail.colours.buttons()[0]
    assert after.nextInFocusChain() in page.detail.colours.buttons()


def chain_from(first):
    """What the tab key goes through, from there on and round."""
    chain, widget = [first], first.nextInFocusChain()
    while widget is not first:
        chain.append(widget)
        widget = widget.nextInFocusChain()
    return chain


def test_the_faces_survive_another_language(qtbot, stage, page):
    open_model(qtbot, page, "x7")
    stage.stack.set_language("zh_CN")
    assert stage.page.title() == "展厅"
    assert stage.page.results.count.text() == "12 款车型"
    stage.page._open(trim(stage.page, "x7"))
    assert "四驱旗舰" in stage.page.title()


def test_only_those_who_sell_have_the_showroom(stages):
    for login, has in (("chen", True), ("wang", True), ("he", False), ("lin", False)):
        stage = stages()
        stage.enter(login=login)
        assert any(screen.key == "showroom" for screen in stage.shell._screens) is has


def test_figures_that_changed_reach_the_open_model(qtbot, stage, page):
    open_model(qtbot, page, "c5")
    gateway = stage.stack.desk.more["showroom"]
    gateway.rows = tuple(
        replace(each, list_price=20_000_000) if each.code == "c5" else each for each in gateway.rows
    )
    stage.stack.context.bus.publish(Changes({"model": frozenset({"1"})}))
    assert page.detail._price.text() == "¥200,000"
    assert page.presenter.today == date(2026, 11, 22)
