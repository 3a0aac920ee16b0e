"""States of cars, deals and contracts, and the moves between them. A move that is not in a table is refused.

Beside a contract's state stands whether it is provisional: an order without a lease on the car.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from app.errors import UserError
from app.i18n import N_, tr


class VehicleStatus(StrEnum):
    """Where a car stands in its stay in stock."""

    IN_TRANSIT = "in_transit"
    IN_STOCK = "in_stock"
    RESERVED = "reserved"
    SOLD = "sold"
    DELIVERED = "delivered"
    TRANSFER = "transfer"
    DEMONSTRATOR = "demonstrator"
    RETURNED = "returned"


class DealState(StrEnum):
    """How far a deal has come."""

    QUOTE = "quote"
    ORDER = "order"
    CONTRACTED = "contracted"
    DELIVERING = "delivering"
    DELIVERED = "delivered"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class ContractState(StrEnum):
    """How far a contract has come."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    SIGNED = "signed"
    AMENDED = "amended"
    CANCELLED = "cancelled"


class CertificateState(StrEnum):
    """Where a car's factory certificate (合格证) is: without it the car gets no plates."""

    IN_HAND = "in_hand"
    PLEDGED = "pledged"
    REDEEMED = "redeemed"


S = TypeVar("S", bound=StrEnum)
_V, _D, _C = VehicleStatus, DealState, ContractState

VEHICLE: Mapping[VehicleStatus, frozenset[VehicleStatus]] = {
    _V.IN_TRANSIT: frozenset({_V.IN_STOCK, _V.RESERVED, _V.RETURNED}),
    # Straight to sold: a sale in one action reserves nothing in between.
    _V.IN_STOCK: frozenset({_V.RESERVED, _V.SOLD, _V.TRANSFER, _V.DEMONSTRATOR, _V.RETURNED}),
    _V.RESERVED: frozenset({_V.IN_STOCK, _V.IN_TRANSIT, _V.SOLD, _V.DEMONSTRATOR}),
    # Back to stock or to reserved: the contract was cancelled, or moved to another car.
    _V.SOLD: frozenset({_V.DELIVERED, _V.IN_STOCK, _V.RESERVED}),
    _V.DELIVERED: frozenset({_V.RETURNED}),
    _V.TRANSFER: frozenset({_V.IN_STOCK, _V.RETURNED}),
    _V.DEMONSTRATOR: frozenset({_V.IN_STOCK, _V.RESERVED, _V.SOLD, _V.TRANSFER, _V.RETURNED}),
    _V.RETURNED: frozenset({_V.IN_STOCK}),
}

DEAL: Mapping[DealState, frozenset[DealState]] = {
    _D.QUOTE: frozenset({_D.ORDER, _D.CONTRACTED, _D.CANCELLED}),
    _D.ORDER: frozenset({_D.CONTRACTED, _D.QUOTE, _D.CANCELLED}),
    # Back to order: the contract fell, but the customer still wants a car.
    _D.CONTRACTED: frozenset({_D.DELIVERING, _D.DELIVERED, _D.ORDER, _D.CANCELLED}),
    # Straight to closed: nothing is left to be done after the handover.
    _D.DELIVERING: frozenset({_D.DELIVERED, _D.CLOSED, _D.CONTRACTED, _D.CANCELLED}),
    _D.DELIVERED: frozenset({_D.CLOSED, _D.CANCELLED}),
    _D.CLOSED: frozenset(),
    _D.CANCELLED: frozenset(),
}

CONTRACT: Mapping[ContractState, frozenset[ContractState]] = {
    # Straight to signed: within the salesperson's floor the approval is implied.
    _C.DRAFT: frozenset({_C.SUBMITTED, _C.APPROVED, _C.SIGNED, _C.CANCELLED}),
    _C.SUBMITTED: frozenset({_C.APPROVED, _C.DRAFT, _C.CANCELLED}),
    # Back to draft: an edit or a merge that touches the price withdraws the approval.
    _C.APPROVED: frozenset({_C.SIGNED, _C.DRAFT, _C.CANCELLED}),
    _C.SIGNED: frozenset({_C.AMENDED, _C.CANCELLED}),
    _C.AMENDED: frozenset({_C.AMENDED, _C.CANCELLED}),
    _C.CANCELLED: frozenset(),
}

# A provisional order is given another car under the same number and waits for a new signature.
PROVISIONAL_CONTRACT: Mapping[ContractState, frozenset[ContractState]] = {
    **CONTRACT,
    _C.SIGNED: CONTRACT[_C.SIGNED] | {_C.APPROVED, _C.DRAFT},
    _C.AMENDED: CONTRACT[_C.AMENDED] | {_C.APPROVED, _C.DRAFT},
}

_K = CertificateState
CERTIFICATE: Mapping[CertificateState, frozenset[CertificateState]] = {
    _K.IN_HAND: frozenset({_K.PLEDGED}),
    _K.PLEDGED: frozenset({_K.REDEEMED}),
    _K.REDEEMED: frozenset({_K.PLEDGED}),
}

ACTIVE_STOCK = frozenset(VehicleStatus) - {_V.DELIVERED, _V.RETURNED}
"""While a stay has one of these, its VIN is refused a second time."""

LIFE = (
    _V.IN_TRANSIT, _V.IN_STOCK, _V.TRANSFER, _V.DEMONSTRATOR, _V.RESERVED, _V.SOLD, _V.DELIVERED, _V.RETURNED,
)  # fmt: skip
"""A car's life from its first day to its last: the order in which lists put what is written of it."""

LABELS: Mapping[StrEnum, str] = {
    _V.IN_TRANSIT: N_("in transit"),
    _V.IN_STOCK: N_("in stock"),
    _V.RESERVED: N_("reserved"),
    _V.SOLD: N_("sold"),
    _V.DELIVERED: N_("delivered"),
    _V.TRANSFER: N_("in transfer"),
    _V.DEMONSTRATOR: N_("demonstrator"),
    _V.RETURNED: N_("returned"),
    _D.QUOTE: N_("quote"),
    _D.ORDER: N_("order"),
    _D.CONTRACTED: N_("contracted"),
    _D.DELIVERING: N_("in delivery"),
    _D.CLOSED: N_("closed"),
    _D.CANCELLED: N_("cancelled"),
    _C.DRAFT: N_("draft"),
    _C.SUBMITTED: N_("submitted"),
    _C.APPROVED: N_("approved"),
    _C.SIGNED: N_("signed"),
    _C.AMENDED: N_("amended"),
    _K.IN_HAND: N_("in hand"),
    _K.PLEDGED: N_("pledged"),
    _K.REDEEMED: N_("redeemed"),
}
"""What people call a state. States of one name share one entry: a StrEnum equals its text."""


@dataclass(frozen=True, slots=True)
class _Shown:
    """A state that is translated when its message is read, not when the error is raised."""

    state: StrEnum

    def __str__(self) -> str:
        return tr(LABELS[self.state])

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)


def shown(state: StrEnum) -> object:
    """A state to be named in a message, in the language of whoever reads it."""
    return _Shown(state)


def may_move(table: Mapping[S, frozenset[S]], old: S, new: S) -> bool:
    """Whether `table` knows a move from `old` to `new`. Staying where one is, is no move."""
    return new in table[old]


def move(table: Mapping[S, frozenset[S]], old: S, new: S, *, field: str = "status") -> S:
    """`new`, or `illegal_transition`."""
    if not may_move(table, old, new):
        raise UserError(
            "illegal_transition",
            N_("This is {old} and cannot become {new}."),
            field=field,
            old=_Shown(old),
            new=_Shown(new),
        )
    return new
