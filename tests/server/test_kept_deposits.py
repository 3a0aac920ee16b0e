"""What a cancellation decided of a 定金 is stored with it, decided once, kept with a manager's yes only, and holds at
the server against whoever gives the deposit back alone."""

from __future__ import annotations

from typing import Any

import pytest

from tests.server.client import Sale, Terminal, about_op, resolved
from tests.server.conftest import World
from tests.server.wire import reason

DEPOSIT, BALANCE = 1_000_000, 50_000


@pytest.fixture(scope="module")
def desk(world: World) -> Terminal:
    """One terminal; each test has a deal of its own."""
    return world.terminal()


@pytest.fixture
def signed(world: World, desk: Terminal) -> Sale:
    """A signed contract with a deposit and something towards the price, pulled."""
    sale = desk.sale(None, world.model_id, deposit=DEPOSIT)
    assert reason(desk.do("deal.sell", *sale.changes)) == ("applied", "")
    assert reason(desk.do("payment.take", *desk.payment(sale.deal_id, BALANCE))) == ("applied", "")
    desk.pull()
    return sale


def receipt(desk: Terminal, sale: Sale, kind: str = "deposit") -> str:
    """The id of the receipt of that kind."""
    (row,) = desk.all("payment", deal_id=sale.deal_id, kind=kind)
    return str(row["id"])


def ending(desk: Terminal, sale: Sale, **decided: Any) -> list[dict[str, Any]]:
    """The rows of a cancellation, by a terminal that holds the contract as it last heard of it."""
    version = desk.rows["contract", sale.contract_id]["version"] + 1
    ends = {"state": "cancelled", "cancelled_reason": "客户改变主意", "version": version, **decided}
    contract = desk.change("contract", sale.contract_id, **ends)
    return [contract, desk.change("deal", sale.deal_id, state="cancelled")]


def yes(
    desk: Terminal, sale: Sale, manager: str = "sun", *, sum: int = DEPOSIT, **said: Any
) -> dict[str, Any]:
    """A manager's signed yes to keep the deposit."""
    contract = {"id": sale.contract_id, **desk.rows["contract", sale.contract_id]}
    words = {"kind": "kept", "reason_code": None, "takings": sum, **said}
    return desk.approval(contract, manager, words)


def cancelled(desk: Terminal, sale: Sale, **decided: Any) -> None:
    """Cancelled, with a manager's yes where one is needed, and pulled."""
    rows = ending(desk, sale, **decided)
    if decided.get("deposit_fate") == "kept":
        rows.append(yes(desk, sale))
    assert reason(desk.do("contract.cancel", *rows)) == ("applied", "")
    desk.pull()


def back(
    desk: Terminal, sale: Sale, *, of: str = "deposit", wish: str | None = None, amount: int = 1
) -> list[dict[str, Any]]:
    """Something of a receipt goes back, by finance."""
    given = {"kind": "refund", "user": "qian", "refund_of": receipt(desk, sale, of), "reason": "退订"}
    return desk.payment(sale.deal_id, -amount, of=of, reversal_id=wish, **given)


@pytest.mark.parametrize("fate", ["kept", "twofold"])
def test_a_deposit_that_shall_not_simply_go_back_goes_back_by_nobodys_word_alone(
    desk: Terminal, signed: Sale, fate: str
) -> None:
    cancelled(desk, signed, deposit_fate=fate)
    assert desk.rows["contract", signed.contract_id]["deposit_fate"] == fate
    alone = back(desk, signed)
    assert reason(desk.do("payment.refund", *alone, user="qian")) == ("parked", "deposit_decided")
    desk.pull()
    assert resolved(desk, about_op(desk, desk.no), "discard")["status"] == "applied"
    desk.pull()
    other = back(desk, signed, of="balance", amount=BALANCE)
    assert reason(desk.do("payment.refund", *other, user="qian")) == ("applied", "")


def test_a_managers_own_yes_gives_a_kept_deposit_back(desk: Terminal, signed: Sale) -> None:
    cancelled(desk, signed, deposit_fate="kept")
    row = desk.rows["payment", receipt(desk, signed)]
    wish = desk.reversal({"id": row["id"], "set": row}, amount=1)
    rows = back(desk, signed, wish=wish["id"])
    assert reason(desk.do("payment.refund", wish, *rows, user="qian")) == ("applied", "")


def test_a_manager_lets_count_what_was_given_back_before_the_cancellation_was_heard_of(
    desk: Terminal, signed: Sale
) -> None:
    cancelled(desk, signed, deposit_fate="kept")
    rows = back(desk, signed)
    assert reason(desk.do("payment.refund", *rows, user="qian")) == ("parked", "deposit_decided")
    desk.pull()
    case = about_op(desk, desk.no)
    assert resolved(desk, case, "accept")["status"] == "applied"
    desk.pull()
    assert desk.rows["payment", rows[0]["id"]]["amount"] == -1


def test_where_it_was_decided_that_the_deposit_goes_back_small_sums_go_back_as_ever(
    desk: Terminal, signed: Sale
) -> None:
    cancelled(desk, signed, deposit_fate="returned")
    assert desk.rows["contract", signed.contract_id]["deposit_fate"] == "returned"
    rows = back(desk, signed, amount=DEPOSIT)
    assert reason(desk.do("payment.refund", *rows, user="qian")) == ("applied", "")


@pytest.mark.parametrize("ends", [False, True])
def test_e3_a_deposit_of_which_nothing_was_decided_goes_back_by_nobodys_word_alone(
    desk: Terminal, signed: Sale, ends: bool
) -> None:
    if ends:
        cancelled(desk, signed)
    row = desk.rows["payment", receipt(desk, signed)]
    wish = desk.reversal({"id": row["id"], "set": row}, amount=1)
    rows = back(desk, signed, wish=wish["id"])
    assert reason(desk.do("payment.refund", wish, *rows, user="qian")) == ("applied", "")
    alone = reason(desk.do("payment.refund", *back(desk, signed), user="qian"))
    assert alone == ("quarantined", "refund_needs_approval")


@pytest.mark.parametrize(
    ("action", "forged", "told"),
    [
        ("contract.cancel", {"deposit_fate": "kept", "cancelled_reason": "x"}, ("quarantined", "state")),
        ("contract.edit", {"deposit_fate": "kept"}, ("quarantined", "columns")),
        ("contract.amend", {"deposit_fate": "kept"}, ("quarantined", "columns")),
    ],
)
def test_nothing_is_decided_while_the_contract_lives(
    desk: Terminal, signed: Sale, action: str, forged: dict[str, Any], told: tuple[str, str]
) -> None:
    assert reason(desk.do(action, desk.change("contract", signed.contract_id, **forged))) == told


def test_what_is_decided_is_one_of_three(world: World, desk: Terminal, signed: Sale) -> None:
    rows = ending(desk, signed, deposit_fate="ours")
    assert reason(desk.do("contract.cancel", *rows)) == ("quarantined", "state")
    drawn = desk.draft(None, world.model_id, deposit_fate="returned")
    assert reason(desk.do("contract.draft", *drawn.changes)) == ("quarantined", "state")


@pytest.mark.parametrize("other", ["returned", None])
def test_what_was_decided_is_not_decided_again(desk: Terminal, signed: Sale, other: str | None) -> None:
    cancelled(desk, signed, deposit_fate="kept")
    values = {"deposit_fate": other, "cancelled_reason": "x"}
    again = desk.change("contract", signed.contract_id, **values)
    assert reason(desk.do("contract.cancel", again)) == ("parked", "state_moved")
    desk.pull()
    assert desk.rows["contract", signed.contract_id]["deposit_fate"] == "kept"


def test_two_desks_of_two_minds_are_for_a_manager(world: World, desk: Terminal, signed: Sale) -> None:
    other = world.terminal()
    other.pull()
    cancelled(desk, signed, deposit_fate="kept")
    rows = ending(other, signed, deposit_fate="returned")
    assert reason(other.do("contract.cancel", *rows)) == ("parked", "state_moved")
    other.pull()
    assert resolved(other, about_op(other, other.no), "accept")["status"] == "applied"
    other.pull()
    assert other.rows["contract", signed.contract_id]["deposit_fate"] == "returned"


def test_a_deposit_that_nobody_approved_keeping_waits_for_another_manager(
    world: World, desk: Terminal, signed: Sale
) -> None:
    rows = ending(desk, signed, deposit_fate="kept")
    assert reason(desk.do("contract.cancel", *rows, user="sun")) == ("parked", "deposit_approval")
    desk.pull()
    assert desk.rows["contract", signed.contract_id]["state"] == "signed"
    case = about_op(desk, desk.no)
    assert reason(resolved(desk, case, "accept")) == ("quarantined", "not_a_manager")
    other = world.terminal()
    rows = ending(other, signed, deposit_fate="kept")
    assert reason(other.do("contract.cancel", *rows)) == ("parked", "deposit_approval")
    other.pull()
    assert resolved(other, about_op(other, other.no), "accept")["status"] == "applied"
    other.pull()
    kept = other.rows["contract", signed.contract_id]
    assert (kept["state"], kept["deposit_fate"]) == ("cancelled", "kept")


@pytest.mark.parametrize("decision", ["accept", "reverse", "correct"])
def test_the_manager_who_sold_the_car_does_not_let_its_deposit_be_kept_afterwards(
    world: World, desk: Terminal, decision: str
) -> None:
    sale = desk.sale(None, world.model_id, deposit=DEPOSIT, user="sun")
    assert reason(desk.do("deal.sell", *sale.changes, user="sun")) == ("applied", "")
    desk.pull()
    rows = ending(desk, sale, deposit_fate="kept")
    assert reason(desk.do("contract.cancel", *rows)) == ("parked", "deposit_approval")
    desk.pull()
    case = about_op(desk, desk.no)
    assert reason(resolved(desk, case, decision)) == ("quarantined", "self_approval")
    other = world.terminal()
    assert other.rows["contract", sale.contract_id]["state"] == "signed"
    assert reason(resolved(other, case, "discard")) == ("applied", "")


def test_a_yes_is_to_a_sum_and_to_no_more(desk: Terminal, signed: Sale) -> None:
    rows = [*ending(desk, signed, deposit_fate="kept"), yes(desk, signed, sum=DEPOSIT - 1)]
    assert reason(desk.do("contract.cancel", *rows)) == ("parked", "deposit_approval")
    desk.pull()
    assert resolved(desk, about_op(desk, desk.no), "discard")["status"] == "applied"
    row = desk.rows["payment", receipt(desk, signed)]
    wish = desk.reversal({"id": row["id"], "set": row}, amount=1)
    rows = back(desk, signed, wish=wish["id"])
    assert reason(desk.do("payment.refund", wish, *rows, user="qian")) == ("applied", "")
    rows = [*ending(desk, signed, deposit_fate="kept"), yes(desk, signed, sum=DEPOSIT - 1)]
    assert reason(desk.do("contract.cancel", *rows)) == ("applied", "")


@pytest.mark.parametrize("other", ["vehicle_id", "list_price", "price", "version"])
def test_a_yes_is_to_the_contract_as_it_is(world: World, desk: Terminal, signed: Sale, other: str) -> None:
    known = desk.rows["contract", signed.contract_id][other]
    said = {other: desk.receive(world.model_id).id if other == "vehicle_id" else known + 1}
    rows = [*ending(desk, signed, deposit_fate="kept"), yes(desk, signed, **said)]
    assert reason(desk.do("contract.cancel", *rows)) == ("parked", "deposit_approval")


def test_a_yes_to_what_was_amended_since_waits_for_a_manager(desk: Terminal, signed: Sale) -> None:
    given = yes(desk, signed)
    amended = {"state": "amended", "signed_version": 2, "version": 2, "delivery_place": "客户家中"}
    rows = desk.signing(signed.contract_id, **amended)
    rows[1]["set"]["version"] = 2
    assert reason(desk.do("contract.amend", *rows)) == ("applied", "")
    desk.pull()
    rows = [*ending(desk, signed, deposit_fate="kept"), given]
    assert reason(desk.do("contract.cancel", *rows)) == ("parked", "deposit_approval")
    desk.pull()
    assert resolved(desk, about_op(desk, desk.no), "discard")["status"] == "applied"
    cancelled(desk, signed, deposit_fate="kept")  # by a yes to version 2


@pytest.mark.parametrize(
    ("user", "manager", "forged", "told"),
    [
        ("wang", "sun", {"signature": "AAAA"}, "approval_signature"),
        ("wang", "sun", {"takings": DEPOSIT + 1}, "approval_signature"),
        ("wang", "sun", {"ticket": None, "signature": None}, "approval_signature"),
        ("sun", "sun", {}, "self_approval"),
        ("sun", "sun", {"ticket": None, "signature": None}, "self_approval"),
        ("wang", "zhao", {}, "approval"),
        ("wang", "wang", {}, "approval"),
    ],
)
def test_a_forged_yes_to_keep_a_deposit_is_refused(
    desk: Terminal, signed: Sale, user: str, manager: str, forged: dict[str, Any], told: str
) -> None:
    given = yes(desk, signed, manager)
    given["set"] |= forged
    rows = [*ending(desk, signed, deposit_fate="kept"), given]
    assert reason(desk.do("contract.cancel", *rows, user=user)) == ("quarantined", told)


def test_a_manager_does_not_approve_keeping_the_deposit_of_a_contract_of_their_own(
    world: World, desk: Terminal
) -> None:
    sale = desk.sale(None, world.model_id, deposit=DEPOSIT, user="sun")
    assert reason(desk.do("deal.sell", *sale.changes, user="sun")) == ("applied", "")
    desk.pull()
    rows = [*ending(desk, sale, deposit_fate="kept"), yes(desk, sale)]
    assert reason(desk.do("contract.cancel", *rows)) == ("quarantined", "self_approval")


@pytest.mark.parametrize(("fate", "kind"), [("returned", "kept"), ("returned", "discount"), (None, "kept")])
def test_a_cancellation_brings_a_yes_to_what_it_keeps_and_no_other(
    desk: Terminal, signed: Sale, fate: str | None, kind: str
) -> None:
    code = "aged" if kind == "discount" else None
    given = yes(desk, signed, kind=kind, reason_code=code)
    rows = [*ending(desk, signed, deposit_fate=fate), given]
    assert reason(desk.do("contract.cancel", *rows)) == ("quarantined", "approval")


def test_a_yes_to_keep_a_deposit_comes_with_its_cancellation_only(desk: Terminal, signed: Sale) -> None:
    assert reason(desk.do("contract.amend", yes(desk, signed))) == ("quarantined", "approval")


def test_a_yes_to_keep_the_deposit_of_another_contract_keeps_this_one_not(
    world: World, desk: Terminal, signed: Sale
) -> None:
    other = desk.sale(None, world.model_id, deposit=DEPOSIT)
    assert reason(desk.do("deal.sell", *other.changes)) == ("applied", "")
    desk.pull()
    rows = [*ending(desk, signed, deposit_fate="kept"), yes(desk, other)]
    assert reason(desk.do("contract.cancel", *rows)) == ("parked", "deposit_approval")
