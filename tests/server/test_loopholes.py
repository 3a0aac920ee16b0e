"""What a terminal could once get away with."""

from __future__ import annotations

from app.domain import money
from app.domain.permissions import Role
from app.ids import new_id
from server import administration
from tests.server.client import LIST_PRICE, Car, Terminal
from tests.server.conftest import World
from tests.server.wire import PASSWORD, reason


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

    op = desk.do("contract.sign", *desk.signing(waiting.contract_id, provisional=0))
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
    cheaper = counter.change("contract_line", line["id"], amount=5_000_000)
    assert reason(counter.do("contract.edit", cheaper)) == ("parked", "contract_signed")
    other = counter.new("contract_line", **named, amount=9_000_000)
    assert reason(counter.do("contract.edit", other))[0] == "parked"
    assert counter.row("contract_line", line["id"])["amount"] == 100_000


def test_a_case_is_only_ever_resolved(counter: Terminal, world: World) -> None:
    sale = counter.sale(counter.receive(world.model_id), world.model_id, price=LIST_PRICE // 2)
    assert reason(counter.do("deal.sell", *sale.changes)) == ("quarantined", "discount")
    (case,) = counter.all("sync_case", kind="op", contract_id=sale.contract_id)
    hidden = counter.change("sync_case", case["id"], state="hidden")
    assert reason(counter.do("case.resolve", hidden)) == ("quarantined", "state_unknown")


def test_a_manager_does_not_sign_with_their_own_yes(counter: Terminal, world: World) -> None:
    sale = counter.draft(None, world.model_id)
    counter.do("contract.draft", *sale.changes)
    counter.pull()
    yes = counter.approval(sale.changes[2], said={"price": LIST_PRICE // 2}, ticket=None, signature=None)
    op = counter.do("contract.sign", *counter.signing(sale.contract_id, "sun"), yes, user="sun")
    assert reason(op) == ("quarantined", "self_approval")


def transferred(desk: Terminal, stay_id: str, to: str, user: str = "liu") -> tuple[str, str]:
    """What becomes of sending a car to another branch."""
    stay = desk.change("stock_stay", stay_id, branch_id=to, status="transfer")
    car = Car("", stay["id"], stay_id)
    moved = desk.movement(car, desk.rows["stock_stay", stay_id]["status"], "transfer", user)
    return reason(desk.do("stock.transfer", stay, moved, user=user))


def test_a_branch_sends_away_its_own_cars_only_and_none_that_another_terminal_may_be_selling(
    world: World,
) -> None:
    desk, holder, far = world.terminal(), world.terminal(user="zhao"), world.terminal("XS", "far")
    administration.add_user(world.uow(), name="keeper", password=PASSWORD, role=Role.STOCK, branch="XS")
    car, leased = desk.receive(world.model_id), desk.receive(world.model_id)
    far.pull(), holder.pull()
    assert transferred(far, car.stay_id, far.branch_id, "keeper") == ("quarantined", "branch")
    assert holder.lease(leased.id)["granted"]
    assert transferred(desk, leased.stay_id, far.branch_id) == ("parked", "leased")
    assert transferred(desk, car.stay_id, desk.branch_id) == ("quarantined", "stock_move")
    other = world.terminal()
    assert transferred(other, car.stay_id, far.branch_id) == ("applied", "")
    far.pull()
    arrived = far.change("stock_stay", car.stay_id, status="in_stock")
    came = far.movement(car, "transfer", "in_stock", "keeper")
    assert reason(far.do("stock.receive", arrived, came, user="keeper")) == ("parked", "waits_for")
    fresh = world.terminal("XS", "far")
    arrived = fresh.change("stock_stay", car.stay_id, status="in_stock")
    came = fresh.movement(car, "transfer", "in_stock", "keeper")
    assert reason(fresh.do("stock.receive", arrived, came, user="keeper")) == ("applied", "")


def test_a_sale_moves_no_car_but_its_own(world: World, counter: Terminal) -> None:
    mine, other = counter.receive(world.model_id), counter.receive(world.model_id)
    sale = counter.sale(mine, world.model_id)
    away = counter.change("stock_stay", other.stay_id, status="sold")
    assert reason(counter.do("deal.sell", *sale.changes, away)) == ("quarantined", "stock_move")
    left = [change for change in counter.sale(mine, world.model_id).changes if "stock" not in change["table"]]
    assert reason(world.terminal().do("deal.sell", *left))[0] == "quarantined"


def test_a_draft_that_ends_puts_no_car_back_that_somebody_bought(world: World, counter: Terminal) -> None:
    car = counter.receive(world.model_id)
    draft = counter.draft(car, world.model_id)
    assert reason(counter.do("contract.draft", *draft.changes)) == ("applied", "")
    sold = counter.sale(car, world.model_id)
    assert reason(counter.do("deal.sell", *sold.changes)) == ("applied", "")
    counter.pull()
    ends = {"state": "cancelled", "cancelled_reason": "x", "version": 2}
    ended = [
        counter.change("contract", draft.contract_id, **ends),
        counter.change("deal", draft.deal_id, state="cancelled"),
    ]
    back = [
        counter.change("stock_stay", car.stay_id, status="in_stock"),
        counter.movement(car, "sold", "in_stock", "wang"),
    ]
    assert reason(counter.do("contract.cancel", *ended, *back)) == ("quarantined", "stock_move")


def test_a_decision_changes_only_the_contract_that_it_is_about(world: World, counter: Terminal) -> None:
    sale = counter.draft(None, world.model_id)
    assert reason(counter.do("contract.draft", *sale.changes)) == ("applied", "")
    counter.pull()
    moved = counter.change("contract", sale.contract_id, terms="x", version=2)
    assert reason(counter.do("case.resolve", moved)) == ("quarantined", "case")


def test_a_signature_without_a_signing_and_a_signing_without_a_signature_are_set_aside(
    world: World, counter: Terminal
) -> None:
    sale = counter.sale(counter.receive(world.model_id), world.model_id)
    assert reason(counter.do("deal.sell", *sale.changes)) == ("applied", "")
    forged = counter.signature(sale.contract_id, 1)
    assert reason(counter.do("contract.sign", forged)) == ("quarantined", "unsigned")
    draft = counter.draft(None, world.model_id)
    assert reason(counter.do("contract.draft", *draft.changes)) == ("applied", "")
    counter.pull()
    signed = counter.signing(draft.contract_id)[0]
    assert reason(counter.do("contract.sign", signed)) == ("quarantined", "unsigned")


def test_a_contract_that_two_desks_had_signed_is_for_a_manager_and_under_no_suspicion(
    world: World, counter: Terminal
) -> None:
    draft = counter.draft(None, world.model_id)
    assert reason(counter.do("contract.draft", *draft.changes)) == ("applied", "")
    booth = world.terminal()
    for desk in (counter, booth):
        desk.pull()
    orders = [
        [
            desk.change("contract", draft.contract_id, state="approved", provisional=1),
            desk.signature(draft.contract_id),
            desk.change("deal", draft.deal_id, state="order"),
        ]
        for desk in (counter, booth)
    ]
    first, second = counter.do("contract.sign", *orders[0]), booth.do("contract.sign", *orders[1])
    assert reason(first) == ("applied", "")
    assert reason(second) == ("parked", "signed_twice")


def test_a_prepayment_becomes_a_deposit_by_a_signature_and_by_nothing_else(
    world: World, counter: Terminal
) -> None:
    car = counter.receive(world.model_id)
    order = counter.sale(car, world.model_id, provisional=True, deposit=500_000)
    assert reason(counter.do("deal.sell", *order.changes)) == ("applied", "")
    counter.pull()
    receipt = next(change["id"] for change in order.changes if change["table"] == "payment")
    back = counter.payment(order.deal_id, -500_000, kind="conversion", of="prepayment", refund_of=receipt)
    given = counter.payment(order.deal_id, 500_000, kind="deposit")
    assert reason(counter.do("payment.take", *back, *given)) == ("quarantined", "conversion")
    clear = world.terminal()
    signed = [
        *clear.signing(order.contract_id),
        clear.change("stock_stay", car.stay_id, status="sold"),
        clear.movement(car, "reserved", "sold", "wang"),
    ]
    back = clear.payment(order.deal_id, -500_000, kind="conversion", of="prepayment", refund_of=receipt)
    less = clear.payment(order.deal_id, 400_000, kind="deposit")
    assert reason(clear.do("contract.sign", *signed, *back, *less)) == ("quarantined", "conversion")
    fresh = world.terminal()
    back = fresh.payment(order.deal_id, -500_000, kind="conversion", of="prepayment", refund_of=receipt)
    given = fresh.payment(order.deal_id, 500_000, kind="deposit")
    assert reason(fresh.do("contract.sign", *signed, *back, *given)) == ("applied", "")


def test_money_binds_once_the_customer_has_signed_and_never_before(world: World, counter: Terminal) -> None:
    drawn = counter.draft(None, world.model_id)
    assert reason(counter.do("contract.draft", *drawn.changes)) == ("applied", "")
    quoted = counter.quote(None, world.model_id)
    assert reason(counter.do("quote.give", *quoted)) == ("applied", "")
    counter.pull()
    for deal_id in (drawn.deal_id, quoted[1]["id"]):
        early = counter.payment(deal_id, 100_000, kind="deposit")
        assert reason(counter.do("payment.take", *early)) == ("quarantined", "deposit_kind")
        back = counter.payment(deal_id, 100_000, kind="prepayment")
        assert reason(counter.do("payment.take", *back)) == ("applied", "")
    sold = counter.sale(None, world.model_id)
    assert reason(counter.do("deal.sell", *sold.changes)) == ("applied", "")
    counter.pull()
    more = counter.payment(sold.deal_id, 100_000, kind="deposit")
    assert reason(counter.do("payment.take", *more)) == ("applied", "")
    ended = counter.change("contract", sold.contract_id, state="cancelled", cancelled_reason="x", version=2)
    deal = counter.change("deal", sold.deal_id, state="cancelled")
    late = counter.payment(sold.deal_id, 100_000, kind="deposit")
    assert reason(counter.do("contract.cancel", ended, deal)) == ("applied", "")
    unheard = reason(counter.do("payment.take", *late))
    assert unheard == ("applied", ""), "who has not heard that it ended forges nothing"


def test_no_amount_is_larger_than_what_can_be_added_up(world: World, counter: Terminal) -> None:
    drawn = counter.draft(None, world.model_id)
    assert reason(counter.do("contract.draft", *drawn.changes)) == ("applied", "")
    counter.pull()
    for amount in (1 << 62, money.MAX_AMOUNT + 1):
        forged = counter.payment(drawn.deal_id, amount)
        assert reason(counter.do("payment.take", *forged))[0] == "quarantined"
    whole = counter.payment(drawn.deal_id, money.MAX_AMOUNT)
    assert reason(counter.do("payment.take", *whole)) == ("applied", "")
    priced = counter.draft(None, world.model_id, list_price=1 << 62, discount=(1 << 62) - LIST_PRICE)
    assert reason(counter.do("contract.draft", *priced.changes)) == ("quarantined", "malformed")
