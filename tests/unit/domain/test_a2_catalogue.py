"""A1 and A2: the trims of the demo's catalogue, looked for along ten axes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app import i18n
from app.domain import catalogue, comparison, energy, finance, loan_plan
from app.domain.catalogue import AXES, EVERYTHING, Extra, Stock, Trim, Wanted, find
from app.domain.colours import family_of, family_of_file
from app.errors import UserError
from app.presenters import deal_desk_plans
from tests.demo_cars import TODAY, demo_trim, demo_trims

TRIMS = demo_trims()

# axis: what is asked, and the same question put in other words
QUESTIONS = {
    "brands": (Wanted(brands=frozenset({"NIO", "BYD"})), lambda t: t.brand in ("NIO", "BYD")),
    "price": (Wanted(price=(16_000_000, 30_000_000)), lambda t: 160_000 <= t.list_price / 100 <= 300_000),
    "monthly": (Wanted(monthly=(None, 400_000)), lambda t: t.monthly <= 400_000),
    "bodies": (Wanted(bodies=frozenset({"mpv", "wagon"})), lambda t: t.body in ("mpv", "wagon")),
    "energies": (Wanted(energies=frozenset({"erev"})), lambda t: t.energy.code == "erev"),
    "drives": (Wanted(drives=frozenset({"awd"})), lambda t: t.attributes.get("drivetrain") == "awd"),
    "range_km": (Wanted(range_km=600), lambda t: t.range_km is not None and t.range_km >= 600),
    "seats": (Wanted(seats="6-7"), lambda t: t.seats is not None and t.seats >= 6),
    "colours": (
        Wanted(colours=frozenset({"red"})),
        lambda t: any(family_of(name) == "red" for name, _ in t.stock.colours),
    ),
    "place": (Wanted(place=frozenset({"here"})), lambda t: t.stock.here > 0),
}


def test_there_are_at_least_eight_axes_and_each_is_tried_here() -> None:
    assert set(QUESTIONS) == set(AXES)
    assert len(AXES) >= 8


@pytest.mark.parametrize("axis", QUESTIONS)
def test_each_axis_finds_what_it_asks_for_and_nothing_else(axis: str) -> None:
    wanted, fits = QUESTIONS[axis]
    expected = [trim.code for trim in TRIMS if fits(trim)]
    assert [trim.code for trim in find(TRIMS, wanted).trims] == expected
    assert 0 < len(expected) < len(TRIMS)
    assert wanted.asked == 1


def test_axes_narrow_each_other() -> None:
    wanted = Wanted(
        energies=frozenset({"bev"}), bodies=frozenset({"suv"}), price=(None, 30_000_000), range_km=500
    )
    found = find(TRIMS, wanted).trims
    assert (
        0
        < len(found)
        < len(find(TRIMS, Wanted(energies=frozenset({"bev"}), bodies=frozenset({"suv"}))).trims)
    )
    assert all(
        t.energy.code == "bev" and t.body == "suv" and t.list_price <= 30_000_000 and t.range_km >= 500
        for t in found
    )


def test_nothing_asked_finds_all() -> None:
    assert find(TRIMS, EVERYTHING).trims == TRIMS
    assert EVERYTHING.asked == 0


def test_a_count_tells_what_choosing_that_value_alone_would_find() -> None:
    wanted = Wanted(energies=frozenset({"bev"}), bodies=frozenset({"suv"}))
    counts = find(TRIMS, wanted).counts
    for runs_on in ("bev", "phev", "petrol"):
        alone = find(TRIMS, Wanted(energies=frozenset({runs_on}), bodies=frozenset({"suv"}))).trims
        assert counts["energies"][runs_on] == len(alone)
    assert counts["bodies"]["sedan"] == len(
        find(TRIMS, Wanted(energies=frozenset({"bev"}), bodies=frozenset({"sedan"}))).trims
    )


def test_every_car_needs_several_places_at_once() -> None:
    def trim(**stock: int) -> Trim:
        return Trim(
            "1",
            "1",
            "B",
            "S",
            "T",
            2026,
            energy.shipped()["bev"],
            "suv",
            5,
            500,
            100_000_00,
            {},
            stock=Stock(**stock),
        )

    both = trim(here=1, demonstrators=1)
    wanted = Wanted(place=frozenset({"in_stock", "demonstrator"}))
    assert find([both, trim(here=1), trim(demonstrators=1)], wanted).trims == (both,)


@pytest.mark.parametrize("order", catalogue.ORDERS)
def test_every_order_keeps_all_trims(order: str) -> None:
    assert set(catalogue.in_order(TRIMS, order)) == set(TRIMS)


def test_orders_do_what_they_are_called() -> None:
    assert catalogue.in_order(TRIMS, "price")[0].list_price == min(t.list_price for t in TRIMS)
    assert catalogue.in_order(TRIMS, "-price")[0].list_price == max(t.list_price for t in TRIMS)
    assert catalogue.in_order(TRIMS, "range")[0].range_km == max(t.range_km or 0 for t in TRIMS)
    assert catalogue.in_order(TRIMS, "stock")[0].stock.here == max(t.stock.here for t in TRIMS)


def test_the_monthly_amount_is_what_the_deal_desk_would_say_of_that_loan() -> None:
    trim = demo_trim("BYD-HAN-FLAGSHIP-25")
    at_the_desk = deal_desk_plans.figures(
        loan_plan.USUAL, None, price=trim.list_price, payable=trim.list_price, deposit=0
    )
    assert trim.monthly == at_the_desk.monthly
    down = at_the_desk.on_delivery * 100 / trim.list_price
    assert comparison.terms_words() == "36 months, 42 % down or more"
    assert 42 <= down < 48
    dear = replace(loan_plan.USUAL, months=24, share_bp=8_055)
    assert comparison.terms_words(dear) == "24 months, 19 % down or more"
    _, _, monthly = replace(trim, usual=dear).figures_in("", TODAY)
    assert monthly == finance.first(dear.loan(dear.proposed(trim.list_price)))


def test_the_siblings_of_a_trim_are_its_series_by_price() -> None:
    found = catalogue.siblings(TRIMS, demo_trim("BYD-SEAGULL-PLUS-25"))
    assert [trim.code for trim in found] == ["BYD-SEAGULL-25", "BYD-SEAGULL-PLUS-25"]


def test_names_follow_the_language_that_is_read() -> None:
    trim = demo_trim("BYD-SEAGULL-PLUS-25")
    assert trim.name == "BYD Seagull Plus"
    with i18n.speaking("zh_CN"):
        assert trim.name == "比亚迪 海鸥 升级版"


def test_colours_and_options_are_read_with_what_they_cost_more() -> None:
    assert catalogue.extras("珍珠白；赤霞红＝3000; 墨黑", field="colours") == (
        Extra("珍珠白"), Extra("赤霞红", 300_000), Extra("墨黑"),
    )  # fmt: skip
    assert catalogue.extras("", field="colours") == ()
    with pytest.raises(UserError):
        catalogue.extras("red=much", field="colours")


def test_without_colours_in_the_catalogue_those_in_stock_are_shown() -> None:
    trim = Trim(
        "1",
        "1",
        "B",
        "S",
        "T",
        2026,
        "bev",
        "suv",
        5,
        500,
        1,
        {},
        stock=Stock(colours=(("白", 2), ("黑", 1))),
    )
    assert [colour.name for colour in trim.colours] == ["白", "黑"]


def test_a_list_that_cannot_be_read_hides_no_car() -> None:
    trim = Trim(
        "1", "1", "B", "S", "T", 2026, energy.shipped()["bev"], "suv", 5, 500, 1, {"options": "roof=many"}
    )
    assert trim.options == ()


@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("珍珠白", "white"),
        ("Silver grey", "grey"),
        ("米白", "white"),
        ("极光青", "green"),
        ("香槟金", "gold"),
        ("透明", ""),
    ],
)
def test_the_last_word_of_a_paint_tells_its_colour(name: str, family: str) -> None:
    assert family_of(name) == family


@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("x7-red.jpg", "red"), ("X7 曜夜黑 2.jpg", "black"), ("C5_Deep-sea Blue (3).PNG", "blue"),
        ("x7-redesigned.jpg", ""), ("LUMIN-25-01.webp", ""), ("red/x7-front.jpg", ""), ("20261129.jpg", ""), ("", ""),
    ],
)  # fmt: skip
def test_the_last_word_of_a_files_name_tells_the_colour_of_the_car_on_it(name: str, family: str) -> None:
    assert family_of_file(name) == family


@pytest.mark.parametrize(
    ("colour", "more"),
    [
        ("Night blue", 200_000),
        ("曜夜蓝", 200_000),
        (" night  blue", 200_000),
        ("Pearl white", 0),
        ("blue", 0),
        (None, 0),
    ],
)
def test_a_colour_costs_what_the_catalogue_says_by_either_of_its_names(colour: str | None, more: int) -> None:
    said = {"colours": "Pearl white; Night blue=2000", "colours_zh": "珍珠白；曜夜蓝"}
    assert catalogue.price_in(colour, 11_700_000, said) == 11_700_000 + more
    assert catalogue.price_in(colour, 11_700_000, {"colours": "Night blue=dear"}) == 11_700_000
