"""An amendment at the desk, over a real terminal: fields at the left, what comes of it at the right, then the pen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app import db, i18n
from app.domain.amendment import LINES
from app.domain.trade_in import PLACES
from app.errors import UserError
from app.filing import Filing
from app.gateways.amending import AmendmentsOfTerminal, PapersOfAmendments
from app.ids import vehicle_id
from app.models.deal import Deal
from app.models.trade_in import TradeIn
from app.presenters.amending import AmendPresenter, Signed, SignedLine, Wanted
from app.presenters.base import run_now
from app.presenters.print_sign import PrintAsked, PrintSignPresenter
from app.services import appraising, contracts, leases
from app.services.appraising import UsedCar, Valuation
from app.services.contracts import Deposit, Line, Order
from app.views.contracts.amend_dialog import AmendDialog
from app.workplace import Workplace
from tests.gui.fakes_amending import FakeAmending
from tests.gui.workshop import CARS, LIST_PRICE, PASSWORD, open_workshop, user_id
from tests.unit.documents.reading import text_of

pytestmark = pytest.mark.gui
BUYER = {"name": "周明慧", "phone": "13800006620", "id_number": "11010519491231002X"}


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Workplace]:
    place = open_workshop(tmp_path)
    yield place
    place.close()


@pytest.fixture
def signed(shop: Workplace) -> str:
    """A contract with a deposit and an add-on."""
    order = Order(BUYER, price=LIST_PRICE, vin=CARS[0], lines=(Line("脚垫", 268_000),))
    sold = contracts.sell(shop.unit_of_work(), order, shop.signing(Deposit(1_000_000, "cash")))
    assert sold.confirmed
    return sold.contract_no


@pytest.fixture
def dialog(qtbot: QtBot, shop: Workplace, signed: str) -> AmendDialog:
    presenter = AmendPresenter(run_now, AmendmentsOfTerminal(shop), signed)
    made = AmendDialog(presenter)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(made)
    made.show()
    presenter.start()
    return made


def typed(qtbot: QtBot, dialog: AmendDialog, name: str, text: str) -> None:
    """Write into a field and leave it."""
    edit = dialog.edits[name]
    edit.setFocus()
    edit.selectAll()
    qtbot.keyClick(edit, Qt.Key.Key_Backspace)
    qtbot.keyClicks(edit, text)
    qtbot.keyClick(edit, Qt.Key.Key_Tab)


def test_the_right_side_shows_what_changes_and_what_follows(
    qtbot: QtBot, dialog: AmendDialog, shop: Workplace
) -> None:
    presenter = dialog._presenter
    assert dialog.commit is not None
    assert not dialog.commit.isEnabled()
    typed(qtbot, dialog, "delivery_place", "East gate")
    dialog.add_on.name.setText("全车隔热膜")
    dialog.add_on.amount.set_amount(198_000)
    dialog.add_on.add.click()
    told = [(change.clause, change.label) for change in presenter.state.changes if not change.follows]
    assert told == [("delivery", "delivery_place"), (LINES, "全车隔热膜")]
    rows = [row.words for row in dialog.table.model_.rows]
    assert ("全车隔热膜", "—", "¥1,980.00") in rows
    assert any(words[0] == "To pay" and words[2].endswith("+1,980.00") for words in rows)
    assert presenter.state.more == 198_000
    assert dialog.commit.isEnabled()
    with shop.reading() as session:
        contract = contracts.find(session, presenter.state.no)
        assert (contract.version, contract.state, contract.delivery_place) == (1, "signed", None)


def test_amounts_for_others_are_named_as_the_desk_names_them(shop: Workplace) -> None:
    insured = Line("insurance", 450_000, "insurance", "insurer", "refundable")
    order = Order(BUYER, price=LIST_PRICE, vin=CARS[0], lines=(insured,))
    no = contracts.sell(shop.unit_of_work(), order, shop.signing(None)).contract_no
    for language, name in (("en", "Insurance"), ("zh_CN", "保险")):
        with i18n.speaking(language):
            (line,) = AmendmentsOfTerminal(shop).signed(no).lines
        assert line.label == name


def test_what_can_be_taken_out_is_called_by_its_name_and_what_it_is_worth(qtbot: QtBot) -> None:
    class Gateway(FakeAmending):
        def signed(self, no: str) -> Signed:
            lines = (
                SignedLine("a", "Dash camera", 68_000, gift=True), SignedLine("b", "Trade-in 浙A·7K2M5", -5_000_000),
            )  # fmt: skip
            return replace(super().signed(no), lines=lines)

    presenter = AmendPresenter(run_now, Gateway(), "HZ02-26-01187")
    made = AmendDialog(presenter)
    qtbot.addWidget(made)
    presenter.start()
    assert made.lines.ticks["a"].text() == "Dash camera · worth ¥680.00"
    assert made.lines.ticks["b"].text() == "Trade-in 浙A·7K2M5 · −¥50,000.00"


@pytest.mark.parametrize("short", ["12-24", "2026-12-24", "12/24"])
def test_a_day_is_typed_in_short_as_everywhere(
    qtbot: QtBot, dialog: AmendDialog, shop: Workplace, short: str
) -> None:
    typed(qtbot, dialog, "delivery_date", short)
    day = date(shop.now().year, 12, 24)
    day = day if day >= shop.now().date() else day.replace(year=day.year + 1)
    wanted = dialog._presenter.state.wanted.values
    assert dialog.fields["delivery_date"].error() == ""
    assert wanted["delivery_date"] == ("2026-12-24" if short.startswith("2026") else day.isoformat())
    typed(qtbot, dialog, "delivery_date", "13-45")
    assert dialog.fields["delivery_date"].error()


def test_what_is_typed_back_is_no_change(qtbot: QtBot, dialog: AmendDialog) -> None:
    typed(qtbot, dialog, "delivery_place", "East gate")
    assert dialog._presenter.state.changes
    typed(qtbot, dialog, "delivery_place", "")
    assert dialog._presenter.state.wanted.values == {}
    assert dialog._presenter.state.changes == ()


@pytest.mark.parametrize(
    ("name", "text"), [("delivery_date", "soon"), ("price", "much"), ("buyer.phone", "12")]
)
def test_what_cannot_be_is_said_beside_its_field(
    qtbot: QtBot, dialog: AmendDialog, name: str, text: str
) -> None:
    typed(qtbot, dialog, name, text)
    assert dialog.fields[name].error()
    assert dialog.commit is not None
    assert not dialog.commit.isEnabled()
    assert dialog.edits[name].text() == text


def test_a_price_below_ones_own_limit_waits_for_a_manager(qtbot: QtBot, dialog: AmendDialog) -> None:
    typed(qtbot, dialog, "price", "250000")
    approval = dialog.approval
    assert approval.isVisible()
    assert dialog.commit is not None
    assert not dialog.commit.isEnabled()
    approval.password.setText("wrong")
    approval.code.set_key("aged")
    approval.reason.setText("last car")
    approval.approve.click()
    assert "The password is wrong" in approval.fields["password"].error()
    approval.password.setText(PASSWORD)
    approval.approve.click()
    assert dialog.commit.isEnabled()
    typed(qtbot, dialog, "price", "249000")  # the yes was to another price
    assert not dialog.commit.isEnabled()


def test_it_is_signed_printed_and_printed_again_as_a_copy(
    qtbot: QtBot, dialog: AmendDialog, shop: Workplace, tmp_path: Path
) -> None:
    (line,) = dialog.lines.ticks.values()
    line.click()
    typed(qtbot, dialog, "delivery_date", "2027-01-05")
    dialog._commit()
    state = dialog._presenter.state
    assert state.ready
    for asked, version in (
        (PrintAsked(state.no, amendment=state.wanted, consent=state.approved), 2),
        (PrintAsked(state.no, addendum=1), 2),
    ):
        presenter = PrintSignPresenter(run_now, run_now, PapersOfAmendments(shop), asked)
        presenter.start()
        assert presenter.state.paper is not None
        assert presenter.state.paper.version == version
        presenter.choose_printer("file")
        presenter.choose_folder(str(tmp_path))
        presenter.set_read(True)
        presenter.commit()
        assert presenter.state.finished
    first, again = (
        text_of(file.read_bytes()) for file in sorted(tmp_path.glob(f"{state.no}-B1*.pdf"), key=len_of)
    )
    for said in ("补充协议（一）", "2027年1月5日", "减少人民币贰仟陆佰捌拾元整"):
        assert said in first, said
    assert ("COPY" in first, "COPY" in again) == (False, True)


def len_of(file: Path) -> int:
    """`B1.pdf` before `B1 (2).pdf`."""
    return len(file.name)


class Later:
    """Work that is done when somebody says so."""

    def __init__(self) -> None:
        self.waiting: list[Any] = []

    def __call__(self, op: Any, on_done: Any, on_error: Any) -> None:
        self.waiting.append((op, on_done, on_error))

    def go(self) -> None:
        while self.waiting:
            run_now(*self.waiting.pop(0))


def test_f10_in_the_middle_of_a_field_waits_for_what_was_typed(
    qtbot: QtBot, shop: Workplace, signed: str
) -> None:
    later = Later()
    presenter = AmendPresenter(later, AmendmentsOfTerminal(shop), signed)
    dialog = AmendDialog(presenter)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow, timeout=2_000)
    presenter.start()
    later.go()
    edit = dialog.edits["delivery_place"]
    edit.setFocus()
    qtbot.keyClicks(edit, "East gate")
    qtbot.keyClick(edit, Qt.Key.Key_F10)
    assert not presenter.state.ready
    assert not dialog.banner.isVisible()
    later.go()
    assert presenter.state.ready
    assert presenter.state.wanted.values == {"delivery_place": "East gate"}


def test_what_is_typed_is_tried_though_nobody_leaves_the_field(qtbot: QtBot, dialog: AmendDialog) -> None:
    qtbot.keyClicks(dialog.edits["delivery_place"], "East gate")
    assert dialog.commit is not None
    qtbot.waitUntil(dialog.commit.isEnabled, timeout=5_000)


def test_an_add_on_that_was_typed_and_not_added_is_taken_or_asked_about(
    qtbot: QtBot, dialog: AmendDialog
) -> None:
    typed(qtbot, dialog, "delivery_place", "East gate")
    dialog.add_on.name.setFocus()
    qtbot.keyClicks(dialog.add_on.name, "Film")
    dialog._commit()
    assert not dialog._presenter.state.ready
    assert dialog.add_on._name.error()
    qtbot.keyClicks(dialog.add_on.amount, "1980")
    dialog._commit()
    assert dialog._presenter.state.ready
    assert dialog._presenter.state.wanted.add == (("Film", 198_000),)


def test_a_managers_yes_outlives_what_is_not_about_the_price(qtbot: QtBot, dialog: AmendDialog) -> None:
    typed(qtbot, dialog, "price", "250000")
    dialog.approval.password.setText(PASSWORD)
    dialog.approval.code.set_key("aged")
    dialog.approval.reason.setText("last car")
    dialog.approval.approve.click()
    typed(qtbot, dialog, "delivery_place", "East gate")
    assert dialog.commit is not None
    assert dialog.commit.isEnabled()
    dialog._commit()
    assert dialog._presenter.state.approved is not None


def approved_car(shop: Workplace, signed: str, tmp_path: Path, *, value: int, payoff: int = 0) -> str:
    """A used car of the contract's deal with photos and a manager's yes to its value; its id."""
    with shop.reading() as session:
        deal = session.get_one(Deal, contracts.find(session, signed).deal_id).no
    facts = UsedCar("浙A·7K2M5", "LSVAB2A46E0002816", "大众", "朗逸", date(2019, 6, 18), 86_400)
    facts = replace(facts, payoff=payoff, payoff_to="平安银行" if payoff else None)
    used = appraising.start(shop.unit_of_work(), deal_no=deal, car=facts)
    for n, place in enumerate(PLACES):
        Image.new("RGB", (30, 20), (n * 20, 0, 0)).save(file := tmp_path / f"{place}.png")
        Filing(shop).photograph(used, place, file)
    valuation = Valuation(value, approve=shop.approval("sun", PASSWORD))
    appraising.submit(shop.unit_of_work(), trade_in_id=used, valuation=valuation)
    return used


def test_an_approved_used_car_is_ticked_onto_the_contract(
    qtbot: QtBot, shop: Workplace, signed: str, tmp_path: Path
) -> None:
    used = approved_car(shop, signed, tmp_path, value=3_000_000)
    presenter = AmendPresenter(run_now, AmendmentsOfTerminal(shop), signed)
    made = AmendDialog(presenter)
    qtbot.addWidget(made)
    made.show()
    presenter.start()
    made.lines.ticks[used].click()
    (car, *_) = presenter.state.changes
    assert (car.clause, car.before, car.after) == (LINES, None, -3_000_000)
    assert "LSVAB2A46E0002816" in car.label
    assert presenter.state.more == -3_000_000
    assert presenter.why_not == ""
    made.lines.ticks[used].click()
    assert presenter.state.changes == ()


def test_a_used_car_worth_more_than_is_owed_is_paid_out_with_a_managers_yes(
    qtbot: QtBot, shop: Workplace, signed: str, tmp_path: Path
) -> None:
    used = approved_car(shop, signed, tmp_path, value=30_000_000, payoff=2_000_000)
    presenter = AmendPresenter(run_now, AmendmentsOfTerminal(shop), signed)
    made = AmendDialog(presenter)
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow, timeout=2_000)
    presenter.start()
    made.lines.ticks[used].click()
    assert "To pay" not in made.lines.shares.text()
    # 268 800 and the mats, less the deposit: the rest of what the car is worth is money.
    for share in ("¥300,000.00", "¥261,480.00 off", "¥20,000.00 to 平安银行", "¥18,520.00 to 周明慧"):
        assert share in made.lines.shares.text(), share
    assert made.approval.isVisible()
    assert not made.approval.code.isVisible()
    assert presenter.why_not == "A manager must approve what is paid out"
    made.approval.password.setText(PASSWORD)
    qtbot.keyClick(made.approval.password, Qt.Key.Key_Return)
    assert presenter.why_not == ""
    typed(qtbot, made, "price", "268,000.00")  # 800 less to pay, 800 more to pay out: another question
    assert presenter.why_not == "A manager must approve what is paid out"
    typed(qtbot, made, "price", "268,800.00")
    assert presenter.why_not == ""
    made._commit()
    asked = PrintAsked(signed, amendment=presenter.state.wanted, consent=presenter.state.approved)
    printing = PrintSignPresenter(run_now, run_now, PapersOfAmendments(shop), asked)
    printing.start()
    printing.choose_printer("file")
    printing.choose_folder(str(tmp_path))
    printing.set_read(True)
    printing.commit()
    assert printing.state.finished
    with shop.reading() as session:
        row = session.get_one(TradeIn, used)
        assert (row.state, row.payout, row.payout_approver_id) == ("accepted", 1_852_000, user_id("sun"))


def test_nobody_approves_the_payout_for_a_car_that_they_valued(
    qtbot: QtBot, shop: Workplace, signed: str, tmp_path: Path
) -> None:
    used = approved_car(shop, signed, tmp_path, value=30_000_000)
    with db.write_session(shop.database) as store, store.begin():
        store.get_one(TradeIn, used).valued_by = user_id("sun")
    presenter = AmendPresenter(run_now, AmendmentsOfTerminal(shop), signed)
    told: list[Exception] = []
    made = AmendDialog(presenter)
    qtbot.addWidget(made)
    presenter.start()
    presenter.put_on(used, True)
    made.show_error = told.append  # type: ignore[method-assign]
    presenter.approve("sun", PASSWORD, None)
    assert [getattr(error, "code", "") for error in told] == ["self_approval"]
    assert presenter.why_not == "A manager must approve what is paid out"


def test_an_amendment_is_signed_as_it_was_shown_and_not_on_top_of_another(
    shop: Workplace, signed: str
) -> None:
    papers = PapersOfAmendments(shop)
    ours, theirs = (Wanted({"delivery_place": place}) for place in ("East gate", "West gate"))
    asked = PrintAsked(signed, amendment=ours)
    shown = papers.paper(asked, "")
    others = PrintAsked(signed, amendment=theirs)
    papers.sign(others, papers.paper(others, ""), None, "")
    with pytest.raises(UserError) as told:
        papers.sign(asked, shown, None, "")
    assert told.value.code == "paper_changed"
    assert papers.sign(asked, papers.paper(asked, "en"), None, "").contract_no.endswith("-B2")


def test_another_car_is_signed_as_it_was_shown(shop: Workplace, signed: str) -> None:
    with db.write_session(shop.database) as session, session.begin():
        lease = {"vehicle": vehicle_id(CARS[2]), "fence": 1, "kind": "show", "deadline": None}
        leases.keep(session, [lease], shop.boot)
    papers = PapersOfAmendments(shop)
    asked = PrintAsked(signed, amendment=Wanted({"vin": CARS[2]}))
    shown = papers.paper(asked, "")
    assert not shown.document.amendment.after.provisional
    assert papers.sign(asked, shown, None, "").contract_no.endswith("-B1")
