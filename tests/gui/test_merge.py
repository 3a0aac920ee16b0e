"""The merge dialog on a real case: two terminals changed one contract, and one car was sold twice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from sqlalchemy import text

from app import db
from app.gateways.merging import MergeOfTerminal, likest_first
from app.i18n import speaking
from app.ids import vehicle_id
from app.presenters import merge_lines
from app.presenters.base import run_now
from app.presenters.dates import read_date
from app.presenters.merge import MergePresenter
from app.queries import cases
from app.queries.stock import StockRow
from app.services import contracts, redrawing
from app.views import icons
from app.views.conflicts.merge_dialog import MergeDialog
from app.views.conflicts.merge_table import MINE, MergeTable
from tests.gui.fakes_merging import FakeMerging
from tests.shop import Till, new_vin, settle

pytestmark = pytest.mark.gui


@pytest.fixture
def opened(qtbot: QtBot) -> Callable[[Till, str], MergeDialog]:
    """The dialog for the case of a kind at a terminal."""

    def open_for(till: Till, kind: str) -> MergeDialog:
        with till.wang.reading() as session:
            found = cases.list_cases(session, till.wang.identity.id)
        case = next(row for row in found if row.kind == kind)
        presenter = MergePresenter(run_now, MergeOfTerminal(till.wang), case.id)
        dialog = MergeDialog(presenter, lambda *_: None)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        qtbot.addWidget(dialog)
        dialog.show()
        return dialog

    return open_for


def test_one_group_ours_one_theirs_with_three_keys(
    counter: Till, booth: Till, qtbot: QtBot, opened: Callable[[Till, str], MergeDialog]
) -> None:
    no = counter.draft(counter.receive(new_vin())[0])
    settle(counter, booth)
    for till, price, day in ((counter, "116700.00", "2036-12-20"), (booth, "116800.00", "2037-01-05")):
        values = {"price": price, "delivery_date": day}
        contracts.edit(till.wang.unit_of_work(), no=no, values=values)
    settle(counter, booth)
    dialog = opened(booth, "contract")
    assert dialog.commit is not None
    assert not dialog.commit.isEnabled(), "nothing is decided yet"
    assert {group.name for group in dialog._presenter.state.case.groups} == {"price", "delivery"}  # type: ignore[union-attr]
    keys = {"price": Qt.Key.Key_2, "delivery": Qt.Key.Key_3}
    for _ in range(2):
        state = dialog._presenter.state
        assert state.case is not None
        qtbot.keyClick(dialog.table, keys[state.case.groups[state.at].name])
    assert dialog.commit.isEnabled()
    qtbot.keyClick(dialog.table, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert not dialog.isVisible()
    settle(booth, counter)
    for till in (counter, booth):
        assert till.query("SELECT price, delivery_date FROM contract") == [(11_680_000, "2036-12-20")]
        assert till.wang.status()["conflicts"] == 0


def test_a_typed_value_beats_all_three(
    counter: Till, booth: Till, qtbot: QtBot, opened: Callable[[Till, str], MergeDialog]
) -> None:
    no = counter.draft(counter.receive(new_vin())[0])
    settle(counter, booth)
    for till, price in ((counter, "116700.00"), (booth, "116800.00")):
        contracts.edit(till.wang.unit_of_work(), no=no, values={"price": price})
    settle(counter, booth)
    dialog = opened(booth, "contract")
    qtbot.keyClick(dialog.table, Qt.Key.Key_4)
    assert dialog.table.editor is not None
    qtbot.keyClicks(dialog.table.editor, "116750")
    qtbot.keyClick(dialog.table.editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle(booth, counter)
    assert counter.query("SELECT price FROM contract") == [(11_675_000,)]


def test_a_day_is_typed_in_short_as_in_every_other_field_for_one(
    counter: Till, booth: Till, qtbot: QtBot, opened: Callable[[Till, str], MergeDialog]
) -> None:
    no = counter.draft(counter.receive(new_vin())[0])
    settle(counter, booth)
    for till, day in ((counter, "2036-12-20"), (booth, "2037-01-05")):
        contracts.edit(till.wang.unit_of_work(), no=no, values={"delivery_date": day})
    settle(counter, booth)
    dialog = opened(booth, "contract")
    for typed in ("12-34", "12-03"):
        qtbot.keyClick(dialog.table, Qt.Key.Key_4)
        assert dialog.table.editor is not None
        dialog.table.editor.clear()
        qtbot.keyClicks(dialog.table.editor, typed)
        qtbot.keyClick(dialog.table.editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        assert dialog.isVisible() is (typed == "12-34")
    assert "“12-34” is not a date" in dialog.banner.accessibleName()
    settle(booth, counter)
    expected = read_date("12-03", booth.wang.clock.today())
    assert counter.query("SELECT delivery_date FROM contract") == [(str(expected),)]


def test_colours_are_named_in_the_readers_language(counter: Till, booth: Till) -> None:
    no = counter.draft(counter.receive(new_vin())[0])
    settle(counter, booth)
    for till, price in ((counter, "116700.00"), (booth, "116800.00")):
        contracts.edit(till.wang.unit_of_work(), no=no, values={"price": price})
    settle(counter, booth)
    with db.write_session(booth.wang.database) as session, session.begin():
        both = '{"colours": "Night blue", "colours_zh": "曜夜蓝"}'
        session.execute(text("UPDATE model SET attributes = :both"), {"both": both})
        session.execute(text("UPDATE contract SET colour = 'Night blue'"))
    with booth.wang.reading() as session:
        (row,) = cases.list_cases(session, booth.wang.identity.id)
    gateway = MergeOfTerminal(booth.wang)
    for language, named in (("zh_CN", "曜夜蓝"), ("en", "Night blue")):
        with speaking(language):
            case = gateway.case(row.id)
            assert case is not None
            shown = [field.mine for group in case.settled for field in group.fields if field.name == "colour"]
            assert shown == [named]


@pytest.mark.parametrize("again", [True, False])
def test_who_is_asked_again_reads_why(qtbot: QtBot, again: bool) -> None:
    gateway = FakeMerging()
    gateway.again = again
    dialog = MergeDialog(MergePresenter(run_now, gateway, "contract"), lambda *_: None)
    qtbot.addWidget(dialog)
    assert dialog._signed.isHidden() is not again
    assert not again or "asked again" in dialog._signed.accessibleName()


def test_who_may_not_decide_a_merge_reads_it_and_is_offered_no_decision(qtbot: QtBot) -> None:
    class ForOthers(FakeMerging):
        """As whoever is neither a salesperson nor a manager sees it."""

        def case(self, case_id: str) -> Any:
            return replace(super().case(case_id), may_decide=False)

        def resolve(self, case_id: str, choices: Any) -> None:
            raise AssertionError("nothing is written")

    presenter = MergePresenter(run_now, ForOthers(), "contract")
    dialog = MergeDialog(presenter, lambda *_: None)
    qtbot.addWidget(dialog)
    dialog.show()
    assert presenter.state.case is not None
    for group in presenter.state.case.groups:
        presenter.choose("mine", group.name)
    assert dialog._left.text().startswith("A salesperson or a manager of the branch decides this.")
    assert not dialog.commit.isVisible()
    presenter.save()
    assert not presenter.state.done


def test_what_is_decided_together_is_one_choice(stages: Any) -> None:
    page = stages().enter("contracts", login="chen")
    page.go.emit("merge", "case1")
    table = page.window().findChild(MergeTable)
    lines = table.model().lines
    first = next(at for at, line in enumerate(lines) if line.title == "Price" and line.kind == "field")
    assert [table.model().is_joined(first + n) for n in (0, 1, 2)] == [False, True, False]
    where = [table.visualRect(table.model().index(first + n, MINE)) for n in (0, 1)]
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=where[1].center())
    assert [line.choice for line in table.model().lines[first : first + 2]] == ["mine", "mine"]
    picture = table.viewport().grab().toImage()
    taken = QColor(icons.colour_of("accent"))
    beside = [
        QPoint(box.left() + 12 + 3, box.center().y()) for box in where
    ]  # within the mark, off its middle
    assert [picture.pixelColor(at) == taken for at in beside] == [True, False], "one mark, in the first line"
    tied = QPoint(where[1].left() + 12 + 8, where[1].top() + 4)
    assert picture.pixelColor(tied) == taken, "the second line is tied to it"


def test_the_arrow_stops_at_the_last_choice_and_at_the_first(stages: Any) -> None:
    page = stages().enter("contracts", login="chen")
    page.go.emit("merge", "case1")
    presenter = page.window().findChild(MergeDialog)._presenter
    last = len(presenter.state.case.groups) - 1
    for _ in range(last + 2):
        presenter.move(1)
    assert presenter.state.at == last
    for _ in range(last + 2):
        presenter.move(-1)
    assert presenter.state.at == 0


def lost_to_the_booth(counter: Till, booth: Till) -> tuple[str, contracts.Sold]:
    """A car that is free, and the order that lost another one."""
    first, second = counter.receive(new_vin(), new_vin())
    settle(counter, booth)
    booth.wang.lease([vehicle_id(first)])
    settle(counter, booth)
    assert booth.sell(first).confirmed
    lost = counter.sell(first)
    assert not lost.confirmed
    settle(counter, booth)
    return second, lost


def test_the_second_customer_goes_on_the_waiting_list_until_a_day_that_is_promised(
    qtbot: QtBot, counter: Till, booth: Till, opened: Callable[[Till, str], MergeDialog]
) -> None:
    second, lost = lost_to_the_booth(counter, booth)
    dialog = opened(counter, "vehicle")
    heads = dialog.table.model().heads
    assert heads[2:4] == ("The order", "The sale"), "neither need be of this desk"
    case = dialog._presenter.state.case
    assert case is not None
    assert second in {car.vin for car in case.cars}
    dialog._presenter.choose_car(second)
    assert dialog.commit is not None
    assert dialog.commit.isEnabled()
    assert merge_lines.follows(dialog._presenter.state) == (
        f"Next {case.buyer} signs for the new car: Contracts, F10"
    )
    dialog._presenter.choose_car("wait")
    assert not merge_lines.follows(dialog._presenter.state), "nobody signs for a place on a list"
    assert dialog.promise.isVisible(), "nobody has said until when"
    assert not dialog.commit.isEnabled()
    qtbot.keyClicks(dialog.promise, "+30")
    assert dialog.commit.isEnabled()
    dialog.commit.click()
    settle(counter, booth)
    waits = booth.query(
        "SELECT vehicle_id, provisional, delivery_date FROM contract WHERE no = :no", no=lost.contract_no
    )
    day = counter.wang.clock.today() + timedelta(days=30)
    assert waits == [(None, 1, day.isoformat())]


def test_the_second_customer_is_given_the_other_car(
    counter: Till, booth: Till, opened: Callable[[Till, str], MergeDialog]
) -> None:
    second, lost = lost_to_the_booth(counter, booth)
    dialog = opened(counter, "vehicle")
    assert dialog.commit is not None
    dialog._presenter.choose_car(second)
    dialog.commit.click()
    settle(counter, booth)
    rows = booth.query("SELECT v.vin, c.provisional FROM contract c JOIN vehicle v ON v.id = c.vehicle_id "
                       "WHERE c.no = :no", no=lost.contract_no)  # fmt: skip
    assert rows == [(second, 0)]


def test_the_likest_car_is_offered_first() -> None:
    def car(vin: str, model: str, price: int, lease: str | None = None) -> StockRow:
        return StockRow(
            vin, vin, "in_stock", model, model, "BJ", "", "", "", "", price, None, lease, "", "", None, "", "", None, "", None,
        )  # fmt: skip

    cars = [
        car("cheap", "mini", 40_000), car("dear", "coupé", 410_000), car("same", "suv", 555_000),
        car("held", "estate", 550_000, "Booth 2"),
    ]  # fmt: skip
    assert [row.vin for row in likest_first(cars, "suv", 555_000)] == ["same", "dear", "cheap", "held"]


def test_the_summary_and_sides_name_people_and_places(
    counter: Till, booth: Till, opened: Callable[[Till, str], MergeDialog]
) -> None:
    no = counter.draft(counter.receive(new_vin())[0])
    settle(counter, booth)
    for till in (counter, booth):
        day = date(2026, 12, 1 if till is counter else 2).isoformat()
        contracts.edit(till.wang.unit_of_work(), no=no, values={"delivery_date": day})
    settle(counter, booth)
    case = opened(booth, "contract")._presenter.state.case
    assert case is not None
    assert no in case.summary
    assert [field.name for group in case.groups for field in group.fields] == ["delivery_date"]
    assert "Booth 2" in case.mine_by
    assert "Counter 1" in case.theirs_by


def test_what_was_signed_is_kept_with_one_key_and_the_line_that_was_not_is_named(
    counter: Till, booth: Till, qtbot: QtBot, opened: Callable[[Till, str], MergeDialog]
) -> None:
    (vin,) = counter.receive(new_vin())
    no = counter.draft(vin)
    settle(counter, booth)
    counter.wang.lease([vehicle_id(vin)])
    ((contract, customer),) = counter.query("SELECT id, customer_id FROM contract WHERE no = :no", no=no)
    contracts.sign(counter.wang.unit_of_work(), contract_id=contract, signing=counter.wang.signing(None))
    with_mats = contracts.Order(customer, 11_650_000, vin, lines=(contracts.Line("Mats", 68_000),))
    redrawing.redraw(booth.wang.unit_of_work(), contract_id=contract, order=with_mats)
    settle(booth, counter)
    dialog = opened(counter, "contract")
    state = dialog._presenter.state
    assert state.case is not None
    assert [group.title for group in state.case.groups] == ["Add-on: Mats"]
    assert dialog._signed.title() == "What was signed stands"
    assert not dialog._lost.isVisible()
    assert dialog.commit is not None
    assert (dialog.commit.isEnabled(), dialog.commit.text()) == (True, "Keep what was signed")
    qtbot.keyClick(dialog.table, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert not dialog.isVisible()
    settle(counter, booth)
    assert counter.wang.status()["conflicts"] == 0
