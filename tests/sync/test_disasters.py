"""Restored servers, restored and copied terminals, tampered files: what was sold is there, once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from app.errors import UserError
from app.services import customers, restoring
from app.sync import integrity
from app.sync.replica import Replica
from server import backup
from tests.shop import Shop, Till, new_vin, person, settle


def same(*tills: Till) -> bool:
    """Whether the terminals hold the same of the server's rows."""
    found = []
    for till in tills:
        with till.wang.reading() as session:
            found.append(integrity.digests(session))
    return all(each == found[0] for each in found)


def enrolled(shop: Shop, folder: Path, branch: str, name: str) -> Till:
    """A terminal at that server."""
    return Till(folder / name / "data").enrol(shop.url, shop.code(branch), name)


@pytest.mark.slow
def test_what_a_restored_server_has_lost_is_sent_again(own_shop: Shop, tmp_path: Path) -> None:
    branch = own_shop.branch()
    counter, booth = (enrolled(own_shop, tmp_path, branch, name) for name in ("counter", "booth"))
    kept = counter.sell(counter.receive(new_vin())[0])
    known = customers.add(counter.wang.unit_of_work(), person())
    settle(counter, booth)
    backup.write(own_shop.database, tmp_path / "server.backup", own_shop.keys)
    lost = [counter.sell(counter.receive(new_vin())[0]), booth.sell(booth.receive(new_vin())[0])]
    customers.edit(counter.wang.unit_of_work(), known, {"phone": "13900001111"})
    settle(counter, booth)
    unsent = booth.sell(booth.receive(new_vin())[0])
    own_shop.stop()
    backup.restore(own_shop.database, tmp_path / "server.backup", own_shop.keys, replace=True)
    own_shop.start()
    settle(counter, booth, counter)
    witness = enrolled(own_shop, tmp_path, branch, "witness")
    settle(counter, booth, witness)
    everything = {sold.contract_no for sold in (kept, *lost, unsent)}
    for till in (counter, booth, witness):
        assert {no for (no,) in till.query("SELECT no FROM contract")} == everything
        assert till.query("SELECT count(*), sum(amount) FROM payment") == [(4, 2_000_000)]
        assert till.query("SELECT phone FROM customer WHERE id = :i", i=known) == [("13900001111",)]
        assert till.wang.status() | {"last_contact": None} == {
            "waiting": 0, "parked": 0, "conflicts": 0, "leases": [], "last_contact": None,
        }  # fmt: skip
    assert same(counter, booth, witness)
    for till in (counter, booth, witness):
        till.close()


def restore(till: Till, file: Path) -> None:
    """Put a backup back, as the command line does."""
    till.close()
    key = till.wang.unlocked.data_key

    def mark(draft: Path) -> None:
        from contextlib import closing

        from app import db

        with closing(db.raw_connection(draft, key)) as connection:
            Replica(connection).mark_restored()
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    restoring.restore(till.folder, file, mark)
    till._open.clear()


def back_up(till: Till, file: Path) -> Path:
    """A backup of the terminal."""
    from app import db

    db.backup(till.wang.database, till.wang.unlocked.data_key, file)
    return file


def test_a_restored_terminal_gives_out_nothing_before_it_has_asked_and_no_number_twice(
    counter: Till, booth: Till, tmp_path: Path
) -> None:
    counter.receive(new_vin())
    first = counter.sell(None, model="QIN-2025")
    file = back_up(counter, tmp_path / "counter.backup")
    printed = counter.sell(None, model="QIN-2025")  # its paper is out, but it was never sent
    restore(counter, file)
    with pytest.raises(UserError) as told:
        counter.sell(None, model="QIN-2025")
    assert told.value.code == "restored"
    settle(counter, booth)
    after = counter.sell(None, model="QIN-2025")
    assert len({sold.contract_no for sold in (first, printed, after)}) == 3
    assert len({sold.receipt_no for sold in (first, printed, after)}) == 3
    settle(counter, booth)
    assert {no for (no,) in booth.query("SELECT no FROM contract")} == {first.contract_no, after.contract_no}
    assert same(counter, booth)


def test_two_processes_that_sync_one_folder_at_once_are_no_clones(counter: Till, booth: Till) -> None:
    from concurrent.futures import ThreadPoolExecutor

    others = [Till(counter.folder) for _ in range(3)]
    for _ in range(4):
        counter.sell(None, model="QIN-2025")
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(lambda till: till.sync(), (counter, *others)))
    settle(counter, booth)
    assert booth.query("SELECT count(*) FROM contract") == [(4,)]
    for till in others:
        till.close()


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE customer SET phone = '13999999999'",
        "UPDATE payment SET amount = amount + 1",
        "DELETE FROM ledger_entry",
        "INSERT INTO setting (id, scope, ver, row_hash, name, value) VALUES ('x', 'org', 3, 7, 'floor.sales', '9900')",
        "INSERT INTO setting (id, scope, ver, row_hash, name, value) VALUES ('x', 'org', 0, 0, 'floor.sales', '9900')",
    ],
)
def test_rows_that_were_tampered_with_are_fetched_again(counter: Till, booth: Till, tampering: str) -> None:
    counter.sell(counter.receive(new_vin())[0])
    settle(counter, booth)
    unsent = counter.sell(None, model="QIN-2025")
    counter.execute(tampering + ("" if "INSERT" in tampering else " WHERE ver > 0"))
    if not tampering.startswith("DELETE"):
        with counter.wang.reading() as session:
            assert integrity.wrong_rows(session)
    assert not same(counter, booth)
    counter.wang.sync(anew=True)
    settle(counter, booth)
    assert same(counter, booth)
    assert unsent.contract_no in {no for (no,) in booth.query("SELECT no FROM contract")}


def test_a_parked_op_keeps_its_overlay_and_the_others_go_on(
    counter: Till, booth: Till, new_till: Callable[..., Till]
) -> None:
    """Both take one car in: the second op is set aside, and still its terminal shows it, with all that follows."""
    vin = new_vin()
    booth.receive(vin)
    counter.receive(vin)
    other = counter.receive(new_vin())[0]
    booth.sync()
    settle(counter, booth)
    assert counter.wang.status()["parked"] == 1
    stays = "SELECT count(*) FROM stock_stay s JOIN vehicle v ON v.id = s.vehicle_id WHERE v.vin = :v"
    assert counter.query(stays, v=vin) == [(2,)]
    assert booth.query("SELECT count(*) FROM vehicle WHERE vin = :v", v=other) == [(1,)]
    sold = counter.sell(other)
    settle(counter, booth)
    assert booth.query("SELECT no FROM contract") == [(sold.contract_no,)]
    assert counter.wang.status()["waiting"] == 0
    assert same(counter, booth)
