"""A keychain that was lost: an administrator's code and one's own password open the folder again, with all in it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from app import bootstrap
from app.clock import SystemClock
from app.errors import ServerUnreachable, UserError
from app.models.org import Terminal
from app.sync import audit
from app.workplace import Workplace
from server import backup, overview, recovery
from tests.faulty import Relay
from tests.shop import CHEAP, ENVIRON, PASSWORD, Shop, Till, new_vin, settle

TRAIL = 'SELECT k.kind, u.name FROM key_event k LEFT JOIN "user" u ON u.id = k.user_id ORDER BY k.at'


@pytest.fixture(scope="module")
def running_shop(shop_on: Callable[[str], Shop]) -> Shop:
    """One database: what differs between them is tested at the server."""
    return shop_on("sqlite")


def code_for(shop: Shop, till: Till) -> str:
    """What the administrator makes."""
    with shop.database.writing() as session:
        terminal = session.get_one(Terminal, till.wang.identity.id)
        return recovery.new_code(session, SystemClock(), terminal, hours=1)[0]


def lost(till: Till) -> Till:
    """The same folder after its keychain was lost; nobody is signed in."""
    till.close()
    (till.folder / "keychain.json").unlink()
    return Till(till.folder)


@contextmanager
def recovered(till: Till, code: str, user: str = "wang") -> Iterator[Workplace]:
    """The terminal, opened with a code."""
    with closing(till.app.recover(code=code, user=user, password=PASSWORD)) as workplace:
        yield workplace


def refused(call: Callable[[], object]) -> str:
    """The code of the refusal."""
    with pytest.raises(UserError) as caught:
        call()
    return caught.value.code


def test_a_lost_keychain_costs_one_visit_and_nothing_that_was_not_sent(shop: Shop, counter: Till) -> None:
    counter.sync()
    sold = counter.sell(counter.receive(new_vin())[0])
    code, after = code_for(shop, counter), lost(counter)
    assert refused(lambda: after.app.sign_in("wang", PASSWORD)) == "device_secret_missing"
    assert refused(lambda: after.app.login("zhao", PASSWORD)) == "device_secret_missing"
    with recovered(after, code) as workplace:
        assert (
            workplace.status()["waiting"] == 4
        )  # the car, the shift, its sale, and that the keys were opened
    assert refused(lambda: after.app.sign_in("liu", PASSWORD)) == "user_unknown_here"
    after.as_("liu")
    settle(after)
    assert after.query("SELECT count(*) FROM contract WHERE no = :no", no=sold.contract_no) == [(1,)]
    ours = after.digest()
    assert {scope: tables for scope, tables in shop.digest().items() if scope in ours} == ours


def test_who_was_given_the_key_is_on_record_at_both_ends(shop: Shop, counter: Till) -> None:
    counter.as_("liu")
    after = lost(counter)
    with recovered(after, code_for(shop, counter)):
        pass
    settle(after)
    trail = [("given", "liu"), ("code", None), ("recovered", "wang"), ("opened", "wang")]
    assert after.query(TRAIL) == trail
    with shop.database.reading() as session:
        events = overview.key_events(session, after.wang.identity.id)
    assert [(event["kind"], event["user"]) for event in events] == trail
    with after.wang.reading() as session:
        assert audit.verify(session, after.wang.vault.identity())[1] == []
    assert after.query("SELECT count(*) FROM audit_entry WHERE action = 'keys.open'") == [(1,)]


def test_a_code_opens_one_terminal_once(shop: Shop, counter: Till, booth: Till) -> None:
    code = code_for(shop, counter)
    assert (
        refused(lambda: lost(booth).app.recover(code=code, user="wang", password=PASSWORD)) == "code_invalid"
    )
    with recovered(lost(counter), code):
        pass
    again = lost(counter)
    assert refused(lambda: again.app.recover(code=code, user="wang", password=PASSWORD)) == "code_invalid"


def test_the_code_works_again_when_the_answer_was_lost(shop: Shop, far: Till, relay: Relay) -> None:
    code, after = code_for(shop, far), lost(far)
    relay.lose_once("/recover")
    with pytest.raises(ServerUnreachable):
        after.app.recover(code=code, user="wang", password=PASSWORD)
    wrong = refused(lambda: after.app.recover(code=code, user="wang", password="not the password"))
    assert wrong == "wrong_password"
    with recovered(Till(far.folder), code) as workplace:
        workplace.sync()


def test_an_old_keychain_that_turns_up_opens_nothing_any_more(shop: Shop, counter: Till) -> None:
    found = (counter.folder / "keychain.json").read_bytes()
    code, after = code_for(shop, counter), lost(counter)
    with recovered(after, code):
        pass
    (counter.folder / "keychain.json").write_bytes(found)
    assert refused(lambda: Till(counter.folder).app.sign_in("wang", PASSWORD)) == "device_secret_missing"


def test_a_forgotten_passphrase_is_replaced_and_a_refusal_puts_the_old_file_back(
    shop: Shop, counter: Till
) -> None:
    code = code_for(shop, counter)
    counter.close()
    other = bootstrap.create(
        counter.folder, {**ENVIRON, "SHOWROOM_KEYCHAIN_PASSPHRASE": "another-Meadow-2094"}, kdf=CHEAP
    )
    before = (counter.folder / "keychain.json").read_bytes()
    assert refused(lambda: other.sign_in("wang", PASSWORD)) == "keychain_passphrase"
    assert refused(lambda: other.recover(code="WRONGCODE2", user="wang", password=PASSWORD)) == "code_invalid"
    assert (counter.folder / "keychain.json").read_bytes() == before
    other.recover(code=code, user="wang", password=PASSWORD).close()
    other.sign_in("wang", PASSWORD).close()
    assert (counter.folder / "keychain.json.lost").read_bytes() == before


def test_a_server_that_was_put_back_to_before_the_code_knows_the_terminal_all_the_same(
    own_shop: Shop, tmp_path: Path
) -> None:
    till = Till(tmp_path / "till" / "data").enrol(own_shop.url, own_shop.code("MAIN"), "Counter")
    till.sync()
    backup.write(own_shop.database, tmp_path / "backup", own_shop.keys)
    with recovered(lost(till), code_for(own_shop, till)) as workplace:
        workplace.sync()
    own_shop.stop()
    backup.restore(own_shop.database, tmp_path / "backup", own_shop.keys, replace=True)
    own_shop.start()
    after = Till(till.folder)
    after.as_("wang").sync()
    settle(after)
    assert after.query(TRAIL) == [
        ("opened", "wang")
    ]  # what the server had noted of it went with its last days


def test_a_copy_of_the_folder_keeps_the_old_secret_and_is_a_stranger(
    shop: Shop, counter: Till, tmp_path: Path
) -> None:
    counter.close()
    shutil.copytree(counter.folder, tmp_path / "copy" / "data")
    with recovered(lost(counter), code_for(shop, counter)):
        pass
    copy = Till(tmp_path / "copy" / "data")
    with copy.wang.replica() as replica:
        replica.keep(token="")  # the one that it had is good for a while
    assert refused(copy.as_("wang").sync) == "terminal_unknown"
