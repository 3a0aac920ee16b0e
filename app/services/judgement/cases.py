"""What is judged of decisions: who may decide which case."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from app.domain import approval
from app.domain.permissions import RESOLVE, RESOLVE_REFUND, Role
from app.i18n import N_
from app.models.deal import Contract, SyncCase
from app.services import payments
from app.services.judgement.hearing import Doubt, Hearing, Judged, Row, checks

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

MANAGERS = frozenset({"op", "dates"})
"""Kinds that a manager decides, and never about what they did themselves."""
LETS_COUNT = frozenset({"accept", "correct", "reverse"})
"""Decisions by which an op counts after all: of whoever takes one, that is the yes that it lacked."""


@checks("sync_case")
def _decision(hearing: Hearing, row: Judged) -> None:
    """Who decides signs for it; what its author may have meant is decided by a manager, and never by its author."""
    case = row.after
    if case["state"] != "resolved":
        if row.before is None or row.before["state"] != case["state"]:
            raise Doubt("quarantined", "state_unknown", N_("There is no such state."))
        return
    if row.before is None or row.before["state"] != "open":
        raise Doubt("parked", "case_resolved", N_("Somebody has decided this already."))
    if case["resolved_by"] != hearing.user_id:
        raise Doubt("quarantined", "author", N_("A row names another person than the one who signed."))
    if hearing.action is RESOLVE_REFUND:
        _full_refund(hearing, case)
    if case["kind"] in MANAGERS:
        author = json.loads(case["data"]).get("user_id")
        if Role.MANAGER not in hearing.roles or author == hearing.user_id:
            raise Doubt(
                "quarantined", "not_a_manager", N_("A manager decides this, and not about their own.")
            )
    if (
        case["kind"] == "op"
        and _decided(case) in LETS_COUNT
        and is_own_deposit(hearing.session, hearing.user_id, case["contract_id"], json.loads(case["data"]))
    ):
        raise Doubt("quarantined", "self_approval", N_("Nobody approves their own."))


def is_own_deposit(session: Session, user_id: str, contract_id: str | None, data: Mapping[str, Any]) -> bool:
    """Whether an op was set aside for want of a yes to keep the deposit of a contract that this person sold."""
    if (data.get("reason") or {}).get("code") != approval.KEEPING:
        return False
    contract = session.get(Contract, contract_id or "")
    return contract is not None and contract.seller_id == user_id


def _decided(case: Row) -> str:
    resolution = json.loads(case["resolution"] or "{}")
    return str(resolution.get("decision", "")) if isinstance(resolution, dict) else ""


def _full_refund(hearing: Hearing, case: Row) -> None:
    """It ends a lost order altogether: its contract is cancelled, and nothing of its money is kept."""
    contract = hearing.session.get(Contract, case["contract_id"] or "")
    cancelled = contract is not None and any(each.id == contract.id for each in hearing.of("contract"))
    others = {row.after["deal_id"] for row in hearing.of("payment")} - {
        contract.deal_id if contract else None
    }
    if case["kind"] != "vehicle" or contract is None or not cancelled or not contract.provisional or others:
        raise _no_lost_order()
    if payments.paid(hearing.session, contract.deal_id):
        raise Doubt("parked", "refund_not_full", N_("A full refund gives back all that was put down."))


@checks("payment")
def _only_with_the_case(hearing: Hearing, row: Judged) -> None:
    """What a full refund gives back needs nobody else's yes: so there is a case, and the op decides it."""
    decided = any(each.after["state"] == "resolved" for each in hearing.of("sync_case"))
    if hearing.action is RESOLVE_REFUND and not decided:
        raise _no_lost_order()


def _no_lost_order() -> Doubt:
    return Doubt("quarantined", "case", N_("A full refund ends the order whose car was lost, and no other."))


@checks("contract")
@checks("contract_line")
def _of_the_case(hearing: Hearing, row: Judged) -> None:
    """A decision changes the contract that its case is about, and no other."""
    if hearing.action not in (RESOLVE, RESOLVE_REFUND):
        return
    cases = {each.id for each in hearing.of("sync_case")} | {hearing.resolves or ""}
    about = {case.contract_id for case_id in cases if (case := hearing.session.get(SyncCase, case_id))}
    if (row.id if row.table == "contract" else row.after["contract_id"]) not in about:
        raise Doubt("quarantined", "case", N_("A decision changes only the contract that it is about."))
