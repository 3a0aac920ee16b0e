"""What an administrator may look at: terminals, keys, digests."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app.clock import iso
from app.models.key_event import KeyEvent
from app.models.org import Branch, Terminal, User
from app.models.registry import SYNCED, plain
from app.sync import protocol
from server import rows
from server.models import ApiKey, TerminalSecret

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.orm import Session


def terminals(session: Session) -> list[dict[str, Any]]:
    """Every terminal, by its prefix."""
    found = session.execute(
        select(Terminal, Branch.code, TerminalSecret.last_contact)
        .join(Branch, Branch.id == Terminal.branch_id)
        .join(TerminalSecret, TerminalSecret.terminal_id == Terminal.id, isouter=True)
        .order_by(Terminal.prefix)
    )
    return [
        {
            "id": terminal.id,
            "name": terminal.name,
            "prefix": terminal.prefix,
            "branch": code,
            "finance": terminal.finance,
            "revoked": terminal.revoked,
            "last_contact": iso(contact) if contact else None,
        }
        for terminal, code, contact in found
    ]


def key_events(session: Session, terminal_id: str) -> list[dict[str, Any]]:
    """What happened to a terminal's keys, in order."""
    found = session.execute(
        select(KeyEvent.at, KeyEvent.kind, User.name)
        .join(User, User.id == KeyEvent.user_id, isouter=True)
        .where(KeyEvent.terminal_id == terminal_id)
        .order_by(KeyEvent.at, KeyEvent.id)
    )
    return [{"at": iso(at), "kind": kind, "user": user} for at, kind, user in found]


def api_keys(session: Session) -> list[dict[str, Any]]:
    """The keys that were handed out; never the keys themselves."""
    return [
        {"id": key.id, "name": key.name, "revoked": key.revoked}
        for key in session.scalars(select(ApiKey).order_by(ApiKey.id))
    ]


def digests(session: Session) -> dict[str, dict[str, dict[str, Any]]]:
    """Scope to table to count and digest, with the hashes made anew from the columns."""
    hashes: dict[str, dict[str, list[int]]] = defaultdict(dict)
    for table, row in every_row(session):
        hashes[row["scope"]].setdefault(table, []).append(rows.hashed(table, row))
    return {
        scope: {table: _said(found) for table, found in tables.items()}
        for scope, tables in sorted(hashes.items())
    }


def _said(hashes: list[int]) -> dict[str, Any]:
    count, digest = protocol.digest(hashes)
    return {"count": count, "digest": digest}


def every_row(session: Session) -> Iterator[tuple[str, rows.Row]]:
    """Every synced row with its table's name, a thousand at a time."""
    for model in SYNCED:
        table = model.__tablename__
        for row in session.execute(select(plain(table)), execution_options={"yield_per": 1000}):
            yield table, dict(row._mapping)
