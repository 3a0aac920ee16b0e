"""What becomes of rows when this terminal is given other scopes: it was moved, or something was taken from it."""

from __future__ import annotations

from typing import Any

from app.models.registry import COLUMNS

HELD = "scopes"


def let_go(db: Any, held: list[str]) -> None:
    """Forget all rows of other scopes, local work on them included; what was not sent of it is still sent.

    The server sets it aside for a person. Called in a transaction.
    """
    marks = ", ".join("?" * len(held))
    for table in COLUMNS:
        gone = f'SELECT id FROM "{table}" WHERE scope NOT IN ({marks})'
        for name in ("shadow", "op_row"):
            db.execute(f"DELETE FROM {name} WHERE table_name = ? AND row_id IN ({gone})", (table, *held))
        db.execute(f'DELETE FROM "{table}" WHERE scope NOT IN ({marks})', held)
