"""The page of the workshop: today first, each step at the side, and what it says when there is nothing."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from app.views.service.booking_dialog import BookingDialog
from tests.gui.test_accessibility import nameless

Key, Mod = Qt.Key, Qt.KeyboardModifier


@pytest.fixture
def page(stage):
    return stage.enter("service")


def shown(page):
    return [row.id for row in page._presenter.state.listing.rows]


def visit(stage, visit_id):
    return stage.stack.desk.more["service"].find(visit_id)


def test_today_stands_first_and_each_view_has_its_own(page):
    assert shown(page) == ["v0", "v1"]
    for view, rows in (("coming", ["v2"]), ("overdue", ["v3"]), ("done", ["v4"])):
        page.views.chosen.emit(view)
        assert shown(page) == rows
    assert nameless(page) == []


def test_what_nobody_settled_is_counted(page):
    page.views.chosen.emit("overdue")
    assert page.list.count.text() == "1 visit · 1 not settled"


def test_a_car_arrives_with_kilometres_and_is_ready_with_what_was_done(qtbot, stage, page):
    page.table.choose(1)
    qtbot.keyClick(stage.window, Key.Key_Return, Mod.ControlModifier)
    assert page.panel.fields["km"].error()
    page.panel.km.setText("5020")
    qtbot.keyClick(stage.window, Key.Key_Return, Mod.ControlModifier)
    assert visit(stage, "v1").state == "arrived"
    assert page.panel.km.text() == ""
    page.panel.work.setText("oil")
    page.panel.step.click()  # nobody has said what was paid
    assert page.panel.fields["paid"].error() == "Note what the customer paid; 0.00 for nothing."
    assert visit(stage, "v1").state == "arrived"
    page.panel.paid.setText("680.50")
    page.panel.next_on.setText("soon")
    page.panel.step.click()
    assert page.panel.fields["next_on"].error()
    page.panel.next_on.setText("2027-05-20")
    page.panel.next_km.setText("5000")
    page.panel.step.click()
    assert "more kilometres" in page.panel.fields["next_km"].error()
    page.panel.next_km.setText("10000")
    page.panel.step.click()
    done = visit(stage, "v1")
    assert (done.state, done.paid, done.next_km, done.work) == ("done", 68_050, 10_000, "oil")
    assert not page.panel.step.isVisibleTo(page)


def test_somebody_who_did_not_come_may_come_later(stage, page):
    page.views.chosen.emit("overdue")
    page.table.choose(0)
    page.panel.miss.click()
    assert visit(stage, "v3").state == "missed"
    page.views.chosen.emit("all")
    page._presenter.open("v3")
    assert page.panel.step.text() == "The car is here"
    assert not page.panel.miss.isVisibleTo(page)


def test_another_time_keeps_the_car(stage, page):
    page.table.choose(1)
    page.panel.move_.click()
    (dialog,) = stage.window.findChildren(BookingDialog)
    assert dialog.ticks["service"].isChecked()
    assert not any(dialog.fields[name].isVisibleTo(dialog) for name in ("known", "vin", "car", "find"))
    dialog.when.setText("2026-12-01 08:00")
    dialog.ticks["recall"].setChecked(True)
    dialog.commit.click()
    assert visit(stage, "v1").reasons == ("service", "recall")
    assert visit(stage, "v1").starts_at.astimezone().day == 1


def test_a_customer_is_found_for_a_booking(qtbot, stage, page):
    qtbot.keyClick(stage.window, Key.Key_N, Mod.ControlModifier)
    (dialog,) = stage.window.findChildren(BookingDialog)
    dialog.commit.click()
    assert dialog.fields["find"].error()
    dialog._presenter.find_people("zhou")
    assert dialog.person.currentText() == "Zhou Minghui"
    assert dialog.car.currentText() == "C5 Long Range Max …001540"
    dialog.ticks["service"].setChecked(True)
    before = len(stage.stack.desk.more["service"].rows)
    dialog.search.setText("nobody at all")
    dialog._presenter.find_people("nobody at all")
    assert dialog.fields["find"].error()
    assert (dialog.person.currentText(), dialog.car.currentText()) == ("", "A car not listed")
    dialog.commit.click()  # not for the one who is no longer on the screen
    assert dialog.fields["find"].error() == "Find the customer first"
    assert len(stage.stack.desk.more["service"].rows) == before
    dialog._presenter.find_people("zhou")
    assert dialog.car.currentText() == "C5 Long Range Max …001540"
    dialog.commit.click()
    assert stage.stack.desk.more["service"].rows[-1].customer == "Zhou Minghui"


def test_a_car_is_booked_once_for_an_hour_and_the_list_has_the_keys_afterwards(qtbot, stage, page):
    page.panel.file.setFocus()
    for at, wrong in (("2026-11-30 09:00", ""), ("2026-11-30 09:30", "booked for 2026-11-30 09:00 already")):
        page._book()
        (dialog,) = [each for each in stage.window.findChildren(BookingDialog) if each.isVisible()]
        dialog._presenter.find_people("zhou")
        dialog.ticks["service"].setChecked(True)
        dialog.when.setText(at)
        dialog.commit.click()
        assert wrong in dialog.fields["starts_at"].error()
        assert dialog.isVisible() is bool(wrong)
        assert stage.window.focusWidget() is page.table


def test_a_day_is_shown_by_one_that_is_still_to_come(stage, page):
    page._book()
    (dialog,) = stage.window.findChildren(BookingDialog)
    dialog._presenter.find_people("zhou")
    dialog.when.setText("tomorrow")
    dialog.commit.click()
    assert dialog.fields["starts_at"].error() == "Write date and time as 2026-11-23 10:00"  # it is the 22nd
    page.table.choose(0)
    page.panel.work.setText("oil")
    page.panel.next_on.setText("soon")
    page.panel.step.click()
    assert page.panel.fields["next_on"].error() == "Write the date as 2026-11-23"


def test_an_empty_day_a_search_that_fits_nobody_and_a_list_that_cannot_be_read(stage, page):
    page._presenter.search("no such car")
    assert page.list.states.state == "message"
    page.show_home()
    assert shown(page) == ["v0", "v1"]
    fake = stage.stack.desk.more["service"]
    fake.fails = True
    page._presenter.load()
    assert page._presenter.state.failed
    assert page.list.states.state == "message"
    fake.fails, fake.rows = False, []
    page._presenter.load()
    assert not page._presenter.state.failed
    assert page.list.states.state == "message"
