"""What needs a manager's yes before a customer signs: settings decide, beside the floors of the discount; and what
managers' answers are called."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from app.errors import UserError
from app.i18n import N_

TERMS, PLAN = "approval.terms", "approval.plan"
"""The settings: terms beside the template's own; payment other than in one sum. Off unless they are set."""
NAMES: Mapping[str, str] = {TERMS: N_("terms beside the template"), PLAN: N_("payment terms")}
DISCOUNT, CONTRACT, RETURNED, KEPT = "discount", "contract", "returned", "kept"
"""Kinds of answers: a yes to the price, a yes to the contract as it stands, a no with its reason, and a yes to keep the
定金 as the contract is cancelled."""
KEEPING = "deposit_approval"
"""The doubt of a cancellation that keeps a 定金 without such a yes: who lets it count says that yes."""


def is_beyond(*, terms: str | None, plan: Mapping[str, Any] | None) -> bool:
    """Whether a contract says anything that a setting may put before a manager."""
    return any(_said(terms, plan).values())


def needed(
    settings: Mapping[str, Any], *, terms: str | None, plan: Mapping[str, Any] | None
) -> tuple[str, ...]:
    """Of what a contract says, that which somebody has to approve."""
    return tuple(name for name, said in _said(terms, plan).items() if said and bool(settings.get(name)))


def _said(terms: str | None, plan: Mapping[str, Any] | None) -> dict[str, bool]:
    return {TERMS: bool((terms or "").strip()), PLAN: (plan or {}).get("kind", "full") != "full"}


def agreed(terms: str | None, plan: Mapping[str, Any] | None) -> str:
    """What a yes to a contract is bound to, beside its car and price: a digest of its terms and payment."""
    said = json.dumps([terms or "", plan or {}], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(said.encode()).hexdigest()


def check_reason(reason: str) -> str:
    """A no says why; whoever asked has to mend something."""
    if not reason.strip():
        raise UserError("reason_missing", N_("Say what has to be changed."), field="reason")
    return reason.strip()
