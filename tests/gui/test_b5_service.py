"""Service on the customer's page: what is booked and due, warranties, used cars, and booking by a key."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from PySide6.QtCore import Qt

from app.views.service.booking_dialog import BookingDialog
from tests.gui.test_accessibility import nameless
from tests.gui.workshop import open_workshop

Key, Mod = Qt.Key, Qt.KeyboardModifier


@pytest.fixture
def page(stage):
    stage.enter("customers").go.emit("customer_page", "c0")
    return stage.page


def lines(page):
    model = page.service.lines
    found = map(model.row_at, range(model.rowCount()))
    return [(line.plan, line.what, line.state.text) for line in found if line.call is None]


def dialog_of(stage):
    (dialog,) = stage.window.findChildren(BookingDialog)
    return dialog


def test_the_card_says_what_comes_what_is_due_and_what_is_left(page):
    assert lines(page) == [
        ("Visit", "Maintenance · C5 Long Range Max · First service", "booked"),
        ("Next service", "2027-04-25 or 5,000 km · C5 Long Range Max …001540", "planned"),
        ("Exchange (三包)", "32 days left and 1,140 km · C5 Long Range Max …001540", "runs"),
        ("Guarantees (三包)", "703 days left and 48,140 km · C5 Long Range Max …001540", "runs"),
        ("Repair (三包)", "1068 days left and 58,140 km · C5 Long Range Max …001540", "runs"),
    ]
    assert nameless(page) == []


def test_a_used_car_says_what_it_counts_and_what_its_lender_is_owed(page):
    told = [(name.text(), value.text()) for name, value in page._cars._lines if name.isVisibleTo(page)]
    assert ("浙A·7K2M5", "saloon of 2019 · in the contract · ¥68,000.00") in told
    assert ("Its lender is owed", "Cheng'an Bank ¥12,000.00") in told


def test_a_key_books_a_service_for_this_customer_and_their_car(qtbot, stage, page):
    qtbot.keyClick(stage.window, Key.Key_B, Mod.ControlModifier | Mod.ShiftModifier)
    dialog = dialog_of(stage)
    assert nameless(dialog) == []
    assert not dialog.fields["find"].isVisibleTo(dialog)
    assert dialog.car.currentText() == "C5 Long Range Max …001540"
    assert not dialog.fields["vin"].isVisibleTo(dialog)
    dialog.commit.click()
    assert "what the car comes for" in dialog.fields["reasons"].error()
    dialog.ticks["warranty"].setChecked(True)
    dialog.ticks["service"].setChecked(True)
    dialog.when.setText("tomorrow")
    dialog.commit.click()
    assert dialog.fields["starts_at"].error()
    dialog.when.setText("2026-11-24 09:30")
    dialog.commit.click()
    made = stage.stack.desk.more["service"].rows[-1]
    assert (made.customer_id, made.vin, made.reasons) == ("c0", "LCYC5LAA6T1001540", ("service", "warranty"))
    assert made.starts_at.astimezone().strftime("%H:%M") == "09:30"
    assert not dialog.isVisible()


def test_another_car_is_named_by_its_vin_and_what_it_is_called(stage, page):
    page.service.book.click()
    dialog = dialog_of(stage)
    dialog.car.set_key("other")
    dialog.car.chosen.emit("other")
    assert dialog.fields["vin"].isVisibleTo(dialog)
    dialog.ticks["repair"].setChecked(True)
    dialog.vin.setText("lhgcr2636f8030961")
    dialog.commit.click()
    assert "make and model" in dialog.fields["car"].error()
    dialog.name.setText("Honda Accord")
    dialog.commit.click()
    made = stage.stack.desk.more["service"].rows[-1]
    assert (made.vin, made.car) == ("LHGCR2636F8030961", "Honda Accord")


def test_enter_on_a_visit_leads_to_it(stage, page):
    page.service.table.choose(0)
    page.service.table.row_opened.emit(page.service.lines.row_at(0))
    assert stage.shell.current == "service"
    assert stage.page._presenter.state.chosen.id == "v1"
    assert stage.page.views.current() == "all"


def test_a_real_terminal_shows_visits_and_used_cars_on_the_page(tmp_path):
    from app.gateways.customer_page import CustomerPageOfTerminal
    from app.gateways.customers import CustomersFromReplica
    from app.gateways.service_visits import ServiceOfTerminal
    from app.presenters.service_visits import Booking, Finished, Wanted

    at = open_workshop(tmp_path)
    door, service = CustomersFromReplica(at), ServiceOfTerminal(at)
    who = door.page("", 0, 1)[0].id
    now = datetime.combine(at.clock.today(), datetime.min.time()).astimezone() + timedelta(hours=12)
    service.book(Booking(who, "LHGCR2636F8030961", "Honda Accord", now, ("repair",), "a noise"))
    (visit,) = service.page(Wanted(view="today"), 0, 10)
    (event,) = [
        each for each in CustomerPageOfTerminal(at, door.find).whole(who).events if each.kind == "service"
    ]
    assert (event.title, event.detail) == ("Visit to the workshop: Repair", "booked")
    assert service.count(Wanted("accord", "today")) == 1
    service.arrive(visit.id, 1_000)
    service.finish(visit.id, Finished("mended", 5_000, next_km=11_000))
    whole = CustomerPageOfTerminal(at, door.find).whole(who)
    assert [(each.state, each.paid) for each in whole.visits] == [("done", 5_000)]
    assert [(car.vin, car.km, car.next_km, car.clocks) for car in whole.owned] == [
        ("LHGCR2636F8030961", 1_000, 11_000, ())
    ]
    assert ("service", "In the workshop: Repair", "mended") in [
        (event.kind, event.title, event.detail) for event in whole.events
    ]
    at.close()
