"""Exports: every row the user may see, as JSON lines, CSV, XLSX or JSON. Identity is masked, formulas are not live."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from app.domain import check_list, energy, permissions, words
from app.domain.identity import mask_id, mask_phone
from app.domain.money import plain_amount
from app.domain.permissions import Role
from app.models.base import Flag, Json, Money
from app.models.registry import BY_TABLE, COLUMNS
from app.queries import check_lists, energies

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

REVEALS = frozenset({Role.ADMIN, Role.MANAGER, Role.FINANCE})
PERSONAL = frozenset({
    "customer", "deal", "quote", "contract", "contract_line", "approval", "signature", "payment", "ledger_entry",
    "sync_case",
    "audit_entry", "print_log", "test_drive", "service_visit", "follow_up", "attachment", "lead", "lead_contact",
    "delivery_mark", "release", "handover",
    "trade_in", "trade_in_offer",
    "loan_application", "loan_paper", "loan_event",
    "consent", "reveal", "told_apart",
})  # fmt: skip
_NUMBER = re.compile(r"-?\d+(\.\d+)?", re.ASCII)
_MASKS = {
    "id_number": mask_id, "buyer_id_number": mask_id, "licence_no": mask_id, "phone": mask_phone,
    "buyer_phone": mask_phone,
}  # fmt: skip
_HIDDEN = ("birth_date",)  # it is most of an identity number
_OUR_MONEY = ", ".join(f"'{kind}'" for kind in sorted(words.OUR_MONEY))
KINDS: dict[str, str] = {
    "catalogue": """SELECT code, brand, series, trim, model_year, energy, body, seats, range_km, list_price, attributes
        FROM model WHERE archived = 0 ORDER BY code""",
    "stock": """SELECT v.vin, m.code AS model, v.colour, v.interior, v.options, s.list_price, k.cost,
        s.arrived_on, s.status, b.code AS branch, s.stock_no, s.location
        FROM stock_stay s JOIN vehicle v ON v.id = s.vehicle_id JOIN model m ON m.id = v.model_id
        JOIN branch b ON b.id = s.branch_id LEFT JOIN stock_cost k ON k.stay_id = s.id
        WHERE s.active = 1 ORDER BY s.arrived_on, v.vin""",
    "customers": """SELECT name, phone, id_number, address, kind, id_kind, note, id FROM customer
        WHERE archived = 0 ORDER BY id""",
    "deals": f"""SELECT d.no AS deal, c.no AS contract, c.buyer_name AS name, c.buyer_phone AS phone,
        c.buyer_id_number AS id_number, c.buyer_address AS address, v.vin, m.code AS model, c.colour,
        c.options, c.list_price, c.price, c.delivery_date, c.delivery_place, d.state,
        c.state AS contract_state, c.provisional, d.opened_on,
        coalesce((SELECT sum(p.amount) FROM payment p WHERE p.deal_id = d.id
            AND p.kind NOT IN ({_OUR_MONEY})), 0) AS paid, u.display_name AS seller
        FROM deal d JOIN contract c ON c.deal_id = d.id JOIN model m ON m.id = c.model_id
        LEFT JOIN vehicle v ON v.id = c.vehicle_id LEFT JOIN "user" u ON u.id = d.seller_id ORDER BY d.id, c.id""",
}
_AMOUNTS = ("list_price", "price", "cost", "paid")


def export_all(session: Session, roles: frozenset[Role], folder: Path) -> dict[str, int]:
    """`FOLDER/TABLE.jsonl` for every table; returns the rows of each."""
    folder.mkdir(parents=True, exist_ok=True)
    counts = {}
    for table in COLUMNS:
        if table in PERSONAL and not _sees_people(roles):
            continue
        rows = list(_rows(session, table, roles))
        lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        (folder / f"{table}.jsonl").write_text("".join(lines), encoding="utf-8")
        counts[table] = len(rows)
    return counts


def export_kind(session: Session, roles: frozenset[Role], kind: str, suffix: str) -> tuple[bytes, int]:
    """One kind as CSV, XLSX or JSON, by the file's ending, and how many rows. What it says can be imported again."""
    if kind in ("customers", "deals") and not _sees_people(roles):
        raise permissions.refusal(permissions.SEES_PEOPLE)
    if kind == "check-lists":
        lists = check_lists.known(session).values()
        lines = [[*row.values()] for each in lists for row in check_list.rows_of(each)]
        return _written([*check_list.COLUMNS], lines, suffix), len(lines)
    found = session.execute(text(KINDS[kind]))
    columns, rows = list(found.keys()), [_public(dict(row._mapping), roles) for row in found]
    if kind == "catalogue":
        _describe_energies(session, rows)
    columns = [
        name for name in columns if name != "attributes" and (name != "cost" or any(r[name] for r in rows))
    ]
    columns += sorted({name for row in rows for name in row.get("attributes") or ()})
    table = [[{**(row.get("attributes") or {}), **row}.get(name) for name in columns] for row in rows]
    return _written(columns, table, suffix), len(rows)


def _written(columns: list[str], table: list[list[Any]], suffix: str) -> bytes:
    if suffix.lower() == ".json":
        named = [dict(zip(columns, values, strict=True)) for values in table]
        return json.dumps(named, ensure_ascii=False, indent=1).encode()
    return (_xlsx if suffix.lower() == ".xlsx" else _csv)(columns, table)


def _describe_energies(session: Session, rows: list[dict[str, Any]]) -> None:
    """What a catalogue brought beyond the energies of the program goes out with its models."""
    known = energies.known(session)
    for row in rows:
        kind = known[row["energy"]]
        if kind != energy.shipped().get(kind.code):
            row["attributes"] |= energy.said(kind)


def _public(row: dict[str, Any], roles: frozenset[Role]) -> dict[str, Any]:
    """A row as people know it: amounts in major units, identity masked."""
    row |= {name: plain_amount(row[name]) for name in _AMOUNTS if row.get(name) is not None}
    if row.get("options"):
        row["options"] = _codes(json.loads(row["options"]))
    if "attributes" in row:
        row["attributes"] = json.loads(row["attributes"] or "{}")
    return row if roles & REVEALS else _masked(row)


def _codes(options: list[Any]) -> str:
    """Options as files have them: by their codes, of a car that has none a dash."""
    return "; ".join(each["code"] if isinstance(each, dict) else each for each in options) or "-"


def _sees_people(roles: frozenset[Role]) -> bool:
    return bool(roles & permissions.SEES_PEOPLE)


def _rows(session: Session, table: str, roles: frozenset[Role]) -> Iterator[dict[str, Any]]:
    columns = BY_TABLE[table].__table__.columns
    names = ", ".join(f'"{c}"' for c in COLUMNS[table])
    for values in session.execute(text(f'SELECT {names} FROM "{table}" ORDER BY id')):
        row = dict(zip(COLUMNS[table], values, strict=True))
        shown = {name: _shown(columns[name].type, value) for name, value in row.items()}
        yield shown if roles & REVEALS else _masked(shown)


def _masked(value: Any, name: str = "") -> Any:
    """The value without what identifies a person, however deep it lies."""
    if isinstance(value, dict):
        return {key: _masked(each, key) for key, each in value.items()}
    if isinstance(value, list):
        return [_masked(each, name) for each in value]
    if name in _HIDDEN:
        return None
    return _MASKS[name](value) if name in _MASKS and isinstance(value, str) and value else value


def _shown(kind: object, value: Any) -> Any:
    if value is None:
        return None
    if isinstance(kind, Money):
        return plain_amount(value)
    if isinstance(kind, Flag):
        return bool(value)
    return json.loads(value) if isinstance(kind, Json) else value


def _csv(columns: list[str], rows: list[list[Any]]) -> bytes:
    target = io.StringIO(newline="")
    writer = csv.writer(target)
    writer.writerow(columns)
    writer.writerows([[_cell(value) for value in row] for row in rows])
    return target.getvalue().encode("utf-8-sig")


def _cell(value: Any) -> Any:
    """A cell that no spreadsheet takes for a formula."""
    if isinstance(value, dict | list):
        value = json.dumps(value, ensure_ascii=False)
    if (
        isinstance(value, str)
        and value[:1] in ("=", "+", "-", "@", "\t", "\r")
        and not _NUMBER.fullmatch(value)
    ):
        return f"'{value}"
    return value


def _xlsx(columns: list[str], rows: list[list[Any]]) -> bytes:
    import xlsxwriter

    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, options) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, columns)
        for number, row in enumerate(rows, start=1):
            for place, value in enumerate(row):
                if value is not None:
                    sheet.write_string(number, place, str(_cell(value)))
    return target.getvalue()
