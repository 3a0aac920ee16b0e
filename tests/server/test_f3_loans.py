"""Loan applications that no desk of ours would send."""

from __future__ import annotations

from typing import Any

import pytest

from app.ids import wish_id
from app.models.base import canonical_json
from tests.server.client import LIST_PRICE, Terminal, about_op, resolved
from tests.server.conftest import World
from tests.server.lending import GRANTED, application, moved, released
from tests.server.wire import reason


@pytest.fixture(scope="module")
def desk(world: World) -> Terminal:
    return world.terminal()


@pytest.fixture
def deal(world: World, desk: Terminal) -> str:
    """A signed contract over a loan of as much as is granted; its deal."""
    sale = desk.sale(None, world.model_id)
    plan = {"kind": "loan", "lender": "承安银行", "loan": GRANTED, "months": 36, "rate_bp": 299}
    sale.changes[2]["set"]["plan"] = canonical_json(plan)
    assert reason(desk.do("deal.sell", *sale.changes)) == ("applied", "")
    return sale.deal_id


@pytest.fixture
def applied(desk: Terminal, deal: str) -> str:
    rows = application(desk, deal)
    assert reason(desk.do("loan.apply", *rows)) == ("applied", "")
    desk.pull()
    return str(rows[0]["id"])


@pytest.fixture
def granted(desk: Terminal, applied: str) -> str:
    assert reason(desk.do("loan.move", *moved(desk, applied, "submitted"))) == ("applied", "")
    desk.pull()
    given = {"granted": GRANTED, "granted_months": 36, "granted_rate_bp": 299}
    assert reason(desk.do("loan.move", *moved(desk, applied, "approved", **given))) == ("applied", "")
    desk.pull()
    return applied


@pytest.mark.parametrize(
    "forged", [{"state": "approved"}, {"granted": 1}, {"amount": 0}, {"months": 500}], ids=str
)
def test_an_application_begins_as_a_draft_of_terms_that_exist(
    desk: Terminal, deal: str, forged: dict[str, Any]
) -> None:
    assert reason(desk.do("loan.apply", *application(desk, deal, **forged)))[0] == "quarantined"


def test_a_second_application_waits_until_the_first_is_withdrawn(
    desk: Terminal, deal: str, applied: str
) -> None:
    rows = application(desk, deal)
    outcome = desk.do("loan.apply", *rows)
    assert reason(outcome) == ("parked", "loan_open")
    resolved(desk, about_op(desk, outcome["no"]), "accept")
    assert about_op(desk, outcome["no"])["state"] == "open"
    assert not desk.all("loan_application", id=rows[0]["id"])
    assert reason(desk.do("loan.move", *moved(desk, applied, "withdrawn"))) == ("applied", "")
    resolved(desk, about_op(desk, outcome["no"]), "retry")
    assert desk.row("loan_application", rows[0]["id"])["state"] == "draft"


def test_nothing_is_submitted_without_its_papers(desk: Terminal, deal: str) -> None:
    rows = application(desk, deal, papers="missing")
    assert reason(desk.do("loan.apply", *rows)) == ("applied", "")
    desk.pull()
    sent = moved(desk, rows[0]["id"], "submitted")
    assert reason(desk.do("loan.move", *sent)) == ("parked", "papers_missing")


def test_who_moves_it_is_noted_with_it(desk: Terminal, applied: str) -> None:
    assert reason(desk.do("loan.move", moved(desk, applied, "submitted")[0])) == ("quarantined", "author")


def test_the_lender_grants_something(desk: Terminal, applied: str) -> None:
    assert reason(desk.do("loan.move", *moved(desk, applied, "submitted"))) == ("applied", "")
    desk.pull()
    bare = moved(desk, applied, "approved")
    assert reason(desk.do("loan.move", *bare)) == ("quarantined", "loan_amount")


@pytest.mark.parametrize(
    ("forged", "told"),
    [
        ({}, ("applied", "")), ({"amount": GRANTED - 1}, ("quarantined", "loan_amount_differs")),
        ({"reference": None}, ("quarantined", "reference_missing")), ({"about_id": None}, ("quarantined", "state")),
    ],
    ids=str,
)  # fmt: skip
def test_the_money_is_what_was_granted(
    desk: Terminal, deal: str, granted: str, forged: dict[str, Any], told: tuple[str, str]
) -> None:
    rows = released(desk, deal, granted, **forged)
    assert reason(desk.do("loan.release", *rows, user="qian")) == told


def test_only_finance_books_it_and_nobody_past_the_application(
    desk: Terminal, deal: str, granted: str
) -> None:
    smuggled = desk.payment(deal, GRANTED, kind="loan", about_id=granted, reference="TR-1")
    assert reason(desk.do("payment.take", *smuggled)) == ("quarantined", "not_allowed")


def test_money_for_a_contract_that_another_desk_cancelled_waits_and_says_so(
    desk: Terminal, deal: str, granted: str
) -> None:
    rows = released(desk, deal, granted)
    (contract,) = desk.all("contract", deal_id=deal)
    ends = {"state": "cancelled", "cancelled_reason": "客户改变主意", "version": contract["version"] + 1}
    cancelled = [
        desk.change("contract", contract["id"], **ends),
        desk.change("deal", deal, state="cancelled"),
    ]
    assert reason(desk.do("contract.cancel", *cancelled)) == ("applied", "")
    assert reason(desk.do("loan.release", *rows, user="qian")) == ("parked", "contract_cancelled")


def test_what_two_desks_write_of_one_answer_is_no_suspicion(
    world: World, desk: Terminal, deal: str, applied: str
) -> None:
    """The lender's answer counts once, another answer waits, and its money is booked once."""
    other = world.terminal()
    assert reason(desk.do("loan.move", *moved(desk, applied, "submitted"))) == ("applied", "")
    desk.pull()
    other.pull()
    given = {"granted": GRANTED, "granted_months": 36, "granted_rate_bp": 299}
    alike, less = (
        moved(other, applied, "approved", **{**given, **but}) for but in ({}, {"granted_months": 24})
    )
    assert reason(desk.do("loan.move", *moved(desk, applied, "approved", **given))) == ("applied", "")
    assert reason(other.do("loan.move", *alike)) == ("applied", "")
    assert reason(other.do("loan.move", *less)) == ("parked", "state_moved")
    desk.pull()
    third = world.terminal()
    third.pull()
    again = released(third, deal, applied)
    assert reason(desk.do("loan.release", *released(desk, deal, applied), user="qian")) == ("applied", "")
    assert reason(third.do("loan.release", *again, user="qian")) == ("parked", "loan_released")


def test_a_contract_that_says_something_else_waits(desk: Terminal, deal: str, applied: str) -> None:
    assert reason(desk.do("loan.move", *moved(desk, applied, "submitted"))) == ("applied", "")
    desk.pull()
    given = {"granted": LIST_PRICE // 2, "granted_months": 36, "granted_rate_bp": 299}
    assert reason(desk.do("loan.move", *moved(desk, applied, "approved", **given))) == ("applied", "")
    desk.pull()
    rows = released(desk, deal, applied, LIST_PRICE // 2)
    assert reason(desk.do("loan.release", *rows, user="qian")) == ("parked", "contract_differs")


LOAN = {"kind": "loan", "lender": "承安银行", "loan": GRANTED, "months": 36, "rate_bp": 299}


@pytest.mark.parametrize(
    ("forged", "told"),
    [
        ({"months": 121}, ("quarantined", "months_invalid")),
        ({"rate_bp": 3_601}, ("quarantined", "rate_invalid")),
        ({"loan": "80000"}, ("quarantined", "plan_invalid")),
        ({"method": "never"}, ("quarantined", "plan_invalid")),
        ({"method": "balloon", "balloon": GRANTED}, ("quarantined", "balloon_invalid")),
        ({"balloon": 1}, ("quarantined", "balloon_unexpected")),
        ({"method": "subsidised", "lender_rate_bp": 100}, ("quarantined", "buyer_rate_invalid")),
        ({"loan": LIST_PRICE + 1}, ("parked", "loan_above_price")),
        ({"method": "balloon", "balloon": GRANTED - 1}, ("applied", "")),
    ],
    ids=str,
)
def test_a_plan_is_a_loan_that_can_be(
    world: World, desk: Terminal, forged: dict[str, Any], told: tuple[str, str]
) -> None:
    sale = desk.sale(None, world.model_id)
    sale.changes[2]["set"]["plan"] = canonical_json(LOAN | forged)
    assert reason(desk.do("deal.sell", *sale.changes)) == told


def test_an_application_for_more_than_all_comes_to_waits(desk: Terminal, deal: str) -> None:
    rows = application(desk, deal, amount=LIST_PRICE + 1)
    assert reason(desk.do("loan.apply", *rows)) == ("parked", "loan_above_price")


def test_after_a_no_of_the_lender_the_server_has_the_deposit_asked_back(world: World, desk: Terminal) -> None:
    sale = desk.sale(None, world.model_id)
    sale.changes[2]["set"]["plan"] = canonical_json(LOAN)
    paid = desk.payment(sale.deal_id, 100_000, kind="deposit")
    assert reason(desk.do("deal.sell", *sale.changes, *paid)) == ("applied", "")
    desk.pull()
    rows = application(desk, sale.deal_id)
    assert reason(desk.do("loan.apply", *rows)) == ("applied", "")
    desk.pull()
    for state in ("submitted", "declined"):
        assert reason(desk.do("loan.move", *moved(desk, rows[0]["id"], state))) == ("applied", "")
        desk.pull()
    ends = {"state": "cancelled", "cancelled_reason": "贷款未获批准", "deposit_fate": "kept", "version": 2}
    contract = desk.change("contract", sale.contract_id, **ends)
    deal = desk.change("deal", sale.deal_id, state="cancelled")
    words = {"kind": "kept", "reason_code": None, "takings": 100_000}
    row = {"id": sale.contract_id, **desk.rows["contract", sale.contract_id]}
    rows = [contract, deal, desk.approval(row, said=words)]
    assert reason(desk.do("contract.cancel", *rows)) == ("applied", "")
    desk.pull()
    (wish,) = desk.all("reversal", payment_id=paid[0]["id"])
    said = (wish["kind"], wish["amount"], wish["state"], wish["reason"])
    assert said == ("refund", 100_000, "asked", "贷款未获批准")
    assert desk.rows["contract", sale.contract_id]["deposit_fate"] == "returned"
    unheard = desk.reversal(paid[0], None, "qian")  # by a desk that has not heard of the wish
    unheard["id"] = wish_id(paid[0]["id"], "refund", 100_000, 0)
    assert desk.do("reversal.ask", unheard, user="qian")["status"] == "merged"
    assert desk.all("reversal", payment_id=paid[0]["id"]) == [wish]
