"""The conflict log: fields that lost against a later edit, with both values and whose they were."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from app.models.registry import table_of
from app.queries.cases import author
from app.queries.names import model_name

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

MOST = 100
"""So many of the newest log entries are looked into."""
_LOG = text("SELECT data, opened_at FROM sync_case WHERE kind = 'fields' ORDER BY id DESC LIMIT :most")
_NAMES = {
    "customer": "SELECT name FROM customer WHERE id = :id",
    "contract": "SELECT no FROM contract WHERE id = :id",
    "deal": "SELECT no FROM deal WHERE id = :id",
    "vehicle": "SELECT vin FROM vehicle WHERE id = :id",
    "stock_stay": "SELECT v.vin FROM stock_stay s JOIN vehicle v ON v.id = s.vehicle_id WHERE s.id = :id",
    "energy_type": "SELECT code FROM energy_type WHERE id = :id",
    "setting": "SELECT replace(name, 'delivery.list.', '') FROM setting WHERE id = :id",
    "service_visit": "SELECT c.name FROM service_visit t JOIN customer c ON c.id = t.customer_id WHERE t.id = :id",
    "test_drive": "SELECT c.name FROM test_drive t JOIN customer c ON c.id = t.customer_id WHERE t.id = :id",
}


@dataclass(frozen=True, slots=True)
class LostField:
    """A value that somebody entered and that does not stand there. `lost_hlc` is the loser's clock."""

    table: str
    id: str
    column: str
    name: str
    """What people call the row: a customer's name, a VIN, a number."""
    lost: Any
    kept: Any
    lost_by: str
    kept_by: str
    lost_hlc: str
    kept_hlc: str
    opened_at: str


def list_lost(session: Session) -> list[LostField]:
    """What lost and was not brought back, the newest first; of one field the newest loss only."""
    found: dict[tuple[str, str, str], LostField] = {}
    for raw, opened_at in session.execute(_LOG, {"most": MOST}):
        for each in json.loads(raw)["fields"]:
            key = each["table"], each["id"], each["column"]
            if key not in found and _differs(session, each):
                found[key] = _field(session, each, opened_at)
    return list(found.values())


def _differs(session: Session, each: dict[str, Any]) -> bool:
    """Whether the row is still there and holds something else than what was lost."""
    table = table_of(each["table"])
    if each["column"] not in table.columns:
        return False
    column = table.columns[each["column"]].name
    present = session.execute(
        text(f"SELECT {column} FROM {_quoted(table.name)} WHERE id = :id"), {"id": each["id"]}
    ).first()
    return present is not None and present[0] != each["lost"]


def _quoted(name: str) -> str:
    return f'"{name}"'


def _field(session: Session, each: dict[str, Any], opened_at: str) -> LostField:
    table = each["table"]
    named = f"SELECT {model_name('m')} FROM model m WHERE id = :id" if table == "model" else _NAMES.get(table)
    name = session.execute(text(named), {"id": each["id"]}).scalar() if named else None
    lost_by, kept_by = each["lost_by"], each["kept_by"]
    return LostField(
        table, each["id"], each["column"], str(name or ""), each["lost"], each["kept"],
        author(session, lost_by), author(session, kept_by), str(lost_by.get("hlc") or ""),
        str(kept_by.get("hlc") or ""), opened_at,
    )  # fmt: skip
