"""Files of customers that are merged as no desk of ours would merge them."""

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


def added(desk: Terminal, **values: Any) -> str:
    customer = desk.customer()
    customer["set"] |= values
    assert reason(desk.do("customer.add", customer)) == ("applied", "")
    desk.pull()
    return str(customer["id"])


def merging(desk: Terminal, file: str, into: str | None) -> dict[str, Any]:
    return desk.change("customer", file, merged_into=into)


@pytest.mark.parametrize("action", ["customer.edit", "customer.unmerge", "lead.add"])
def test_a_file_goes_into_another_by_the_action_that_says_so(desk: Terminal, action: str) -> None:
    one, other = added(desk), added(desk)
    assert reason(desk.do(action, merging(desk, other, one))) == ("quarantined", "merged")
    assert reason(desk.do("customer.merge", merging(desk, one, one))) == ("quarantined", "merged")
    other = added(desk)
    assert reason(desk.do("customer.merge", merging(desk, other, added(desk)))) == ("applied", "")


@pytest.mark.parametrize("action", ["customer.edit", "customer.merge"])
def test_it_comes_out_by_the_action_that_says_so(desk: Terminal, action: str) -> None:
    one, others = added(desk), [added(desk), added(desk)]
    for other in others:
        assert reason(desk.do("customer.merge", merging(desk, other, one))) == ("applied", "")
    desk.pull()
    assert reason(desk.do(action, merging(desk, others[0], None))) == ("quarantined", "merged")
    assert reason(desk.do("customer.unmerge", merging(desk, others[1], None))) == ("applied", "")


@pytest.mark.parametrize(("action", "code"), [("customer.add", "merged"), ("customer.merge", "columns")])
def test_nobody_is_born_merged(desk: Terminal, action: str, code: str) -> None:
    one, new = added(desk), desk.customer()
    new["set"]["merged_into"] = one
    assert reason(desk.do(action, new)) == ("quarantined", code)


def test_merging_changes_nothing_else(desk: Terminal) -> None:
    one, other = added(desk), added(desk)
    change = desk.change("customer", other, merged_into=one, phone="13900001111")
    assert reason(desk.do("customer.merge", change)) == ("quarantined", "columns")


@pytest.mark.parametrize("user", ["liu", "qian"])
def test_who_does_not_sell_merges_nobody(desk: Terminal, user: str) -> None:
    one, other = added(desk), added(desk)
    assert reason(desk.do("customer.merge", merging(desk, other, one), user=user)) == (
        "quarantined",
        "not_allowed",
    )


def test_a_customer_of_another_branch_is_another_one(world: World, desk: Terminal) -> None:
    one = added(desk)
    far = world.terminal("XS", "far")
    stranger = far.customer()
    assert reason(far.do("customer.add", stranger, user="far")) == ("applied", "")
    theirs = str(stranger["id"])
    said = desk.do("customer.merge", merging(desk, one, theirs))
    assert reason(said) == ("quarantined", "scope")


def test_a_person_does_not_go_into_a_company(desk: Terminal) -> None:
    one = added(desk)
    firm = added(desk, kind="company", id_kind="licence", id_number=None)
    assert reason(desk.do("customer.merge", merging(desk, one, firm))) == ("parked", "merge_kinds")


def test_one_that_is_not_there_is_nobodys_file(desk: Terminal) -> None:
    said = desk.do("customer.merge", merging(desk, added(desk), "00000000-0000-7000-8000-00000000dead"))
    assert said["status"] == "parked"


def test_files_that_were_sent_into_each_other_are_taken_as_both_desks_said_it(
    world: World, desk: Terminal
) -> None:
    one, two = added(desk), added(desk)
    other = world.terminal()
    other.pull()
    early, late = merging(desk, one, two), merging(other, two, one)
    assert reason(desk.do("customer.merge", early)) == ("applied", "")
    assert reason(other.do("customer.merge", late, user="zhao")) == ("applied", "")


def told(desk: Terminal, one: str, other: str, **more: Any) -> dict[str, Any]:
    pair = {
        "one_id": one,
        "other_id": other,
        "user_id": desk.as_("wang").user_id,
        "at": iso(desk.clock.now()),
    }
    return desk.new("told_apart", branch_id=desk.branch_id, **pair, **more)


def test_two_people_are_told_apart_as_the_desk_does_it(desk: Terminal) -> None:
    at, wang = iso(desk.clock.now()), desk.as_("wang").user_id
    one, other = sorted((added(desk), added(desk)))
    gone = {"withdrawn_at": at, "withdrawn_by": wang}
    for wrong, code in (
        (told(desk, other, one), "told_apart"), (told(desk, one, one), "told_apart"),
        (told(desk, one, other, **gone), "told_apart"), (told(desk, one, other, withdrawn_at=at), "withdrawal_half"),
    ):  # fmt: skip
        assert reason(desk.do("customer.tell_apart", wrong)) == ("quarantined", code)
    row = told(desk, one, other)
    assert reason(desk.do("customer.tell_apart", row, user="liu")) == ("quarantined", "not_allowed")
    row = told(desk, one, other)
    assert reason(desk.do("customer.tell_apart", row)) == ("applied", "")
    desk.pull()
    assert reason(desk.do("customer.take_back", desk.change("told_apart", row["id"], **gone))) == (
        "applied",
        "",
    )
    desk.pull()
    undone = desk.change("told_apart", row["id"], withdrawn_at=None, withdrawn_by=None)
    assert reason(desk.do("customer.take_back", undone)) == ("quarantined", "told_apart")
    again = told(desk, one, other)
    assert reason(desk.do("customer.tell_apart", again)) == ("applied", "")
    desk.pull()
    zhao = desk.change("told_apart", again["id"], **{**gone, "withdrawn_by": desk.as_("zhao").user_id})
    assert reason(desk.do("customer.take_back", zhao)) == ("quarantined", "told_apart")
