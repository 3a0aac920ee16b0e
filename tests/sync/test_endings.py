"""How a provisional order can end: what becomes of its money, its car and its paper."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path
from queue import Queue

import pytest

from app import workplace
from app.errors import PermissionDenied, UserError
from app.services import cancelling, conflicts, contracts
from app.services.contracts import Sold
from app.services.reversals import Wish
from app.single import FileLock
from tests.faulty import Relay
from tests.shop import LIST_PRICE, PASSWORD, Shop, Till, new_vin, settle


@dataclass
class Lost:
    """A car that the booth sold, and the counter's order for it."""

    vin: str
    order: Sold
    case: str


@pytest.fixture
def lost(counter: Till, booth: Till) -> Lost:
    """An order without a lease, while the other terminal sold the car under one."""
    (vin,) = counter.receive(new_vin())
    settle(counter, booth)
    ((car,),) = booth.query("SELECT id FROM vehicle WHERE vin = :v", v=vin)
    booth.wang.lease([car])
    order = counter.sell(vin)
    booth.sell(vin)
    settle(booth, counter)
    ((case,),) = counter.query("SELECT id FROM sync_case WHERE kind = 'vehicle' AND state = 'open'")
    return Lost(vin, order, case)


def resolved(till: Till, lost: Lost, vehicle: str) -> None:
    """A salesperson's decision."""
    conflicts.resolve(till.wang.unit_of_work(), case_id=lost.case, choices={"vehicle": vehicle}, mine="first")


def contract(till: Till, no: str) -> tuple[str, int, str | None]:
    """State, provisional and car of a contract."""
    ((state, provisional, vin),) = till.query(
        "SELECT c.state, c.provisional, v.vin FROM contract c LEFT JOIN vehicle v ON v.id = c.vehicle_id "
        "WHERE c.no = :n", n=no,
    )  # fmt: skip
    return state, provisional, vin


def money(till: Till, no: str) -> tuple[list[str], int]:
    """The kinds of an order's receipts, and what they come to."""
    found = till.query(
        "SELECT p.kind, p.amount FROM payment p JOIN contract c ON c.deal_id = p.deal_id WHERE c.no = :n "
        "ORDER BY p.receipt_no", n=no,
    )  # fmt: skip
    assert till.query("SELECT sum(amount) FROM ledger_entry") == [(0,)]
    return [kind for kind, _ in found], sum(amount for _, amount in found)


def stock(till: Till, vin: str) -> str:
    """A car's status."""
    ((status,),) = till.query(
        "SELECT s.status FROM stock_stay s JOIN vehicle v ON v.id = s.vehicle_id WHERE v.vin = :v", v=vin
    )
    return str(status)


def signed_papers(till: Till, no: str) -> int:
    """How many papers the customer signed for an order."""
    ((count,),) = till.query(
        "SELECT count(*) FROM signature s JOIN contract c ON c.id = s.contract_id WHERE c.no = :n", n=no
    )
    return int(count)


def test_a_free_car_confirms_the_order_and_the_final_paper_is_still_to_be_signed(
    counter: Till, booth: Till
) -> None:
    (vin,) = counter.receive(new_vin())
    order = counter.sell(vin)  # no lease, but nobody else wants the car
    assert not order.confirmed
    settle(counter, booth)
    for till in (counter, booth):
        assert contract(till, order.contract_no) == ("approved", 0, vin)
        assert money(till, order.contract_no) == (["prepayment"], 500_000)
        assert stock(till, vin) == "reserved"
    final = contracts.sign(
        counter.wang.unit_of_work(), contract_id=order.contract_id, signing=counter.wang.signing(None)
    )
    settle(counter, booth)
    assert (final.contract_no, contract(booth, order.contract_no)) == (order.contract_no, ("signed", 0, vin))
    assert (stock(booth, vin), signed_papers(booth, order.contract_no)) == ("sold", 2)
    assert money(booth, order.contract_no) == (["prepayment", "conversion", "deposit"], 500_000)


def test_another_car_keeps_number_and_money_and_is_signed_anew(
    counter: Till, booth: Till, lost: Lost
) -> None:
    (other,) = counter.receive(new_vin())
    resolved(counter, lost, other)
    settle(counter, booth)
    for till in (counter, booth):
        assert contract(till, lost.order.contract_no) == ("approved", 0, other)
        assert money(till, lost.order.contract_no) == (["prepayment"], 500_000)
        assert (stock(till, other), stock(till, lost.vin)) == ("reserved", "sold")
        assert till.wang.status()["conflicts"] == 0
    contracts.sign(
        counter.wang.unit_of_work(), contract_id=lost.order.contract_id, signing=counter.wang.signing(None)
    )
    settle(counter, booth)
    assert contract(booth, lost.order.contract_no) == ("signed", 0, other)
    assert (stock(booth, other), signed_papers(booth, lost.order.contract_no)) == ("sold", 2)


def test_the_price_follows_the_other_cars_list_price_and_the_discount_stays(
    counter: Till, booth: Till, lost: Lost
) -> None:
    ((before, listed, off),) = counter.query(
        "SELECT price, list_price, discount FROM contract WHERE no = :n", n=lost.order.contract_no
    )
    assert (listed, before) == (LIST_PRICE, LIST_PRICE - off)
    dearer = counter.receive(new_vin(), model="HAN-2025")[0]
    price = "SELECT price, list_price, discount FROM contract WHERE no = :n"
    resolved(counter, lost, dearer)
    ((listed,),) = counter.query("SELECT s.list_price FROM stock_stay s JOIN vehicle v ON v.id = s.vehicle_id "
                                 "WHERE v.vin = :v", v=dearer)  # fmt: skip
    assert counter.query(price, n=lost.order.contract_no) == [(listed - off, listed, off)]
    settle(counter, booth)
    assert contract(booth, lost.order.contract_no) == ("approved", 0, dearer)


def test_a_price_that_is_said_with_the_other_car_holds(counter: Till, lost: Lost) -> None:
    other = counter.receive(new_vin())[0]
    choices = {"vehicle": other, "price": "116800.00"}
    conflicts.resolve(counter.wang.unit_of_work(), case_id=lost.case, choices=choices, mine="first")
    assert counter.query("SELECT price FROM contract WHERE no = :n", n=lost.order.contract_no) == [
        (11_680_000,)
    ]


def test_a_car_of_another_branch_is_sent_here_first(
    shop: Shop, counter: Till, lost: Lost, tmp_path: Path
) -> None:
    there = Till(tmp_path / "there" / "data").enrol(shop.url, shop.code(shop.branch()), "There")
    (vin,) = there.receive(new_vin())
    settle(there, counter)
    for act in (lambda: resolved(counter, lost, vin), lambda: counter.sell(vin)):
        with pytest.raises(UserError, match="stands at B") as caught:
            act()
        assert caught.value.code == "car_elsewhere"
    there.close()


def test_the_waiting_list_keeps_the_order_until_a_car_comes(counter: Till, booth: Till, lost: Lost) -> None:
    resolved(counter, lost, conflicts.WAITING_LIST)
    settle(counter, booth)
    for till in (counter, booth):
        assert contract(till, lost.order.contract_no) == ("approved", 1, None)
        assert money(till, lost.order.contract_no) == (["prepayment"], 500_000)
        assert till.wang.status()["conflicts"] == 0
    (came,) = booth.receive(new_vin())
    settle(booth, counter)
    contracts.edit(counter.wang.unit_of_work(), no=lost.order.contract_no, values={"vin": came})
    settle(counter, booth)
    assert contract(booth, lost.order.contract_no) == ("approved", 0, came)
    assert stock(booth, came) == "reserved"
    assert money(booth, lost.order.contract_no) == (["prepayment"], 500_000)


def test_a_full_refund_leaves_nothing_owed_and_two_receipts(counter: Till, booth: Till, lost: Lost) -> None:
    cancelling.cancel(counter.wang.unit_of_work(), no=lost.order.contract_no, reason="不等了")
    assert lost.order.receipt_no is not None
    counter.as_("sun")
    counter.as_("qian").refund(Wish(lost.order.receipt_no, "退订金", 500_000), approver=("sun", PASSWORD))
    settle(counter, booth)
    for till in (counter, booth):
        assert contract(till, lost.order.contract_no)[0] == "cancelled"
        assert money(till, lost.order.contract_no) == (["prepayment", "refund"], 0)
        owed = "SELECT coalesce(sum(amount), 0) FROM ledger_entry WHERE account = 'customer:prepayment'"
        assert till.query(owed) == [(0,)]
        assert (stock(till, lost.vin), till.wang.status()["conflicts"]) == ("sold", 0)


def test_one_decision_of_a_manager_refunds_it_all(counter: Till, booth: Till, lost: Lost) -> None:
    choices = {"vehicle": conflicts.FULL_REFUND}
    with pytest.raises(PermissionDenied):
        counter.wang.decide(case_id=lost.case, choices=choices, mine="first")
    manager = counter.as_("sun")
    manager.decide(case_id=lost.case, choices={**choices, "reason": "不等了"}, mine="first")
    settle(counter, booth)
    for till in (counter, booth):
        assert contract(till, lost.order.contract_no) == ("cancelled", 1, lost.vin)
        assert money(till, lost.order.contract_no) == (["prepayment", "refund"], 0)
        assert (stock(till, lost.vin), till.wang.status()["conflicts"]) == ("sold", 0)
        assert till.query("SELECT cancelled_reason, d.state FROM contract c JOIN deal d ON d.id = c.deal_id "
                          "WHERE c.no = :n", n=lost.order.contract_no) == [("不等了", "cancelled")]  # fmt: skip
        assert till.query("SELECT state FROM sync_case WHERE id = :i", i=lost.case) == [("resolved",)]
        assert till.wang.status()["parked"] == 0
    assert signed_papers(booth, lost.order.contract_no) == 1, "the paper that the customer has stays on file"


def test_a_receipt_of_another_terminal_is_refunded_only_when_the_server_was_asked(
    counter: Till, booth: Till, lost: Lost, shop: Shop
) -> None:
    manager = booth.as_("sun")
    shop.stop()
    with pytest.raises(UserError) as told:
        manager.decide(case_id=lost.case, choices={"vehicle": conflicts.FULL_REFUND}, mine="first")
    assert told.value.code == "refund_elsewhere"
    shop.start()
    manager.decide(case_id=lost.case, choices={"vehicle": conflicts.FULL_REFUND}, mine="first")
    settle(booth, counter)
    assert money(counter, lost.order.contract_no) == (["prepayment", "refund"], 0)


@pytest.mark.slow
def test_a_server_that_hangs_holds_a_refund_no_longer_than_a_customer_waits(
    counter: Till, far: Till, relay: Relay, monkeypatch: pytest.MonkeyPatch
) -> None:
    (vin,) = counter.receive(new_vin())
    receipt = counter.sell(vin).receipt_no
    settle(counter, far)
    assert receipt is not None
    manager = far.as_("sun")
    monkeypatch.setattr(workplace, "NEAR_SECONDS", 0.3)
    given_up, waited = threading.Event(), Queue[bool]()
    relay.before = lambda _: waited.put(given_up.wait(10))  # less than all answers together may take
    with pytest.raises(UserError, match="was given out at another terminal"):
        manager.refund(Wish(receipt, "退", 100))
    given_up.set()
    assert waited.get(timeout=20), "the refund waited for the server to the end"
    with FileLock(far.folder / "sync.lock"), pytest.raises(UserError, match="at another terminal"):
        manager.refund(Wish(receipt, "退", 100))  # a round of the desk's that hangs holds it no longer
    relay.clear()
    assert manager.refund(Wish(receipt, "退", 100)).amount == -100
