from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.documents.breaking import break_lines
from app.documents.fonts import fonts

TEXT = st.text("汽车买卖合同，。、；：（）“”《》ab1. ¥%", min_size=1, max_size=80)
WIDTHS = st.floats(60, 300)


def lines_of(text: str, width: float, size: float = 10, first: float = 0) -> list[str]:
    return [line.text for line in break_lines(text, fonts().regular, size, width, first=first)]


@given(TEXT, WIDTHS)
def test_nothing_is_lost_and_nothing_sticks_out(text: str, width: float) -> None:
    lines = break_lines(text, fonts().regular, 10, width)
    assert "".join(line.text for line in lines).replace(" ", "") == text.replace(" ", "")
    for line in lines:
        assert abs(fonts().regular.width(line.text, 10) + line.slack - width) < 0.01
        assert line.slack >= -0.01
    assert [line.last for line in lines] == [False] * (len(lines) - 1) + [True]


@given(st.text("汽车买卖合同", min_size=30, max_size=60), st.integers(0, 29), WIDTHS)
def test_no_line_begins_with_a_closing_mark_or_ends_with_an_opening_one(
    text: str, place: int, width: float
) -> None:
    for mark in "，。、；：！？）》”%":
        assert all(
            line[0] != mark for line in lines_of(text[:place] + "合" + mark + text[place:], width) if line
        )
    for mark in "（《“¥":
        assert all(
            line[-1] != mark for line in lines_of(text[:place] + mark + "合" + text[place:], width) if line
        )


def test_words_and_amounts_stay_whole() -> None:
    text = "The price of the car is ¥116,409.02 and the buyer's deposit is 17.2% of it."
    words = text.split()
    assert [word for line in lines_of(text, 90) for word in line.split()] == words
    assert any("¥116,409.02" in line for line in lines_of("价款合计为¥116,409.02，已含税", 80))


def test_a_word_longer_than_the_line_is_cut_rather_than_printed_over_the_edge() -> None:
    lines = lines_of("W" * 100, 100)
    assert len(lines) > 5
    assert "".join(lines) == "W" * 100


def test_the_first_line_leaves_room_for_a_heading_and_line_feeds_are_kept() -> None:
    assert len(lines_of("汽车买卖合同" * 5, 100, first=80)[0]) < len(lines_of("汽车买卖合同" * 5, 100)[0])
    assert lines_of("一\n\n二", 100) == ["一", "", "二"]
