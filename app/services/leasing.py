"""Who may ask for leases."""

from __future__ import annotations

from app.domain.permissions import LEASE, Role
from app.errors import PermissionDenied
from app.i18n import N_


def require_lease(roles: frozenset[Role]) -> None:
    """Refuse roles that sell nothing."""
    if not LEASE.allowed_for(roles):
        raise PermissionDenied("not_allowed", N_("Your role may not do this: {action}."), action=LEASE.name)
