from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import numbering
from app.domain.numbering import Number, NumberKind
from app.errors import UserError


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (NumberKind.CONTRACT, "MAIN01-26-00001"),
        (NumberKind.DEAL, "D-MAIN01-26-00001"),
        (NumberKind.RECEIPT, "R-MAIN01-26-00001"),
    ],
)
def test_each_kind_has_its_form(kind: NumberKind, text: str) -> None:
    assert numbering.format_number(kind, "MAIN01", 2026, 1) == text
    assert numbering.parse_number(f" {text.lower()} ") == Number(kind, "MAIN01", 2026, 1)


@given(
    st.sampled_from(NumberKind),
    st.from_regex(r"[A-Z][A-Z0-9]{0,7}", fullmatch=True),
    st.integers(2000, 2099),
    st.integers(1, 10**7),
)
def test_every_number_is_read_back_and_belongs_to_its_terminal_only(
    kind: NumberKind, prefix: str, year: int, n: int
) -> None:
    text = numbering.format_number(kind, prefix, year, n)
    assert numbering.parse_number(text) == Number(kind, prefix, year, n)
    assert numbering.belongs_to(text, prefix, kind)
    assert not numbering.belongs_to(text, prefix + "1", kind)


def test_a_number_that_two_copies_issued_is_told_apart_by_its_suffix() -> None:
    number = numbering.parse_number("MAIN01-26-00007-B")
    assert (number.n, number.suffix, str(number)) == (7, "B", "MAIN01-26-00007-B")


def test_a_terminal_prefix_is_branch_code_and_two_digits() -> None:
    assert numbering.terminal_prefix("hz02", 1) == "HZ0201"
    for branch, terminal in (("", 1), ("杭州", 1), ("A-B", 1), ("MAIN", 0)):
        with pytest.raises(UserError):
            numbering.terminal_prefix(branch, terminal)


@pytest.mark.parametrize(
    "text", ["", "MAIN01-26-1", "X-MAIN01-26-00001", "MAIN01-2026-00001", "MAIN01-26-00001-", "１２"]
)
def test_other_texts_are_no_numbers(text: str) -> None:
    with pytest.raises(UserError) as refusal:
        numbering.parse_number(text)
    assert refusal.value.code == "number_invalid"
    assert not numbering.belongs_to(text, "MAIN01", NumberKind.CONTRACT)
