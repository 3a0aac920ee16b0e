"""Deciding what waits for a person: a contract that two changed, a car that was sold twice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from app.domain import money
from app.domain.permissions import RESOLVE
from app.errors import UserError
from app.i18n import N_
from app.models.deal import Contract, ContractLine, SyncCase
from app.services import contracts

if TYPE_CHECKING:
    from app.services.unit_of_work import Transaction, UnitOfWork

_DATES = {"delivery": "delivery_date", "price": "price"}


def resolve(uow: UnitOfWork, *, case_id: str, choices: Mapping[str, str], mine: str) -> bool:
    """Decide groups of a case: each choice is `mine`, `theirs` or a value. True once the case is resolved.

    `mine` is this terminal's side of the case, `first` or `second`. Every group must be decided; a group
    named but not in conflict is an ordinary edit. For a car sold twice the choice is `vehicle=VIN`.
    """
    with uow.begin(RESOLVE) as tx:
        case = tx.get(SyncCase, case_id)
        if case.state != "open":
            raise UserError("case_resolved", N_("Somebody has decided this already."))
        contract = tx.get(Contract, case.contract_id)
        if case.kind == "vehicle":
            _another_car(tx, contract, choices)
        elif case.kind == "contract":
            _merge(tx, contract, case, choices, mine)
        else:
            raise UserError("case_kind", N_("A manager decides this one on the sync page."))
        case.state, case.resolution = "resolved", dict(choices)
        case.resolved_by, case.resolved_at = tx.actor.user_id, tx.clock.now()
        return True


def _another_car(tx: Transaction, contract: Contract, choices: Mapping[str, str]) -> None:
    """The same number, another car, to be signed; the server confirms it when the car is free."""
    number = choices.get("vehicle", "")
    if number in ("", "mine", "theirs"):
        message = N_("Name the other car: vehicle=VIN.")
        raise UserError("vehicle_missing", message, field="vehicle")
    if contract.state == "signed":
        contract.state = "approved"
    contracts.apply_values(tx, contract, {"vin": number})


def _merge(
    tx: Transaction, contract: Contract, case: SyncCase, choices: Mapping[str, str], mine: str
) -> None:
    groups: dict[str, dict[str, dict[str, Any]]] = case.data["groups"]
    undecided = sorted(set(groups) - set(choices))
    if undecided:
        message = N_("Still to decide: {groups}.")
        raise UserError("groups_undecided", message, groups=", ".join(undecided))
    sides = {"mine": mine, "theirs": "second" if mine == "first" else "first", "base": "base"}
    edits: dict[str, str] = {}
    for name, choice in choices.items():
        if choice in sides:
            if name not in groups:
                raise UserError("group_unknown", N_("“{group}” is not in conflict."), group=name)
            _take(tx, contract, name, groups[name][sides[choice]])
        else:
            edits[_DATES.get(name, name)] = choice
    before = contract.price
    contracts.apply_values(tx, contract, edits)
    if contract.price != before or "price" in choices:
        contracts.withdraw_approval(contract)


def _take(tx: Transaction, contract: Contract, group: str, values: Mapping[str, Any]) -> None:
    """Write a side's values: of the contract itself, or of the line that the group names."""
    from app.models.registry import from_wire

    kind, _, line_id = group.partition(":")
    row: Contract | ContractLine = tx.get(ContractLine, line_id) if line_id else contract
    del kind
    for column, value in from_wire(row.__tablename__, dict(values)).items():
        if getattr(row, column) != value:
            setattr(row, column, value)


def show(value: Any, column: str) -> str:
    """A wire value as people and scripts read it: amounts in major units."""
    if value is None:
        return ""
    return money.plain_amount(value) if column in ("price", "discount", "amount") else str(value)
