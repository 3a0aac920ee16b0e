"""A3: the sheet that a customer takes home."""

from __future__ import annotations

import io

import pypdf
import pypdfium2
import pytest

from app import i18n
from app.documents.comparison import ComparisonSheet, render_comparison
from app.domain.comparison import compare
from tests.demo_cars import TODAY, demo_trims

TRIMS = demo_trims()


def sheet(columns: int, language: str = "zh_CN") -> bytes:
    trims = TRIMS[:columns]
    with i18n.speaking(language):
        return render_comparison(
            ComparisonSheet(
                "车型对比", "杭州澄远汽车销售服务有限公司", "滨江展厅 · 0571-88001234", TODAY.isoformat(),
                tuple((trim.title, trim.names[2]) for trim in trims), compare(trims, TODAY), ("以当日为准。",),
            )
        )  # fmt: skip


def text_of(pdf: bytes) -> str:
    return "".join("".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


@pytest.mark.parametrize("columns", [2, 3, 4])
def test_the_sheet_names_dealership_day_models_and_every_row(columns: int) -> None:
    text = text_of(sheet(columns))
    for said in (
        "杭州澄远汽车销售服务有限公司",
        "2026-11-22",
        "0571-88001234",
        "以当日为准。",
        "续航里程",
        "电池与续航",
    ):
        assert said in text
    for trim in TRIMS[:columns]:
        assert f"¥{trim.list_price // 100:,}.00" in text


def test_the_sheet_speaks_the_language_asked_for() -> None:
    text = text_of(sheet(2, "en"))
    assert "Batteryandrange" in text
    assert "续航里程" not in text


def test_a_line_more_than_a_page_makes_the_letters_smaller_and_no_second_page() -> None:
    def drawn(notes: int) -> bytes:
        row = compare(TRIMS[:2], TODAY)
        names = tuple((trim.title, trim.names[2]) for trim in TRIMS[:2])
        return render_comparison(
            ComparisonSheet("对比", "甲", "乙", "", names, row, ("以当日为准。",) * notes)
        )

    def letters(pdf: bytes) -> float:
        page = pypdfium2.PdfDocument(pdf)[0].get_textpage()
        left, below, right, above = page.get_charbox(0)
        return (right - left) * (above - below)

    pages = {notes: len(pypdfium2.PdfDocument(drawn(notes))) for notes in range(1, 40, 3)}
    whole = [notes for notes, count in pages.items() if count == 1]
    assert max(whole) >= 10
    assert letters(drawn(max(whole))) < letters(drawn(1))
    assert letters(drawn(max(pages))) == letters(drawn(1)), "what fills two pages anyway is as large as ever"


def test_a_long_comparison_numbers_its_pages_and_the_same_one_gives_the_same_bytes() -> None:
    pdf = sheet(4)
    pages = len(pypdfium2.PdfDocument(pdf))
    assert (f"1/{pages}" in text_of(pdf)) == (pages > 1)
    assert pdf == sheet(4)
