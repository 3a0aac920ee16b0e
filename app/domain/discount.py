"""Why a manager lets a price go below the seller's limit: a coded list, kept as data.

`resources/catalogue/discount_reasons.json` holds it; a further reason is a line there.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache

from app.errors import UserError
from app.i18n import N_, in_a_row, language
from app.paths import resource

USUAL, OTHER = "agreed", "other"
"""What holds where nobody chose, and what needs words of its own."""


@cache
def _listed() -> Mapping[str, Mapping[str, str]]:
    file = resource("catalogue") / "discount_reasons.json"
    return {each["code"]: each for each in json.loads(file.read_text(encoding="utf-8"))}


def codes() -> frozenset[str]:
    """The reasons by their codes."""
    return frozenset(_listed())


def reasons() -> tuple[tuple[str, str], ...]:
    """Code and words of each, in the language in force."""
    return tuple((code, named[language()]) for code, named in _listed().items())


def name_of(code: str) -> str:
    """A reason in words."""
    return dict(reasons()).get(code, code)


def check(code: str, note: str | None) -> None:
    """A reason is one of the list; `other` says more."""
    if code not in codes():
        message = N_("Choose a reason. Known are: {known}.")
        raise UserError("reason_code", message, field="reason_code", known=in_a_row(_listed()))
    if code == OTHER and not (note or "").strip():
        raise UserError("reason_note", N_("Say in words what the reason is."), field="reason")
