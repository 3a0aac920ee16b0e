from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import date

import pypdf
import pypdfium2
import pytest
import zxingcpp

from app.documents.layout import A5_LANDSCAPE, MM
from app.documents.receipt import render_receipt
from app.domain.money import MAX_AMOUNT
from app.domain.receipt_document import ReceiptDocument, Since, receipt_code
from tests.unit.contract_samples import full_contract
from tests.unit.documents import reading

RECEIPT = ReceiptDocument(
    no="R-MAIN01-26-00001",
    kind="deposit",
    amount=2_000_000,
    method="wechat",
    paid_on=date(2026, 11, 22),
    payer="周明慧",
    seller=full_contract().seller,
    contract_no="MAIN01-26-00001",
    deal_no="D-MAIN01-26-00001",
    car="澄远 X7 四驱旗舰",
    vin="LATPAB071W1005301",
    reference="42000012342026112212",
    cashier="陈思远",
    payable=11_237_986,
    paid=2_000_000,
    balance=9_237_986,
)


def text_of(pdf: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    assert len(pages) == 1
    return "".join(pages[0].extract_text().split())


def test_a_receipt_says_who_paid_what_for_which_car_and_what_is_left() -> None:
    text = text_of(render_receipt(RECEIPT))
    said = "定金收据 R-MAIN01-26-00001 周明慧 ¥20,000.00 人民币贰万元整 LATPAB071W1005301 ¥92,379.86 微信支付"
    for expected in said.split():
        assert expected in text


def test_a_deposit_that_was_a_prepayment_says_that_no_further_money_was_taken() -> None:
    continued = replace(RECEIPT, reference="R-MAIN01-26-00009", continues="R-MAIN01-26-00009")
    assert "承接订金收据R-MAIN01-26-00009：订金转为定金，本收据未另收款" in text_of(render_receipt(continued))
    english = text_of(render_receipt(continued, language="en"))
    assert "ContinuesprepaymentreceiptR-MAIN01-26-00009:nofurthermoneywastaken" in english
    assert english.count("R-MAIN01-26-00009") == 1
    assert "Continues" not in text_of(render_receipt(RECEIPT, language="en"))


@pytest.mark.parametrize(
    ("kind", "chinese", "english"),
    [
        ("deposit", "定金收据", "Depositreceipt"),
        ("prepayment", "订金收据（可退）", "Prepaymentreceipt(refundable)"),
        ("payment", "收款收据", "Paymentreceipt"),
        ("refund", "退款凭证", "Refundvoucher"),
        ("void", "作废凭证VOID", "VOID"),
        ("compensation", "定金罚则赔付凭证", "Compensationvoucher"),
    ],
)
def test_each_kind_of_money_has_its_own_title(kind: str, chinese: str, english: str) -> None:
    assert chinese in text_of(render_receipt(replace(RECEIPT, kind=kind)))
    assert english in text_of(render_receipt(replace(RECEIPT, kind=kind), language="en"))


def test_prepayment_is_never_called_deposit_and_a_provisional_one_says_so() -> None:
    text = text_of(render_receipt(replace(RECEIPT, kind="prepayment", provisional=True)))
    assert "暂定订单PROVISIONAL" in text
    assert "定金收据" not in text


def test_a_void_says_what_it_voids_and_why() -> None:
    void = replace(RECEIPT, kind="void", refund_of="R-MAIN01-26-00009", reason="刷错卡")
    text = text_of(render_receipt(void))
    assert "本凭证冲销收据R-MAIN01-26-00009" in text
    assert "刷错卡" in text


def test_copies_are_marked_and_originals_are_not() -> None:
    assert "COPY2" in text_of(render_receipt(RECEIPT, copy_no=2))
    assert "COPY" not in text_of(render_receipt(RECEIPT))


def test_the_qr_is_read_back_and_changes_with_the_amount() -> None:
    reader = pypdfium2.PdfDocument(render_receipt(RECEIPT))
    codes = [code.text for code in zxingcpp.read_barcodes(reader[0].render(scale=2.5).to_pil())]
    reader.close()
    assert codes == [str(receipt_code(RECEIPT))]
    assert receipt_code(replace(RECEIPT, amount=2_000_001)) != receipt_code(RECEIPT)


def test_same_receipt_same_bytes_and_it_survives_json() -> None:
    again = ReceiptDocument.from_dict(json.loads(json.dumps(RECEIPT.to_dict())))
    assert again == RECEIPT
    assert render_receipt(again) == render_receipt(RECEIPT)


def moved(times: int) -> list[Since]:
    """As much as becomes of a 订金: several refunds, then the conversion of what is left; all names at their longest."""
    hows = ["refund"] * (times - 1) + ["conversion"] if times else []
    return [Since(how, MAX_AMOUNT, date(2026, 12, 24), "R-" + "8" * 38, "7" * 38) for how in hows]


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("times", range(6))
@pytest.mark.parametrize("kind", ["prepayment", "void", "refund"])
def test_nothing_stands_upon_the_code_or_the_lines_beside_it(kind: str, times: int, language: str) -> None:
    said = replace(
        RECEIPT, kind=kind, no="R-" + "8" * 38, payer="某某进出口贸易有限责任公司" * 4, cashier="欧阳振华", approver="司徒明月",
        car="梅赛德斯-奔驰 迈巴赫 S 680 双色定制臻藏版 五座" * 2, provisional=kind == "prepayment",
        refund_of="" if kind == "prepayment" else "R-" + "7" * 38,
        reason="客户同一天又转来一笔误录两次" * 10 if kind == "void" else "",
    )  # fmt: skip
    pdf = render_receipt(said, language=language, copy_no=12, since=moved(times))
    width, top = A5_LANDSCAPE[0], 28 * MM  # from below: the code is 20 mm high, 8 mm above the edge
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            text = page.get_textpage()
            boxes = [text.get_charbox(at) for at in range(text.count_chars())]
            low = [box for box in boxes if box[1] < top and box[2] > box[0]]
            assert max(box[2] for box in low) < width - 36 * MM, "left of the code"
            assert max(box[3] for box in low) < 14.5 * MM, "the two lines of small letters and nothing else"
            codes = [each.text for each in zxingcpp.read_barcodes(page.render(scale=2.5).to_pil())]
            assert codes == [str(receipt_code(said))]
            assert receipt_code(said).groups in text.get_text_range()
    everything, pages = reading.text_of(pdf), len(reading.pages_of(pdf))
    assert everything.count("此后" if language == "zh_CN" else "Sincethen") == times
    assert ("·1/" in everything) == (pages > 1)
