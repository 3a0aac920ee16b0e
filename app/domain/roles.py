"""What people are at a branch, and what that is called."""

from __future__ import annotations

import enum

from app.i18n import N_


class Role(enum.StrEnum):
    """What someone is at a branch."""

    ADMIN = "admin"
    STOCK = "stock"
    SALES = "sales"
    FINANCE = "finance"
    MANAGER = "manager"


ROLE_NAMES = {
    Role.SALES: N_("Sales consultant"), Role.MANAGER: N_("Sales manager"), Role.STOCK: N_("Stock keeper"),
    Role.FINANCE: N_("Finance"), Role.ADMIN: N_("Administrator"),
}  # fmt: skip
