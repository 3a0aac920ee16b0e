"""What this terminal notes of its own keys, in the trail that its signed chain of ops is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.permissions import KEYS_OPEN
from app.models.key_event import KeyEvent

if TYPE_CHECKING:
    from app.services.unit_of_work import UnitOfWork


def note_opened(uow: UnitOfWork, *, terminal_id: str) -> None:
    """The data was opened with keys that the server gave back, and wrapped anew."""
    with uow.begin(KEYS_OPEN) as tx:
        actor = tx.actor
        event = KeyEvent(branch_id=actor.branch_id, terminal_id=terminal_id, user_id=actor.user_id)
        event.kind, event.at = "opened", tx.clock.now()
        tx.add(event)
