"""A terminal restored from a backup gives out no number twice."""

from __future__ import annotations

import sys
from contextlib import closing
from pathlib import Path

import pytest

from app import db
from app.errors import UserError
from app.services import customers, restoring
from app.sync.replica import Replica
from tests.shop import Till, new_vin, person


def back_up(till: Till, file: Path) -> Path:
    db.backup(till.wang.database, till.wang.unlocked.data_key, file)
    return file


def restore(till: Till, file: Path) -> None:
    key = till.wang.unlocked.data_key
    till.close()

    def mark(draft: Path) -> None:
        with closing(db.raw_connection(draft, key)) as connection:
            Replica(connection).mark_restored()

    restoring.restore(till.folder, file, mark)


def test_after_a_restore_nothing_is_numbered_until_the_server_was_asked(
    counter: Till, tmp_path: Path
) -> None:
    vin = counter.receive(new_vin())[0]
    counter.sell(vin)
    restore(counter, back_up(counter, tmp_path / "backup"))
    with pytest.raises(UserError, match="restored"):
        customers.add(counter.wang.unit_of_work(), person())
    counter.sync()
    assert counter.wang.status()["waiting"] == 0
    customers.add(counter.wang.unit_of_work(), person())


def test_a_backup_older_than_what_was_sent_goes_on_under_a_new_identity(
    counter: Till, tmp_path: Path
) -> None:
    vins = counter.receive(new_vin(), new_vin())
    counter.sync()
    file = back_up(counter, tmp_path / "backup")
    sold = counter.sell(vins[0])
    counter.sync()
    restore(counter, file)
    with pytest.raises(UserError, match="restored"):
        counter.sell(vins[1])
    counter.sync()
    assert counter.query("SELECT no FROM contract") == [(sold.contract_no,)], (
        "the sale is on the server, and came back"
    )
    after = counter.sell(vins[1])
    counter.sync()
    assert after.contract_no.split("-")[0] != sold.contract_no.split("-")[0]
    assert counter.wang.status()["waiting"] == 0


def test_numbers_of_unsent_sales_are_not_given_out_again(counter: Till, tmp_path: Path) -> None:
    vins = counter.receive(new_vin(), new_vin(), new_vin())
    counter.sync()
    file = back_up(counter, tmp_path / "backup")  # nothing numbered yet
    sold = [counter.sell(vins[0])]
    for vin in vins[1:]:  # and again, from a backup made right after that
        restore(counter, file)
        counter.sync()
        file = back_up(counter, tmp_path / f"backup {vin}")
        sold.append(counter.sell(vin))
    assert len({each.contract_no for each in sold}) == len({each.receipt_no for each in sold}) == len(vins)


@pytest.mark.skipif(sys.platform == "win32", reason="has no such modes")
def test_what_was_put_back_is_still_for_its_owner_only(counter: Till, tmp_path: Path) -> None:
    restore(counter, back_up(counter, tmp_path / "backup"))
    assert (counter.folder / "replica.db").stat().st_mode & 0o077 == 0


def test_a_second_restore_keeps_the_file_that_the_first_set_aside(counter: Till, tmp_path: Path) -> None:
    (vin,) = counter.receive(new_vin())
    file = back_up(counter, tmp_path / "backup")
    sold = counter.sell(vin)
    restore(counter, file)
    restore(counter, file)
    key = counter.wang.unlocked.data_key
    with closing(db.raw_connection(counter.folder / "damaged-replica.db", key)) as first:
        assert first.execute("SELECT no FROM contract").fetchall() == [(sold.contract_no,)]
    assert (counter.folder / "damaged-1-replica.db").exists()
