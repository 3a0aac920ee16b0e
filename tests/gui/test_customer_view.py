"""The deal as its customer reads it: F11 at the deal desk."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from app.presenters import deal_for_customer
from app.presenters.deal_desk_rows import DeskBuyer, DeskLine
from app.presenters.deal_for_customer import DealShown
from app.views import customer_window
from app.views.deals.customer_view import CustomerView
from tests.gui import fakes
from tests.gui.showroom import texts
from tests.gui.test_accessibility import nameless
from tests.gui.tour_eyes import cut

Key = Qt.Key


@pytest.fixture
def stage(stages, qtbot):
    made = stages()
    made.window.activateWindow()
    qtbot.waitUntil(made.window.isActiveWindow, timeout=2_000)
    presenter = made.enter("deal").presenter
    presenter.new()
    return made


@pytest.fixture
def second_screen(monkeypatch):
    """A monitor that the customer looks at."""
    monkeypatch.setattr(customer_window, "second_screen", lambda window: QGuiApplication.primaryScreen())


def begin(stage):
    """Customer, car, an add-on, a gift, a discount at the limit and a bank's loan."""
    presenter = stage.page.presenter
    presenter.choose_customer(presenter.gateway.customer("c0"))
    presenter.open_car("LCY7E4AB8T1004127")
    presenter.set_discount(1_200_000)
    presenter.add_line(presenter.state.facts.frequent[0])
    presenter.add_line(DeskLine("", "Home charger fitting", 59_900, nature="gift"))
    presenter.choose_plan("bank")
    return presenter


def shown(stage) -> CustomerView | None:
    return next((each for each in stage.window.findChildren(CustomerView) if each.isVisible()), None)


def test_f11_shows_the_deal_over_the_only_screen_and_esc_goes_back(qtbot, stage):
    presenter = begin(stage)
    qtbot.keyClick(stage.window, Key.Key_F11)
    view = shown(stage)
    said = texts(view)
    for expected in (
        "X7 AWD Flagship",
        "268,800.00",
        "−12,000.00",
        "256,800.00",
        "Home charger fitting",
        "a month",
    ):
        assert expected in said
    assert view._payable.text() == f"¥{presenter.state.sheet.payable / 100:,.2f}"
    assert nameless(view) == []
    qtbot.waitUntil(view.isActiveWindow, timeout=2_000)
    qtbot.keyClick(view, Key.Key_Escape)
    qtbot.waitUntil(lambda: stage.page.customer_screen.shown is None, timeout=2_000)


@pytest.mark.parametrize(("size", "scale"), [((1440, 900), 2.0), ((1366, 768), 1.25), ((1280, 720), 1.0)])
@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_what_is_payable_stays_in_sight_while_the_page_keys_go_through_the_prices(
    qtbot, stages, size, scale, language
):
    stage = stages(language, scale=scale)
    stage.enter("deal")
    presenter = begin(stage)
    for number in range(8):
        presenter.add_line(DeskLine("", f"Part {number}", 10_000))
    stage.page._show_customer()
    view = shown(stage)
    view.showNormal()
    view.resize(*size)
    QApplication.processEvents()

    def seen() -> list[str]:
        parts = (part for part in view.findChildren(QLabel) if part.text())
        return [part.text() for part in parts if part.visibleRegion().boundingRect().size() == part.size()]

    def last(of: QWidget) -> str:
        return [part.text() for part in of.findChildren(QLabel) if part.text() and part.isVisibleTo(of)][-1]

    ends = {last(view._charges), last(view._settled)}
    payable = view._payable.text()
    qtbot.waitUntil(lambda: payable in seen())
    QApplication.processEvents()
    before, pages = seen(), 0
    read = set(before)
    assert not ends <= read
    while not ends <= read and pages < 20:
        qtbot.keyClick(view, Key.Key_PageDown)
        assert payable in seen()
        read.update(seen())
        pages += 1
    assert ends <= read
    for _ in range(pages):
        qtbot.keyClick(view, Key.Key_PageUp)
    assert seen() == before


def test_on_the_smallest_screen_at_its_largest_every_figure_is_read_whole(qtbot, stages):
    stage = stages("en", scale=2.0)
    stage.enter("deal")
    begin(stage)
    stage.page._show_customer()
    view = shown(stage)
    view.showNormal()
    view.resize(800, 800)
    QApplication.processEvents()
    labels = [each for each in view.findChildren(QLabel) if each.isVisible()]
    assert len(labels) > 20
    assert [said for each in labels if (said := cut(each))] == []


def test_a_customer_sees_neither_limit_nor_stock_nor_people(qtbot, stage):
    allowed = {"model_code", "model", "about", "colour", "charges", "payable", "plans", "settled"}
    assert {field.name for field in fields(DealShown)} == allowed
    begin(stage)
    qtbot.keyClick(stage.window, Key.Key_F11)
    said = texts(shown(stage))
    people = [row.name for row in fakes.people("en")]
    for hidden in ("limit", "at the limit", "004127", "A-07", "days", "Held here", *people):
        assert hidden not in said


def test_on_a_second_screen_it_follows_the_desk_which_keeps_the_keyboard(qtbot, stage, second_screen):
    presenter = begin(stage)
    qtbot.keyClick(stage.window, Key.Key_F11)
    view = shown(stage)
    qtbot.waitUntil(stage.window.isActiveWindow, timeout=2_000)
    before = view._payable.text()
    presenter.set_discount(0)
    assert view._payable.text() == f"¥{presenter.state.sheet.payable / 100:,.2f}" != before
    presenter.set_deposit(2_000_000, "cash")
    assert "20,000.00" in texts(view)
    qtbot.keyClick(stage.window, Key.Key_F11)
    qtbot.waitUntil(lambda: stage.page.customer_screen.shown is None, timeout=2_000)


def test_the_next_customer_reads_nothing_of_the_last(qtbot, stage, second_screen):
    begin(stage)
    qtbot.keyClick(stage.window, Key.Key_F11)
    stage.page.presenter.new()
    view = shown(stage)
    assert "Welcome" in texts(view)
    assert "268,800" not in texts(view)
    assert not view._sheet.isVisible()


def test_another_persons_deal_is_not_shown_to_the_customer_in_front_of_the_screen(
    qtbot, stage, second_screen
):
    presenter = begin(stage)
    qtbot.keyClick(stage.window, Key.Key_F11)
    presenter.choose_customer(presenter.gateway.customer("c1"))
    presenter.open_car("LCY7E4AB8T1004127")
    view = shown(stage)
    assert "Welcome" in texts(view)
    assert "268,800" not in texts(view)
    presenter.choose_customer(presenter.gateway.customer("c0"))
    assert "268,800.00" in texts(view)


def test_a_customer_who_is_filed_or_corrected_stays_the_one_in_front():
    typed = DeskBuyer("", "王方", "13800008840")
    filed = replace(typed, id="c9", name="王芳")
    assert filed.is_person(typed)
    assert replace(typed, phone="").is_person(typed)
    assert not replace(filed, id="c8").is_person(filed)
    assert not DeskBuyer("", "李明", "").is_person(replace(typed, phone=""))


def test_without_a_car_there_is_nothing_to_cover_the_desk_with(qtbot, stage):
    qtbot.keyClick(stage.window, Key.Key_F11)
    assert shown(stage) is None
    assert stage.page.banner.title() == "Choose a car first (F3)"


def test_locking_the_desk_hides_it_too(qtbot, stage, second_screen):
    begin(stage)
    qtbot.keyClick(stage.window, Key.Key_F11)
    stage.stack.lock()
    assert shown(stage) is None
    stage.stack._unlocked()
    assert shown(stage) is not None


@pytest.mark.parametrize("plan", ["full", "bank", "maker"])
def test_the_charges_come_to_what_is_payable(stage, plan):
    presenter = begin(stage)
    presenter.collect_tax(True)
    presenter.choose_plan(plan)
    state = replace(presenter.state, approved=None)
    deal = deal_for_customer.shown(state)
    parts = sum(charge.amount for charge in deal.charges if not charge.total)
    assert parts == deal.payable == state.sheet.payable
    assert [each.chosen for each in deal.plans].count(True) == 1
