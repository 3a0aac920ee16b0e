"""The pages over made-up data: what people do there, with keys where they would use keys."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLabel

from app.changes import Changes
from app.errors import UserError
from app.presenters import words
from app.presenters.stock_list import StockFilter
from app.views.stock import columns
from app.views.stock.columns import lease_words
from app.views.stock.receive_dialog import ReceiveDialog
from app.views.widgets.buttons import Button
from app.views.widgets.delegates import Plain
from tests.gui.test_row_table import click_header


def visible_dialog(stage, kind):
    return next(dialog for dialog in stage.window.findChildren(kind) if dialog.isVisible())


# ------------------------------------------------------------------ stock


@pytest.fixture
def stock(stages):
    stage = stages()
    return stage, stage.enter("stock", login="wang", online=True)


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_all_that_is_said_of_a_free_car_has_room_beside_the_list(qtbot, stages, language):
    stage = stages(language)
    page = stage.enter("stock", login="chen", online=True)
    rows = page._presenter.state.listing.rows
    page._presenter.choose(next(row for row in rows if row.status == "in_stock" and not row.lease_terminal))
    area = page.panel._pages.currentWidget()
    qtbot.waitUntil(lambda: page.panel._for_show.isVisible())
    assert area.widget().minimumSizeHint().width() <= area.viewport().width()


def test_six_figures_of_a_vin_find_the_car(qtbot, stock):
    _, page = stock
    qtbot.keyClicks(page.search, "004127")
    page.search._ask()
    assert page.table.model().rowCount() == 1
    assert page.list.count.text() == "1 car"


@pytest.mark.parametrize("screen", ["stock", "customers", "contracts"])
def test_the_arrow_down_goes_from_the_search_box_to_the_first_row(qtbot, stages, screen):
    stage = stages()
    page = stage.enter(screen)
    stage.window.activateWindow()
    qtbot.waitUntil(stage.window.isActiveWindow, timeout=2_000)
    page.search.setFocus()
    qtbot.keyClick(page.search, Qt.Key.Key_Down)
    assert page.table.hasFocus()
    assert page.table.currentIndex().row() == 0


@pytest.mark.parametrize(
    ("screen", "key"),
    [("stock", "F3"), ("contracts", "F3"), ("money", "F3"), ("deliveries", "F3"), ("customers", "F4")],
)
def test_what_is_typed_after_the_key_for_the_search_replaces_what_stood_there(qtbot, stages, screen, key):
    page = stages().enter(screen, login="wang")
    page.search.setText("004127")
    (find,) = [each for each in page.all_keys() if each.shortcut().toString() == key]
    find.trigger()
    qtbot.keyClicks(page.search, "zm")
    assert page.search.text() == "zm"


def test_a_row_shows_at_the_side_and_enter_starts_a_deal(qtbot, stock):
    _, page = stock
    asked = []
    page.go.disconnect()
    page.go.connect(lambda key, what: asked.append((key, what)))
    page.table.choose(0)
    assert page.panel.title.text() == "X5 Smart 2025 …1906"
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert asked == [("deal", "LCY5B2AA3S1001906")]


def test_filters_show_their_counts_and_the_empty_list_its_way_out(stock):
    _, page = stock
    assert page.views._buttons["ageing"].text() == "Ageing 4"
    page.views._buttons["ageing"].click()
    assert page.list.count.text() == "4 cars"
    page.search.setText("zzz")
    page.search._ask()
    assert page.list.states.state == "message"
    page.list.states.findChild(Button).click()
    assert page.search.text() == ""
    assert page.views.current() == "all"


def test_figures_open_their_rows(qtbot, stock):
    _, page = stock
    qtbot.mouseClick(page._figures["leased"], Qt.MouseButton.LeftButton)
    assert page.views.current() == "leased"
    assert page.list.count.text() == "5 cars"


def test_a_lease_says_until_when_it_lasts(stock):
    _, page = stock
    row = next(row for row in page._presenter.state.listing.rows if row.lease_mine and row.lease_until)
    now, ends = page.context.desk.clock.now(), row.lease_until
    assert lease_words(row, now) == f"Here to {words.hour(ends)}"
    assert lease_words(row, now - timedelta(days=1)) == f"Here to tomorrow {words.hour(ends)}"
    assert lease_words(row, now - timedelta(days=3)) == f"Here to 22 Nov {words.hour(ends)}"


def test_rows_and_figures_count_to_the_same_day_after_midnight(stock):
    stage, page = stock
    row = next(row for row in page._presenter.state.listing.rows if row.age(date(2026, 11, 22)) == 88)
    column = next(each for each in page._model.columns if each.key == "age")
    assert (column.text(row), page._figures["ageing"]._note.text()) == ("88 d", "1 is ≥ 90 days")
    stage.clock.advance(days=2)
    page._minute.timeout.emit()
    assert (column.text(row), page._figures["ageing"]._note.text()) == ("90 d", "2 are ≥ 90 days")


def test_ticked_cars_are_leased_together(qtbot, stock):
    stage, page = stock
    for at in (0, 1):
        page.table.choose(at)
        qtbot.keyClick(page.table, Qt.Key.Key_Space)
    assert page.list.count.text() == "16 cars · 2 ticked"
    assert page._lease.isVisible()
    page._lease.click()
    assert page.context.desk.stock.calls == [("lease", ("LCY5B2AA3S1001906", "LCY5B2AA7S1001911"), "day")]
    assert stage.shell.toast.accessibleName() == "2 cars are held here now"
    assert page.list.count.text() == "16 cars"


def test_cars_are_held_for_a_show_until_they_are_handed_back(qtbot, stock):
    _, page = stock
    page._presenter.choose(next(row for row in page._presenter.state.listing.rows if row.lease_mine))
    car = page._presenter.state.chosen
    assert (car.lease_kind, page.panel.may_lease, page.panel.may_hold_for_show) == ("day", False, True)
    qtbot.keyClick(
        page.table, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    )
    assert page.context.desk.stock.calls == [("lease", (car.vin,), "show")]
    assert page._presenter.state.chosen.lease_kind == "show"
    assert not page.panel.may_hold_for_show


def many(page, cars):
    """So many cars, more than are fetched at once; of every five another terminal holds two."""
    gateway = page.context.desk.stock
    row = next(row for row in gateway.rows if row.status == "in_stock")
    free = replace(row, lease_terminal="", lease_mine=False)
    taken = replace(free, lease_terminal="HZ-BJ-01")
    gateway.rows = [replace(taken if at % 5 < 2 else free, vin=f"LCY{at:014d}") for at in range(cars)]
    page._presenter.load()


def test_the_header_ticks_all_that_were_found_and_none(qtbot, stock):
    _, page = stock
    many(page, 160)
    click_header(qtbot, page.table, "tick")
    assert page.list.count.text() == "160 cars · 160 ticked"
    click_header(qtbot, page.table, "tick")
    assert page.list.count.text() == "160 cars"


def test_holding_says_how_many_were_not_free(qtbot, stock):
    stage, page = stock
    many(page, 50)
    click_header(qtbot, page.table, "tick")
    page._lease.click()
    assert stage.shell.toast.accessibleName() == "30 cars are held here now; 20 were not free."


def test_more_cars_than_can_be_ticked_are_told(qtbot, stock):
    stage, page = stock
    many(page, 612)
    click_header(qtbot, page.table, "tick")
    assert page.list.count.text() == "612 cars · 500 ticked"
    said = "Only the first 500 of 612 cars are ticked: more cannot be ticked at once."
    assert stage.shell.toast.accessibleName() == said
    click_header(qtbot, page.table, "tick")
    assert page.list.count.text() == "612 cars"


def test_a_lease_without_a_network_is_said_on_the_page(stages):
    stage = stages()
    page = stage.enter("stock", login="wang", online=False)
    page.table.choose(0)
    page.panel._lease.click()
    assert page.banner.isVisible()
    assert page.banner.title() == "The centre does not answer."
    assert not page.panel._lease.busy


def test_a_car_is_sent_to_another_branch(stock):
    _, page = stock
    page.table.choose(0)
    page.show_error(UserError("file_empty", "Nothing was in the file."))
    stay = page.context.desk.stock
    stay.rows = [replace(row, lease_terminal="HZ-BJ-02", lease_mine=True) for row in stay.rows]
    page._presenter.load()
    assert page.panel._right.isVisible()
    page.panel.target.set_key("YH")
    page.panel.send.click()
    assert page.context.desk.stock.calls == [("transfer", "LCY5B2AA3S1001906", "YH")]
    assert not page.panel.send.isEnabled()
    assert not page.panel._right.isVisible()
    sent = page._presenter.state.chosen
    said = lease_words(sent, page.context.desk.clock.now())
    assert (sent.lease_mine, columns._lease(sent, said)) == (True, Plain("Not for sale"))
    assert not page.banner.isVisible()


def test_a_file_is_received_and_doubtful_lines_only_after_a_look(stock, monkeypatch):
    stage, page = stock
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *args: ("arrivals.csv", ""))
    page._choose_file()
    dialog = visible_dialog(stage, ReceiveDialog)
    accept = next(b for b in dialog.findChildren(Button) if b.text() == "Take 1 doubtful line in")
    accept.click()
    assert page.context.desk.stock.calls == [
        ("receive", "arrivals.csv", False),
        ("receive", "arrivals.csv", True),
    ]
    visible_dialog(stage, ReceiveDialog).commit.click()


def test_sales_people_receive_nothing_and_stock_keepers_sell_nothing(stages):
    stage = stages()
    page = stage.enter("stock", login="chen")
    assert not page._receive.isVisible()
    assert page.panel.deal.isVisible()
    assert not any("Receive" in word for word in stage.shell.key_bar.words())
    stage.stack.sign_out()
    page = stage.enter("stock", login="he")
    assert page._receive.isVisible()
    assert not page.panel.deal.isVisible()
    page.table.choose(0)
    assert page.panel._lease.isHidden()


def test_sorting_asks_the_database(qtbot, stock):
    _, page = stock
    rows = page.table.model()
    vins = sorted(row.vin for row in page.context.desk.stock.rows)
    oldest, shown = rows.row_at(0).vin, []
    for key in ("vin", "vin", "colour", "age", "age"):
        click_header(qtbot, page.table, key)
        shown.append(rows.row_at(0).vin)
    assert shown[:4] == [vins[0], vins[-1], vins[-1], oldest]
    assert page._presenter.state.wanted == StockFilter(sort="age", descending=False)
    assert rows.row_at(len(vins) - 1).vin == oldest


def test_a_change_from_elsewhere_shows_and_the_chosen_car_stays_chosen(stock):
    _, page = stock
    page.table.choose(8)
    vin = page._presenter.state.chosen.vin
    gateway = page.context.desk.stock
    gateway.rows = [replace(car, status="sold") if car.vin == vin else car for car in gateway.rows]
    page.context.desk.bus.publish(Changes({"stock_stay": frozenset({"x"})}))
    assert page._presenter.state.chosen.status == "sold"
    assert page.table.current_row().vin == vin


# ------------------------------------------------------------------ sync


@pytest.fixture
def sync(stages):
    stage = stages()
    return stage, stage.enter("sync")


def test_one_sentence_says_whether_work_is_safe(sync):
    _, page = sync
    assert page.overview._title.text() == "Offline. You can keep selling"
    assert page.note() == "Last contact 12:08"


def test_everything_that_waits_is_listed_in_peoples_words(sync):
    _, page = sync
    model = page.table.model()
    assert model.rowCount() == 7
    told = [model.data(model.index(0, column), Qt.ItemDataRole.AccessibleTextRole) for column in range(5)]
    assert told[1].startswith("What: Contract HZ02-26-01183 · Xu Ruolin")
    assert told[4] == "State: Set aside"


def test_the_first_case_opens_in_one_key(sync):
    stage, page = sync
    asked = []
    page.go.disconnect()
    page.go.connect(lambda key, what: asked.append((key, what)))
    assert stage.window.focusWidget() is page.cases.first
    page.cases.first.click()
    assert asked == [("merge", "case1")]


def test_trying_again_says_when_nobody_answers(sync):
    _, page = sync
    page.overview.retry.click()
    assert page.banner.title() == "The centre does not answer."
    assert not page.overview.retry.busy


def test_what_was_said_of_the_network_goes_when_the_network_comes_back(sync):
    _, page = sync
    page._presenter.retry()
    page._presenter.load()
    assert page.banner.isVisible()
    gateway = page.context.desk.sync
    gateway.current = replace(gateway.current, online=True)
    page._presenter.hurry()  # a round that nobody asked for
    assert not page.banner.isVisible()


def test_unsent_work_can_be_copied_to_a_stick(sync, monkeypatch):
    _, page = sync
    monkeypatch.setattr(
        QFileDialog, "getSaveFileName", lambda *args: ("/media/stick/showroom-unsent.bin", "")
    )
    page._export()
    assert page.context.desk.sync.exported == ["/media/stick/showroom-unsent.bin"]


def test_with_nothing_waiting_the_page_is_calm(sync):
    _, page = sync
    gateway = page.context.desk.sync
    gateway.current = replace(gateway.current, online=True, outbox=(), waiting=0, cases=(), leases=())
    page._presenter.load()
    assert page.overview._title.text() == "Everything is safe at the centre"
    assert not page.cases.isVisible()
    assert page._waiting.state == "message"
    assert not page.overview.export.isEnabled()


def test_risk_comes_first(sync):
    stage, page = sync
    gateway = page.context.desk.sync
    gateway.current = replace(gateway.current, risk="Signing ends in 2 h")
    page._presenter.load()
    assert page.overview._title.text() == "Act before you sign more"
    assert stage.shell.top.chip.kind == "risk"


# ------------------------------------------------------------------ customers, contracts


@pytest.fixture
def customers(stages):
    stage = stages()
    return stage, stage.enter("customers")


def test_customers_are_found_by_part_of_the_number_and_shown_masked(customers):
    _, page = customers
    page.search.setText("6620")
    page.search._ask()
    page.table.choose(0)
    assert page._name.text() == "Zhou Minghui"
    assert page._facts._lines[0][1].text() == "138 •••• 6620"
    assert page._facts._lines[1][1].text() == "•••• 042X"


def test_a_new_customer_is_entered_by_keys(qtbot, customers):
    stage, page = customers
    page._presenter.start_adding()
    assert stage.window.focusWidget() is page.form.edits["name"]
    qtbot.keyClicks(page.form.edits["name"], "Sun Li")
    page.form.edits["name"].returnPressed.emit()
    assert stage.window.focusWidget() is page.form.edits["phone"]
    page.form.save.click()
    assert page.form.fields["phone"].error() == "This is needed"
    qtbot.keyClicks(page.form.edits["phone"], "13800006620")
    page.form.save.click()
    assert page.form.fields["phone"].error() == "Someone with this number is on file."
    page.form.fields["phone"]._fix.click()  # the same number, all the same: a family's telephone
    assert page._name.text() == "Sun Li"
    assert stage.shell.toast.accessibleName() == "Sun Li is on file"


def test_escape_leaves_the_form_before_it_leaves_the_page(customers):
    stage, page = customers
    page._presenter.start_adding()
    page._back()
    assert not page._presenter.state.adding
    assert stage.shell.current == "customers"


@pytest.fixture
def contracts(stages):
    stage = stages()
    return stage, stage.enter("contracts")


def test_a_contract_in_conflict_is_merged_and_not_printed(contracts):
    _, page = contracts
    asked = []
    page.go.disconnect()
    page.go.connect(lambda key, what: asked.append((key, what)))
    page._presenter.open("HZ02-26-01183")
    assert page.merge.isVisible()
    assert not page.print.isEnabled()
    page._print()
    page.merge.click()
    assert asked == [("merge", "case1")]


@pytest.mark.parametrize(("login", "sells"), [("chen", True), ("lin", False)])
def test_who_has_no_deal_desk_is_offered_none(stages, login, sells):
    page = stages().enter("contracts", login=login)
    asked = []
    page.go.disconnect()
    page.go.connect(lambda key, what: asked.append(key))
    page._presenter.open("HZ02-26-01183")
    page._open_deal()
    assert (page.deal.isVisible(), page._open_key.isEnabled(), asked) == (sells, sells, ["deal"] * sells)


def test_a_signed_contract_prints_and_a_cancelled_one_does_not(contracts):
    _, page = contracts
    asked = []
    page.go.disconnect()
    page.go.connect(lambda key, what: asked.append((key, what)))
    page._presenter.open("HZ02-26-01189")
    assert not page.merge.isVisible()
    assert page.print.accessibleName() == page._print_key.text() == "Print again"
    page._print()
    page._presenter.open("HZ02-26-01169")
    page._print()
    assert asked == [("print", "HZ02-26-01189")]
    assert page.print.accessibleName() == "Print and sign"


def test_an_order_without_a_promised_day_says_so_before_f10(contracts):
    _, page = contracts
    rows, asked = page.context.desk.contracts.rows, []
    at = next(n for n, row in enumerate(rows) if row.state == "draft")
    page.go.disconnect()
    page.go.connect(lambda key, what: asked.append((key, what)))
    for day, allowed in ((None, False), (date(2026, 12, 24), True)):
        rows[at] = replace(rows[at], vin="", delivery_date=day, case_id="", answer="", provisional=False)
        page._presenter.open(rows[at].no)
        assert page.print.isEnabled() == page._print_key.isEnabled() == allowed
        assert page._notice.isVisible() is not allowed
        assert page._notice.title() == "Nobody has said by when its car is promised"
        page._print()
        assert bool(asked) is allowed


def test_only_an_order_that_lost_its_car_is_told_so(contracts):
    _, page = contracts
    rows = page.context.desk.contracts.rows
    at = next(n for n, row in enumerate(rows) if row.state == "draft")
    for vin, place, title in (
        ("", 1, "On the waiting list"), ("", 0, "Provisional order"), (rows[0].vin, 0, "Provisional order"),
    ):  # fmt: skip
        rows[at] = replace(
            rows[at], state="approved", vin=vin, place=place, waiting=place, case_id="", provisional=True,
            delivery_date=date(2026, 12, 24),
        )  # fmt: skip
        page._presenter.open(rows[at].no)
        assert page._notice.title() == title
        assert ("signs anew" in page._notice.accessibleName()) is (not vin and not place)


def test_a_list_that_cannot_be_read_says_so_and_tries_again(stages, monkeypatch):
    stage = stages()
    page = stage.enter("contracts")
    from app.errors import DataDamaged

    gateway = page.context.desk.contracts
    right = gateway.page

    def broken(*args):
        raise DataDamaged("disk", "The disk cannot be read.")

    gateway.page = broken
    page._presenter.load()
    assert page.list.states.state == "message"
    assert page.banner.title() == "The disk cannot be read."
    gateway.page = right
    page.list.states.findChild(Button).click()
    assert page.list.states.state == "content"


def test_the_sync_page_says_that_everything_is_fetched_anew_after_an_update(stages):
    stage = stages()
    page = stage.enter("sync", online=True)
    assert "Data here" not in texts_of(page.overview)
    status = replace(page._presenter.state.status, fetching_anew="update")
    page.show_state(replace(page._presenter.state, status=status))
    assert "Data here" in texts_of(page.overview)
    assert "fetched anew after the update; you can go on working" in texts_of(page.overview)


def texts_of(widget):
    return {label.text() for label in widget.findChildren(QLabel)}
