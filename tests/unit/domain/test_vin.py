from __future__ import annotations

import csv
from pathlib import Path

import pytest

from app.domain import vin
from app.errors import UserError

DATA = Path(__file__).parents[2] / "data" / "rules"


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("row", _rows("vin_vectors.csv"), ids=lambda row: row["vin"])
def test_real_vins_are_accepted_and_their_check_digit_is_judged_apart(row: dict[str, str]) -> None:
    vin.check_vin(row["vin"])
    assert vin.check_digit_ok(row["vin"]) is (row["check_digit_ok"] == "True")


@pytest.mark.parametrize("row", _rows("vin_invalid.csv"), ids=lambda row: row["value"])
def test_wrong_vins_are_noticed(row: dict[str, str]) -> None:
    if row["reason"] in ("check digit", "two neighbours swapped"):
        vin.check_vin(row["value"])  # only a warning: the car may be in the yard all the same
        assert not vin.check_digit_ok(row["value"])
        return
    with pytest.raises(UserError) as refusal:
        vin.check_vin(row["value"])
    length = row["reason"].startswith("length") or len(row["value"]) != vin.LENGTH
    assert refusal.value.code == ("vin_length" if length else "vin_letters")


@pytest.mark.parametrize(
    "row",
    [r for r in _rows("vin_vectors.csv") if r["check_digit_ok"] == "True"][::7],
    ids=lambda row: row["vin"],
)
def test_one_wrong_character_is_found_by_the_check_digit(row: dict[str, str]) -> None:
    number = row["vin"]
    for place in (*range(8), *range(9, vin.LENGTH)):
        wrong = number[:place] + ("1" if number[place] != "1" else "2") + number[place + 1 :]
        # A and J and 1 weigh the same, so the digit cannot tell them apart.
        if vin._VALUES[wrong[place]] != vin._VALUES[number[place]]:
            assert not vin.check_digit_ok(wrong)


def test_what_a_scanner_or_a_full_width_keyboard_sends_is_made_plain() -> None:
    assert vin.normalise_vin(" *latpab07-1w1005301* ") == "LATPAB071W1005301"
    assert vin.normalise_vin("ＬＡＴＰＡＢ０７１Ｗ１００５３０１") == "LATPAB071W1005301"


@pytest.mark.parametrize(
    "row",
    [r for r in _rows("vin_vectors.csv") if r["model_year"] and r["licence"] != "BSD-3-Clause"],
    ids=lambda row: row["vin"],
)
def test_model_year_is_right_up_to_its_thirty_year_ambiguity(row: dict[str, str]) -> None:
    year = int(row["model_year"])
    assert vin.model_year(row["vin"], newest=year) == year
    assert vin.model_year(row["vin"], newest=year + 29) == year
    assert vin.model_year(row["vin"], newest=year + 30) == year + 30


@pytest.mark.parametrize("letter", "0UZ")
def test_a_character_that_means_no_year_gives_none(letter: str) -> None:
    assert vin.model_year(f"LATPAB071{letter}1005301", newest=2027) is None
