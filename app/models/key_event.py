"""What happened to the keys of a terminal: the trail of who was given them, when and why."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.domain import words
from app.models.base import IsoInstant, Policy, Scope, Shared, Sync, ref


class KeyEvent(Shared):
    """One event. The server writes what it gave, the terminal (`opened`) what it did with it; nobody changes either."""

    __tablename__ = "key_event"
    __sync__ = Sync(Scope.BRANCH, default=Policy.APPEND, words={"kind": words.KEY_EVENTS})

    branch_id: Mapped[str] = mapped_column(ref("branch.id"))
    terminal_id: Mapped[str] = mapped_column(ref("terminal.id"), index=True)
    user_id: Mapped[str | None] = mapped_column(ref("user.id"))  # none: an administrator at the server
    kind: Mapped[str] = mapped_column(String(12))
    at: Mapped[datetime] = mapped_column(IsoInstant)
