"""The page of what waits for a manager."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from app.domain.approval_chain import Step
from app.domain.permissions import Role
from app.presenters.approvals import KINDS
from app.presenters.deal_desk_rows import DeskFacts, Drawn
from app.presenters.deal_desk_state import DeskState
from app.views.approvals.page import _TONES
from app.views.deals import outcome_card


@pytest.fixture
def page(stages: Any) -> Any:
    return stages().enter("approvals", login="wang")


def gateway(page: Any) -> Any:
    return page.context.desk.more["approvals"]


def test_a_manager_approves_what_somebody_else_asked(page: Any) -> None:
    assert page.list.count.text() == "3 requests wait"
    page.note_edit.setText("fine")
    page.approve.click()
    assert gateway(page).answers == [("HZ02-26-01190", True, "fine")]
    assert page.note_edit.text() == ""


def test_a_no_needs_its_reason(page: Any) -> None:
    page.decline.click()
    assert gateway(page).answers == []
    assert page.note_field.error() == "Say what has to be changed."
    page.note_edit.setText("36 months are too long")
    page.decline.click()
    assert gateway(page).answers == [("HZ02-26-01190", False, "36 months are too long")]


def test_nobody_answers_their_own_request(page: Any) -> None:
    page.table.choose(1)
    assert not page.own.isHidden()
    assert not page.approve.isEnabled()
    page._answer(yes=True)
    assert gateway(page).answers == []


def test_what_one_asked_of_the_money_may_be_taken_back_and_not_approved(page: Any) -> None:
    rows = gateway(page).rows
    rows[2] = replace(rows[2], own=True)
    page._presenter.load()
    page.table.choose(2)
    assert "take it back" in page.own.text()
    page.approve.click()
    page._answer(yes=True)
    assert gateway(page).answers == []
    page.note_edit.setText("lin asks")
    page.decline.click()
    assert gateway(page).answers == [("R-HZ02-26-00718", False, "lin asks")]


def test_a_refund_waits_beside_the_contracts(page: Any) -> None:
    page.table.choose(2)
    page.approve.click()
    assert gateway(page).answers == [("R-HZ02-26-00718", True, "")]


def test_what_was_answered_stands_with_who_when_and_why(page: Any) -> None:
    page.views.chosen.emit("answered")
    assert page.list.count.text() == "The last 2 answers"
    assert [row.about for row in page._presenter.state.listing.rows] == [
        "Approved · Wang Yating", "Sent back · Wang Yating",
    ]  # fmt: skip
    page.table.choose(1)
    assert ("Why", "36 months are too long") in page._presenter.state.chosen.facts
    assert page.approve.isHidden()
    yes, no, look = page._keys_of
    assert (yes.isEnabled(), no.isEnabled(), look.isEnabled()) == (False, False, True)
    page._answer(yes=True)
    assert gateway(page).answers == []
    page.views.chosen.emit("waiting")
    assert not page.approve.isHidden()
    assert page.approve.isEnabled()


@pytest.mark.parametrize("login", ["chen", "lin", "he"])
def test_only_managers_have_the_page(stages: Any, login: str) -> None:
    stage = stages()
    stage.enter(login=login)
    assert "approvals" not in {screen.key for screen in _screens(stage)}


def test_d3_finance_has_the_page_where_a_link_asks_them() -> None:
    from app.views.navigation import screens_for

    for answers in (False, True):
        keys = {screen.key for screen in screens_for(frozenset({Role.FINANCE}), answers=answers)}
        assert ("approvals" in keys) is answers


def test_d3_what_waits_for_another_link_is_not_answered_here(page: Any) -> None:
    rows = gateway(page).rows
    rows[0] = replace(rows[0], turn=False)
    page._presenter.load()
    page.table.choose(0)
    assert page.own.text() == "It waits for somebody else’s answer first."
    for button in (page.approve, page.decline):
        assert not button.isEnabled()
        button.click()
    page._answer(yes=True)
    assert gateway(page).answers == []


def test_d3_whom_another_link_asks_may_send_it_back(page: Any) -> None:
    rows = gateway(page).rows
    rows[0] = replace(rows[0], turn=False, returns=True)
    page._presenter.load()
    page.table.choose(0)
    assert not page.approve.isEnabled()
    page.note_edit.setText("a yes by mistake")
    page.decline.click()
    assert gateway(page).answers == [("HZ02-26-01190", False, "a yes by mistake")]


def test_d3_the_desk_says_which_link_answered_and_which_is_next() -> None:
    at = datetime(2026, 11, 22, 4, 20, tzinfo=UTC)
    links = (Step("discount", "manager", "Wang Yating", at, "aged", ""), Step("discount", "finance"))
    drawn = Drawn("k1", "HZ02-26-01187", "D-1", state="submitted", links=links)
    said = outcome_card._words(DeskState(DeskFacts(date(2026, 11, 22)), drawn=drawn))
    assert said is not None
    assert said[0] == "Waits for an answer"
    first, second = said[1].split("\n")
    assert first.startswith("Price 1 · Sales manager: Wang Yating · ")
    assert "Long in stock" in first
    assert second == "Price 2 · Finance: waits"


def _screens(stage: Any) -> Any:
    from app.views.navigation import screens_for

    return screens_for(stage.shell.context.desk.session.roles)


def test_a_salesperson_asks_for_a_yes_at_the_list_of_contracts(stages: Any) -> None:
    page = stages().enter("contracts", login="chen")
    asked = page.context.desk.more["approvals"]
    rows = {row.state: row for row in page._presenter.state.listing.rows}
    page._presenter.choose(rows["draft"])
    page.submit.click()
    page._presenter.choose(rows["submitted"])
    assert page.submit.text() == "Take the request back"
    page.submit.click()
    assert asked.submitted == [(rows["draft"].no, False), (rows["submitted"].no, True)]
    page._presenter.choose(rows["signed"])
    assert page.submit.isHidden()


@pytest.mark.parametrize(
    ("state", "ordered", "title", "text"),
    [
        ("submitted", False, "Waits for an answer", "Nothing is sold"),
        ("approved", False, "Approved", "The customer signs it next"),
        ("approved", True, "Confirmed", "The car is the customer's"),
    ],
)
def test_the_desk_says_what_a_managers_yes_is_to(state: str, ordered: bool, title: str, text: str) -> None:
    drawn = Drawn("k1", "HZ02-26-01187", "D-1", state=state, ordered=ordered)
    said = outcome_card._words(DeskState(DeskFacts(date(2026, 11, 22)), drawn=drawn))
    assert said is not None
    assert said[0] == title
    assert text in said[1]


def test_every_kind_of_request_has_its_tone() -> None:
    assert set(_TONES) == set(KINDS)
