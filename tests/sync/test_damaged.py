"""A data file with flipped bytes, cut off or emptied: never a wrong figure in silence, never an unsent sale lost."""

from __future__ import annotations

import os
import random
import shutil
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from app import db
from app.cli.care import _wrong
from app.errors import DataDamaged, ServerUnreachable
from app.gateways.terminal import TerminalGateway
from app.sync import salvage
from app.sync.second_copy import FILE, SecondCopy
from tests.shop import PASSWORD, Shop, Till, new_vin, settle

DAMAGES = int(os.environ.get("SHOWROOM_DAMAGES", "60"))
FIGURES = (
    "SELECT no, state, price FROM contract ORDER BY no",
    "SELECT receipt_no, amount FROM payment ORDER BY receipt_no",
    "SELECT account, sum(amount) FROM ledger_entry GROUP BY account ORDER BY account",
    "SELECT no, state, hash FROM op ORDER BY no",
)


@dataclass
class Prepared:
    """A terminal's folder, whole, and what is in it."""

    folder: Path
    figures: list[object]
    unsent: list[int]


def figures(till: Till) -> list[object]:
    """What a person would read off."""
    return [till.query(sql) for sql in FIGURES]


@pytest.fixture
def prepared(counter: Till, tmp_path: Path) -> Prepared:
    """Two sales that were sent, one in the data file that was not, two more in its log."""
    for vin in counter.receive(new_vin(), new_vin()):
        counter.sell(vin)
    settle(counter)
    counter.sell(None, model="QIN-2025")
    counter.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    counter.sell(None, model="QIN-2025")
    counter.sell(None, model="QIN-2025")
    known = figures(counter)
    folder = tmp_path / "whole"
    shutil.copytree(counter.folder, folder, ignore=shutil.ignore_patterns("*-shm", "*.lock"))
    assert (folder / "replica.db-wal").stat().st_size > 0
    return Prepared(
        folder, known, [no for (no,) in counter.query("SELECT no FROM op WHERE state = 'waiting'")]
    )


def damage(folder: Path, dice: random.Random) -> str:
    """Flip a byte, cut off, or overwrite a stretch, in the data file or its log. Says what was done."""
    path = folder / dice.choice(("replica.db", "replica.db", "replica.db-wal"))
    content = bytearray(path.read_bytes())
    at, how = dice.randrange(len(content)), dice.choice(("flip", "flip", "cut", "zero"))
    if how == "flip":
        content[at] ^= 1 << dice.randrange(8)
    elif how == "cut":
        del content[at:]
    else:
        content[at : at + 4096] = bytes(len(content[at : at + 4096]))
    path.write_bytes(content)
    return f"{how} {path.name} at {at}"


def test_damage_is_noticed_or_changes_nothing_and_no_unsent_sale_is_lost(
    prepared: Prepared, tmp_path: Path
) -> None:
    dice, noticed = random.Random(20), 0
    for n in range(DAMAGES):
        folder = tmp_path / f"damaged-{n}"
        shutil.copytree(prepared.folder, folder)
        done = damage(folder, dice)
        till = Till(folder)
        problems, _ = _wrong(till.wang)
        if problems:
            noticed += 1
            saved = salvage.unsent(folder / "replica.db", till.wang.unlocked.data_key)
            assert [op["no"] for op in saved] == prepared.unsent, done
        else:
            assert figures(till) == prepared.figures, done
        till.close()
        shutil.rmtree(folder)
    assert noticed > DAMAGES // 2


def test_one_copy_is_enough_whichever_it_is(prepared: Prepared) -> None:
    key = Till(prepared.folder).wang.unlocked.data_key
    replica, copy = prepared.folder / "replica.db", prepared.folder / FILE
    whole = copy.read_bytes()
    copy.unlink()
    assert [op["no"] for op in salvage.unsent(replica, key)] == prepared.unsent
    copy.write_bytes(whole)
    replica.write_bytes(b"")
    (prepared.folder / "replica.db-wal").unlink(missing_ok=True)
    assert [op["no"] for op in salvage.unsent(replica, key)] == prepared.unsent
    damaged = bytearray(whole)
    damaged[40] ^= 1
    copy.write_bytes(damaged[:-7])
    assert [op["no"] for op in SecondCopy(prepared.folder, key).ops()] == prepared.unsent[1:-1]


def test_nobody_writes_while_the_second_copy_goes(counter: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else a sale at that moment would be in no second copy."""
    real, tried = SecondCopy.forget, []

    def forget(copy: SecondCopy) -> None:
        with closing(db.raw_connection(counter.folder / "replica.db", key)) as other:
            other.execute("PRAGMA busy_timeout=0")
            with pytest.raises(Exception, match="locked"):
                other.execute("BEGIN IMMEDIATE")
        tried.append(True)
        real(copy)

    key = counter.wang.unlocked.data_key
    monkeypatch.setattr(SecondCopy, "forget", forget)
    counter.sync()
    assert tried


def test_what_is_written_after_a_record_that_was_cut_short_is_found(tmp_path: Path) -> None:
    """Power failed in the middle of a record, or the disk was full; the terminal went on."""
    copy = SecondCopy(tmp_path, bytes(32))
    for no in (1, 2):
        copy.append({"no": no, "payload": "x" * 500})
    whole = (tmp_path / FILE).read_bytes()
    for lost in (1, 3, 300, len(whole) // 2 - 1):
        (tmp_path / FILE).write_bytes(whole[:-lost])
        copy.append({"no": 3, "payload": "y" * 500})
        read = [op["no"] for op in copy.ops()]
        assert read in ([1, 3], [1, 2, 3]), lost  # the next one may begin as this one would have ended
        assert 2 not in read or lost == 1


def test_a_record_that_is_made_whole_by_the_next_one_takes_nothing_from_it(tmp_path: Path) -> None:
    """One byte was lost, and it was what every record begins with."""
    copy, path = SecondCopy(tmp_path, bytes(32)), tmp_path / FILE
    while not path.exists() or path.read_bytes()[-1]:
        path.unlink(missing_ok=True)
        copy.append({"no": 1})
    path.write_bytes(path.read_bytes()[:-1])
    copy.append({"no": 2})
    assert [op["no"] for op in copy.ops()] == [1, 2]


def test_a_repaired_terminal_has_everything_and_goes_on_under_a_new_identity(
    counter: Till, booth: Till
) -> None:
    sold = [counter.sell(vin).contract_no for vin in counter.receive(new_vin(), new_vin())]
    settle(counter)
    sold.append(counter.sell(None, model="QIN-2025").contract_no)
    counter.close()
    counter._open.clear()
    path = counter.folder / "replica.db"
    content = bytearray(path.read_bytes())
    for at in range(5000, len(content), 4096):
        content[at] ^= 0xFF
    path.write_bytes(content)
    assert _wrong(counter.wang)[1]
    assert counter.wang.rebuild() == 1
    counter.sync()
    new = counter.sell(None, model="QIN-2025").contract_no
    settle(counter, booth)
    assert {no for (no,) in booth.query("SELECT no FROM contract")} == {*sold, new}
    assert figures(booth)[:3] == figures(counter)[:3]
    assert new.split("-")[0] not in {no.split("-")[0] for no in sold}
    assert _wrong(counter.wang) == ([], False)
    assert any(counter.folder.glob("damaged-*")), "the damaged file is kept"


def test_the_desk_repairs_a_damaged_file_at_the_door_once_the_server_answers(
    shop: Shop, counter: Till, booth: Till
) -> None:
    sold = [counter.sell(vin).contract_no for vin in counter.receive(new_vin())]
    settle(counter)
    sold.append(counter.sell(None, model="QIN-2025").contract_no)
    counter.close()
    counter._open.clear()
    path = counter.folder / "replica.db"
    path.write_bytes(b"\0" * 8192)
    path.with_name("replica.db-wal").unlink(missing_ok=True)
    at_the_door = TerminalGateway(counter.folder, lambda: counter.app)
    with pytest.raises(DataDamaged, match="replica_damaged"):
        at_the_door.sign_in(login="wang", password=PASSWORD)
    shop.stop()
    with pytest.raises(ServerUnreachable, match="repair_offline"):
        at_the_door.repair(login="wang", password=PASSWORD)
    assert path.read_bytes() == b"\0" * 8192
    shop.start()
    desk = at_the_door.repair(login="wang", password=PASSWORD)
    assert (desk.sync.status().waiting, desk.sync.status().fetching_anew) == (0, "")
    at_the_door.close()
    settle(counter, booth)
    assert {no for (no,) in booth.query("SELECT no FROM contract")} == set(sold)
    assert _wrong(counter.wang) == ([], False)


def test_the_desk_notices_at_the_door_that_unsent_work_has_gone_from_the_file(counter: Till) -> None:
    counter.sell(None, model="QIN-2025")
    counter.sell(None, model="QIN-2025")
    counter.execute("DELETE FROM op WHERE no = (SELECT max(no) FROM op)")
    counter.close()
    at_the_door = TerminalGateway(counter.folder, lambda: counter.app)
    with pytest.raises(DataDamaged, match="ops_missing"):
        at_the_door.sign_in(login="wang", password=PASSWORD)


def test_the_second_copy_is_encrypted_and_goes_once_all_is_sent(counter: Till) -> None:
    counter.sell(
        None, {"name": "欧阳明月", "phone": "13900001111", "id_number": ""} | _person(), model="QIN-2025"
    )
    raw = (counter.folder / FILE).read_bytes()
    for word in ("欧阳明月".encode(), b"13900001111", b"deal.sell"):
        assert word not in raw
    assert (counter.folder / FILE).stat().st_mode & 0o077 == 0
    counter.sync()
    assert not (counter.folder / FILE).exists()


def _person() -> dict[str, str]:
    from tests.shop import person

    return {"id_number": person()["id_number"]}
