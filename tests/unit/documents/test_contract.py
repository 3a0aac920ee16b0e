from __future__ import annotations

import hashlib
import re
import subprocess
import sys
import threading
from dataclasses import replace
from datetime import date
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp

from app.documents import sheet, templates
from app.documents.contract import printed_text, render_contract, verification_code
from app.documents.fonts import missing_glyphs
from app.documents.layout import MM
from app.domain.contract_document import ContractDocument, PaymentPlan, find_code
from app.domain.pricing import PriceSheet
from app.domain.states import ContractState
from tests.unit.contract_samples import full_contract, provisional_order
from tests.unit.documents.reading import pages_of, text_of

LANGUAGES = ("zh_CN", "en")
ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("language", LANGUAGES)
def test_number_vin_and_price_are_read_back_as_text(language: str) -> None:
    text = text_of(render_contract(full_contract(), language=language))
    for expected in ("MAIN01-26-00001", "LATPAB071W1005301", "116,409.02", "周明慧", "11010519491231002X"):
        assert expected in text


def test_chinese_amounts_stand_in_capitals_right_behind_the_currency() -> None:
    pdf = render_contract(full_contract(), language="zh_CN")
    assert "人民币壹拾壹万陆仟肆佰零玖元零贰分" in text_of(pdf)
    reader = pypdfium2.PdfDocument(pdf)
    assert "人民币壹拾壹万陆仟肆佰零玖元零贰分" in reader[0].get_textpage().get_text_range()
    reader.close()


def test_english_amounts_stand_in_words() -> None:
    text = " ".join(" ".join(pages_of(render_contract(full_contract(), language="en"))).split())
    assert "CNY 116,409.02 (one hundred and sixteen thousand four hundred and nine and 02/100)" in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("document", [full_contract(), provisional_order()], ids=["full", "provisional"])
def test_the_qr_on_every_page_holds_this_documents_code(document: ContractDocument, language: str) -> None:
    pdf = render_contract(document, language=language, watermark="draft")
    reader = pypdfium2.PdfDocument(pdf)
    for number in range(len(reader)):
        image = reader[number].render(scale=2.5).to_pil()
        assert [code.text for code in zxingcpp.read_barcodes(image)] == [str(verification_code(document))]
    reader.close()
    assert find_code(pdf) == verification_code(document)
    assert verification_code(document).groups in " ".join(pages_of(pdf)[0].split())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("document", [full_contract(), provisional_order()], ids=["full", "provisional"])
def test_no_placeholder_is_left_and_pages_are_counted(document: ContractDocument, language: str) -> None:
    pages = pages_of(render_contract(document, language=language))
    assert not re.search(r"[{}]", "".join(pages))
    for number, page in enumerate(pages, 1):
        said = f"第{number}页共{len(pages)}页" if language == "zh_CN" else f"Page{number}of{len(pages)}"
        assert said in "".join(page.split())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_clause_that_applies_is_printed_and_counted(language: str) -> None:
    document = full_contract(terms="附送首次保养")
    text = text_of(render_contract(document, language=language))
    clauses = [
        clause
        for clause in templates.in_force(language, document.drawn_on).clauses
        if clause.when != "prepayment"
    ]
    headings = [
        f"第{'一二三四五六七八九十'[n - 1] if n <= 10 else '十' + '一二三四五'[n - 11]}条"
        for n in range(1, 16)
    ]
    if language == "en":
        headings = [f"Article{n}." for n in range(1, 16)]
    places = [text.index(h + c.heading.replace(" ", "")) for h, c in zip(headings, clauses, strict=True)]
    assert places == sorted(places)
    assert "附送首次保养" in text


def test_a_provisional_order_says_so_and_speaks_of_refundable_money() -> None:
    chinese = text_of(render_contract(provisional_order(), language="zh_CN", watermark="provisional"))
    assert "暂定订单PROVISIONALORDER" in chinese
    assert "订金人民币贰万元整" in chinese
    assert "支付定金" not in chinese
    english = text_of(render_contract(provisional_order(), language="en"))
    assert "PROVISIONALORDER" in english
    assert "Refundableprepayment" in english


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("vin", [full_contract().car.vin, ""])
def test_an_order_is_no_contract_in_its_own_words_and_its_articles_agree_on_its_car(
    language: str, vin: str
) -> None:
    """No article speaks of one certain car where the first says that one is allocated later."""
    order = provisional_order(
        car=replace(full_contract().car, vin=vin), annexes=("prices", "options"),
        sheet=full_contract().sheet, terms="附送首次保养",
    )  # fmt: skip
    own = {
        "zh_CN": ("除本单及附件", "对本单的变更", "能够向乙方供应"),
        "en": ("thisorderanditsannexes", "Changestothisorder", "itcansupply"),
    }
    certain = {"zh_CN": ("仍可出售", "已经售出"), "en": ("theCarisfree", "theCarhasbeensold")}
    no_contract = {"zh_CN": "本合同", "en": "hiscontract"}[language]
    defined = {"zh_CN": "以下简称“本车”", "en": '"theCar")'}[language]
    text = text_of(render_contract(order, language=language, watermark="provisional"))
    assert no_contract not in text
    assert all(words in text for words in own[language])
    assert not any(words in text for words in certain[language])
    assert text.count(defined) == 1
    assert no_contract in text_of(render_contract(full_contract(), language=language))


@pytest.mark.parametrize("vin", [full_contract().car.vin, ""])
@pytest.mark.parametrize("plan", ["full", "instalments", "loan"])
def test_an_order_names_a_contract_only_where_one_is_still_to_come(plan: str, vin: str) -> None:
    """And neither party owes the other a penalty by the day for what is no contract yet."""
    order = provisional_order(
        car=replace(full_contract().car, vin=vin), annexes=("prices", "options"), sheet=full_contract().sheet,
        plan=replace(full_contract().plan if plan == "loan" else provisional_order().plan, kind=plan),
        trade_ins=full_contract().trade_ins, terms="附送首次保养",
    )  # fmt: skip
    chinese = text_of(render_contract(order, language="zh_CN", watermark="provisional"))
    privacy = "甲方只为订立和履行合同、"
    assert privacy in chinese
    assert "不是正式合同" in chinese
    left = chinese.replace(privacy, "").replace("正式合同", "")
    assert "合同" not in left, left[left.find("合同") - 20 :][:40]
    english = text_of(render_contract(order, language="en", watermark="provisional"))
    for text, penalty in ((chinese, "万分之五"), (english, "0.05%")):
        assert penalty not in text
    assert "互不支付违约金" in chinese
    assert "neitherpartyowesapenalty" in english
    confirmed = text_of(render_contract(full_contract(), language="zh_CN"))
    assert "乙方有权解除合同" in confirmed
    assert "互不支付违约金" not in confirmed


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_order_that_was_signed_in_earlier_words_keeps_them(language: str) -> None:
    order = provisional_order(template="contract@2026-11.2")
    assert {"zh_CN": "本车仍可出售", "en": "theCarisfree"}[language] in text_of(
        render_contract(order, language=language)
    )


def test_a_draft_has_no_day_of_signature_and_an_order_is_no_contract_yet() -> None:
    draft = text_of(render_contract(full_contract(), language="zh_CN", watermark="draft"))
    assert "签订日期：＿＿＿＿＿＿" in draft
    signed = full_contract(state=ContractState.SIGNED, signed_on=date(2026, 11, 24))
    assert "签订日期：2026年11月24日" in text_of(render_contract(signed, language="zh_CN"))
    kept_before = full_contract(state=ContractState.AMENDED)
    assert "Signedon:22November2026" in text_of(render_contract(kept_before, language="en"))
    order = text_of(render_contract(provisional_order(), language="zh_CN"))
    assert "订单编号：MAIN02-26-00007（第1版）" in order
    assert "下单日期：2026年11月22日" in order
    assert "签订日期" not in order
    assert "核验本合同" not in order


def test_the_pen_has_the_day_beside_it_and_who_signs_on_paper_writes_it() -> None:
    signed = full_contract(state=ContractState.SIGNED, signed_on=date(2026, 11, 24))
    drawn = render_contract(signed, language="en", signatures={"buyer": [[(0.1, 0.1), (0.9, 0.9)]]})
    boxes = text_of(drawn)[text_of(drawn).index("Seller(signature,seal)") :]
    assert boxes.count("Date:") == 2
    assert boxes.count("Date:24November2026") == 1
    assert "Date:24November2026" not in text_of(render_contract(signed, language="en"))


def test_a_confirmed_contract_speaks_of_a_binding_deposit() -> None:
    text = text_of(render_contract(full_contract(), language="zh_CN"))
    assert "支付定金人民币贰万元整（¥20,000.00），占车辆总价的17.2%" in text
    assert "暂定" not in text
    assert "订金" not in text


def test_the_price_sheet_names_payee_nature_and_tax_rule_and_its_totals_agree() -> None:
    document = full_contract()
    sheet = pages_of(render_contract(document, language="zh_CN"))[-1]
    flat = "".join(sheet.split())
    for expected in (
        "交强险与商业险必缴中国人民财产保险¥7,340.00",
        "行车记录仪赠送本店¥0.00（价值¥599.00）",
        "抵扣本店−¥20,000.00",
    ):
        assert expected in flat
    assert "新能源汽车减半征收" in flat
    assert "应付合计¥112,379.86" in flat
    assert "余款¥92,379.86" in flat


@pytest.mark.parametrize("watermark", [None, "draft", "provisional", "copy"])
def test_the_same_document_gives_the_same_bytes(watermark: str | None) -> None:
    one, other = (render_contract(full_contract(), watermark=watermark, copy_no=2) for _ in range(2))  # type: ignore[arg-type]
    assert one == other


# Something else is printed first: what was printed before leaves no trace.
PROGRAM = """
import hashlib
from app.documents.contract import render_contract
from tests.unit.contract_samples import full_contract
render_contract(full_contract(no="X01-26-00009"), language="en")
print(hashlib.sha256(render_contract(full_contract())).hexdigest())
"""


def test_another_process_gives_the_same_bytes_too() -> None:
    command = [sys.executable, "-c", PROGRAM]
    printed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert printed.strip() == hashlib.sha256(render_contract(full_contract())).hexdigest()


def test_threads_printing_at_once_do_not_disturb_each_other() -> None:
    documents = [full_contract(no=f"MAIN01-26-{n:05d}") for n in range(1, 5)]
    expected = [render_contract(document) for document in documents]
    made: dict[int, bytes] = {}
    threads = [
        threading.Thread(target=lambda n=n: made.update({n: render_contract(documents[n])})) for n in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [made[n] for n in range(4)] == expected


def test_copies_and_drafts_are_marked_and_originals_are_not() -> None:
    assert "COPY2" in text_of(render_contract(full_contract(), watermark="copy", copy_no=2))
    provisional = text_of(render_contract(full_contract(), watermark="provisional", copy_no=2))
    assert "PROVISIONAL" in provisional
    assert "COPY2" in provisional
    assert "DRAFT" in text_of(render_contract(full_contract(), watermark="draft"))
    assert "COPY" not in text_of(render_contract(full_contract()))


@pytest.mark.parametrize(("language", "box", "last", "shortest"), [
    ("zh_CN", "甲方（签章）", "致的，以电子存档为准核验。", 0), ("en", "Seller (signature", "proof.", 40),
])  # fmt: skip
def test_nobody_signs_on_a_page_without_text(language: str, box: str, last: str, shortest: int) -> None:
    """However long the terms are, the boxes have the end of the last clause above them, and no line is lost."""
    least = 99
    for more in range(shortest, shortest + 20):
        pages = pages_of(render_contract(full_contract(terms="好" * 40 * more), language=language))
        (above,) = (page.split(box)[0].splitlines() for page in pages if box in page)
        assert above[-1] == last
        assert "".join(pages).count("好") == 40 * more
        least = min(least, len(above))
    assert least < 5, "the boxes never came to the end of a page"


def test_signatures_are_drawn_as_lines() -> None:
    strokes = {"buyer": [[(0.0, 0.0), (0.5, 1.0), (1.0, 0.0)]]}
    plain, signed = render_contract(full_contract()), render_contract(full_contract(), signatures=strokes)
    assert plain != signed
    assert text_of(plain) == text_of(signed)


@pytest.mark.parametrize(
    "document",
    [
        full_contract(deposit=None, delivery_on=None, delivery_place="", plan=PaymentPlan()),
        full_contract(
            car=replace(full_contract().car, vin="", energy="hydrogen", model_year=None, options=())
        ),
        full_contract(buyer=replace(full_contract().buyer, name="W" * 100, address="长" * 300)),
        full_contract(sheet=PriceSheet(0, 11_640_902), annexes=()),
        full_contract(terms="第一行\n第二行\n" + "很长" * 800),
        full_contract(buyer=replace(full_contract().buyer, name="{price}𠮷")),
    ],
    ids=["bare", "no car", "long", "above list", "terms", "odd name"],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_unusual_contracts_print_too(document: ContractDocument, language: str) -> None:
    text = text_of(render_contract(document, language=language))
    assert "116,409.02" in text
    assert document.no in text


def test_a_date_before_every_template_still_prints() -> None:
    assert "116,409.02" in text_of(render_contract(full_contract(drawn_on=date(2019, 8, 1))))


def test_what_the_font_lacks_is_found_in_what_people_typed() -> None:
    odd = full_contract(buyer=replace(full_contract().buyer, name="𠮷田"))
    assert missing_glyphs(printed_text(odd)) == "𠮷"
    assert missing_glyphs(printed_text(full_contract())) == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_our_own_words_can_all_be_printed(language: str) -> None:
    for kind in ("contract", "receipt"):
        for template in templates.builtin(kind):
            if template.language == language:
                words = [*template.labels.values(), template.title, template.provisional_title]
                words += [paragraph.text for clause in template.clauses for paragraph in clause.paragraphs]
                assert missing_glyphs("".join(words)) == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_order_says_nothing_of_a_deposit_in_its_articles_on_breach(language: str) -> None:
    """Its money is 订金: refundable, and no 定金."""
    choice = {"zh_CN": "定金与违约金并存", "en": "Wherebothdeposit(定金)andpenaltyapply"}[language]
    assert choice in text_of(render_contract(full_contract(), language=language))
    assert choice not in text_of(render_contract(provisional_order(), language=language))
    assert choice not in text_of(render_contract(full_contract(deposit=None), language=language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_annexes_stand_below_the_signatures_where_all_of_them_have_room(language: str) -> None:
    short = provisional_order()
    pages = pages_of(render_contract(short, language=language))
    box, annex = {"zh_CN": ("甲方（签章）", "附件一"), "en": ("Seller (signature, seal)", "Annex 1")}[
        language
    ]
    (last,) = (page for page in pages if box in page)
    assert annex in last.split(box)[1]
    assert pages[-1] is last


def test_annexes_that_have_no_room_below_the_signatures_begin_a_page_and_nothing_stands_twice() -> None:
    equipment = tuple(f"配置第{n}项" for n in range(60))
    long = provisional_order(car=replace(full_contract().car, options=equipment))
    pages = pages_of(render_contract(long))
    (signed,) = (at for at, page in enumerate(pages) if "甲方（签章）" in page)
    assert "附件一" not in pages[signed].split("甲方（签章）")[1]
    assert pages[signed + 1].lstrip().startswith("附件一")
    assert [sum(f"配置第{n}项" in page for page in pages) for n in range(60)] == [1] * 60


def test_an_annex_that_is_a_paper_of_its_own_has_its_title_above_the_foot_of_the_page() -> None:
    """Its title is all that is printed of it: nothing else brings a new page."""
    heights = []
    for more in range(30):
        order = provisional_order(annexes=("随车工具清单",), terms="好" * 40 * more)
        with pypdfium2.PdfDocument(render_contract(order)) as pdf:
            for page in pdf:
                words = page.get_textpage()
                if found := words.search("随车工具清单").get_next():
                    heights.append(words.get_charbox(found[0])[1])
    assert len(heights) == 30
    assert sheet.MARGINS.bottom <= min(heights) < sheet.MARGINS.bottom + 30 * MM, (
        "it never came to the end of a page"
    )
