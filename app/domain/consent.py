"""What a customer agreed to: what for, how, since when, and until when. And why somebody looked at a whole number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from app.errors import UserError
from app.i18n import N_

PURPOSES: Mapping[str, str] = {
    "contact": N_("Calls and messages about this purchase"), "marketing": N_("News and offers"),
    "share": N_("Passing on to bank, insurer and registration office"),
}  # fmt: skip
WAYS: Mapping[str, str] = {"paper": N_("on paper"), "pad": N_("on the pad"), "spoken": N_("spoken")}
REVEAL_FIELDS: Mapping[str, str] = {"id_number": N_("Identity number"), "phone": N_("Mobile phone")}
REVEAL_REASONS: Mapping[str, str] = {
    "insurance": N_("Taking out insurance"), "registration": N_("Registration and plates"),
    "loan": N_("Loan application"),
    "call_back": N_("Calling back"), "check": N_("Comparing with the paper"), "other": N_("Something else"),
}  # fmt: skip


class Said(NamedTuple):
    """A consent that was given in a customer's file, and when it was withdrawn, if it was. Instants are ISO text."""

    file: str
    given_at: str
    withdrawn_at: str | None


def holding(said: Sequence[Said]) -> int | None:
    """Which of all that was said of one purpose holds, by its place; none if the customer does not agree.

    Of two files of one person the later word counts: a withdrawal in one ends what the other was given until then.
    """
    for at, each in enumerate(said):
        elsewhere = (other.withdrawn_at for other in said if other.file != each.file and other.withdrawn_at)
        if each.withdrawn_at is None and all(ended < each.given_at for ended in elsewhere):
            return at
    return None


def check_withdrawn(at: object, by: object) -> None:
    """A withdrawal says when and through whom; a consent that holds says neither."""
    if (at is None) is not (by is None):
        raise UserError("withdrawal_half", N_("A withdrawal says when, and who took it."))


def check_reveal(reason: str, note: str | None) -> None:
    """Nobody looks at a whole number without a reason; one that is not listed is told in words."""
    if reason not in REVEAL_REASONS or (reason == "other" and not (note or "").strip()):
        raise UserError("reveal_reason", N_("Say why you need the whole number."), field="reason")
