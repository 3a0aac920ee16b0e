"""Receipts on a roll of paper: what arrives at a printer, and what happens when it cannot print."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import replace

import pytest

from app.devices import receipt_printer, slip_commands
from app.devices.receipt_printer import ReceiptPrinter
from app.documents.slip import slip_of
from app.domain.receipt_document import receipt_code
from app.domain.slip import COLUMNS, broken, pair, width_of
from app.errors import PrintBrokeOff, UserError
from tests import receipt_printers
from tests.printers import wait_for
from tests.receipt_printers import Fault, SlipPrinter
from tests.unit.documents.layout_samples import KINDS
from tests.unit.documents.test_receipt import RECEIPT

OPENS_DRAWER = b"\x1bp"


@pytest.fixture
def printer() -> Iterator[SlipPrinter]:
    with receipt_printers.running() as made:
        yield made


def prints(printer: SlipPrinter, *, text: str = "gb18030", width: int = 80, **how: object) -> None:
    """A receipt on it, and what arrived is there."""
    target = receipt_printer.check(ReceiptPrinter(printer.address, width, text))
    said = replace(RECEIPT, **how.pop("said", {}))  # type: ignore[arg-type]
    slip = slip_of(said, width=width, **how)  # type: ignore[arg-type]
    jobs = len(printer.jobs)
    try:
        receipt_printer.send(target, slip_commands.commands(slip, text=text))
    finally:
        if not printer.fault.paper_out or printer.fault.stops_after is not None:
            wait_for(lambda: len(printer.jobs) > jobs, "nothing arrived")


@pytest.mark.parametrize("width", [58, 80])
@pytest.mark.parametrize(("text", "encoding"), [("gb18030", "gb18030"), ("gbk", "gbk"), ("utf-8", "utf-8")])
def test_a_receipt_arrives_in_the_letters_that_were_chosen(
    printer: SlipPrinter, text: str, encoding: str, width: int
) -> None:
    prints(printer, text=text, width=width)
    arrived = printer.text(encoding)
    for wanted in (
        "定金收据",
        "周明慧",
        "￥20,000.00",
        "人民币贰万元整",
        "R-MAIN01-26-00001",
        "LATPAB071W1005301",
    ):
        assert wanted in arrived
    assert printer.code() == str(receipt_code(RECEIPT))
    assert b"\xa3\xa4" in printer.jobs[0] or text == "utf-8"  # the yen in two bytes


def test_every_line_fits_the_paper() -> None:
    for width, columns in COLUMNS.items():
        for language in ("zh_CN", "en"):
            for kind in ("deposit", "refund", "void", "prepayment", "compensation"):
                said = replace(
                    RECEIPT, kind=kind, payer="一" * 40, refund_of="R-MAIN01-26-00009", provisional=True
                )
                slip = slip_of(said, width=width, language=language, copy_no=3)
                assert max(width_of(line.text) * (2 if line.large else 1) for line in slip.lines) <= columns


def test_pictures_carry_what_letters_do(printer: SlipPrinter) -> None:
    prints(printer, text="raster", width=58)
    assert printer.code() == str(receipt_code(RECEIPT))
    picture = printer.pictures()
    assert picture.width == 384
    assert "定金" not in printer.jobs[0].decode("gb18030", errors="replace")
    assert picture.getextrema()[0] == 0, "nothing is black"


@pytest.mark.parametrize("text", ["gb18030", "raster"])
@pytest.mark.parametrize("width", COLUMNS)
def test_what_was_typed_commands_the_printer_nothing(width: int, text: str) -> None:
    typed = {"payer": "周\n明慧", "reference": "42\x1bp\x00", "reason": "\x1dV\x00", "cashier": "陈\x0c"}
    said = replace(RECEIPT, kind="void", **typed)  # type: ignore[arg-type]
    slip = slip_of(said, width=width)
    assert all(letter.isprintable() for line in slip.lines for letter in line.text)
    assert any("42 p" in line.text for line in slip.lines)
    assert receipt_printer.commands(ReceiptPrinter("x", width, text), slip)


def test_a_rare_letter_comes_as_a_picture_where_the_printer_lacks_it(printer: SlipPrinter) -> None:
    prints(printer, text="gbk", said={"payer": "王䶮𠮷"})
    assert receipt_printers._RASTER in printer.jobs[0]
    assert "￥20,000.00" in printer.text("gbk")
    prints(printer, text="gb18030", said={"payer": "王䶮𠮷"})
    assert "王䶮𠮷" in printer.text("gb18030")


def test_a_drawer_opens_for_cash_and_not_for_a_card_or_a_copy(printer: SlipPrinter) -> None:
    prints(printer, drawer=True, said={"method": "cash"})
    assert OPENS_DRAWER in printer.jobs[-1]
    for how in ({"said": {"method": "card"}}, {"said": {"method": "cash"}, "copy_no": 1}):
        prints(printer, drawer=True, **how)
        assert OPENS_DRAWER not in printer.jobs[-1]
    prints(printer, said={"method": "cash"})
    assert OPENS_DRAWER not in printer.jobs[-1]


@pytest.mark.parametrize("kind", KINDS)
def test_a_drawer_opens_for_cash_that_comes_or_goes_whatever_for(kind: str) -> None:
    slip = slip_of(replace(RECEIPT, kind=kind, method="cash"), width=80, drawer=True)
    assert slip.opens_drawer is (kind != "conversion")


def test_copies_and_voids_say_so(printer: SlipPrinter) -> None:
    prints(printer, copy_no=2, said={"kind": "void", "refund_of": "R-MAIN01-26-00009"})
    assert "副本 COPY 2" in printer.text()
    assert "本凭证冲销收据 R-MAIN01-26-00009" in printer.text()


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (Fault(paper_out=True), "out of paper"), (Fault(cover_open=True), "cover is open"),
        (Fault(jammed=True), "jammed"),
    ],
)  # fmt: skip
def test_a_printer_that_cannot_print_says_why_and_gets_nothing(
    printer: SlipPrinter, fault: Fault, reason: str
) -> None:
    printer.fault = fault
    target = ReceiptPrinter(printer.address)
    with pytest.raises(UserError) as refusal:
        receipt_printer.send(target, slip_commands.commands(slip_of(RECEIPT, width=80), text="gb18030"))
    assert refusal.value.code == "printer_not_ready"
    assert reason in refusal.value.message
    assert not printer.jobs


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (Fault(stops_after=400), "out of paper"), (Fault(stops_after=400, hangs_up=True), "broke off"),
    ],
)  # fmt: skip
def test_one_that_stops_in_the_middle_leaves_doubt(printer: SlipPrinter, fault: Fault, reason: str) -> None:
    printer.fault = fault
    with pytest.raises(PrintBrokeOff) as refusal:
        prints(printer)
    assert reason in refusal.value.message
    assert len(printer.jobs[0]) == 400


def test_one_that_never_answers_is_taken_at_its_word(
    printer: SlipPrinter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receipt_printer, "_ANSWER_S", 0.1)
    printer.fault = Fault(dumb=True)
    prints(printer)
    assert "定金收据" in printer.text()


def test_one_that_is_off_is_told() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        target = ReceiptPrinter(f"escpos://127.0.0.1:{probe.getsockname()[1]}")
        with pytest.raises(UserError) as refusal:
            receipt_printer.send(target, b"x")
    assert refusal.value.code == "printer_unreachable"


def test_an_address_is_made_whole_or_refused() -> None:
    assert receipt_printer.check(ReceiptPrinter(" till-printer ")).address == "escpos://till-printer:9100"
    assert receipt_printer.check(ReceiptPrinter("10.0.0.9:9200")).address == "escpos://10.0.0.9:9200"
    for wrong in ("", "ipp://x/y", "a b", "x:99999", "x/y", "escpos://"):
        with pytest.raises(UserError) as refusal:
            receipt_printer.check(ReceiptPrinter(wrong))
        assert refusal.value.code == "printer_unknown"
    for odd in (ReceiptPrinter("x", 76), ReceiptPrinter("x", text="big5")):
        with pytest.raises(UserError):
            receipt_printer.check(odd)


def test_lines_break_at_blanks_and_anywhere_in_chinese() -> None:
    assert [line.text for line in broken("returned twofold if the seller is", 16)] == [
        "returned twofold", "if the seller is",
    ]  # fmt: skip
    assert [line.text for line in broken("甲方违约双倍返还", 6)] == ["甲方违", "约双倍", "返还"]
    assert [line.text for line in broken("LATPAB071W1005301", 6)] == ["LATPAB", "071W10", "05301"]
    assert [line.text for line in pair("合同", "A-1", 8)] == ["合同 A-1"]
    assert [line.text for line in pair("合同", "A-1234", 8)] == ["合同", "A-1234"]
