"""What the screens get from the rest of the program once someone is signed in. Wired in `bootstrap`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from app.changes import ChangeBus
from app.clock import Clock
from app.presenters.contract_list import ContractsGateway
from app.presenters.customer_list import CustomersGateway
from app.presenters.preferences import PreferencesGateway
from app.presenters.search import SearchGateway
from app.presenters.session import Session
from app.presenters.stock_list import StockGateway
from app.presenters.sync_status import SyncGateway


@dataclass(frozen=True)
class Desk:
    """One signed-in person's doors to the data. A new screen adds its gateway here, or under `more`."""

    session: Session
    clock: Clock
    bus: ChangeBus
    """May publish from any thread; the shell hands changes over to the screen's thread."""
    stock: StockGateway
    customers: CustomersGateway
    contracts: ContractsGateway
    sync: SyncGateway
    search: SearchGateway
    preferences: PreferencesGateway
    more: dict[str, Any] = field(default_factory=dict)
