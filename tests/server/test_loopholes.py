"""What a terminal could once get away with."""

from __future__ import annotations

from app.clock import iso
from app.ids import new_id
from tests.server.client import LIST_PRICE, Terminal, reason
from tests.server.conftest import World


def renewed(*terminals: Terminal) -> None:
    """New access tokens, with nobody signing in anew."""
    for desk in terminals:
        secret = {"client_id": desk.id, "client_secret": desk.secret}
        answer = desk.http.post("/oauth/token", data={"grant_type": "client_credentials", **secret})
        desk.token = answer.json()["access_token"]


def test_a_doubtful_op_takes_nothing_back_that_was_decided_before_it(world: World) -> None:
    first, second = world.terminal(), world.terminal(user="zhao")
    car = first.receive(world.model_id)
    second.pull()
    second.lease(car.id)
    sale = first.sale(car, world.model_id, provisional=True)
    assert reason(first.do("deal.sell", *sale.changes)) == ("applied", "")
    first.pull()
    world.clock.advance(hours=30)
    try:
        renewed(first, second)
        bad = first.change("contract", sale.contract_id, terms="x")
        assert reason(first.do("nonsense.action", bad)) == ("quarantined", "action_unknown")
        assert first.row("contract", sale.contract_id)["provisional"] == 0  # the lease was over
    finally:
        world.clock.advance(hours=-30)


def test_an_instant_before_all_time_and_a_bottomless_payload_are_set_aside(counter: Terminal) -> None:
    first = "0001-01-01T00:00:00+14:00"
    drive = counter.new(
        "test_drive", branch_id=counter.branch_id, customer_id=new_id(), vehicle_id=new_id(),
        user_id=counter.as_("wang").user_id, starts_at=first, ends_at=first, state="booked",
    )  # fmt: skip
    assert reason(counter.do("test_drive.book", drive)) == ("quarantined", "malformed")
    deep = counter.signed("customer.add", '{"changes":' + "[" * 100_000 + "]" * 100_000 + "}")
    assert reason(counter.push(deep)[0]) == ("quarantined", "malformed")
    assert reason(counter.do("customer.add", counter.customer())) == ("applied", "")


def test_who_signs_or_edits_their_way_to_a_leased_car_gets_an_order(world: World) -> None:
    desk, holder = world.terminal(), world.terminal(user="zhao")
    free, leased = desk.receive(world.model_id), desk.receive(world.model_id)
    holder.pull()
    assert holder.lease(leased.id, kind="show")["granted"]
    waiting = desk.sale(leased, world.model_id, provisional=True)
    assert reason(desk.do("deal.sell", *waiting.changes)) == ("applied", "")
    had = desk.sale(free, world.model_id, provisional=True)
    assert reason(desk.do("deal.sell", *had.changes)) == ("applied", "")
    assert desk.row("contract", had.contract_id)["provisional"] == 0

    signed = {"state": "signed", "provisional": 0, "signed_at": iso(world.clock.now()), "signed_version": 1}
    op = desk.do("contract.sign", desk.change("contract", waiting.contract_id, **signed))
    assert reason(op) == ("conflict", "car_lost")
    assert desk.row("contract", waiting.contract_id)["provisional"] == 1
    op = desk.do("contract.edit", desk.change("contract", waiting.contract_id, provisional=0))
    assert reason(op) == ("conflict", "car_lost")
    assert desk.row("contract", waiting.contract_id)["provisional"] == 1

    moved = desk.change("contract", had.contract_id, vehicle_id=leased.id, version=3)
    assert reason(desk.do("contract.edit", moved)) == ("conflict", "car_lost")
    assert desk.row("contract", had.contract_id)["provisional"] == 1
    assert desk.row("stock_stay", free.stay_id)["status"] == "in_stock"  # given up, not lost
    holder.pull()
    sold = holder.sale(leased, world.model_id, user="zhao")
    assert reason(holder.do("deal.sell", *sold.changes, user="zhao")) == ("applied", "")


def test_money_goes_back_by_a_refund_only_and_the_ledger_names_its_receipt(world: World) -> None:
    desk, other = world.terminal(), world.terminal(user="zhao")
    sale = desk.sale(desk.receive(world.model_id), world.model_id, deposit=500_000)
    assert reason(desk.do("deal.sell", *sale.changes)) == ("applied", "")
    receipt = next(change["id"] for change in sale.changes if change["table"] == "payment")
    back = desk.payment(sale.deal_id, -500_000, kind="refund", refund_of=receipt)
    assert reason(desk.do("payment.take", *back)) == ("quarantined", "not_allowed")
    entries = desk.payment(sale.deal_id, 700_000)[1:]
    for entry in entries:
        entry["set"]["payment_id"] = receipt
    assert reason(desk.do("payment.take", *entries)) == ("quarantined", "totals")

    car = desk.receive(world.model_id)
    other.pull()
    other.lease(car.id)
    order = desk.sale(car, world.model_id, provisional=True, deposit=500_000)
    for change in order.changes:
        if change["table"] == "payment":
            change["set"]["kind"] = "deposit"
    assert reason(desk.do("deal.sell", *order.changes)) == ("quarantined", "deposit_kind")


def test_the_lines_of_a_signed_contract_stay_as_they_were_signed(counter: Terminal, world: World) -> None:
    sale = counter.sale(counter.receive(world.model_id), world.model_id)
    names = {"contract_id": sale.contract_id, "branch_id": counter.branch_id, "removed": 0}
    named = {**names, "kind": "add_on", "label": "film", "nature": "optional"}
    line = counter.new("contract_line", **named, amount=100_000)
    assert reason(counter.do("deal.sell", *sale.changes, line)) == ("applied", "")
    counter.pull()
    cheaper = counter.change("contract_line", line["id"], amount=-5_000_000)
    assert reason(counter.do("contract.edit", cheaper)) == ("parked", "contract_signed")
    other = counter.new("contract_line", **named, amount=-9_000_000)
    assert reason(counter.do("contract.edit", other))[0] == "parked"
    assert counter.row("contract_line", line["id"])["amount"] == 100_000


def test_a_case_is_only_ever_resolved(counter: Terminal, world: World) -> None:
    sale = counter.sale(counter.receive(world.model_id), world.model_id, price=LIST_PRICE // 2)
    assert reason(counter.do("deal.sell", *sale.changes)) == ("quarantined", "discount")
    (case,) = counter.all("sync_case", kind="op", contract_id=sale.contract_id)
    hidden = counter.change("sync_case", case["id"], state="hidden")
    assert reason(counter.do("case.resolve", hidden)) == ("quarantined", "state_unknown")


def test_a_manager_does_not_sign_with_their_own_yes(counter: Terminal, world: World) -> None:
    sale = counter.draft(counter.receive(world.model_id), world.model_id)
    counter.do("contract.draft", *sale.changes)
    counter.pull()
    yes = counter.approval(sale.changes[2], said={"price": LIST_PRICE // 2}, ticket=None, signature=None)
    now = iso(world.clock.now())
    signed = counter.change("contract", sale.contract_id, state="signed", signed_at=now, signed_version=1)
    op = counter.do("contract.sign", signed, yes, user="sun")
    assert reason(op) == ("quarantined", "self_approval")
