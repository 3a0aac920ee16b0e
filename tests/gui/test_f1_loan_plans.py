"""An administrator says the loan plans on a page: what holds, what is to come, and what the desk shows then."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from app import db
from app.domain.permissions import Role
from app.errors import PermissionDenied, UserError
from app.gateways.deals import DealsFromReplica
from app.gateways.loan_plans import LoanPlansOfTerminal
from app.presenters.base import run_now
from app.presenters.loan_plans import LoanPlansPresenter, PlansState
from app.services import loan_plans
from app.views.navigation import screens_for
from app.workplace import Workplace
from tests.gui.test_accessibility import nameless
from tests.gui.workshop import open_workshop

pytestmark = pytest.mark.gui
TYPED = {
    "plan": "bank", "from": "2099-01-01", "lender": "工商银行", "months": "48", "rate": "3.25", "share": "60",
    "method": "equal_instalment", "balloon": "0", "buyer_rate": "0", "payer": "maker",
}  # fmt: skip


@pytest.fixture
def page(stages: Any) -> Any:
    return stages().enter("loan_plans", login="sun")


def standings(page: Any) -> list[tuple[str, str]]:
    return [(each.offer.key, each.standing) for each in page._presenter.state.listing.rows]


def test_each_terms_stand_with_whether_they_hold(page: Any) -> None:
    assert nameless(page) == []
    assert standings(page) == [
        ("bank", "coming"), ("maker", "in_force"), ("bank", "in_force"), ("bank", "past"), ("maker", "past"),
    ]  # fmt: skip
    page.table.choose(2)
    assert page.edits["from"].text() == ""  # what has begun stays: new terms have a day of their own
    assert page.edits["rate"].text() == "2.99"
    assert not page.out.isVisibleTo(page)


def test_new_terms_show_what_they_come_to_and_are_kept(qtbot: QtBot, page: Any) -> None:
    page.table.choose(2)
    page.edits["rate"].setText("36")
    page.edits["rate"].textEdited.emit("36")
    qtbot.waitUntil(lambda: page._presenter.state.tried is not None, timeout=5_000)
    dear = page._presenter.state.tried.monthly
    page.edits["rate"].setText("2.5")
    page.edits["rate"].textEdited.emit("2.5")
    qtbot.waitUntil(lambda: page._presenter.state.tried.monthly < dear, timeout=5_000)
    page._add()
    assert page.fields["from"].error()
    page.edits["from"].setText("2027-03-01")
    page._add()
    assert standings(page)[0] == ("bank", "coming")
    assert page._presenter.state.listing.rows[0].offer.rate_bp == 250


def test_terms_that_have_not_begun_can_go_again(page: Any) -> None:
    page.table.choose(0)
    assert page.edits["from"].text() == "2027-01-01"
    page.out.click()
    assert standings(page)[0] == ("maker", "in_force")


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("months", "three"),
        ("months", "500"),
        ("rate", "dear"),
        ("share", "101"),
        ("lender", " "),
        ("from", "soon"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(page: Any, field: str, text: str) -> None:
    page.table.choose(0)
    page.edits[field].setText(text)
    page._add()
    assert page.fields[field].error()


@pytest.mark.parametrize("login", ["chen", "wang", "lin", "he"])
def test_nobody_else_has_the_page(stages: Any, login: str) -> None:
    stage = stages()
    stage.enter(login=login)
    assert "loan_plans" not in {each.key for each in screens_for(stage.shell.context.desk.session.roles)}


# ------------------------------------------------------------------ over a real terminal


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Workplace]:
    place = open_workshop(tmp_path)
    yield place
    place.close()


def test_the_desk_shows_what_the_administrator_said(shop: Workplace, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(PermissionDenied):
        loan_plans.add(shop.unit_of_work(), given=given())
    admin = replace(shop.actor, roles=frozenset({Role.ADMIN}))
    monkeypatch.setattr(Workplace, "actor", property(lambda self: admin))
    today = shop.clock.today()
    with pytest.raises(UserError, match="plan_begun"):
        loan_plans.add(shop.unit_of_work(), given=given(**{"from": (today - timedelta(days=1)).isoformat()}))
    gateway = LoanPlansOfTerminal(shop)
    presenter = LoanPlansPresenter(run_now, gateway, shop.clock.today)
    told: list[str] = []
    presenter.attach(Seen(told))
    for rate in ("3.25", "3.10"):  # of one day the later word counts
        presenter.add(TYPED | {"from": today.isoformat(), "rate": rate})
    presenter.add(TYPED)
    assert told == ["added"] * 3
    bank = DealsFromReplica(shop).facts().offers[1]
    assert (bank.lender, bank.months, bank.rate_bp, bank.share_bp) == ("工商银行", 48, 310, 6_000)
    assert [each.standing for each in gateway.terms()] == ["coming", "in_force", "past", "in_force"]
    presenter.choose(gateway.terms()[0])
    presenter.take_out()
    assert [each.standing for each in gateway.terms()] == ["in_force", "past", "in_force"]
    with db.write_session(shop.database) as store:
        assert len(loan_plans.listed(store)) == 1


def given(**values: Any) -> dict[str, Any]:
    return {**TYPED, "months": 48, **values}


class Seen:
    """What the page would have announced."""

    def __init__(self, told: list[str]) -> None:
        self._told = told

    def show_state(self, state: PlansState) -> None:
        self._told += [state.done] * bool(state.done)

    def show_error(self, error: Exception) -> None:
        raise error
