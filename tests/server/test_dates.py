"""Papers whose day is not the day on which they were made: nothing waits for it, and a manager hears of it."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest

from app.clock import iso
from tests.server.client import Sale, Terminal, resolved
from tests.server.conftest import World
from tests.server.wire import reason


@pytest.fixture
def desk(world: World) -> Terminal:
    """A terminal whose person has told nobody anything yet."""
    return world.terminal()


@pytest.fixture
def drawn(world: World, desk: Terminal) -> Sale:
    """A draft, pulled."""
    sale = desk.draft(None, world.model_id, drawn_on=today(desk).isoformat())
    assert reason(desk.do("contract.draft", *sale.changes)) == ("applied", "")
    desk.pull()
    return sale


def today(desk: Terminal) -> date:
    """The day of the clock that the world has."""
    return desk.clock.now().date()


def taken(desk: Terminal, drawn: Sale, days: int, **header: Any) -> str:
    """Money of a day so many days from today; its receipt's number."""
    rows = desk.payment(drawn.deal_id, 1000)
    said = (today(desk) + timedelta(days=days)).isoformat()
    rows[0]["set"]["paid_on"] = said
    for entry in rows[1:]:
        entry["set"]["posted_on"] = said
    assert reason(desk.do("payment.take", *rows, **header)) == ("applied", "")
    desk.pull()
    return str(rows[0]["set"]["receipt_no"])


def told(desk: Terminal, state: str = "open") -> list[dict[str, Any]]:
    """The cases about this terminal's days."""
    found = desk.all("sync_case", kind="dates", state=state)
    return [case for case in found if json.loads(case["data"])["terminal_id"] == desk.id]


@pytest.mark.parametrize("days", [-1, 0, 1])
def test_a_business_day_may_be_that_of_another_place(desk: Terminal, drawn: Sale, days: int) -> None:
    taken(desk, drawn, days)
    assert told(desk) == []


@pytest.mark.parametrize("days", [-40, -2, 2])
def test_a_receipt_of_another_day_counts_and_is_told(desk: Terminal, drawn: Sale, days: int) -> None:
    no = taken(desk, drawn, days)
    (case,) = told(desk)
    data = json.loads(case["data"])
    said = (today(desk) + timedelta(days=days)).isoformat()
    assert data["papers"] == [{"no": no, "said": said, "done": today(desk).isoformat()}]
    assert data["user_id"] == desk.as_("wang").user_id


def test_all_papers_of_one_person_are_one_case_until_a_manager_has_looked(
    desk: Terminal, drawn: Sale
) -> None:
    numbers = [taken(desk, drawn, -40) for _ in range(2)]
    (case,) = told(desk)
    data = json.loads(case["data"])
    assert ([paper["no"] for paper in data["papers"]], data["count"]) == (numbers, 2)
    assert resolved(desk, case, "looked_at", "sun")["status"] == "applied"
    taken(desk, drawn, -40)
    assert (len(told(desk)), len(told(desk, "resolved"))) == (1, 1)


def test_what_was_told_after_a_manager_looked_is_told_anew(world: World, desk: Terminal, drawn: Sale) -> None:
    elsewhere = world.terminal()
    seen = taken(desk, drawn, -40)
    elsewhere.pull()
    (case,) = told(desk)
    unseen = [taken(desk, drawn, days) for days in (-40, -30)]
    assert resolved(elsewhere, case, "looked_at", "sun")["status"] == "applied"
    desk.pull()
    (again,) = told(desk)
    data = json.loads(again["data"])
    assert ([paper["no"] for paper in data["papers"]], data["count"]) == (unseen, 2)
    assert data["user_id"] == desk.as_("wang").user_id
    assert json.loads(case["data"])["papers"][0]["no"] == seen


def test_only_a_manager_says_that_it_was_looked_at(desk: Terminal, drawn: Sale) -> None:
    taken(desk, drawn, -40)
    (case,) = told(desk)
    outcome = resolved(desk, case, "looked_at", "wang")
    assert reason(outcome) == ("quarantined", "not_a_manager")


def test_a_clock_that_is_set_back_dates_nothing_back_beyond_the_sign_in(desk: Terminal, drawn: Sale) -> None:
    """The op's own clock agrees with its paper; the server gave out the sign-in today."""
    before = desk.clock.now() - timedelta(days=40)
    ms = int(before.timestamp() * 1000)
    taken(desk, drawn, -40, hlc=f"{ms:015d}-00000-{desk.prefix}")
    assert len(told(desk)) == 1


def test_a_contract_drawn_for_an_older_day_is_told_and_so_is_its_signature(
    world: World, desk: Terminal
) -> None:
    old = desk.draft(None, world.model_id, drawn_on=(today(desk) - timedelta(days=200)).isoformat())
    assert reason(desk.do("contract.draft", *old.changes)) == ("applied", "")
    desk.pull()
    signed = desk.signing(old.contract_id)
    signed[1]["set"]["at"] = iso(desk.clock.now() - timedelta(days=30))
    assert reason(desk.do("contract.sign", *signed)) == ("applied", "")
    desk.pull()
    (case,) = told(desk)
    days = [(today(desk) - timedelta(days=ago)).isoformat() for ago in (200, 30)]
    said = [(paper["no"], paper["said"]) for paper in json.loads(case["data"])["papers"]]
    assert said == [(old.contract_no, day) for day in days]


def test_what_comes_days_later_is_of_the_day_on_which_it_was_done(
    world: World, desk: Terminal, drawn: Sale
) -> None:
    rows = desk.payment(drawn.deal_id, 1000)
    said = today(desk).isoformat()
    rows[0]["set"]["paid_on"] = said
    for entry in rows[1:]:
        entry["set"]["posted_on"] = said
    op = desk.op("payment.take", *rows)
    world.clock.advance(days=3)
    desk.sign_in("wang")
    assert reason(desk.push(op)[0]) == ("applied", "")
    desk.pull()
    assert told(desk) == []
