"""An amendment on paper, read back as text."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.documents.addendum import render_addendum
from app.domain.amendment import Amendment
from app.domain.contract_document import find_code, verification_code
from app.domain.pricing import PriceLine
from tests.unit.contract_samples import LINES, full_contract
from tests.unit.documents.reading import pages_of, text_of

FILM = PriceLine("add_on", "全车隔热膜", 198_000)


@pytest.fixture
def amendment() -> Amendment:
    before = full_contract()
    sheet = replace(before.sheet, lines=(*LINES, FILM))
    after = replace(before, version=2, delivery_on=date(2026, 11, 28), sheet=sheet)
    return Amendment(1, before, after)


def test_it_says_what_was_agreed_what_is_agreed_now_and_what_that_costs(amendment: Amendment) -> None:
    text = text_of(render_addendum(amendment, language="zh_CN"))
    assert "补充协议（一）" in text
    assert "第五条" in text
    for said in (
        "2026年11月25日",
        "2026年11月28日",
        "无",
        "¥1,980.00",
        "人民币壹仟玖佰捌拾元整",
        "MAIN01-26-00001-B1",
    ):
        assert said in text, said


def test_it_speaks_english_and_fits_a_page(amendment: Amendment) -> None:
    pages = pages_of(render_addendum(amendment, language="en"))
    assert len(pages) == 1
    text = " ".join(pages[0].split())
    for said in (
        "Amendment 1",
        "28 November 2026",
        "Article 5.",
        "one thousand nine hundred and eighty",
        "Annex",
    ):
        assert said in text, said


def test_less_to_pay_is_said_as_less(amendment: Amendment) -> None:
    back = Amendment(2, amendment.after, replace(amendment.before, version=3))
    assert "减少人民币壹仟玖佰捌拾元整" in text_of(render_addendum(back, language="zh_CN"))


def test_its_code_is_that_of_the_new_version_and_its_bytes_are_always_the_same(amendment: Amendment) -> None:
    pdf = render_addendum(amendment, signatures={"buyer": [[(0.1, 0.2), (0.5, 0.6)]]})
    assert find_code(pdf) == verification_code(amendment.after)
    assert pdf == render_addendum(amendment, signatures={"buyer": [[(0.1, 0.2), (0.5, 0.6)]]})
    assert pdf != render_addendum(amendment)


def test_a_copy_says_so(amendment: Amendment) -> None:
    assert "COPY2" in text_of(render_addendum(amendment, language="en", copy_no=2))
