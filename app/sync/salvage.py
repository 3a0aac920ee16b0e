"""What can be saved of a damaged replica: the ops that were not sent. All else comes again from the server."""

from __future__ import annotations

import json
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from app import db
from app.models import schema
from app.models.base import canonical_json
from app.sync import protocol
from app.sync.replica import OLDER, RESTORED, TERMINAL
from app.sync.second_copy import SecondCopy

_JUDGED = frozenset({"sent", "done", "parked", "quarantined", "wrapped"})
_PARTS = ("header", "payload", "salt", "hash", "signature", "ticket")
_COLUMNS = ("no", "op_id", "action", "at", "user_id", *_PARTS, "summary")
_ADD = f"INSERT OR IGNORE INTO op ({', '.join(_COLUMNS)}, state) VALUES ({', '.join('?' * len(_COLUMNS))}, 'waiting')"
Op = dict[str, Any]


def unsent(replica: Path, data_key: bytes) -> list[Op]:
    """The ops that wait, from the file as far as it can be read and from its second copy; each is whole."""
    found = {op["no"]: op for op in SecondCopy(replica.parent, data_key).ops() if _is_whole(op)}
    judged: set[int] = set()
    for op in _readable(replica, data_key):
        if op.pop("state") in _JUDGED:  # anything else is damage: sent twice does no harm
            judged.add(op["no"])
        elif _is_whole(op):
            found[op["no"]] = op
    return [op for no, op in sorted(found.items()) if no not in judged]


def rebuild(target: Path, data_key: bytes, terminal_id: str, ops: list[Op]) -> None:
    """A new replica with those ops in it and nothing else, to be filled by the next sync.

    Which numbers were given out is not known for certain any more, so it goes on under a new identity.
    """
    engine = db.open_replica(target, data_key, create=True)
    schema.upgrade_replica(engine)
    engine.dispose()
    with closing(db.raw_connection(target, data_key)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        for op in ops:
            connection.execute(_ADD, [op[name] for name in _COLUMNS])
            keys = {(c["table"], c["id"]) for c in protocol.changes_in(op["payload"]) if "id" in c}
            rows = [(*key, op["no"]) for key in sorted(keys)]
            connection.executemany(
                "INSERT OR IGNORE INTO op_row (table_name, row_id, no) VALUES (?, ?, ?)", rows
            )
            connection.executemany(
                "INSERT OR IGNORE INTO shadow (table_name, row_id) VALUES (?, ?)", sorted(keys)
            )
        facts = {RESTORED: OLDER, TERMINAL: terminal_id, "incarnation": "", "epoch": ""}
        connection.executemany(
            "INSERT INTO state (name, value) VALUES (?, ?)",
            [(name, canonical_json(value)) for name, value in facts.items()],
        )
        connection.execute("COMMIT")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def missing(connection: Any, copy: SecondCopy) -> int:
    """How many ops of the second copy the replica does not know: a log that was cut off takes them away in silence."""
    copied = copy.ops()  # first: an op is in the replica before it is in the copy
    known = {no for (no,) in connection.execute("SELECT no FROM op")}
    oldest = min(known, default=0)
    return sum(op["no"] >= oldest and op["no"] not in known for op in copied)


def _readable(replica: Path, data_key: bytes) -> list[Op]:
    """Rows of the outbox up to the first that cannot be read, from both ends."""
    found: dict[int, Op] = {}
    for order in ("", "DESC"):
        with suppress(Exception), closing(db.raw_connection(replica, data_key)) as connection:
            names = ", ".join((*_COLUMNS, "state"))
            for row in connection.execute(f"SELECT {names} FROM op ORDER BY no {order}"):
                found[row[0]] = dict(zip((*_COLUMNS, "state"), row, strict=True))
    return list(found.values())


def _is_whole(op: Op) -> bool:
    try:
        head = json.loads(op["header"])
        fits = protocol.payload_hash(op["salt"], op["payload"]) == head["payload_hash"]
        linked = protocol.header_hash(op["header"]) == op["hash"]
        return bool(fits and linked and head["no"] == op["no"])
    except (ValueError, KeyError, TypeError):
        return False
