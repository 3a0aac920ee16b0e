"""Pushes that come at one time are judged in one transaction, and none of them knows of the others."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from httpx2 import Response
from sqlalchemy import func, select

from app.sync.protocol import SignedOp
from server import doctor, push
from server.models import ChangeLog, OpLog
from tests.server.client import LIST_PRICE, Terminal
from tests.server.conftest import World
from tests.server.test_wait import until

Asked = tuple[Terminal, list[SignedOp]]


def together(world: World, *asked: Asked) -> list[Response]:
    """The answers to pushes that all came while the server was busy with another; nothing may be amiss afterwards."""
    sittings = world.http.app.state.sittings  # type: ignore[attr-defined]
    with ThreadPoolExecutor(len(asked)) as pool:
        free = iter(lambda: sittings._places.acquire(blocking=False), False)
        taken = sum(1 for _ in free)
        answers = [pool.submit(terminal.post, ops) for terminal, ops in asked]
        until(lambda: len(sittings._waiting) == len(asked))
        sittings._places.release(taken)
        given = [answer.result(30) for answer in answers]
    with world.server.database.reading() as session:
        assert doctor.problems(session, world.server.keys) == []
    return given


def statuses(answer: Response) -> list[str]:
    """What became of the ops of a push."""
    assert answer.status_code == 200, answer.text
    return [outcome["status"] for outcome in answer.json()["outcomes"]]


def stored(world: World, terminal: Terminal) -> int:
    """How many ops of a terminal the server has."""
    with world.server.database.reading() as session:
        return session.scalar(select(func.count()).where(OpLog.terminal_id == terminal.id)) or 0


def commits(world: World, scope: str) -> int:
    """How many commits a scope has seen."""
    with world.server.database.reading() as session:
        return (
            session.scalar(select(func.count(ChangeLog.seq.distinct())).where(ChangeLog.scope == scope)) or 0
        )


def test_all_of_them_are_one_commit_and_each_has_its_own_receipts(world: World) -> None:
    tills = [world.terminal() for _ in range(8)]
    ops = [till.op("customer.add", till.customer(f"客户{n}")) for n, till in enumerate(tills)]
    before = commits(world, tills[0].scope)
    answers = together(world, *((till, [op]) for till, op in zip(tills, ops, strict=True)))
    assert [statuses(answer) for answer in answers] == [["applied"]] * 8
    assert commits(world, tills[0].scope) == before + 1
    for till, answer in zip(tills, answers, strict=True):
        till.incarnation = answer.json()["incarnation"]
        assert till.do("customer.add", till.customer())["status"] == "applied", "its token is its own"
    tills[0].pull()
    assert {row["name"] for row in tills[0].all("customer")} >= {f"客户{n}" for n in range(8)}


def test_one_that_is_refused_takes_nothing_from_the_others(world: World) -> None:
    good, copy, revoked = world.terminal(), world.terminal(), world.terminal()
    one, other = good.op("customer.add", good.customer()), revoked.op("customer.add", revoked.customer())
    first, gap = copy.op("customer.add", copy.customer()), copy.op("customer.add", copy.customer())
    third = copy.op("customer.add", copy.customer())
    del gap
    with world.server.database.writing() as session:
        from server import leases

        leases.revoke_terminal(session, world.clock, revoked.id)
    answers = together(world, (copy, [first, third]), (good, [one]), (revoked, [other]))
    assert [answer.status_code for answer in answers] == [409, 200, 401]
    assert statuses(answers[1]) == ["applied"]
    assert (stored(world, copy), stored(world, good), stored(world, revoked)) == (0, 1, 0)


def test_leases_that_are_over_end_even_if_the_push_is_refused(world: World) -> None:
    holder, other, copy = world.terminal(), world.terminal(), world.terminal()
    car = holder.receive(world.model_id)
    other.pull()
    holder.lease(car.id)
    order = other.sale(car, world.model_id, provisional=True)
    assert other.do("deal.sell", *order.changes)["status"] == "applied"
    world.clock.advance(hours=36)
    try:
        for till in (other, copy):
            till.sign_in("wang")
        copy.no = 5
        refused, fine = copy.op("customer.add", copy.customer()), other.op("customer.add", other.customer())
        answers = together(world, (copy, [refused]), (other, [fine]))
        assert [answer.status_code for answer in answers] == [409, 200]
        assert other.row("contract", order.contract_id)["provisional"] == 0, "the car is free"
    finally:
        world.clock.advance(hours=-36)


def test_a_fault_of_ours_in_one_is_not_the_others_fault(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    good, bad = world.terminal(), world.terminal()
    real: Callable[..., Any] = push.Push.run

    def run(self: push.Push, ops: list[SignedOp], *more: Any) -> Any:
        answer = real(self, ops, *more)
        if self._place.terminal_id == bad.id:
            raise RuntimeError("a fault of ours")
        return answer

    monkeypatch.setattr(push.Push, "run", run)
    ops = [till.op("customer.add", till.customer()) for till in (good, bad)]
    answers = together(world, (bad, [ops[1]]), (good, [ops[0]]))
    assert [answer.status_code for answer in answers] == [500, 200]
    assert (stored(world, good), stored(world, bad)) == (1, 0)


def test_a_push_that_is_sent_again_while_the_first_still_waits_happens_once(world: World) -> None:
    till = world.terminal()
    ops = [till.op("customer.add", till.customer("只来一次")) for _ in range(2)]
    answers = together(world, (till, ops), (till, ops))
    assert answers[0].json()["outcomes"] == answers[1].json()["outcomes"]
    assert answers[0].json()["incarnation"] == answers[1].json()["incarnation"]
    assert stored(world, till) == 2
    till.incarnation = answers[1].json()["incarnation"]
    assert till.do("customer.add", till.customer())["status"] == "applied"


def test_two_edits_of_one_contract_meet_as_if_one_had_come_later(world: World) -> None:
    one, two = world.terminal(), world.terminal()
    draft = one.draft(one.receive(world.model_id), world.model_id)
    one.do("contract.draft", *draft.changes)
    for till in (one, two):
        till.pull()
    asked = [
        (till, [till.op("contract.edit", till.change("contract", draft.contract_id, price=price, discount=LIST_PRICE - price, version=2))])
        for till, price in ((one, LIST_PRICE - 100), (two, LIST_PRICE - 200))
    ]  # fmt: skip
    answers = together(world, *asked)
    assert sorted(statuses(answers[0]) + statuses(answers[1])) == ["applied", "conflict"]
    one.pull()
    assert [case["state"] for case in one.all("sync_case", contract_id=draft.contract_id)] == ["open"]


def test_one_car_sold_twice_in_one_sitting_is_sold_once(world: World) -> None:
    one, two = world.terminal(), world.terminal()
    car = one.receive(world.model_id)
    two.pull()
    asked = [
        (till, [till.op("deal.sell", *till.sale(car, world.model_id, deposit=1_000).changes)])
        for till in (one, two)
    ]
    answers = together(world, *asked)
    assert sorted(statuses(answers[0]) + statuses(answers[1])) == ["applied", "conflict"]
    one.pull()
    sold = one.all("contract", vehicle_id=car.id)
    assert sorted(contract["provisional"] for contract in sold) == [0, 1]
    assert (
        sum(row["amount"] for row in one.all("payment") if row["deal_id"] in {c["deal_id"] for c in sold})
        == 2_000
    )
