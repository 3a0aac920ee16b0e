from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import money
from app.errors import UserError

DATA = Path(__file__).parents[2] / "data" / "rules"
amounts = st.integers(0, money.MAX_AMOUNT)


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("116409.02", 11_640_902),
        ("116,409.02", 11_640_902),
        ("2w", 2_000_000),
        ("2W", 2_000_000),
        ("1.5万", 1_500_000),
        ("20k", 2_000_000),
        ("¥ 12.5", 1_250),
        ("１１６，４０９．０２", 11_640_902),
        ("0", 0),
        ("99999999.99", money.MAX_AMOUNT),
        ("8元", 800),
    ],
)
def test_what_people_type_is_understood(text: str, fen: int) -> None:
    assert money.parse_amount(text) == fen


@pytest.mark.parametrize(
    "text", ["", " ", "-1", "−1", "1.234", "1,2", "1,2345", "1e5", "1.2.3", "abc", "1亿", "0.0000001万"]
)
def test_what_is_no_exact_amount_is_refused_and_names_its_field(text: str) -> None:
    with pytest.raises(UserError) as refusal:
        money.parse_amount(text, field="price")
    assert (refusal.value.code, refusal.value.field) == ("amount_invalid", "price")
    assert text.strip() in refusal.value.message


@pytest.mark.parametrize("text", ["100000000", "10000万", "9" * 40])
def test_from_one_yi_upwards_is_refused(text: str) -> None:
    with pytest.raises(UserError) as refusal:
        money.parse_amount(text, field="price")
    assert refusal.value.code == "amount_too_large"


@given(amounts)
def test_every_amount_survives_being_written_and_read(fen: int) -> None:
    assert money.parse_amount(money.format_amount(fen)) == fen
    assert money.parse_amount(money.plain_amount(fen)) == fen
    assert Decimal(money.plain_amount(fen)) * 100 == fen


def test_a_negative_amount_has_a_true_minus_for_people_and_an_ascii_one_for_machines() -> None:
    assert money.format_amount(-11_640_902) == "\u2212116,409.02"
    assert money.plain_amount(-5) == "-0.05"


def _capital_rows() -> list[dict[str, str]]:
    with (DATA / "rmb_capitals.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("row", _capital_rows(), ids=lambda row: row["amount"])
def test_capitals_follow_the_official_examples(row: dict[str, str]) -> None:
    assert money.capitals(money.parse_amount(row["amount"])) in {
        row["expected"],
        *row["also_accepted"].split("|"),
    }


@given(amounts)
def test_capitals_agree_with_a_calculator_of_other_hands(fen: int) -> None:
    cn2an = pytest.importorskip("cn2an")
    theirs = "人民币" + cn2an.an2cn(money.plain_amount(fen), "rmb")
    if (
        fen >= 1_000 and fen // 100 % 10 == 0 and fen // 10 % 10
    ):  # they leave out the 零 of the rule's examples
        theirs = theirs.replace("元", "元零")
    assert money.capitals(fen) == theirs


@given(amounts)
def test_capitals_read_back_give_the_figures(fen: int) -> None:
    assert money.read_capitals(money.capitals(fen)) == fen


@pytest.mark.parametrize("fen", [-1, money.MAX_AMOUNT + 1])
def test_amounts_the_calculators_get_wrong_are_not_written_in_words(fen: int) -> None:
    for write in (money.capitals, money.words_en):
        with pytest.raises(UserError):
            write(fen)


@pytest.mark.parametrize(
    ("fen", "words"),
    [
        (11_640_902, "one hundred and sixteen thousand four hundred and nine and 02/100"),
        (100_000_500, "one million and five and 00/100"),
        (2_000_000_000, "twenty million and 00/100"),
        (4_200, "forty-two and 00/100"),
        (1_301_500, "thirteen thousand and fifteen and 00/100"),
        (7, "zero and 07/100"),
    ],
)
def test_english_words(fen: int, words: str) -> None:
    assert money.words_en(fen) == words
