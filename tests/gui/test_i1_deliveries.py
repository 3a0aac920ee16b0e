"""I1 to I3 and H3 at the desk: what is due, the gate and who can do what, faults with photos, the handover."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pypdf
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel

from app.domain import check_list
from app.domain.check_list import paper_names
from app.domain.delivery import Mark, MarkKind, MarkState
from app.domain.handover_sheet import Readings
from app.domain.permissions import Role
from app.domain.release_checks import Item
from app.gateways.deliveries import DeliveriesFromReplica, DeliveryOfTerminal
from app.presenters.base import run_now
from app.presenters.deliveries import DeliveryFilter
from app.presenters.delivery import DeliveryPresenter
from app.services import contracts, payments
from app.services.contracts import Order
from app.views import theme
from app.views.delivery.handover_dialog import HandoverDialog
from app.views.delivery.look_dialog import LookDialog
from app.views.delivery.mark_dialog import MarkDialog, ReleaseDialog
from app.workplace import Workplace
from tests.gui.fakes_deliveries import NO
from tests.gui.pens import WAVE, WAYS
from tests.gui.test_accessibility import nameless
from tests.gui.test_e2_money_page import BUYER
from tests.gui.workshop import CARS, LIST_PRICE, open_workshop

pytestmark = pytest.mark.gui


def opened(stages: Any, login: str = "chen", **stage: Any) -> Any:
    """The page of the mockup's delivery."""
    stage = stages(**stage)
    stage.enter("deliveries", login=login)
    stage.shell.page("deliveries").go.emit("delivery", NO)
    return stage.page


def dialog(page: Any, kind: Any) -> Any:
    """The dialog that is open over the page."""
    return next(each for each in page.window().findChildren(kind) if each.isVisible())


def act(page: Any, item: Item) -> None:
    """Enter on an item of the gate."""
    page._act(next(line for line in page._presenter.state.case.lines if line.item is item))


def key(page: Any, sequence: str) -> Any:
    """The page's action with that key."""
    return next(each for each in page.all_keys() if each.shortcut().toString() == sequence)


def test_the_list_says_what_is_late_and_what_it_waits_for_and_opens_it(stages: Any) -> None:
    stage = stages()
    page = stage.enter("deliveries")
    texts = [
        page.table.model().data(page.table.model().index(at, 0))
        for at in range(page.table.model().rowCount())
    ]
    assert texts == ["2 days late", "today 16:00", "tomorrow 15:00", "3 Dec", "no day yet"]
    page.table.choose(2)
    assert page.open.isEnabled()
    page._open()
    assert stage.page.title() == f"Delivery · {NO}"
    assert "Zhou Minghui" in stage.page.subtitle()


def test_a_fault_without_a_photo_says_so_and_takes_one_later(stages: Any) -> None:
    page = opened(stages, "he")
    gateway = page._presenter._gateway
    gateway.inspect("", ("lamps", "fault", "Dark", None), [])
    page._presenter.load()
    texts = [each.text() for each in page.faults.findChildren(QLabel)]
    assert texts.count("Photo needed") == 1
    row = page.faults._cards
    high = [part.widget().sizeHint().height() for n in range(row.count()) if (part := row.itemAt(n)).widget()]
    assert max(high) <= page.faults._area.minimumHeight(), "no card is cut"
    assert "1 fault has no photo" in page.checks._count.text()
    form = LookDialog(
        page._presenter, next(c for c in page._presenter.state.case.checks if c.line == "lamps")
    )
    form.say("mended")
    assert form._needed.isVisibleTo(form)
    form.add_photos(["lamp.jpg"])
    assert not form._needed.isVisibleTo(form)
    check = next(each for each in page._presenter.state.case.faults if each.lacks_photo)
    page._presenter.show_fault(check, ["p9"])
    assert not any(each.lacks_photo for each in page._presenter.state.case.checks)
    assert "no photo" not in page.checks._count.text()


def test_no_delivery_fits_says_so_and_goes_back_to_all(stages: Any) -> None:
    page = stages().enter("deliveries")
    page._presenter.search("zzz")
    assert page.list.states.state == "message"
    page.show_home()
    assert page.table.model().rowCount() == 5


def test_what_blocks_stands_first_and_nobody_is_offered_what_is_not_theirs(stages: Any) -> None:
    page = opened(stages)
    case = page._presenter.state.case
    assert [line.item for line in case.blocking] == [Item.MONEY, Item.LOAN, Item.CERTIFICATE, Item.INSPECTION]
    assert [line.item for line in case.lines[:4]] == [line.item for line in case.blocking]
    ways = {line.item: page._presenter.way(line.item) for line in case.blocking}
    assert ways == {Item.MONEY: "money", Item.LOAN: "loan", Item.CERTIFICATE: "", Item.INSPECTION: ""}
    assert not page.gate.release.isEnabled()
    assert not page.gate.hand_over.isVisibleTo(page)
    page._go_on()
    assert page._presenter.state.case.state == "contracted"
    key(page, "Alt+R").trigger()
    assert page.window().findChildren(MarkDialog) == []


def test_one_enter_or_one_click_does_it_also_after_something_changed(stages: Any, qtbot: Any) -> None:
    page = opened(stages, "lin")
    page._presenter._gateway.marks.pop(MarkKind.INVOICE)
    page._presenter.load()
    table = page.gate.table
    lines = page._presenter.state.case.lines
    at = next(at for at, line in enumerate(lines) if line.item is Item.INVOICE)
    assert table.current_row() is not None, "a row is chosen, whatever was read anew"
    table.choose(at)
    qtbot.keyClick(table, Qt.Key.Key_Return)
    form = dialog(page, MarkDialog)
    form.reject()
    told = table.visualRect(table.model().index(at, 1)).center()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=told)
    dialog(page, MarkDialog).reject()
    qtbot.mouseClick(
        table.viewport(),
        Qt.MouseButton.LeftButton,
        pos=table.visualRect(table.model().index(at, 0)).center(),
    )
    assert not [each for each in page.window().findChildren(MarkDialog) if each.isVisible()]


def test_a_double_click_on_what_is_to_be_done_does_it_once(stages: Any, qtbot: Any) -> None:
    page = opened(stages)
    table, went = page.gate.table, []
    page.go.connect(lambda key, argument: went.append(key))
    assert page._presenter.way(page._presenter.state.case.lines[0].item) == "money"
    told = table.visualRect(table.model().index(0, 1)).center()
    left = Qt.MouseButton.LeftButton
    qtbot.mouseClick(table.viewport(), left, pos=told)
    qtbot.mouseDClick(table.viewport(), left, pos=told)
    assert went == ["money"]


def test_finance_notes_the_invoice_with_its_number_and_amount(stages: Any) -> None:
    page = opened(stages, "lin")
    page._presenter._gateway.marks.pop(MarkKind.INVOICE)
    page._presenter.load()
    act(page, Item.INVOICE)
    form = dialog(page, MarkDialog)
    form.commit.click()
    assert form.fields["reference"].error()
    form.reference.setText("0387")
    form.commit.click()
    assert form.fields["amount"].error()
    form.amount.set_amount(25_980_000)
    form.commit.click()
    assert not form.isVisible()
    assert Item.INVOICE not in [line.item for line in page._presenter.state.case.blocking]


@pytest.mark.parametrize(
    ("item", "first"), [(Item.INVOICE, "amount"), (Item.INSURANCE, "reference"), (Item.ACCESSORIES, "line")]
)
def test_what_is_noted_is_typed_at_once(stages: Any, item: Item, first: str) -> None:
    page = opened(stages, login="lin" if item is Item.INVOICE else "chen")
    act(page, item)
    form = dialog(page, MarkDialog)
    assert form.focusWidget() is getattr(form, first), "not the cross, which Enter would press"


def test_an_accessory_is_booked_on_its_day_and_a_wrong_day_is_said_beside_it(stages: Any) -> None:
    page = opened(stages)
    act(page, Item.ACCESSORIES)
    form = dialog(page, MarkDialog)
    form.state.set_key("booked")
    form.day.setText("soon")
    form.commit.click()
    assert form.fields["day"].error()
    form.day.setText("+3")
    form.commit.click()
    assert page._presenter._gateway.fittings["f1"].day == date(2026, 11, 25)
    assert Item.ACCESSORIES in [line.item for line in page._presenter.state.case.blocking]


def test_a_fault_is_noted_with_a_photo_and_mended_with_another(stages: Any) -> None:
    page = opened(stages, "he")
    page.checks.table.choose(0)
    key(page, "Ctrl+P").trigger()
    form = dialog(page, LookDialog)
    form.add_photos(["/somewhere/IMG_1.jpg"])
    form.commit.click()
    assert form.fields["note"].error()
    form.note.setText("Chip in the bonnet")
    form.commit.click()
    front = page._presenter.state.case.checks[0]
    assert (front.finding, front.photos, front.fault) == (
        "fault",
        ("/somewhere/IMG_1.jpg",),
        "Chip in the bonnet",
    )
    assert len(page._presenter.state.case.faults) == 4
    page._look(front)
    form = dialog(page, LookDialog)
    form.note.setText("Touched up")
    form.commit.click()
    assert page._presenter.state.case.checks[0].finding == "mended"


def test_who_sells_does_not_inspect(stages: Any) -> None:
    page = opened(stages)
    page._look(page._presenter.state.case.checks[0])
    assert page.window().findChildren(LookDialog) == []
    assert not key(page, "Ctrl+P").isEnabled()
    assert not page.checks.rest.isVisibleTo(page)


def test_a_stock_keeper_reads_what_the_car_needs_and_neither_names_nor_money(
    stages: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = opened(stages, "he")
    assert "Zhou" not in page.subtitle()
    place = open_workshop(tmp_path)
    no = contracts.sell(
        place.unit_of_work(), Order(BUYER, price=LIST_PRICE, vin=CARS[0]), place.signing(None)
    )
    keeper = replace(place.actor, roles=frozenset({Role.STOCK}))
    monkeypatch.setattr(Workplace, "actor", keeper)
    case = DeliveryOfTerminal(place).case(no.contract_no)
    (row,) = DeliveriesFromReplica(place).page(DeliveryFilter(), 0, 10)
    assert (case.buyer, row.buyer) == ("", "")
    reasons = {line.item: line.reason for line in case.lines}
    assert reasons[Item.MONEY] == reasons[Item.INVOICE] == ""
    assert reasons[Item.PAPERS]
    place.close()


def test_what_is_asked_of_each_part_can_be_read_whole(stages: Any) -> None:
    stage = stages()
    stage.window.resize(theme.px(1440), theme.px(870))
    stage.enter("deliveries", login="he")
    stage.shell.page("deliveries").go.emit("delivery", NO)
    QApplication.processEvents()
    table = stage.page.checks.table
    wide = {each.key: table.columnWidth(at) for at, each in enumerate(table.model().columns)}
    body = theme.face("body").metrics
    for item in check_list.in_force(date(2026, 11, 22)).lines:
        for key, words in (("name", item.name), ("demand", item.demand)):
            assert body.horizontalAdvance(words) <= wide[key] - theme.px(24), words


def test_only_what_is_not_passed_and_a_photo_is_shown_large(stages: Any) -> None:
    page = opened(stages)
    every = page.checks._model.rowCount()
    page.checks.only.click()
    assert 0 < page.checks._model.rowCount() == 2 < every
    asked: list[Any] = []
    page.go.connect(lambda screen, what: asked.append((screen, what)))
    page.faults._show_photo("p1", "Paint")
    assert asked == [("pictures", (("file", "p1"), "Paint"))]


def test_everything_there_releases_with_one_key_and_is_handed_over_with_both_signatures(stages: Any) -> None:
    page = opened(stages)
    gateway = page._presenter._gateway
    gateway.everything_there()
    page._presenter.load()
    key(page, "Ctrl+Return").trigger()
    assert page._presenter.state.case.state == "delivering"
    key(page, "Ctrl+Return").trigger()
    form = dialog(page, HandoverDialog)
    for way, pad in zip(("pen", "finger"), form.pads.values(), strict=True):
        assert not form.commit.isEnabled()
        WAYS[way](pad, WAVE)
        QApplication.processEvents()
    form.commit.click()
    assert form.fields["km"].error()
    form.km.setText("18")
    form.charge.setText("74")
    form.commit.click()
    read, strokes = gateway.handed
    assert (read, set(strokes)) == (Readings(date(2026, 11, 22), 18, 74, 2), {"buyer", "seller"})
    assert gateway.printed == [NO]
    key(page, "F10").trigger()
    assert gateway.printed == [NO, NO]


def test_a_manager_lets_papers_follow_and_says_why(stages: Any) -> None:
    page = opened(stages, "wang")
    page._presenter._gateway.everything_there(but=MarkKind.PAPERS)
    page._presenter.load()
    page.gate.release.click()
    form = dialog(page, ReleaseDialog)
    form.commit.click()
    assert form.fields["reason"].error()
    form.reason.setText("By post")
    form.commit.click()
    assert page._presenter._gateway.waived == {Item.PAPERS}
    assert [line.item for line in page._presenter.state.case.lines if line.follows] != []


def test_every_control_of_a_delivery_and_its_dialogs_has_a_name(stages: Any) -> None:
    page = opened(stages, "wang")
    assert nameless(page) == []
    case = page._presenter.state.case
    forms = [MarkDialog(page._presenter, kind, case) for kind in MarkKind]
    for form in (*forms, LookDialog(page._presenter, case.checks[0]), HandoverDialog(page._presenter, case)):
        form.show_over(page)
        assert nameless(form) == []
        form.reject()


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Workplace]:
    place = open_workshop(tmp_path, user="sun")
    yield place
    place.close()


def test_a_real_delivery_goes_from_the_list_to_the_printed_sheet(
    shop: Workplace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.paths.documents", lambda: tmp_path)
    order = Order(BUYER, price=LIST_PRICE, vin=CARS[0])
    sold = contracts.sell(shop.unit_of_work(), order, shop.signing(None))
    no, listed, today = sold.contract_no, DeliveriesFromReplica(shop), shop.now().astimezone().date()
    (row,) = listed.page(DeliveryFilter(), 0, 10)
    assert (row.no, row.asked, listed.counts()["open"]) == (no, 12, 1)
    presenter = DeliveryPresenter(
        run_now, run_now, DeliveryOfTerminal(shop), frozenset({Role.MANAGER}), lambda: today
    )
    presenter.open(no)
    failed: list[Any] = []

    def marked(kind: MarkKind, **values: Any) -> None:
        presenter.mark(Mark(kind, MarkState.DONE, **values), lambda: None, failed.append)

    marked(MarkKind.APPOINTMENT, reference="15:00", day=today)
    assert listed.page(DeliveryFilter(view="due"), 0, 10)[0].due_time == "15:00"
    photo = tmp_path / "dent.png"
    Image.new("RGB", (64, 48), "navy").save(photo)
    assert presenter.state.case is not None
    line = presenter.state.case.checks[0].line
    presenter.inspect((line, "fault", "Dent", today), [str(photo)], lambda: None, failed.append)
    assert len(presenter.state.case.faults[0].photos) == 1
    presenter.pass_rest()
    presenter.release("", lambda: None, failed.append)
    assert [error.code for error in failed] == ["gate_shut"]
    presenter.inspect((line, "mended", "Pulled out", None), [], lambda: None, failed.append)
    payments.take(shop.unit_of_work(), deal_no=sold.deal_no, amount=LIST_PRICE, method="transfer")
    marked(MarkKind.INVOICE, reference="0387", amount=LIST_PRICE)
    marked(MarkKind.INSURANCE, reference="P-1", day=today)
    marked(MarkKind.PLATES, reference="A-1")
    marked(MarkKind.PAPERS, details={"there": list(paper_names())})
    marked(MarkKind.KEYS, details={"count": 2})
    presenter.release("", lambda: None, failed.append)
    assert presenter.may_hand_over
    strokes = {"buyer": (((0.1, 0.1), (0.9, 0.9)),), "seller": (((0.1, 0.9), (0.9, 0.1)),)}
    presenter.hand_over(Readings(today, 18, 74), strokes, lambda: None, failed.append)
    assert (presenter.state.case.state, presenter.state.case.sheet) == ("closed", f"{no}-H")
    assert [file.stem for file in tmp_path.rglob("*-H*.pdf")] == [f"{no}-H"]
    assert presenter.state.case.handed_on == today
    (sheet,) = (pypdf.PdfReader(file) for file in tmp_path.rglob("*-H*.pdf"))
    assert "交" in sheet.pages[0].extract_text(), "in the contract's language, whatever the screen speaks"
    assert len(failed) == 1
    assert (listed.counts()["open"], listed.counts()["done"]) == (0, 1)


def test_who_may_not_know_customers_has_no_column_for_them(stages: Any) -> None:
    heads = {}
    for login in ("chen", "he"):
        page = stages().enter("deliveries", login=login)
        heads[login] = {each.key for each in page.table.model().columns}
    assert heads["chen"] - heads["he"] == {"buyer"}
