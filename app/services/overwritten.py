"""Bringing back what lost a merge: an edit like any other, through the same door."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.domain.permissions import (
    CATALOGUE_IMPORT,
    CONTRACT_EDIT,
    CUSTOMER_EDIT,
    STOCK_MOVE,
    TEST_DRIVE_MOVE,
    Action,
)
from app.errors import UserError
from app.i18n import N_
from app.models.registry import BY_TABLE, from_wire
from app.services import customers

if TYPE_CHECKING:
    from app.services.unit_of_work import UnitOfWork

_ACTIONS = {
    "customer": CUSTOMER_EDIT, "contract": CONTRACT_EDIT, "stock_stay": STOCK_MOVE, "model": CATALOGUE_IMPORT,
    "test_drive": TEST_DRIVE_MOVE, "energy_type": CATALOGUE_IMPORT,
}  # fmt: skip


def action_of(table: str, column: str) -> Action | None:
    """The action by which a column is written again; none: only the centre writes it."""
    action = _ACTIONS.get(table)
    return action if action is not None and action.may_write(table, frozenset({column})) else None


def restore(uow: UnitOfWork, *, table: str, row_id: str, column: str, value: Any) -> None:
    """Write a value that lost; `value` as it travels."""
    action = action_of(table, column)
    if action is None:
        raise UserError("field_fixed", N_("This field is changed at the centre only."), field=column)
    if table == "customer" and column in customers.FIELDS:
        customers.edit(uow, row_id, {column: "" if value is None else value})
        return
    with uow.begin(action) as tx:
        row = tx.get(BY_TABLE[table], row_id)
        setattr(row, column, from_wire(table, {column: value})[column])
