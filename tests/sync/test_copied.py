"""A folder that was copied, or put back to an older day: it becomes a terminal of its own and loses nothing."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from app import db
from app.errors import ServerUnreachable, UserError
from app.services import conflicts, customers, restoring
from app.sync import audit, integrity
from app.sync.replica import Replica
from app.sync.transport import Transport
from tests.shop import Shop, Till, new_vin, person, settle


def copied(till: Till, folder: Path) -> Till:
    """The folder, copied with everything in it."""
    till.close()
    till._open.clear()
    shutil.copytree(till.folder, folder)
    return Till(folder)


def verified(*tills: Till) -> None:
    """All tills hold the same and have nothing left to do, and the audit trail is whole."""
    seen = []
    for till in tills:
        assert (till.wang.status()["waiting"], till.wang.status()["parked"]) == (0, 0)
        assert till.query("SELECT coalesce(sum(amount), 0) FROM ledger_entry") == [(0,)]
        with till.wang.reading() as session:
            assert integrity.wrong_rows(session) == []
            assert audit.verify(session, till.wang.vault.identity())[1] == []
            seen.append(integrity.digests(session))
    assert all(each == seen[0] for each in seen)


def test_the_second_copy_becomes_a_terminal_of_its_own_with_all_its_work(
    counter: Till, booth: Till, tmp_path: Path
) -> None:
    vins = counter.receive(new_vin(), new_vin(), new_vin())
    shared = counter.sell(vins[0])  # before the copy was made, and not sent
    copy = copied(counter, tmp_path / "copy")
    here, there = counter.sell(vins[1]), copy.sell(vins[2])
    known = customers.add(copy.wang.unit_of_work(), person())
    counter.sync()
    copy.sync()
    settle(counter, copy, booth)
    assert copy.wang.identity.id != counter.wang.identity.id
    assert copy.wang.identity.prefix != counter.wang.identity.prefix
    assert here.contract_no == there.contract_no, "both had given out the same number"
    expected = {shared.contract_no, here.contract_no, f"{there.contract_no}-2"}
    for till in (counter, booth, copy):
        assert {no for (no,) in till.query("SELECT no FROM contract")} == expected
        assert till.query("SELECT count(*), sum(amount) FROM payment") == [(3, 1_500_000)]
        assert till.query("SELECT id FROM customer WHERE id = :i", i=known) == [(known,)]
    new = copy.sell(None, model="QIN-2025")
    settle(copy, counter, booth)
    assert new.contract_no.startswith(copy.wang.identity.prefix + "-")
    verified(counter, booth, copy)
    copy.close()


def test_a_number_given_twice_gets_a_suffix_and_asks_for_new_paper(
    counter: Till, booth: Till, tmp_path: Path
) -> None:
    vins = counter.receive(new_vin(), new_vin())
    counter.sync()
    copy = copied(counter, tmp_path / "copy")
    first, second = counter.sell(vins[0]), copy.sell(vins[1])
    settle(counter, copy, booth)
    ((case, data, no),) = booth.query(
        "SELECT k.id, k.data, c.no FROM sync_case k JOIN contract c ON c.id = k.contract_id "
        "WHERE k.kind = 'paper' AND k.state = 'open'"
    )
    given = {each["was"]: each["now"] for each in json.loads(data)["numbers"]}
    assert given == {no: f"{no}-2" for no in (first.contract_no, first.receipt_no, f"D-{first.contract_no}")}
    assert no == f"{second.contract_no}-2"
    assert booth.query("SELECT count(*) FROM payment WHERE receipt_no LIKE :r", r=f"{first.receipt_no}%") == [
        (2,)
    ]
    conflicts.resolve(booth.wang.unit_of_work(), case_id=case, choices={"paper": "mine"}, mine="first")
    settle(booth, copy)
    assert copy.wang.status()["conflicts"] == 0
    copy.close()


def test_an_op_that_the_other_copy_had_sent_counts_once(counter: Till, tmp_path: Path) -> None:
    sold = counter.sell(counter.receive(new_vin())[0])
    copy = copied(counter, tmp_path / "copy")
    counter.sync()
    counter.receive(new_vin())
    counter.sync()
    unsent = copy.sell(None, model="QIN-2025")
    settle(counter, copy, counter)
    assert counter.query("SELECT count(*), sum(amount) FROM payment") == [(2, 1_000_000)]
    expected = {sold.contract_no, unsent.contract_no}
    assert {no for (no,) in counter.query("SELECT no FROM contract")} == expected
    verified(counter, copy)
    copy.close()


def test_a_copy_of_a_copy_hands_in_the_work_of_both(counter: Till, tmp_path: Path) -> None:
    copy = copied(counter, tmp_path / "copy")
    sold = [counter.sell(None, model="QIN-2025"), copy.sell(None, model="QIN-2025")]
    counter.sync()
    copy.sync()
    again = copied(copy, tmp_path / "again")
    sold += [copy.sell(None, model="QIN-2025"), again.sell(None, model="QIN-2025")]
    copy.sync()
    settle(again, copy, counter)
    assert counter.query("SELECT count(*), sum(amount) FROM payment") == [(len(sold), 2_000_000)]
    assert len({till.wang.identity.prefix for till in (counter, copy, again)}) == 3
    verified(counter, copy, again)
    for till in (copy, again):
        till.close()


def test_two_copies_on_one_computer_become_two_terminals(counter: Till, tmp_path: Path) -> None:
    """They share its keychain, and with it whatever the first one left there."""
    first, second = (copied(counter, tmp_path / name) for name in ("first", "second"))
    for till in (counter, first, second):
        till.sell(None, model="QIN-2025")
    counter.sync()
    first.sync()
    shutil.copy(first.folder / "keychain.json", second.folder / "keychain.json")
    second.sync()
    assert len({till.wang.identity.id for till in (counter, first, second)}) == 3
    for till in (first, second):
        till.close()


def test_a_copy_that_loses_the_answer_asks_again_and_is_one_terminal(
    counter: Till, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = copied(counter, tmp_path / "copy")
    counter.sell(None, model="QIN-2025")
    unsent = copy.sell(None, model="QIN-2025")
    counter.sync()
    real = Transport.copy

    def lost(self: Transport, body: dict[str, object]) -> dict[str, object]:
        real(self, body)
        raise ServerUnreachable("unreachable", "lost")

    with monkeypatch.context() as patch:
        patch.setattr(Transport, "copy", lost)
        with pytest.raises(ServerUnreachable):
            copy.sync()
    later = copy.sell(None, model="QIN-2025")  # it is still the old one, and works on
    settle(copy, counter)
    found = "SELECT count(*) FROM terminal WHERE branch_id = :b"
    assert counter.query(found, b=counter.wang.identity.branch_id) == [(2,)]
    assert {f"{unsent.contract_no}-2", later.contract_no} <= {
        no for (no,) in counter.query("SELECT no FROM contract")
    }
    verified(counter, copy)
    copy.close()


def test_a_folder_that_lost_its_power_between_keys_and_data_ends_what_it_began(
    counter: Till, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = copied(counter, tmp_path / "copy")
    counter.sell(None, model="QIN-2025")
    copy.sell(None, model="QIN-2025")
    counter.sync()
    with monkeypatch.context() as patch:
        patch.setattr(Replica, "begin_as", lambda *_, **__: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            copy.sync()
    copy.close()
    after = Till(copy.folder)
    with pytest.raises(UserError, match="identity_changed"):
        after.sell(None, model="QIN-2025")
    settle(after, counter)
    assert counter.query("SELECT count(*), sum(amount) FROM payment") == [(2, 1_000_000)]
    verified(counter, after)
    after.close()


def test_a_desk_that_is_open_while_the_folder_becomes_another_writes_nothing_under_the_old_name(
    counter: Till, tmp_path: Path
) -> None:
    copy = copied(counter, tmp_path / "copy")
    desk = Till(copy.folder)
    desk.sell(None, model="QIN-2025")
    counter.sell(None, model="QIN-2025")
    counter.sync()
    copy.sync()
    with pytest.raises(UserError, match="identity_changed"):
        desk.sell(None, model="QIN-2025")
    again = Till(copy.folder)
    again.sell(None, model="QIN-2025")
    settle(again, counter)
    verified(again, counter)
    for till in (copy, desk, again):
        till.close()


def test_others_of_a_copy_sign_in_online_once_and_go_on(counter: Till, tmp_path: Path) -> None:
    counter.as_("zhao")
    copy = copied(counter, tmp_path / "copy")
    counter.sell(None, model="QIN-2025")
    counter.sync()
    copy.sell(None, model="QIN-2025")
    copy.sync()
    copy._open.pop("zhao", None)
    copy.sell(None, model="QIN-2025", user="zhao")
    settle(copy, counter)
    assert counter.query("SELECT count(*) FROM contract") == [(3,)]
    copy.close()


def test_a_revoked_terminal_gets_no_new_identity(shop: Shop, counter: Till, tmp_path: Path) -> None:
    from app.clock import SystemClock
    from server import administration

    copy = copied(counter, tmp_path / "copy")
    counter.sell(None, model="QIN-2025")
    counter.sync()
    copy.sell(None, model="QIN-2025")
    administration.revoke_terminal(shop.database, SystemClock(), counter.wang.identity.id)
    with pytest.raises(UserError, match="revoked"):
        copy.sync()
    assert copy.wang.status()["waiting"] == 2  # the shift and its sale
    copy.close()


def test_an_older_backup_keeps_its_unsent_work(
    counter: Till, booth: Till, new_till: Callable[..., Till], tmp_path: Path
) -> None:
    unsent = counter.sell(None, model="QIN-2025")
    file, key = tmp_path / "backup", counter.wang.unlocked.data_key
    db.backup(counter.wang.database, key, file)
    later = counter.sell(None, model="QIN-2025")
    counter.sync()
    counter.close()

    def mark(draft: Path) -> None:
        with closing(db.raw_connection(draft, key)) as connection:
            Replica(connection).mark_restored()

    restoring.restore(counter.folder, file, mark)
    counter._open.clear()
    settle(counter, booth)
    new = counter.sell(None, model="QIN-2025")
    settle(counter, booth)
    expected = {unsent.contract_no, later.contract_no, new.contract_no}
    assert {no for (no,) in booth.query("SELECT no FROM contract")} == expected
    verified(counter, booth)
