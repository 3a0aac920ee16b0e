"""What `screenshots.py` draws: each screen's name, and how a window comes to show it."""

# ruff: noqa: SLF001 - it plays with the views' insides

from __future__ import annotations

import math
from dataclasses import replace
from datetime import timedelta
from typing import Any

from app.domain.finance import Method
from app.domain.pricing import TRADE_IN
from app.presenters.deal_desk import DealDeskPresenter
from app.presenters.deal_desk_rows import DeskLine
from app.presenters.enrol import EnrolProgress
from app.views.devices_dialog import DevicesDialog
from app.views.leave_dialog import LeaveDialog
from app.views.password_dialog import PasswordDialog
from app.views.report_dialog import ReportDialog
from app.views.seal_dialog import SealDialog
from scripts.screens_of_pages import PAGES, Act, contracts_waiting, words
from tests.gui import story
from tests.gui.stage import Stage

# A hand that signs: loops that run on to the right, and a line beneath.
SIGNATURE = (
    tuple(
        (0.30 + n / 300 + 0.02 * math.cos(n / 3), 0.45 + 0.22 * math.sin(n / 3) * math.exp(-n / 90))
        for n in range(90)
    ),
    tuple((0.32 + n / 90, 0.78 - 0.05 * math.sin(n / 9)) for n in range(30)),
)


# ------------------------------------------------------------------ before the desk


def sign_in(stage: Stage) -> None:
    stage.stack.currentWidget().password.setText("showroom")


def sign_in_wrong(stage: Stage) -> None:
    page = stage.stack.currentWidget()
    page.password.setText("wrong")
    page.button.click()


def sign_in_recovery(stage: Stage) -> None:
    """The keychain is lost: what happened, and then the field for the code."""
    stage.terminal.keychain_lost = True
    page = stage.stack.currentWidget()
    page.password.setText("showroom")
    page.button.click()


def sign_in_code(stage: Stage) -> None:
    sign_in_recovery(stage)
    page = stage.stack.currentWidget()
    page._ask_for_code()
    page.code.setText("K7F2MQ8XPA")


def stopwatch(stage: Stage) -> None:
    stage.enter("deal")
    stage.shell.user_menu.stopwatch_asked.emit()


def devices(stage: Stage) -> None:
    stage.enter("money")
    stage.shell.user_menu.devices_asked.emit()
    (dialog,) = stage.window.findChildren(DevicesDialog)
    dialog.address.setText("192.168.1.50")
    dialog.width_of.set_key("58")
    dialog.drawer.setChecked(True)
    dialog.reader.setText("192.168.1.60:10000")
    dialog.pad.setText("usb")
    dialog.try_out.click()


def seal(stage: Stage) -> None:
    """Another seal is chosen, which the dealership does not know yet."""
    stage.enter("templates", login="sun")
    stage.shell.user_menu.seal_asked.emit()
    (dialog,) = stage.window.findChildren(SealDialog)
    dialog.file.setText(words(stage, "合同专用章-2028.p12", "contracts-2028.p12"))
    dialog.passphrase.setText("right")
    dialog.commit.click()


def change_password(stage: Stage) -> None:
    stage.enter("deal", online=True)
    stage.shell.user_menu.password_asked.emit()
    dialog = next(iter(stage.window.findChildren(PasswordDialog)))
    dialog.old.setText("showroom")
    dialog.new.setText("orchard-Kettle-0815")
    dialog.new.textEdited.emit(dialog.new.text())
    dialog.again.setText("orchard-Kettle-0816")
    dialog.commit.click()


def locked(stage: Stage) -> None:
    stage.enter("stock")
    stage.stack.lock()


def first_run(stage: Stage) -> None:
    """The window as it opens on an empty folder."""


def first_sync(stage: Stage) -> None:
    enrolling = stage.stack._enrol
    enrolling._set(busy=True)
    enrolling.tell(EnrolProgress("first_sync"))


# ------------------------------------------------------------------ the deal desk


def _deal(stage: Stage, *, vin: str = "", **desk: Any) -> DealDeskPresenter:
    page = stage.enter("deal", **desk)
    presenter: DealDeskPresenter = page.presenter
    presenter.new()
    if vin:
        presenter.choose_customer(
            replace(
                presenter.gateway.customer("c0"),
                address=words(stage, "滨江区江陵路 88 号 3-602", "88 Jiangling Road"),
            )
        )
        presenter.open_car(vin)
    return presenter


def _typed(stage: Stage, seconds: int, keys: int) -> None:
    watch = stage.page.presenter.stopwatch
    for _key in range(keys):
        watch.count_key()
    stage.clock.advance(seconds=seconds)
    stage.page.steps.tick()


def _priced(stage: Stage, presenter: DealDeskPresenter, *, discount: int = story.ZHOU.discount) -> None:
    presenter.set_discount(discount)
    presenter.add_line(presenter.state.facts.frequent[0])
    gift = replace(
        presenter.state.facts.frequent[0],
        key="",
        label=words(stage, *story.CHARGER),
    )
    presenter.add_line(replace(gift, amount=0, kind="gift", nature="gift"))
    presenter.set_line("insurance", story.INSURANCE)
    presenter.set_line("plates", story.PLATES)
    presenter.collect_tax(True)
    presenter.choose_plan("bank")
    presenter.set_delivery(
        on=presenter.state.facts.today + timedelta(days=3), place=words(stage, "滨江展厅", "Binjiang hall")
    )


def deal_touch(stage: Stage) -> None:
    """Fingers work here: the keys for the amount stand beside it."""
    deal_deposit(stage)
    stage.window.activateWindow()
    stage.page.side.panels["deposit"].amount.setFocus()


def deal_empty(stage: Stage) -> None:
    _deal(stage)


def deal_finding(stage: Stage) -> None:
    presenter = _deal(stage)
    presenter.choose_customer(presenter.gateway.customer("c0"))
    finder = stage.page.car.finder
    finder.setFocus()
    finder.setText("X7")
    finder._ask()
    _typed(stage, 14, 12)


def deal_order(stage: Stage) -> None:
    """A model in a dear colour, without a car: it waits for the promised day."""
    presenter = _deal(stage, vin=story.ZHOU.vin)
    presenter.open_order("x7", words(stage, "赤霞红", "Sunset red"))
    _priced(stage, presenter)
    presenter.set_delivery(on=None, place=words(stage, "滨江展厅", "Binjiang hall"))
    presenter.draw()
    stage.page.handover.date.setFocus()
    _typed(stage, 49, 33)


def deal_half(stage: Stage) -> None:
    presenter = _deal(stage)
    presenter.new_customer(words(stage, "周明慧", "Zhou Minghui"))
    presenter.set_buyer(phone="13800006620", id_number=story.ZHOU.buyer.id_number)
    stage.page.customer.form.focus("address")
    presenter.open_car(story.ZHOU.vin)
    _typed(stage, 31, 28)


def _drawn(stage: Stage) -> DealDeskPresenter:
    """The contract of the story, with the used car that pays for part of it."""
    presenter = _deal(stage, vin=story.ZHOU.vin)
    presenter.gateway.used = (DeskLine("used", story.USED_PLATE, story.ZHOU.used, kind=TRADE_IN),)
    _priced(stage, presenter)
    presenter.draw()
    return presenter


def deal(stage: Stage) -> None:
    presenter = _drawn(stage)
    presenter.set_deposit(2_000_000, "wechat")
    stage.page.side.focus_next()
    _typed(stage, 58, 41)


def deal_customer(stage: Stage) -> None:
    """What the customer reads of it."""
    deal(stage)
    stage.page._show_customer()
    shown = stage.page.customer_screen.shown
    shown.showNormal()  # this "screen" is smaller than what is drawn
    shown.setGeometry(stage.window.geometry())


def deal_approval(stage: Stage) -> None:
    presenter = _deal(stage, vin=story.ZHOU.vin)
    _priced(stage, presenter, discount=1_600_000)
    stage.page._draw()
    _typed(stage, 66, 44)


def deal_provisional(stage: Stage) -> None:
    presenter = _deal(stage, vin=story.XU.vin)
    presenter.choose_customer(presenter.gateway.customer("c1"))
    presenter.gateway.no = story.XU.no
    _priced(stage, presenter, discount=story.XU.discount)
    presenter.draw()
    presenter.set_deposit(2_000_000, "cash")
    stage.page.side.focus_next()
    _typed(stage, 61, 40)


def deal_deposit(stage: Stage) -> None:
    _drawn(stage)
    stage.page._open_panel("deposit")
    stage.page.side.panels["deposit"].amount.set_amount(6_000_000)
    stage.page.side.panels["deposit"]._judge()
    _typed(stage, 50, 36)


def deal_add_ons(stage: Stage) -> None:
    presenter = _deal(stage, vin=story.ZHOU.vin)
    _priced(stage, presenter)
    stage.page._open_panel("add_ons")
    _typed(stage, 44, 31)


def deal_loan(stage: Stage) -> None:
    """A loan with a balloon, on terms of one's own."""
    presenter = _deal(stage, vin=story.ZHOU.vin)
    _priced(stage, presenter)
    presenter.set_terms(method=Method.BALLOON, months=24, rate_bp=480, balloon_bp=4_000)
    stage.page._open_terms()
    _typed(stage, 48, 35)


def deal_quotes(stage: Stage) -> None:
    """Two versions went out; the first ran out."""
    presenter = _deal(stage, vin=story.ZHOU.vin)
    _priced(stage, presenter)
    presenter.gateway.quotes.give(presenter.state, presenter.state.facts.today + timedelta(days=7))
    stage.page._open_panel("quotes")
    _typed(stage, 50, 38)


def deal_signed(stage: Stage) -> None:
    deal(stage)
    presenter = stage.page.presenter
    receipt = "R-HZ02-26-00772"
    presenter._refreshed(replace(presenter.state.drawn, state="signed", receipts=(receipt,), paid=2_000_000))


# ------------------------------------------------------------------ dialogs


def _print(stage: Stage, **papers: Any) -> Any:
    from app.presenters.print_sign import PrintAsked, PrintSignPresenter
    from app.views.contracts.print_dialog import PrintDialog

    gateway = stage.stack.desk.more["papers"]
    for name, value in papers.items():
        setattr(gateway, name, value)
    tasks = stage.stack._tasks
    asked = PrintAsked(stage.page.presenter.state.drawn.no, deposit=stage.page.presenter.state.deposit)
    dialog = PrintDialog(PrintSignPresenter(tasks.run, tasks.run_io, gateway, asked), lambda *_: None)
    dialog.show_over(stage.window)
    dialog._presenter.start()
    return dialog


def print_sign(stage: Stage) -> None:
    deal(stage)
    dialog = _print(stage)
    dialog._presenter.choose_mode("pad")
    dialog.sign.pad._strokes = [list(stroke) for stroke in SIGNATURE]
    dialog._presenter.set_strokes(SIGNATURE)
    dialog.sign.read.setChecked(True)


def print_provisional(stage: Stage) -> None:
    deal_provisional(stage)
    _print(stage, provisional=True)


def print_failed(stage: Stage) -> None:
    deal(stage)
    dialog = _print(stage, broken=True)
    dialog.sign.read.setChecked(True)
    dialog._presenter.commit()


def merge_contract(stage: Stage) -> None:
    stage.enter("sync")
    stage.page.go.emit("merge", "case1")
    dialog = _dialog(stage)
    dialog._presenter.choose("theirs")
    dialog._presenter.next_open()


def merge_signed(stage: Stage) -> None:
    stage.enter("sync")
    stage.page.go.emit("merge", "signed")


def merge_vehicle(stage: Stage) -> None:
    stage.enter("sync")
    stage.page.go.emit("merge", "vehicle")
    dialog = _dialog(stage)
    dialog._presenter.choose_car(dialog._presenter.state.case.cars[0].vin)


def set_aside(stage: Stage) -> None:
    stage.enter("sync", login="wang")
    stage.page.go.emit("set_aside", "case3")
    _dialog(stage)._presenter.choose("reverse")


def set_aside_correct(stage: Stage) -> None:
    stage.enter("sync", login="wang")
    stage.page.go.emit("set_aside", "case3")
    _dialog(stage)._presenter.choose("correct")


def set_aside_sales(stage: Stage) -> None:
    stage.enter("sync")
    stage.page.go.emit("set_aside", "for_sales")


def _dialog(stage: Stage) -> Any:
    from app.views.modal import Modal

    return next(each for each in stage.window.findChildren(Modal) if each.isVisible())


def amend(stage: Stage) -> None:
    zh = stage.language == "zh_CN"
    dialog = _amending(stage, "delivery_date", "2026-12-05")
    place = "送车上门 · 上城区解放路 12 号" if zh else "To the door, 12 Jiefang Road"
    _write(dialog, "delivery_place", place)
    dialog._presenter.add("全车隔热膜" if zh else "Window film", 198_000)


def amend_approval(stage: Stage) -> None:
    _amending(stage, "price", "190,000.00")


def amend_payout(stage: Stage) -> None:
    dialog = _amending(stage, "delivery_date", "2026-12-05")
    dialog.lines.ticks["u1"].click()


def _amending(stage: Stage, name: str, text: str) -> Any:
    stage.enter("contracts")
    stage.page.go.emit("amend", "HZ02-26-01189")
    dialog = _dialog(stage)
    _write(dialog, name, text)
    return dialog


def _write(dialog: Any, name: str, text: str) -> None:
    dialog.edits[name].setText(text)
    dialog.edits[name].setModified(True)
    dialog.edits[name].editingFinished.emit()


def cancel(stage: Stage) -> None:
    stage.enter("contracts")
    stage.page.go.emit("cancel", "HZ02-26-01189")
    dialog = _dialog(stage)
    dialog.reason.set_key("withdrew")
    dialog._presenter.choose_reason("withdrew")


def allocate(stage: Stage) -> None:
    contracts_waiting(stage)
    stage.page.table.choose(3)
    stage.page.go.emit("allocate", story.WAITING[-1][0])


def contracts_amended(stage: Stage) -> None:
    stage.enter("contracts")
    stage.page._presenter.open("HZ02-26-01175")


def leaving(stage: Stage) -> None:
    stage.enter("sync")
    LeaveDialog(7).show_over(stage.window)


def fault(stage: Stage) -> None:
    stage.enter("contracts")
    report = (
        "Report 4F-2207\nShowroom 1.4.0\nZeroDivisionError\n  app/presenters/deal_desk_plans.py:61 figures"
    )
    ReportDialog("4F-2207", report).show_over(stage.window)


def keys(stage: Stage) -> None:
    deal(stage)
    stage.shell._show_help()


SCREENS: dict[str, tuple[Act, dict[str, Any]]] = {
    "sign-in": (sign_in, {}), "sign-in-wrong": (sign_in_wrong, {}), "locked": (locked, {}),
    "sign-in-recovery": (sign_in_recovery, {"online": True}), "sign-in-code": (sign_in_code, {"online": True}),
    "stopwatch": (stopwatch, {}),
    "devices": (devices, {}),
    "deal-desk-touch": (deal_touch, {"touch": True}),
    "seal": (seal, {}),
    "change-password": (change_password, {"online": True}),
    "first-run": (first_run, {"enrolled": False}), "first-sync": (first_sync, {"enrolled": False}),
} | {
    name: (act, {})
    for name, act in {
        "deal-desk-empty": deal_empty, "deal-desk-finding": deal_finding,
        "deal-desk-order": deal_order, "deal-desk-half": deal_half,
        "deal-desk": deal, "deal-desk-customer": deal_customer, "deal-desk-approval": deal_approval,
        "deal-desk-provisional": deal_provisional, "deal-desk-deposit": deal_deposit, "deal-desk-add-ons": deal_add_ons,
        "deal-desk-loan": deal_loan, "deal-desk-quotes": deal_quotes, "deal-desk-signed": deal_signed,
        "print-sign": print_sign, "print-provisional": print_provisional, "print-failed": print_failed,
        "merge-contract": merge_contract, "merge-signed": merge_signed, "merge-vehicle": merge_vehicle,
        "set-aside": set_aside, "set-aside-correct": set_aside_correct, "set-aside-sales": set_aside_sales,
        "leaving": leaving, "fault": fault,
        "amend": amend, "amend-approval": amend_approval, "amend-payout": amend_payout,
        "contracts-amended": contracts_amended,
        "cancel": cancel, "allocate": allocate,
        "keys": keys, **PAGES,
    }.items()
}  # fmt: skip
