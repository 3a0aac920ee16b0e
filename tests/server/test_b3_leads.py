"""Leads that no desk of ours would write."""

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


def lead(desk: Terminal, **values: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """A customer and their lead, of whoever pushes it unless somebody else is named."""
    customer, at = desk.customer(), iso(desk.clock.now())
    wang = desk.as_("wang").user_id
    given = {
        "source": "web", "grade": "A", "state": "open", "opened_at": at, "owner_id": wang, "user_id": wang, **values,
    }  # fmt: skip
    return customer, desk.new("lead", branch_id=desk.branch_id, customer_id=customer["id"], **given)


def added(desk: Terminal, **values: Any) -> str:
    """A lead that is there."""
    rows = lead(desk, **values)
    assert reason(desk.do("lead.add", *rows)) == ("applied", "")
    desk.pull()
    return str(rows[1]["id"])


def change(desk: Terminal, action: str, lead_id: str, user: str = "wang", **values: Any) -> tuple[str, str]:
    return reason(desk.do(action, desk.change("lead", lead_id, **values), user=user))


def test_a_lead_begins_open_and_with_whoever_met_them(desk: Terminal) -> None:
    at = iso(desk.clock.now())
    ending = {"lost_reason": "price", "closed_at": at}
    assert reason(desk.do("lead.add", *lead(desk, state="lost", **ending))) == ("quarantined", "lead")
    assert reason(desk.do("lead.add", *lead(desk, grade="Z"))) == ("quarantined", "malformed")
    assert reason(desk.do("lead.add", *lead(desk, next_kind="call"))) == ("quarantined", "step_half")
    for other in ("sun", "zhao"):
        foreign = lead(desk, owner_id=desk.as_(other).user_id)
        assert reason(desk.do("lead.add", *foreign)) == ("quarantined", "lead_foreign")


def test_a_lead_is_lost_by_its_owner_with_a_reason_and_opened_again(desk: Terminal) -> None:
    lead_id, at = added(desk), iso(desk.clock.now())
    ended = {"state": "lost", "closed_at": at}
    lost = {**ended, "lost_reason": "price"}
    assert change(desk, "lead.lose", added(desk), **ended) == ("quarantined", "lost_reason")
    assert change(desk, "lead.lose", added(desk), **ended, lost_reason="other") == (
        "quarantined",
        "lost_note",
    )
    assert change(desk, "lead.follow", added(desk), **lost) == ("quarantined", "columns")
    assert change(desk, "lead.lose", added(desk), "zhao", **lost) == ("quarantined", "lead_foreign")
    assert change(desk, "lead.lose", lead_id, **lost) == ("applied", "")
    desk.pull()
    again = {"state": "open", "closed_at": None, "lost_reason": None}
    assert change(desk, "lead.reopen", lead_id, **again) == ("applied", "")
    desk.pull()
    assert change(desk, "lead.reopen", lead_id, lost_reason="price") == ("quarantined", "lead_ending")


def test_only_a_manager_hands_leads_on_and_only_to_who_sells_here(desk: Terminal) -> None:
    theirs, stock = desk.as_("zhao").user_id, desk.as_("liu").user_id
    for user, owner, code in (
        ("zhao", theirs, "lead_foreign"), ("wang", None, "lead_foreign"), ("liu", stock, "not_allowed"),
        ("sun", stock, "owner_unknown"),
    ):  # fmt: skip
        assert change(desk, "lead.assign", added(desk), user, owner_id=owner) == ("quarantined", code)
    assert change(desk, "lead.add", added(desk), owner_id=theirs) == ("quarantined", "fixed")
    assert change(desk, "lead.assign", added(desk), "sun", owner_id=theirs) == ("applied", "")
    assert change(desk, "lead.assign", added(desk, owner_id=None), "zhao", owner_id=theirs) == ("applied", "")
