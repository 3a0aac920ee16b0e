"""Two sittings at one time, of one server or of two: what one has not committed the other must wait for."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import select, text

from app.models.deal import Contract
from app.sync.protocol import SignedOp
from server import feed, second_look, sittings
from server.models import OpLog
from tests.server.client import Terminal
from tests.server.conftest import World
from tests.server.test_e3_e4_refunds import PAID, back, decision
from tests.server.test_e5_shifts import begun, closing
from tests.server.test_wait import until
from tests.server.trading import accepted, appraisal, approved, photographed
from tests.server.wire import reason
from tests.shop import new_vin

Both = tuple[Terminal, Terminal]
Ops = list[SignedOp]


@pytest.fixture
def desks(world: World) -> Both:
    """Two desks of one branch."""
    return world.terminal(), world.terminal()


def outcomes(world: World, desks: Both, ops: Ops, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """What becomes of an op of each desk: the first one's sitting does not end before the other's has come as far, or
    waits for it."""
    places, real = world.http.app.state.sittings, sittings._Sitting.end  # type: ignore[attr-defined]
    judged: list[object] = []

    def held(*given: Any) -> Any:
        judged.append(given)
        if len(judged) == 1:
            until(lambda: len(judged) > 1 or bool(places._waiting) or is_waited_for(world))
        return real(*given)

    monkeypatch.setattr(sittings._Sitting, "end", held)
    with ThreadPoolExecutor(2) as pool:
        answers = [pool.submit(desks[0].post, ops[:1])]
        until(lambda: bool(judged))
        answers.append(pool.submit(desks[1].post, ops[1:]))
        told = [answer.result(30).json()["outcomes"][0] for answer in answers]
    monkeypatch.undo()
    return sorted(reason(each) for each in told)


def is_waited_for(world: World) -> bool:
    """Whether somebody waits for a lock of the database."""
    if world.server.database.engine.dialect.name == "sqlite":
        return False
    waits = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    with world.server.database.reading() as session:
        return bool(session.scalar(text(waits)))


def a_receipt(world: World, desks: Both) -> Ops:
    """Both give one receipt back."""
    sale = desks[0].draft(None, world.model_id)
    assert reason(desks[0].do("contract.draft", *sale.changes)) == ("applied", "")
    receipt = desks[0].payment(sale.deal_id, 1_000_000)
    assert reason(desks[0].do("payment.take", *receipt)) == ("applied", "")
    ops = []
    for desk in desks:
        desk.pull()
        rows = back(desk, sale, receipt[0], None, amount=1_000_000)
        ops.append(desk.op("payment.refund", *rows, user="qian"))
    return ops


def a_yes(world: World, desks: Both) -> Ops:
    """Both carry out what a manager approved: some of a receipt, so that there would be enough for both."""
    one = desks[0]
    sale = one.draft(None, world.model_id)
    assert reason(one.do("contract.draft", *sale.changes)) == ("applied", "")
    receipt = one.payment(sale.deal_id, 2 * PAID)
    assert reason(one.do("payment.take", *receipt)) == ("applied", "")
    one.pull()
    half = {**receipt[0], "set": {**receipt[0]["set"], "amount": PAID}}
    yes = decision(one, half, "qian", "sun")
    assert reason(one.do("reversal.decide", yes, user="sun")) == ("applied", "")
    ops = []
    for desk in desks:
        desk.pull()
        rows = back(desk, sale, receipt[0], yes)
        ops.append(desk.op("payment.refund", *rows, user="qian"))
    return ops


def a_deal(world: World, desks: Both) -> Ops:
    """Both draw the contract of a deal that was quoted."""
    quoted = desks[0].quote(None, world.model_id)
    assert reason(desks[0].do("quote.give", *quoted)) == ("applied", "")
    customer, deal = quoted[0]["id"], quoted[1]["id"]
    ops = []
    for desk in desks:
        desk.pull()
        drawn = desk.draft(None, world.model_id, deal_id=deal, customer_id=customer).changes[2]
        ops.append(desk.op("contract.draft", drawn))
    return ops


def a_till(world: World, desks: Both) -> Ops:
    """Two shifts of one till are closed, the second one by a manager at another desk; neither follows the other."""
    till, office = desks
    first, second = begun(till, "wang"), begun(till, "zhao")
    office.pull()
    return [
        till.op("shift.close", closing(till, first, 10_000, 0)),
        office.op("shift.close", closing(office, second, 10_000, 0, "sun"), user="sun"),
    ]


@pytest.mark.parametrize(
    ("about", "doubt"),
    [
        (a_receipt, "refund_above_paid"), (a_yes, "reversal_given"), (a_deal, "deal_contracted"),
        (a_till, "shift_totals"),
    ],
    ids=["receipt", "yes", "deal", "till"],
)  # fmt: skip
def test_what_can_happen_once_happens_once_though_both_are_judged_at_one_time(
    world: World,
    desks: Both,
    monkeypatch: pytest.MonkeyPatch,
    about: Callable[[World, Both], Ops],
    doubt: str,
) -> None:
    ops = about(world, desks)
    assert outcomes(world, desks, ops, monkeypatch) == [("applied", ""), ("parked", doubt)]


@pytest.mark.parametrize("told", ["deal_id", "vehicle_id"])
@pytest.mark.parametrize("nonsense", ["a\x00b", "x" * 5000, ""], ids=["nul", "long", "empty"])
def test_an_op_about_nonsense_holds_up_no_other(world: World, desks: Both, told: str, nonsense: str) -> None:
    desk = desks[0]
    drawn = desk.draft(None, world.model_id).changes
    drawn[2]["set"][told] = nonsense
    bad, good = desk.op("contract.draft", *drawn), desk.op("customer.add", desk.customer())
    statuses = [outcome["status"] for outcome in desk.push(bad, good)]
    assert statuses[1] == "applied"
    assert statuses[0] != "applied"


def test_a_used_car_that_two_desks_put_on_two_contracts_at_one_time_is_a_case(
    world: World, desks: Both, monkeypatch: pytest.MonkeyPatch
) -> None:
    vin, ops, drawn = new_vin(), [], []
    for desk in desks:
        sale = desk.draft(None, world.model_id)
        assert reason(desk.do("contract.draft", *sale.changes)) == ("applied", "")
        desk.pull()
        used = appraisal(desk, sale, vin=vin)
        assert reason(desk.do("trade_in.appraise", used)) == ("applied", "")
        photographed(desk, used["id"])
        desk.pull()
        approved(desk, used)
        ops.append(desk.op("trade_in.accept", *accepted(desk, sale, used)))
        drawn.append(sale.contract_id)
    assert outcomes(world, desks, ops, monkeypatch) == [("applied", ""), ("applied", "")]
    desks[0].pull()
    cases = [case for case in desks[0].all("sync_case", kind="used_car") if case["contract_id"] in drawn]
    assert [case["state"] for case in cases] == ["open"]


def test_an_op_that_two_sittings_look_at_again_at_one_time_counts_once(
    world: World, desks: Both, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it lacked comes with one of them; the other one changes a row that it names."""
    one, two, three = *desks, world.terminal()
    customer = two.customer()
    assert reason(two.do("customer.add", customer)) == ("applied", "")
    two.pull()
    sale = one.draft(None, world.model_id)
    terms, none = {"terms": f"送 {customer['id']}", "version": 2}, {"terms": None, "version": 1}
    edit = {
        "table": "contract", "id": sale.contract_id, "scope": three.scope, "base": 1, "set": terms, "was": none,
    }  # fmt: skip
    early = three.op("contract.edit", edit)
    assert reason(three.push(early)[0]) == ("parked", "missing")
    judged, published, look = list[object](), list[object](), second_look._SecondLook
    real, places = look._judge, world.http.app.state.sittings  # type: ignore[attr-defined]

    def judge(self: second_look._SecondLook, *given: Any) -> bool:
        judged.append(given)
        if len(judged) == 2:
            until(first.done)
        return real(self, *given)

    def publish(*given: Any) -> Any:
        published.append(given)
        if len(published) == 1:
            until(lambda: len(judged) > 1 or bool(places._waiting) or is_waited_for(world))
        return feed.publish(*given)

    monkeypatch.setattr(look, "_judge", judge)
    monkeypatch.setattr(sittings, "feed", SimpleNamespace(publish=publish))
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(one.post, [one.op("contract.draft", *sale.changes)])
        until(lambda: bool(judged))
        changed = two.change("customer", customer["id"], note="x")
        second = pool.submit(two.post, [two.op("customer.edit", changed)])
        told = [answer.result(30).json()["outcomes"][0]["status"] for answer in (first, second)]
    monkeypatch.undo()
    assert told == ["applied", "applied"]
    with world.server.database.reading() as session:
        log = session.scalars(select(OpLog).where(OpLog.op_id == early.head["op_id"])).one()
        contract = session.get_one(Contract, sale.contract_id)
    assert (contract.terms, contract.version) == (terms["terms"], 2)
    assert (log.status, log.outcome["status"], log.held) == ("applied", "applied", False)
