"""What a replica has beside its tables: search indexes and sums kept by triggers, indexes that long lists are
read by, and no unique index on shared tables.

Alembic drops triggers when it rebuilds a table, and gives its rows other numbers. So `install` makes everything
anew after every upgrade, and when this module says something else than the module that made the file.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.domain import search
from app.models import sums

# All that begins with one letter is so much that it is gathered when rows are written, not when they are looked for.
_WORDS = "words, content='', contentless_delete=1, prefix='1', tokenize='unicode61 remove_diacritics 2'"
# Bytes that FTS5 gathers in memory: few large pieces are searched faster than many small ones.
_GATHERED = 16 << 20
_PARTS = "parts, content='', contentless_delete=1, tokenize='trigram'"


@dataclass(frozen=True)
class SearchIndex:
    """A full-text table: what it holds of which rows. Expressions name the row `new`."""

    name: str
    kind: str
    table: str
    expression: str
    columns: tuple[str, ...]  # what the expressions are made of
    when: str = "1"

    @property
    def column(self) -> str:
        """The one column of the full-text table."""
        return self.kind.split(",")[0]

    def statements(self) -> list[str]:
        """The table, the triggers that keep it, and its contents."""
        names, held = (", ".join(f"{row}.{column}" for column in self.columns) for row in ("new", "old"))
        add = f"INSERT INTO {self.name}(rowid, {self.column}) SELECT new.rowid, {self.expression}"
        gone = f"DELETE FROM {self.name} WHERE rowid = old.rowid;"
        # A pull writes every column, so that it is the values that tell whether anything changed.
        changed = f"AFTER UPDATE OF {', '.join(self.columns)} ON {self.table} WHEN ({names}) IS NOT ({held})"
        return [
            f"DROP TABLE IF EXISTS {self.name}",
            f"CREATE VIRTUAL TABLE {self.name} USING fts5({self.kind})",
            f"INSERT INTO {self.name}({self.name}, rank) VALUES ('hashsize', {_GATHERED})",
            *(f"DROP TRIGGER IF EXISTS {self.name}_{event}" for event in ("insert", "update", "delete")),
            f"CREATE TRIGGER {self.name}_insert AFTER INSERT ON {self.table} BEGIN {add} WHERE {self.when}; END",
            f"CREATE TRIGGER {self.name}_update {changed} BEGIN {gone} {add} WHERE {self.when}; END",
            f"CREATE TRIGGER {self.name}_delete AFTER DELETE ON {self.table} BEGIN {gone} END",
            # In this order: a row with a lower number than the one before makes FTS5 write what it has so far.
            f"{add} FROM {self.table} AS new WHERE {self.when} ORDER BY new.rowid",
        ]


_MODEL = " || ' ' || ".join(
    [*(f"new.{column}" for column in ("brand", "series", "trim", "code")),
     *(f"coalesce(json_extract(new.attributes, '$.{column}_zh'), '')" for column in ("brand", "series", "trim"))]
)  # fmt: skip
# The car that a receipt names, also when its contract has another one since.
_PAPER_VIN = "CASE WHEN json_valid(new.document) THEN json_extract(new.document, '$.vin') END"
INDEXES = (
    SearchIndex(
        "customer_words", _WORDS, "customer", "search_words(new.name)", ("name", "archived"), "new.archived = 0"
    ),
    SearchIndex(
        "customer_parts", _PARTS, "customer", "coalesce(new.phone, '') || ' ' || coalesce(new.id_number, '')",
        ("phone", "id_number", "archived"), "new.archived = 0",
    ),
    SearchIndex(
        "model_words", _WORDS, "model", f"search_words({_MODEL})", ("brand", "series", "trim", "code", "attributes")
    ),
    SearchIndex("vehicle_parts", _PARTS, "vehicle", "new.vin", ("vin",)),
    SearchIndex("deal_parts", _PARTS, "deal", "new.no", ("no",)),
    SearchIndex(
        "payment_parts", _PARTS, "payment",
        f"new.receipt_no || ' ' || coalesce(new.reference, '') || ' ' || coalesce({_PAPER_VIN}, '')",
        ("receipt_no", "reference", "document"),
    ),
    SearchIndex(
        "contract_words", _WORDS, "contract",
        "search_words(new.no || ' ' || substr(new.no, -4) || ' ' || new.buyer_name)", ("no", "buyer_name"),
    ),
)  # fmt: skip
LISTS = {
    "list_customer": "customer (archived)",
    "list_stock": "stock_stay (arrived_on, id, status) WHERE active = 1",
    "list_status": "stock_stay (status) WHERE active = 1",
    "list_vehicle": "vehicle (model_id, id)",
    "list_certificate": "vehicle (certificate_state, id)",
    "list_lease": "lease (terminal_id)",
    # It is unique at the server. Here it says when each car came, too, so that those of a search can be put in order.
    "uq_stock_stay_active_vehicle": "stock_stay (vehicle_id, arrived_on, id, status) WHERE active = 1",
}
_MADE_OF = ([index.statements() for index in INDEXES], LISTS, sums.STATEMENTS, search.REVISION)
VERSION = zlib.crc32(repr(_MADE_OF).encode()) >> 1  # SQLite keeps a signed number of 32 bits


def installed(connection: Any) -> bool:
    """Whether the file has the indexes that this version wants."""
    return bool(connection.exec_driver_sql("PRAGMA user_version").scalar() == VERSION)


def install(run: Callable[[str], Any]) -> None:
    """Make search tables, triggers and indexes, and loosen unique ones. `run` runs a statement, in a transaction."""
    _loosen(run)
    for name, columns in LISTS.items():
        run(f"DROP INDEX IF EXISTS {name}")
        run(f"CREATE INDEX {name} ON {columns}")
    for index in INDEXES:
        for statement in index.statements():
            run(statement)
    sums.install(run)
    run(f"PRAGMA user_version = {VERSION}")


def _loosen(run: Callable[[str], Any]) -> None:
    """The server decides what is unique. A pull that brings a row beside a local one must never fail for it."""
    found = run(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql LIKE 'CREATE UNIQUE INDEX%'"
    ).fetchall()
    for name, sql in found:
        run(f'DROP INDEX "{name}"')
        run(sql.replace("CREATE UNIQUE INDEX", "CREATE INDEX", 1))
