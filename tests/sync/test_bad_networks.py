"""Lost, cut, delayed and foreign answers: everything is sent once, and nothing is believed that is not whole."""

from __future__ import annotations

import gzip
from collections.abc import Callable

import pytest

from app.errors import AppError, ServerUnreachable, UserError
from app.sync import protocol
from tests.faulty import PORTAL, Answer, Relay
from tests.shop import PASSWORD, Shop, Till, new_vin, person, settle

FOREIGN = {
    "captive portal": Answer(200, PORTAL, "text/html"),
    "redirect": Answer(302, b"", "text/html", headers={"Location": "http://127.0.0.1:9/login"}),
    "garbage": Answer(200, bytes(range(256)), "application/octet-stream"),
    "empty": Answer(200, b""),
    "json of another kind": Answer(200, b'{"status": "ok"}'),
    "json list": Answer(200, b"[1, 2]"),
    "error in another form": Answer(422, b'{"error": "no"}'),
    "error with odd values": Answer(422, b'{"error": {"code": "x", "text": "{0} {a.b}", "values": [1]}}'),
    "error that names our arguments": Answer(
        422, b'{"error": {"code": "x", "text": "t", "values": {"field": 1}}}'
    ),
    "too many requests": Answer(429, b"{}", headers={"Retry-After": "30"}),
    "server error": Answer(500, PORTAL, "text/html"),
    "bad gateway": Answer(502, b"Bad Gateway", "text/plain"),
    "not found": Answer(404, b'{"detail": "Not Found"}'),
    "token never good": Answer(401, b'{"detail": {"code": "token_expired"}}'),
    "promised more": Answer(200, b'{"a":', length=5000),
}


def digest_of(till: Till) -> object:
    """What the terminal holds of the server's."""
    from app.sync import integrity

    with till.wang.reading() as session:
        return integrity.digests(session)


def state_of(till: Till) -> object:
    """What must not change while nothing arrived."""
    ops = till.query("SELECT no, hash, state FROM op ORDER BY no")
    cursor = till.query("SELECT value FROM state WHERE name IN ('cursor', 'incarnation') ORDER BY name")
    return ops, cursor, till.query("SELECT count(*), max(ver) FROM audit_entry")


@pytest.mark.parametrize("part", ["hello", "push", "pull", "token"])
def test_a_foreign_answer_changes_nothing_and_the_next_try_does(far: Till, relay: Relay, part: str) -> None:
    for kind, answer in FOREIGN.items():
        far.receive(new_vin())
        if part == "token":
            far.execute("DELETE FROM state WHERE name = 'token'")
        before = state_of(far)
        relay.answer(part, answer)
        with pytest.raises(UserError) as told:
            far.sync()
        assert told.value.message, kind
        assert isinstance(told.value, ServerUnreachable) or answer.status == 422, kind
        assert state_of(far)[0] == before[0] or part == "pull", kind  # what was pushed may be known as sent
        relay.clear()
        far.sync()
        assert far.query("SELECT count(*) FROM op WHERE state <> 'done'") == [(0,)], kind


@pytest.mark.parametrize("part", ["hello", "push", "pull", "leases", "token"])
def test_an_answer_that_is_lost_once_does_no_harm(far: Till, booth: Till, relay: Relay, part: str) -> None:
    vins = far.receive(new_vin(), new_vin())
    far.sync()
    far.sell(vins[0])
    if part == "token":
        far.execute("DELETE FROM state WHERE name = 'token'")
    relay.lose_once(part)
    car = far.query("SELECT id FROM vehicle WHERE vin = :v", v=vins[1])[0][0]
    for act in (far.sync, lambda: far.wang.lease([car])):
        try:
            act()
        except ServerUnreachable:
            act()
    settle(far, booth)
    assert booth.query("SELECT count(*) FROM contract") == [(1,)]
    assert booth.query("SELECT count(*), sum(amount) FROM payment") == [(1, 500_000)]
    assert far.wang.status()["leases"] == [vins[1]]
    assert digest_of(far) == digest_of(booth)


def test_every_answer_of_a_busy_day_is_lost_once(far: Till, booth: Till, relay: Relay) -> None:
    """Each request is answered only the second time; counts and totals are as if none had been lost."""
    lost: dict[str, int] = {}

    def every_other(path: str, answer: Answer) -> Answer | None:
        lost[path] = lost.get(path, 0) + 1
        return None if lost[path] % 2 else answer

    vins = far.receive(*(new_vin() for _ in range(4)))
    relay.rule = every_other
    for vin in vins:
        far.sell(vin)
        for _ in range(9):
            try:
                far.sync()
                break
            except ServerUnreachable:
                continue
    relay.clear()
    settle(far, booth)
    assert booth.query("SELECT count(*) FROM contract") == [(4,)]
    assert booth.query("SELECT count(*), sum(amount) FROM payment") == [(4, 2_000_000)]
    assert booth.query("SELECT count(*) FROM sync_case") == [(0,)]
    assert digest_of(far) == digest_of(booth)


@pytest.mark.parametrize("status", [500, 429, 422])
def test_pull_goes_on_when_push_fails(far: Till, booth: Till, relay: Relay, status: int) -> None:
    settle(far, booth)
    far.receive(new_vin())
    elsewhere = booth.receive(new_vin())[0]
    booth.sync()
    relay.answer("push", Answer(status, b'{"error": {"code": "full", "text": "No."}}'))
    with pytest.raises(AppError):
        far.sync()
    assert far.query("SELECT count(*) FROM vehicle WHERE vin = :v", v=elsewhere) == [(1,)]
    assert far.wang.status()["waiting"] == 1


def cut_page(data: bytes, how: str) -> bytes:
    """A page that is not what the server wrote."""
    lines = gzip.decompress(data).splitlines(keepends=True)
    if how == "no end line":
        lines = lines[:-1]
    elif how == "a row is missing":
        lines = [lines[0], *lines[2:]]
    elif how == "a row is changed":
        lines[1] = lines[1].replace(b"put", b"pxt", 1)
    elif how == "half":
        return data[: len(data) // 2]
    elif how == "not packed":
        return b"".join(lines)
    elif how == "two pages":
        lines *= 2
    return gzip.compress(b"".join(lines))


@pytest.mark.parametrize(
    "how", ["no end line", "a row is missing", "a row is changed", "half", "not packed", "two pages"]
)
def test_a_page_that_is_not_whole_is_not_used(far: Till, booth: Till, relay: Relay, how: str) -> None:
    settle(far, booth)
    booth.receive(new_vin())
    booth.sync()
    before = state_of(far)

    def rule(path: str, answer: Answer) -> Answer:
        return Answer(200, cut_page(answer.body, how), answer.kind) if "pull" in path else answer

    relay.rule = rule
    with pytest.raises(ServerUnreachable) as told:
        far.sync()
    assert told.value.code == "page_broken"
    assert state_of(far) == before
    relay.clear()
    far.sync()
    assert far.query("SELECT count(*) FROM vehicle")[0] >= (1,)
    assert digest_of(far) == digest_of(booth)


def test_a_server_that_answers_for_other_ops_is_not_believed(far: Till, relay: Relay) -> None:
    far.receive(new_vin())
    empty = b'{"outcomes": [], "incarnation": "x", "server_time": "2026-11-22T09:00:00.000000Z"}'
    relay.answer("push", Answer(200, empty))
    with pytest.raises(ServerUnreachable):
        far.sync()
    assert far.wang.status()["waiting"] == 1


def test_an_enrolment_whose_answer_is_lost_can_be_tried_again_with_its_code(
    shop: Shop, relay: Relay, new_till: Callable[..., Till], tmp_path: object
) -> None:
    from pathlib import Path

    first = new_till("Counter 1")
    code = shop.code(first.wang.identity.branch_code)
    late = Till(Path(str(tmp_path)) / "late" / "data")
    relay.rule = lambda path, answer: None if "enrol" in path else answer
    with pytest.raises(ServerUnreachable):
        late.enrol(relay.url, code, "Late")
    assert not late.app.enrolled
    relay.clear()
    late.enrol(relay.url, code, "Late")
    late.sell(late.receive(new_vin())[0])
    late.sync()
    assert late.app.login("zhao", PASSWORD).actor.name == "zhao"
    assert late.query("SELECT count(*) FROM terminal WHERE name = 'Late'") == [(1,)]
    late.close()


def test_an_op_of_many_megabytes_is_refused_where_it_is_written(counter: Till) -> None:
    from app.services import customers

    with pytest.raises(UserError) as told:
        customers.add(counter.wang.unit_of_work(), {**person(), "address": "长" * 200_000})
    assert told.value.code == "too_long"
    assert told.value.field == "address"


def test_a_page_of_ops_stays_below_the_limit_of_the_wire(counter: Till) -> None:
    from app.services import customers
    from app.sync import engine

    for _ in range(8):
        customers.add(counter.wang.unit_of_work(), {**person(), "note": "注" * 2_000})
    waiting = [protocol.SignedOp("h" * 100, "p" * 300_000, "", "", "", "") for _ in range(8)]
    assert len(engine._batch(waiting)) == 3
    counter.sync()
    assert counter.wang.status()["waiting"] == 0
