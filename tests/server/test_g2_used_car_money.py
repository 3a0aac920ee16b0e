"""Money for used cars that no desk of ours would pay, and money that was paid before others were heard of."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.permissions import Role
from app.ids import new_id
from server import administration
from tests.server.client import Sale, Terminal, about_op, resolved
from tests.server.conftest import World
from tests.server.trading import (
    PAYOFF,
    VALUE,
    accepted,
    appraisal,
    approved,
    ended,
    given_back,
    handed_in,
    kept,
    paid_off,
    paid_out,
    payout_consent,
    photographed,
    taken,
)
from tests.server.wire import PASSWORD, reason


@pytest.fixture(scope="module")
def desk(world: World) -> Terminal:
    """One terminal; each test has a deal of its own."""
    return world.terminal()


@pytest.fixture
def drawn(world: World, desk: Terminal) -> Sale:
    sale = desk.draft(None, world.model_id)
    assert reason(desk.do("contract.draft", *sale.changes)) == ("applied", "")
    return sale


@pytest.fixture
def used(desk: Terminal, drawn: Sale) -> dict[str, Any]:
    """An appraisal with all of its photos, pulled."""
    row = appraisal(desk, drawn)
    assert reason(desk.do("trade_in.appraise", row)) == ("applied", "")
    photographed(desk, row["id"])
    desk.pull()
    return row


def test_nothing_is_paid_out_that_was_not_approved(desk: Terminal, drawn: Sale, used: dict[str, Any]) -> None:
    approved(desk, used)
    rows = paid_out(desk, drawn, used, 100)
    assert reason(desk.do("trade_in.pay_out", *rows, user="qian")) == ("parked", "not_handed_in")
    rows = desk.payment(drawn.deal_id, -100, kind="payout", about_id=used["id"])
    assert reason(desk.do("payment.take", *rows)) == ("quarantined", "not_allowed")


def test_nothing_is_collected_for_others_that_the_contract_does_not_collect(
    desk: Terminal, drawn: Sale
) -> None:
    rows = desk.payment(drawn.deal_id, 10_000, collected=4_000)
    rows[2]["set"]["amount"] = -6_000
    others = {
        **rows[2],
        "id": new_id(),
        "set": {**rows[2]["set"], "account": "others:collected", "amount": -4_000},
    }
    unbooked = desk.payment(drawn.deal_id, 10_000, collected=4_000)
    assert reason(desk.do("payment.take", *unbooked)) == ("quarantined", "totals")
    assert reason(desk.do("payment.take", *rows, others)) == ("parked", "collected_above")


@pytest.mark.parametrize(
    ("forged", "code"),
    [
        ({"payout": VALUE + 1}, "totals"), ({"payout": 0}, "totals"), ({"note": " "}, "state"),
        ({"payout_approver_id": None}, "approval"), ({"payout_signature": "AAAA"}, "approval"),
    ],
    ids=str,
)  # fmt: skip
def test_a_car_is_kept_for_what_it_is_worth_by_the_manager_who_says_so(
    world: World, desk: Terminal, drawn: Sale, used: dict[str, Any], forged: dict[str, Any], code: str
) -> None:
    handed_in(world, desk, drawn, used)
    ended(desk, drawn)
    rows = kept(desk, used, **forged)
    assert reason(desk.do("trade_in.keep", *rows, user="sun")) == ("quarantined", code)


def test_a_car_that_pays_for_a_contract_is_not_kept_against_money(
    world: World, desk: Terminal, drawn: Sale, used: dict[str, Any]
) -> None:
    handed_in(world, desk, drawn, used)
    early = reason(desk.do("trade_in.keep", *kept(desk, used), user="sun"))
    assert early == ("parked", "deal_not_cancelled")


def test_what_is_owed_for_a_kept_car_is_paid_by_somebody_else_once(
    world: World, desk: Terminal, drawn: Sale, used: dict[str, Any]
) -> None:
    handed_in(world, desk, drawn, used)
    ended(desk, drawn)
    assert reason(desk.do("trade_in.keep", *kept(desk, used), user="sun")) == ("applied", "")
    desk.pull()
    above = paid_out(desk, drawn, used, VALUE + 1)
    assert reason(desk.do("trade_in.pay_out", *above, user="qian")) == ("quarantined", "approval")
    own = paid_out(desk, drawn, used, VALUE, "sun")
    assert reason(desk.do("trade_in.pay_out", *own, user="sun")) == ("quarantined", "self_approval")
    part = paid_out(desk, drawn, used, VALUE - 100)
    assert reason(desk.do("trade_in.pay_out", *part, user="qian")) == ("applied", "")
    rest = paid_out(desk, drawn, used, 101)
    assert reason(desk.do("trade_in.pay_out", *rest, user="qian")) == ("parked", "payout_given")


def test_who_paid_what_another_approved_and_kept_the_car_at_another_desk_paid_it_rightly(
    world: World, desk: Terminal, drawn: Sale, used: dict[str, Any]
) -> None:
    """The manager paid at a desk without a network, and kept the car at one that had not heard of that."""
    administration.add_user(world.uow(), name="feng", password=PASSWORD, role=Role.MANAGER, branch="MAIN")
    approved(desk, used)
    payout, feng = 100_000, desk.as_("feng").user_id
    world.clock.advance(minutes=1)
    values = {"payout": payout, **payout_consent(desk, used, payout)}
    rows = accepted(desk, drawn, used, amount=VALUE - payout, **values)
    assert reason(desk.do("trade_in.accept", *rows)) == ("applied", "")
    desk.pull()
    assert reason(desk.do("contract.sign", *desk.signing(drawn.contract_id))) == ("applied", "")
    desk.pull()
    assert reason(desk.do("trade_in.take", *taken(desk, world.model_id, used))) == ("applied", "")
    desk.pull()
    ended(desk, drawn)
    rows = kept(desk, used, payout_approver_id=feng, payout_ticket=None, payout_signature=None)
    assert reason(desk.do("trade_in.keep", *rows, user="feng")) == ("applied", "")
    desk.pull()
    above = paid_out(desk, drawn, used, payout + 1, "feng")
    assert reason(desk.do("trade_in.pay_out", *above, user="feng")) == ("quarantined", "self_approval")
    right = paid_out(desk, drawn, used, payout, "feng")
    assert reason(desk.do("trade_in.pay_out", *right, user="feng")) == ("applied", "")
    more = paid_out(desk, drawn, used, 1, "feng")
    assert reason(desk.do("trade_in.pay_out", *more, user="feng")) == ("quarantined", "self_approval")


def test_the_lender_of_a_used_car_gets_what_was_owed_once(world: World, desk: Terminal, drawn: Sale) -> None:
    used = appraisal(desk, drawn, payoff=PAYOFF)
    assert reason(desk.do("trade_in.appraise", used)) == ("applied", "")
    photographed(desk, used["id"])
    desk.pull()
    handed_in(world, desk, drawn, used)
    for forged, code in (({"amount": -1}, "approval"), ({"reference": None}, "reference_missing")):
        got = reason(desk.do("trade_in.pay_off", *paid_off(desk, drawn, used, **forged), user="qian"))
        assert got == ("quarantined", code)
    smuggled = paid_off(desk, drawn, used, user="wang")
    assert reason(desk.do("payment.take", *smuggled)) == ("quarantined", "not_allowed")
    assert reason(desk.do("trade_in.pay_off", *paid_off(desk, drawn, used), user="qian")) == ("applied", "")
    again = paid_off(desk, drawn, used)
    assert reason(desk.do("trade_in.pay_off", *again, user="qian")) == ("parked", "payoff_given")
    ended(desk, drawn)
    got = reason(desk.do("trade_in.give_back", *given_back(desk, used), user="sun"))
    assert got == ("parked", "payoff_given")


def test_of_a_car_that_went_back_only_what_was_approved_is_in_the_books_and_once(
    world: World, desk: Terminal, drawn: Sale
) -> None:
    """Whoever paid had not heard of it; of a car that never came in there is nothing to pay."""
    used = appraisal(desk, drawn, payoff=PAYOFF)
    assert reason(desk.do("trade_in.appraise", used)) == ("applied", "")
    photographed(desk, used["id"])
    desk.pull()
    handed_in(world, desk, drawn, used)
    ended(desk, drawn)
    assert reason(desk.do("trade_in.give_back", *given_back(desk, used), user="sun")) == ("applied", "")
    forged = desk.do("trade_in.pay_off", *paid_off(desk, drawn, used, amount=1 - PAYOFF), user="qian")
    assert reason(forged) == ("quarantined", "approval")
    forged = desk.do("trade_in.pay_out", *paid_out(desk, drawn, used, 1), user="qian")
    assert reason(forged) == ("quarantined", "approval")
    assert reason(desk.do("trade_in.pay_off", *paid_off(desk, drawn, used), user="qian")) == ("applied", "")
    again = desk.do("trade_in.pay_off", *paid_off(desk, drawn, used), user="qian")
    assert reason(again) == ("parked", "payoff_given")
    other = appraisal(desk, drawn, payoff=PAYOFF, state="appraising")
    assert reason(desk.do("trade_in.appraise", other)) == ("applied", "")
    desk.pull()
    gone = desk.change("trade_in", other["id"], state="cancelled")
    assert reason(desk.do("trade_in.appraise", gone)) == ("applied", "")
    forged = desk.do("trade_in.pay_off", *paid_off(desk, drawn, other), user="qian")
    assert reason(forged) == ("quarantined", "approval")


@pytest.fixture
def owed_on(desk: Terminal, drawn: Sale) -> dict[str, Any]:
    """A used car on a draft, on which its lender is still owed something."""
    row = appraisal(desk, drawn, payoff=PAYOFF)
    assert reason(desk.do("trade_in.appraise", row)) == ("applied", "")
    photographed(desk, row["id"])
    desk.pull()
    approved(desk, row)
    rows = accepted(desk, drawn, row, amount=VALUE - PAYOFF)
    assert reason(desk.do("trade_in.accept", *rows)) == ("applied", "")
    desk.pull()
    return row


def test_what_was_paid_before_the_car_came_in_here_counts_by_itself_when_it_does(
    world: World, desk: Terminal, drawn: Sale, owed_on: dict[str, Any]
) -> None:
    """As after a restore, where the desk that took it in has not sent that again yet. No manager is asked."""
    assert reason(desk.do("contract.sign", *desk.signing(drawn.contract_id))) == ("applied", "")
    rows = paid_off(desk, drawn, owed_on)
    outcome = desk.do("trade_in.pay_off", *rows, user="qian")
    assert reason(outcome) == ("parked", "not_handed_in")
    resolved(desk, about_op(desk, outcome["no"]), "accept")
    assert about_op(desk, outcome["no"])["state"] == "open"
    assert not desk.all("payment", id=rows[0]["id"])
    desk.pull()
    assert reason(desk.do("trade_in.take", *taken(desk, world.model_id, owed_on))) == ("applied", "")
    assert desk.row("payment", rows[0]["id"])["amount"] == -PAYOFF


def test_what_was_paid_for_a_car_whose_coming_in_is_set_aside_waits_for_it(
    world: World, desk: Terminal, drawn: Sale, owed_on: dict[str, Any]
) -> None:
    """Also when the appraisal was withdrawn elsewhere meanwhile: nobody made anything up."""
    came_in = desk.do("trade_in.take", *taken(desk, world.model_id, owed_on))
    assert reason(came_in) == ("parked", "contract_unsigned")
    paid = desk.do("trade_in.pay_off", *paid_off(desk, drawn, owed_on), user="qian")
    assert reason(paid) == ("parked", "waits_for")
