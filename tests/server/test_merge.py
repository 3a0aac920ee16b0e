"""Two people change one thing."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.server.client import LIST_PRICE, Sale, Terminal
from tests.server.conftest import World
from tests.server.wire import reason


@pytest.fixture
def pair(world: World) -> tuple[Terminal, Terminal]:
    """Two counters of one branch."""
    return world.terminal(), world.terminal(user="zhao")


@pytest.fixture
def drawn(world: World, pair: tuple[Terminal, Terminal]) -> Sale:
    """A draft that both have pulled."""
    sale = pair[0].draft(None, world.model_id, delivery_date="2026-12-01")
    assert reason(pair[0].do("contract.draft", *sale.changes)) == ("applied", "")
    for terminal in pair:
        terminal.pull()
    return sale


def edited(terminal: Terminal, sale: Sale, user: str, **values: Any) -> dict[str, Any]:
    """An edit on what this terminal last pulled."""
    version = terminal.rows["contract", sale.contract_id]["version"] + 1
    change = terminal.change("contract", sale.contract_id, **values, version=version)
    return terminal.do("contract.edit", change, user=user)


def cut(amount: int) -> dict[str, int]:
    """A price below list."""
    return {"price": LIST_PRICE - amount, "discount": amount}


def test_different_groups_merge_by_themselves(pair: tuple[Terminal, Terminal], drawn: Sale) -> None:
    assert reason(edited(pair[0], drawn, "wang", delivery_date="2026-12-24")) == ("applied", "")
    assert reason(edited(pair[1], drawn, "zhao", **cut(1_000))) == ("applied", "")
    row = pair[0].row("contract", drawn.contract_id)
    assert (row["delivery_date"], row["price"], row["version"]) == ("2026-12-24", LIST_PRICE - 1_000, 3)
    assert pair[0].all("sync_case", contract_id=drawn.contract_id) == []


def test_one_group_changed_twice_waits_for_a_person(pair: tuple[Terminal, Terminal], drawn: Sale) -> None:
    edited(pair[0], drawn, "wang", **cut(1_000))
    assert edited(pair[1], drawn, "zhao", **cut(2_000), delivery_date="2026-12-24")["status"] == "conflict"
    (case,) = pair[0].all("sync_case", contract_id=drawn.contract_id, state="open")
    data = json.loads(case["data"])
    assert data["groups"] == {"price": {"base": cut(0), "first": cut(1_000), "second": cut(2_000)}}
    assert (data["first"]["terminal_id"], data["second"]["terminal_id"]) == (pair[0].id, pair[1].id)
    assert (data["first"]["user_id"], data["second"]["user_id"]) == (
        pair[0].as_("wang").user_id,
        pair[1].as_("zhao").user_id,
    )
    row = pair[0].row("contract", drawn.contract_id)
    assert (row["price"], row["delivery_date"]) == (LIST_PRICE - 1_000, "2026-12-24")


def test_the_same_change_twice_is_no_conflict(pair: tuple[Terminal, Terminal], drawn: Sale) -> None:
    edited(pair[0], drawn, "wang", **cut(1_000))
    assert edited(pair[1], drawn, "zhao", **cut(1_000))["status"] == "applied"


def test_the_base_of_a_group_is_whole_also_where_only_one_column_was_changed(
    pair: tuple[Terminal, Terminal], drawn: Sale
) -> None:
    edited(pair[0], drawn, "wang", buyer_name="李晓光", buyer_phone="15400000001")
    edited(pair[1], drawn, "zhao", buyer_name="李晓丽")
    (case,) = pair[0].all("sync_case", contract_id=drawn.contract_id)
    group = json.loads(case["data"])["groups"]["buyer"]
    assert (group["base"]["buyer_phone"], group["second"]["buyer_phone"]) == (None, None)
    assert group["first"]["buyer_phone"] == "15400000001"


def test_a_contract_that_waits_for_a_person_cannot_be_signed(
    world: World, pair: tuple[Terminal, Terminal], drawn: Sale
) -> None:
    edited(pair[0], drawn, "wang", **cut(1_000))
    edited(pair[1], drawn, "zhao", **cut(2_000))
    pair[0].pull()
    sign = pair[0].signing(drawn.contract_id)
    assert reason(pair[0].do("contract.sign", *sign)) == ("parked", "merge_open")


def resolved(terminal: Terminal, case_id: str, sale: Sale, user: str, **values: Any) -> dict[str, Any]:
    """A person's decision, on what this terminal last pulled."""
    version = terminal.rows["contract", sale.contract_id]["version"] + 1
    contract = terminal.change("contract", sale.contract_id, **values, version=version)
    who = terminal.as_(user).user_id
    case = terminal.change(
        "sync_case", case_id, state="resolved", resolution='{"price":"mine"}', resolved_by=who
    )
    return terminal.do("case.resolve", contract, case, user=user)


def test_a_decision_closes_the_case(pair: tuple[Terminal, Terminal], drawn: Sale) -> None:
    edited(pair[0], drawn, "wang", **cut(1_000))
    edited(pair[1], drawn, "zhao", **cut(2_000))
    (case,) = pair[1].all("sync_case", contract_id=drawn.contract_id)
    assert reason(resolved(pair[1], case["id"], drawn, "zhao", **cut(2_000))) == ("applied", "")
    assert pair[0].row("sync_case", case["id"])["state"] == "resolved"
    assert pair[0].row("contract", drawn.contract_id)["price"] == LIST_PRICE - 2_000


def test_a_decision_on_what_moved_meanwhile_reopens(pair: tuple[Terminal, Terminal], drawn: Sale) -> None:
    edited(pair[0], drawn, "wang", **cut(1_000))
    edited(pair[1], drawn, "zhao", **cut(2_000))
    (case,) = pair[1].all("sync_case", contract_id=drawn.contract_id)
    pair[0].pull()
    edited(pair[0], drawn, "wang", **cut(3_000))
    assert resolved(pair[1], case["id"], drawn, "zhao", **cut(2_000))["status"] == "conflict"
    row = pair[0].row("sync_case", case["id"])
    data = json.loads(row["data"])
    assert (row["state"], row["round"]) == ("open", 2)
    assert data["groups"]["price"] == {"base": cut(0), "first": cut(3_000), "second": cut(2_000)}


def test_a_decision_that_had_not_seen_what_the_other_side_entered_since_puts_it_not_aside(
    world: World, pair: tuple[Terminal, Terminal], drawn: Sale
) -> None:
    edited(pair[0], drawn, "wang", **cut(1_000))
    edited(pair[1], drawn, "zhao", **cut(2_000))
    for terminal in pair:
        terminal.pull()
    (case,) = pair[0].all("sync_case", contract_id=drawn.contract_id)
    far = world.terminal(user="sun")
    far.pull()
    assert reason(edited(far, drawn, "sun", **cut(3_000))) == ("applied", "")
    assert edited(pair[1], drawn, "zhao", **cut(2_500))["status"] == "conflict"
    assert resolved(pair[0], case["id"], drawn, "wang", **cut(1_500))["status"] == "conflict"
    asked = far.all("sync_case", contract_id=drawn.contract_id, state="open")
    assert sorted(json.loads(each["data"])["groups"]["price"]["second"]["discount"] for each in asked) == [
        1_500,
        2_500,
    ]


@pytest.mark.parametrize(("second", "ends"), [(2_000, ("open", 2)), (1_000, ("resolved", 1))])
def test_two_decisions_that_do_not_know_of_each_other_open_the_case_again_where_they_differ(
    pair: tuple[Terminal, Terminal], drawn: Sale, second: int, ends: tuple[str, int]
) -> None:
    edited(pair[0], drawn, "wang", **cut(1_000))
    edited(pair[1], drawn, "zhao", **cut(2_000))
    for terminal in pair:
        terminal.pull()
    (case,) = pair[1].all("sync_case", contract_id=drawn.contract_id)
    assert reason(resolved(pair[0], case["id"], drawn, "wang", **cut(1_000))) == ("applied", "")
    status = resolved(pair[1], case["id"], drawn, "zhao", **cut(second))["status"]
    assert status == ("conflict" if ends[0] == "open" else "applied")
    row = pair[0].row("sync_case", case["id"])
    assert (row["state"], row["round"]) == ends
    assert pair[0].row("contract", drawn.contract_id)["price"] == LIST_PRICE - 1_000
    groups = json.loads(row["data"])["groups"]
    assert groups["price"] == {"base": cut(0), "first": cut(1_000), "second": cut(2_000)}
    if ends[0] == "open":
        assert row["resolution"] is None
        pair[1].pull()
        assert reason(resolved(pair[1], case["id"], drawn, "zhao", **cut(2_000))) == ("applied", "")
        assert pair[0].row("contract", drawn.contract_id)["price"] == LIST_PRICE - 2_000


def test_what_two_decisions_agree_on_is_not_asked_again(pair: tuple[Terminal, Terminal], drawn: Sale) -> None:
    edited(pair[0], drawn, "wang", **cut(1_000), delivery_date="2026-12-10")
    edited(pair[1], drawn, "zhao", **cut(2_000), delivery_date="2026-12-20")
    for terminal in pair:
        terminal.pull()
    (case,) = pair[1].all("sync_case", contract_id=drawn.contract_id)
    assert sorted(json.loads(case["data"])["groups"]) == ["delivery", "price"]
    agreed = {"delivery_date": "2026-12-24"}
    resolved(pair[0], case["id"], drawn, "wang", **cut(1_000), **agreed)
    assert resolved(pair[1], case["id"], drawn, "zhao", **cut(2_000), **agreed)["status"] == "conflict"
    data = json.loads(pair[0].row("sync_case", case["id"])["data"])
    assert list(data["groups"]) == ["price"]
    (before,) = data["earlier"]  # what both left out is still to be read there, and whose it was
    dates = ("2026-12-01", "2026-12-10", "2026-12-20")
    assert [before["delivery"][side]["delivery_date"] for side in ("base", "first", "second")] == list(dates)


def test_two_edits_of_one_line_conflict_and_of_two_lines_do_not(
    world: World, pair: tuple[Terminal, Terminal], drawn: Sale
) -> None:
    lines = [
        pair[0].new(
            "contract_line",
            contract_id=drawn.contract_id,
            branch_id=pair[0].branch_id,
            kind="add_on",
            label=label,
            nature="optional",
            amount=100,
            removed=0,
        )
        for label in ("膜", "垫")
    ]
    pair[0].do("contract.edit", *lines)
    for terminal in pair:
        terminal.pull()
    first, second = (line["id"] for line in lines)
    assert (
        pair[0].do("contract.edit", pair[0].change("contract_line", first, amount=200))["status"] == "applied"
    )
    other = pair[1].do("contract.edit", pair[1].change("contract_line", second, amount=300), user="zhao")
    assert other["status"] == "applied"
    same = pair[1].do("contract.edit", pair[1].change("contract_line", first, amount=400), user="zhao")
    assert same["status"] == "conflict"
    (case,) = pair[0].all("sync_case", contract_id=drawn.contract_id)
    assert list(json.loads(case["data"])["groups"]) == [f"line:{first}"]


def test_a_signature_beats_an_edit_that_was_never_signed(
    world: World, pair: tuple[Terminal, Terminal], drawn: Sale
) -> None:
    edited(pair[0], drawn, "wang", **cut(1_000), delivery_date="2026-12-24")
    sign = pair[1].signing(drawn.contract_id, "zhao")
    assert pair[1].do("contract.sign", *sign, user="zhao")["status"] == "conflict"
    row = pair[0].row("contract", drawn.contract_id)
    assert (row["state"], row["price"], row["delivery_date"]) == ("signed", LIST_PRICE, "2026-12-01")
    (case,) = pair[0].all("sync_case", contract_id=drawn.contract_id)
    data = json.loads(case["data"])
    assert data["signed"] is True
    assert data["groups"]["price"]["first"] == cut(1_000)  # the proposal to amend


def test_a_second_signature_is_a_case(world: World, pair: tuple[Terminal, Terminal], drawn: Sale) -> None:
    for terminal, user, expected in (
        (pair[0], "wang", ("applied", "")),
        (pair[1], "zhao", ("parked", "state_moved")),
    ):
        world.clock.advance(seconds=1)
        sign = terminal.signing(drawn.contract_id, user)
        assert reason(terminal.do("contract.sign", *sign, user=user)) == expected


def test_what_others_took_back_and_ones_own_earlier_changes_are_no_conflict(
    world: World, pair: tuple[Terminal, Terminal], drawn: Sale
) -> None:
    for amount in (1_000, 0):
        assert reason(edited(pair[0], drawn, "wang", **cut(amount))) == ("applied", "")
        pair[0].pull()
    assert reason(edited(pair[1], drawn, "zhao", **cut(2_000))) == ("applied", "")  # theirs is the base again
    phone = pair[1].change("contract", drawn.contract_id, buyer_phone="13900000001", version=2)
    name = pair[1].change("contract", drawn.contract_id, buyer_name="李小明", version=3)
    for change in (phone, name):
        assert reason(pair[1].do("contract.edit", change, user="zhao")) == ("applied", "")
    row = pair[0].row("contract", drawn.contract_id)
    assert (row["price"], row["buyer_phone"], row["buyer_name"]) == (
        LIST_PRICE - 2_000,
        "13900000001",
        "李小明",
    )


def test_harmless_fields_go_to_the_later_and_the_loser_is_kept(
    world: World, pair: tuple[Terminal, Terminal], drawn: Sale
) -> None:
    early = pair[0].op("customer.edit", pair[0].change("customer", drawn.customer_id, note="早"))
    world.clock.advance(seconds=10)
    late = pair[1].change("customer", drawn.customer_id, note="晚", address="新地址")
    assert reason(pair[1].do("customer.edit", late, user="zhao")) == ("applied", "")
    lost = pair[0].push(early)[0]
    assert lost["status"] == "lost_fields"
    assert lost["detail"]["lost"][0]["lost"] == "早"
    row = pair[0].row("customer", drawn.customer_id)
    assert (row["note"], row["address"]) == ("晚", "新地址")


def test_the_base_counts_before_the_clock(world: World, pair: tuple[Terminal, Terminal], drawn: Sale) -> None:
    """joplin#13624: an edit on the newest base wins even if its clock is behind."""
    pair[0].do("customer.edit", pair[0].change("customer", drawn.customer_id, note="一"))
    pair[1].pull()
    world.clock.advance(hours=-2)
    try:
        pair[1].last_hlc = None
        second = pair[1].change("customer", drawn.customer_id, note="二")
        assert pair[1].do("customer.edit", second, user="zhao")["status"] == "applied"
    finally:
        world.clock.advance(hours=2)
    assert pair[0].row("customer", drawn.customer_id)["note"] == "二"


def test_a_base_that_this_server_never_gave_is_compared_by_content(
    pair: tuple[Terminal, Terminal], drawn: Sale
) -> None:
    edited(pair[0], drawn, "wang", **cut(1_000))
    unknown = pair[1].change("contract", drawn.contract_id, **cut(2_000)) | {"base": 99}
    assert pair[1].do("contract.edit", unknown, user="zhao")["status"] == "conflict"
    harmless = pair[1].change("contract", drawn.contract_id, delivery_date="2026-12-30") | {"base": 99}
    assert pair[1].do("contract.edit", harmless, user="zhao")["status"] == "applied"


def test_a_version_from_before_the_server_was_restored_says_nothing(
    pair: tuple[Terminal, Terminal], drawn: Sale
) -> None:
    """By its number the second edit is on an old version; its author saw what stands there now, so it is none."""
    edited(pair[0], drawn, "wang", buyer_phone="15400000001")
    change = pair[1].change("contract", drawn.contract_id, buyer_name="李晓丽")
    assert pair[1].do("contract.edit", change, user="zhao", epoch="an older one")["status"] == "applied"
    stale = {**pair[0].change("contract", drawn.contract_id, buyer_name="李晓光"), "base": 99}
    assert pair[0].do("contract.edit", stale, epoch="an older one")["status"] == "conflict"


def test_two_who_ask_for_one_yes_ask_once_and_no_field_is_said_to_be_lost(
    pair: tuple[Terminal, Terminal], drawn: Sale
) -> None:
    for terminal, user, minute in ((pair[0], "wang", 5), (pair[1], "zhao", 7)):
        terminal.clock.advance(minutes=1)
        asked = {
            "state": "submitted", "submitted_at": f"2026-11-22T09:{minute:02}:00.000000Z",
            "submitted_by": terminal.as_(user).user_id,
        }  # fmt: skip
        change = terminal.change("contract", drawn.contract_id, **asked)
        assert reason(terminal.do("contract.submit", change, user=user)) == ("applied", "")
    assert pair[0].row("contract", drawn.contract_id)["submitted_at"] == "2026-11-22T09:07:00.000000Z"
    lost = [case for case in pair[0].all("sync_case", kind="fields") if drawn.contract_id in case["data"]]
    assert lost == []
