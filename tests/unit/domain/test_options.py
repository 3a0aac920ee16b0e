"""Options of a trim: how a catalogue lists them, how they are chosen, and how a car differs from what was ordered."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain import catalogue, options
from app.domain.options import Option
from app.errors import UserError

LISTED = {
    "options": "Panoramic roof=9000; Tow bar=4000; Mats",
    "options_zh": "全景天幕=9000；拖车钩=4000；脚垫",
    "option_codes": "P01; P07; P20",
}
ROOF, BAR, MATS = catalogue.offered(LISTED)


def test_an_option_has_a_code_both_names_and_a_price() -> None:
    assert Option("P01", "Panoramic roof", 900_000, "全景天幕") == ROOF
    assert (ROOF.named("zh_CN"), ROOF.named("en")) == ("全景天幕", "Panoramic roof")
    assert Option("P20", "Mats", 0, "脚垫") == MATS


@pytest.mark.parametrize(
    ("listed", "expected"),
    [
        ({"options": "Roof=9000"}, (Option("Roof", "Roof", 900_000),)),
        ({"options_zh": "全景天幕=9000"}, (Option("全景天幕", "全景天幕", 900_000),)),
        (
            {"options": "Roof=9000; Mats", "options_zh": "天幕"},
            (Option("Roof", "Roof", 900_000), Option("Mats", "Mats")),
        ),
        (
            {"options": "Roof=9000", "options_zh": "天幕=1"},
            (Option("Roof", "Roof", 900_000, "天幕"),),
        ),  # the price counts that stands in `options`
        ({"options": "Roof=much"}, ()), ({}, ()), (None, ()),
    ],
)  # fmt: skip
def test_without_codes_the_name_is_the_code_and_names_belong_together_only_in_equal_lists(
    listed: dict[str, str] | None, expected: tuple[Option, ...]
) -> None:
    assert catalogue.offered(listed) == expected


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"option_codes": "P01; P07"}, "option_codes"), ({"option_codes": "P01; P07; P01"}, "option_twice"),
        ({"option_codes": "", "options": "Mats; Mats"}, "option_twice"), ({"options": "Roof=much"}, "amount_invalid"),
    ],
)  # fmt: skip
def test_a_file_whose_options_cannot_be_told_apart_is_refused(wrong: dict[str, str], code: str) -> None:
    catalogue.check_options(LISTED)
    with pytest.raises(UserError) as refused:
        catalogue.check_options({**LISTED, **wrong})
    assert refused.value.code == code


def test_options_are_chosen_by_code_or_either_name_and_stand_in_the_catalogues_order() -> None:
    chosen = options.choose((ROOF, BAR, MATS), ["mats", "P01"], model="X7")
    assert chosen == options.choose((ROOF, BAR, MATS), ["全景天幕", "P20"], model="X7") == (ROOF, MATS)
    assert options.total(chosen) == 900_000


@pytest.mark.parametrize(
    ("wanted", "code"), [(["P01", "Panoramic roof"], "option_twice"), (["P99"], "option_unknown")]
)
def test_no_option_is_chosen_twice_or_from_elsewhere(wanted: list[str], code: str) -> None:
    with pytest.raises(UserError) as refused:
        options.choose((ROOF, BAR, MATS), wanted, model="X7")
    assert refused.value.code == code


def test_a_car_of_which_nobody_said_what_it_has_differs_in_nothing() -> None:
    known = (ROOF, BAR, MATS)
    assert options.difference((ROOF,), None, known) == options.Difference(unknown=(ROOF,))
    assert options.difference((), None, known).is_none
    assert options.difference((ROOF,), ["P01"], known).is_none
    found = options.difference((ROOF, MATS), ["P07", "P20"], known)
    assert ([each.code for each in found.lacks], [each.code for each in found.more]) == (["P01"], ["P07"])
    assert [each.code for each in options.difference((ROOF,), [], known).lacks] == ["P01"]


def test_what_was_chosen_is_kept_as_it_was() -> None:
    assert options.read(options.stored((ROOF, MATS))) == (ROOF, MATS)
    assert options.stored(()) is None
    assert options.read(None) == ()


@pytest.mark.parametrize(
    "kept",
    [
        [{"code": "P01"}], [{"code": "", "name": "x"}], [{"code": "P01", "name": "x", "amount": -1}], ["P01"], "P01",
        [{"code": "P01", "name": "x", "amount": 1.0}], [{"code": "P01", "name": "x", "amount": True}], 7,
        [{"code": 1, "name": "x"}],
    ],
)  # fmt: skip
def test_what_is_no_option_is_not_read_as_one(kept: Any) -> None:
    with pytest.raises((AttributeError, KeyError, TypeError, ValueError)):
        options.read(kept)
