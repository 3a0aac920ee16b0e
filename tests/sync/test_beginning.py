"""Beginning with streams: whole or not at all, encrypted throughout, and nothing that was entered here is lost."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from app import db
from app.errors import ServerUnreachable
from app.rounds import Round
from app.services import customers
from app.sync import beginning, engine, integrity, protocol, replica, transport
from app.sync.shadow_file import ShadowFile
from app.sync.transport import PAGE, Transport
from tests.faulty import Answer, Relay
from tests.shop import Shop, Till, new_vin, person, settle

SCHEMA = "SELECT name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite%' ORDER BY name"
STREAM = "/bootstrap/"


def acknowledged(till: Till) -> integrity.Digests:
    """What the terminal holds of the server's."""
    with till.wang.reading() as session:
        return integrity.digests(session)


def sound(till: Till) -> None:
    """File and rows are as they should be."""
    assert db.check_integrity(till.wang.database) == []
    with till.wang.reading() as session:
        assert integrity.wrong_rows(session) == []


@pytest.fixture
def without_streams(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """From now on replicas are filled by pulls, as before there were streams."""

    return lambda: monkeypatch.setattr(Round, "begin", lambda self, transport: None)


def test_streams_make_the_same_replica_as_pulls(
    counter: Till, new_till: Callable[..., Till], without_streams: Callable[[], None]
) -> None:
    vin = new_vin()
    counter.sell(counter.receive(vin)[0], person("陈明慧"))
    counter.sync()
    streamed = new_till("Streamed")
    without_streams()
    pulled = new_till("Pulled")
    settle(streamed, pulled)
    assert acknowledged(streamed) == acknowledged(pulled)
    assert streamed.query(SCHEMA) == pulled.query(SCHEMA)
    for till in (streamed, pulled):
        assert till.query("SELECT count(*) FROM vehicle_parts WHERE parts MATCH :v", v=vin[9:]) == [(1,)]
        assert till.query("SELECT count(*) FROM customer_words WHERE words MATCH 'cmh'") == [(1,)]
        assert till.query("SELECT * FROM scope_sum") == pulled.query("SELECT * FROM scope_sum")
        sound(till)


@pytest.mark.parametrize("by_streams", [True, False])
def test_a_shop_that_grew_by_pages_since_its_streams_takes_in_a_further_terminal(
    counter: Till, new_till: Callable[..., Till], without_streams: Callable[[], None], monkeypatch: pytest.MonkeyPatch,
    by_streams: bool,
) -> None:  # fmt: skip
    new_till("Makes the streams")
    counter.receive(*(new_vin() for _ in range(8)))
    counter.sync()
    pull = Transport.pull
    monkeypatch.setattr(replica, "AT_ONCE", 10)
    monkeypatch.setattr(Transport, "pull", lambda self, cursor, limit=10: pull(self, cursor, min(limit, 10)))
    if not by_streams:
        without_streams()
    late = new_till("Comes late")
    assert late.wang.incidents() == []
    settle(late, counter)
    assert acknowledged(late) == acknowledged(counter)
    assert late.query("SELECT count(*) FROM stock_stay") == counter.query("SELECT count(*) FROM stock_stay")
    sound(late)


def test_what_was_entered_here_lies_on_the_new_rows(counter: Till, booth: Till) -> None:
    """Waiting, set-aside and sent work, numbers and leases outlive a beginning anew."""
    vin = new_vin()
    booth.receive(vin)
    counter.receive(vin)  # set aside: both took one car in
    known = customers.add(counter.wang.unit_of_work(), person())
    booth.sync(), counter.sync()
    customers.edit(counter.wang.unit_of_work(), known, {"phone": "13900001111"})
    leased = counter.receive(new_vin())[0]
    counter.sync()
    (lease,) = counter.query("SELECT id FROM vehicle WHERE vin = :v", v=leased)[0]
    counter.wang.lease([lease])
    unsent = counter.sell(None, model="QIN-2025")
    customers.edit(counter.wang.unit_of_work(), known, {"address": "滨江"})
    for each in (counter, booth):
        each.wang.reading()
    before = {
        t: counter.query(f"SELECT * FROM {t} ORDER BY 1, 2") for t in ("op", "number_series", "held_lease")
    }
    stays = counter.query("SELECT count(*) FROM stock_stay")
    Round(counter.wang).begin(Transport(counter.wang.vault.identity().server_url))
    assert {t: counter.query(f"SELECT * FROM {t} ORDER BY 1, 2") for t in before} == before
    assert counter.query("SELECT phone, address FROM customer WHERE id = :i", i=known) == [
        ("13900001111", "滨江")
    ]
    assert counter.query("SELECT count(*) FROM contract WHERE no = :n", n=unsent.contract_no) == [(1,)]
    assert counter.query("SELECT count(*) FROM stock_stay") == stays
    settle(counter, booth)
    assert acknowledged(counter) == acknowledged(booth)
    assert booth.query("SELECT phone, address FROM customer WHERE id = :i", i=known) == [
        ("13900001111", "滨江")
    ]
    sound(counter)


def cut(answer: Answer, left: list[int]) -> Answer | None:
    """Of the next answers only so many bytes arrive."""
    if not left:
        return answer
    return Answer(answer.status, answer.body[: left.pop(0)], answer.kind, len(answer.body), answer.headers)


def test_a_stream_that_breaks_off_goes_on_where_it_was(
    shop: Shop, relay: Relay, new_till: Callable[..., Till], counter: Till, monkeypatch: pytest.MonkeyPatch
) -> None:
    counter.receive(*[new_vin() for _ in range(40)])
    counter.sync()
    offsets: list[int] = []
    real = Transport.bootstrap

    def noting(self: Transport, scope: str, stream: str = "", offset: int = 0) -> object:
        offsets.append(offset)
        return real(self, scope, stream, offset)

    monkeypatch.setattr(Transport, "bootstrap", noting)
    monkeypatch.setattr(transport, "_PIECE", 64)
    left = [700, 300]
    relay.rule = lambda path, answer: cut(answer, left) if STREAM in path else answer
    far = new_till("Far", url=relay.url)
    assert offsets[:3] == [0, 640, 896]  # whole pieces
    counter.sync()
    assert acknowledged(far) == acknowledged(counter)


def test_a_stream_that_another_took_the_place_of_begins_anew(
    shop: Shop, relay: Relay, new_till: Callable[..., Till], counter: Till
) -> None:
    counter.receive(new_vin())
    counter.sync()

    def renamed(path: str, answer: Answer) -> Answer | None:
        if STREAM not in path or not left:
            return answer
        return cut(Answer(answer.status, answer.body, answer.kind, headers={"ETag": '"former"'}), left)

    left = [500]
    relay.rule = renamed
    far = new_till("Far", url=relay.url)
    counter.sync()
    assert acknowledged(far) == acknowledged(counter)


def test_a_server_that_says_nonsense_after_the_streams_is_a_broken_line_and_no_fault_of_ours(
    counter: Till, relay: Relay
) -> None:
    counter.wang.vault.set_identity(replace(counter.wang.vault.identity(), server_url=relay.url))
    before = acknowledged(counter)
    header = {"protocol": 1, "cursor": "c", "epoch": "e", "tables": {}, "last_no": "many", "more": False}
    relay.answer("/pull", Answer(200, protocol.write_page(header, []), PAGE))
    with pytest.raises(ServerUnreachable) as caught:
        counter.wang.sync(anew=True)
    assert caught.value.code == "stream_broken"
    assert acknowledged(counter) == before


@pytest.mark.parametrize("harm", ["flip", "cut", "portal"])
def test_a_stream_that_is_not_whole_changes_nothing(counter: Till, relay: Relay, harm: str) -> None:
    counter.sell(counter.receive(new_vin())[0])
    counter.sync()
    before = acknowledged(counter)
    counter.wang.vault.set_identity(
        __import__("dataclasses").replace(counter.wang.vault.identity(), server_url=relay.url)
    )

    def harmed(path: str, answer: Answer) -> Answer | None:
        if STREAM not in path:
            return answer
        middle = len(answer.body) // 2
        body = {
            "flip": answer.body[:middle] + bytes([answer.body[middle] ^ 1]) + answer.body[middle + 1 :],
            "cut": answer.body[:middle],
            "portal": b"<html>Hotel</html>",
        }[harm]
        return Answer(200, body, answer.kind, headers=answer.headers)

    relay.rule = harmed
    with pytest.raises(ServerUnreachable):
        counter.wang.sync(anew=True)
    assert acknowledged(counter) == before
    sound(counter)
    assert not list(counter.folder.glob("*.new*"))
    relay.clear()
    counter.wang.sync(anew=True)
    sound(counter)


def test_nothing_plain_is_ever_in_the_new_file(
    counter: Till, new_till: Callable[..., Till], monkeypatch: pytest.MonkeyPatch
) -> None:
    counter.sell(None, person("显眼的名字"), model="QIN-2025")
    counter.sync()
    seen: list[bytes] = []
    real = ShadowFile.swap

    def looking(self: ShadowFile, last_no: int) -> None:
        seen.extend(file.read_bytes() for file in self._replica.parent.glob("replica.db.new*"))
        real(self, last_no)

    monkeypatch.setattr(ShadowFile, "swap", looking)
    new_till("Booth")
    assert seen
    for content in seen:
        assert b"SQLite format 3" not in content
        assert "显眼的名字".encode() not in content
        assert b"CREATE TABLE" not in content


def test_while_another_program_has_the_file_open_rows_come_by_pull(
    counter: Till, booth: Till, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db, "ALONE_SECONDS", 0.2)
    booth.sell(booth.receive(new_vin())[0])
    booth.sync()
    with closing(db.raw_connection(counter.wang.path, counter.wang.unlocked.data_key)) as other:
        other.execute("SELECT count(*) FROM op").fetchall()
        counter.wang.sync(anew=True)
        assert other.execute("SELECT count(*) FROM contract").fetchone() == (1,)
    assert acknowledged(counter) == acknowledged(booth)


def test_who_opens_the_file_during_the_swap_writes_to_the_new_one(
    counter: Till, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It waits for the lock on the old file; what it then writes must not go down with it."""
    from app.sync import shadow_file

    path, key = counter.wang.path, counter.wang.unlocked.data_key
    wrote: list[str] = []

    def write() -> None:
        with closing(db.raw_connection(path, key)) as late:
            late.execute("INSERT INTO state (name, value) VALUES ('late', '1')")
            wrote.append("late")

    real, threads = shadow_file._flush, []

    def flushing(file: Path) -> None:
        threads.append(threading.Thread(target=write))
        threads[0].start()
        threads[0].join(0.3)  # it has the old file open by now, and waits
        assert wrote == []
        real(file)

    monkeypatch.setattr(shadow_file, "_flush", flushing)
    counter.wang.sync(anew=True)
    threads[0].join(30)
    assert wrote == ["late"]
    assert counter.query("SELECT value FROM state WHERE name = 'late'") == [("1",)]


def test_who_is_far_behind_begins_anew_by_itself(
    counter: Till, booth: Till, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[object] = []
    real = beginning.Beginning.run
    monkeypatch.setattr(beginning.Beginning, "run", lambda self: begun.append(self) or real(self))
    monkeypatch.setattr(engine, "FAR_BEHIND", 20)
    monkeypatch.setattr(engine, "PAGE_ROWS", 10)
    for _ in range(4):
        booth.sell(booth.receive(new_vin())[0])
        booth.sync()
    unsent = counter.sell(None, model="QIN-2025")
    counter.sync()
    assert len(begun) == 1
    settle(counter, booth)
    assert acknowledged(counter) == acknowledged(booth)
    assert booth.query("SELECT count(*) FROM contract WHERE no = :n", n=unsent.contract_no) == [(1,)]


def test_a_long_round_goes_in_page_by_page_and_keeps_what_lies_on_top(
    counter: Till, booth: Till, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = customers.add(counter.wang.unit_of_work(), person())
    settle(counter, booth)
    monkeypatch.setattr(replica, "AT_ONCE", 20)
    monkeypatch.setattr(engine, "PAGE_ROWS", 10)
    for _ in range(6):
        booth.sell(booth.receive(new_vin())[0])
        booth.sync()
    customers.edit(booth.wang.unit_of_work(), known, {"address": "余杭"})
    booth.sync()
    customers.edit(counter.wang.unit_of_work(), known, {"phone": "13900001111"})
    commits: list[str] = []
    real = replica._Transaction.__exit__

    def counted(self: replica._Transaction, *how: object) -> None:
        commits.append(self._db.execute("SELECT value FROM state WHERE name = 'cursor'").fetchone()[0])
        real(self, *how)

    monkeypatch.setattr(replica._Transaction, "__exit__", counted)
    monkeypatch.setattr(engine.Engine, "_try_push", lambda self, result: None)
    counter.sync()
    assert len(set(commits)) > 4  # each page with the cursor that it ends at
    monkeypatch.undo()
    assert counter.query("SELECT phone, address FROM customer WHERE id = :i", i=known) == [
        ("13900001111", "余杭")
    ]
    assert counter.wang.incidents() == []
    settle(counter, booth)
    assert acknowledged(counter) == acknowledged(booth)
