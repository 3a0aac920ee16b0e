"""The journal of sent ops: kept for a month, so that a server restored from a backup can be sent them again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from app.models.base import canonical_json

KEPT = timedelta(days=30)
_PRUNE_FROM = 500  # ops at once: it is not worth a transaction for a few


FIRST_NO = "first_no"  # where this identity's ops begin; those before it are an older one's


def identity_begins(db: Any) -> int:
    """The number of this identity's first op."""
    found = db.execute("SELECT value FROM state WHERE name = ?", (FIRST_NO,)).fetchone()
    return int(found[0]) if found else 1


def first_no(db: Any, least: int = 1) -> int:
    """The number of the oldest op from `least` on that is still here, or of the next one."""
    found = db.execute("SELECT min(no) FROM op WHERE no >= ?", (least,)).fetchone()[0]
    return int(found) if found is not None else least


def prune(db: Any, before: str, *, at_least: int = _PRUNE_FROM) -> int:
    """Forget the oldest ops, up to the first that is not over, is younger than `before`, or is the last of all.

    `chain` remembers where the journal begins, and the hash that its first op names. Called in a transaction.
    """
    (until,) = db.execute(
        "SELECT min(no) FROM op WHERE state NOT IN ('done', 'wrapped') OR at >= ? OR no = (SELECT max(no) FROM op)",
        (before,),
    ).fetchone()
    if until is None or until - first_no(db) < at_least:
        return 0
    (last,) = db.execute("SELECT hash FROM op WHERE no < ? ORDER BY no DESC LIMIT 1", (until,)).fetchone()
    forgotten = db.execute("DELETE FROM op WHERE no < ?", (until,)).rowcount
    db.execute(
        "INSERT INTO state (name, value) VALUES ('chain', ?) "
        "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (canonical_json([until, last]),),
    )
    return int(forgotten)
