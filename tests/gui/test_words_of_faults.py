"""What is wrong is said once, by its name, where it is; what is right beside it stays where it was."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from app.presenters import deal_desk_checks, deal_desk_sheet
from app.presenters.deal_desk_rows import DeskBuyer, DeskDeposit, DeskLine
from app.presenters.deal_desk_state import DeskState
from app.views.contracts.print_dialog import PrintDialog
from app.views.widgets.field import Field
from app.views.widgets.text import row
from tests.gui.fakes_deals import FakeDeals

pytestmark = pytest.mark.gui


@pytest.fixture
def state() -> DeskState:
    """A buyer and a car, with nothing wrong."""
    deals = FakeDeals("en")
    return DeskState(facts=deals.facts(), buyer=deals.customer("c0"), car=deals.car("LCY7E4AB8T1004127"))


def lines(state: DeskState) -> dict[str, tuple[str, str]]:
    return {item.code: (item.level, item.text) for item in deal_desk_checks.checks(state)}


@pytest.mark.parametrize(
    ("wrong", "code"), [({"phone": "12"}, "phone_invalid"), ({"id_number": "110105194912310021"}, "")]
)
def test_a_buyer_with_something_wrong_is_not_called_complete(
    state: DeskState, wrong: dict[str, str], code: str
) -> None:
    assert lines(state)["required"][0] == "ok"
    said = lines(replace(state, buyer=replace(state.buyer or DeskBuyer(), **wrong)))
    assert "required" not in said
    name = next(iter(wrong))
    problem = replace(state.buyer or DeskBuyer(), **wrong).problems[name]
    assert said[problem.code] == ("block", problem.message)
    assert not code or problem.code == code


def test_a_discount_above_the_list_price_is_one_sentence_that_names_it(state: DeskState) -> None:
    assert state.car is not None
    off = state.car.list_price + 9_310_000
    said = [
        item
        for item in deal_desk_checks.checks(replace(state, discount=off, deposit=DeskDeposit(1)))
        if item.level == "block"
    ]
    assert len(said) == 1
    assert "discount" in said[0].text
    assert "too large" in said[0].text
    assert "capitals" not in " ".join(
        item.text for item in deal_desk_checks.checks(replace(state, discount=off))
    )
    assert deal_desk_checks.why_not_draw(replace(state, discount=off)).words == said[0].text


def test_a_limit_that_gifts_have_used_up_is_nothing_and_not_less(state: DeskState) -> None:
    assert state.car is not None
    gift = DeskLine("g", "Voucher", state.car.list_price // 10, "add_on", "", "gift")
    given = replace(state, lines=(*state.lines, gift))
    assert given.limit < 0
    row_of = next(each for each in deal_desk_sheet.rows(given) if each.key == "discount")
    assert row_of.note == "limit 0.00"
    said = lines(given)["discount_unapproved"][1]
    assert said == "The gifts alone are above your limit: they need an approval."


def test_a_field_beside_one_that_is_wrong_stays_in_its_line(qtbot: Any) -> None:
    around = QWidget()
    one, other = Field("Date", QLineEdit()), Field("Place", QLineEdit())
    around.setLayout(row(one, other))
    qtbot.addWidget(around)
    around.resize(260, 80)
    around.show()
    one.set_error("“12-34” is not a date. Write it as 2026-03-14, or in short as the 14th of this month.")
    qtbot.waitUntil(lambda: around.height() > 100 or one.height() > 80)
    tops = {field.control.mapTo(around, QPoint()).y() for field in (one, other)}
    assert len(tops) == 1


def test_the_form_for_the_first_used_car_has_no_badges_without_words(stages: Any) -> None:
    stage = stages()
    stage.enter("deal")
    stage.shell.context.desk.more["trade_ins"].cars = ()
    stage.shell.open("trade_in", {"deal": "D-1", "contract": "HZ02-26-01187"})
    page = stage.page
    page._open_form("car")
    assert page.forms["car"].isVisible()
    shown = [each for each in page.findChildren(QLabel) if each.property("badge") and each.isVisible()]
    assert [each.text() for each in shown if not each.text()] == []


def test_a_reprint_does_not_say_that_something_was_signed(stages: Any, qtbot: Any) -> None:
    stage = stages()
    page = stage.enter("contracts", login="chen")
    signed = next(row for row in page._presenter.state.listing.rows if row.state == "signed")
    stage.shell.context.desk.more["papers"].signed = True
    page.go.emit("print", signed.no)
    qtbot.waitUntil(lambda: bool(stage.window.findChildren(PrintDialog)), timeout=2_000)
    (dialog,) = stage.window.findChildren(PrintDialog)
    qtbot.waitUntil(lambda: dialog._presenter.state.paper is not None, timeout=2_000)
    dialog._presenter.choose_printer("file")
    dialog._presenter.commit()
    assert dialog._presenter.state.finished
    assert "signed" not in stage.shell.toast._title.text()
    assert stage.shell.toast._title.text().startswith("The paper of ")
