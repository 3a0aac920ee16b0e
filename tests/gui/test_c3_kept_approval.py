"""A manager's yes at the desk outlives the program, and falls away with what it was bound to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from app.gateways.deals import DealsFromReplica
from app.gateways.papers import PapersOfTerminal
from app.models.deal import Approval
from app.presenters.base import run_now
from app.presenters.deal_desk import DealDeskPresenter
from app.presenters.deal_desk_rows import DeskLine
from app.presenters.print_sign import PrintAsked, PrintSignPresenter
from app.workplace import Workplace
from tests.gui.workshop import CARS, PASSWORD, open_workshop, user_id

pytestmark = pytest.mark.gui
WHY = ("aged", "last car")


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Workplace]:
    place = open_workshop(tmp_path)
    yield place
    place.close()


def opened(shop: Workplace) -> DealDeskPresenter:
    """The desk of a program that has just been started."""
    desk = DealDeskPresenter(run_now, run_now, DealsFromReplica(shop), shop.clock)
    desk.start()
    return desk


def approved(shop: Workplace) -> DealDeskPresenter:
    """A deal below the seller's limit, with the manager's yes."""
    desk = opened(shop)
    desk.new_customer("周明慧")
    desk.set_buyer(phone="13800006620", id_number="11010519491231002X")
    desk.open_car(CARS[0])
    desk.set_discount(2_000_000)
    desk.draw()
    assert desk.state.needs_approval
    desk.approve("sun", PASSWORD, WHY)
    assert not desk.state.needs_approval
    return desk


def test_the_program_ends_and_the_yes_is_there_when_the_deal_is_taken_up(
    shop: Workplace, tmp_path: Path
) -> None:
    no = approved(shop).state.drawn.no
    desk = opened(shop)
    (kept,) = desk.state.kept
    desk.take_up(kept.key)
    assert desk.state.approval_holds
    assert not desk.state.needs_approval
    asked = PrintAsked(no, consent=desk.state.approved)
    printing = PrintSignPresenter(run_now, run_now, PapersOfTerminal(shop), asked)
    printing.start()
    printing.choose_printer("file")
    printing.choose_folder(str(tmp_path))
    printing.set_read(True)
    printing.commit()
    assert printing.state.finished
    with shop.reading() as session:
        given = session.scalars(select(Approval)).one()
        assert (given.approver_id, given.reason_code, given.reason) == (user_id("sun"), *WHY)


def test_the_yes_is_there_when_the_contract_is_opened_from_the_list(shop: Workplace) -> None:
    no = approved(shop).state.drawn.no
    desk = opened(shop)
    desk.open_contract(no)
    assert desk.state.approval_holds


def test_a_kept_yes_falls_away_with_a_gift_and_says_why_it_asks_again(shop: Workplace) -> None:
    approved(shop)
    desk = opened(shop)
    desk.take_up(desk.state.kept[0].key)
    desk.add_line(DeskLine("", "Window film", 50_000, nature="gift"))
    assert desk.state.needs_approval
    found = next(item for item in desk.checks if item.code == "discount_unapproved")
    assert found.target == "approval"
    assert "孙丽 said yes to ¥248,800.00" in found.hint


def test_a_yes_to_one_car_is_no_yes_to_another_of_that_price(shop: Workplace) -> None:
    desk = approved(shop)
    desk.open_car(CARS[2])
    desk.set_discount(2_000_000)
    assert desk.state.price == 24_880_000
    assert desk.state.needs_approval
