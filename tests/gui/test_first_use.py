"""What a salesperson runs into who has never seen the program: keys that should act, words that should be there."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QScreen
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel

from app.presenters.deal_desk_rows import DeskLine, Loaded
from app.presenters.print_sign import PDF_FILE
from app.views.conflicts.merge_dialog import MergeDialog
from app.views.contracts.print_dialog import PrintDialog
from app.views.main_window import MainWindow
from app.views.sync.parts import Legend
from app.views.widgets.buttons import Button, IconButton
from app.views.widgets.text import ElidedLabel
from tests.gui.stage import Stage

Key = Qt.Key
ID_NUMBER, WRONG_ID = "11010519491231002X", "110105194912310021"


@pytest.fixture
def stages(stages, qtbot):
    """Windows that have the focus."""

    def make(**values) -> Stage:
        made = stages(**values)
        made.window.activateWindow()
        qtbot.waitUntil(made.window.isActiveWindow, timeout=2_000)
        return made

    return make


@pytest.fixture
def desk(stages):
    """An empty desk."""
    return stages().enter("deal")


@pytest.mark.parametrize("make", [lambda: Button("Go"), lambda: IconButton("close", "Close")])
@pytest.mark.parametrize("key", [Key.Key_Return, Key.Key_Enter, Key.Key_Space])
def test_enter_presses_the_button_that_has_the_focus(qtbot, make, key):
    button = make()
    qtbot.addWidget(button)
    with qtbot.waitSignal(button.clicked, timeout=500):
        qtbot.keyClick(button, key)


@pytest.mark.parametrize(
    ("screen", "shown"),
    [(QSize(1440, 900), "maximised"), (QSize(1366, 768), "maximised"), (QSize(1920, 1080), "at its size")],
)
def test_the_window_fits_the_screen_with_its_frame(qtbot, monkeypatch, screen, shown):
    window = MainWindow()
    qtbot.addWidget(window)
    monkeypatch.setattr(QScreen, "availableGeometry", lambda _: QRect(QPoint(), screen))
    window.open()
    assert window.isVisible()
    assert window.isMaximized() == (shown == "maximised")


@pytest.mark.parametrize("screen", ["contracts", "customers", "test_drives", "stock", "sync"])
def test_f2_begins_a_deal_wherever_one_is(qtbot, stages, screen):
    stage = stages()
    page = stage.enter(screen)
    assert "F2 New deal" in stage.shell.key_bar.words()
    qtbot.keyClick(page, Key.Key_F2)
    assert stage.shell.current == "deal"
    assert stage.page.customer.finder.hasFocus()


def test_who_sells_nothing_is_offered_no_deal(qtbot, stages):
    stage = stages()
    page = stage.enter("stock", login="he")
    assert not [words for words in stage.shell.key_bar.words() if words.startswith("F2")]
    qtbot.keyClick(page, Key.Key_F2)
    assert stage.shell.current == "stock"


def test_a_car_can_be_held_by_key_only_when_there_is_one(qtbot, stages):
    stage = stages()
    page = stage.enter("stock")
    assert "Ctrl E Hold here" not in stage.shell.key_bar.words()
    page.search.setText("T1004158")
    page.search._ask()
    page.table.choose(0)
    assert "Ctrl E Hold here" in stage.shell.key_bar.words()


@pytest.mark.parametrize(
    ("screen", "text"), [("stock", "T10041"), ("contracts", "HZ02"), ("showroom", "X7"), ("money", "R-")]
)
def test_what_was_searched_for_stands_there_in_another_language_too(qtbot, stages, screen, text):
    stage = stages()
    search_of(stage.enter(screen)).setText(text)
    search_of(stage.page)._ask()
    stage.stack.set_language("zh_CN")
    assert search_of(stage.page).text() == text


def test_the_papers_of_a_deal_not_begun_follow_the_language_of_the_screen(qtbot, stages):
    stage = stages()
    stage.enter("deal")
    stage.stack.set_language("zh_CN")
    assert stage.page.presenter.state.language == "zh_CN"
    stage.page.presenter.open_car("LCY7E4AB8T1004127")
    stage.stack.set_language("en")
    assert stage.page.presenter.state.language == "zh_CN", "what was begun stays as it is"


def test_the_sync_page_accents_the_key_that_goes_on(stages):
    page = stages().enter("sync")
    status = page._presenter.state.status
    for cases in (status.cases, ()):
        page.show_state(replace(page._presenter.state, status=replace(status, cases=cases)))
        assert page._decide.property("next") == bool(cases)
        assert page._retry.property("next") == (not cases)
    assert status.cases


def test_after_a_pick_the_keys_go_on_with_the_next_add_on(qtbot, desk):
    desk.presenter.open_car("LCY7E4AB8T1004127")
    qtbot.keyClick(desk, Key.Key_F6)
    panel = desk.side.panels["add_ons"]
    assert not panel._present_title.isVisible()
    desk.presenter.add_line(DeskLine("mats", "Mats", 10_000))
    assert panel._present_title.isVisible()
    drop = panel._present.itemAt(0).layout().itemAt(0).widget()
    panel.amount.setFocus()
    qtbot.mouseClick(drop, Qt.MouseButton.LeftButton)
    assert not panel._present_title.isVisible()
    assert panel.name.hasFocus()


def search_of(page):
    return page.results.search if hasattr(page, "results") else page.search


def enter_customer(qtbot, desk, number: str) -> None:
    for text in ("Olivia Hart", "13800138000", number, "12 Harbour Road"):
        edit = desk.window().focusWidget()
        qtbot.keyClicks(edit, text)
        qtbot.keyClick(edit, Key.Key_Return)


def test_the_last_enter_goes_back_to_a_number_that_is_wrong(qtbot, desk):
    form = desk.customer.form
    enter_customer(qtbot, desk, WRONG_ID)
    assert form.id_number.hasFocus()
    assert form.id_number.selectedText() == WRONG_ID
    qtbot.keyClicks(form.id_number, ID_NUMBER)
    qtbot.keyClick(form.id_number, Key.Key_Return)
    qtbot.keyClick(form.edits["address"], Key.Key_Return)
    assert desk.car.finder.hasFocus()


def test_a_form_left_with_something_wrong_shows_that_it_is(qtbot, desk):
    enter_customer(qtbot, desk, WRONG_ID)
    qtbot.keyClick(desk, Key.Key_Escape)
    assert desk.customer._wrong.isVisible()
    assert not desk.customer._valid.isVisible()


def test_a_form_that_was_open_once_leaves_its_room_to_the_car(qtbot, desk):
    enter_customer(qtbot, desk, ID_NUMBER)
    desk.window().resize(1440, 900)
    qtbot.waitUntil(lambda: desk.customer.height() < 160, timeout=2_000)
    desk.presenter.open_car("LCY7E4AB8T1004127")
    bottom = desk.handover.mapTo(desk, QPoint(0, desk.handover.height())).y()
    qtbot.waitUntil(lambda: bottom <= desk.height(), timeout=2_000)


def test_a_small_screen_shows_the_handover_of_an_uncertain_car_too(qtbot, desk):
    enter_customer(qtbot, desk, ID_NUMBER)
    desk.window().resize(1366, 768)
    desk.presenter.open_car("LCY7E4AB3T1004133")
    desk.presenter.draw()
    column = desk.handover.parentWidget()
    qtbot.waitUntil(lambda: column.height() <= column.parentWidget().height(), timeout=2_000)
    qtbot.keyClick(desk, Key.Key_D, Qt.KeyboardModifier.AltModifier)
    assert desk.price.table.fields()["discount"].hasFocus()


def test_f8_leads_to_what_is_missing_and_its_word_goes_when_that_is_there(qtbot, desk):
    qtbot.keyClick(desk, Key.Key_F8)
    assert desk.customer.finder.hasFocus()
    assert "customer first" in desk.banner.title()
    enter_customer(qtbot, desk, ID_NUMBER)
    assert not desk.banner.isVisible()
    qtbot.keyClick(desk, Key.Key_F9)
    assert desk.car.finder.hasFocus()
    assert desk.presenter.state.panel == "checks"
    assert "car first" in desk.banner.title()


def test_the_filled_button_is_the_one_whose_key_is_accented(qtbot, desk):
    enter_customer(qtbot, desk, ID_NUMBER)
    desk.presenter.open_car("LCY7E4AB8T1004127")
    for key, button, go_on in (
        ("F8", desk.side.draw, desk.presenter.draw),
        ("F9", desk.side.deposit, lambda: desk.presenter.set_deposit(500_000, "cash")),
        ("F10", desk.side.print, lambda: None),
    ):
        (accented,) = [cap for cap, action in desk._key_actions.items() if action.property("next")]
        filled = [
            each
            for each in (desk.side.draw, desk.side.deposit, desk.side.print)
            if each.property("kind") == "primary"
        ]
        assert (accented, filled) == (key, [button])
        go_on()


def test_a_deal_that_was_set_aside_is_taken_up_by_keys(qtbot, desk):
    enter_customer(qtbot, desk, ID_NUMBER)
    desk.car.finder.setText("nothing of this deal")
    qtbot.keyClick(desk, Key.Key_F2)
    assert not desk.car.finder.text()
    link = desk.customer._kept.itemAt(0).widget()
    qtbot.waitUntil(link.isVisible, timeout=2_000)
    qtbot.keyClick(desk.customer.finder, Key.Key_Tab)
    qtbot.keyClick(desk.window().focusWidget(), Key.Key_Return)
    assert desk.presenter.state.buyer.name == "Olivia Hart"


def test_a_past_handover_is_refused_beside_the_field_and_one_of_an_older_draft_is_left_alone(qtbot, desk):
    enter_customer(qtbot, desk, ID_NUMBER)
    desk.presenter.open_car("LCY7E4AB8T1004127")
    handover = desk.handover
    handover.date.setText("2026-11-21")  # it is 22 November here
    handover.date.editingFinished.emit()
    assert handover._date.error() == "The handover date 2026-11-21 is past. Choose today or a later day."
    assert desk.presenter.state.delivery_on is None
    handover.date.setText("22")
    handover.date.editingFinished.emit()
    assert (handover._date.error(), desk.presenter.state.delivery_on) == ("", date(2026, 11, 22))
    desk.presenter.set_delivery(on=date(2026, 11, 20), place="Hall A")  # as an older draft has it
    handover.date.editingFinished.emit()
    assert (handover._date.error(), handover.date.text()) == ("", "2026-11-20")


def test_nothing_is_drawn_while_a_date_or_an_amount_cannot_be_read(qtbot, desk, monkeypatch):
    drawn = []
    monkeypatch.setattr(desk.presenter, "draw", drawn.append)
    enter_customer(qtbot, desk, ID_NUMBER)
    desk.presenter.open_car("LCY7E4AB8T1004127")
    qtbot.waitUntil(lambda: desk.presenter.state.car is not None and bool(desk.price.table.fields()))
    date_edit, discount = desk.handover.date, desk.price.table.fields()["discount"]
    for edit, wrong in ((date_edit, "13-45"), (discount, "about 20")):
        edit.setText(wrong)
        edit.editingFinished.emit()
        desk._draw()
        assert (drawn, edit.text()) == ([], wrong)
        edit.clear()
        edit.editingFinished.emit()
    desk._draw()
    assert len(drawn) == 1


def test_a_deal_opened_from_the_list_begins_at_its_next_step_and_keeps_its_handover(qtbot, desk):
    enter_customer(qtbot, desk, ID_NUMBER)
    desk.presenter.open_car("LCY7E4AB8T1004127")
    desk.presenter.set_delivery(on=date(2026, 12, 5), place="Hall A")
    desk.presenter.draw()
    saved = desk.presenter.gateway.drawn_states[-1]
    desk.presenter.gateway.load = lambda no: Loaded(
        saved.buyer, saved.car, 0, (), None, saved.delivery_on, saved.delivery_place, "", "zh_CN",
        desk.presenter.gateway.drawn(no),
    )  # fmt: skip
    desk.presenter.new()
    desk.handover.date.setFocus()  # where Qt happens to put it when the box above it goes
    desk.presenter.open_contract("HZ02-26-01187")
    desk.focus_first()
    assert desk.side.deposit.hasFocus()
    assert desk.handover.date.text() == "2026-12-05"
    state = desk.presenter.state
    assert (state.delivery_on, state.delivery_place) == (date(2026, 12, 5), "Hall A")


def test_an_add_on_is_added_with_what_was_typed(qtbot, desk):
    desk.presenter.open_car("LCY7E4AB8T1004127")
    panel = desk.side.panels["add_ons"]
    qtbot.keyClick(desk, Key.Key_F6)
    for name, amount, commit in (
        ("Window film", "1800", (Key.Key_Return, Qt.KeyboardModifier.NoModifier)),
        ("Dash camera", "2k", (Key.Key_Return, Qt.KeyboardModifier.ControlModifier)),
    ):
        qtbot.keyClicks(panel.name, name)
        qtbot.keyClick(panel.name, Key.Key_Return)
        qtbot.keyClicks(panel.amount, amount)
        qtbot.keyClick(panel.amount, *commit)
    added = {line.label: line.amount for line in desk.presenter.state.sold_lines}
    assert added == {"Window film": 180_000, "Dash camera": 200_000}


@pytest.mark.parametrize(("kind", "last", "typed"), [("gift", "cost", "300"), ("other", "payee", "PICC")])
def test_enter_goes_on_to_what_the_kind_asks_for_and_then_adds_it(qtbot, desk, kind, last, typed):
    desk.presenter.open_car("LCY7E4AB8T1004127")
    panel = desk.side.panels["add_ons"]
    qtbot.keyClick(desk, Key.Key_F6)
    panel.kind.set_key(kind)
    panel._show_fields(kind)
    qtbot.keyClicks(panel.name, "Window film")
    qtbot.keyClick(panel.name, Key.Key_Return)
    qtbot.keyClicks(panel.amount, "1800")
    qtbot.keyClick(panel.amount, Key.Key_Return)
    assert not desk.presenter.state.sold_lines
    edit = getattr(panel, last)
    qtbot.keyClicks(edit, typed)
    qtbot.keyClick(edit, Key.Key_Return)
    assert [line.label for line in desk.presenter.state.sold_lines] == ["Window film"]
    assert edit.text() == ""


@pytest.mark.parametrize("amount", ["", "12X"])
def test_an_add_on_without_an_amount_is_not_taken_in(qtbot, desk, amount):
    desk.presenter.open_car("LCY7E4AB8T1004127")
    panel = desk.side.panels["add_ons"]
    qtbot.keyClick(desk, Key.Key_F6)
    qtbot.keyClicks(panel.name, "Window film")
    qtbot.keyClick(panel.name, Key.Key_Return)
    qtbot.keyClicks(panel.amount, amount)
    qtbot.keyClick(panel.amount, Key.Key_Return)
    assert panel.fields["amount"].error()
    assert not desk.presenter.state.sold_lines
    assert panel.name.text() == "Window film"


def test_a_panel_has_the_one_filled_button_and_in_a_low_window_the_room_of_the_balance(qtbot, desk):
    enter_customer(qtbot, desk, ID_NUMBER)
    desk.presenter.open_car("LCY7E4AB8T1004127")
    desk.window().resize(1366, 768)
    qtbot.keyClick(desk, Key.Key_F9)
    filled = [
        button.text()
        for button in desk.side.findChildren(Button)
        if button.property("kind") == "primary" and button.isVisible()
    ]
    assert filled == ["Take at signing"]
    assert not desk.side.balance.isVisible()
    qtbot.keyClick(desk, Key.Key_Escape)
    assert desk.side.balance.isVisible()


def test_what_a_monthly_amount_is_solved_from_is_named_whole_in_the_smallest_window(qtbot, desk):
    desk.window().resize(1280, 720)
    desk.grab()
    (named,) = (each for each in desk.plans.findChildren(ElidedLabel) if each.text() == "Monthly")
    assert named.width() >= named.fontMetrics().horizontalAdvance("Monthly")


def test_the_example_of_a_date_is_still_to_come(desk):
    assert desk.handover.date.placeholderText() == "11-25, +3"  # it is 22 November here


@pytest.mark.parametrize("screen", ["stock", "deals", "contracts", "money"])
def test_a_word_of_success_lies_on_nothing_that_can_be_pressed(stages, screen):
    stage = stages()
    page = stage.enter(screen, login="lin" if screen == "money" else "chen")
    if screen != "deals":
        page.table.choose(0)
    stage.shell.toast.say("3 cars are held here now", "They can be sold without a network.")
    toast = stage.shell.toast.geometry()
    for button in stage.shell.findChildren(QAbstractButton):
        if button.isVisible() and not button.visibleRegion().isEmpty():
            assert not toast.intersects(QRect(button.mapTo(stage.shell, QPoint()), button.size())), button
    assert stage.shell.rect().contains(toast)
    assert stage.shell.toast.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)


def test_every_page_says_its_success_in_one_place(stages):
    stage = stages()
    stage.window.resize(1280, 720)
    corners = set()
    for screen in ("stock", "deals", "contracts", "customers", "service", "sync"):
        stage.enter_again(screen) if corners else stage.enter(screen)
        stage.shell.toast.say("3 cars are held here now", "They can be sold without a network.")
        corners.add(stage.shell.toast.geometry().bottomRight().toTuple())
    assert len(corners) == 1


def test_no_button_moves_to_where_a_destructive_one_stood(stages):
    stage = stages()
    page = stage.enter("contracts")
    page.table.choose(0)
    assert page.cancel.isVisible()
    place, beneath = page.deal.geometry(), page.cancel.geometry()
    page.cancel.hide()
    page.deal.parentWidget().layout().activate()
    assert page.deal.geometry() == place
    assert not page.deal.geometry().intersects(beneath)


def test_the_locked_screen_knows_whether_there_is_a_network(stages):
    stage = stages(online=True)
    stage.enter()
    stage.terminal.online = False
    stage.stack.lock()
    page = stage.stack.currentWidget()
    assert page.chip.words().startswith("Offline")
    assert page.button.text() == "Unlock"
    page.complete()  # what is made after the first paint
    assert "Unlock" in [each.text() for each in page.hints.findChildren(QLabel)]


def test_enrolment_ends_with_a_button_that_enter_presses(qtbot, stages):
    stage = stages(enrolled=False)
    page = stage.stack.currentWidget()
    for text in ("https://hz", "K7F2", "HZ-BJ-03", "sun", "showroom"):
        edit = page.window().focusWidget()
        qtbot.keyClicks(edit, text)
        qtbot.keyClick(edit, Key.Key_Return)
    assert page.button.text() == "Start"
    qtbot.keyClick(page.window().focusWidget(), Key.Key_Return)
    assert stage.stack.currentWidget() is not page


def test_enter_in_an_empty_form_says_that_something_is_needed(qtbot, stages):
    page = stages(enrolled=False).stack.currentWidget()
    qtbot.keyClick(page.window().focusWidget(), Key.Key_Return)
    assert page.fields["server"].error() == "This is needed"


@pytest.mark.parametrize(
    ("printer", "words", "copies"),
    [("laser", "Sign and print 4 copies", True), (PDF_FILE, "Sign and save as PDF", False)],
)
def test_the_button_of_the_paper_says_what_becomes_of_it(qtbot, stages, printer, words, copies):
    stage = stages()
    stage.enter("contracts")
    stage.shell._go("print", "HZ02-26-01187")
    qtbot.waitUntil(lambda: bool(stage.window.findChildren(PrintDialog)), timeout=2_000)
    (dialog,) = stage.window.findChildren(PrintDialog)
    qtbot.waitUntil(lambda: dialog._presenter.state.paper is not None, timeout=2_000)
    dialog._presenter.choose_printer(printer)
    assert dialog.commit.text() == words
    assert dialog.form._copies.isVisibleTo(dialog.form) == copies


def test_a_signature_moves_nothing_away_from_under_the_hand(qtbot, stages):
    stage = stages()
    stage.enter("contracts")
    stage.shell._go("print", "HZ02-26-01189")
    qtbot.waitUntil(lambda: bool(stage.window.findChildren(PrintDialog)), timeout=2_000)
    (dialog,) = stage.window.findChildren(PrintDialog)
    presenter, sign = dialog._presenter, dialog.sign
    qtbot.waitUntil(lambda: presenter.state.paper is not None, timeout=2_000)
    presenter.choose_mode("pad")
    before = sign.sizeHint()
    assert not sign._again.isEnabled()
    presenter.set_strokes({"buyer": [[[0, 0], [10, 10]]]})
    assert sign._again.isEnabled()
    assert sign.sizeHint() == before


def test_a_merge_names_the_keys_that_decide_a_case_of_its_kind_whatever_the_window(qtbot, stages):
    stage = stages()
    stage.enter("sync")
    stage.shell._go("merge", stage.shell.sync.state.status.cases[0].id)
    (dialog,) = stage.window.findChildren(MergeDialog)
    for narrow in (True, False):
        dialog.set_narrow(narrow)
    shown = {kind for kind, hint in dialog._hints.items() if hint.isVisibleTo(dialog)}
    assert shown == {"", "contract"}


def test_the_legend_of_the_sync_page_fits_a_small_screen(stages):
    stage = stages()
    page = stage.enter("sync")
    stage.window.resize(1366, 768)
    assert page.findChild(Legend).minimumSizeHint().height() <= stage.shell._rooms["sync"].height() - 24


@pytest.mark.parametrize("login", ["wang", "sun"])
def test_nothing_has_to_be_scrolled_sideways_in_the_smallest_window(stages, login):
    stage = stages()
    stage.window.resize(1280, 800)
    stage.enter(login=login)
    wide = {}
    for screen in stage.shell._screens:
        stage.shell.open(screen.key)
        QApplication.processEvents()
        room = stage.shell._rooms[screen.key].viewport().width()
        wide[screen.key] = max(stage.page.minimumSizeHint().width() - room, 0)
    assert [key for key, more in wide.items() if more] == []
