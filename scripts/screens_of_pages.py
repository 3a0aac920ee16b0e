"""The pictures of the showroom, of the lists and of money; the others are in `screens`."""

# ruff: noqa: SLF001 - it plays with the views' insides

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from app.domain import energy
from app.presenters.sync_status import SyncStatus
from app.views.showroom.presentation import Presentation
from scripts.screens_of_deliveries import DELIVERIES
from tests.gui import fakes_desk, fakes_sync
from tests.gui.stage import Stage
from tests.gui.story import TODAY, WAITING, drawn_on

Act = Callable[[Stage], object]


def words(stage: Stage, zh: str, en: str) -> str:
    return zh if stage.language == "zh_CN" else en


# ------------------------------------------------------------------ the showroom


def showroom(stage: Stage) -> None:
    page = stage.enter("showroom", login="chen")
    presenter = page.presenter
    presenter.want(price=(16_000_000, 30_000_000), energies=frozenset({"bev", "erev"}))
    for trim in presenter.state.shown.trims[:2]:
        presenter.toggle(trim)
    page.results.cards.setFocus()


def showroom_needs(stage: Stage) -> None:
    page = stage.enter("showroom", login="chen")
    page.results.swap_side()
    page.presenter.need(
        budget=28_000_000,
        use="family",
        energies=frozenset(energy.shipped()[code] for code in ("bev", "erev")),
        seats=5,
        colour="blue",
    )
    page.results.cards.setFocus()


def showroom_model(stage: Stage) -> None:
    showroom_needs(stage)
    stage.page._open(next(trim for trim in stage.page.presenter.state.trims if trim.code == "x7"))
    stage.page.detail.cars.setFocus()


def showroom_compare(stage: Stage) -> None:
    page = stage.enter("showroom", login="chen")
    for code in ("x7", "x7r", "c5"):
        page.presenter.toggle(next(trim for trim in page.presenter.state.trims if trim.code == code))
    page._compare()
    page.comparing.show_only(True)


def showroom_sheet(stage: Stage) -> None:
    showroom_compare(stage)
    stage.page.comparing.prepare()


def showroom_none(stage: Stage) -> None:
    page = stage.enter("showroom", login="chen")
    page.presenter.want(price=(None, 100_000))


def presentation(stage: Stage) -> None:
    showroom_model(stage)
    stage.page._present()
    shown = next(iter(stage.window.findChildren(Presentation)))
    shown.showNormal()  # this "screen" is smaller than what is drawn
    shown.setGeometry(stage.window.geometry())


# ------------------------------------------------------------------ lists


def stock(stage: Stage) -> None:
    page = stage.enter("stock", login="he", online=True)
    page.table.choose(4)
    page.table.setFocus()


def stock_sales(stage: Stage) -> None:
    stage.enter("stock", login="chen").table.choose(8)


def stock_empty(stage: Stage) -> None:
    page = stage.enter("stock", login="chen")
    page.search.setText("ZZZ")
    page.search._ask()


def stock_receive(stage: Stage) -> None:
    page = stage.enter("stock", login="he", online=True)
    page._presenter.receive("arrivals.csv")


def stock_loading(stage: Stage) -> None:
    stage.enter("stock", login="chen").list.states.show_loading()


def stock_failed(stage: Stage) -> None:
    page = stage.enter("stock", login="chen")
    page._presenter._set(failed=True)


def sync(stage: Stage) -> None:
    stage.enter("sync")


def sync_calm(stage: Stage) -> None:
    _with_status(
        stage, "sync", SyncStatus(online=True, last_contact=fakes_desk.today_at(12, 19), clock_skew=0.1)
    )


def sync_overwritten(stage: Stage) -> None:
    status = SyncStatus(online=True, last_contact=fakes_desk.today_at(12, 19), clock_skew=0.1)
    _with_status(stage, "sync", replace(status, overwritten=fakes_sync.overwritten(stage.language)))


def show_check(stage: Stage) -> None:
    stage.enter("sync", online=True)
    stage.page.go.emit("show_check", None)


def _with_status(stage: Stage, screen: str, status: SyncStatus) -> None:
    stage.enter(screen, online=True)
    stage.stack.desk.sync.current = status
    stage.shell.sync.load()


def chip_offline(stage: Stage) -> None:
    _with_status(stage, "contracts", replace(fakes_sync.sync_status(stage.language), cases=()))


def chip_syncing(stage: Stage) -> None:
    status = replace(fakes_sync.sync_status(stage.language, online=True), cases=(), sending=(3, 7))
    _with_status(stage, "contracts", status)


def chip_risk(stage: Stage) -> None:
    status = fakes_sync.sync_status(stage.language)
    _with_status(
        stage, "contracts", replace(status, risk=words(stage, "签约授权 2 小时后到期", "Signing ends in 2 h"))
    )


def customers(stage: Stage) -> None:
    stage.enter("customers").table.choose(0)


def customer_new(stage: Stage) -> None:
    stage.enter("customers")._presenter.start_adding()


def customer_company(stage: Stage) -> None:
    page = stage.enter("customers")
    page._presenter.start_adding()
    inputs, phone = page.form.inputs, page._presenter.state.listing.rows[0].phone
    name = words(stage, "滨江租车有限公司", "Binjiang Car Hire Ltd")
    inputs.show_values({"kind": "company", "id_kind": "licence", "name": name, "phone": phone})
    page._presenter.look_up(phone, "")


def customer_edit(stage: Stage) -> None:
    page = stage.enter("customers")
    page.table.choose(0)
    page._edit()


def customer_page(stage: Stage) -> None:
    stage.enter("customers").go.emit("customer_page", "c0")


def customers_twice(stage: Stage) -> None:
    """Another desk entered one of them, too, while both were offline."""
    page, people = stage.enter("customers"), stage.stack.desk.customers
    zhou, *others = people.rows
    again = replace(
        zhou, id="c9", name=words(stage, "周明惠", "Zhou Ming-hui"), id_last4="", deals=0, latest="",
        address=words(stage, "滨江区江陵路", "Jiangling Road"), same_id=zhou.id, same_name=zhou.name,
    )  # fmt: skip
    people.rows = [again, replace(zhou, same_id=again.id, same_name=again.name), *others]
    page._presenter.load()
    page.table.choose(0)


def customer_same(stage: Stage) -> None:
    customers_twice(stage)
    stage.page._compare()


def customer_reveal(stage: Stage) -> None:
    customer_page(stage)
    stage.page._reveal()


def customer_service(stage: Stage) -> None:
    customer_page(stage)
    stage.page.service.book.click()


def customer_call(stage: Stage) -> None:
    customer_page(stage)
    card = stage.page.service
    card.table.row_opened.emit(card.lines.row_at(1))


def service(stage: Stage) -> None:
    stage.enter("service").table.choose(0)


def leads(stage: Stage) -> None:
    stage.enter("leads", login="wang").table.choose(1)


def leads_lost(stage: Stage) -> None:
    leads(stage)
    panel = stage.page.panel
    panel.outcome.set_current("lost")
    panel._show_outcome()
    panel.reason.buttons()[1].click()
    panel.note.setText(
        words(stage, "别的品牌，同级别，一周交车", "Another brand, same size. Delivery in a week.")
    )


def lead_new(stage: Stage) -> None:
    page = stage.enter("leads")
    page._presenter.show_form("new")
    page.form.name.setText(words(stage, "周", "Zhou"))
    page._presenter.find_people(page.form.name.text())


def leads_none(stage: Stage) -> None:
    page = stage.enter("leads", login="wang")
    stage.stack.desk.more["leads"].rows = []
    page._presenter.load()


def contracts(stage: Stage) -> None:
    stage.enter("contracts").table.choose(1)


def contract_files(stage: Stage) -> None:
    page = stage.enter("contracts")
    page.entered("HZB2-26-00412")
    page.files.table.choose(1)


def pictures(stage: Stage) -> None:
    page = stage.enter("stock", online=True)
    page.table.choose(2)
    page.panel.picture.asked.emit("c5p")


def contracts_waiting(stage: Stage) -> None:
    """Orders without a car: who waits longest stands first, each in the line for that model and colour."""
    page = stage.enter("contracts", login="wang")
    known = stage.stack.desk.contracts.rows
    blue, white = words(stage, "曜夜蓝", "Night blue"), words(stage, "云母白", "Mica white")
    waiting = [
        replace(
            known[2], no=no, buyer=words(stage, *buyer), model=known[0].model, vin="", price=known[0].price,
            delivery_date=TODAY + timedelta(days=days), drawn_on=drawn_on(no), amendments=0,
            place=place, waiting=all_, colour=white if all_ > 1 else blue,
        )
        for no, buyer, days, (place, all_) in WAITING
    ]  # fmt: skip
    known[:0] = waiting
    page._presenter.load()
    page.views.chosen.emit("no_car")
    page.table.choose(2)


def margin(stage: Stage) -> None:
    """The back office looks at what a deal brings."""
    page = stage.enter("contracts", login="lin", finance=True)
    page.table.choose(1)
    page.margin.click()


def contracts_none(stage: Stage) -> None:
    stage.enter("contracts")
    stage.stack.desk.contracts.rows = []
    stage.page._presenter.load()


def approvals(stage: Stage) -> None:
    stage.enter("approvals", login="wang", online=True).table.choose(0)


def approvals_answered(stage: Stage) -> None:
    page = stage.enter("approvals", login="wang", online=True)
    page.views.set_current("answered")
    page.views.chosen.emit("answered")
    page.table.choose(1)


def templates(stage: Stage) -> None:
    """The draft at the clause that the linter stops."""
    page = stage.enter("templates", login="sun", online=True)
    page._go_to(page._presenter.state.tried.marks[0])


def templates_compare(stage: Stage) -> None:
    """The draft beside the version in force."""
    templates(stage)
    stage.page._presenter.speak(stage.language)
    stage.page._compare()


def test_drives(stage: Stage) -> None:
    stage.enter("test_drives").table.choose(2)


def test_drives_week(stage: Stage) -> None:
    page = stage.enter("test_drives")
    page.views.chosen.emit("week")
    page._presenter.choose(page._presenter.state.drives[3])


def test_drives_list(stage: Stage) -> None:
    page = stage.enter("test_drives")
    page.views.chosen.emit("list")
    page.table.choose(3)


def test_drive_late(stage: Stage) -> None:
    stage.clock.advance(minutes=45)
    page = stage.enter("test_drives")
    page._presenter.load()
    page._presenter.choose(page._presenter.late())


def test_drive_booking(stage: Stage) -> None:
    page = stage.enter("test_drives")
    page._presenter.start_booking()
    page.form.search.setText(words(stage, "沈", "Shen"))
    page._presenter.find_people(page.form.search.text())


def money(stage: Stage) -> None:
    page = stage.enter("money", login="lin")
    page.table.choose(0)


def money_take(stage: Stage) -> None:
    page = stage.enter("money", login="lin")
    page.table.choose(0)
    page._take()
    page.taking.parts[0].amount.set_amount(10_000_000)
    page.taking.parts[0].reference.setText("0412-000900")
    page.taking._add_part()


def money_refund(stage: Stage) -> None:
    page = stage.enter("money", login="lin")
    page.table.choose(0)
    page._back("refund")


def money_waiting(stage: Stage) -> None:
    page = stage.enter("money", login="wang")
    page.views.chosen.emit("waiting")
    page.table.choose(0)


def loan(stage: Stage) -> None:
    page = stage.enter("loan")
    page.entered({"deal": "D-HZ02-26-01187"})
    page.table.choose(4)


def loan_answer(stage: Stage) -> None:
    stage.enter("loan")
    gateway = stage.stack.desk.more["loans"]
    made = tuple(replace(each, state="there", note="") for each in gateway.loan.papers)
    gateway.loan = replace(gateway.loan, papers=made)
    stage.page.entered({"deal": "D-HZ02-26-01187"})
    stage.page._step()


def trade_in(stage: Stage) -> None:
    page = stage.enter("trade_in")
    page.entered({"deal": "D-HZ02-26-01187", "contract": "HZ02-26-01187"})
    page.table.choose(0)


def trade_in_offer(stage: Stage) -> None:
    trade_in(stage)
    stage.page._open_form("offer")


def loan_plans(stage: Stage) -> None:
    page = stage.enter("loan_plans", login="sun")
    page.table.choose(0)
    page._presenter.try_out(page._typed())
    page.table.setFocus()


def used_car_money(stage: Stage) -> None:
    page = stage.enter("used_car_money", login="lin")
    page.table.choose(0)
    page.table.setFocus()


def till(stage: Stage) -> None:
    page = stage.enter("till", login="lin")
    shift = page._presenter.state.shift
    for line, known in zip(page.lines, shift.lines, strict=True):
        line.counted.set_amount(known.expected)
    for note, pieces in {10_000: 251, 5_000: 9, 500: 7}.items():
        page.notes[note].setText(str(pieces))
    page._add_up()


def search(stage: Stage) -> None:
    stage.enter("contracts")
    stage.shell.top.search.setText(words(stage, "周", "X7"))
    stage.shell.top.search._ask()


# name: (what to do, what the terminal is like)
PAGES: dict[str, Act] = {
    "showroom": showroom,
    "showroom-needs": showroom_needs,
    "showroom-model": showroom_model,
    "showroom-compare": showroom_compare,
    "showroom-sheet": showroom_sheet,
    "showroom-none": showroom_none,
    "presentation": presentation,
    "stock": stock,
    "stock-sales": stock_sales,
    "stock-empty": stock_empty,
    "stock-receive": stock_receive,
    "stock-loading": stock_loading,
    "stock-failed": stock_failed,
    "sync": sync,
    "sync-calm": sync_calm,
    "sync-overwritten": sync_overwritten,
    "show-check": show_check,
    "chip-offline": chip_offline,
    "chip-syncing": chip_syncing,
    "chip-risk": chip_risk,
    "customers": customers,
    "customers-twice": customers_twice,
    "customer-same": customer_same,
    "customer-new": customer_new,
    "customer-company": customer_company,
    "customer-edit": customer_edit,
    "customer-page": customer_page,
    "customer-reveal": customer_reveal,
    "customer-service": customer_service,
    "customer-call": customer_call,
    "service": service,
    "leads": leads,
    "leads-lost": leads_lost,
    "lead-new": lead_new,
    "leads-none": leads_none,
    "contracts": contracts,
    "contract-files": contract_files,
    "pictures": pictures,
    "margin": margin,
    "contracts-none": contracts_none,
    "contracts-waiting": contracts_waiting,
    "approvals": approvals,
    "approvals-answered": approvals_answered,
    "templates": templates,
    "templates-compare": templates_compare,
    "test-drives": test_drives,
    "test-drives-week": test_drives_week,
    "test-drives-list": test_drives_list,
    "test-drive-late": test_drive_late,
    "test-drive-booking": test_drive_booking,
    "money": money,
    "money-take": money_take,
    "money-refund": money_refund,
    "money-waiting": money_waiting,
    "loan": loan,
    "loan-answer": loan_answer,
    "trade-in": trade_in,
    "trade-in-offer": trade_in_offer,
    "till": till,
    "used-car-money": used_car_money,
    "loan-plans": loan_plans,
    "search": search,
    **DELIVERIES,
}
