"""C5: what the dealership lists counts as listed; what it does not list is a manager's to give."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import delete

from app.errors import UserError
from app.models.base import canonical_json
from server import decisions
from server.models import ChangeLog
from tests.server.client import LIST_PRICE, Sale, Terminal
from tests.server.conftest import World
from tests.server.test_limits import line
from tests.server.wire import reason

TOOK, REFUSED = ("applied", ""), ("quarantined", "discount")


@pytest.fixture
def desk(world: World) -> Terminal:
    return world.terminal()


@pytest.fixture(autouse=True)
def nothing_listed_before_and_after(world: World) -> Iterator[None]:
    decides(world, gifts="[]", **{"approval.gifts": "list"})
    with world.server.database.writing() as session:  # what other tests decided these days is forgotten
        session.execute(delete(ChangeLog).where(ChangeLog.table_name == "setting"))
    yield
    decides(world, gifts="[]", **{"approval.gifts": "list"})


def decides(world: World, *, days_ago: int = 15, **settings: str) -> None:
    """The dealership decided something, usually so long ago that everybody has heard of it."""
    world.clock.advance(days=-days_ago)
    for name, value in settings.items():
        decisions.decide(world.uow(), name=name, value=value)
    world.clock.advance(days=days_ago)


def lists(world: World, label: str = "Dash Cam", *, days_ago: int = 15, **values: str) -> None:
    """What a gift counts."""
    decides(world, days_ago=days_ago, gifts=json.dumps([{"label": label, "worth": "9000", **values}]))


def given(
    world: World, desk: Terminal, worth: int, label: str = "ＤＡＳＨ  cam", user: str = "wang"
) -> tuple[str, str]:
    """A sale at the list price with a gift that its seller says is worth so much."""
    sale = desk.sale(None, world.model_id, user=user)
    return reason(desk.do("deal.sell", *sale.changes, line(desk, sale, worth, label=label), user=user))


def offered(world: World, desk: Terminal, worth: int, label: str) -> tuple[str, str]:
    """A quote at the list price with such a gift."""
    rows = desk.quote(None, world.model_id)
    paper = json.loads(rows[-1]["set"]["document"])
    paper["sheet"]["lines"] = [{"kind": "add_on", "label": label, "amount": worth, "nature": "gift"}]
    rows[-1]["set"]["document"] = canonical_json(paper)
    return reason(desk.do("quote.give", *rows))


def test_a_gift_of_the_list_counts_as_listed_whatever_its_seller_says(world: World) -> None:
    desk = world.terminal()
    lists(world, counts="3510.01")  # a fen above the limit
    assert (given(world, desk, 1), given(world, desk, 900_000)) == (REFUSED, REFUSED)
    assert offered(world, desk, 1, "Dash Cam") == REFUSED
    lists(world, counts="3510")
    assert given(world, desk, 900_000) == TOOK


def test_a_list_of_these_days_is_not_held_against_who_may_not_have_heard_of_it(world: World) -> None:
    desk = world.terminal()
    lists(world, counts="3510.01", days_ago=13)
    assert (given(world, desk, 1), given(world, desk, 900_000)) == (TOOK, REFUSED)
    assert given(world, world.terminal(), 1) == TOOK, "a sign-in brings no settings"


def test_what_a_gift_of_the_list_costs_is_charged_at_the_centre_and_seen_in_the_back_office_only(
    world: World, desk: Terminal
) -> None:
    lists(world, "Wax", counts="3000", cost="2500")
    assert [each.keys() for each in shown(world)] == [{"label", "worth", "counts"}]
    office = world.terminal(user="qian", finance=True)
    for told in (None, 110_000):
        sale = desk.draft(None, world.model_id)
        gift = line(desk, sale, 200_000, label="Wax")
        rows = [*sale.changes, gift, line(desk, sale, 1_000, label="Mats")]
        if told:
            cost = desk.new(
                "deal_cost", scope=f"{desk.scope}:finance", branch_id=desk.branch_id, kind="gift", amount=told,
                contract_id=sale.contract_id, line_id=gift["id"], at="2026-11-22T09:00:00.000000Z",
            )  # fmt: skip
            rows.append(desk.sealed(cost))
        assert reason(desk.do("contract.draft", *rows)) == ("applied", "")
        charged = office.all("deal_cost", contract_id=sale.contract_id)
        assert [(each["line_id"], each["amount"]) for each in charged] == [(gift["id"], told or 250_000)]
    desk.pull()
    assert desk.all("deal_cost") == []


def shown(world: World) -> list[dict[str, Any]]:
    """The list as every terminal gets it."""
    with world.server.database.reading() as session:
        found: list[dict[str, Any]] = decisions.decided(session)["gifts"]
        return found


@pytest.mark.parametrize(
    "wrong",
    ['[{"label": "A", "worth": "1", "cost": "2"}]', '[{"label": " ", "worth": "1"}]', '[{"label": "A"}]', "{}3",
     '[{"label": "A", "worth": "1"}, {"label": "a", "worth": "2"}]'],
)  # fmt: skip
def test_a_list_of_gifts_that_is_none_is_refused(world: World, wrong: str) -> None:
    with pytest.raises(UserError) as refused:
        decisions.decide(world.uow(), name="gifts", value=wrong)
    assert refused.value.code == "setting_invalid"


# --------------------------------------------------- gifts beside the list


def test_a_gift_beside_the_list_is_no_seller_s_to_give_whatever_it_is_said_to_be_worth(world: World) -> None:
    lists(world, counts="1")
    desk = world.terminal()
    assert given(world, desk, 1, "Gold bar") == REFUSED
    assert offered(world, desk, 1, "Gold bar") == REFUSED
    assert given(world, desk, 1) == TOOK, "one of the list"
    desk.as_("sun")
    assert given(world, desk, 1, "Gold bar", user="sun") == TOOK, "a manager"
    lists(world, "Gold bar", days_ago=1)
    assert given(world, desk, 1) == TOOK, "it was on the list the day before"


def test_the_dealership_may_leave_what_it_does_not_list_to_sellers_or_ask_without_a_list(
    world: World,
) -> None:
    desk = world.terminal()
    lists(world, counts="1")
    decides(world, **{"approval.gifts": "false"})
    assert (given(world, desk, 1, "Gold bar"), given(world, desk, 400_000, "Gold bar")) == (TOOK, REFUSED)
    decides(world, gifts="[]", **{"approval.gifts": "true"})
    assert given(world, desk, 1, "Gold bar") == REFUSED
    decides(world, days_ago=1, **{"approval.gifts": "false"})
    assert given(world, desk, 1, "Gold bar") == TOOK, "what is allowed now is allowed"


def yes_to(desk: Terminal, contract: dict[str, Any], *gifts: str, takings: int = LIST_PRICE) -> Any:
    """A manager's yes to the list price with these gifts."""
    return desk.approval(contract, said={"takings": takings, "gifts": "\n".join(sorted(gifts))})


def test_a_manager_s_yes_is_to_the_gifts_that_it_names(world: World) -> None:
    lists(world, counts="1")
    desk = world.terminal()
    for gifts, told in (
        (("goldbar", "umbrella"), TOOK), (("goldbar",), REFUSED), (("goldbar", "goldbar"), REFUSED),
        (("goldbar", "umbrella", "dashcam"), TOOK), ((), REFUSED),
    ):  # fmt: skip
        sale = desk.sale(None, world.model_id)
        lines = [line(desk, sale, 1, label=label) for label in ("Gold bar", "Umbrella", "Dash Cam")]
        yes = yes_to(desk, sale.changes[2], *gifts, takings=LIST_PRICE - 102)
        assert reason(desk.do("deal.sell", *sale.changes, *lines, yes)) == told, gifts
    sale = desk.sale(None, world.model_id)
    yes = yes_to(desk, sale.changes[2], "umbrella", takings=LIST_PRICE - 1)
    yes["set"]["gifts"] = "goldbar"
    swapped = desk.do("deal.sell", *sale.changes, line(desk, sale, 1, label="Gold bar"), yes)
    assert reason(swapped) == ("quarantined", "approval_signature")


def amended(desk: Terminal, sale: Sale, *rows: dict[str, Any]) -> tuple[str, str]:
    version = desk.rows["contract", sale.contract_id]["version"] + 1
    signed = desk.signing(sale.contract_id, state="amended", signed_version=version, version=version)
    signed[1]["set"]["version"] = version
    return reason(desk.do("contract.amend", *signed, *rows))


def test_what_was_agreed_goes_on_when_the_list_comes_later_and_gets_nothing_else(world: World) -> None:
    desk = world.terminal()
    sale = desk.sale(None, world.model_id)
    assert reason(desk.do("deal.sell", *sale.changes, line(desk, sale, 9_000, label="Gold bar"))) == TOOK
    lists(world, counts="1")
    for label, told in (("Umbrella", REFUSED), ("", TOOK)):
        later = world.terminal()
        more = [line(later, sale, 1, label=label)] if label else []
        assert amended(later, sale, *more) == told, label
