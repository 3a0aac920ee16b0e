"""E5: the server judges shifts: whose money it is, whether the closing adds up, and that it stays as it is."""

from __future__ import annotations

from typing import Any

import pytest

from app.clock import iso
from app.domain.shift import METHODS
from app.models.base import canonical_json
from tests.server.client import LIST_PRICE, Sale, Terminal, about_op, decided, resolved
from tests.server.conftest import World
from tests.server.wire import reason

NOTHING = dict.fromkeys(METHODS, 0)


@pytest.fixture
def desk(world: World) -> Terminal:
    """A terminal that keeps no shifts yet."""
    return world.terminal()


@pytest.fixture
def drawn(world: World, desk: Terminal) -> Sale:
    """A quote with a draft, pulled."""
    sale = desk.draft(None, world.model_id)
    assert reason(desk.do("contract.draft", *sale.changes)) == ("applied", "")
    return sale


def begun(desk: Terminal, user: str = "wang", **values: Any) -> dict[str, Any]:
    """A shift that the server knows."""
    shift = desk.shift(user, **values)
    assert reason(desk.do("shift.open", shift, user=user)) == ("applied", "")
    desk.pull()
    return shift


def closing(
    desk: Terminal, shift: dict[str, Any], cash: int, taken: int, user: str = "wang", **values: Any
) -> Any:
    """A closing with so much cash, counted as it should be."""
    sums = canonical_json({**NOTHING, "cash": cash})
    given = {
        "state": "closed", "closed_at": iso(desk.clock.now()), "closed_on": "2026-11-23", "counted": sums,
        "expected": sums, "closed_by": desk.as_(user).user_id, "perpetual_taken": taken, "perpetual_given": 0,
        "follows_id": None,
    }  # fmt: skip
    return desk.change("shift", shift["id"], **{**given, **values})


def test_money_of_a_till_with_shifts_belongs_to_the_open_one_of_its_person(
    desk: Terminal, drawn: Sale
) -> None:
    assert reason(desk.do("payment.take", *desk.payment(drawn.deal_id, 1))) == ("applied", "")
    mine, other = begun(desk), begun(desk, "qian")
    for named in (None, other["id"]):
        foreign = desk.payment(drawn.deal_id, 1, shift_id=named)
        assert reason(desk.do("payment.take", *foreign)) == ("quarantined", "shift")
    assert reason(desk.do("payment.take", *desk.payment(drawn.deal_id, 1, shift_id=mine["id"]))) == (
        "applied",
        "",
    )


@pytest.mark.parametrize(
    ("forged", "code"),
    [
        ({"state": "closed"}, "shift"), ({"perpetual_taken": 1}, "shift"), ({"opening_cash": -1}, "opening_cash"),
        ({"counted": "{}"}, "shift"), ({"terminal_id": "other"}, "shift"),
    ],
    ids=str,
)  # fmt: skip
def test_a_shift_begins_open_and_empty_at_its_own_terminal(
    world: World, desk: Terminal, forged: dict[str, Any], code: str
) -> None:
    if "terminal_id" in forged:
        forged = {"terminal_id": world.terminal(user="zhao").id}
    assert reason(desk.do("shift.open", desk.shift("wang", **forged))) == ("quarantined", code)


def test_a_closing_adds_up_and_nothing_of_it_changes_afterwards(desk: Terminal, drawn: Sale) -> None:
    shift = begun(desk)
    taken = desk.payment(drawn.deal_id, 500, shift_id=shift["id"])
    assert reason(desk.do("payment.take", *taken)) == ("applied", "")
    assert reason(desk.do("shift.close", closing(desk, shift, 10_500, 500))) == ("applied", "")
    desk.pull()
    late = desk.payment(drawn.deal_id, 1, shift_id=shift["id"])
    assert reason(desk.do("payment.take", *late)) == ("parked", "shift_closed")
    again = desk.change("shift", shift["id"], reason="x")
    assert reason(desk.do("shift.close", again)) == ("quarantined", "shift_closed")
    wish = desk.reversal(taken[0], kind="void", user="wang")
    void = desk.payment(
        drawn.deal_id, -500, kind="void", of="balance", refund_of=taken[0]["id"], reversal_id=wish["id"],
        reason="退订", shift_id=shift["id"],
    )  # fmt: skip
    assert reason(desk.do("payment.void", wish, *void)) == ("quarantined", "shift_closed")
    reopened = desk.change("shift", shift["id"], state="open")
    assert reason(desk.do("shift.close", reopened))[1] in ("illegal_transition", "waits_for")


@pytest.mark.parametrize(
    ("forged", "told"),
    [
        ({"expected": canonical_json({**NOTHING, "cash": 1})}, ("parked", "shift_totals")),
        ({"perpetual_taken": 499}, ("parked", "shift_totals")), ({"perpetual_given": 1}, ("parked", "shift_totals")),
        ({"follows_id": "other"}, ("parked", "shift_totals")),
        ({"counted": canonical_json({**NOTHING, "cash": 10_400})}, ("quarantined", "difference_reason")),
        ({"counted": "[]"}, ("quarantined", "counted_missing")), ({"counted": None}, ("quarantined", "shift")),
        ({"closed_by": "other"}, ("quarantined", "shift")), ({"opening_cash": 0}, ("quarantined", "columns")),
    ],
    ids=str,
)  # fmt: skip
def test_a_closing_that_does_not_add_up_is_set_aside(
    desk: Terminal, drawn: Sale, forged: dict[str, Any], told: tuple[str, str]
) -> None:
    shift = begun(desk)
    desk.do("payment.take", *desk.payment(drawn.deal_id, 500, shift_id=shift["id"]))
    if "closed_by" in forged:
        forged = {"closed_by": desk.as_("sun").user_id}
    if "follows_id" in forged:
        forged = {"follows_id": shift["id"]}
    assert reason(desk.do("shift.close", closing(desk, shift, 10_500, 500, **forged))) == told


def test_a_closing_that_waits_for_a_receipt_counts_by_itself_once_a_manager_lets_the_receipt_count(
    world: World, desk: Terminal
) -> None:
    shift = begun(desk)
    sale = desk.sale(desk.receive(world.model_id), world.model_id, price=LIST_PRICE // 2, deposit=500)
    for change in sale.changes:
        if change["table"] == "payment":
            change["set"]["shift_id"] = shift["id"]
    assert reason(desk.do("deal.sell", *sale.changes)) == ("quarantined", "discount")
    assert reason(desk.do("shift.close", closing(desk, shift, 10_500, 500))) == ("parked", "shift_totals")
    case = about_op(desk, desk.no)
    assert reason(resolved(desk, case, "accept"))[0] == "applied"
    assert desk.row("shift", shift["id"])["state"] == "open"
    assert reason(decided(desk, sale, "accept")) == ("applied", "")
    assert desk.row("shift", shift["id"])["state"] == "closed"


def test_closings_of_a_terminal_follow_one_another(desk: Terminal, drawn: Sale) -> None:
    first, second = begun(desk), begun(desk, "qian", opening_cash=0)
    desk.do("payment.take", *desk.payment(drawn.deal_id, 500, shift_id=first["id"]))
    desk.do(
        "payment.take", *desk.payment(drawn.deal_id, 300, shift_id=second["id"], user="qian"), user="qian"
    )
    assert reason(desk.do("shift.close", closing(desk, first, 10_500, 500))) == ("applied", "")
    after = closing(desk, second, 300, 800, "qian", follows_id=first["id"])
    assert reason(desk.do("shift.close", after, user="qian")) == ("applied", "")


def test_nobody_but_finance_or_a_manager_closes_anothers_shift(world: World, desk: Terminal) -> None:
    shift = begun(desk, "sun")
    assert reason(desk.do("shift.close", closing(desk, shift, 10_000, 0))) == ("quarantined", "shift_foreign")
    left = begun(desk, "wang")
    other = world.terminal(user="qian")
    other.pull()
    elsewhere = closing(other, left, 10_000, 0, "qian")
    assert reason(other.do("shift.close", elsewhere, user="qian")) == ("applied", "")
