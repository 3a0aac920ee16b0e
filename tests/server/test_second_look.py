"""Ops that were set aside, and what becomes of them."""

from __future__ import annotations

import pytest
from sqlalchemy import event

from app.ids import new_id
from app.models.base import canonical_json
from tests.server.client import LIST_PRICE, Sale, Terminal, decided
from tests.server.conftest import World
from tests.server.wire import reason


@pytest.fixture
def aside(world: World, counter: Terminal) -> Sale:
    """A sale far below the floor, set aside, with a payment that waits for it."""
    sale = counter.sale(counter.receive(world.model_id), world.model_id, price=LIST_PRICE * 95 // 100)
    assert reason(counter.do("deal.sell", *sale.changes)) == ("quarantined", "discount")
    sale.payment = counter.payment(sale.deal_id, 1_000)  # type: ignore[attr-defined]
    assert counter.do("payment.take", *sale.payment)["status"] == "parked"  # type: ignore[attr-defined]
    return sale


def test_what_a_manager_accepts_lands_with_all_that_waited_for_it(counter: Terminal, aside: Sale) -> None:
    assert reason(decided(counter, aside, "accept")) == ("applied", "")
    assert counter.row("contract", aside.contract_id)["state"] == "signed"
    assert counter.row("payment", aside.payment[0]["id"])["amount"] == 1_000  # type: ignore[attr-defined]
    entries = counter.all("audit_entry", terminal_id=counter.id)
    assert {entry["outcome"] for entry in entries} == {"applied"}
    assert {case["state"] for case in counter.all("sync_case", kind="op", branch_id=counter.branch_id)
            if case["contract_id"] == aside.contract_id} == {"resolved"}  # fmt: skip


def test_what_a_manager_discards_holds_nothing_back(counter: Terminal, aside: Sale) -> None:
    assert reason(decided(counter, aside, "discard")) == ("applied", "")
    counter.pull()
    assert ("contract", aside.contract_id) not in counter.rows
    stay = next(change for change in aside.changes if change["table"] == "stock_stay")
    moved = counter.op("stock.move", counter.change("stock_stay", stay["id"], location="A-01"), user="liu")
    assert reason(counter.push(moved)[0]) == ("applied", "")


def test_no_manager_changes_what_a_customer_signed(world: World, counter: Terminal) -> None:
    sale = counter.sale(counter.receive(world.model_id), world.model_id)
    counter.do("deal.sell", *sale.changes)
    counter.pull()
    edit = counter.change("contract", sale.contract_id, terms="别的约定", version=2)
    assert reason(counter.do("contract.edit", edit)) == ("parked", "contract_signed")
    assert reason(decided(counter, sale, "accept")) == ("applied", "")
    assert counter.row("contract", sale.contract_id)["terms"] != "别的约定"
    assert [case["state"] for case in counter.all("sync_case", contract_id=sale.contract_id)] == ["open"]


@pytest.mark.parametrize("user", ["wang", "zhao"])
def test_a_salesperson_decides_nothing(counter: Terminal, aside: Sale, user: str) -> None:
    assert reason(decided(counter, aside, "accept", user)) == ("quarantined", "not_a_manager")
    counter.pull()
    assert ("contract", aside.contract_id) not in counter.rows


def test_nobody_signs_with_a_managers_name(counter: Terminal, aside: Sale) -> None:
    manager = counter.as_("sun").user_id
    assert reason(decided(counter, aside, "accept", "wang", resolved_by=manager)) == ("quarantined", "author")


def test_a_manager_does_not_accept_their_own(world: World, counter: Terminal) -> None:
    car = counter.receive(world.model_id)
    sale = counter.sale(car, world.model_id, price=LIST_PRICE // 2, user="sun")
    assert reason(counter.do("deal.sell", *sale.changes, user="sun")) == ("quarantined", "discount")
    assert reason(decided(counter, sale, "accept")) == ("quarantined", "not_a_manager")


def test_what_was_forged_is_accepted_by_nobody(world: World, counter: Terminal) -> None:
    from tests.server.wire import tampered

    sale = counter.draft(None, world.model_id)
    op = counter.op("contract.draft", *sale.changes)
    counter.push(tampered(op, payload=op.payload.replace("李晓明", "李晓光")))
    assert reason(decided(counter, sale, "accept")) == (
        "applied",
        "",
    )  # the decision arrives; the op does not go
    (case,) = counter.all("sync_case", kind="op", contract_id=sale.contract_id)
    assert case["state"] == "open"
    assert ("contract", sale.contract_id) not in counter.rows


def test_two_managers_decide_once(world: World, counter: Terminal, aside: Sale) -> None:
    other = world.terminal(user="zhao")
    (case,) = other.all("sync_case", kind="op", contract_id=aside.contract_id)
    decided(counter, aside, "accept")
    who = other.as_("sun").user_id
    late = other.change(
        "sync_case", case["id"], state="resolved", resolution='{"decision":"discard"}', resolved_by=who
    )
    assert reason(other.do("case.resolve", late, user="sun")) == ("parked", "state_moved")
    assert counter.row("contract", aside.contract_id)["state"] == "signed"


def test_what_a_manager_reverses_is_posted_and_taken_back(world: World, counter: Terminal) -> None:
    """The customer holds contract and receipt: both are in the books, and so is the money that went back."""
    car = counter.receive(world.model_id)
    sale = counter.sale(car, world.model_id, price=LIST_PRICE * 95 // 100, deposit=500_000)
    assert reason(counter.do("deal.sell", *sale.changes)) == ("quarantined", "discount")
    assert reason(decided(counter, sale, "reverse")) == ("applied", "")
    contract = counter.row("contract", sale.contract_id)
    assert (contract["no"], contract["state"]) == (sale.contract_no, "cancelled")
    money = counter.all("payment", deal_id=sale.deal_id)
    assert sorted(row["amount"] for row in money) == [-500_000, 500_000]
    assert sum(row["amount"] for row in counter.all("ledger_entry", deal_id=sale.deal_id)) == 0
    cash = [row for row in counter.all("ledger_entry", deal_id=sale.deal_id) if row["account"] == "cash:cash"]
    assert sum(row["amount"] for row in cash) == 0
    assert counter.row("stock_stay", car.stay_id)["status"] == "in_stock"
    (case,) = counter.all("sync_case", kind="op", contract_id=sale.contract_id)
    assert case["state"] == "resolved"


def test_what_a_manager_corrects_counts_with_the_right_values(counter: Terminal, aside: Sale) -> None:
    right = {"price": LIST_PRICE, "no": "X"}
    resolution = canonical_json({"decision": "correct", "values": {"contract": right}})
    assert reason(decided(counter, aside, "correct", resolution=resolution)) == ("applied", "")
    contract = counter.row("contract", aside.contract_id)
    assert (contract["price"], contract["discount"], contract["no"]) == (LIST_PRICE, 0, aside.contract_no)


def test_a_retry_lends_nothing_and_says_why_it_still_does_not_go(counter: Terminal, aside: Sale) -> None:
    assert reason(decided(counter, aside, "retry")) == ("applied", "")
    (case,) = counter.all("sync_case", kind="op", contract_id=aside.contract_id)
    assert case["state"] == "open"
    assert ("contract", aside.contract_id) not in counter.rows


@pytest.mark.parametrize(
    ("user", "amount", "seller", "told"),
    [("wang", 500_000, "wang", ("quarantined", "not_allowed")), ("sun", 400_000, "wang", ("parked", "refund_not_full")),
     ("sun", 500_000, "sun", ("quarantined", "self_review")), ("sun", 500_000, "wang", ("applied", ""))],
)  # fmt: skip
def test_a_full_refund_is_whole_and_a_managers_who_did_not_take_the_money_in(
    world: World, counter: Terminal, user: str, amount: int, seller: str, told: tuple[str, str]
) -> None:
    """The server believes nobody that all was given back: it adds up."""
    car = counter.receive(world.model_id)
    assert reason(counter.do("deal.sell", *counter.sale(car, world.model_id).changes)) == ("applied", "")
    order = counter.sale(car, world.model_id, provisional=True, deposit=500_000, user=seller)
    assert reason(counter.do("deal.sell", *order.changes, user=seller)) == ("applied", "")
    (case,) = counter.all("sync_case", kind="vehicle", contract_id=order.contract_id)
    paid = next(change for change in order.changes if change["table"] == "payment")
    who = counter.as_(user).user_id
    back = counter.payment(
        order.deal_id, -amount, kind="refund", of="prepayment", refund_of=paid["id"], user=user
    )
    closed = counter.change("sync_case", case["id"], state="resolved", resolution="{}", resolved_by=who)
    contract = counter.change("contract", order.contract_id, state="cancelled", cancelled_reason="不等了")
    deal = counter.change("deal", order.deal_id, state="cancelled")
    assert reason(counter.do("case.refund", closed, contract, deal, *back, user=user)) == told
    counter.pull()
    landed = told[0] == "applied"
    assert (counter.row("contract", order.contract_id)["state"] == "cancelled") == landed
    assert (counter.row("sync_case", case["id"])["state"] == "resolved") == landed


def test_a_full_refund_without_a_case_gives_nothing_back(world: World, counter: Terminal) -> None:
    sale = counter.sale(counter.receive(world.model_id), world.model_id, deposit=500_000)
    assert reason(counter.do("deal.sell", *sale.changes)) == ("applied", "")
    paid = next(change for change in sale.changes if change["table"] == "payment")
    back = counter.payment(
        sale.deal_id, -500_000, kind="refund", of="deposit", refund_of=paid["id"], user="sun"
    )
    assert reason(counter.do("case.refund", *back, user="sun")) == ("quarantined", "case")


def test_what_is_set_aside_is_read_again_only_when_its_rows_change(world: World, counter: Terminal) -> None:
    orphans = [counter.payment(new_id(), 10_000) for _ in range(3)]
    assert [reason(counter.do("payment.take", *rows)) for rows in orphans] == [("parked", "does_not_fit")] * 3
    read: list[str] = []

    def note(_: object, __: object, statement: str, *___: object) -> None:
        read.extend({"op_log.body"} & {word.strip(",") for word in statement.split()})

    event.listen(world.server.database.engine, "before_cursor_execute", note)
    try:
        counter.do("customer.add", counter.customer())
        assert read == []
        other = world.terminal(user="zhao")
        drawn = other.draft(None, world.model_id, user="zhao")
        drawn.changes[1]["id"] = drawn.changes[2]["set"]["deal_id"] = orphans[1][0]["set"]["deal_id"]
        other.do("contract.draft", *drawn.changes, user="zhao")
        assert read == ["op_log.body"]
    finally:
        event.remove(world.server.database.engine, "before_cursor_execute", note)
    there = [row["id"] for row in counter.all("payment")]
    assert [rows[0]["id"] in there for rows in orphans] == [False, True, False]
