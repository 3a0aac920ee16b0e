"""E3 and E4: money goes back against its receipt, after somebody else said yes, once, and never above what was paid."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.reversal import ALONE
from app.models.base import canonical_json
from tests.server.client import Sale, Terminal
from tests.server.conftest import World
from tests.server.wire import reason

PAID = ALONE + 100_000


@pytest.fixture(scope="module")
def desk(world: World) -> Terminal:
    """One terminal; each test has a deal of its own."""
    return world.terminal()


@pytest.fixture
def drawn(world: World, desk: Terminal) -> Sale:
    """A quote with a draft, pulled."""
    sale = desk.draft(None, world.model_id)
    assert reason(desk.do("contract.draft", *sale.changes)) == ("applied", "")
    return sale


@pytest.fixture
def taken(desk: Terminal, drawn: Sale) -> dict[str, Any]:
    """The receipt of money that is too much to go back by one person's word."""
    rows = desk.payment(drawn.deal_id, PAID)
    assert reason(desk.do("payment.take", *rows)) == ("applied", "")
    desk.pull()
    return rows[0]


def back(
    desk: Terminal, drawn: Sale, taken: dict[str, Any], wish: dict[str, Any] | None, **values: Any
) -> Any:
    """A counter-entry; its rows."""
    given = {"kind": "refund", "user": "qian", "refund_of": taken["id"], "reason": "退订"} | values
    amount = -given.pop("amount", PAID)
    named = wish["id"] if wish else None
    return desk.payment(drawn.deal_id, amount, of="balance", reversal_id=named, **given)


def test_a_refund_that_is_not_small_needs_somebody_elses_yes(
    desk: Terminal, drawn: Sale, taken: dict[str, Any]
) -> None:
    alone = back(desk, drawn, taken, None)
    assert reason(desk.do("payment.refund", *alone, user="qian")) == ("quarantined", "refund_needs_approval")
    manager = back(desk, drawn, taken, None, user="sun")
    assert reason(desk.do("payment.refund", *manager, user="sun")) == ("quarantined", "refund_needs_approval")
    small = back(desk, drawn, taken, None, amount=ALONE)
    assert reason(desk.do("payment.refund", *small, user="qian")) == ("applied", "")
    more = back(desk, drawn, taken, None, amount=PAID - ALONE)
    many_small = reason(desk.do("payment.refund", *more, user="qian"))
    assert many_small == ("quarantined", "refund_needs_approval")


def test_l1_nobody_gives_back_alone_what_they_took_in_themselves(desk: Terminal, drawn: Sale) -> None:
    own, others = desk.payment(drawn.deal_id, 200, user="qian"), desk.payment(drawn.deal_id, 200)
    assert reason(desk.do("payment.take", *own, user="qian")) == ("applied", "")
    assert reason(desk.do("payment.take", *others)) == ("applied", "")
    one = back(desk, drawn, others[0], None, amount=1)
    assert reason(desk.do("payment.refund", *one, user="qian")) == ("applied", "")
    wish = desk.reversal(own[0], amount=1)
    with_a_yes = back(desk, drawn, own[0], wish, amount=1)
    assert reason(desk.do("payment.refund", wish, *with_a_yes, user="qian")) == ("applied", "")
    alone = back(desk, drawn, own[0], None, amount=1)
    assert reason(desk.do("payment.refund", *alone, user="qian")) == ("quarantined", "refund_needs_approval")


@pytest.mark.parametrize(
    ("forged", "code"),
    [
        ({"signature": "AAAA"}, "approval_signature"), ({"ticket": None}, "approval_signature"),
        ({"amount": PAID - 1}, "refund_other"), ({"kind": "twofold"}, "refund_other"),
        ({"state": "asked"}, "refund_needs_approval"), ({"reason": " "}, "refund_other"),
        ({"manager": "qian"}, "self_approval"), ({"manager": "wang"}, "approval"),
    ],
    ids=lambda value: str(value) if isinstance(value, dict) else "",
)  # fmt: skip
def test_no_yes_is_made_up(
    desk: Terminal, drawn: Sale, taken: dict[str, Any], forged: dict[str, Any], code: str
) -> None:
    wish = desk.reversal(taken, **forged)
    rows = back(desk, drawn, taken, wish)
    assert reason(desk.do("payment.refund", wish, *rows, user="qian")) == ("quarantined", code)


@pytest.mark.parametrize(
    "other", [{"amount": PAID - 1}, {"method": "card"}, {"reason": "x"}, {"kind": "void"}], ids=str
)
def test_what_goes_back_is_what_was_approved(
    desk: Terminal, drawn: Sale, taken: dict[str, Any], other: dict[str, Any]
) -> None:
    wish = desk.reversal(taken)
    rows = back(desk, drawn, taken, wish, **other)
    if "method" in other:
        rows[1]["set"]["account"] = "cash:card"
    outcome, _ = reason(desk.do("payment.refund", wish, *rows, user="qian"))
    assert outcome == "quarantined"


def test_a_yes_is_used_once(desk: Terminal, drawn: Sale, taken: dict[str, Any]) -> None:
    half = desk.reversal(taken, amount=PAID // 2)
    first = back(desk, drawn, taken, half, amount=PAID // 2)
    assert reason(desk.do("payment.refund", half, *first, user="qian")) == ("applied", "")
    again = back(desk, drawn, taken, half, amount=PAID // 2)
    assert reason(desk.do("payment.refund", *again, user="qian")) == ("parked", "reversal_given")


def test_a_wish_is_decided_by_a_manager_who_did_not_ask(
    desk: Terminal, drawn: Sale, taken: dict[str, Any]
) -> None:
    for asker, decider, named, code in (
        ("qian", "qian", "qian", "not_allowed"), ("sun", "sun", "sun", "self_approval"), ("qian", "sun", "qian", "approval"),
    ):  # fmt: skip
        forged = decision(desk, taken, asker, named)
        assert reason(desk.do("reversal.decide", forged, user=decider)) == ("quarantined", code)
    yes = decision(desk, taken, "qian", "sun")
    early = back(desk, drawn, taken, yes)
    assert reason(desk.do("payment.refund", *early, user="qian")) == ("quarantined", "refund_needs_approval")
    assert reason(desk.do("reversal.decide", yes, user="sun")) == ("applied", "")
    assert reason(desk.do("payment.refund", *back(desk, drawn, taken, yes), user="qian")) == ("applied", "")


def test_who_asked_may_take_it_back_and_the_money_can_be_asked_for_again(
    desk: Terminal, taken: dict[str, Any]
) -> None:
    own = decision(desk, taken, "sun", "sun")
    own["set"]["state"] = "declined"
    assert reason(desk.do("reversal.decide", own, user="sun")) == ("applied", "")
    desk.pull()
    assert desk.rows["reversal", own["id"]]["state"] == "declined"
    assert reason(desk.do("reversal.ask", desk.reversal(taken, None, "qian"), user="qian")) == ("applied", "")


def decision(desk: Terminal, taken: dict[str, Any], asker: str, manager: str) -> dict[str, Any]:
    """Somebody asks; a manager's yes as a change that is still to be pushed."""
    wish = desk.reversal(taken, None, asker)
    assert reason(desk.do("reversal.ask", wish, user=asker)) == ("applied", "")
    desk.pull()
    return desk.change("reversal", wish["id"], state="approved", approver_id=desk.as_(manager).user_id)


def test_who_asks_does_not_approve_in_the_same_breath(desk: Terminal, taken: dict[str, Any]) -> None:
    assert reason(desk.do("reversal.ask", desk.reversal(taken), user="qian")) == ("quarantined", "approval")
    lone = desk.reversal(taken)
    assert reason(desk.do("payment.refund", lone, user="qian")) == ("quarantined", "refund_other")


def test_a_wish_about_another_branchs_receipt_is_not_taken(
    world: World, desk: Terminal, taken: dict[str, Any]
) -> None:
    far = world.terminal("XS", "far")
    wish = far.reversal(taken, None, "far")
    assert reason(far.do("reversal.ask", wish, user="far"))[1] in ("scope", "not_allowed")


def test_a_void_takes_the_whole_receipt_back_with_a_yes(
    desk: Terminal, drawn: Sale, taken: dict[str, Any]
) -> None:
    bare = back(desk, drawn, taken, None, kind="void", user="wang")
    assert reason(desk.do("payment.void", *bare)) == ("quarantined", "refund_needs_approval")
    part = desk.reversal(taken, user="wang", kind="void", amount=PAID - 1)
    rows = back(desk, drawn, taken, part, kind="void", user="wang", amount=PAID - 1)
    assert reason(desk.do("payment.void", part, *rows)) == ("quarantined", "void_partly")
    wish = desk.reversal(taken, user="wang", kind="void")
    smuggled = back(desk, drawn, taken, wish, kind="void", user="wang")
    assert reason(desk.do("payment.take", *smuggled)) == ("quarantined", "not_allowed")
    rows = back(desk, drawn, taken, wish, kind="void", user="wang")
    assert reason(desk.do("payment.void", wish, *rows)) == ("applied", "")
    late = desk.reversal(taken)
    rows = back(desk, drawn, taken, late)
    assert reason(desk.do("payment.refund", late, *rows, user="qian")) == ("parked", "refund_above_paid")


def test_a_seller_who_breaks_the_contract_returns_the_deposit_twofold(world: World, desk: Terminal) -> None:
    sale = desk.sale(desk.receive(world.model_id), world.model_id, deposit=PAID)
    assert reason(desk.do("deal.sell", *sale.changes)) == ("applied", "")
    receipt = next(change for change in sale.changes if change["table"] == "payment")
    wish, once, more = _twofold(desk, sale, receipt)
    threefold = desk.payment(
        sale.deal_id, -PAID, kind="compensation", user="qian", reversal_id=wish["id"], reason="退订"
    )
    wrong = [wish, *once, *more, *threefold]
    assert reason(desk.do("payment.refund", *wrong, user="qian")) == ("quarantined", "refund_other")
    wish, once, more = _twofold(desk, sale, receipt)
    assert reason(desk.do("payment.refund", wish, *once, user="qian")) == ("quarantined", "refund_other")
    wish, once, more = _twofold(desk, sale, receipt)
    assert reason(desk.do("payment.refund", wish, *once, *more, user="qian")) == ("applied", "")


def _twofold(
    desk: Terminal, sale: Sale, receipt: dict[str, Any]
) -> tuple[dict[str, Any], list[dict[str, Any]], list[dict[str, Any]]]:
    wish = desk.reversal(receipt, kind="twofold")
    common = {"user": "qian", "reversal_id": wish["id"], "reason": "退订"}
    once = desk.payment(sale.deal_id, -PAID, kind="refund", of="deposit", refund_of=receipt["id"], **common)
    return wish, once, desk.payment(sale.deal_id, -PAID, kind="compensation", **common)


def test_only_a_deposit_is_returned_twofold(desk: Terminal, drawn: Sale, taken: dict[str, Any]) -> None:
    wish = desk.reversal(taken, kind="twofold")
    once = back(desk, drawn, taken, wish)
    more = back(desk, drawn, taken, wish, kind="compensation", refund_of=None)
    more[2]["set"]["account"] = "dealer:compensation"
    told = reason(desk.do("payment.refund", wish, *once, *more, user="qian"))
    assert told == ("quarantined", "twofold_deposit")


def test_a_receipts_paper_says_what_its_payment_says(desk: Terminal, drawn: Sale) -> None:
    def pushed(**forged: Any) -> tuple[str, str]:
        rows = desk.payment(drawn.deal_id, 100_000)
        paid = rows[0]["set"]
        said = {
            "no": paid["receipt_no"], "kind": "payment", "amount": 100_000, "method": "cash", "paid_on": paid["paid_on"],
            "payer": "王小明", "seller": {"name": "MAIN"}, "payable": 300_000, "paid": 100_000, "balance": 200_000,
        }  # fmt: skip
        document = forged.pop("document", None) or canonical_json(said | forged)
        paid["document"] = document
        return reason(desk.do("payment.take", *rows))

    forgeries: list[dict[str, Any]] = [
        {"amount": 900_000}, {"no": "R-MAIN01-26-99999"}, {"kind": "deposit"}, {"method": "card"}, {"balance": 0},
        {"paid_on": "2025-01-01"}, {"reference": "x"}, {"refund_of": "R-MAIN01-26-00001"}, {"amount": True},
        {"continues": "R-MAIN01-26-00001"}, {"document": "[]"}, {"document": "{}"}, {"paid": "100000"}, {"seller": 1},
        {"approver": "孙莉"},
    ]  # fmt: skip
    assert pushed() == ("applied", "")
    for forged in forgeries:
        assert pushed(**forged) == ("quarantined", "receipt_paper"), forged
    assert pushed(layout=0) == ("quarantined", "malformed")
    assert pushed(layout=99) == ("parked", "layout")


def test_a_vouchers_paper_names_a_manager_only_if_one_approved_it(
    desk: Terminal, drawn: Sale, taken: dict[str, Any]
) -> None:
    def pushed(wish: dict[str, Any] | None, approver: str, amount: int) -> tuple[str, str]:
        rows = back(desk, drawn, taken, wish, amount=amount)
        paid = rows[0]["set"]
        said = {
            "no": paid["receipt_no"], "kind": "refund", "amount": amount, "method": "cash", "paid_on": paid["paid_on"],
            "payer": "王小明", "seller": {"name": "MAIN"}, "refund_of": taken["set"]["receipt_no"], "approver": approver,
            "payable": 300_000, "paid": 0, "balance": 300_000,
        }  # fmt: skip
        paid["document"] = canonical_json(said)
        return reason(desk.do("payment.refund", *([wish] if wish else []), *rows, user="qian"))

    assert pushed(None, "孙莉", 100) == ("quarantined", "receipt_paper")
    assert pushed(None, "", 100) == ("applied", "")
    unnamed = pushed(desk.reversal(taken, amount=100), "", 100)
    assert unnamed == ("applied", ""), "of a program that did not yet name who approved"
    left = PAID - 200
    assert pushed(desk.reversal(taken, amount=left), "孙莉", left) == ("applied", "")
