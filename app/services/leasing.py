"""Who may ask for leases."""

from __future__ import annotations

from app.domain.permissions import LEASE, Role, refusal


def require_lease(roles: frozenset[Role]) -> None:
    """Refuse roles that sell nothing."""
    if not LEASE.allowed_for(roles):
        raise refusal(LEASE.roles)
