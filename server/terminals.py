"""Making terminals: their row, their number prefix, their place in the sequence of ops."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from app.domain import numbering
from app.models.org import Branch, Terminal
from server import feed
from server.feed import Origin, Touch, Touched
from server.models import ServerState, TerminalSecret

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.clock import Clock

KEPT_FREE = 10  # prefixes of a branch left out after a restore: terminals that it has forgotten have them


@dataclass(frozen=True)
class NewTerminal:
    """What a folder says of the terminal that it wants to be."""

    id: str
    name: str
    secret: str
    data_key: str  # sealed to the recovery key
    incarnation: str = field(default_factory=lambda: secrets.token_hex(16))
    first_no: int = 1
    prefix: str = ""  # that it had before this server forgot it; else the next free one
    copy_of: str | None = None
    by: str | None = None  # the user who asked for it


def add(session: Session, clock: Clock, new: NewTerminal, branch: Branch, *, finance: bool) -> Terminal:
    """A new terminal of a branch; the caller has locked the branch, since they are numbered in order."""
    terminal = Terminal(
        id=new.id, scope="org", ver=0, row_hash=0, name=new.name, branch_id=branch.id,
        prefix=new.prefix or _next_prefix(session, branch), finance=finance, revoked=False,
    )  # fmt: skip
    session.add(terminal)
    session.add(
        TerminalSecret(
            terminal_id=new.id, secret_hash=fingerprint(new.secret), scopes=scopes_of(branch.id, finance=finance),
            data_key=new.data_key, incarnation=new.incarnation, previous_incarnation="",
            last_no=new.first_no - 1, last_hash="", last_contact=clock.now(),
            copy_of=new.copy_of, first_no=new.first_no,
        )
    )  # fmt: skip
    touched = Touched()
    touched.note(Touch("terminal", new.id, frozenset(), Origin(new.copy_of, new.by)))
    feed.publish(session, touched)
    return terminal


def scopes_of(branch_id: str, *, finance: bool) -> list[str]:
    """What a terminal of a branch is given."""
    return ["org", f"branch:{branch_id}"] + ([f"branch:{branch_id}:finance"] if finance else [])


def family_of(session: Session, terminal_id: str) -> frozenset[str]:
    """The identities that a terminal's folder had before its present one."""
    found: set[str] = set()
    secret = session.get(TerminalSecret, terminal_id)
    while secret is not None and secret.copy_of and secret.copy_of not in found:
        found.add(secret.copy_of)
        secret = session.get(TerminalSecret, secret.copy_of)
    return frozenset(found)


def note_restore(session: Session) -> None:
    """This server went back in time: terminals that it does not know any more may come back with their prefixes."""
    state = session.get(ServerState, "restores") or ServerState(name="restores", value=0)
    state.value += 1
    session.add(state)


def fingerprint(secret: str) -> str:
    """What is stored of a random secret. Random ones need no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _next_prefix(session: Session, branch: Branch) -> str:
    count = session.scalar(select(func.count()).where(Terminal.branch_id == branch.id)) or 0
    restores = session.get(ServerState, "restores")
    number = count + 1 + (KEPT_FREE * restores.value if restores else 0)
    taken = set(session.scalars(select(Terminal.prefix)))
    while (prefix := numbering.terminal_prefix(branch.code, number)) in taken:
        number += 1
    return prefix
