"""C2, C4 and F1 at the desk: three plans, the way back from a monthly amount, and quotes in versions."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QLabel

from app.changes import Changes
from app.domain import pricing
from app.domain.finance import Method, Payer
from app.domain.money import format_amount
from app.i18n import tr
from app.presenters import (
    deal_desk_kept,
    deal_desk_plans,
    deal_desk_sheet,
    deal_desk_words,
    deal_for_customer,
)
from app.presenters.deal_desk_rows import DeskLine
from app.views import theme
from app.views.widgets.buttons import Button

Key, Mod = Qt.Key, Qt.KeyboardModifier


@pytest.fixture
def deal(stages, qtbot):
    """Customer, car and the bank's plan."""
    stage = stages()
    stage.window.activateWindow()
    qtbot.waitUntil(stage.window.isActiveWindow, timeout=2_000)
    presenter = stage.enter("deal").presenter
    presenter.new()
    presenter.choose_customer(replace(presenter.gateway.customer("c0"), address="88 Jiangling Road"))
    presenter.open_car("LCY7E4AB8T1004127")
    presenter.choose_plan("bank")
    return stage


def test_a_monthly_amount_changes_the_down_payment_and_leaves_the_price(qtbot, deal):
    presenter, plans = deal.page.presenter, deal.page.plans
    price = presenter.state.price
    qtbot.keyClick(deal.page, Key.Key_F7)
    qtbot.keyClicks(plans.monthly, "4361.52")
    qtbot.keyClick(plans.monthly, Key.Key_Return)
    state = presenter.state
    assert state.price == price
    assert state.chosen.monthly == 436_152
    assert abs(state.chosen.loan - 15_000_000) < 36
    assert state.chosen.on_delivery == state.sheet.payable - state.chosen.loan


def test_plans_follow_what_the_dealership_says_unless_they_were_changed_for_this_deal(deal, monkeypatch):
    presenter = deal.page.presenter
    full, bank, maker = presenter.state.offers
    dearer = tuple(replace(each, rate_bp=500) if each.months else each for each in (full, bank, maker))
    facts = replace(presenter.gateway.facts(), offers=dearer)
    monkeypatch.setattr(presenter.gateway, "facts", lambda: facts)
    presenter.set_terms(months=48)
    presenter.on_changes(Changes({"setting": frozenset({"x"})}))
    assert [each.rate_bp for each in presenter.state.offers] == [0, bank.rate_bp, 500]
    presenter.new()
    assert presenter.state.offers == dearer


@pytest.mark.parametrize("collected", [False, True])
def test_a_monthly_amount_changes_the_price_and_leaves_what_is_paid_at_once(deal, collected):
    presenter = deal.page.presenter
    presenter.collect_tax(collected)
    before = presenter.state.chosen
    deal.page.plans.aim.set_key("price")
    deal.page.plans._solve(before.monthly - 20_000)
    after = presenter.state.chosen
    assert 0 <= before.monthly - 20_000 - after.monthly < 10
    assert abs(after.on_delivery - before.on_delivery) <= 1
    assert presenter.state.discount > 600_000
    assert presenter.state.sheet.payable == after.loan + after.on_delivery


def test_the_terms_of_the_chosen_loan_are_changed_by_keys(qtbot, deal):
    presenter, panel = deal.page.presenter, deal.page.side.panels["loan"]
    loan = presenter.state.chosen.loan
    qtbot.keyClick(deal.page, Key.Key_F7, Mod.ShiftModifier)
    panel.method.set_key(Method.BALLOON.value)
    panel._show_fields()
    for edit, typed in ((panel.months, "24"), (panel.rate, "4.8"), (panel.balloon, "40")):
        edit.setFocus()
        edit.clear()
        qtbot.keyClicks(edit, typed)
    qtbot.keyClick(panel.balloon, Key.Key_Return)
    plan = presenter.state.chosen.plan
    assert (plan.agreed.months, plan.agreed.rate_bp, plan.agreed.balloon) == (24, 480, loan * 4 // 10)
    panel.months.setText("999")
    panel.go()
    assert panel.fields["months"].error()
    assert presenter.state.chosen.plan is plan


def test_the_schedule_of_the_loan_is_printed_and_it_is_said_where(deal):
    presenter, said = deal.page.presenter, []
    deal.page.said.connect(lambda what, where: said.append(where))
    deal.page._open_terms()
    deal.page.side.panels["loan"].print.click()
    assert presenter.gateway.printed[0].chosen.plan is presenter.state.chosen.plan
    assert said == ["Binjiang printer"]


def test_who_pays_in_full_has_no_terms_and_is_led_to_the_plans(deal):
    deal.page.presenter.choose_plan("full")
    deal.page._open_terms()
    assert deal.page.presenter.state.panel == "checks"
    assert not deal.page.banner.isHidden()


@pytest.mark.parametrize(
    "terms",
    [
        {"months": 60, "rate_bp": 350},
        {"method": Method.EQUAL_PRINCIPAL},
        {"method": Method.BALLOON, "balloon_bp": 4_000},
        {"method": Method.SUBSIDISED, "buyer_rate_bp": 100, "payer": Payer.DEALER},
    ],
)
def test_terms_outlive_a_power_cut_and_the_contract(deal, terms):
    presenter = deal.page.presenter
    presenter.set_terms(**terms)
    state = presenter.state
    again = deal_desk_kept.restore(deal_desk_kept.content_of(state), presenter.state)
    assert again.offers == state.offers
    offers, key, loan = deal_desk_plans.offers_of(state.chosen.terms())
    drawn = replace(state, offers=offers, plan=key, loan=loan)
    assert drawn.chosen.plan == state.chosen.plan


def test_a_quote_goes_out_by_keys_and_is_printed(qtbot, deal):
    presenter, panel = deal.page.presenter, deal.page.side.panels["quotes"]
    quotes = presenter.gateway.quotes
    qtbot.keyClick(deal.page, Key.Key_F8, Mod.ShiftModifier)
    assert panel.until.text() == "2026-11-29"
    qtbot.keyClicks(panel.until, "+3")
    qtbot.keyClick(panel.until, Key.Key_Return)
    made = quotes.given[-1]
    assert (made.valid_until.isoformat(), made.payable) == ("2026-11-25", presenter.state.sheet.payable)
    assert quotes.printed == [made.no]
    assert presenter.state.deal_no == made.deal
    presenter.draw()
    assert presenter.gateway.drawn_states[-1].deal == made.deal


def test_ctrl_s_gives_the_next_version_out_without_another_key(qtbot, deal):
    quotes = deal.page.presenter.gateway.quotes
    before = len(quotes.given)
    qtbot.keyClick(deal.page, Key.Key_S, Mod.ControlModifier)
    assert [made.valid_until.isoformat() for made in quotes.given[before:]] == ["2026-11-29"]


def test_ctrl_s_again_says_which_quote_it_is_and_gives_none(qtbot, deal):
    presenter, panel = deal.page.presenter, deal.page.side.panels["quotes"]
    quotes = presenter.gateway.quotes
    (key,) = [each for each in deal.page.actions() if each.shortcut().toString() == "Ctrl+S"]
    assert not key.autoRepeat()
    qtbot.keyClick(deal.page, Key.Key_S, Mod.ControlModifier)
    given, printed = list(quotes.given), list(quotes.printed)
    qtbot.keyClick(deal.page, Key.Key_S, Mod.ControlModifier)
    assert (quotes.given, quotes.printed) == (given, printed)
    assert panel.fields["valid_until"].error() == f"This is quote {given[-1].no} already."
    panel.until.setText("2026-11-28")
    qtbot.keyClick(deal.page, Key.Key_S, Mod.ControlModifier)
    assert len(quotes.given) == len(given) + 1, "another day is another quote"
    presenter.set_discount(presenter.state.discount + 100_000)
    qtbot.keyClick(deal.page, Key.Key_S, Mod.ControlModifier)
    assert len(quotes.given) == len(given) + 2, "another price, too"


def test_ctrl_s_of_a_closed_deal_commits_no_other_panel(qtbot, deal, monkeypatch):
    presenter = deal.page.presenter
    presenter.draw()
    deal.page._open_panel("deposit")
    gone = []
    monkeypatch.setattr(deal.page.side.panels["deposit"], "go", lambda: gone.append(1))
    presenter._set(drawn=replace(presenter.state.drawn, state="submitted"))
    qtbot.keyClick(deal.page, Key.Key_S, Mod.ControlModifier)
    assert gone == []


def test_a_quote_that_holds_for_ever_is_refused_beside_its_field(qtbot, deal):
    panel = deal.page.side.panels["quotes"]
    deal.page._open_panel("quotes")
    panel.until.setText("+90")
    panel.go()
    assert panel.fields["valid_until"].error()
    assert len(deal.page.presenter.gateway.quotes.given) == 1


def test_a_version_comes_back_onto_the_desk_without_being_typed(deal):
    presenter = deal.page.presenter
    quotes = presenter.gateway.quotes
    made = quotes.give(presenter.state, presenter.state.facts.today)
    presenter.take_quote(made)
    state = presenter.state
    assert (state.buyer.id, state.discount, state.deal_no, state.panel) == (
        "c0",
        700_000,
        made.deal,
        "checks",
    )
    again = deal_desk_kept.restore(deal_desk_kept.content_of(state), state)
    assert again.deal == made.deal


def test_a_version_that_ran_out_says_so_and_asks_for_a_new_one(deal):
    presenter, panel = deal.page.presenter, deal.page.side.panels["quotes"]
    deal.page._open_panel("quotes")
    presenter.take_quote(presenter.gateway.quotes.given[0])
    assert presenter.state.panel == "quotes"
    assert (
        "ran out" in panel.fields["valid_until"].error()
        or "new version" in panel.fields["valid_until"].error()
    )


def test_another_customer_s_deal_is_not_carried_on(deal):
    presenter = deal.page.presenter
    presenter.give_quote(presenter.state.facts.today)
    assert presenter.state.deal_no
    presenter.choose_customer(presenter.gateway.customer("c1"))
    assert presenter.state.deal_no == ""


def test_neither_way_to_pay_nor_monthly_amount_goes_on_to_the_next_customer(deal):
    page = deal.page
    panel, usual = page.side.panels["deposit"], deal_desk_words.methods()[0][0]
    page._open_panel("deposit")
    panel.method.set_key("transfer")
    page.plans.monthly.set_amount(300_000)
    page.plans.aim.set_key("price")
    page.plans._refuse("No price is low enough.")
    page.presenter.collect_tax(True)
    assert page.plans.monthly.amount() == 300_000  # of the same deal it stays
    page._new()
    page._open_panel("deposit")
    assert (panel.amount.amount(), panel.method.key()) == (None, usual)
    assert (page.plans.monthly.amount(), page.plans.aim.key()) == (None, "loan")
    assert page.plans._wrong.isHidden()


def test_what_was_typed_for_one_deal_is_gone_in_the_next(deal):
    panel = deal.page.side.panels["add_ons"]
    deal.page._open_panel("add_ons")
    panel.kind.set_key("other")
    for edit in (panel.name, panel.amount, panel.payee):
        edit.setText("700")
    deal.page.presenter.collect_tax(True)
    assert panel.half_done()  # of the same deal it stays
    deal.page._new()
    assert not panel.half_done()
    assert (panel.payee.text(), panel.kind.key()) == ("", "add_on")


def test_a_bundle_goes_into_the_deal_with_one_pick(deal):
    presenter, panel = deal.page.presenter, deal.page.side.panels["add_ons"]
    deal.page._open_panel("add_ons")
    bundle = presenter.state.facts.bundles[0]
    before = presenter.state.sheet.payable
    link = next(each for each in panel.findChildren(Button) if each.text().startswith(bundle.name))
    link.click()
    state = presenter.state
    assert state.sheet.payable == before + bundle.price
    assert {item.label for item in bundle.items} <= {line.label for line in state.sold_lines}
    assert [line.priced.charged for line in state.lines if line.nature == "gift"] == [0]


def test_a_gift_of_the_dealership_s_list_is_picked_and_counts_as_listed(deal):
    presenter, panel = deal.page.presenter, deal.page.side.panels["add_ons"]
    deal.page._open_panel("add_ons")
    (listed,), before = presenter.state.facts.gifts.listed, presenter.state.limit
    link = next(each for each in panel.findChildren(Button) if each.text().startswith(listed.label))
    link.click()
    (gift,) = [line for line in presenter.state.lines if line.label == listed.label]
    assert (gift.amount, gift.priced.charged) == (listed.worth, 0)
    assert presenter.state.limit == before - listed.counts


def test_a_gift_beside_the_list_asks_a_manager_and_says_which(deal, monkeypatch):
    presenter = deal.page.presenter
    facts = presenter.gateway.facts()
    facts = replace(facts, gifts=replace(facts.gifts, asked=True))
    monkeypatch.setattr(presenter.gateway, "facts", lambda: facts)
    presenter.on_changes(Changes({"setting": frozenset({"x"})}))
    assert not presenter.state.needs_approval
    presenter.add_line(DeskLine("", "Gold bar", 1, nature="gift"))
    state = presenter.state
    assert state.needs_approval
    rows = {row.item: row for row in deal_desk_sheet.rows(state)}
    assert (rows["Gold bar"].tone, rows[tr("Discount")].nature) == ("bad", ""), (
        "the discount is not what is wrong"
    )
    panel = deal.page.side.panels["approval"]
    deal.page._open_panel("approval")
    assert any("Gold bar" in each.text() for each in panel.findChildren(QLabel))
    item = next(each for each in presenter.checks if each.code == "gift_unapproved")
    assert (item.level, item.target) == ("block", "approval")
    presenter.approve("wang.yt", "showroom", ("campaign", ""))
    assert not presenter.state.needs_approval
    presenter.add_line(DeskLine("", "Gold watch", 1, nature="gift"))
    assert presenter.state.needs_approval


def test_what_a_gift_costs_us_goes_with_it(qtbot, deal):
    presenter, panel = deal.page.presenter, deal.page.side.panels["add_ons"]
    deal.page._open_panel("add_ons")
    panel.kind.set_key("gift")
    panel._show_fields("gift")
    qtbot.keyClicks(panel.name, "Charger")
    qtbot.keyClicks(panel.amount, "2999")
    qtbot.keyClicks(panel.cost, "1500")
    panel.go()
    (gift,) = [line for line in presenter.state.lines if line.label == "Charger"]
    assert (gift.amount, gift.cost, gift.priced.charged) == (299_900, 150_000, 0)


@pytest.mark.parametrize(
    ("kind", "name", "says", "key"),
    [
        ("add_on", "Mats", "What it costs us (¥)", "add_on:Mats"),
        ("warranty", "Five years", "What it costs us (¥)", "warranty:Five years"),
        ("other", "Number", "What we pass on (¥)", "add_on:Number"),
        ("insurance", "", "What we pass on (¥)", "insurance"),
    ],
)
def test_what_any_charge_costs_us_goes_with_it_and_its_customer_never_reads_it(deal, kind, name, says, key):
    presenter, panel = deal.page.presenter, deal.page.side.panels["add_ons"]
    deal.page._open_panel("add_ons")
    panel.kind.set_key(kind)
    panel._show_fields(kind)
    assert panel.cost.isVisible()
    assert panel.cost.accessibleName() == says
    panel.name.setText(name)
    panel.payee.setText("Registry")
    panel.amount.set_amount(80_000)
    panel.cost.set_amount(76_543)
    panel.go()
    (line,) = [line for line in presenter.state.lines if line.key == key]
    assert (line.amount, line.cost, line.priced.charged) == (80_000, 76_543, 80_000)
    assert panel.kind.key() == ("add_on" if kind == "insurance" else kind)
    assert not any(said in repr(deal_for_customer.shown(presenter.state)) for said in ("76543", "765.43"))
    assert all("765.43" not in repr(row) for row in deal_desk_sheet.rows(presenter.state))


def test_an_add_on_that_stands_in_the_panel_is_on_the_contract(qtbot, deal):
    page = deal.page
    page._open_panel("add_ons")
    panel = page.side.panels["add_ons"]
    qtbot.keyClicks(panel.name, "Window film")
    page._draw()
    assert page.presenter.state.drawn is None  # half an add-on: its amount is asked for
    assert panel.fields["amount"].error()
    qtbot.keyClicks(panel.amount, "1980")
    page._draw()
    assert page.presenter.state.drawn is not None
    assert not page.presenter.state.changed
    assert ("Window film", 198_000) in [(line.label, line.amount) for line in page.presenter.state.sold_lines]


def test_a_day_that_is_none_keeps_the_keys_with_its_sentence(qtbot, deal):
    panel = deal.page.side.panels["quotes"]
    qtbot.keyClick(deal.page, Key.Key_F8, Mod.ShiftModifier)
    for wrong, said in (("13-45", "is not a date"), ("", "This is needed")):
        panel.until.clear()
        qtbot.keyClicks(panel.until, wrong)
        qtbot.keyClick(panel.until, Key.Key_Return)
        assert said in panel.fields["valid_until"].error()
        assert panel.until.hasFocus(), "typing goes on where it is wrong"
    before = len(deal.page.presenter.gateway.quotes.given)
    qtbot.keyClicks(deal.window.focusWidget(), "+5")
    qtbot.keyClick(panel.until, Key.Key_Return)
    assert len(deal.page.presenter.gateway.quotes.given) == before + 1


def test_what_was_said_of_one_thing_is_gone_when_another_panel_opens(qtbot, deal):
    page = deal.page
    for key, mod, panel in (
        (Key.Key_F8, Mod.ShiftModifier, "quotes"), (Key.Key_F6, Mod.NoModifier, "add_ons"),
        (Key.Key_F9, Mod.NoModifier, "deposit"),
    ):  # fmt: skip
        qtbot.keyClick(page, Key.Key_T, Mod.ControlModifier)
        assert "Draw the contract first" in page.banner.accessibleName()
        assert page.banner.isVisible()
        qtbot.keyClick(page, key, mod)
        assert page.presenter.state.panel == panel
        assert not page.banner.isVisible()


def test_a_used_car_put_onto_the_contract_stands_in_the_prices_and_in_every_plan_at_once(deal, monkeypatch):
    page, presenter = deal.page, deal.page.presenter
    presenter.draw()
    assert page.price.used_car.isEnabled()
    looked_at = replace(presenter.state.drawn, appraised=("浙A7K2M5",))
    monkeypatch.setattr(presenter.gateway, "drawn", lambda no: looked_at)
    presenter.on_changes(Changes({"trade_in": frozenset({"t1"})}))
    _, pending, _ = page.price.totals.model().rows
    assert (pending.item, pending.shown) == ("Trade-in 浙A7K2M5", "—")
    before = {key: plan.on_delivery for key, plan in presenter.state.plans.items()}
    used = DeskLine("used", "浙A7K2M5", 5_000_000, kind=pricing.TRADE_IN)
    drawn = replace(presenter.state.drawn, trade_ins=(used,))
    monkeypatch.setattr(presenter.gateway, "drawn", lambda no: drawn)
    presenter.on_changes(Changes({"contract": frozenset({"k1"})}))
    model = page.price.totals.model()
    shown = {model.index(at, 0).data(): model.index(at, 3).data() for at in range(model.rowCount())}
    assert "Trade-in 浙A7K2M5 Ctrl+T shows it" in shown
    assert shown["Payable here"] == format_amount(presenter.state.sheet.payable)
    for key, button in page.plans.buttons.items():
        assert f"On delivery {format_amount(before[key] - 5_000_000)}" in button.accessibleName(), key


def test_nothing_is_said_in_negative_figures_below_a_discount_above_the_price(deal):
    page, presenter = deal.page, deal.page.presenter
    presenter.set_discount(presenter.state.car.list_price + 100)
    assert presenter.state.priceless
    shown = [*page.price.table.model().rows, *page.price.totals.model().rows]
    assert [row.shown for row in shown if row.total] == ["—", "—", "—"]
    assert page.side.balance._figure.text() == "—"
    assert page.side.balance._shares._shares == ()
    for button in page.plans.buttons.values():
        assert "−" not in button.accessibleName()
    presenter.set_discount(0)
    assert page.price.totals.model().rows[-1].shown == format_amount(presenter.state.sheet.payable)


def test_a_manager_elsewhere_is_asked_from_the_panel_for_the_one_who_is_here(deal):
    page, presenter = deal.page, deal.page.presenter
    presenter.set_discount(presenter.state.limit + 100_000)
    presenter.draw()
    assert presenter.state.panel == "approval"
    page.side.panels["approval"].elsewhere.click()
    assert presenter.state.drawn.state == "submitted"
    assert page.side.outcome.isVisibleTo(page)


def test_an_amount_that_is_none_keeps_the_keys_is_red_and_is_typed_over(qtbot, deal):
    discount = deal.page.price.table.fields()["discount"]
    discount.setFocus()
    red = QColor(theme.tokens().bad)
    assert discount.grab().toImage().pixelColor(0, discount.height() // 2) != red
    qtbot.keyClicks(discount, "20,030000.00")
    qtbot.keyClick(discount, Key.Key_Return)
    assert discount.hasFocus()
    assert discount.grab().toImage().pixelColor(0, discount.height() // 2) == red
    qtbot.keyClicks(discount, "2000")
    qtbot.keyClick(discount, Key.Key_Return)
    assert deal.page.presenter.state.discount == 200_000
    assert not discount.hasFocus()


def test_a_day_that_cannot_be_read_says_so_and_is_not_the_next_deals(deal):
    page = deal.page
    page.handover.date.setText("abc")
    page._draw()
    assert "handover date cannot be read" in page.banner.accessibleName()
    page._new()
    assert (page.handover.date.text(), page.handover._date.error()) == ("", "")
