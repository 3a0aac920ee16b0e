"""What a push asks again and again, asked once: sign-ins, roles, what was set aside."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select

from app.models.org import Terminal
from server import pull, reading, tickets
from server.models import OpLog

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.domain.permissions import Role
    from app.sync.protocol import SignedOp
    from server.feed import Touch
    from server.keys import Keys
    from server.models import TerminalSecret

Changes = list[dict[str, Any]]
Held = list[tuple[int, frozenset[str]]]
_LOG = OpLog.__table__.c
_HELD = select(_LOG.no, _LOG.aggregates).where(_LOG.terminal_id == bindparam("terminal"), _LOG.held.is_(True))


@dataclass(frozen=True)
class Place:
    """The terminal that an op comes from."""

    terminal_id: str
    branch_id: str
    prefix: str
    scopes: frozenset[str]

    @classmethod
    def of(cls, session: Session, secret: TerminalSecret) -> Place:
        """Where a known terminal stands."""
        terminal = session.get_one(Terminal, secret.terminal_id)
        return cls(terminal.id, terminal.branch_id, terminal.prefix, frozenset(secret.scopes))

    def at(self, branch_id: str) -> Place:
        """The same terminal, at the branch that it belonged to."""
        return replace(self, branch_id=branch_id, scopes=frozenset(("org", f"branch:{branch_id}")))

    @property
    def scope(self) -> str:
        """The branch's scope."""
        return f"branch:{self.branch_id}"


class Facts:
    """Kept for one transaction; `note` forgets what its own changes made untrue."""

    def __init__(self, session: Session, keys: Keys) -> None:
        self._session, self._keys = session, keys
        self._tickets: dict[tuple[str, str], tickets.Known] = {}
        self._roles: dict[tuple[str, str], frozenset[Role]] = {}
        self._held: dict[str, Held] = {}
        self._changes: dict[str, tuple[Changes, bool]] = {}  # by payload; whether that is all of them
        self.locked: set[str] = set()  # cars and deals that nobody else decides about until this ends
        self.followed: set[str] = set()  # rows whose cars are among them

    def ticket(self, token: str, terminal_id: str) -> tickets.Known:
        """The sign-in of a token; `Doubt` when it is not ours or revoked."""
        key = token, terminal_id
        if key not in self._tickets:
            self._tickets[key] = tickets.read(self._session, self._keys, token, terminal_id)
        return self._tickets[key]

    def shown(self, op: SignedOp) -> Changes:
        """The changes of an op as far as they can be read. Not to be changed: others read them, too."""
        return self._read(op)[0]

    def plain(self, op: SignedOp) -> Changes | None:
        """The same if they are all; nothing if one is sealed, or if they cannot be read."""
        changes, is_all = self._read(op)
        return changes if is_all else None

    def _read(self, op: SignedOp) -> tuple[Changes, bool]:
        if op.payload not in self._changes:
            plain = reading.plain_changes(op)
            self._changes[op.payload] = (reading.shown_changes(op), False) if plain is None else (plain, True)
        return self._changes[op.payload]

    def roles(self, user_id: str, branch_id: str) -> frozenset[Role]:
        """What a user may do at a branch now."""
        key = user_id, branch_id
        if key not in self._roles:
            self._roles[key] = tickets.current_roles(self._session, user_id, branch_id)
        return self._roles[key]

    @cached_property
    def epoch(self) -> str:
        """The server's epoch."""
        return pull.epoch(self._session)

    def held(self, terminal_id: str) -> Held:
        """The numbers of a terminal's ops that were set aside, and what they touch."""
        if terminal_id not in self._held:
            found = self._session.connection().execute(_HELD, {"terminal": terminal_id})
            self._held[terminal_id] = [(no, frozenset(aggregates)) for no, aggregates in found]
        return self._held[terminal_id]

    def holds_nothing(self, terminal_id: str) -> None:
        """None of a terminal's ops is set aside: that need not be asked."""
        self._held[terminal_id] = []

    def hold(self, terminal_id: str, no: int, aggregates: frozenset[str]) -> None:
        """An op was set aside just now."""
        self.held(terminal_id).append((no, aggregates))

    def free(self, terminal_id: str, no: int) -> None:
        """An op is set aside no longer."""
        self._held[terminal_id] = [held for held in self.held(terminal_id) if held[0] != no]

    def note(self, touches: list[Touch]) -> None:
        """Rows were changed in this transaction."""
        if any(touch.table in ("user", "user_role") for touch in touches):
            self._roles.clear()
