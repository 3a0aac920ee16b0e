"""D3: the server counts every link by its own settings: none is forged, out of order, or the same person's twice."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from app.clock import iso
from app.domain import approval, approval_chain
from app.domain.permissions import ADMINISTER
from app.models.org import Setting
from tests.server.client import Sale, Terminal, about_op, resolved
from tests.server.conftest import World
from tests.server.wire import reason

LINKS = {name: [["manager", 0], ["finance", 1_000_000]] for name in ("discount", "terms")}
MUCH, LITTLE = 2_000_000, 900_000


@pytest.fixture(scope="module")
def world(world: World) -> World:
    """A shop where finance reads after a manager what is worth ¥10,000."""
    with world.uow().begin(ADMINISTER) as tx:
        tx.add(Setting(name=approval.TERMS, value=True))
        tx.add(Setting(name=approval_chain.SETTING, value=LINKS))
    return world


@pytest.fixture(scope="module")
def desk(world: World) -> Terminal:
    """One terminal; each test has a contract of its own."""
    return world.terminal()


def drawn(desk: Terminal, model_id: str, off: int = MUCH, terms: str | None = None) -> Sale:
    sale = desk.draft(None, model_id)
    row = sale.changes[2]["set"]
    row |= {"price": row["list_price"] - off, "discount": off, "terms": terms}
    assert reason(desk.do("contract.draft", *sale.changes)) == ("applied", "")
    desk.pull()
    return sale


def yes(desk: Terminal, sale: Sale, who: str, *before: str, **values: Any) -> dict[str, Any]:
    """A signed yes to the price, which names those before it."""
    named = "\n".join(desk.as_(each).user_id for each in before)
    return desk.approval(desk.rows["contract", sale.contract_id], who, {"follows": named}, **values)


def signed(desk: Terminal, sale: Sale, *yeses: dict[str, Any]) -> tuple[str, str]:
    return reason(desk.do("contract.sign", *desk.signing(sale.contract_id), *yeses))


def test_d3_both_links_in_order_make_the_price_count(world: World, desk: Terminal) -> None:
    sale = drawn(desk, world.model_id)
    both = yes(desk, sale, "sun"), yes(desk, sale, "qian", "sun")
    assert signed(desk, sale, *both) == ("applied", "")


def test_d3_links_are_kept_one_by_one_before_the_customer_signs(world: World, desk: Terminal) -> None:
    sale = drawn(desk, world.model_id)
    assert reason(desk.do("contract.consent", yes(desk, sale, "sun"))) == ("applied", "")
    assert reason(desk.do("contract.consent", yes(desk, sale, "qian", "sun"))) == ("applied", "")
    assert signed(desk, sale) == ("applied", "")


def test_d3_below_its_amount_the_further_link_is_not_asked(world: World, desk: Terminal) -> None:
    sale = drawn(desk, world.model_id, LITTLE)
    assert signed(desk, sale, yes(desk, sale, "sun")) == ("applied", "")


@pytest.mark.parametrize("given", [["sun"], ["qian"], ["qian", "sun>qian"], ["sun", "qian"]], ids=str)
def test_d3_a_chain_that_is_shortened_or_turned_round_is_none(
    world: World, desk: Terminal, given: list[str]
) -> None:
    """As from a terminal that has not heard of the setting, or that bends it."""
    sale = drawn(desk, world.model_id)
    rows = [yes(desk, sale, *each.split(">")) for each in given]
    assert signed(desk, sale, *rows) == ("quarantined", "discount")


def test_d3_a_manager_lets_count_what_the_customer_signed_with_a_link_missing(
    world: World, desk: Terminal
) -> None:
    sale = drawn(desk, world.model_id)
    assert signed(desk, sale, yes(desk, sale, "qian", "sun")) == ("quarantined", "discount")
    desk.pull()
    assert resolved(desk, about_op(desk, desk.no), "accept")["status"] == "applied"


@pytest.mark.parametrize(
    ("who", "before", "values", "told"),
    [
        ("qian", ["sun"], {}, ("parked", "approval_chain")),
        ("sun", ["sun"], {}, ("quarantined", "self_approval")),
        ("zhao", [], {}, ("quarantined", "approval")),
        ("wang", [], {}, ("quarantined", "self_approval")),
        ("sun", [], {"signature": "AAAA"}, ("quarantined", "approval_signature")),
        ("sun", [], {"follows": "somebody"}, ("parked", "approval_chain")),
        ("sun", [], {"price": 1}, ("quarantined", "approval_signature")),
    ],
)
def test_d3_a_link_that_is_forged_is_set_aside(
    world: World, desk: Terminal, who: str, before: list[str], values: dict[str, Any], told: tuple[str, str]
) -> None:
    sale = drawn(desk, world.model_id)
    assert reason(desk.do("contract.consent", yes(desk, sale, who, *before, **values))) == told


def test_d3_a_yes_to_another_price_is_no_link_of_this_one(world: World, desk: Terminal) -> None:
    sale = drawn(desk, world.model_id)
    assert reason(desk.do("contract.consent", yes(desk, sale, "sun"))) == ("applied", "")
    row = desk.rows["contract", sale.contract_id]
    lower = {"price": row["price"] - 1, "discount": row["discount"] + 1, "version": 2}
    assert reason(desk.do("contract.edit", desk.change("contract", sale.contract_id, **lower))) == (
        "applied",
        "",
    )
    desk.pull()
    late = yes(desk, sale, "qian", "sun")
    assert signed(desk, sale, late) == ("quarantined", "discount")


def submit(desk: Terminal, sale: Sale, **values: Any) -> tuple[str, str]:
    named = {"submitted_by": desk.as_("wang").user_id} | values
    change = desk.change("contract", sale.contract_id, state="submitted", **named)
    told = reason(desk.do("contract.submit", change))
    desk.pull()
    return told


def answer(desk: Terminal, sale: Sale, who: str, *before: str, kind: str = "contract") -> dict[str, Any]:
    """A yes to the whole contract, or a no, as the person's own op."""
    agreed = approval.agreed(desk.rows["contract", sale.contract_id]["terms"], None)
    unsigned = {"ticket": None, "signature": None, "agreed": agreed, "at": iso(desk.clock.now())}
    why = {"reason": "too much", "reason_code": None} if kind == "returned" else {}
    return yes(desk, sale, who, *before, **unsigned, kind=kind, **why)


def test_d3_terms_are_answered_link_by_link_from_anywhere(world: World, desk: Terminal) -> None:
    sale = drawn(desk, world.model_id, 0, "Mats for nothing")
    assert submit(desk, sale) == ("applied", "")
    assert reason(desk.do("contract.approve", answer(desk, sale, "sun"), user="sun")) == ("applied", "")
    back = desk.change("contract", sale.contract_id, state="draft")
    last = answer(desk, sale, "qian", "sun")
    assert reason(desk.do("contract.approve", back, last, user="qian")) == ("applied", "")
    desk.pull()
    assert signed(desk, sale) == ("applied", "")


def test_d3_one_link_of_two_does_not_sign_the_terms(world: World, desk: Terminal) -> None:
    sale = drawn(desk, world.model_id, 0, "Mats for nothing")
    assert submit(desk, sale) == ("applied", "")
    rows = [desk.change("contract", sale.contract_id, state="draft"), answer(desk, sale, "sun")]
    assert reason(desk.do("contract.approve", *rows, user="sun")) == ("applied", "")
    desk.pull()
    assert signed(desk, sale) == ("quarantined", "approval_needed")


def test_d3_who_asked_answers_no_link_and_nobody_asks_in_anothers_name(world: World, desk: Terminal) -> None:
    sale = drawn(desk, world.model_id, 0, "Mats for nothing")
    assert submit(desk, sale, submitted_by=desk.as_("qian").user_id) == ("quarantined", "author")
    other = drawn(desk, world.model_id, 0, "Mats for nothing")
    change = desk.change(
        "contract", other.contract_id, state="submitted", submitted_by=desk.as_("sun").user_id
    )
    assert reason(desk.do("contract.submit", change, user="sun")) == ("applied", "")
    own = answer(desk, other, "sun")
    assert reason(desk.do("contract.approve", own, user="sun")) == ("quarantined", "self_approval")


@pytest.mark.parametrize(
    ("steps", "told"),
    [
        (["sun submitted -"], ("quarantined", "author")),
        (["sun submitted sun", "sun submitted no"], ("quarantined", "author")),  # while it waits
        (["sun submitted sun", "sun draft -", "wang submitted -"], ("quarantined", "author")),
        (["sun submitted sun", "sun draft no", "wang submitted wang"], ("applied", "")),
        (["wang submitted wang", "wang draft sun"], ("quarantined", "author")),
    ],
    ids=str,
)
def test_d3_who_asks_is_named_whatever_is_left_out(
    world: World, desk: Terminal, steps: list[str], told: tuple[str, str]
) -> None:
    """Each step: who, the state, and whom it names: nobody (`no`), or it says nothing of that (`-`)."""
    sale = drawn(desk, world.model_id, 0, "Mats for nothing")
    for step in steps:
        who, state, names = step.split()
        named = {"-": {}, "no": {"submitted_by": None}}.get(names)
        values = {"submitted_by": desk.as_(names).user_id} if named is None else named
        change = desk.change("contract", sale.contract_id, state=state, **values)
        last = reason(desk.do("contract.submit", change, user=who))
        desk.pull()
        assert last == (told if step is steps[-1] else ("applied", ""))


@pytest.mark.parametrize("kind", ["contract", "returned"])
def test_d3_finance_answers_nothing_of_which_only_a_manager_is_asked(
    world: World, desk: Terminal, kind: str
) -> None:
    """The setting asks finance of a price, but this contract is at list price, and its terms ask one manager."""
    with world.uow().begin(ADMINISTER) as tx:
        (laid,) = tx.session.query(Setting).filter_by(name=approval_chain.SETTING)
        laid.value = {"discount": LINKS["discount"]}
    sale = drawn(desk, world.model_id, 0, "Mats for nothing")
    assert submit(desk, sale) == ("applied", "")
    rows = [desk.change("contract", sale.contract_id, state="draft"), answer(desk, sale, "qian", kind=kind)]
    told = reason(desk.do("contract.approve", *rows, user="qian"))
    with world.uow().begin(ADMINISTER) as tx:
        (laid,) = tx.session.query(Setting).filter_by(name=approval_chain.SETTING)
        laid.value = LINKS
    assert told == ("quarantined", "approval")


def test_d3_a_no_is_not_dated_ahead(world: World, desk: Terminal) -> None:
    """It would end each yes that is said until then."""
    sale = drawn(desk, world.model_id, 0, "Mats for nothing")
    assert submit(desk, sale) == ("applied", "")
    no = answer(desk, sale, "sun", kind="returned")
    no["set"]["at"] = iso(desk.clock.now() + timedelta(days=2))
    rows = [desk.change("contract", sale.contract_id, state="draft"), no]
    assert reason(desk.do("contract.approve", *rows, user="sun")) == ("quarantined", "approval_at")


def test_d3_a_no_at_any_link_ends_it(world: World, desk: Terminal) -> None:
    sale = drawn(desk, world.model_id, 0, "Mats for nothing")
    assert submit(desk, sale) == ("applied", "")
    assert reason(desk.do("contract.approve", answer(desk, sale, "sun"), user="sun")) == ("applied", "")
    rows = [
        desk.change("contract", sale.contract_id, state="draft"),
        answer(desk, sale, "qian", kind="returned"),
    ]
    assert reason(desk.do("contract.approve", *rows, user="qian")) == ("applied", "")
    desk.pull()
    assert signed(desk, sale) == ("quarantined", "approval_needed")
