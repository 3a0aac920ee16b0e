"""The trail of who was given a terminal's key or changed a password there: rows that sync like any other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.ids import new_id
from app.models.base import Scope
from app.models.key_event import KeyEvent
from app.services.unit_of_work import track
from server import feed
from server.feed import Origin, Touched

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.clock import Clock
    from app.models.org import Terminal


def note(session: Session, clock: Clock, terminal: Terminal, kind: str, user_id: str | None) -> None:
    """Add to the trail, and publish that with what else was tracked. Call it last: it locks the heads of scopes."""
    track(session)
    event = KeyEvent(
        id=new_id(), scope=Scope.BRANCH.of(terminal.branch_id), ver=0, row_hash=0, branch_id=terminal.branch_id,
        terminal_id=terminal.id, user_id=user_id, kind=kind, at=clock.now(),
    )  # fmt: skip
    session.add(event)
    session.flush()
    touched = Touched()
    for change in session.info.pop("changed").values():
        touched.add(change, Origin(None, user_id))
    feed.publish(session, touched)
