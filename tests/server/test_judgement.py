"""Who may do what, and what does not add up."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from app.domain.permissions import CATALOGUE_IMPORT
from app.ids import new_id
from app.models.vehicle import Model
from tests.server.client import LIST_PRICE, Sale, Terminal
from tests.server.conftest import World
from tests.server.wire import reason

SALES_FLOOR = LIST_PRICE * 97 // 100


@pytest.fixture(scope="module")
def desk(world: World) -> Terminal:
    """One terminal for the tests that leave nothing behind."""
    return world.terminal()


@pytest.fixture
def drawn(world: World, desk: Terminal) -> Sale:
    """A quote with a draft, pulled."""
    sale = desk.draft(None, world.model_id)
    assert reason(desk.do("contract.draft", *sale.changes)) == ("applied", "")
    desk.pull()
    return sale


def test_an_unknown_action_is_set_aside(desk: Terminal) -> None:
    assert reason(desk.do("customer.steal", desk.customer())) == ("quarantined", "action_unknown")


@pytest.mark.parametrize("action", ["lease", "seed", "administer"])
def test_no_terminal_writes_what_is_the_servers(world: World, desk: Terminal, action: str) -> None:
    car = desk.receive(world.model_id)
    lease = desk.new("lease", car.id, "org", terminal_id=desk.id, fence=99, kind="show")
    assert reason(desk.do(action, lease, user="sun")) == ("quarantined", "action_unknown")


def test_a_role_that_may_not_is_set_aside(world: World, desk: Terminal) -> None:
    assert reason(desk.do("customer.add", desk.customer(), user="liu")) == ("quarantined", "not_allowed")


def test_a_role_that_was_taken_away_counts_no_more(world: World, desk: Terminal) -> None:
    from app.domain.permissions import Role
    from server import administration

    administration.add_user(
        world.uow(), name="brief", password="harbour-Lantern-4711", role=Role.SALES, branch="MAIN"
    )
    op = desk.op("customer.add", desk.customer(), user="brief")
    administration.set_role(world.uow(), name="brief", role=Role.SALES, branch="MAIN", active=False)
    assert reason(desk.push(op)[0]) == ("quarantined", "no_longer_allowed")


@pytest.mark.parametrize(
    ("action", "values"), [("customer.edit", {"terms": "x"}), ("contract.edit", {"seller_id": "x"})]
)
def test_an_action_writes_only_its_own_tables_and_columns(
    desk: Terminal, drawn: Sale, action: str, values: dict[str, str]
) -> None:
    change = desk.change("contract", drawn.contract_id, **values)
    assert reason(desk.do(action, change)) == ("quarantined", "columns")


@pytest.mark.parametrize("column", ["id", "scope", "ver", "row_hash"])
def test_the_columns_of_sync_itself_are_nobodys(desk: Terminal, column: str) -> None:
    customer = desk.customer()
    customer["set"][column] = 7
    assert reason(desk.do("customer.add", customer)) == ("quarantined", "columns")


def test_a_column_of_a_newer_program_waits(desk: Terminal) -> None:
    customer = desk.customer()
    customer["set"]["shoe_size"] = 42
    assert reason(desk.do("customer.add", customer)) == ("parked", "schema")


def test_another_branch_is_out_of_reach(world: World, desk: Terminal) -> None:
    far = world.terminal("XS", "far")
    foreign = desk.customer()
    foreign["scope"], foreign["set"]["branch_id"] = far.scope, far.branch_id
    assert reason(desk.do("customer.add", foreign)) == ("quarantined", "scope")
    mixed = desk.customer()
    mixed["set"]["branch_id"] = far.branch_id
    assert reason(desk.do("customer.add", mixed)) == ("quarantined", "scope")
    public = desk.customer()
    public["scope"] = "org"
    assert reason(desk.do("customer.add", public)) == ("quarantined", "scope")


def test_the_number_of_another_terminal_is_not_ours(world: World, desk: Terminal) -> None:
    other = world.terminal(user="zhao")
    for n, table in ((1, "deal"), (2, "contract")):
        sale = desk.draft(None, world.model_id)
        sale.changes[n]["set"]["no"] = other.number("D-" if table == "deal" else "")
        assert reason(desk.do("contract.draft", *sale.changes)) == ("quarantined", "number")


def test_nobody_sells_in_anothers_name(world: World, desk: Terminal) -> None:
    sale = desk.draft(None, world.model_id)
    sale.changes[2]["set"]["seller_id"] = desk.as_("zhao").user_id
    assert reason(desk.do("contract.draft", *sale.changes)) == ("quarantined", "author")


def test_a_ledger_that_does_not_balance_is_set_aside(desk: Terminal, drawn: Sale) -> None:
    money = desk.payment(drawn.deal_id, 1_000)
    money[2]["set"]["amount"] = -999
    assert reason(desk.do("payment.take", *money)) == ("quarantined", "totals")


def test_a_receipt_says_what_the_ledger_says(desk: Terminal, drawn: Sale) -> None:
    money = desk.payment(drawn.deal_id, 1_000)
    money[0]["set"]["amount"] = 2_000
    assert reason(desk.do("payment.take", *money)) == ("quarantined", "totals")
    assert reason(desk.do("payment.take", desk.payment(drawn.deal_id, 1_000)[0])) == ("quarantined", "totals")


def test_money_is_never_changed(desk: Terminal, drawn: Sale) -> None:
    money = desk.payment(drawn.deal_id, 1_000)
    assert reason(desk.do("payment.take", *money)) == ("applied", "")
    desk.pull()
    changed = desk.change("payment", money[0]["id"], amount=1)
    assert reason(desk.do("payment.take", changed)) == ("quarantined", "append_only")


def test_a_deposit_is_at_most_a_fifth_also_in_two_parts(world: World, desk: Terminal) -> None:
    most = LIST_PRICE // 5
    above = desk.sale(desk.receive(world.model_id), world.model_id, deposit=most + 1)
    assert reason(desk.do("deal.sell", *above.changes)) == ("quarantined", "deposit_above_cap")
    sold = desk.sale(desk.receive(world.model_id), world.model_id, deposit=most)
    assert reason(desk.do("deal.sell", *sold.changes)) == ("applied", "")
    second = desk.payment(sold.deal_id, 1, kind="deposit")
    assert reason(desk.do("payment.take", *second)) == ("quarantined", "deposit_above_cap")


def test_a_refund_gives_back_what_was_taken_and_no_more(desk: Terminal, drawn: Sale) -> None:
    taken = desk.payment(drawn.deal_id, 1_000)
    desk.do("payment.take", *taken)

    def back(amount: int, of: str | None) -> tuple[str, str]:
        rows = desk.payment(drawn.deal_id, -amount, kind="refund", user="qian", refund_of=of, reason="退订")
        return reason(desk.do("payment.refund", *rows, user="qian"))

    assert back(600, None) == ("quarantined", "refund")
    assert back(600, taken[0]["id"]) == ("applied", "")
    assert back(600, taken[0]["id"]) == ("parked", "refund_above_paid")
    assert back(400, taken[0]["id"]) == ("applied", "")


def test_a_price_that_does_not_add_up_is_set_aside(world: World, desk: Terminal) -> None:
    sale = desk.draft(None, world.model_id)
    sale.changes[2]["set"]["discount"] = 1
    assert reason(desk.do("contract.draft", *sale.changes)) == ("quarantined", "totals")


def test_a_list_price_that_the_client_made_up_is_set_aside(world: World, desk: Terminal) -> None:
    forged = {"list_price": SALES_FLOOR, "price": SALES_FLOOR * 97 // 100}
    forged["discount"] = forged["list_price"] - forged["price"]
    for car in (desk.receive(world.model_id), None):
        sale = desk.draft(car, world.model_id, **forged)
        assert reason(desk.do("contract.draft", *sale.changes)) == ("quarantined", "list_price")
    honest = desk.draft(None, world.model_id)
    desk.do("contract.draft", *honest.changes)
    desk.pull()
    edit = desk.change("contract", honest.contract_id, **forged)
    assert reason(desk.do("contract.edit", edit)) == ("quarantined", "list_price")
    sold = desk.sale(desk.receive(world.model_id), world.model_id)
    sold.changes[2]["set"] |= forged
    assert reason(desk.do("deal.sell", *sold.changes)) == ("quarantined", "list_price")


def test_a_car_that_is_ordered_costs_what_its_paint_costs(world: World, desk: Terminal) -> None:
    def paints(listed: str) -> None:
        with world.uow().begin(CATALOGUE_IMPORT) as tx:
            model = tx.get(Model, world.model_id)
            model.attributes = {**(model.attributes or {}), "colours": listed}

    def drawn(colour: str, more: int) -> str:
        listed = LIST_PRICE + more
        sale = desk.draft(None, world.model_id, price=listed, list_price=listed, discount=0, colour=colour)
        return reason(desk.do("contract.draft", *sale.changes))[1]

    desk.as_("wang")
    world.clock.advance(minutes=1)
    paints("White; Red=2000")
    try:
        assert [drawn("Red", 200_000), drawn("红色", 200_000), drawn("White", 0)] == ["", "", ""]
        assert drawn("White", 200_000) == "list_price"
        assert drawn("Red", 0) == ""  # wang has not heard yet that red costs more
        world.clock.advance(minutes=1)
        desk.sign_in("wang")
        assert drawn("Red", 0) == "list_price"
        quote = desk.quote(None, world.model_id)
        assert reason(desk.do("quote.give", *quote)) == ("applied", "")
        sale = desk.draft(None, world.model_id, colour="White")
        assert reason(desk.do("contract.draft", *sale.changes)) == ("applied", "")
        desk.pull()
        edit = desk.change("contract", sale.contract_id, colour="Red", version=2)
        assert reason(desk.do("contract.edit", edit)) == ("quarantined", "list_price")
    finally:
        world.clock.advance(minutes=1)
        paints("")
        desk.sign_in("wang")


def test_a_list_price_counts_as_it_was_when_its_author_had_signed_in(world: World, desk: Terminal) -> None:
    desk.as_("wang")
    dearer = LIST_PRICE + 1_000_000

    def priced(price: int) -> str:
        with world.uow().begin(CATALOGUE_IMPORT) as tx:
            model = tx.get(Model, world.model_id)
            before, model.list_price = model.list_price, price
        sale = desk.draft(None, world.model_id, price=before, list_price=before, discount=0)
        return reason(desk.do("contract.draft", *sale.changes))[1]

    try:
        world.clock.advance(minutes=1)
        assert priced(dearer) == ""  # the price that stood when wang signed in
        world.clock.advance(minutes=1)
        desk.sign_in("wang")
        sale = desk.draft(None, world.model_id)
        assert reason(desk.do("contract.draft", *sale.changes)) == ("quarantined", "list_price")
    finally:
        priced(LIST_PRICE)


def test_discount_within_the_floor_needs_nobody(world: World, desk: Terminal) -> None:
    car = desk.receive(world.model_id)
    sold = desk.sale(car, world.model_id, price=SALES_FLOOR)
    assert reason(desk.do("deal.sell", *sold.changes)) == ("applied", "")


def test_discount_beyond_the_floor_needs_a_managers_signature(world: World, desk: Terminal) -> None:
    price = SALES_FLOOR - 1

    def sold(**approval: Any) -> tuple[str, str]:
        sale = desk.sale(desk.receive(world.model_id), world.model_id, price=price)
        if approval:
            sale.changes.append(desk.approval(sale.changes[2], **approval))
        return reason(desk.do("deal.sell", *sale.changes))

    assert sold() == ("quarantined", "discount")
    assert sold(signature="AAAA") == ("quarantined", "approval_signature")
    assert sold(ticket=desk.as_("wang").ticket) == ("quarantined", "approval_signature")
    assert sold(manager="zhao") == ("quarantined", "discount")  # signed, but by no manager
    assert sold(manager="wang")[0] == "quarantined"  # nobody approves their own
    assert sold(said={"price": price + 1}) == ("quarantined", "discount")  # a yes to another price
    assert sold(said={"list_price": LIST_PRICE + 1}) == ("quarantined", "discount")  # of a dearer car
    other = desk.receive(world.model_id)
    assert sold(said={"vehicle_id": other.id}) == ("quarantined", "discount")  # of another car
    assert sold(said={"version": 2}) == ("quarantined", "discount")  # of what it was not yet
    assert sold(version=0) == ("quarantined", "approval_signature")  # not as it was signed
    assert sold(manager="sun") == ("applied", "")


def test_a_manager_approves_in_an_op_of_their_own(world: World, desk: Terminal) -> None:
    sale = desk.draft(None, world.model_id, price=SALES_FLOOR - 1)
    desk.do("contract.draft", *sale.changes)
    desk.pull()
    yes = desk.approval(sale.changes[2], ticket=None, signature=None)
    state = desk.change("contract", sale.contract_id, state="approved")
    assert reason(desk.do("contract.approve", state, yes, user="sun")) == ("applied", "")


def test_an_edit_of_price_or_car_withdraws_the_approval(world: World, desk: Terminal) -> None:
    first, second = desk.receive(world.model_id), desk.receive(world.model_id)
    sale = desk.draft(first, world.model_id, price=SALES_FLOOR - 2)
    desk.do("contract.draft", *sale.changes)
    desk.pull()
    yes = desk.approval(sale.changes[2], ticket=None, signature=None)
    state = desk.change("contract", sale.contract_id, state="approved")
    assert reason(desk.do("contract.approve", state, yes, user="sun")) == ("applied", "")
    desk.pull()
    price = SALES_FLOOR - 1
    dearer = desk.change("contract", sale.contract_id, price=price, discount=LIST_PRICE - price, version=2)
    assert reason(desk.do("contract.edit", dearer)) == ("quarantined", "discount")
    moved = desk.change("contract", sale.contract_id, vehicle_id=second.id, provisional=1, version=2)
    assert reason(desk.do("contract.edit", moved)) == ("parked", "waits_for")
    clear = world.terminal()
    moved = clear.change("contract", sale.contract_id, vehicle_id=second.id, provisional=1, version=2)
    assert reason(clear.do("contract.edit", moved)) == ("quarantined", "discount")
    later = world.terminal(user="zhao")
    date = later.change("contract", sale.contract_id, delivery_date="2026-12-24", version=2)
    assert reason(later.do("contract.edit", date, user="zhao")) == ("applied", "")


def test_a_state_that_cannot_follow_waits_for_a_person(world: World, desk: Terminal, drawn: Sale) -> None:
    cancelled = desk.change("contract", drawn.contract_id, state="cancelled", cancelled_reason="x")
    gone = desk.change("deal", drawn.deal_id, state="cancelled")
    assert reason(desk.do("contract.cancel", cancelled, gone)) == ("applied", "")
    desk.pull()
    back = desk.change("contract", drawn.contract_id, state="signed", signed_version=1)
    assert reason(desk.do("contract.sign", back)) == ("parked", "illegal_transition")
    nonsense = desk.draft(None, world.model_id, state="eternal")
    assert reason(desk.do("contract.draft", *nonsense.changes)) == ("quarantined", "state_unknown")


def test_a_signed_contract_is_not_edited(world: World, desk: Terminal) -> None:
    car = desk.receive(world.model_id)
    sold = desk.sale(car, world.model_id)
    desk.do("deal.sell", *sold.changes)
    desk.pull()
    edit = desk.change("contract", sold.contract_id, delivery_date="2026-12-24")
    assert reason(desk.do("contract.edit", edit)) == ("parked", "contract_signed")


def test_a_vin_in_stock_is_refused_a_second_time(world: World, desk: Terminal) -> None:
    car = desk.receive(world.model_id)
    again = desk.arrival(car, world.model_id, "liu")
    again[1]["id"] = new_id()
    again[2]["set"]["stay_id"] = again[1]["id"]
    assert reason(desk.do("stock.receive", *again, user="liu")) == ("parked", "does_not_fit")


def test_a_cars_id_is_its_vins(world: World, desk: Terminal) -> None:
    car = desk.receive(world.model_id)
    other = desk.arrival(car, world.model_id, "liu")
    other[0]["id"] = new_id()
    other[0]["set"]["vin"] = "LFVTEST1000999999"
    assert reason(desk.do("stock.receive", other[0], user="liu")) == ("quarantined", "id")


@contextmanager
def three_days_later(*desks: Terminal) -> Iterator[None]:
    """When everyone's ticket is over, and the terminals have new access tokens."""
    clock = desks[0].clock
    clock.advance(hours=73)
    try:
        for desk in desks:
            form = {"grant_type": "client_credentials", "client_id": desk.id, "client_secret": desk.secret}
            desk.token = desk.http.post("/oauth/token", data=form).json()["access_token"]
        yield
    finally:
        clock.advance(hours=-73)


def test_with_an_expired_sign_in_only_confirming_stops(world: World) -> None:
    desk = world.terminal()
    first, second = desk.receive(world.model_id), desk.receive(world.model_id)
    desk.as_("wang"), desk.as_("liu")
    with three_days_later(desk):
        sale = desk.sale(first, world.model_id)
        assert reason(desk.do("deal.sell", *sale.changes)) == ("quarantined", "ticket_expired")
        order = desk.sale(second, world.model_id, provisional=True, deposit=100)
        assert reason(desk.do("deal.sell", *order.changes)) == ("applied", "")
        assert reason(desk.do("customer.add", desk.customer())) == ("applied", "")


def test_setting_the_clock_back_does_not_revive_an_expired_sign_in(world: World) -> None:
    desk = world.terminal()
    car = desk.receive(world.model_id)
    before = desk.last_hlc
    with three_days_later(desk):
        assert reason(desk.do("customer.add", desk.customer())) == ("applied", "")
        sale = desk.sale(car, world.model_id)
        assert reason(desk.do("deal.sell", *sale.changes, hlc=before)) == ("quarantined", "ticket_expired")


def test_a_sale_in_time_that_had_to_wait_is_still_in_time(world: World) -> None:
    desk, other = world.terminal(), world.terminal(user="zhao")
    customer, car = other.customer(), desk.receive(world.model_id)
    sale = desk.sale(car, world.model_id)
    sale.changes[1]["set"]["customer_id"] = sale.changes[2]["set"]["customer_id"] = customer["id"]
    assert reason(desk.do("deal.sell", *sale.changes)) == ("parked", "does_not_fit")
    with three_days_later(desk, other):
        assert reason(desk.do("customer.add", desk.customer())) == ("applied", "")
        assert reason(other.do("customer.add", customer, user="zhao")) == ("applied", "")
        assert desk.row("contract", sale.contract_id)["state"] == "signed"


def test_a_cost_is_sealed_to_the_server_and_goes_to_the_back_office_only(world: World) -> None:
    counter, office = world.terminal(), world.terminal(user="qian", finance=True)
    car = counter.receive(world.model_id, cost=9_800_000)
    assert counter.all("stock_cost") == []
    assert [row["cost"] for row in office.all("stock_cost", stay_id=car.stay_id)] == [9_800_000]
    assert office.all("stock_cost")[0]["scope"] == f"branch:{office.branch_id}:finance"


def test_a_cost_in_the_open_scope_is_set_aside(world: World, desk: Terminal) -> None:
    car = desk.receive(world.model_id)
    cost = desk.new("stock_cost", stay_id=car.stay_id, cost=1)
    assert reason(desk.do("stock.receive", cost, user="liu")) == ("quarantined", "scope")
