"""What a new password must be, and how good it is. Judged at the desk as it is typed, and again by the server."""

from __future__ import annotations

import enum
import unicodedata

from app.errors import UserError
from app.i18n import N_

LEAST = 8
_GOOD = 18  # a point for each character, two for a Chinese one and for each kind of characters
_ROWS = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "1qaz2wsx3edc4rfv",
)
_SIGNS = "!@#$%^&*.-_ "
_COMMON = frozenset({
    "password", "passw0rd", "p@ssw0rd", "p@ssword", "iloveyou", "sunshine", "princess", "football", "baseball",
    "superman", "trustno1", "starwars", "whatever", "welcome", "letmein", "monkey", "dragon", "master", "shadow",
    "michael", "jordan", "admin", "administrator", "login", "changeme", "secret", "showroom", "woaini", "5201314",
    "1314520", "7758521", "88888888", "66666666", "a123456", "zxcvbnm", "qwerty", "qazwsx", "wang", "test", "default",
})  # fmt: skip


class Strength(enum.IntEnum):
    """How hard a password is to guess."""

    TOO_SHORT = 0
    COMMON = 1
    FAIR = 2
    GOOD = 3


def strength(password: str, user: str = "") -> Strength:
    """How good a password is. Length counts most: a phrase of four words beats a short one full of signs."""
    text = unicodedata.normalize("NFC", password)
    if len(text) < LEAST:
        return Strength.TOO_SHORT
    if is_common(text, user):
        return Strength.COMMON
    points = sum(2 if char > "\u2e7f" else 1 for char in text) + 2 * _kinds(text)
    return Strength.GOOD if points >= _GOOD else Strength.FAIR


def _kinds(text: str) -> int:
    """How many kinds of characters there are: small and capital letters, digits, signs."""
    kinds = (str.islower, str.isupper, str.isdigit, lambda char: not char.isalnum())
    return sum(any(map(kind, text)) for kind in kinds)


def is_common(password: str, user: str = "") -> bool:
    """Whether it is among the first that anybody would try: a known one, a row of keys, the person's own name."""
    text = password.casefold()
    signless = text.strip(_SIGNS)
    core = signless.strip(_SIGNS + "0123456789")
    if not _COMMON.isdisjoint((text, signless, core)) or (
        user and core == user.casefold().strip("0123456789")
    ):
        return True
    if text.isdigit() and len(text) <= 10:  # a date, a telephone number
        return True
    if len(set(text)) <= 3:
        return True
    return any(text in row * 2 or text[::-1] in row * 2 for row in _ROWS)


def check(password: str, user: str = "") -> None:
    """Refuse a password that is too short or that anybody would try."""
    found = strength(password, user)
    if found is Strength.TOO_SHORT:
        raise UserError("password_short", N_("A password has at least 8 characters."), field="password")
    if found is Strength.COMMON:
        message = N_(
            "This password is one of the first that anybody would try. Take a few words that belong to you."
        )
        raise UserError("password_common", message, field="password")
