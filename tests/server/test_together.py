"""Many ops of one push are judged together, and each still has the outcome that it would have had alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import event

from app import crypto
from app.models.base import canonical_json
from app.sync import protocol
from app.sync.protocol import SignedOp
from server import doctor, push
from tests.server.client import Terminal
from tests.server.conftest import World
from tests.server.wire import reason, tampered

Bad = Callable[[Terminal, dict[str, Any]], SignedOp]


def forged(till: Terminal, known: dict[str, Any]) -> SignedOp:
    op = till.op("customer.add", till.customer("李晓明"))
    return tampered(op, payload=op.payload.replace("李晓明", "李晓光"))


def not_a_name(till: Terminal, known: dict[str, Any]) -> SignedOp:
    return till.op("customer.add", till.customer(""))


def with_a_taken_id(till: Terminal, known: dict[str, Any]) -> SignedOp:
    return till.op("customer.add", till.customer() | {"id": known["id"]})


def without_a_parent(till: Terminal, known: dict[str, Any]) -> SignedOp:
    return till.op("payment.take", *till.payment("0198aaaa-0000-7000-8000-000000000000", 50_000))


def without_the_right(till: Terminal, known: dict[str, Any]) -> SignedOp:
    return till.op("customer.add", till.customer(), user="liu")


@pytest.mark.parametrize(
    ("bad", "becomes"),
    [
        (forged, ("quarantined", "forged")),
        (not_a_name, ("quarantined", "name_missing")),
        (with_a_taken_id, ("quarantined", "id_taken")),
        (without_a_parent, ("parked", "does_not_fit")),
        (without_the_right, ("quarantined", "not_allowed")),
    ],
)
def test_a_bad_op_among_many_is_set_aside_and_the_others_land(
    world: World, counter: Terminal, bad: Bad, becomes: tuple[str, str]
) -> None:
    first = counter.customer()
    counter.do("customer.add", first)
    ops = [counter.op("customer.add", counter.customer(f"客户{n}")) for n in range(20)]
    ops.append(bad(counter, first))
    ops += [counter.op("customer.add", counter.customer(f"客户{n}")) for n in range(20, 40)]
    outcomes = [reason(outcome) for outcome in counter.push(*ops)]
    assert outcomes == [("applied", "")] * 20 + [becomes] + [("applied", "")] * 20
    there = {row["name"] for row in counter.all("customer")}
    assert there >= {f"客户{n}" for n in range(40)}
    with world.server.database.reading() as session:
        assert doctor.problems(session, world.server.keys) == []


def test_a_signature_by_another_hand_is_found_among_many(world: World, counter: Terminal) -> None:
    ops = [counter.op("customer.add", counter.customer()) for _ in range(120)]
    for at in (7, 113):  # verified by different threads
        ops[at] = tampered(ops[at], signature=crypto.b64(crypto.sign(crypto.new_signing_key(), b"")))
    outcomes = [reason(outcome) for outcome in counter.push(*ops)]
    assert [at for at, outcome in enumerate(outcomes) if outcome == ("quarantined", "signature")] == [7, 113]
    assert [outcome for at, outcome in enumerate(outcomes) if at not in (7, 113)] == [("applied", "")] * 118


def test_ops_that_build_on_each_other_land_in_one_push(world: World, counter: Terminal) -> None:
    cars = [counter.receive(world.model_id) for _ in range(3)]
    ops = []
    for car in cars:
        drawn = counter.draft(car, world.model_id)
        ops.append(counter.op("contract.draft", *drawn.changes))
        (_, _, contract) = drawn.changes
        counter.rows["contract", contract["id"]] = {
            "scope": counter.scope,
            "ver": 0,
            "terms": None,
            "version": 1,
        }
        ops.append(
            counter.op("contract.edit", counter.change("contract", contract["id"], terms="见附件", version=2))
        )
        ops.append(counter.op("payment.take", *counter.payment(drawn.deal_id, 20_000)))
    assert [reason(outcome) for outcome in counter.push(*ops)] == [("applied", "")] * 9
    drawn_up = [row for row in counter.all("contract") if row["vehicle_id"] in {car.id for car in cars}]
    assert [(row["terms"], row["version"], row["ver"]) for row in drawn_up] == [("见附件", 2, 2)] * 3
    with world.server.database.reading() as session:
        assert doctor.problems(session, world.server.keys) == []


def test_many_new_rows_are_few_statements(world: World, counter: Terminal) -> None:
    ops = [counter.op("customer.add", counter.customer(f"客户{n}")) for n in range(push.TOGETHER)]
    ran: list[str] = []

    def note(_: object, __: object, statement: str, *___: object) -> None:
        ran.append(statement)

    engine = world.server.database.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        counter.push(*ops)
    finally:
        event.remove(engine, "before_cursor_execute", note)
    assert 0 < len(ran) < push.TOGETHER / 3, ran


def test_the_quick_way_to_canonical_json_is_the_same_text() -> None:
    letters = [chr(point) for point in range(0x3000) if not 0xD800 <= point < 0xE000]
    value = {
        "b": [1, -1, None, True, "秦\U0001f697"],
        "a": {letter: letter for letter in letters},
        "é": {},
        "z": 1 << 62,
    }
    assert protocol.json_text(value) == canonical_json(value)
