"""Loan applications that no desk of ours would send."""

from __future__ import annotations

from typing import Any

import pytest

from app.models.base import canonical_json
from tests.server.client import LIST_PRICE, Terminal, reason
from tests.server.conftest import World
from tests.server.lending import GRANTED, application, moved, released


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


def test_a_second_application_waits(desk: Terminal, deal: str, applied: str) -> None:
    assert reason(desk.do("loan.apply", *application(desk, deal))) == ("parked", "loan_open")


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


def test_a_contract_that_says_something_else_waits(desk: Terminal, deal: str, applied: str) -> None:
    assert reason(desk.do("loan.move", *moved(desk, applied, "submitted"))) == ("applied", "")
    desk.pull()
    given = {"granted": LIST_PRICE // 2, "granted_months": 36, "granted_rate_bp": 299}
    assert reason(desk.do("loan.move", *moved(desk, applied, "approved", **given))) == ("applied", "")
    desk.pull()
    rows = released(desk, deal, applied, LIST_PRICE // 2)
    assert reason(desk.do("loan.release", *rows, user="qian")) == ("parked", "contract_differs")
