"""Who may ask for leases, and who may take them away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.domain.permissions import LEASE, LEASE_REVOKE, Role, refusal
from app.domain.vin import normalise_vin
from app.errors import UserError
from app.i18n import N_
from app.ids import vehicle_id
from app.models.vehicle import Lease

if TYPE_CHECKING:
    from app.services.unit_of_work import UnitOfWork


def require_lease(roles: frozenset[Role]) -> None:
    """Refuse roles that sell nothing."""
    if not LEASE.allowed_for(roles):
        raise refusal(LEASE.roles)


def revoke(uow: UnitOfWork, *, numbers: Sequence[str]) -> None:
    """Take leases away from whoever holds them, under a raised fence: the terminal is lost, or its people forgot.

    What it sold under the lease and has not sent is judged when it comes: the car may be somebody else's then.
    """
    with uow.begin(LEASE_REVOKE) as tx:
        for number in map(normalise_vin, numbers):
            lease = tx.session.get(Lease, vehicle_id(number))
            if lease is None or lease.terminal_id is None:
                raise UserError("not_leased", N_("Nobody holds {vin}."), field="vin", vin=number)
            lease.terminal_id, lease.fence = None, lease.fence + 1
