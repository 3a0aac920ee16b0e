"""Receipts of a real terminal on a receipt printer: the original once, then copies, whatever happens to the printer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.errors import PrintBrokeOff, UserError
from app.gateways.devices import DevicesOfTerminal
from app.gateways.money import MoneyOfTerminal
from app.gateways.papers import PapersOfTerminal
from app.presenters.devices import RollPrinter
from app.presenters.money import Back
from app.services import contracts, receipts
from app.services.contracts import Deposit, Order
from app.workplace import Workplace
from tests import receipt_printers
from tests.gui.workshop import CARS, LIST_PRICE, PASSWORD, open_workshop
from tests.printers import wait_for
from tests.receipt_printers import Fault, SlipPrinter

BUYER = {"name": "周明慧", "phone": "13800006620", "id_number": "11010519491231002X"}


@pytest.fixture
def printer() -> Iterator[SlipPrinter]:
    with receipt_printers.running() as made:
        yield made


@pytest.fixture
def sold(tmp_path: Path, printer: SlipPrinter) -> Iterator[tuple[Workplace, str]]:
    """A terminal with that printer and a drawer, and a deposit taken in cash."""
    at = open_workshop(tmp_path)
    DevicesOfTerminal(at).keep(RollPrinter(printer.address, 58, "gb18030", drawer=True), "", "")
    order = Order(BUYER, price=LIST_PRICE, vin=CARS[0])
    receipt = (
        contracts.sell(at.unit_of_work(), order, at.signing(Deposit(1_000_000, "cash"))).receipt_no or ""
    )
    yield at, receipt
    at.close()


def test_the_first_is_the_original_and_opens_the_drawer(
    printer: SlipPrinter, sold: tuple[Workplace, str]
) -> None:
    at, no = sold
    PapersOfTerminal(at).print("ipp://nowhere", no, b"%PDF", 1)  # as the dialog does after a signature
    sent = MoneyOfTerminal(at).print(no)
    assert "127.0.0.1" in sent.where
    assert not sent.filed
    wait_for(lambda: len(printer.jobs) == 2, "two receipts")
    assert "COPY" not in printer.text(job=0)
    assert "COPY 1" in printer.text(job=1)
    assert [b"\x1bp" in job for job in printer.jobs] == [True, False]
    with at.reading() as session:
        assert receipts.verify(session, printer.code(0)).valid
    assert printer.code(0) == printer.code(1)


def test_a_copy_on_the_roll_says_that_the_receipt_was_voided_since(
    printer: SlipPrinter, sold: tuple[Workplace, str]
) -> None:
    at, no = sold
    money = MoneyOfTerminal(at)
    money.print(no)
    void = money.give_back(Back(no, "void", 1_000_000, "wrong"), ("sun", PASSWORD))
    money.print(no)
    wait_for(lambda: len(printer.jobs) == 2, "two receipts")
    original, copy = ("".join(printer.text(job=job).split()) for job in (0, 1))
    assert "作废" not in original
    assert f"作废，见凭证{void}。" in copy
    assert printer.code(0) == printer.code(1)


def test_one_that_refuses_gets_the_original_later(printer: SlipPrinter, sold: tuple[Workplace, str]) -> None:
    at, no = sold
    printer.fault = Fault(paper_out=True)
    with pytest.raises(UserError, match="printer_not_ready"):
        MoneyOfTerminal(at).print(no)
    printer.fault = Fault()
    MoneyOfTerminal(at).print(no)
    wait_for(lambda: bool(printer.jobs), "a receipt")
    assert "COPY" not in printer.text()


def test_one_that_stops_in_the_middle_gets_a_copy_next(
    printer: SlipPrinter, sold: tuple[Workplace, str]
) -> None:
    at, no = sold
    printer.fault = Fault(stops_after=300)
    with pytest.raises(PrintBrokeOff):
        MoneyOfTerminal(at).print(no)
    printer.fault = Fault()
    MoneyOfTerminal(at).print(no)
    wait_for(lambda: len(printer.jobs) == 2, "both")
    assert "COPY 1" in printer.text()
    assert b"\x1bp" not in printer.jobs[1]


def test_without_a_receipt_printer_receipts_are_papers(sold: tuple[Workplace, str], tmp_path: Path) -> None:
    at, no = sold
    door = DevicesOfTerminal(at)
    door.keep(RollPrinter(), "", "")
    assert door.receipt_printer() is None
    assert door.roll_printer() == RollPrinter()
    assert PapersOfTerminal(at).save(str(tmp_path), no, b"%PDF").endswith(f"{no}.pdf")


def test_a_test_shows_the_yen_and_the_code(printer: SlipPrinter, sold: tuple[Workplace, str]) -> None:
    at, _ = sold
    DevicesOfTerminal(at).try_out(RollPrinter(printer.address, 80, "raster"))
    wait_for(lambda: bool(printer.jobs), "a test")
    assert printer.code() == "SHOWROOM"
