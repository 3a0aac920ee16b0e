"""A folder that turned out to be a copy goes on as a terminal of its own, with everything that was not sent.

Its ops of before keep their numbers and signatures. Those that were not sent are wrapped into ops of the new
identity; the server judges them as what they were.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.clock import Clock, iso
from app.ids import new_id
from app.models.base import canonical_json
from app.sync import protocol

ROOM = 1000  # ops that may be written under the old identity while the server is being asked
_PARTS = ("header", "payload", "salt", "hash", "signature", "ticket")
_ADD = (
    "INSERT INTO op (no, op_id, action, at, user_id, header, payload, salt, hash, signature, ticket, summary, state) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'waiting')"
)


@dataclass(frozen=True)
class Identity:
    """Who the folder is from now on, and who signs for it."""

    terminal: str
    prefix: str
    user_id: str
    ticket: str
    first_no: int
    sign: Callable[[bytes], str]


def next_no(db: Any) -> int:
    """Where a new identity's ops can begin."""
    return int(db.execute("SELECT coalesce(max(no), 0) FROM op").fetchone()[0]) + 1 + ROOM


def begin(db: Any, new: Identity, clock: Clock) -> int:
    """Wrap what waits, and forget the old identity's numbers, leases and place. Called in a transaction."""
    waiting = db.execute(
        f"SELECT no, {', '.join(_PARTS)}, summary FROM op WHERE state = 'waiting' ORDER BY no"
    )
    no, prev, hlc = new.first_no, "", None
    for was, *parts, summary in waiting.fetchall():
        inner = protocol.innermost(protocol.SignedOp(*parts))
        wrapper, op_id = _wrapper(new, inner, (no, prev, hlc), clock)
        db.execute(
            _ADD,
            (no, op_id, protocol.WRAP, wrapper.head["at"], new.user_id, *vars(wrapper).values(), summary),
        )
        db.execute("UPDATE op_row SET no = ? WHERE no = ?", (no, was))
        db.execute("UPDATE op SET state = 'wrapped' WHERE no = ?", (was,))
        no, prev, hlc = no + 1, wrapper.hash, wrapper.head["hlc"]
    db.execute("DELETE FROM number_series")  # they go with the prefix
    db.execute("DELETE FROM held_lease")  # they are the other's
    return no - new.first_no


def _wrapper(
    new: Identity, inner: protocol.SignedOp, place: tuple[int, str, str | None], clock: Clock
) -> tuple[protocol.SignedOp, str]:
    no, prev, last_hlc = place
    payload, salt, op_id = canonical_json({"wrapped": vars(inner)}), secrets.token_hex(16), new_id()
    now = clock.now()
    header = protocol.make_header(
        {
            "no": no, "op_id": op_id, "terminal": new.terminal, "action": protocol.WRAP, "at": iso(now),
            "schema": protocol.SCHEMA, "user": new.user_id, "prev": prev,
            "hlc": protocol.hlc(int(now.timestamp() * 1000), last_hlc, new.prefix),
            "payload_hash": protocol.payload_hash(salt, payload),
        }
    )  # fmt: skip
    digest = protocol.header_hash(header)
    signature = new.sign(digest.encode())
    return protocol.SignedOp(header, payload, salt, digest, signature, new.ticket), op_id
