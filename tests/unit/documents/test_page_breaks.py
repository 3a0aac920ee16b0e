"""Where a page ends: no paragraph leaves its last line alone on the next one, and what was tried is taken back whole."""

from __future__ import annotations

import pytest

from app.documents.layout import A4, Flow, Margins

MARGINS = Margins(50, 50, 50, 50)
WORDS = "word " * 60


def lines_of_pages(*, keep_ends: bool, above: int) -> list[int]:
    """How many lines each page has: `above` lines, then a paragraph of a few."""
    flow = Flow(A4, MARGINS, keep_ends=keep_ends)
    for _ in range(above):
        flow.paragraph("above")
    flow.paragraph(WORDS)
    return [len(page.texts) for page in flow.pages]


@pytest.mark.parametrize("above", range(40, 56))
def test_the_last_line_of_a_paragraph_never_stands_alone(above: int) -> None:
    assert lines_of_pages(keep_ends=True, above=above)[1:] in ([], [2], [3], [4])


def test_without_that_it_does() -> None:
    assert [1] in [lines_of_pages(keep_ends=False, above=above)[1:] for above in range(40, 56)]


def test_what_was_written_since_a_mark_is_taken_back() -> None:
    flow = Flow(A4, MARGINS)
    flow.paragraph("kept")
    mark, before = flow.mark(), (flow.y, list(flow.page.texts))
    for _ in range(80):
        flow.tick("tried", ticked=True, indent=20)
    assert len(flow.pages) > 1
    flow.go_back(mark)
    assert len(flow.pages) == 1
    assert (flow.y, flow.page.texts, flow.page.boxes, flow.page.paths) == (*before, [], [])
