"""What differs between two versions of a text: by clause, by line, by word."""

from __future__ import annotations

from app.domain.template_diff import Kind, LineChange, Piece, changes

OLD = """# Contract
require: buyer.name

## Price [price; table prices]
The price is CNY {price}.
It is paid in full.

## Handover [delivery]
The car is handed over on {delivery_on}.

## Disputes [disputes]
The court of {place} decides.
"""


def told(after: str, before: str = OLD) -> list[tuple[str, Kind]]:
    return [(each.key, each.kind) for each in changes(before, after)]


def words(pieces: tuple[Piece, ...]) -> str:
    """`a [b] c` for a line whose `b` is changed."""
    return "".join(f"[{each.text}]" if each.changed else each.text for each in pieces)


def test_the_same_text_has_no_differences_and_empty_lines_are_none() -> None:
    assert changes(OLD, OLD) == ()
    assert changes(OLD, OLD.replace("\n", "\n\n")) == ()


def test_a_changed_word_is_marked_on_both_sides_and_nothing_else() -> None:
    (change,) = changes(OLD, OLD.replace("in full", "in instalments"))
    assert (change.key, change.heading, change.kind) == ("price", "Price", Kind.CHANGED)
    (line,) = change.lines
    assert words(line.before) == "It is paid in [full]."
    assert words(line.after) == "It is paid in [instalments]."


def test_a_chinese_line_is_compared_by_letters_and_a_field_as_a_whole() -> None:
    before = "## 定金 [deposit]\n定金为车价的 10 %，于 {deposit_on} 前支付。\n"
    (change,) = changes(before, before.replace("10", "20").replace("{deposit_on}", "{drawn_on}"))
    assert words(change.lines[0].after) == "定金为车价的 [20] %，于 [{drawn_on}] 前支付。"


def test_clauses_come_go_and_move() -> None:
    handover = OLD[OLD.index("## Handover") : OLD.index("## Disputes")]
    assert told(OLD.replace(handover, "")) == [("delivery", Kind.REMOVED)]
    assert told(OLD + "## Data [data]\nWe keep little.\n") == [("data", Kind.ADDED)]
    disputes = OLD[OLD.index("## Disputes") :]
    first = OLD.replace(disputes, "").replace("## Price", disputes + "## Price")
    assert told(first) == [("disputes", Kind.MOVED)]


def test_what_was_removed_stands_where_it_was() -> None:
    after = OLD.replace("## Price [price; table prices]", "## Cost [cost]").replace("in full", "at once")
    assert told(after) == [("price", Kind.REMOVED), ("cost", Kind.ADDED)]


def test_a_heading_its_table_and_the_head_of_the_text_are_compared_too() -> None:
    assert told(OLD.replace("; table prices", "")) == [("price", Kind.CHANGED)]
    (change,) = changes(OLD, OLD.replace("# Contract", "# Sales contract"))
    assert (change.key, change.heading) == ("", "")


def test_a_line_that_is_another_one_is_two_lines() -> None:
    after = OLD.replace("It is paid in full.", "Nobody may assign any claim without written consent.")
    (change,) = changes(OLD, after)
    assert [bool(line.before) for line in change.lines] == [True, False]


def test_a_line_that_came_has_nothing_before_it() -> None:
    (change,) = changes(OLD, OLD.replace("It is paid in full.", "It is paid in full.\nBy transfer."))
    assert change.lines == (LineChange((), (Piece("By transfer.", changed=True),)),)
