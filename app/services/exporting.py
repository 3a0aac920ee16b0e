"""Exports: every row the user may see, as JSON lines, CSV, XLSX or JSON. Identity is masked, formulas are not live."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from app.domain.identity import mask_id, mask_phone
from app.domain.money import plain_amount
from app.domain.permissions import Role
from app.errors import PermissionDenied, UserError
from app.i18n import N_
from app.models.base import Flag, Json, Money
from app.models.registry import BY_TABLE, COLUMNS

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

REVEALS = frozenset({Role.ADMIN, Role.MANAGER, Role.FINANCE})
PERSONAL = frozenset({
    "customer", "deal", "contract", "contract_line", "approval", "signature", "payment", "ledger_entry", "sync_case",
    "audit_entry", "print_log", "test_drive",
})  # fmt: skip
KINDS = {"catalogue": "model", "stock": "vehicle", "customers": "customer", "deals": "deal"}
_MASKS = {"id_number": mask_id, "buyer_id_number": mask_id, "phone": mask_phone, "buyer_phone": mask_phone}


def export_all(session: Session, roles: frozenset[Role], folder: Path) -> dict[str, int]:
    """`FOLDER/TABLE.jsonl` for every table; returns the rows of each."""
    with _writing(folder):
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


def export_kind(session: Session, roles: frozenset[Role], kind: str, file: Path) -> int:
    """One kind as CSV, XLSX or JSON, by the file's ending."""
    table = KINDS[kind]
    if table in PERSONAL and not _sees_people(roles):
        raise PermissionDenied(
            "not_allowed", N_("Your role may not do this: {action}."), action=f"export {kind}"
        )
    rows = list(_rows(session, table, roles))
    with _writing(file):
        if file.suffix.lower() == ".json":
            file.write_text(json.dumps(rows, ensure_ascii=False, indent=1), encoding="utf-8")
        elif file.suffix.lower() == ".xlsx":
            _write_xlsx(file, table, rows)
        else:
            _write_csv(file, table, rows)
    return len(rows)


def _sees_people(roles: frozenset[Role]) -> bool:
    return bool(roles - {Role.STOCK})


def _rows(session: Session, table: str, roles: frozenset[Role]) -> Iterator[dict[str, Any]]:
    columns = BY_TABLE[table].__table__.columns
    masks = {} if roles & REVEALS else _MASKS
    names = ", ".join(f'"{c}"' for c in COLUMNS[table])
    for values in session.execute(text(f'SELECT {names} FROM "{table}" ORDER BY id')):
        row = dict(zip(COLUMNS[table], values, strict=True))
        yield {name: _shown(columns[name].type, value, masks.get(name)) for name, value in row.items()}


def _shown(kind: object, value: Any, mask: Any) -> Any:
    if value is None:
        return None
    if mask is not None:
        return mask(value)
    if isinstance(kind, Money):
        return plain_amount(value) if value >= 0 else f"-{plain_amount(-value)}"
    if isinstance(kind, Flag):
        return bool(value)
    return json.loads(value) if isinstance(kind, Json) else value


def _write_csv(file: Path, table: str, rows: list[dict[str, Any]]) -> None:
    with file.open("w", encoding="utf-8-sig", newline="") as target:
        writer = csv.writer(target)
        writer.writerow(COLUMNS[table])
        writer.writerows([[_cell(value) for value in row.values()] for row in rows])


def _cell(value: Any) -> Any:
    """A cell that no spreadsheet takes for a formula."""
    if isinstance(value, dict | list):
        value = json.dumps(value, ensure_ascii=False)
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return f"'{value}"
    return value


def _write_xlsx(file: Path, table: str, rows: list[dict[str, Any]]) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(file, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet(table[:31])
        sheet.write_row(0, 0, COLUMNS[table])
        for number, row in enumerate(rows, start=1):
            sheet.write_row(number, 0, [_cell(value) for value in row.values()])


@contextmanager
def _writing(place: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        message = N_("{file} cannot be written. Choose another place.")
        raise UserError("file_not_writable", message, field="file", file=str(place)) from error
