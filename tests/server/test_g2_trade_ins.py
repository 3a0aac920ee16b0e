"""Trade-ins that no desk of ours would make."""

from __future__ import annotations

import json
from typing import Any

import pytest

from app.domain.permissions import Role
from app.ids import vehicle_id
from server import administration
from tests.server.client import LIST_PRICE, Sale, Terminal
from tests.server.conftest import World
from tests.server.trading import (
    VALUE,
    accepted,
    appraisal,
    approved,
    ended,
    given_back,
    handed_in,
    photographed,
    taken,
    valued,
)
from tests.server.wire import reason
from tests.shop import new_vin


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


def test_an_appraisal_begins_with_nothing_said(desk: Terminal, drawn: Sale) -> None:
    who = desk.as_("wang").user_id
    for forged in ({"state": "approved"}, {"payout": 1}, {"approver_id": who, "value": VALUE}):
        got = reason(desk.do("trade_in.appraise", appraisal(desk, drawn, **forged)))
        assert got == ("quarantined", "state"), forged
    for forged, code in (({"plate": "X1"}, "plate_invalid"), ({"km": -1}, "km_invalid")):
        got = reason(desk.do("trade_in.appraise", appraisal(desk, drawn, **forged)))
        assert got == ("quarantined", code)


def test_a_fourth_car_waits(desk: Terminal, drawn: Sale) -> None:
    for _ in range(3):
        assert reason(desk.do("trade_in.appraise", appraisal(desk, drawn))) == ("applied", "")
    assert reason(desk.do("trade_in.appraise", appraisal(desk, drawn))) == ("parked", "trade_ins_full")


@pytest.mark.parametrize(
    ("forged", "code"),
    [
        ({"signature": "AAAA"}, "approval"), ({"ticket": None}, "approval"), ({"value": VALUE + 1}, "approval"),
        ({"approver_id": "wang"}, "self_approval"), ({"approver_id": "qian"}, "approval"), ({"km": 1}, "approval"),
        ({"state": "submitted"}, "approval"), ({"state": "accepted"}, "state"), ({"valued_by": "sun"}, "author"),
    ],
    ids=str,
)  # fmt: skip
def test_no_yes_to_a_value_is_made_up(
    desk: Terminal, used: dict[str, Any], forged: dict[str, Any], code: str
) -> None:
    named = {
        name: desk.as_(value).user_id if value in ("wang", "qian", "sun") else value
        for name, value in forged.items()
    }
    got = reason(desk.do("trade_in.appraise", valued(desk, used, **named)))
    assert got[1] in (code, "illegal_transition")
    assert got[0] != "applied"


def test_who_valued_the_car_does_not_decide(desk: Terminal, used: dict[str, Any]) -> None:
    who = desk.as_("sun").user_id
    asked = {"state": "submitted", "value": VALUE, "valued_by": who, "valid_until": "2026-11-29"}
    row = desk.change("trade_in", used["id"], **asked)
    assert reason(desk.do("trade_in.appraise", row, user="sun")) == ("applied", "")
    desk.pull()
    own = desk.change("trade_in", used["id"], state="approved", approver_id=desk.as_("sun").user_id)
    assert reason(desk.do("trade_in.decide", own, user="sun")) == ("quarantined", "self_approval")


def test_a_value_without_photos_waits(desk: Terminal, drawn: Sale) -> None:
    row = appraisal(desk, drawn)
    assert reason(desk.do("trade_in.appraise", row)) == ("applied", "")
    desk.pull()
    assert reason(desk.do("trade_in.appraise", valued(desk, row))) == ("parked", "photos_missing")


def test_what_was_valued_does_not_change_underneath(desk: Terminal, used: dict[str, Any]) -> None:
    approved(desk, used)
    further = desk.change("trade_in", used["id"], km=186_400)
    assert reason(desk.do("trade_in.appraise", further)) == ("parked", "trade_in_valued")


def test_a_value_given_anew_while_a_manager_approves_the_one_before_waits_and_after_that_is_doubted(
    world: World, desk: Terminal, used: dict[str, Any]
) -> None:
    def revalued(at: Terminal, amount: int) -> dict[str, Any]:
        values = {"value": amount, "valued_by": at.as_("wang").user_id, "valid_until": "2026-11-29"}
        return at.change("trade_in", used["id"], **values)

    asked = revalued(desk, VALUE)
    asked["set"]["state"], asked["was"]["state"] = "submitted", "appraising"
    assert reason(desk.do("trade_in.appraise", asked)) == ("applied", "")
    desk.pull()
    elsewhere = world.terminal()
    elsewhere.pull()
    yes = desk.change("trade_in", used["id"], state="approved", approver_id=desk.as_("sun").user_id)
    assert reason(desk.do("trade_in.decide", yes, user="sun")) == ("applied", "")
    unknowing = revalued(elsewhere, VALUE + 100)
    assert reason(elsewhere.do("trade_in.appraise", unknowing)) == ("parked", "trade_in_state")
    elsewhere.pull()
    assert reason(elsewhere.do("trade_in.appraise", revalued(elsewhere, VALUE + 200)))[0] != "applied"
    other = world.terminal()
    other.pull()
    knowing = revalued(other, VALUE + 300)
    assert reason(other.do("trade_in.appraise", knowing)) == ("quarantined", "approval")


def test_who_learns_more_of_the_car_takes_the_yes_back(desk: Terminal, used: dict[str, Any]) -> None:
    approved(desk, used)
    withdrawn = {"km": 186_400, "state": "appraising", "approver_id": None, "ticket": None, "signature": None}
    row = desk.change("trade_in", used["id"], **withdrawn)
    assert reason(desk.do("trade_in.appraise", row)) == ("applied", "")


def test_who_puts_cars_onto_contracts_approves_no_value(desk: Terminal, used: dict[str, Any]) -> None:
    asked = {"state": "submitted", "value": VALUE, "valued_by": desk.as_("wang").user_id}
    row = desk.change("trade_in", used["id"], **asked, valid_until="2026-11-29")
    assert reason(desk.do("trade_in.appraise", row)) == ("applied", "")
    desk.pull()
    forged = desk.change("trade_in", used["id"], state="approved")
    assert reason(desk.do("trade_in.accept", forged)) == ("parked", "trade_in_state")


def test_a_line_needs_an_approved_value(desk: Terminal, drawn: Sale, used: dict[str, Any]) -> None:
    assert reason(desk.do("trade_in.accept", *accepted(desk, drawn, used)))[0] != "applied"


@pytest.mark.parametrize(
    ("amount", "payout", "parts"),
    [(VALUE + 1, 0, slice(3)), (VALUE, 0, slice(2)), (VALUE - 100, 100, slice(3)), (VALUE, 0, slice(1, 3))],
    ids=["more", "no line", "a payout that nobody approved", "no used car"],
)
def test_a_line_is_worth_what_was_approved(
    desk: Terminal, drawn: Sale, used: dict[str, Any], amount: int, payout: int, parts: slice
) -> None:
    approved(desk, used)
    rows = accepted(desk, drawn, used, amount=amount, payout=payout)[parts]
    assert reason(desk.do("trade_in.accept", *rows))[0] == "quarantined"


@pytest.mark.parametrize("named", [True, False])
def test_no_edit_smuggles_a_used_car_onto_a_contract(
    desk: Terminal, drawn: Sale, used: dict[str, Any], named: bool
) -> None:
    approved(desk, used)
    rows = accepted(desk, drawn, used)[1:]
    if not named:
        rows[1]["set"]["trade_in_id"] = None
    assert reason(desk.do("contract.edit", *rows)) == ("quarantined", "trade_in_line")


def test_a_price_below_its_used_cars_waits(desk: Terminal, drawn: Sale, used: dict[str, Any]) -> None:
    approved(desk, used)
    assert reason(desk.do("trade_in.accept", *accepted(desk, drawn, used))) == ("applied", "")
    desk.pull()
    price = {"price": VALUE - 1, "discount": LIST_PRICE - VALUE + 1}
    version = desk.rows["contract", drawn.contract_id]["version"] + 1
    lower = desk.change("contract", drawn.contract_id, version=version, **price)
    assert reason(desk.do("contract.edit", lower)) == ("parked", "trade_in_above_payable")


@pytest.mark.parametrize(
    ("forged", "signed", "told"),
    [
        ({}, False, ("parked", "contract_unsigned")), ({"cost": VALUE - 1}, True, ("quarantined", "totals")),
        ({"vin": new_vin()}, True, ("quarantined", "state")),
        ({"tag": VALUE - 1}, True, ("quarantined", "list_price_below_value")), ({}, True, ("applied", "")),
    ],
    ids=str,
)  # fmt: skip
def test_only_the_appraised_car_comes_in_and_costs_its_value(
    world: World, desk: Terminal, drawn: Sale, used: dict[str, Any], forged: dict[str, Any], signed: bool,
    told: tuple[str, str],
) -> None:  # fmt: skip
    approved(desk, used)
    assert reason(desk.do("trade_in.accept", *accepted(desk, drawn, used))) == ("applied", "")
    desk.pull()
    if signed:
        assert reason(desk.do("contract.sign", *desk.signing(drawn.contract_id))) == ("applied", "")
        desk.pull()
    assert reason(desk.do("trade_in.take", *taken(desk, world.model_id, used, **forged))) == told


def test_taking_a_car_in_touches_neither_cost_nor_papers_of_another(world: World, desk: Terminal) -> None:
    car = desk.receive(world.model_id)
    desk.pull()
    cost = desk.new("stock_cost", scope=f"{desk.scope}:finance", stay_id=car.stay_id, cost=1)
    painted = desk.change("vehicle", car.id, colour="红")
    for forged in (desk.sealed(cost), painted):
        assert reason(desk.do("trade_in.take", forged)) == ("quarantined", "state")


def test_a_car_that_pays_for_a_contract_does_not_go_back(
    world: World, desk: Terminal, drawn: Sale, used: dict[str, Any]
) -> None:
    handed_in(world, desk, drawn, used)
    got = reason(desk.do("trade_in.give_back", *given_back(desk, used), user="sun"))
    assert got == ("parked", "deal_not_cancelled")


def test_a_car_that_another_terminal_may_be_selling_does_not_go_back(
    world: World, desk: Terminal, drawn: Sale, used: dict[str, Any]
) -> None:
    handed_in(world, desk, drawn, used)
    ended(desk, drawn)
    car = vehicle_id(used["set"]["vin"])
    assert world.terminal().lease(car)["granted"]
    desk.pull()
    got = reason(desk.do("trade_in.give_back", *given_back(desk, used), user="sun"))
    assert got == ("parked", "leased")


@pytest.mark.parametrize(("until", "status"), [(None, "quarantined"), ("2026-12-01", "parked")])
def test_a_value_holds_for_seven_days_and_no_longer(
    desk: Terminal, used: dict[str, Any], until: str | None, status: str
) -> None:
    got = reason(desk.do("trade_in.appraise", valued(desk, used, valid_until=until)))
    assert got == (status, "valid_until")


def test_a_value_that_ran_out_comes_onto_no_contract(
    desk: Terminal, drawn: Sale, used: dict[str, Any]
) -> None:
    row = valued(desk, used, valid_until="2026-11-20")
    assert reason(desk.do("trade_in.appraise", row)) == ("applied", "")
    desk.pull()
    assert reason(desk.do("trade_in.accept", *accepted(desk, drawn, used))) == ("parked", "appraisal_over")


def counted_twice(world: World, desk: Terminal, vin: str) -> Sale:
    """Another deal that counts on the same used car."""
    other = desk.draft(None, world.model_id)
    assert reason(desk.do("contract.draft", *other.changes)) == ("applied", "")
    again = appraisal(desk, other, vin=vin)
    assert reason(desk.do("trade_in.appraise", again)) == ("applied", "")
    photographed(desk, again["id"])
    desk.pull()
    approved(desk, again)
    assert reason(desk.do("trade_in.accept", *accepted(desk, other, again))) == ("applied", "")
    desk.pull()
    return other


def test_each_further_contract_that_counts_on_a_used_car_is_a_case_until_one_is_left(
    world: World, desk: Terminal, drawn: Sale, used: dict[str, Any]
) -> None:
    approved(desk, used)
    assert reason(desk.do("trade_in.accept", *accepted(desk, drawn, used))) == ("applied", "")
    desk.pull()
    others = [counted_twice(world, desk, used["set"]["vin"]) for _ in range(2)]

    def states() -> list[str]:
        ids = [other.contract_id for other in others]
        cases = [each for each in desk.all("sync_case", kind="used_car") if each["contract_id"] in ids]
        return sorted(case["state"] for case in cases)

    assert states() == ["open", "open"]
    ended(desk, others[0])
    assert states() == ["open", "resolved"]
    ended(desk, drawn)
    assert states() == ["resolved", "resolved"]


def test_a_used_car_on_contracts_of_two_branches_is_a_case_at_both_and_names_no_customer_of_the_other(
    world: World, desk: Terminal, drawn: Sale, used: dict[str, Any]
) -> None:
    for name, role in (("wang", Role.SALES), ("sun", Role.MANAGER)):
        administration.set_role(world.uow(), name=name, role=role, branch="XS")
    approved(desk, used)
    assert reason(desk.do("trade_in.accept", *accepted(desk, drawn, used))) == ("applied", "")
    desk.pull()
    there = world.terminal("XS", user="wang")
    other = counted_twice(world, there, used["set"]["vin"])

    def cases(at: Terminal) -> list[tuple[str, str, str]]:
        found = at.all("sync_case", kind="used_car", vehicle_id=vehicle_id(used["set"]["vin"]))
        told = [(each["state"], each["contract_id"], json.loads(each["data"])) for each in found]
        return [(state, no, data["other_name"]) for state, no, data in told]

    assert cases(desk) == [("open", drawn.contract_id, "萧山店")]
    ((state, contract_id, named),) = cases(there)
    assert (state, contract_id, named) == (
        "open",
        other.contract_id,
        desk.rows["branch", desk.branch_id]["name"],
    )
    second = counted_twice(world, there, used["set"]["vin"])
    assert [each[1] for each in cases(there)] == [other.contract_id, second.contract_id]
    ended(desk, drawn)
    assert {state for state, *_ in cases(desk)} == {"resolved"}
    assert sorted(state for state, *_ in cases(there)) == ["open", "open"]
    ended(there, other)
    assert {state for state, *_ in cases(there)} == {"resolved"}


@pytest.fixture
def signed(desk: Terminal, drawn: Sale, used: dict[str, Any]) -> Sale:
    """A signed contract, beside a used car whose value is approved."""
    approved(desk, used)
    assert reason(desk.do("contract.sign", *desk.signing(drawn.contract_id))) == ("applied", "")
    desk.pull()
    return drawn


def amended(desk: Terminal, sale: Sale, *rows: dict[str, Any]) -> tuple[str, str]:
    """The used car's rows, and the contract that is signed with them anew."""
    version = desk.rows["contract", sale.contract_id]["version"] + 1
    given = desk.signing(sale.contract_id, state="amended", signed_version=version, version=version)
    given[1]["set"]["version"] = version
    return reason(desk.do("contract.amend", *given, *rows))


def test_a_used_car_comes_onto_a_signed_contract_with_its_signature_only(
    desk: Terminal, signed: Sale, used: dict[str, Any]
) -> None:
    unsigned = accepted(desk, signed, used)
    assert reason(desk.do("trade_in.accept", *unsigned)) == ("parked", "contract_signed")


@pytest.mark.parametrize(
    ("state", "amount"), [("accepted", VALUE + 1), ("cancelled", VALUE), ("approved", VALUE)], ids=str
)
def test_an_amendment_takes_a_used_car_for_what_was_approved(
    desk: Terminal, signed: Sale, used: dict[str, Any], state: str, amount: int
) -> None:
    car, _, line = accepted(desk, signed, used, amount=amount, state=state)
    assert amended(desk, signed, car, line) == ("quarantined", "trade_in_line")


@pytest.mark.parametrize(
    ("state", "removed", "told"),
    [
        ("cancelled", False, ("quarantined", "trade_in_line")), ("cancelled", True, ("quarantined", "trade_in_line")),
        ("approved", False, ("quarantined", "trade_in_line")), ("", True, ("quarantined", "trade_in_line")),
        ("approved", True, ("applied", "")),
    ],
)  # fmt: skip
def test_an_amendment_leaves_no_used_car_behind(
    desk: Terminal, drawn: Sale, used: dict[str, Any], state: str, removed: bool, told: tuple[str, str]
) -> None:
    approved(desk, used)
    assert reason(desk.do("trade_in.accept", *accepted(desk, drawn, used))) == ("applied", "")
    desk.pull()
    assert reason(desk.do("contract.sign", *desk.signing(drawn.contract_id))) == ("applied", "")
    desk.pull()
    (line,) = desk.all("contract_line", trade_in_id=used["id"])
    rows = [desk.change("trade_in", used["id"], state=state)] if state else []
    rows += [desk.change("contract_line", line["id"], removed=1)] if removed else []
    assert amended(desk, drawn, *rows) == told
