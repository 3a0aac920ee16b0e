"""Consent and looks at whole numbers that no desk of ours would write."""

from __future__ import annotations

from typing import Any

import pytest

from app.clock import iso
from tests.server.client import Terminal
from tests.server.conftest import World
from tests.server.wire import reason


@pytest.fixture
def desk(world: World) -> Terminal:
    return world.terminal()


def on_file(desk: Terminal) -> dict[str, Any]:
    customer = desk.customer()
    assert reason(desk.do("customer.add", customer)) == ("applied", "")
    desk.pull()
    at, wang = iso(desk.clock.now()), desk.as_("wang").user_id
    return {"branch_id": desk.branch_id, "customer_id": customer["id"], "user_id": wang, "at": at}


def consent(desk: Terminal, **values: Any) -> dict[str, Any]:
    known = on_file(desk)
    given = {"purpose": "contact", "way": "paper", "given_at": known.pop("at"), **known, **values}
    return desk.new("consent", **given)


def test_consent_is_given_whole_and_withdrawn_once_by_who_says_so(desk: Terminal) -> None:
    at, wang, zhao = iso(desk.clock.now()), desk.as_("wang").user_id, desk.as_("zhao").user_id
    for wrong, code in (
        ({"withdrawn_at": at, "withdrawn_by": wang}, "consent"), ({"withdrawn_at": at}, "withdrawal_half"),
        ({"purpose": "all"}, "malformed"), ({"user_id": zhao}, "author"),
    ):  # fmt: skip
        assert reason(desk.do("consent.give", consent(desk, **wrong))) == ("quarantined", code)
    row = consent(desk)
    assert reason(desk.do("consent.give", row)) == ("applied", "")
    desk.pull()
    withdrawn = desk.change("consent", row["id"], withdrawn_at=at, withdrawn_by=wang)
    assert reason(desk.do("consent.withdraw", withdrawn)) == ("applied", "")
    desk.pull()
    undone = desk.change("consent", row["id"], withdrawn_at=None, withdrawn_by=None)
    assert reason(desk.do("consent.withdraw", undone)) == ("quarantined", "consent")


def test_a_consent_that_two_desks_withdraw_is_withdrawn(world: World, desk: Terminal) -> None:
    row = consent(desk)
    assert reason(desk.do("consent.give", row)) == ("applied", "")
    desk.pull()
    other = world.terminal()
    other.pull()
    for place, user in ((desk, "wang"), (other, "zhao")):
        gone = {"withdrawn_at": iso(place.clock.now()), "withdrawn_by": place.as_(user).user_id}
        said = place.do("consent.withdraw", place.change("consent", row["id"], **gone), user=user)
        assert said["status"] not in ("parked", "quarantined")
        place.clock.advance(minutes=1)
    other.pull()
    undone = other.change("consent", row["id"], withdrawn_at=None, withdrawn_by=None)
    assert reason(other.do("consent.withdraw", undone)) == ("quarantined", "consent")


def test_nobody_looks_without_a_reason_or_in_somebody_elses_name(desk: Terminal) -> None:
    for wrong, user, code in (
        ({"reason": "other"}, "wang", "reveal_reason"), ({"reason": "curious"}, "wang", "malformed"),
        ({"user_id": desk.as_("zhao").user_id}, "wang", "author"),
        ({"user_id": desk.as_("liu").user_id}, "liu", "not_allowed"),
    ):  # fmt: skip
        look = desk.new("reveal", **{**on_file(desk), "field": "id_number", "reason": "loan", **wrong})
        assert reason(desk.do("customer.reveal", look, user=user)) == ("quarantined", code)
    look = desk.new("reveal", **on_file(desk), field="id_number", reason="other", note="lost card")
    assert reason(desk.do("customer.reveal", look)) == ("applied", "")
