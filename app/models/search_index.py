"""What a replica has beside its tables: search indexes kept by triggers, and no unique index on shared tables.

Alembic drops triggers when it rebuilds a table, so `install` is run after every upgrade; it may be run again.
"""

from __future__ import annotations

from typing import Any

_WORDS = "fts5(words, content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 2')"
_PARTS = "fts5(part, content='', contentless_delete=1, tokenize='trigram')"

INDEXES: dict[str, tuple[str, str, str, tuple[str, ...]]] = {
    # name: (kind of table, source table, what is indexed of the row `new`, columns it is made of)
    "customer_words": (_WORDS, "customer", "search_words({row}.name)", ("name",)),
    "customer_parts": (
        _PARTS, "customer", "coalesce({row}.phone, '') || ' ' || coalesce({row}.id_number, '')", ("phone", "id_number"),
    ),
    "model_words": (
        _WORDS, "model",
        "search_words({row}.brand || ' ' || {row}.series || ' ' || {row}.trim || ' ' || {row}.code || ' ' || "
        "coalesce(json_extract({row}.attributes, '$.brand_zh'), '') || ' ' || "
        "coalesce(json_extract({row}.attributes, '$.series_zh'), ''))",
        ("brand", "series", "trim", "code", "attributes"),
    ),
    "vehicle_parts": (_PARTS, "vehicle", "{row}.vin", ("vin",)),
    "contract_parts": (_PARTS, "contract", "{row}.no", ("no",)),
}  # fmt: skip


def install(connection: Any) -> None:
    """Make the search tables and triggers that are missing, and loosen unique indexes. Runs in a transaction.

    `connection` is a SQLAlchemy connection.
    """
    run = connection.exec_driver_sql
    _loosen(connection)
    for name, (kind, table, expression, columns) in INDEXES.items():
        column = "words" if kind is _WORDS else "part"
        new = f"INSERT INTO {name}(rowid, {column}) VALUES (new.rowid, {expression.format(row='new')});"
        gone = f"DELETE FROM {name} WHERE rowid = old.rowid;"
        exists = run("SELECT 1 FROM sqlite_master WHERE name = ?", (name,)).first()
        if not exists:
            run(f"CREATE VIRTUAL TABLE {name} USING {kind}")
        for event, body in (
            ("insert", f"AFTER INSERT ON {table} BEGIN {new} END"),
            ("update", f"AFTER UPDATE OF {', '.join(columns)} ON {table} BEGIN {gone} {new} END"),
            ("delete", f"AFTER DELETE ON {table} BEGIN {gone} END"),
        ):
            run(f"DROP TRIGGER IF EXISTS {name}_{event}")
            run(f"CREATE TRIGGER {name}_{event} {body}")
        if not exists:
            fill(connection, name)


def fill(connection: Any, name: str) -> None:
    """Index all rows of a search index anew."""
    kind, table, expression, _ = INDEXES[name]
    column = "words" if kind is _WORDS else "part"
    connection.exec_driver_sql(f"DELETE FROM {name}")
    connection.exec_driver_sql(
        f"INSERT INTO {name}(rowid, {column}) SELECT r.rowid, {expression.format(row='r')} FROM {table} AS r"
    )


def _loosen(connection: Any) -> None:
    """The server decides what is unique. A pull that brings a row beside a local one must never fail for it."""
    found = connection.exec_driver_sql(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql LIKE 'CREATE UNIQUE INDEX%'"
    ).fetchall()
    for name, sql in found:
        connection.exec_driver_sql(f'DROP INDEX "{name}"')
        connection.exec_driver_sql(sql.replace("CREATE UNIQUE INDEX", "CREATE INDEX", 1))
