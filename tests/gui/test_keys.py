"""The keyboard map: each key does what the bar and the help say of it, on every page."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit

from app.presenters import deal_desk_checks, words
from app.views.contracts.print_dialog import PrintDialog
from app.views.keys_dialog import KeysDialog
from app.views.modal import Modal

Key, Mod = Qt.Key, Qt.KeyboardModifier


@pytest.fixture
def stages(stages, qtbot):
    """Windows that have the focus: keys act there and nowhere else."""

    def make():
        made = stages()
        made.window.activateWindow()
        qtbot.waitUntil(made.window.isActiveWindow, timeout=2_000)
        return made

    return make


@pytest.fixture
def deal(stages):
    """A deal with customer, car, contract and money, at the desk."""
    stage = stages()
    presenter = stage.enter("deal").presenter
    presenter.new()
    presenter.choose_customer(replace(presenter.gateway.customer("c0"), address="88 Jiangling Road"))
    presenter.open_car("LCY7E4AB8T1004127")
    presenter.draw()
    presenter.set_deposit(2_000_000, "cash")
    return stage


def sign(stage):
    presenter = stage.page.presenter
    presenter._refreshed(replace(presenter.state.drawn, state="signed", receipts=("R-1",), paid=2_000_000))


def test_f2_on_the_contracts_begins_a_new_deal_and_sets_the_open_one_aside(qtbot, deal):
    desk = deal.page
    page = deal.enter_again("contracts")
    qtbot.keyClick(page, Key.Key_F2)
    assert deal.shell.current == "deal"
    assert desk.presenter.state.empty
    assert desk.customer.finder.hasFocus()
    assert len(desk.presenter.state.kept) == 1


def test_f10_prints_the_deposit_that_stands_in_the_open_panel(qtbot, deal):
    desk = deal.page
    desk.presenter.set_deposit(None, "cash")
    qtbot.keyClick(desk, Key.Key_F9)
    amount = desk.side.panels["deposit"].amount
    qtbot.keyClicks(amount, "1w")
    qtbot.keyClick(desk, Key.Key_F10)
    assert desk.presenter.state.deposit.amount == 1_000_000
    qtbot.waitUntil(lambda: deal.window.findChild(PrintDialog) is not None, timeout=2_000)
    printing = deal.window.findChild(PrintDialog)._presenter
    qtbot.waitUntil(lambda: printing.state.paper is not None, timeout=2_000)
    assert printing.state.asked.deposit.amount == 1_000_000


def test_f10_waits_for_a_deposit_that_is_too_much(qtbot, deal):
    desk = deal.page
    qtbot.keyClick(desk, Key.Key_F9)
    panel = desk.side.panels["deposit"]
    panel.amount.selectAll()
    qtbot.keyClicks(panel.amount, "9000w")
    with qtbot.assertNotEmitted(desk.go):
        qtbot.keyClick(desk, Key.Key_F10)
    assert panel.isVisible()
    assert "20 %" in panel.fields["deposit"].error()


def test_f1_shows_the_keys_of_the_page_and_those_that_work_everywhere(qtbot, deal):
    assert deal.shell.key_bar.words()[0] == "F1 Help"
    qtbot.keyClick(deal.shell, Key.Key_F1)
    help_ = next(each for each in deal.window.findChildren(Modal) if each.isVisible())
    assert isinstance(help_, KeysDialog)
    caps = {label.text() for label in help_.findChildren(type(help_.title))}
    assert {"F8", "Alt 1", "Ctrl B", "Ctrl K", "Ctrl 1", "Ctrl L", "Ctrl Shift S"} <= caps
    help_.reject()


def test_f5_reads_the_page_again_and_syncs(qtbot, stages):
    stage = stages()
    page = stage.enter("contracts", online=True)
    sync = stage.stack.desk.sync
    stage.shell.sync.keep_up()
    before = sync.retries
    qtbot.keyClick(page, Key.Key_F5)
    assert sync.retries == before + 1


def test_f5_without_a_network_says_nothing(qtbot, stages):
    stage = stages()
    page = stage.enter("customers", online=False)
    qtbot.keyClick(page, Key.Key_F5)
    assert page.banner.isHidden()


@pytest.mark.parametrize("login", ["chen", "lin"])
def test_ctrl_and_a_figure_open_the_screens_in_the_order_of_the_rail(qtbot, stages, login):
    stage = stages()
    stage.enter("contracts", login=login)
    for at, screen in enumerate(list(stage.shell.rail.buttons)[:9], start=1):
        qtbot.keyClick(stage.shell, Key(Key.Key_0 + at), Mod.ControlModifier)
        assert stage.shell.current == screen


def test_alt_and_a_figure_pick_a_plan(qtbot, deal):
    for at, plan in enumerate(("full", "bank", "maker"), start=1):
        qtbot.keyClick(deal.page, Key(Key.Key_0 + at), Mod.AltModifier)
        assert deal.page.presenter.state.plan == plan


@pytest.mark.parametrize("screen", ["customers", "deal"])
def test_ctrl_b_books_a_test_drive_for_the_customer_in_sight(qtbot, deal, screen):
    page = deal.page
    if screen == "customers":
        page = deal.enter_again("customers")
        page.table.choose(0)
    qtbot.keyClick(page, Key.Key_B, Mod.ControlModifier)
    assert deal.shell.current == "test_drives"
    assert deal.page.form.person.currentText() == "Zhou Minghui"
    assert deal.page.form.car.hasFocus()


def test_f2_in_stock_begins_a_deal_with_the_car_and_is_only_named_when_there_is_one(qtbot, stages):
    stage = stages()
    page = stage.enter("stock")
    named = stage.shell.key_bar.words
    assert "F2 Start a deal" not in named()
    page.search.setText("T1004158")
    page.search._ask()
    page.table.choose(0)
    assert "F2 Start a deal" in named()
    qtbot.keyClick(page, Key.Key_F2)
    assert stage.shell.current == "deal"
    assert stage.page.presenter.state.car.vin == "LCY7E4AB8T1004158"


def test_words_that_no_car_fits_are_answered_with_a_sentence_and_enter_takes_none_for_later_words(
    qtbot, stages
):
    stage = stages()
    page = stage.enter("deal")
    finder = page.car.finder
    finder.setFocus()
    qtbot.keyClicks(finder, "X7")
    finder._ask()
    assert not finder._popup.nothing.isVisible()
    qtbot.keyClicks(finder, "?")
    finder._ask()
    assert "No car fits" in finder._popup.nothing.text()
    assert finder._popup.nothing.isVisible()
    assert finder._popup.height() >= finder._popup.nothing.height() > finder.fontMetrics().height()
    qtbot.keyClick(finder, Key.Key_Return)
    finder.selectAll()
    qtbot.keyClicks(finder, "X7")
    finder._ask()
    assert page.presenter.state.car is None
    assert finder._popup.isVisible()


def test_a_new_deal_does_not_show_what_was_wrong_with_an_amount_of_the_last(qtbot, deal):
    price = deal.page.price
    discount = price.table.fields()["discount"]
    discount.setFocus()
    discount.selectAll()
    qtbot.keyClicks(discount, "12X")
    qtbot.keyClick(discount, Key.Key_Return)
    usual = price.table.rowHeight(0)
    assert price.table.rowHeight(1) > usual  # the sentence stands beneath
    qtbot.keyClick(deal.page, Key.Key_F2)
    assert price.table.rowHeight(1) == usual


@pytest.fixture
def draft(stages):
    """A contract on file for a free car that this desk does not hold."""
    stage = stages()
    page = stage.enter("deal", online=True)
    page.presenter.gateway.uncertain.add("HZ02-26-01183")
    page.presenter.open_contract("HZ02-26-01183")
    assert page.presenter.state.provisional
    return page


def test_f8_holds_the_free_car_of_a_draft_and_writes_no_further_version(qtbot, draft):
    button = draft.side.draw
    assert (button.text(), button.isEnabled()) == ("Hold the car", True)
    qtbot.keyClick(draft, Key.Key_F8)
    presenter = draft.presenter
    assert not presenter.state.provisional
    assert presenter.state.car.lease == "mine"
    assert not presenter.gateway.drawn_states
    assert (button.text(), button.isEnabled()) == ("Update contract", False)


def test_f8_says_what_to_do_when_the_free_car_of_a_draft_cannot_be_held(qtbot, draft):
    draft.presenter.gateway.online = False
    qtbot.keyClick(draft, Key.Key_F8)
    assert draft.presenter.state.provisional
    assert "another desk was faster" in draft.banner.title()


def test_of_a_signed_deal_only_what_still_works_is_named(deal):
    sign(deal)
    assert deal.shell.key_bar.words() == [
        "F1 Help", "F2 New", "F5 Refresh", "F9 Take money", "F10 Print", "Esc Back",
    ]  # fmt: skip
    side = deal.page.side
    assert side.new.isVisible()
    assert not side.draw.isVisible()


@pytest.mark.parametrize("by", ["key", "button"])
def test_f9_takes_further_money_for_a_deal_that_is_sold(qtbot, deal, by):
    sign(deal)
    page, no = deal.page, deal.page.presenter.state.deal_no
    assert page.side.deposit.text() == "Take money"
    if by == "key":
        qtbot.keyClick(deal.window.focusWidget(), Key.Key_F9)
    else:
        page.side.deposit.click()
    assert deal.shell.current == "money"
    money = deal.page
    assert money._presenter.state.form == "take"
    assert money._presenter.state.standing.deal_no == no


def test_a_cancelled_deal_takes_no_money(deal):
    sign(deal)
    page = deal.page
    drawn = replace(page.presenter.state.drawn, state="cancelled")
    page.presenter._set(drawn=drawn)
    assert not page.side.deposit.isVisible()
    page._ask_panel("deposit")
    assert deal.shell.current == "deal"
    assert not any(words.startswith("F9") for words in deal.shell.key_bar.words())


def test_after_signing_every_card_says_the_same_balance(deal):
    before = deal.page.presenter.state.balance
    sign(deal)
    state = deal.page.presenter.state
    assert state.balance == before
    assert state.plans["full"].deposit == 2_000_000
    assert deal.page.side.balance._figure.text() == words.money(before)


def test_nothing_is_marked_in_amounts_that_nobody_is_typing(deal):
    fields = deal.page.price.table.fields()
    assert fields
    assert [key for key, edit in fields.items() if edit.hasSelectedText()] == []


def test_escape_closes_the_search_for_another_car_before_it_leaves(qtbot, deal):
    page = deal.page
    qtbot.keyClick(page, Key.Key_F3)
    assert page.car.finder.isVisible()
    qtbot.keyClick(page, Key.Key_Escape)
    assert deal.shell.current == "deal"
    assert not page.car.finder.isVisible()


def test_after_the_last_case_keys_still_act_on_the_sync_page(qtbot, stages):
    stage = stages()
    page = stage.enter("sync")
    assert page.cases.first.hasFocus()
    sync = stage.stack.desk.sync
    sync.current = replace(sync.current, cases=())
    stage.shell.sync.load()
    assert page.overview.retry.hasFocus()


def test_where_room_is_short_the_key_bar_keeps_its_keys_and_drops_the_note(qapp, deal):
    bar = deal.shell.key_bar
    deal.window.resize(1280, 800)
    qapp.processEvents()
    assert all(key.width() >= key.sizeHint().width() for key in bar._keys)
    assert bar._note.isHidden() or bar._note.width() >= bar._note.sizeHint().width()


def press(qtbot, stage, key):
    """As the window gets it from the keyboard."""
    qtbot.keyClick(stage.window.focusWidget(), key)


def test_right_after_signing_in_keys_act(qtbot, stages):
    stage = stages()
    page = stage.enter("")
    assert stage.window.focusWidget() is page.customer.finder
    press(qtbot, stage, Key.Key_F3)
    assert page.car.finder.hasFocus()


@pytest.mark.parametrize("where", ["rail", "search"])
def test_keys_act_wherever_the_focus_is(qtbot, deal, where):
    shell = deal.shell
    place = shell.rail.buttons["deal"] if where == "rail" else shell.top.search
    place.setFocus()
    press(qtbot, deal, Key.Key_F6)
    assert deal.page.side.panels["add_ons"].name.hasFocus()


def test_unlocking_puts_the_focus_back_where_it_was(qtbot, deal):
    deal.page.handover.date.setFocus()
    deal.stack.lock()
    deal.stack._unlocked()
    assert deal.page.handover.date.hasFocus()


def test_escape_empties_a_search_before_it_leaves_the_page(qtbot, stages):
    stage = stages()
    stage.enter("contracts")
    page = stage.enter_again("customers")
    page.search.setText("zhou")
    press(qtbot, stage, Key.Key_Escape)
    assert page.search.text() == ""
    assert stage.shell.current == "customers"
    press(qtbot, stage, Key.Key_Escape)
    assert stage.shell.current == "contracts"


def test_escape_in_the_search_above_goes_back_to_the_page(qtbot, stages):
    stage = stages()
    page = stage.enter("contracts")
    qtbot.keyClick(stage.shell, Key.Key_K, Mod.ControlModifier)
    assert stage.shell.top.search.hasFocus()
    press(qtbot, stage, Key.Key_Escape)
    assert stage.shell.current == "contracts"
    assert page.search.hasFocus()


def test_keys_typed_right_after_signing_in_are_counted(qtbot, stages):
    stage = stages()
    page = stage.enter("")
    qtbot.keyClick(stage.window.windowHandle(), Key.Key_A)
    assert page.presenter.stopwatch.keys == 1


def test_a_search_box_leaves_ctrl_e_to_its_page(stages):
    stage = stages()
    search = stage.enter("stock").search
    asked = QKeyEvent(QEvent.Type.ShortcutOverride, Key.Key_E, Mod.ControlModifier)
    asked.accept()  # as a line edit on X11 would
    search.event(asked)
    assert not asked.isAccepted()


def test_the_bell_leads_to_what_waits(stages):
    stage = stages()
    stage.enter("contracts")
    stage.shell.top.bell.click()
    assert stage.shell.current == "sync"


@pytest.mark.parametrize("key", [Key.Key_F4, Key.Key_F3, Key.Key_F6])
def test_at_twice_the_size_a_key_leads_to_a_field_that_is_whole_on_the_screen(qtbot, stages, key):
    stage = stages()
    stage.stack.set_scale(2.0)
    stage.window.resize(1440, 880)
    page = stage.enter("deal")
    stage.window.activateWindow()
    qtbot.waitUntil(stage.window.isActiveWindow, timeout=2_000)
    qtbot.keyClick(page, key)

    def is_whole():
        field = stage.window.focusWidget()
        return isinstance(field, QLineEdit) and field.visibleRegion().boundingRect() == field.rect()

    qtbot.waitUntil(is_whole, timeout=2_000)


def test_at_twice_the_size_the_print_dialog_fits_and_shows_what_it_waits_for(qtbot, stages):
    stage = stages()
    stage.stack.set_scale(2.0)
    stage.window.resize(1440, 880)
    stage.enter("contracts").go.emit("print", "HZ02-26-01187")
    qtbot.waitUntil(lambda: stage.window.findChild(PrintDialog) is not None, timeout=2_000)
    dialog = stage.window.findChild(PrintDialog)
    read = dialog.sign.read

    def is_whole():
        return read.hasFocus() and read.visibleRegion().boundingRect() == read.rect()

    qtbot.waitUntil(is_whole, timeout=5_000)
    assert dialog.width() <= stage.window.width()
    dialog.reject()


def test_what_only_waits_for_its_signature_leads_to_the_signature(deal):
    presenter, side = deal.page.presenter, deal.page.side
    presenter.draw()
    presenter._set(drawn=replace(presenter.state.drawn, state="approved"))
    assert side.print.text() == "Print and sign"
    assert (side.print.property("kind"), side.new.property("kind")) == ("primary", "plain")
    assert deal_desk_checks.next_key(presenter.state) == "F10"
    presenter._set(drawn=replace(presenter.state.drawn, state="signed"))
    assert side.print.text() == "Print again"
    assert (side.print.property("kind"), side.new.property("kind")) == ("plain", "primary")
    assert deal_desk_checks.next_key(presenter.state) == "F2"
