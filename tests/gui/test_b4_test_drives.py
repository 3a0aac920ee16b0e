"""Test drives from booking to feedback: the calendar, the licence, the agreement, the keys, the kilometres."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from PySide6.QtCore import Qt

Key, Mod = Qt.Key, Qt.KeyboardModifier


@pytest.fixture
def page(stage):
    return stage.enter("test_drives")


def choose(page, name):
    page._presenter.choose(next(row for row in page._presenter.state.drives if row.customer == name))


def test_the_arrows_go_from_drive_to_drive_of_the_day(qtbot, page):
    met = []
    for _ in range(6):
        qtbot.keyClick(page.calendar, Key.Key_Right)
        met.append(page._presenter.state.chosen.customer)
    assert met[:5] == ["Xu Ruolin", "Zhou Minghui", "Meng Fan", "Shen Jianing", "Gu Siqi"]
    assert met[5] == "Gu Siqi"
    assert page.calendar.accessibleDescription().startswith("16:00 Gu Siqi")


def test_a_car_without_a_drive_that_day_is_painted_too(page):
    page.on.click()
    state = page._presenter.state
    cars = {car.id for car in state.cars} - {row.car_id for row in state.drives}
    assert cars
    assert not page.calendar.grab().isNull()


def test_cars_out_of_sight_are_not_painted(qtbot, page, monkeypatch):
    painted = []
    monkeypatch.setattr(page.calendar, "_paint_car", lambda _, car, *__: painted.append(car.id))
    cars = page._presenter.state.cars
    many = tuple(replace(cars[0], id=f"car {n}") for n in range(500))
    page._presenter._set(cars=many)
    qtbot.waitUntil(lambda: page.calendar.height() > 10_000)
    painted.clear()
    page.calendar.repaint()
    assert painted[:3] == ["car 0", "car 1", "car 2"]
    assert len(painted) < 30


def test_days_and_weeks_are_turned(page):
    today = page._presenter.state.day
    page.on.click()
    assert [row.customer for row in page._presenter.state.drives] == ["He Zhiyuan"]
    page.today.click()
    assert page._presenter.state.day == today
    page.views.chosen.emit("week")
    assert len({row.starts_at.date() for row in page._presenter.state.drives}) > 1
    page.views.chosen.emit("list")
    assert page.table.isVisibleTo(page)


def test_no_keys_before_the_licence_is_checked_and_the_agreement_signed(page):
    choose(page, "Shen Jianing")
    panel = page.panel
    assert panel.next.text() == "Agreement signed"
    panel.licence.setText("330106199003078812")
    panel.until.setText("2020-01-01")
    panel.go_on()
    assert "not valid" in panel.fields["licence_until"].error()
    panel.until.setText("soon")
    panel.go_on()
    assert panel.fields["licence_until"].error()
    panel.until.setText("2031-08-14")
    panel.go_on()
    assert panel.next.text() == "Hand over keys"
    assert panel.km.text() == "8412"  # what it came back with last
    panel.go_on()
    assert page._presenter.state.chosen.state == "out"


def test_a_car_that_comes_back_leaves_kilometres_and_stars(stage, page):
    choose(page, "Meng Fan")
    page.panel.km.setText("12420")
    page.panel.rating.set_key("5")
    page.panel.liked.setText("quiet")
    page.panel.go_on()
    row = next(row for row in stage.stack.desk.more["test_drives"].rows if row.customer == "Meng Fan")
    assert (row.state, row.km_in, row.rating, row.liked) == ("returned", 12_420, 5, "quiet")


def test_the_agreement_is_printed_with_the_licence_that_was_shown(stage, page):
    choose(page, "Shen Jianing")
    page.panel.licence.setText("330106199003078812")
    page.panel.until.setText("2031-08-14")
    page.panel.print.click()
    (shown,) = stage.stack.desk.more["test_drives"].printed
    assert shown.number == "330106199003078812"


def test_a_booking_is_moved_to_another_time(page):
    choose(page, "Shen Jianing")
    page.panel.move_.click()
    assert page.form.person.currentText() == "Shen Jianing"
    assert page.form.when.text().endswith("14:30")
    page.form.when.setText("2026-11-22 17:00")
    page.form._book()
    moved = next(row for row in page._presenter.state.drives if row.customer == "Shen Jianing")
    assert moved.starts_at.astimezone().hour == 17


def test_a_car_that_should_be_back_is_named(stage):
    stage.clock.advance(hours=9)  # wherever on earth this runs
    page = stage.enter("test_drives")
    page._presenter.load()
    assert page.late.title().startswith("C5 AWD Performance should have been back at")


def test_the_words_of_a_short_drive_stay_within_it(page):
    page._presenter._set(drives=tuple(row for row in page._presenter.state.drives if row.state == "returned"))
    picture = page.calendar.grab().toImage()
    assert page.calendar._blocks
    for box, row in page.calendar._blocks:
        beside = range(int(box.right()) + 3, int(box.right()) + 18)
        ground = picture.pixel(beside[0], int(box.top()) + 2)
        strip = {picture.pixel(x, y) for x in beside for y in range(int(box.top()), int(box.bottom()))}
        assert strip == {ground}, row.customer


def test_a_drive_outside_the_hours_of_business_is_seen_in_its_day(page):
    presenter = page._presenter
    early, late = presenter.state.drives[:2]
    day = early.starts_at.astimezone().replace(hour=0, minute=0)
    rows = tuple(
        replace(row, starts_at=day + timedelta(hours=at), ends_at=day + timedelta(hours=at, minutes=45))
        for row, at in ((early, 7.5), (late, 22))
    )
    presenter._set(drives=rows)
    assert page.calendar._columns()[0] == "7:00"
    assert page.calendar._columns()[-1] == "22:00"
    page.calendar.grab()
    for box, row in page.calendar._blocks:
        assert box.width() > 10, row.starts_at
    presenter._set(drives=())
    assert (page.calendar._columns()[0], page.calendar._columns()[-1]) == ("9:00", "18:00")


@pytest.mark.parametrize(
    ("now", "offered"),
    [
        ("2026-11-22 13:20", "2026-11-22 14:00"),
        ("2026-11-22 21:50", "2026-11-23 10:00"),
        ("2026-11-22 06:10", "2026-11-22 10:00"),
    ],
)
def test_the_next_hour_of_business_is_offered(stage, page, now, offered):
    stage.clock.set(datetime.strptime(now, "%Y-%m-%d %H:%M").astimezone())
    page._book()
    assert page.form.when.text() == offered


def test_ctrl_and_enter_books_what_the_form_says(qtbot, page):
    page._book()
    assert page.form.fields["find"].error() == ""
    qtbot.keyClick(page, Key.Key_Return, Mod.ControlModifier)
    assert page.form.fields["find"].error()


def test_a_name_that_nobody_has_is_said_beside_the_search_until_it_fits(qtbot, page):
    page._book()
    for typed, said in (
        ("zhou", "Nobody fits “zhou”"),
        ("zhox", "Nobody fits “zhox”"),
        ("shen", ""),
        ("zhou", "Nobody fits “zhou”"),
        ("", ""),
    ):
        page.form.search.setText(typed)
        page.form.people_asked.emit(typed)
        assert page.form.fields["find"].error() == said
