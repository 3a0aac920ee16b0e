"""What another terminal did to the lines of a draft: a signature that had not heard of it stands, whichever came first."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import delete, select

from app.domain.contract_document import document_digest
from app.models.base import canonical_json
from server.models import ChangeLog
from tests.server.client import Sale, Terminal, decided, resolved
from tests.server.conftest import World
from tests.server.trading import TERMS, VALUE, accepted, appraisal, approved, photographed, taken
from tests.server.wire import reason

Change = dict[str, Any]
CONFLICT, PARKED = ("conflict", ""), ("parked", "contract_signed")
ORDERS = pytest.mark.parametrize("signed_first", [False, True], ids=["line first", "signature first"])


def add_on(desk: Terminal, sale: Sale, label: str, amount: int) -> Change:
    return desk.new(
        "contract_line", contract_id=sale.contract_id, branch_id=desk.branch_id, kind="add_on", label=label,
        nature="optional", amount=amount, removed=0,
    )  # fmt: skip


@dataclass
class Desks:
    """A draft with a film on it, on the screens of two counters."""

    mine: Terminal
    theirs: Terminal
    sale: Sale
    film: Change

    def line(self, desk: Terminal, amount: int, label: str = "脚垫") -> Change:
        return add_on(desk, self.sale, label, amount)

    def edited(self, *rows: Change, user: str = "zhao") -> tuple[str, str]:
        """An edit at the other counter."""
        desk = self.theirs
        version = desk.rows["contract", self.sale.contract_id]["version"] + 1
        contract = desk.change("contract", self.sale.contract_id, version=version)
        return reason(desk.do("contract.edit", contract, *rows, user=user))

    def signed(self) -> tuple[str, str]:
        """The customer signs here what was pulled last."""
        return reason(self.mine.do("contract.sign", *self.mine.signing(self.sale.contract_id)))

    def without(self, used: Change) -> list[Change]:
        """The other counter takes a used car off the contract."""
        desk, contract = self.theirs, self.sale.contract_id
        (line,) = desk.all("contract_line", trade_in_id=used["id"])
        return [
            desk.change("trade_in", used["id"], state="approved"),
            desk.change("contract", contract, version=desk.rows["contract", contract]["version"] + 1),
            desk.change("contract_line", line["id"], removed=1),
        ]

    def standing(self) -> list[tuple[str, int]]:
        """The lines of the contract, the same at both counters and at the server."""
        found = []
        for desk in (self.mine, self.theirs):
            rows = desk.all("contract_line", contract_id=self.sale.contract_id, removed=0)
            found.append([(row["label"], row["amount"]) for row in rows])
            assert desk.digests() == self.mine.digests()
        assert found[0] == found[1]
        return found[0]

    def case(self, *, signed_first: bool) -> Change:
        """The one open case of the contract, by what it has to say."""
        kind = "op" if signed_first else "contract"
        (case,) = self.mine.all("sync_case", contract_id=self.sale.contract_id, state="open")
        data: Change = json.loads(case["data"])
        assert (case["kind"], data.get("signed", True)) == (kind, True)
        return data


@pytest.fixture
def desks(world: World) -> Desks:
    mine, theirs = world.terminal(), world.terminal(user="zhao")
    sale = mine.draft(None, world.model_id)
    film = add_on(mine, sale, "膜", 100_000)
    assert reason(mine.do("contract.draft", *sale.changes, film)) == ("applied", "")
    mine.pull()
    theirs.pull()
    return Desks(mine, theirs, sale, film)


@ORDERS
def test_a_line_that_the_customer_did_not_sign_is_no_part_of_the_contract(
    desks: Desks, signed_first: bool
) -> None:
    mats = desks.line(desks.theirs, 30_000)
    if signed_first:
        assert (desks.signed(), desks.edited(mats)) == (("applied", ""), PARKED)
    else:
        assert (desks.edited(mats), desks.signed()) == (("applied", ""), CONFLICT)
    assert desks.standing() == [("膜", 100_000)]
    data, zhao = desks.case(signed_first=signed_first), desks.theirs.as_("zhao").user_id
    if signed_first:
        assert data["shown"]["lines"] == [{"label": "脚垫", "amount": 30_000, "removed": 0}]
        assert (data["terminal_id"], data["user_id"]) == (desks.theirs.id, zhao)
    else:
        group = data["groups"][f"line:{mats['id']}"]
        assert (group["first"]["label"], group["first"]["amount"]) == ("脚垫", 30_000)
        assert (group["first"]["removed"], group["second"]["removed"]) == (0, 1)
        assert (data["first"]["terminal_id"], data["first"]["user_id"]) == (desks.theirs.id, zhao)


@ORDERS
def test_a_line_that_the_customer_signed_stands_whoever_took_it_off_meanwhile(
    desks: Desks, signed_first: bool
) -> None:
    off = desks.theirs.change("contract_line", desks.film["id"], removed=1)
    if signed_first:
        assert (desks.signed(), desks.edited(off)) == (("applied", ""), PARKED)
    else:
        assert (desks.edited(off), desks.signed()) == (("applied", ""), CONFLICT)
    assert desks.standing() == [("膜", 100_000)]
    data = desks.case(signed_first=signed_first)
    if signed_first:
        assert data["shown"]["lines"] == [{"label": "膜", "amount": 100_000, "removed": 1}]
    else:
        group = data["groups"][f"line:{desks.film['id']}"]
        assert (group["first"]["removed"], group["second"]["removed"]) == (1, 0)


@ORDERS
def test_a_line_costs_what_the_customer_signed(desks: Desks, signed_first: bool) -> None:
    dearer = desks.theirs.change("contract_line", desks.film["id"], amount=900_000)
    if signed_first:
        assert (desks.signed(), desks.edited(dearer)) == (("applied", ""), PARKED)
    else:
        assert (desks.edited(dearer), desks.signed()) == (("applied", ""), CONFLICT)
    assert desks.standing() == [("膜", 100_000)]


def test_what_several_people_wrote_is_a_case_for_each_of_them(world: World, desks: Desks) -> None:
    third = world.terminal()
    for label in ("脚垫", "拖钩"):
        assert desks.edited(desks.line(desks.theirs, 30_000, label)) == ("applied", "")
    other = third.change("contract", desks.sale.contract_id, version=9)
    assert reason(third.do("contract.edit", other, desks.line(third, 60_000, "记录仪"))) == ("applied", "")
    assert desks.signed() == CONFLICT
    assert desks.standing() == [("膜", 100_000)]
    told: dict[str, set[str]] = {}
    for case in desks.mine.all("sync_case", contract_id=desks.sale.contract_id, state="open"):
        data = json.loads(case["data"])
        told[data["first"]["terminal_id"]] = {group["first"]["label"] for group in data["groups"].values()}
    assert told == {desks.theirs.id: {"脚垫", "拖钩"}, third.id: {"记录仪"}}


def test_a_line_that_was_seen_stands_and_one_that_was_not_does_not(desks: Desks) -> None:
    assert desks.edited(desks.line(desks.theirs, 30_000)) == ("applied", "")
    desks.mine.pull()
    desks.theirs.pull()
    assert desks.edited(desks.line(desks.theirs, 30_000)) == ("applied", "")  # the very same once more
    assert desks.signed() == CONFLICT
    assert desks.standing() == [("膜", 100_000), ("脚垫", 30_000)]


def test_a_row_of_another_table_with_the_same_id_makes_no_paper_false(world: World, desks: Desks) -> None:
    """Ids are a terminal's own choice, and unique in their table only."""
    other, contract = world.terminal(), desks.sale.contract_id
    assert reason(other.do("customer.add", {**other.customer(), "id": contract})) == ("applied", "")
    for n in range(3):  # its versions are those of the contract, too
        other.pull()
        renamed = other.change("customer", contract, name=f"周{'一二三'[n]}")
        assert reason(other.do("customer.edit", renamed)) == ("applied", "")
    assert desks.edited(desks.line(desks.theirs, 30_000)) == ("applied", "")
    desks.mine.pull()
    assert desks.signed() == ("applied", "")
    assert desks.standing() == [("膜", 100_000), ("脚垫", 30_000)]


def test_who_signed_amends_before_they_heard_of_it(desks: Desks) -> None:
    off = desks.theirs.change("contract_line", desks.film["id"], removed=1)
    assert desks.edited(desks.line(desks.theirs, 30_000), off) == ("applied", "")
    mine, contract = desks.mine, desks.sale.contract_id
    signing = mine.signing(contract)
    assert reason(mine.do("contract.sign", *signing)) == CONFLICT
    for change in (signing[0], signing[2]):  # what this desk has; it pulled nothing since
        mine.rows[change["table"], change["id"]] |= change["set"]
    rows = mine.signing(contract, state="amended", signed_version=2, version=2)
    rows[1]["set"]["version"] = 2
    amended = mine.do("contract.amend", *rows, desks.line(mine, 70_000, "拖钩"))
    assert reason(amended) == ("applied", "")
    assert desks.standing() == [("膜", 100_000), ("拖钩", 70_000)]


def test_a_signature_that_a_manager_lets_count_has_the_lines_of_its_paper(world: World, desks: Desks) -> None:
    """What its author saw is from before a restore, so it waits first."""
    assert desks.edited(desks.line(desks.theirs, 30_000)) == ("applied", "")
    rows = desks.mine.signing(desks.sale.contract_id)
    outcome = desks.mine.do("contract.sign", *rows, epoch="before a restore")
    assert reason(outcome) == ("parked", "missing")
    assert reason(decided(desks.theirs, desks.sale, "accept")) == ("applied", "")
    assert desks.mine.row("contract", desks.sale.contract_id)["state"] == "signed"
    assert desks.standing() == [("膜", 100_000)]


@pytest.mark.parametrize("used_car", [False, True], ids=["an add-on", "a used car"])
def test_lines_of_a_paper_that_a_manager_lets_count_are_told_where_the_contract_lacks_them(
    desks: Desks, used_car: bool
) -> None:
    """What somebody put onto the contract before a restore has not come again."""
    lost = {"label": "浙A7K2M5", "amount": VALUE} if used_car else {"label": "脚垫", "amount": 30_000}
    rows = desks.mine.printed(desks.mine.signing(desks.sale.contract_id))
    paper = json.loads(rows[1]["set"]["document"])
    film = next(line for line in paper["sheet"]["lines"] if line["label"] == "膜")
    paper["sheet"]["lines"].append({**film, **lost, "kind": "trade_in" if used_car else "add_on"})
    if used_car:
        paper["trade_ins"] = [{**TERMS, "value": VALUE, "credited": VALUE}]
    rows[1]["set"] |= {"document": canonical_json(paper), "document_digest": document_digest(paper)}
    outcome = desks.mine.do("contract.sign", *rows, epoch="before a restore")
    assert reason(outcome) == ("parked", "missing")
    assert reason(decided(desks.theirs, desks.sale, "accept")) == ("applied", "")
    assert desks.mine.row("contract", desks.sale.contract_id)["state"] == "signed"
    assert desks.standing() == [("膜", 100_000)]
    (case,) = desks.mine.all("sync_case", contract_id=desks.sale.contract_id, state="open")
    assert (case["kind"], case["branch_id"]) == ("lines", desks.mine.branch_id)
    assert json.loads(case["data"]) == {"shown": {"lines": [{**lost, "removed": 0}]}}
    assert reason(resolved(desks.theirs, case, "settled", user="zhao")) == ("applied", "")


@pytest.fixture
def used(desks: Desks) -> Change:
    """A used car of the deal with an approved value, on both screens."""
    car = appraisal(desks.mine, desks.sale)
    assert reason(desks.mine.do("trade_in.appraise", car)) == ("applied", "")
    photographed(desks.mine, car["id"])
    desks.mine.pull()
    approved(desks.mine, car)
    desks.theirs.pull()
    return car


@ORDERS
def test_a_used_car_that_the_customer_did_not_sign_pays_nothing(
    desks: Desks, used: Change, signed_first: bool
) -> None:
    rows = accepted(desks.theirs, desks.sale, used)
    if signed_first:
        assert desks.signed() == ("applied", "")
        assert reason(desks.theirs.do("trade_in.accept", *rows, user="zhao")) == PARKED
    else:
        assert reason(desks.theirs.do("trade_in.accept", *rows, user="zhao")) == ("applied", "")
        assert desks.signed() == CONFLICT
    assert desks.standing() == [("膜", 100_000)]
    assert desks.mine.row("trade_in", used["id"])["state"] == "approved"
    desks.case(signed_first=signed_first)


@ORDERS
def test_a_used_car_that_the_customer_signed_pays_what_its_paper_says(
    desks: Desks, used: Change, signed_first: bool
) -> None:
    """Another desk takes it off meanwhile, and values it anew."""
    mine, theirs = desks.mine, desks.theirs
    assert reason(mine.do("trade_in.accept", *accepted(mine, desks.sale, used))) == ("applied", "")
    mine.pull()
    theirs.pull()
    off = desks.without(used)
    anew = {"state": "submitted", "value": VALUE - 500, "valued_by": theirs.as_("zhao").user_id, "approver_id": None,
            "ticket": None, "signature": None}  # fmt: skip
    if signed_first:
        assert desks.signed() == ("applied", "")
        assert reason(theirs.do("trade_in.accept", *off, user="zhao")) == PARKED
    else:
        assert reason(theirs.do("trade_in.accept", *off, user="zhao")) == ("applied", "")
        theirs.pull()
        revalued = theirs.change("trade_in", used["id"], **anew)
        assert reason(theirs.do("trade_in.appraise", revalued, user="zhao")) == ("applied", "")
        assert desks.signed() == CONFLICT
    assert desks.standing() == [("膜", 100_000), ("浙A7K2M5", VALUE)]
    car = mine.row("trade_in", used["id"])
    assert (car["state"], car["value"], car["approver_id"]) == ("accepted", VALUE, mine.as_("sun").user_id)
    data = desks.case(signed_first=signed_first)
    if not signed_first:
        group = data["groups"][f"line:{off[2]['id']}"]
        assert (group["first"]["value"], group["second"]["value"]) == (VALUE - 500, VALUE)


def test_a_used_car_on_a_paper_is_as_it_was_seen_whatever_others_changed(
    world: World, desks: Desks, used: Change
) -> None:
    mine = desks.mine
    assert reason(mine.do("trade_in.accept", *accepted(mine, desks.sale, used))) == ("applied", "")
    mine.pull()
    desks.theirs.pull()
    assert desks.edited(desks.line(desks.theirs, 30_000)) == ("applied", "")
    for name, value in (("value", VALUE + 1), ("payoff", 1), ("plate", "浙A00000")):
        rows = mine.printed(mine.signing(desks.sale.contract_id))
        paper = json.loads(rows[1]["set"]["document"])
        paper["trade_ins"][0][name] = value
        rows[1]["set"] |= {"document": canonical_json(paper), "document_digest": document_digest(paper)}
        assert reason(world.terminal().do("contract.sign", *rows)) == ("quarantined", "contract_paper"), name
    assert desks.signed() == CONFLICT
    assert desks.standing() == [("膜", 100_000), ("浙A7K2M5", VALUE)]


def test_a_used_car_that_was_taken_off_and_put_on_again_pays_once(desks: Desks, used: Change) -> None:
    mine, theirs = desks.mine, desks.theirs
    assert reason(mine.do("trade_in.accept", *accepted(mine, desks.sale, used))) == ("applied", "")
    mine.pull()
    off = desks.without(used)
    assert reason(theirs.do("trade_in.accept", *off, user="zhao")) == ("applied", "")
    theirs.pull()
    assert reason(theirs.do("trade_in.accept", *accepted(theirs, desks.sale, used), user="zhao")) == (
        "applied",
        "",
    )
    assert desks.signed() == CONFLICT
    assert desks.standing() == [("膜", 100_000), ("浙A7K2M5", VALUE)]
    assert mine.row("contract_line", off[2]["id"])["removed"] == 0
    assert mine.row("trade_in", used["id"])["state"] == "accepted"


def test_a_used_car_that_was_handed_in_stays_so_whoever_amends_the_contract(
    world: World, desks: Desks, used: Change
) -> None:
    mine, theirs, contract = desks.mine, desks.theirs, desks.sale.contract_id
    assert reason(mine.do("trade_in.accept", *accepted(mine, desks.sale, used))) == ("applied", "")
    mine.pull()
    assert desks.signed() == ("applied", "")
    mine.pull()
    theirs.pull()
    assert reason(theirs.do("trade_in.take", *taken(theirs, world.model_id, used))) == ("applied", "")
    version = mine.rows["contract", contract]["version"] + 1
    rows = mine.signing(contract, state="amended", signed_version=version, version=version)
    rows[1]["set"]["version"] = version
    amended = mine.do("contract.amend", *rows[:2], desks.line(mine, 70_000, "拖钩"))
    assert reason(amended) == ("applied", "")
    assert mine.row("trade_in", used["id"])["state"] == "taken"


def test_where_the_log_was_made_shorter_the_paper_alone_says_what_stands(
    world: World, desks: Desks, used: Change
) -> None:
    off = desks.theirs.change("contract_line", desks.film["id"], removed=1)
    assert desks.edited(desks.line(desks.theirs, 30_000), off) == ("applied", "")
    desks.theirs.pull()
    rows = accepted(desks.theirs, desks.sale, used)
    assert reason(desks.theirs.do("trade_in.accept", *rows, user="zhao")) == ("applied", "")
    with world.server.database.writing() as session:
        named = [desks.sale.contract_id, desks.film["id"], used["id"]]
        session.execute(delete(ChangeLog).where(ChangeLog.row_id.in_(named), ChangeLog.ver == 1))
    assert desks.signed() == CONFLICT
    assert desks.standing() == [("膜", 100_000)]
    assert desks.mine.row("trade_in", used["id"])["state"] == "approved"


def unknown_to_the_log(world: World, desks: Desks, used: Change) -> None:
    """The log was made shorter since: what the one who signs had pulled last, it does not say."""
    contract = desks.sale.contract_id
    base = desks.mine.rows["contract", contract]["ver"]
    pulled = select(ChangeLog.seq).where(ChangeLog.row_id == contract, ChangeLog.ver == base)
    lines = [line["id"] for line in desks.theirs.all("contract_line", contract_id=contract)]
    named = ChangeLog.row_id.in_([contract, used["id"], *lines])
    with world.server.database.writing() as session:
        session.execute(delete(ChangeLog).where(named, ChangeLog.seq <= session.scalars(pulled).one()))


@pytest.mark.parametrize("restored", [False, True], ids=["a shorter log", "a restore"])
def test_a_used_car_that_a_paper_brings_back_is_credited_and_can_be_handed_in(
    world: World, desks: Desks, used: Change, restored: bool
) -> None:
    mine, theirs = desks.mine, desks.theirs
    assert reason(mine.do("trade_in.accept", *accepted(mine, desks.sale, used))) == ("applied", "")
    mine.pull()
    theirs.pull()
    assert reason(theirs.do("trade_in.accept", *desks.without(used), user="zhao")) == ("applied", "")
    if restored:
        rows = mine.signing(desks.sale.contract_id)
        assert reason(mine.do("contract.sign", *rows, epoch="before a restore")) == ("parked", "missing")
        assert reason(decided(theirs, desks.sale, "accept")) == ("applied", "")
    else:
        unknown_to_the_log(world, desks, used)
        assert desks.signed() == CONFLICT
    assert desks.standing() == [("膜", 100_000), ("浙A7K2M5", VALUE)]
    assert mine.row("trade_in", used["id"])["state"] == "accepted"
    theirs.pull()
    assert reason(theirs.do("trade_in.take", *taken(theirs, world.model_id, used))) == ("applied", "")


def test_a_used_car_that_was_valued_anew_is_not_credited_with_what_an_older_paper_says(
    world: World, desks: Desks, used: Change
) -> None:
    """Nor does a manager's yes bring it onto the contract: its value has no signature any more."""
    mine, theirs = desks.mine, desks.theirs
    assert reason(mine.do("trade_in.accept", *accepted(mine, desks.sale, used))) == ("applied", "")
    mine.pull()
    theirs.pull()
    assert reason(theirs.do("trade_in.accept", *desks.without(used), user="zhao")) == ("applied", "")
    theirs.pull()
    approves = {"state": "approved", "approver_id": theirs.as_("sun").user_id}
    anew = {"state": "submitted", "value": VALUE - 500, "valued_by": theirs.as_("zhao").user_id,
            "approver_id": None, "ticket": None, "signature": None}  # fmt: skip
    for action, user, values in (("appraise", "zhao", anew), ("decide", "sun", approves)):
        change = theirs.change("trade_in", used["id"], **values)
        assert reason(theirs.do(f"trade_in.{action}", change, user=user)) == ("applied", "")
        theirs.pull()
    unknown_to_the_log(world, desks, used)
    assert desks.signed() == ("parked", "trade_in_state")
    assert reason(decided(theirs, desks.sale, "accept")) == ("applied", "")
    assert desks.standing() == [("膜", 100_000)]
    assert mine.row("contract", desks.sale.contract_id)["state"] == "draft"
    assert mine.row("trade_in", used["id"])["value"] == VALUE - 500
    (case,) = mine.all("sync_case", contract_id=desks.sale.contract_id, state="open")
    assert json.loads(case["data"])["reason"]["code"] == "trade_in_state"
