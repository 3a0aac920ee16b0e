"""Backup, restore, and looking for damage."""

from __future__ import annotations

import io
import itertools
import os
import random
import stat
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from app import crypto
from app.errors import AppError, DataDamaged, UserError
from app.pieces import PIECE
from server import backup, doctor, overview, schema, sealed_file
from server.db import Database
from server.keys import Keys
from server.main import create_app
from server.settings import Settings
from tests.server.client import Terminal
from tests.server.conftest import World
from tests.server.wire import reason


@pytest.fixture
def busy(world: World) -> Terminal:
    """A terminal that has worked."""
    terminal = world.terminal()
    car = terminal.receive(world.model_id, cost=1)
    sold = terminal.sale(car, world.model_id, deposit=1_000)
    assert reason(terminal.do("deal.sell", *sold.changes)) == ("applied", "")
    wish = terminal.reversal(sold.changes[-3], amount=500)
    back = terminal.payment(
        sold.deal_id, -500, kind="refund", of="deposit", user="qian", refund_of=sold.changes[-3]["id"],
        reversal_id=wish["id"], reason=wish["set"]["reason"],
    )  # fmt: skip
    assert reason(terminal.do("payment.refund", wish, *back, user="qian")) == ("applied", "")
    return terminal


def test_two_backups_to_one_file_do_not_write_into_each_other(
    world: World, busy: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, lines, others = tmp_path / "all.backup", backup._lines, list[int]()

    def while_another_is_made(session: Session) -> Iterator[tuple[bytes, bool]]:
        monkeypatch.setattr(backup, "_lines", lines)
        yield from itertools.islice(found := lines(session), 3)
        others.append(backup.write(world.server.database, file, world.server.keys))
        yield from found

    monkeypatch.setattr(backup, "_lines", while_another_is_made)
    count = backup.write(world.server.database, file, world.server.keys)
    assert others == [count]
    assert backup.verify(file, world.server.keys, within=tmp_path) == count


def test_a_backup_that_fails_leaves_nothing(world: World, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    before = set(tmp_path.rglob("*"))
    with pytest.raises(OSError, match="folder"):
        backup.write(world.server.database, tmp_path / "folder", world.server.keys)
    assert set(tmp_path.rglob("*")) == before


def test_a_backup_goes_back_into_the_other_kind_of_database(
    world: World, busy: Terminal, tmp_path: Path
) -> None:
    count = backup.write(world.server.database, tmp_path / "all.backup", world.server.keys)
    assert backup.verify(tmp_path / "all.backup", world.server.keys, within=tmp_path) == count
    assert (tmp_path / "all.backup").stat().st_mode & 0o077 == 0
    other = Database(Settings(data=tmp_path, database_url=f"sqlite:///{tmp_path / 'other.db'}"))
    schema.upgrade(other.engine)
    try:
        assert backup.restore(other, tmp_path / "all.backup", world.server.keys) == count
        with world.server.database.reading() as here, other.reading() as there:
            assert overview.digests(here) == overview.digests(there)
            assert doctor.problems(there, world.server.keys) == []
        with pytest.raises(UserError, match="not_empty"):
            backup.restore(other, tmp_path / "all.backup", world.server.keys)
        assert backup.restore(other, tmp_path / "all.backup", world.server.keys, replace=True) == count
    finally:
        other.engine.dispose()


def test_after_a_restore_terminals_begin_a_new_epoch_and_send_again_what_was_lost(
    world: World, busy: Terminal, tmp_path: Path
) -> None:
    backup.write(world.server.database, tmp_path / "all.backup", world.server.keys)
    before = world.http.post("/sync/v1/hello", headers=busy.bearer).json()
    lost = [busy.op("customer.add", busy.customer(f"失{n}")) for n in range(2)]
    busy.push(*lost)
    backup.restore(world.server.database, tmp_path / "all.backup", world.server.keys, replace=True)
    after = world.http.post("/sync/v1/hello", headers=busy.bearer).json()
    assert after["epoch"] != before["epoch"]
    assert after["last_no"] == before["last_no"]
    outcomes = busy.push(*lost, busy.op("customer.add", busy.customer("新")))
    assert [reason(outcome) for outcome in outcomes] == [("applied", "")] * 3
    busy.cursor = None
    busy.rows.clear()
    assert {row["name"] for row in busy.all("customer")} >= {"失0", "失1", "新"}


def test_a_backup_says_nothing_to_whoever_has_not_the_key(
    world: World, busy: Terminal, tmp_path: Path
) -> None:
    file = tmp_path / "all.backup"
    backup.write(world.server.database, file, world.server.keys)
    for said in ("李晓明", "110101199003078670", "wang", "showroom server backup"):
        assert said.encode() not in file.read_bytes()
    with pytest.raises(UserError, match="backup_keys"):
        backup.restore(world.server.database, file, Keys.create(tmp_path), replace=True)


def test_a_damaged_backup_is_refused_and_changes_nothing(world: World, tmp_path: Path) -> None:
    file, chosen = tmp_path / "all.backup", random.Random(4711)
    backup.write(world.server.database, file, world.server.keys)
    whole, digests = file.read_bytes(), _digests(world)
    header = whole.index(b"\n")
    damages = [whole[:at] for at in (0, header, header + 1, len(whole) - 1, chosen.randrange(len(whole)))]
    damages += [whole + b"x", whole[: header + 1] + whole[header + 20 :], b'{"format":1}\n', b"[]\n"]
    for _ in range(40):
        at = chosen.randrange(len(whole))
        damages.append(whole[:at] + bytes([whole[at] ^ 1 << chosen.randrange(8)]) + whole[at + 1 :])
    for damaged in damages:
        file.write_bytes(damaged)
        with pytest.raises(AppError):
            backup.restore(world.server.database, file, world.server.keys, replace=True)
    assert _digests(world) == digests


@pytest.mark.skipif(sys.platform == "win32", reason="folders are not flushed there")
def test_names_of_backups_and_keys_are_on_the_disk_before_anyone_hears_of_them(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flushed, real = list[tuple[int, set[str]]](), os.fsync

    def fsync(handle: int) -> None:
        known = os.fstat(handle)
        if stat.S_ISDIR(known.st_mode):
            flushed.append((known.st_ino, {file.name for file in tmp_path.rglob("*")}))
        real(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    keys = Keys.create(tmp_path)
    backup.write(world.server.database, tmp_path / "backup", keys)
    assert ((tmp_path / "keys").stat().st_ino, {"keys", "server-keys.json"}) in flushed
    assert flushed[-1] == (tmp_path.stat().st_ino, {"keys", "server-keys.json", "backup"})


def test_pieces_of_a_backup_are_neither_swapped_nor_left_out(tmp_path: Path) -> None:
    private = crypto.new_box_key()
    content = bytes(range(256)) * (3 * PIECE // 256)
    with (
        (tmp_path / "f").open("wb") as raw,
        sealed_file.SealedWriter(raw, crypto.box_public_of(private)) as out,
    ):
        out.write(content)

    def read(data: bytes) -> bytes:
        return sealed_file.SealedReader(io.BytesIO(data), private).read()

    whole = (tmp_path / "f").read_bytes()
    assert read(whole) == content
    start, size = whole.index(b"\n") + 1, PIECE + 16
    first, second = whole[start : start + size], whole[start + size : start + 2 * size]
    rest = whole[start + 2 * size :]
    for wrong in (second + first + rest, first + rest, first + second, first + first + second + rest):
        with pytest.raises(ValueError, match="piece"):
            read(whole[:start] + wrong)


def test_verification_finds_damage_that_was_backed_up(world: World, busy: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "all.backup"
    with world.server.database.writing() as session:
        session.execute(text("UPDATE ledger_entry SET amount = amount + 1 WHERE amount > 0"))
    try:
        backup.write(world.server.database, file, world.server.keys)
        with pytest.raises(DataDamaged) as found:
            backup.verify(file, world.server.keys, within=tmp_path)
        assert "ledger" in str(found.value.values["what"])
    finally:
        with world.server.database.writing() as session:
            session.execute(text("UPDATE ledger_entry SET amount = amount - 1 WHERE amount > 1"))
    assert [each.name for each in tmp_path.iterdir()] == ["all.backup"]


def _digests(world: World) -> Any:
    with world.server.database.reading() as session:
        return overview.digests(session)


def test_the_doctor_finds_what_somebody_changed_by_hand(world: World, busy: Terminal) -> None:
    with world.server.database.reading() as session:
        assert doctor.problems(session, world.server.keys) == []
    with world.server.database.writing() as session:
        session.execute(text("UPDATE ledger_entry SET amount = amount + 1 WHERE amount > 0"))
        session.execute(text("UPDATE op_log SET status = 'applied' WHERE no = 1"))
        session.execute(text("UPDATE op_log SET status = 'parked' WHERE no = 2"))
        session.execute(text("UPDATE scope_head SET hi = hi + 1 WHERE scope = 'org'"))
    with world.server.database.reading() as session:
        found = {problem["code"] for problem in doctor.problems(session, world.server.keys)}
    with world.server.database.writing() as session:
        session.execute(text("UPDATE ledger_entry SET amount = amount - 1 WHERE amount > 1"))
        session.execute(text("UPDATE op_log SET status = 'applied' WHERE no = 2"))
        session.execute(text("UPDATE scope_head SET hi = hi - 1 WHERE scope = 'org'"))
    assert found == {"row_hash", "sums", "ledger", "countersignature"}


def test_a_database_that_is_not_ready_says_so(tmp_path: Path, world: World) -> None:
    config = Settings(data=world.server.settings.data, database_url=f"sqlite:///{tmp_path / 'empty.db'}")
    app = create_app(config)
    with TestClient(app) as http:
        assert http.get("/readyz").status_code == 503
        assert http.get("/healthz").status_code == 200
    app.state.server.database.engine.dispose()
