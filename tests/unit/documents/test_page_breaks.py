"""Where a page ends: no line of a paragraph stands alone there, and what was tried is taken back whole."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app.documents import contract, sheet
from app.documents.layout import A4, Flow, Margins
from app.documents.templates import template_for
from tests.unit.contract_samples import full_contract

MARGINS = Margins(50, 50, 50, 50)
WORDS = "word " * 22
"""A little more than a line of them."""


def split(lines: int, above: int, **asked: Any) -> tuple[Flow, list[int]]:
    """A paragraph of so many lines below others of one line: how many of its lines each page has."""
    flow = Flow(A4, MARGINS)
    for _ in range(above):
        flow.paragraph("above")
    flow.paragraph(WORDS * lines, **asked)
    return flow, [count for page in flow.pages if (count := sum("word" in text.text for text in page.texts))]


@pytest.mark.parametrize("lines", range(1, 7))
def test_no_line_of_a_paragraph_stands_alone_at_either_end_of_a_page(lines: int) -> None:
    parted = set()
    for above in range(40, 56):
        _, pages = split(lines, above)
        assert 1 not in pages, above
        parted.add(len(pages))
    assert parted == ({1} if lines < 3 else {1, 2}), (
        "a paragraph of four lines can be parted, one of three not"
    )


@pytest.mark.parametrize("above", range(40, 56))
def test_a_tick_box_stands_beside_the_first_line_of_its_words(above: int) -> None:
    flow, _ = split(1, above, ticked=True, indent=30)
    ((box, first),) = (
        (page.boxes[0], next(text for text in page.texts if "word" in text.text))
        for page in flow.pages
        if page.boxes
    )
    assert box.y < first.y < box.y + 10


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_no_page_of_a_contract_ends_with_a_heading_and_one_line_of_what_goes_on(
    language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    margins = sheet.MARGINS
    for down in range(50):
        monkeypatch.setattr(sheet, "MARGINS", replace(margins, top=margins.top + down))
        document = full_contract()
        paper = contract._Paper(document, template_for(document, language))
        paper.head()
        paper.articles()
        for page in paper.flow.pages[:-1]:
            last = max(text.y for text in page.texts)
            assert not [t.text for t in page.texts if t.y == last and t.face is paper.flow.fonts.bold], down


def test_what_was_written_since_a_mark_is_taken_back() -> None:
    flow = Flow(A4, MARGINS)
    flow.paragraph("kept")
    mark, before = flow.mark(), (flow.y, list(flow.page.texts))
    for _ in range(80):
        flow.paragraph("tried", ticked=True, indent=20)
    assert len(flow.pages) > 1
    flow.go_back(mark)
    assert len(flow.pages) == 1
    assert (flow.y, flow.page.texts, flow.page.boxes, flow.page.paths) == (*before, [], [])
