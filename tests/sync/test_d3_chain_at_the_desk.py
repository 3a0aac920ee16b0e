"""D3: the links of a chain are answered at the seller's own desk without a network, or from another terminal."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.domain.permissions import Role
from app.errors import PermissionDenied
from app.gateways.approvals import ApprovalsOfTerminal
from app.gateways.deals import DealsFromReplica
from app.gateways.notices import NoticesOfTerminal
from app.models.deal import Contract
from app.presenters.deal_desk_rows import Drawn
from app.services import contracts, submitting
from server import administration, decisions
from tests.shop import LIST_PRICE, PASSWORD, Shop, Till, new_vin, settle

PRICE = LIST_PRICE * 9 // 10
WHY = ("aged", "")


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """A shop where a manager, then finance, then another manager says yes to a price."""
    shop = Shop(tmp_path_factory.mktemp("chain") / "shop").start()
    links = '{"discount": [{"by": "manager"}, {"by": "finance"}, {"by": "manager", "from": "50000"}]}'
    decisions.decide(shop.uow, name="approval.chain", value=links)
    yield shop
    shop.close()


@pytest.fixture(scope="module")
def tills(shop: Shop, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Till, Till]]:
    """Two terminals of one branch, at which manager and finance have signed in."""
    branch = shop.branch()
    administration.add_user(shop.uow, name="yan", password=PASSWORD, role=Role.MANAGER, branch=branch)
    made = []
    for name in ("Counter", "Booth"):
        till = Till(tmp_path_factory.mktemp(name) / "data")
        till.enrol(shop.url, shop.code(branch), name)
        for user in ("liu", "sun", "qian", "yan"):
            till.as_(user)
        made.append(till)
    yield made[0], made[1]
    for till in made:
        till.close()


def drawn(till: Till, price: int = PRICE) -> str:
    return till.draft(till.receive(new_vin())[0], price=price)


def sign(till: Till, no: str) -> contracts.Sold:
    with till.wang.reading() as session:
        contract_id = contracts.find(session, no).id
    signing = till.wang.signing(None)
    return contracts.sign(till.wang.unit_of_work(), contract_id=contract_id, signing=signing)


def state(till: Till, no: str) -> str:
    with till.wang.reading() as session:
        return session.query(Contract).filter_by(no=no).one().state


def said(links: Drawn) -> list[tuple[str, bool]]:
    return [(step.role, bool(step.by)) for step in links.links]


def test_d3_both_say_yes_at_the_sellers_desk_without_a_network(shop: Shop, tills: tuple[Till, Till]) -> None:
    till, _ = tills
    no, desk = drawn(till), DealsFromReplica(till.wang)
    shop.stop()
    start = desk.drawn(no)
    assert said(start) == [("manager", False), ("finance", False)]
    with pytest.raises(PermissionDenied) as early:
        desk.approve(start, ("qian", PASSWORD), WHY)
    assert early.value.code == "link_of_another"
    first = desk.approve(start, ("sun", PASSWORD), WHY)
    assert isinstance(first, Drawn)
    assert (said(first), first.yes) == ([("manager", True), ("finance", False)], None)
    with pytest.raises(PermissionDenied) as twice:
        desk.approve(first, ("sun", PASSWORD), WHY)
    assert twice.value.code == "link_of_another"
    with pytest.raises(PermissionDenied, match="link_of_another"):
        sign(till, no)
    both = desk.approve(first, ("qian", PASSWORD), WHY)
    assert isinstance(both, Drawn)
    assert both.yes is not None
    assert said(both) == [("manager", True), ("finance", True)]
    sign(till, no)
    shop.start()
    assert till.sync().parked == 0


def test_d3_the_second_link_is_answered_from_another_terminal(tills: tuple[Till, Till]) -> None:
    till, booth = tills
    no, desk = drawn(till), DealsFromReplica(till.wang)
    desk.approve(desk.drawn(no), ("sun", PASSWORD), WHY)
    submitting.submit(till.wang.unit_of_work(), no=no, why="fleet")
    settle(till, booth)
    manager, finance = (ApprovalsOfTerminal(booth.as_(user)) for user in ("sun", "qian"))
    (held,), (asked,) = ([each for each in who.waiting() if each.no == no] for who in (manager, finance))
    assert (held.turn, asked.turn) == (False, True)
    assert "waits" in dict(asked.facts)["Price 2 · Finance"]
    assert no in {each.no for each in NoticesOfTerminal(booth.as_("qian")).unseen()}
    assert no not in {each.no for each in NoticesOfTerminal(booth.as_("sun")).unseen()}
    with pytest.raises(PermissionDenied):
        submitting.approve(booth.as_("sun").unit_of_work(), no=no)
    finance.answer(asked, yes=True, note="fine")
    settle(booth, till)
    assert state(till, no) == "draft"
    sign(till, no)
    assert till.sync().parked == 0


def test_d3_a_no_of_the_last_link_ends_what_the_first_began(tills: tuple[Till, Till]) -> None:
    till, _ = tills
    no = drawn(till)
    submitting.submit(till.wang.unit_of_work(), no=no)
    submitting.approve(till.as_("sun").unit_of_work(), no=no)
    assert state(till, no) == "submitted"
    submitting.send_back(till.as_("qian").unit_of_work(), no=no, reason="too much")
    assert state(till, no) == "draft"
    desk = DealsFromReplica(till.wang)
    ended = desk.drawn(no)
    assert (ended.yes, said(ended)) == (None, [("manager", False), ("finance", False)])
    assert ended.sent_back is not None
    assert till.sync().parked == 0


def test_d3_a_manager_who_asked_and_took_it_back_is_asked_again(tills: tuple[Till, Till]) -> None:
    till, _ = tills
    no, desk = drawn(till), DealsFromReplica(till.wang)
    submitting.submit(till.as_("sun").unit_of_work(), no=no)
    with pytest.raises(PermissionDenied, match="self_approval"):  # before the desk shows that it is approved
        desk.approve(desk.drawn(no), ("sun", PASSWORD), WHY)
    submitting.take_back(till.wang.unit_of_work(), no=no)
    for who in ("sun", "qian"):
        desk.approve(desk.drawn(no), (who, PASSWORD), WHY)
    sign(till, no)
    assert till.sync().parked == 0


def test_d3_two_managers_are_two_people(tills: tuple[Till, Till]) -> None:
    till, _ = tills
    no = drawn(till, LIST_PRICE - 5_000_000)
    desk = DealsFromReplica(till.wang)
    for who in ("sun", "qian"):
        desk.approve(desk.drawn(no), (who, PASSWORD), WHY)
    with pytest.raises(PermissionDenied):
        desk.approve(desk.drawn(no), ("sun", PASSWORD), WHY)
    desk.approve(desk.drawn(no), ("yan", PASSWORD), WHY)
    sign(till, no)
    assert till.sync().parked == 0


def test_d3_a_yes_of_one_where_two_are_asked_by_now_signs_nothing_at_the_centre(
    shop: Shop, tills: tuple[Till, Till]
) -> None:
    """The counter has not heard that the chain grew."""
    till, _ = tills
    no = drawn(till, LIST_PRICE - 4_000_000)
    desk = DealsFromReplica(till.wang)
    for who in ("sun", "qian"):
        desk.approve(desk.drawn(no), (who, PASSWORD), WHY)
    links = '{"discount": [{"by": "manager"}, {"by": "finance"}, {"by": "manager", "from": "30000"}]}'
    decisions.decide(shop.uow, name="approval.chain", value=links)
    sign(till, no)
    assert till.sync().parked == 1
