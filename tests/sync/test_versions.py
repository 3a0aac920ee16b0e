"""Old programs with a new server, new programs with old data: nothing that was entered is lost."""

from __future__ import annotations

import shutil
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from app import db
from app.errors import UserError
from app.gateways.sync import SyncOfTerminal
from app.models import schema
from app.sync import integrity, protocol
from app.sync.replica import Replica, Round
from tests.shop import Till, new_vin, settle

LATER = '''"""a release to come"""
import sqlalchemy as sa
from alembic import op

revision = "0002_later"
down_revision = "{before}"
branch_labels = depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("{table}") as batch:
        batch.add_column(sa.Column("later", sa.Text(), nullable=True))
'''


def later(history: schema.History, folder: Path, table: str) -> schema.History:
    """The same tables in a release to come."""
    shutil.copytree(history.folder, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions" / "0002_later.py").write_text(LATER.format(before=history.head, table=table))
    return replace(history, folder=folder, head="0002_later")


def test_a_program_that_is_too_old_is_told_so_and_its_work_is_taken(
    counter: Till, booth: Till, monkeypatch: pytest.MonkeyPatch
) -> None:
    sold = counter.sell(counter.receive(new_vin())[0])
    with monkeypatch.context() as older:
        older.setattr(protocol, "PROTOCOL", 0)
        with pytest.raises(UserError, match="client_too_old") as told:
            counter.sync()
        assert "Update" in told.value.message
        assert counter.wang.status()["waiting"] == 0, "rescued"
        with pytest.raises(UserError, match="client_too_old"):
            counter.wang.lease([])
    settle(booth)
    assert booth.query("SELECT no FROM contract") == [(sold.contract_no,)]
    settle(counter, booth)
    assert counter.wang.status()["parked"] == 0


def test_a_program_with_a_full_outbox_is_updated_and_sends_it_all(
    counter: Till, booth: Till, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    counter.sync()
    sold = {counter.sell(vin).contract_no for vin in counter.receive(new_vin(), new_vin(), new_vin())}
    before = counter.query("SELECT no, header, payload, signature, state FROM op ORDER BY no")
    counter.close()
    counter._open.clear()
    with monkeypatch.context() as newer:
        newer.setattr(schema, "SHARED", later(schema.SHARED, tmp_path / "shared", "customer"))
        newer.setattr(schema, "LOCAL", later(schema.LOCAL, tmp_path / "local", "op"))
        assert counter.query("SELECT no, header, payload, signature, state FROM op ORDER BY no") == before
        assert counter.query("SELECT count(later) FROM op") == counter.query(
            "SELECT count(later) FROM customer"
        )
        kept = counter.folder / "replica.before"
        assert db.verify_backup(kept, counter.wang.unlocked.data_key) == []
        settle(counter, booth)
        assert {no for (no,) in booth.query("SELECT no FROM contract")} == sold
        counter.close()
        counter._open.clear()
    with pytest.raises(UserError, match="data_newer") as told:  # and there is no way back but the backup
        counter.query("SELECT 1")
    assert "newer version" in told.value.message


def test_a_column_of_a_newer_server_is_no_damage_and_is_fetched_once_it_is_known(
    counter: Till, booth: Till
) -> None:
    counter.sell(counter.receive(new_vin())[0])
    settle(counter, booth)
    ((customer, phone),) = booth.query("SELECT id, phone FROM customer")
    with closing(db.raw_connection(booth.folder / "replica.db", booth.wang.unlocked.data_key)) as connection:
        replica = Replica(connection)
        columns = [row[1] for row in connection.execute("PRAGMA table_info(customer)")]
        values = list(connection.execute(f"SELECT {', '.join(columns)} FROM customer").fetchone())
        assert columns[3] == "row_hash"
        values[3] += 1  # the hash covers a column that is not known here
        cursor, epoch = replica.state("cursor"), replica.state("epoch")
        told = Round(
            cursor=cursor, epoch=epoch, last_no=0, rows=[["customer", "put", *values, "colour of the eyes"]],
            columns={"customer": [*columns, "eyes"]},
        )  # fmt: skip
        replica.apply(told)
        with booth.wang.reading() as session:
            assert integrity.wrong_rows(session) == []
        assert replica.cursor() == cursor
        # The update: the program knows another column, which is empty in the rows that are here.
        connection.execute("UPDATE customer SET phone = NULL")
        replica.keep(columns="of the program before")
    assert SyncOfTerminal(booth.wang).status().fetching_anew == "update"
    booth.sync()
    assert SyncOfTerminal(booth.wang).status().fetching_anew == ""
    assert booth.query("SELECT id, phone FROM customer") == [(customer, phone)]
    with booth.wang.reading() as session:
        assert integrity.wrong_rows(session) == []


def test_an_old_programs_write_erases_no_column_that_it_does_not_know(counter: Till, booth: Till) -> None:
    """It sends what it changed, and nothing else of the row."""
    from app.services import customers

    row = customers.add(counter.wang.unit_of_work(), {"name": "王小明", "phone": "13900000001"})
    customers.edit(counter.wang.unit_of_work(), row, {"address": "杭州"})
    settle(counter, booth)
    customers.edit(booth.wang.unit_of_work(), row, {"phone": "13900000002"})
    ((payload,),) = booth.query("SELECT payload FROM op ORDER BY no DESC LIMIT 1")
    (change,) = protocol.changes_in(payload)
    assert set(change["set"]) == {"phone"}
    settle(booth, counter)
    assert counter.query("SELECT phone, address FROM customer WHERE id = :i", i=row) == [
        ("13900000002", "杭州")
    ]
