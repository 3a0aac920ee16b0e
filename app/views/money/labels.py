"""What kinds and ways of money are called on screen. 定金 and 订金 are never one word."""

from __future__ import annotations

from app.domain.shift import METHOD_NAMES
from app.i18n import N_, tr
from app.presenters.labels import PAYMENT_KINDS

KINDS = PAYMENT_KINDS
TONES = {
    "deposit": "accent", "prepayment": "warn", "refund": "bad", "void": "bad", "compensation": "bad",
    "payout": "bad",
    "payoff": "bad",
}  # fmt: skip
BACK = {"refund": N_("Refund"), "void": N_("Void"), "twofold": N_("Twofold")}


def method(key: str) -> str:
    """A way to pay."""
    return tr(METHOD_NAMES[key])


def methods() -> list[tuple[str, str]]:
    """All ways to pay."""
    return [(key, tr(name)) for key, name in METHOD_NAMES.items()]
