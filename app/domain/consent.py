"""What a customer agreed to: what for, how, since when, and until when. And why somebody looked at a whole number."""

from __future__ import annotations

from collections.abc import Mapping

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


def check_withdrawn(at: object, by: object) -> None:
    """A withdrawal says when and through whom; a consent that holds says neither."""
    if (at is None) is not (by is None):
        raise UserError("withdrawal_half", N_("A withdrawal says when, and who took it."))


def check_reveal(reason: str, note: str | None) -> None:
    """Nobody looks at a whole number without a reason; one that is not listed is told in words."""
    if reason not in REVEAL_REASONS or (reason == "other" and not (note or "").strip()):
        raise UserError("reveal_reason", N_("Say why you need the whole number."), field="reason")
