"""The release gate from rows: the same at the desk, for the service, and when the server judges."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from app.domain import pricing, release
from app.domain.delivery import Mark
from app.domain.release_checks import Facts, Item
from app.domain.states import DealState
from app.errors import UserError
from app.i18n import N_
from app.models.deal import Contract, ContractLine
from app.services import gate_facts

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.models.vehicle import StockStay

UNDER_WAY = (DealState.CONTRACTED, DealState.DELIVERING, DealState.DELIVERED)
_CONTRACTS = select(Contract).where(Contract.id.in_(bindparam("ids", expanding=True)))
_AT_ONCE = 500
"""So many contracts are read together: a statement has room for some thousands of names."""


def gate(
    session: Session, contract: Contract, day: date, waive: Collection[Item] | None = None
) -> release.Gate:
    """The gate of a contract for a handover on that day; by default with what its release lets follow."""
    follows = waived(session, contract.id) if waive is None else waive
    return release.gate(facts(session, contract, day), follows)


def list_gates(session: Session, contract_ids: Sequence[str], today: date) -> dict[str, release.Gate]:
    """The gates of many contracts by their ids, each as its handover is planned."""
    made: dict[str, release.Gate] = {}
    for at in range(0, len(contract_ids), _AT_ONCE):
        some = session.scalars(_CONTRACTS, {"ids": contract_ids[at : at + _AT_ONCE]})
        known = gate_facts.read(session, {contract: planned(contract, today) for contract in some})
        follows = gate_facts.waived(session, list(known))
        made |= {key: release.gate(each, follows.get(key, frozenset())) for key, each in known.items()}
    return made


def planned(contract: Contract, today: date) -> date:
    """When the car shall be handed over: as promised, unless that is past."""
    return max(contract.delivery_date or today, today)


def waived(session: Session, contract_id: str) -> frozenset[Item]:
    """What the newest release lets follow."""
    return gate_facts.waived(session, [contract_id]).get(contract_id, frozenset())


def newest_marks(session: Session, contract_id: str) -> list[Mark]:
    """What was said last of each thing, and of each line that is fitted."""
    return gate_facts.newest_marks(session, [contract_id])[contract_id]


def fitted_line(session: Session, contract: Contract, line_id: str) -> ContractLine:
    """A line of the contract that can be fitted."""
    found = session.get(ContractLine, line_id)
    if found is None or found.contract_id != contract.id or found.kind not in pricing.FITTED or found.removed:
        message = N_("Contract {no} has no such accessory.")
        raise UserError("line_unknown", message, field="line", no=contract.no)
    return found


def last_stay(session: Session, car_id: str) -> StockStay | None:
    """The car's present stay in stock, else the one that ended last."""
    return gate_facts.last_stays(session, [car_id]).get(car_id)


def facts(session: Session, contract: Contract, day: date) -> Facts:
    """All that the gate is told about a contract."""
    return gate_facts.read(session, {contract: day})[contract.id]
