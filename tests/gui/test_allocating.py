"""A manager allocates a car, over a real terminal: those that fit can be chosen, the others say why not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.gateways.allocating import AllocationsOfTerminal, PapersOfAllocations
from app.gateways.contracts import ContractsFromReplica
from app.presenters.allocating import AllocatePresenter
from app.presenters.base import run_now
from app.presenters.contract_list import ContractFilter
from app.presenters.print_sign import PrintAsked, PrintSignPresenter
from app.services import contracts
from app.services.contracts import Deposit, Order
from app.views.contracts.allocate_dialog import AllocateDialog
from app.workplace import Workplace
from tests.gui.workshop import CARS, LIST_PRICE, open_workshop
from tests.shop import PROMISED_ON
from tests.unit.documents.reading import text_of

pytestmark = pytest.mark.gui
BUYER = {"name": "周明慧", "phone": "13800006620", "id_number": "11010519491231002X"}
BLUE = "曜夜蓝"  # of every other car


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Workplace]:
    place = open_workshop(tmp_path, user="sun", leased=CARS[:1], at_booth=CARS[2:3])
    yield place
    place.close()


@pytest.fixture
def dialog(qtbot: QtBot, shop: Workplace) -> AllocateDialog:
    """Over a signed order for a blue car: one is leased here, the other at the booth."""
    order = Order(BUYER, price=LIST_PRICE, model="X7-2026", delivery_date=PROMISED_ON, colour=BLUE)
    sold = contracts.sell(shop.unit_of_work(), order, shop.signing(Deposit(1_000_000, "cash")))
    presenter = AllocatePresenter(run_now, run_now, AllocationsOfTerminal(shop), sold.contract_no)
    made = AllocateDialog(presenter)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(made)
    made.show()
    presenter.start()
    return made


def test_only_what_was_signed_for_and_is_free_can_be_chosen(dialog: AllocateDialog) -> None:
    choices = {button.accessibleName()[:17]: button.isEnabled() for button in dialog.cars.buttons()}
    assert choices == dict(zip(CARS, (True, False, False, False), strict=True))
    said = " ".join(each.text() for each in dialog.findChildren(QLabel))
    assert said.count("another colour") == 2
    assert "leased by Booth 2" in said
    assert "¥10,000.00" in said
    assert dialog._presenter.state.vin == CARS[0]


def test_the_car_is_the_customers_and_the_notice_comes_out(
    qtbot: QtBot, dialog: AllocateDialog, shop: Workplace, tmp_path: Path
) -> None:
    qtbot.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert dialog._presenter.state.done
    no = dialog._presenter.state.no
    presenter = PrintSignPresenter(run_now, run_now, PapersOfAllocations(shop), PrintAsked(no, notice=True))
    presenter.start()
    presenter.choose_printer("file")
    presenter.choose_folder(str(tmp_path))
    presenter.commit()
    assert presenter.state.finished
    text = text_of((tmp_path / f"{no}-P.pdf").read_bytes())
    assert "配车确认单" in text
    assert CARS[0] in text
    with shop.reading() as session:
        contract = contracts.find(session, no)
        assert (contract.state, contract.signed_version, contract.version) == ("signed", 1, 2)


def ordered(shop: Workplace, name: str, colour: str = BLUE) -> str:
    """One more signed order without a car; its number."""
    buyer = {**BUYER, "name": name}
    order = Order(buyer, price=LIST_PRICE, model="X7-2026", delivery_date=PROMISED_ON, colour=colour)
    return contracts.sell(shop.unit_of_work(), order, shop.signing(None)).contract_no


def opened(qtbot: QtBot, shop: Workplace, no: str) -> AllocateDialog:
    """The dialog for that order."""
    presenter = AllocatePresenter(run_now, run_now, AllocationsOfTerminal(shop), no)
    made = AllocateDialog(presenter)
    qtbot.addWidget(made)
    made.show()
    presenter.start()
    return made


def test_whoever_passes_somebody_over_reads_who_came_before_and_may_go_on(
    qtbot: QtBot, shop: Workplace
) -> None:
    first, white, second, third = (
        ordered(shop, "何志远"), ordered(shop, "唐悦", "云母白"), ordered(shop, "孟凡"), ordered(shop, "沈佳宁"),
    )  # fmt: skip
    alone, follows, last = (opened(qtbot, shop, no) for no in (first, second, third))
    assert not alone.before.isVisible()
    assert not opened(qtbot, shop, white).before.isVisible()
    assert "no. 3 of 3" in " ".join(each.text() for each in last.findChildren(QLabel))
    assert f"{first} of 何志远" in follows.before.text()
    assert "more" not in follows.before.text()
    assert f"{first} of 何志远" in last.before.text()
    assert "So does 1 more." in last.before.text()
    last._presenter.allocate()
    assert last._presenter.state.done
    assert not opened(qtbot, shop, first).before.isVisible()


def test_those_that_wait_for_a_car_are_listed_by_how_long_they_wait(shop: Workplace) -> None:
    drawn_first = Order(BUYER, price=LIST_PRICE, model="X7-2026", delivery_date=PROMISED_ON, colour=BLUE)
    _, last = contracts.draft(shop.unit_of_work(), drawn_first)
    signed = [*(ordered(shop, name) for name in ("何志远", "孟凡", "沈佳宁")), last]
    with shop.reading() as session:
        contract_id = contracts.find(session, last).id
    contracts.sign(shop.unit_of_work(), contract_id=contract_id, signing=shop.signing(None))
    rows = ContractsFromReplica(shop)
    assert [row.no for row in rows.page(ContractFilter(view="no_car"), 0, 10)] == signed
    assert [row.no for row in rows.page(ContractFilter(view="no_car"), 1, 1)] == signed[1:2]
    assert [row.no for row in rows.page(ContractFilter(view="signed"), 0, 10)] == [*signed[2::-1], last]
    places = [(row.place, row.waiting) for row in rows.page(ContractFilter(view="no_car"), 0, 10)]
    assert places == [(1, 4), (2, 4), (3, 4), (4, 4)]
    white = ordered(shop, "唐悦", "云母白")
    found = rows.find(white)
    assert found is not None
    assert (found.place, found.waiting, found.car) == (1, 1, "澄远 X7 四驱旗舰 · 云母白")
    assert [row.place for row in rows.page(ContractFilter(view="open"), 0, 10)] == []


def test_without_a_network_a_car_that_is_not_leased_here_stays_free(
    dialog: AllocateDialog, shop: Workplace
) -> None:
    dialog._presenter.choose(CARS[1])
    dialog._presenter.allocate()
    assert dialog.banner.isVisible()
    assert not dialog._presenter.state.done
    with shop.reading() as session:
        assert contracts.find(session, dialog._presenter.state.no).vehicle_id is None
