"""P1: receipts on continuous forms of several parts, by printers with needles (ESC/P-K)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from app.devices import receipt_printer
from app.devices.receipt_printer import ReceiptPrinter
from app.documents.slip import sample, slip_of
from app.domain.money import MAX_AMOUNT
from app.domain.receipt_document import ReceiptDocument, Since, receipt_code
from app.domain.slip import FORM, Slip, width_of
from app.errors import PrintBrokeOff, UserError
from tests import form_printers, receipt_printers
from tests.form_printers import Form
from tests.printers import wait_for
from tests.receipt_printers import Fault, SlipPrinter
from tests.unit.documents.layout_samples import KINDS
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


def longest(kind: str) -> ReceiptDocument:
    """A receipt of that kind with everything on it, as long as it may be or anyone would write it."""
    voids, goes_back = kind == "void", kind in ("refund", "void", "conversion", "compensation")
    return replace(
        RECEIPT, kind=kind, no="R-" + "8" * 38, amount=MAX_AMOUNT, payable=MAX_AMOUNT, paid=MAX_AMOUNT,
        balance=-MAX_AMOUNT, collected=123_456_789 if kind in ("payment", "refund", "void") else 0,
        payer="某某进出口贸易有限责任公司" * 4, car="梅赛德斯-奔驰 迈巴赫 S 680 双色定制臻藏版 五座" * 2,
        reference="R-" + "8" * 38 if kind == "deposit" else "6222021234000000000012345678", refund_of="R-MAIN01-26-00009" if goes_back else "",
        reason="客户同一天又转来一笔误录两次" * 10 if voids else "",
        provisional=kind in ("prepayment", "refund", "conversion"),
        continues="R-" + "8" * 38 if kind == "deposit" else "", approver="欧阳振华" if goes_back else "",
    )  # fmt: skip


@pytest.mark.parametrize("text", ["gb18030", "raster"])
@pytest.mark.parametrize("kind", KINDS)
def test_the_longest_receipt_of_every_kind_fits_the_form_with_its_numbers_and_its_code(
    printer: SlipPrinter, kind: str, text: str
) -> None:
    said = longest(kind)
    for language in ("zh_CN", "en"):
        moved = Since("conversion", MAX_AMOUNT, said.paid_on, "R-" + "7" * 20, "7" * 20)
        since = (moved,) if kind == "prepayment" else ()
        slip = slip_of(said, width=FORM, language=language, copy_no=12, since=since)
        form = sent(printer, slip, text)
        assert form.used <= form_printers.FORM
        assert form.code() == str(receipt_code(said))
        shown = "\n".join(line.text for line in slip.lines)
        for kept in (said.no, "¥99,999,999.99", "-¥99,999,999.99", said.reference, said.vin, said.refund_of):
            assert kept in shown, kept
        assert max(width_of(line.text) * (2 if line.large else 1) for line in slip.lines) <= slip.columns


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("times", range(6))
@pytest.mark.parametrize("kind", ["deposit", "prepayment", "payment", "loan"])
def test_a_copy_with_all_that_became_of_its_money_fits_the_form(kind: str, times: int, language: str) -> None:
    """Refunds, and last what became of the rest; of money that was taken in, for no other goes back."""
    hows = [*["refund"] * (times - 1), "conversion"] if times else []
    since = [
        Since(how, 1_000_000, RECEIPT.paid_on, f"R-{number}" + "8" * 37, "7" * 38)
        for number, how in enumerate(hows)
    ]
    for said in (longest(kind), replace(RECEIPT, kind=kind, provisional=kind == "prepayment")):
        slip = slip_of(said, width=FORM, language=language, copy_no=12, since=since)
        assert receipt_printer.commands(ReceiptPrinter("x", FORM), slip), "one form holds it"
        shown = "\n".join(line.text for line in slip.lines)
        for kept in (said.no, said.vin, receipt_code(said).groups, *(moved.no for moved in since[-2:])):
            assert kept in shown, kept
        if times > 2:
            assert f"¥{times - 1}0,000.00" in shown, "the sum of what was given back"
            assert since[0].no not in shown


def test_a_form_says_how_often_money_went_back_and_a_roll_says_each() -> None:
    since = [Since("refund", 1_000_000, RECEIPT.paid_on, f"R-MAIN01-26-0000{each}") for each in (2, 3)]

    def shown(width: int) -> str:
        return "".join(
            "".join(each.text for each in slip_of(RECEIPT, width=width, copy_no=1, since=since).lines).split()
        )

    assert "其中¥20,000.00已分2次退还，最近一次为2026年11月22日，见凭证R-MAIN01-26-00003。" in shown(FORM)
    assert "其中¥10,000.00已于2026年11月22日退还，见凭证R-MAIN01-26-00002。" in shown(80)


def test_only_what_does_not_fit_is_shortened_and_says_so() -> None:
    def shown(said: ReceiptDocument) -> str:
        return "".join(line.text for line in slip_of(said, width=FORM, copy_no=1).lines)

    void = replace(RECEIPT, kind="void", refund_of="R-MAIN01-26-00009", reason="误" * 60)
    assert "…" not in shown(void)
    assert shown(void).count("误") == 60 + len("误录作废") - 3
    assert "误误…" in shown(replace(longest("void"), reason="误" * 100))


def test_one_that_no_form_holds_is_refused_before_anything_is_sent() -> None:
    said = replace(RECEIPT, reference="转账附言" * 200)
    with pytest.raises(UserError) as refused:
        receipt_printer.commands(ReceiptPrinter("x", FORM), slip_of(said, width=FORM))
    assert refused.value.code == "form_too_low"


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


def test_one_that_is_off_is_told() -> None:
    target = ReceiptPrinter("escpos://127.0.0.1:1", FORM)
    with pytest.raises(UserError) as off:
        receipt_printer.send(target, b"x")
    assert off.value.code == "printer_unreachable"
    assert receipt_printer.check(ReceiptPrinter("lq630", FORM)).address == "escpos://lq630:9100"


def test_one_that_hangs_up_is_told_and_asked_nothing(
    printer: SlipPrinter, monkeypatch: pytest.MonkeyPatch
) -> None:
    printer.fault = Fault(dumb=True, stops_after=400, hangs_up=True)
    asked: list[object] = []
    monkeypatch.setattr(receipt_printer, "_state", asked.append)
    target = ReceiptPrinter(printer.address, FORM)
    # More than the network holds on its way: of less, nobody here hears that it was not taken.
    job = receipt_printer.commands(target, slip_of(RECEIPT, width=FORM)) * 3000
    with pytest.raises(PrintBrokeOff) as told:
        receipt_printer.send(target, job)
    assert "broke off" in told.value.message
    assert not asked, "it would print the question"


def test_a_sample_shows_letters_yen_and_code(printer: SlipPrinter) -> None:
    form = sent(printer, sample("Counter 2", width=FORM, language="zh_CN", drawer=True))
    assert "123,456.78" in form.text
    assert form.code() == "SHOWROOM"
