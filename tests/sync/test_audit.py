"""Whoever edits history behind the program's back is found out, whatever column they touch."""

from __future__ import annotations

import json
import os
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from app import db
from app.models.local import Op
from app.models.registry import COLUMNS
from app.sync import audit
from tests.shop import Shop, Till, new_vin, settle


@pytest.fixture(scope="module")
def history(running_shop: Shop, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Till]:
    """A terminal with a day's work, sent and unsent, and a neighbour's entries.

    Its ops: a car, the shift, a sale; twice a car and a sale; at last a sale that was not sent, number 8.
    """
    branch, tills = running_shop.start().branch(), []
    for name in ("counter", "neighbour"):
        folder: Path = tmp_path_factory.mktemp(name) / "data"
        till = Till(folder).enrol(running_shop.url, running_shop.code(branch), name)
        for _ in range(3):
            till.sell(till.receive(new_vin())[0])
        tills.append(till)
    settle(*tills)
    tills[0].sell(None, model="QIN-2025")
    yield tills[0]
    for till in tills:
        till.close()


def problems(till: Till) -> list[str]:
    """What the verification says."""
    with till.wang.reading() as session:
        return audit.verify(session, till.wang.vault.identity())[1]


def tampered(till: Till, sql: str, *undo: str) -> list[str]:
    """What it says while the file is tampered with; then the file is as it was."""
    connection = db.raw_connection(till.folder / "replica.db", till.wang.unlocked.data_key)
    connection.execute("PRAGMA foreign_keys=OFF")
    saved = {
        table: connection.execute(f"SELECT * FROM {table}").fetchall() for table in ("op", "audit_entry")
    }
    try:
        connection.execute(sql)
        return problems(till)
    finally:
        for table, rows in saved.items():
            connection.execute(f"DELETE FROM {table}")
            connection.executemany(f"INSERT INTO {table} VALUES ({','.join('?' * len(rows[0]))})", rows)
        connection.close()


def test_an_untouched_history_is_sound(history: Till) -> None:
    with history.wang.reading() as session:
        looked_at, found = audit.verify(session, history.wang.vault.identity())
    assert found == []
    assert looked_at == 8 + 7


@pytest.mark.parametrize(
    "column", [column.name for column in Op.__table__.columns if column.name != "outcome"]
)
def test_an_edit_of_any_column_of_an_op_is_found(history: Till, column: str) -> None:
    other = {
        "no": "no + 100", "at": "'2020-01-01T00:00:00.000000Z'", "summary": '\'{"rows": 1}\'', "state": "'waiting'",
        "header": "replace(header, 'deal.sell', 'deal.cell')",
    }.get(column, f"substr({column}, 2) || 'x'")  # fmt: skip
    assert tampered(history, f"UPDATE op SET {column} = {other} WHERE no = 5")


@pytest.mark.parametrize(
    "outcome",
    [
        None,
        "{}",
        '{"no": 5, "status": "applied", "countersign": "AAAA", "detail": {}}',
        '{"status": "parked"}',
        "[]",
    ],
)
def test_an_outcome_that_the_server_never_gave_is_found(history: Till, outcome: str | None) -> None:
    value = "NULL" if outcome is None else f"'{outcome}'"
    assert tampered(history, f"UPDATE op SET outcome = {value} WHERE no = 5")
    assert tampered(history, f"UPDATE op SET state = 'done', outcome = {value} WHERE no = 8")


def test_a_sale_that_passes_for_sent_but_never_was_is_found(history: Till) -> None:
    assert tampered(history, "UPDATE op SET state = 'done' WHERE no = 8")
    stolen = "(SELECT outcome FROM op WHERE no = 7)"
    assert tampered(history, f"UPDATE op SET state = 'done', outcome = {stolen} WHERE no = 8")


@pytest.mark.parametrize("no", [1, 5, 7])
def test_an_op_that_is_gone_is_found(history: Till, no: int) -> None:
    assert tampered(history, f"DELETE FROM op WHERE no = {no}")


@pytest.mark.parametrize("column", COLUMNS["audit_entry"])
def test_an_edit_of_any_column_of_an_entry_is_found(history: Till, column: str) -> None:
    own, other = history.query("SELECT min(id), max(id) FROM audit_entry WHERE no = 5")[0]
    value = {"no": "no + 100", "ver": "ver + 1", "row_hash": "row_hash + 1"}.get(
        column, f"substr({column}, 2) || 'x'"
    )
    for entry in (own, other):
        assert tampered(history, f"UPDATE audit_entry SET {column} = {value} WHERE id = '{entry}'")


@pytest.mark.parametrize("no", [1, 5])
def test_an_entry_that_is_gone_is_found(history: Till, no: int) -> None:
    assert tampered(history, f"DELETE FROM audit_entry WHERE no = {no}")


def test_a_made_up_history_with_keys_of_ones_own_is_found(history: Till) -> None:
    """The links and signatures fit each other; only the server never vouched for the key."""
    import base64

    from app import crypto
    from app.vault.tickets import claims

    op = history.query("SELECT header, ticket FROM op WHERE no = 8")[0]
    seed = crypto.new_signing_key()
    forged = {**claims(op[1]), "key": crypto.b64(crypto.public_of(seed))}
    body = base64.urlsafe_b64encode(json.dumps(forged).encode()).decode().rstrip("=")
    head = op[1].split(".")[0]
    signed = base64.urlsafe_b64encode(crypto.sign(seed, f"{head}.{body}".encode())).decode().rstrip("=")
    digest = history.query("SELECT hash FROM op WHERE no = 8")[0][0]
    signature = crypto.b64(crypto.sign(seed, digest.encode()))
    assert tampered(
        history, f"UPDATE op SET ticket = '{head}.{body}.{signed}', signature = '{signature}' WHERE no = 8"
    )


def test_sentences_name_what_is_wrong(history: Till) -> None:
    found = tampered(history, "UPDATE op SET payload = replace(payload, '500000', '400000') WHERE no = 5")
    assert found == ["op 5: payload was changed"]


TRIES = 10_000 if os.environ.get("SHOWROOM_FORGERY") == "all" else 120
_PLAIN = {
    "op": ("op_id", "user_id", "header", "payload", "salt", "hash"),
    "audit_entry": COLUMNS["audit_entry"],
}


def at_random(
    chosen: random.Random, rows: dict[str, list[dict[str, object]]]
) -> tuple[str, dict[str, object]]:
    """An edit, a swap, a deletion or a truncation somewhere, as a statement with its values.

    What no terminal can see for itself is left out: the end of what was never sent, or of what others sent.
    """
    table = chosen.choice(list(rows))
    row, other = chosen.sample(rows[table], 2)
    column = chosen.choice([name for name in _PLAIN[table] if name not in ("no", "ver", "row_hash")])
    kind = chosen.choice(("edit", "edit", "swap", "delete", "truncate"))
    if kind == "swap" and row[column] != other[column] and column not in ("op_id", "id"):
        return f"UPDATE {table} SET {column} = :value WHERE no = :no AND {column} = :was", {
            "value": other[column], "no": row["no"], "was": row[column],
        }  # fmt: skip
    if kind == "delete":
        return f"DELETE FROM {table} WHERE no = :no", {"no": chosen.randrange(1, 7)}
    if kind == "truncate":
        return f"DELETE FROM {table} WHERE no >= :no", {"no": chosen.randrange(2, 8)}
    text_before = str(row[column])
    at = chosen.randrange(len(text_before))
    letter = chosen.choice([each for each in "0aZ~" if each != text_before[at]])
    changed = text_before[:at] + letter + text_before[at + 1 :]
    key = "op_id" if table == "op" else "id"
    return f"UPDATE {table} SET {column} = :value WHERE {key} = :key", {"value": changed, "key": row[key]}


def test_whatever_is_edited_swapped_or_cut_at_random_is_named(history: Till) -> None:
    chosen, identity = random.Random(4711), history.wang.vault.identity()
    with db.write_session(history.wang.database) as session:
        rows = {
            table: [dict(row) for row in session.execute(text(f"SELECT * FROM {table}")).mappings()]
            for table in _PLAIN
        }
        session.rollback()
        for n in range(TRIES):
            statement, values = at_random(chosen, rows)
            session.execute(text("PRAGMA defer_foreign_keys=ON"))
            session.execute(text(statement), values)
            found = audit.verify(session, identity)[1]
            session.rollback()
            assert found, (n, statement, values)
