"""Who approves a contract: the settings say what needs a yes, somebody else gives it, and it is to this contract."""

from __future__ import annotations

from typing import Any

import pytest

from app.clock import iso
from app.domain import approval
from app.domain.permissions import ADMINISTER
from app.models.org import Setting
from tests.server.client import Sale, Terminal, resolved
from tests.server.conftest import World
from tests.server.wire import reason


@pytest.fixture(scope="module")
def world(world: World) -> World:
    """A shop whose managers read every word beside the template."""
    with world.uow().begin(ADMINISTER) as tx:
        tx.add(Setting(name=approval.TERMS, value=True))
    return world


def drawn(desk: Terminal, model_id: str, terms: str | None = "Mats for nothing") -> Sale:
    sale = desk.draft(None, model_id)
    sale.changes[2]["set"]["terms"] = terms
    assert reason(desk.do("contract.draft", *sale.changes)) == ("applied", "")
    desk.pull()
    return sale


def moved(desk: Terminal, sale: Sale, state: str) -> dict[str, Any]:
    return desk.change("contract", sale.contract_id, state=state)


def submit(desk: Terminal, sale: Sale) -> None:
    asks = desk.change("contract", sale.contract_id, state="submitted", submitted_by=desk.as_("wang").user_id)
    assert reason(desk.do("contract.submit", asks)) == ("applied", "")
    desk.pull()


def answer(
    desk: Terminal, sale: Sale, user: str = "sun", kind: str = "contract", **values: Any
) -> dict[str, Any]:
    row = desk.rows["contract", sale.contract_id]
    given = {
        "kind": kind, "ticket": None, "signature": None, "agreed": approval.agreed(row["terms"], None),
        "reason": None, "at": iso(desk.clock.now()),
    }  # fmt: skip
    return desk.approval(row, user, **given | values)


def signed(desk: Terminal, sale: Sale) -> tuple[str, str]:
    return reason(desk.do("contract.sign", *desk.signing(sale.contract_id)))


def test_what_nobody_approved_is_not_signed(world: World, counter: Terminal) -> None:
    assert signed(counter, drawn(counter, world.model_id)) == ("quarantined", "approval_needed")


def test_a_plain_contract_needs_no_manager(world: World, counter: Terminal) -> None:
    assert signed(counter, drawn(counter, world.model_id, terms=None)) == ("applied", "")


def test_what_a_manager_approved_is_signed(world: World, counter: Terminal) -> None:
    sale = drawn(counter, world.model_id)
    submit(counter, sale)
    yes = [moved(counter, sale, "draft"), answer(counter, sale)]
    assert reason(counter.do("contract.approve", *yes, user="sun")) == ("applied", "")
    counter.pull()
    assert signed(counter, sale) == ("applied", "")


def test_an_order_taken_while_a_manager_approved_the_contract_waits_with_its_money_and_may_count(
    world: World, counter: Terminal
) -> None:
    """The customer signed an order at a desk that could promise nothing and had not heard of the yes."""
    sale, other = drawn(counter, world.model_id, terms=None), world.terminal(user="sun")
    other.pull()
    yes = [moved(other, sale, "approved"), answer(other, sale)]
    assert reason(other.do("contract.approve", *yes, user="sun")) == ("applied", "")
    rows = counter.signing(
        sale.contract_id, state="approved", provisional=1, signed_at=None, signed_version=None
    )
    rows[2] = counter.change("deal", sale.deal_id, state="order")
    paid = counter.payment(sale.deal_id, 500_000, kind="prepayment")
    assert reason(counter.do("contract.sign", *rows, *paid)) == ("parked", "state_moved")
    (case,) = other.all("sync_case", kind="op", contract_id=sale.contract_id)
    assert reason(resolved(other, case, "accept")) == ("applied", "")
    assert counter.row("payment", paid[0]["id"])["amount"] == 500_000
    contract = counter.row("contract", sale.contract_id)
    assert (contract["state"], contract["provisional"]) == ("approved", 1)


def test_a_yes_is_to_these_terms(world: World, counter: Terminal) -> None:
    sale = drawn(counter, world.model_id)
    submit(counter, sale)
    yes = [moved(counter, sale, "draft"), answer(counter, sale)]
    assert reason(counter.do("contract.approve", *yes, user="sun")) == ("applied", "")
    counter.pull()
    other = counter.change("contract", sale.contract_id, terms="A second car for nothing", version=2)
    assert reason(counter.do("contract.edit", other)) == ("applied", "")
    counter.pull()
    assert signed(counter, sale) == ("quarantined", "approval_needed")


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"agreed": approval.agreed("other", None)}, ("parked", "approval_other")),
        ({"agreed": None}, ("parked", "approval_other")),
        ({"price": 1}, ("parked", "approval_other")),
        ({"kind": "returned", "reason": " "}, ("quarantined", "reason_missing")),
        ({"kind": "yes"}, ("quarantined", "malformed")),
    ],
)
def test_an_answer_is_to_the_contract_as_it_is(
    world: World, counter: Terminal, values: dict[str, Any], code: tuple[str, str]
) -> None:
    sale = drawn(counter, world.model_id)
    submit(counter, sale)
    forged = [moved(counter, sale, "draft"), answer(counter, sale, **values)]
    assert reason(counter.do("contract.approve", *forged, user="sun")) == code


def test_nobody_approves_for_a_manager_and_no_manager_their_own(world: World, counter: Terminal) -> None:
    sale = drawn(counter, world.model_id)
    submit(counter, sale)
    yes = [moved(counter, sale, "draft"), answer(counter, sale, "wang")]
    assert reason(counter.do("contract.approve", *yes)) == ("quarantined", "not_allowed")
    slipped = [*counter.signing(sale.contract_id), answer(counter, sale)]
    slipped[0]["set"] |= {"state": "signed"}
    assert reason(counter.do("contract.sign", *slipped))[0] in ("quarantined", "parked")
    own = counter.draft(None, world.model_id)
    for n in (1, 2):
        own.changes[n]["set"]["seller_id"] = counter.as_("sun").user_id
    own.changes[2]["set"]["terms"] = "x"
    manager = world.terminal(user="sun")
    assert reason(manager.do("contract.draft", *_of(own, manager), user="sun"))[0] == "applied"
    manager.pull()
    sun = manager.as_("sun").user_id
    state = manager.change("contract", own.contract_id, state="submitted", submitted_by=sun)
    assert reason(manager.do("contract.submit", state, user="sun")) == ("applied", "")
    manager.pull()
    yes = [manager.change("contract", own.contract_id, state="draft"), answer(manager, own)]
    assert reason(manager.do("contract.approve", *yes, user="sun")) == ("quarantined", "self_approval")


def _of(sale: Sale, desk: Terminal) -> list[dict[str, Any]]:
    """The rows of a sale with numbers of that terminal."""
    for n, mark in ((1, "D-"), (2, "")):
        sale.changes[n]["set"]["no"] = desk.number(mark)
    return sale.changes
