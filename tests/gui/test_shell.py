"""What surrounds the pages: rail by role, search, chip, lock, language, theme, size, closing."""

from __future__ import annotations

import sys
from dataclasses import replace
from types import SimpleNamespace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from app.changes import Changes
from app.presenters.notices import Notice
from app.views import theme
from app.views.leave_dialog import LeaveDialog
from app.views.modal import Scrim
from app.views.navigation import screens_for
from app.views.report_dialog import ReportDialog
from app.views.shell import Shell
from app.views.sign_in import SignInPage
from app.views.user_menu import UserMenu
from app.views.widgets.buttons import Button
from scripts.screens import deal_signed as scripts_signed


def rail(stage):
    return set(stage.shell.rail.buttons)


def test_the_rail_differs_by_role(stages):
    stage = stages()
    stage.enter(login="chen")
    assert {"contracts", "customers", "stock", "sync"} <= rail(stage)
    stage.stack.sign_out()
    stage.enter(login="he")
    assert "stock" in rail(stage)
    assert not {"customers", "contracts"} & rail(stage)
    stage.shell.open("customers")
    assert stage.shell.current != "customers"
    stage.stack.sign_out()
    stage.enter(login="sun")
    assert "stock" not in rail(stage)


def test_search_finds_and_opens_by_keys_alone(qtbot, stages):
    stage = stages()
    stage.enter("stock")
    edit = stage.shell.top.search
    edit.setText("zhou")
    edit._ask()
    assert stage.shell.popup.isVisible()
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Return):  # past Zhou and Hangzhou Logistics
        qtbot.keyClick(edit, key)
    assert stage.shell.current == "contracts"
    assert stage.page._presenter.state.chosen.no == "HZ02-26-01187"
    assert not stage.shell.popup.isVisible()
    assert edit.text() == ""


def test_search_says_when_there_is_nothing_and_escape_leaves(qtbot, stages):
    stage = stages()
    stage.enter("stock")
    edit = stage.shell.top.search
    edit.setText("zzz")
    edit._ask()
    assert stage.shell.popup.nothing.text() == "Nothing found for “zzz”"
    qtbot.keyClick(edit, Qt.Key.Key_Escape)
    assert not stage.shell.popup.isVisible()


def test_the_chip_leads_to_the_sync_page_and_back_leads_back(stages):
    stage = stages()
    stage.enter("contracts")
    assert (stage.shell.top.chip.kind, stage.shell.top.chip.words()) == ("needs_you", "2 need you")
    stage.shell.top.chip.click()
    assert stage.shell.current == "sync"
    stage.page.go.emit("back", None)
    assert stage.shell.current == "contracts"


def test_changes_from_anywhere_reach_the_chip(stages):
    stage = stages()
    stage.enter("contracts")
    desk = stage.stack.desk
    from dataclasses import replace

    desk.sync.current = replace(desk.sync.current, cases=(), waiting=0, outbox=(), online=True)
    desk.bus.publish(Changes({"outbox": frozenset({"1"})}))
    assert stage.shell.top.chip.kind == "synced"


def test_locking_hides_everything_until_the_password_is_given(stages):
    stage = stages()
    page = stage.enter("customers")
    page.search.setText("zhou")
    stage.stack.lock()
    door = stage.stack.currentWidget()
    assert isinstance(door, SignInPage)
    assert not stage.shell.isVisible()
    door.password.setText("wrong")
    door.button.click()
    assert not stage.shell.isVisible()
    door.password.setText("showroom")
    door.button.click()
    assert stage.shell.isVisible()
    assert stage.page is page
    assert page.search.text() == "zhou"


def test_an_open_dialog_is_hidden_by_the_lock_and_comes_back(stages):
    stage = stages()
    stage.enter("stock", login="he")
    stage.page._presenter.receive("arrivals.csv")
    dialog = next(child for child in stage.window.findChildren(QDialog) if child.isVisible())
    scrim = stage.window.findChild(Scrim)
    assert scrim.isVisible()
    stage.stack.lock()
    assert not dialog.isVisible()
    assert not scrim.isVisible()
    door = stage.stack.currentWidget()
    door.password.setText("showroom")
    door.button.click()
    assert dialog.isVisible()
    assert scrim.isVisible()
    dialog.reject()


def test_five_idle_minutes_lock(stages):
    stage = stages()
    stage.enter("stock")
    stage.clock.advance(minutes=4)
    stage.stack.idle.look()
    assert stage.shell.isVisible()
    stage.clock.advance(minutes=1)
    stage.stack.idle.look()
    assert not stage.shell.isVisible()


def test_a_key_counts_as_work(qtbot, stages):
    stage = stages()
    stage.enter("stock")
    stage.clock.advance(minutes=4)
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QKeyEvent

    key = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier)
    stage.stack.idle.eventFilter(stage.window, key)
    stage.clock.advance(minutes=4)
    stage.stack.idle.look()
    assert stage.shell.isVisible()


def test_after_signing_out_the_keys_are_forgotten(stages):
    stage = stages()
    stage.enter("stock")
    stage.stack.sign_out()
    assert stage.terminal.closed == 1
    assert stage.stack.desk is None
    assert isinstance(stage.stack.currentWidget(), SignInPage)


def test_language_changes_live_and_the_page_keeps_its_state(qtbot, stages):
    stage = stages()
    page = stage.enter("stock")
    page._presenter.show_view("ageing")
    stage.shell.user_menu.language_chosen.emit("zh_CN")
    qtbot.waitUntil(lambda: stage.page is not page)
    assert stage.shell.current == "stock"
    assert stage.page.views.current() == "ageing"
    assert stage.preferences.read("chen").language == "zh_CN"


def test_theme_and_size_change_live_and_are_remembered(qtbot, stages):
    stage = stages()
    stage.enter("stock")
    before = stage.shell.top.chip.sizeHint().width()
    stage.shell.user_menu.theme_chosen.emit("dark")
    qtbot.waitUntil(lambda: theme.theme_name() == "dark")
    stage.shell.user_menu.scale_chosen.emit(2.0)
    qtbot.waitUntil(lambda: theme.scale() == 2.0)
    assert stage.shell.top.chip.sizeHint().width() > before * 1.7
    assert stage.preferences.read("chen").scale == 2.0


def test_columns_stay_as_their_user_arranged_them(stages):
    stage = stages()
    page = stage.enter("stock")
    page.table.setColumnWidth(3, 222)
    page.table.horizontalHeader().moveSection(4, 2)
    stage.stack.set_theme("dark")
    assert stage.page.table.columnWidth(3) == 222
    assert stage.page.table.columns_state()["order"][2] == "location"
    stage.stack.sign_out()
    assert stage.preferences.read("chen").theme == "dark"
    assert stage.enter("stock").table.columnWidth(3) == 222


def test_a_narrow_window_trades_the_rail_for_a_menu(qapp, stages):
    stage = stages()
    stage.enter("stock")
    stage.window.resize(800, 600)
    qapp.processEvents()
    assert not stage.shell.rail.isVisible()
    assert stage.shell.top.menu.isVisible()
    stage.window.resize(1440, 900)
    qapp.processEvents()
    assert stage.shell.rail.isVisible()


def test_closing_with_unsent_work_asks_and_staying_is_the_safe_choice(stages):
    stage = stages()
    stage.enter("stock")
    event = QCloseEvent()
    stage.window.closeEvent(event)
    assert not event.isAccepted()
    dialog = stage.window.findChild(LeaveDialog)
    assert "7 items wait to go up" in dialog.accessibleName()
    assert dialog.focusWidget().text() == "Keep it open"
    dialog.reject()
    assert stage.window.isVisible()


def test_closing_after_signing_out_asks_about_work_that_waits_too(stages):
    stage = stages()
    stage.enter("stock")
    stage.stack.sign_out()
    stage.window.close()
    assert stage.window.isVisible()
    dialog = stage.window.findChild(LeaveDialog)
    assert "7 items wait to go up" in dialog.accessibleName()
    dialog.accept()
    assert not stage.window.isVisible()


def test_signing_out_says_how_much_waits_here_and_nothing_where_nothing_does(stages):
    stage = stages()
    stage.enter("stock")
    stage.stack.sign_out()
    said = "7 entries wait here; they are sent at the next sign-in with a network."
    assert left_at_the_door(stage) == [said]
    stage = stages()
    stage.enter("stock")
    sync = stage.shell.sync
    sync.state = replace(sync.state, status=replace(sync.state.status, waiting=0))
    stage.stack.sign_out()
    assert left_at_the_door(stage) == []


def left_at_the_door(stage):
    banners = (page.left for page in stage.stack.findChildren(SignInPage))
    return [banner.accessibleName() for banner in banners if banner.isVisible()]


def test_closing_anyway_closes(stages):
    stage = stages()
    stage.enter("stock")
    stage.window.closeEvent(QCloseEvent())
    dialog = stage.window.findChild(LeaveDialog)
    next(button for button in dialog.findChildren(Button) if button.text() == "Close anyway").click()
    assert not stage.window.isVisible()


def test_a_fault_is_a_report_without_customer_data(qapp, stages):
    stage = stages()
    stage.enter("stock")

    def fails(name):
        raise ValueError(f"cannot parse {name}")

    try:
        fails("Zhou Minghui")
    except ValueError as error:
        stage.stack.show_report(error)
        stage.stack.show_report(error)
    dialogs = stage.window.findChildren(ReportDialog)
    assert len(dialogs) == 1
    assert not dialogs[0].shown.isVisible(), "a trace is for those who mend it"
    dialogs[0].unfold.click()
    assert dialogs[0].shown.isVisible()
    dialogs[0]._copy()
    report = qapp.clipboard().text()
    assert "ValueError" in report
    assert "test_shell.py" in report
    assert "Zhou" not in report
    dialogs[0].accept()


def test_unexpected_errors_reach_the_hook(stages, monkeypatch):
    stage = stages()
    page = stage.enter("stock")
    caught = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, error, trace: caught.append(kind))
    page.show_error(KeyError("x"))
    assert caught == [KeyError]


@pytest.mark.parametrize("key", ["contracts", "customers", "stock", "sync"])
def test_every_screen_tells_where_one_is_and_which_keys_work(stages, key):
    stage = stages()
    page = stage.enter(key)
    assert page.title()
    assert page.subtitle()
    assert stage.shell.key_bar.words()
    assert isinstance(stage.stack.currentWidget(), Shell)


@pytest.mark.parametrize("login", ["chen", "wang", "lin"])
def test_every_page_is_marked_on_the_rail_also_one_below_another(stages, login):
    stage = stages()
    stage.enter(login=login)
    for screen in screens_for(stage.shell.context.desk.session.roles):
        stage.shell.open(screen.key)
        marked = [key for key, button in stage.shell.rail.buttons.items() if button.isChecked()]
        assert marked == [screen.below or screen.key]


def test_the_focus_stays_on_the_page_when_what_had_it_goes_and_follows_who_goes_to_the_rail(stages, qtbot):
    stage = stages()
    page = stage.enter("contracts", login="wang")
    stage.window.activateWindow()
    qtbot.waitUntil(stage.window.isActiveWindow, timeout=2_000)
    for at in range(9):
        page.table.choose(at)
        if not page.cancel.isHidden():
            break
    for goes in (page.cancel.setDisabled, page.cancel.setHidden):  # the last of the page: the rail comes next
        page.cancel.setVisible(True)
        page.cancel.setFocus()
        qtbot.waitUntil(page.cancel.hasFocus, timeout=2_000)
        goes(True)
        qtbot.waitUntil(lambda: page.isAncestorOf(QApplication.focusWidget()), timeout=2_000)
        page.cancel.setEnabled(True)
    on_rail = stage.shell.rail.buttons["money"]
    on_rail.setFocus(Qt.FocusReason.TabFocusReason)
    QApplication.processEvents()
    assert on_rail.hasFocus()


def test_a_desk_of_the_demo_without_a_switch_says_where_the_network_is_switched(qtbot):
    parent = QWidget()
    qtbot.addWidget(parent)
    menu = UserMenu(parent, SimpleNamespace(hint="", has_switch=False, online=True))
    menu.aboutToShow.emit()
    (item,) = [each for each in menu.actions() if "network" in each.text()]
    assert item.text() == "The network of both desks: switched at Counter 1"
    assert not item.isEnabled()


def test_neither_a_no_nor_a_request_is_told_as_a_success(stages):
    shell = stages().enter("contracts").window().findChild(Shell)
    for yes, asked, icon, tone in (
        (False, "", "undo-variant", "warn"), (True, "", "check-circle-outline", "ok"),
        (False, "contract", "shield-check-outline", "accent"),
    ):  # fmt: skip
        shell._tell(Notice("k", "HZ02-26-01190", "He Zhiyuan", "Wang Yating", yes, "Too long", asked))
        assert (shell.toast._icon._name, shell.toast.property("tone")) == (icon, tone)


def test_back_at_a_signed_deal_it_stands_there_as_it_was_left(stages):
    stage = stages()
    scripts_signed(stage)
    page = stage.page
    no = page.presenter.state.drawn.no
    stage.shell.open("contracts")
    stage.shell.back()
    assert stage.shell.current == "deal"
    assert page.presenter.state.drawn.no == no
    stage.shell.open("contracts")
    stage.shell.open("deal")
    assert page.presenter.state.empty, "by the rail a new one begins"
