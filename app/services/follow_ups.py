"""Calls after the sale: each try is noted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.domain import follow_up as rules
from app.domain.permissions import SERVICE_CALL
from app.errors import UserError
from app.i18n import N_
from app.models.follow_up import FollowUp
from app.queries.follow_ups import is_handed_over
from app.services import contracts

if TYPE_CHECKING:
    from app.services.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Call:
    """Which call (a key of `domain.follow_up.STEPS`), what came of it, and one to five points of who was reached."""

    step: str
    outcome: str
    score: int | None = None
    note: str = ""


def log(uow: UnitOfWork, *, no: str, call: Call) -> str:
    """Note a call to the customer of a contract whose car was handed over; returns its id."""
    rules.check_call(call.outcome, call.score)
    with uow.begin(SERVICE_CALL) as tx:
        contract = contracts.find(tx.session, no)
        if not is_handed_over(tx.session, contract.id):
            raise UserError("not_handed_over", N_("The car of {no} was not handed over yet."), no=no)
        return tx.add(
            FollowUp(
                branch_id=contract.branch_id, contract_id=contract.id, step=call.step, outcome=call.outcome,
                score=call.score, note=call.note.strip() or None, user_id=tx.actor.user_id, at=tx.clock.now(),
            )
        ).id  # fmt: skip
