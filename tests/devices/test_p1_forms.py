"""P1: receipts on continuous forms of several parts, by printers with needles (ESC/P-K)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from app.devices import receipt_printer
from app.devices.receipt_printer import ReceiptPrinter
from app.documents.slip import sample, slip_of
from app.domain.receipt_document import ReceiptDocument, receipt_code
from app.domain.slip import FORM, Slip
from app.errors import UserError
from tests import form_printers, receipt_printers
from tests.form_printers import Form
from tests.printers import wait_for
from tests.receipt_printers import Fault, SlipPrinter
from tests.unit.documents.test_receipt import RECEIPT


@pytest.fixture
def printer() -> Iterator[SlipPrinter]:
    """One that keeps what arrives; it is never asked anything."""
    with receipt_printers.running() as made:
        made.fault = Fault(dumb=True)
        yield made


def sent(printer: SlipPrinter, slip: Slip, text: str = "gb18030") -> Form:
    target, before = ReceiptPrinter(printer.address, FORM, text), len(printer.jobs)
    receipt_printer.send(target, receipt_printer.commands(target, slip))
    wait_for(lambda: len(printer.jobs) > before, "nothing arrived")
    (form,) = form_printers.read(printer.jobs[-1])
    return form


def printed(
    printer: SlipPrinter, said: ReceiptDocument = RECEIPT, *, text: str = "gb18030", **how: object
) -> Form:
    return sent(printer, slip_of(said, width=FORM, **how), text)  # type: ignore[arg-type]


@pytest.mark.parametrize(("language", "title"), [("zh_CN", "定金收据"), ("en", "Deposit receipt")])
def test_a_receipt_with_its_code_takes_one_form(printer: SlipPrinter, language: str, title: str) -> None:
    form = printed(printer, language=language, copy_no=2)
    for said in (title, RECEIPT.no, "周明慧", "￥20,000.00", RECEIPT.vin, "COPY 2"):
        assert said in form.text, said
    assert form.code() == str(receipt_code(RECEIPT))
    assert form.used <= form_printers.FORM
    assert not receipt_printers._ASKED.search(printer.jobs[-1])


@pytest.mark.parametrize("kind", ["deposit", "refund", "void", "prepayment", "compensation", "payout"])
def test_every_kind_of_receipt_fits_the_form(printer: SlipPrinter, kind: str) -> None:
    said = replace(
        RECEIPT, kind=kind, payer="某某进出口贸易有限责任公司杭州分公司", refund_of="R-MAIN01-26-00009",
        reason="金额有误" if kind == "void" else "", provisional=kind == "prepayment",
    )  # fmt: skip
    for language in ("zh_CN", "en"):
        assert printed(printer, said, language=language, copy_no=1).used <= form_printers.FORM


def test_two_facts_stand_side_by_side_and_the_right_one_in_its_column(printer: SlipPrinter) -> None:
    lines = [line.encode("gbk") for line in printed(printer, language="zh_CN").lines]
    (both,) = (line for line in lines if "收据编号".encode("gbk") in line)
    assert both[40:].startswith("日期".encode("gbk"))
    assert max(map(len, lines)) <= 80


def test_letters_that_the_printer_lacks_come_as_dots(printer: SlipPrinter) -> None:
    said = replace(RECEIPT, payer="王䶮𠮷")
    rare = printed(printer, said)
    assert "王" not in rare.text
    assert "￥20,000.00" in rare.text
    assert rare.code() == str(receipt_code(said))
    upper = (0, 0, form_printers.WIDE, form_printers.FORM // 2)  # the code stands below
    assert [each.dots.crop(upper).getextrema()[0] for each in (rare, printed(printer))] == [0, 255]
    drawn = printed(printer, text="raster")
    assert not drawn.text
    assert drawn.code() == str(receipt_code(RECEIPT))


def test_one_that_is_off_or_hangs_up_is_told(printer: SlipPrinter) -> None:
    target = ReceiptPrinter("escpos://127.0.0.1:1", FORM)
    with pytest.raises(UserError) as off:
        receipt_printer.send(target, b"x")
    assert off.value.code == "printer_unreachable"
    assert receipt_printer.check(ReceiptPrinter("lq630", FORM)).address == "escpos://lq630:9100"


def test_a_sample_shows_letters_yen_and_code(printer: SlipPrinter) -> None:
    form = sent(printer, sample("Counter 2", width=FORM, language="zh_CN", drawer=True))
    assert "123,456.78" in form.text
    assert form.code() == "SHOWROOM"
