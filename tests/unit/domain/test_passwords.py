"""New passwords: what is refused, and what is said of the others."""

from __future__ import annotations

import pytest

from app.domain import passwords
from app.domain.passwords import Strength
from app.errors import UserError


@pytest.mark.parametrize("given", ["", "short", "七个字不够长哦", "e\u0301" * 7])
def test_seven_characters_are_too_few_however_they_are_composed(given: str) -> None:
    with pytest.raises(UserError, match="password_short"):
        passwords.check(given)


@pytest.mark.parametrize(
    "given",
    [
        "password", "Password1", "PASSWORD123!", "12345678", "87654321", "20260101", "13912345678"[:10], "aaaaaaaa",
        "abababab", "qwertyuiop", "poiuytrewq", "abcdefgh", "wang1234", "Wang2026!", "88888888", "5201314!",
    ],
)  # fmt: skip
def test_what_anybody_would_try_first_is_refused(given: str) -> None:
    with pytest.raises(UserError) as caught:
        passwords.check(given, "wang")
    assert (caught.value.code, caught.value.field) == ("password_common", "password")


@pytest.mark.parametrize(
    "given", ["harbour-Lantern-4711", "四只 猫 在 屋顶 上", "wang und seine vier Katzen"]
)
def test_a_few_words_of_ones_own_are_good(given: str) -> None:
    passwords.check(given, "wang")
    assert passwords.strength(given, "wang") is Strength.GOOD


def test_a_short_one_of_ones_own_is_fair() -> None:
    assert passwords.strength("kohlrabi") is Strength.FAIR
    passwords.check("kohlrabi")
