"""A3: trims side by side."""

from __future__ import annotations

from dataclasses import replace

from app import i18n
from app.domain.comparison import Row, compare
from tests.demo_cars import TODAY, demo_trim

CODES = ("BYD-SEAGULL-25", "BYD-SEAGULL-PLUS-25", "BYD-HAN-FLAGSHIP-25")
TRIMS = [demo_trim(code) for code in CODES]


def rows() -> dict[str, Row]:
    return {row.name: row for row in compare(TRIMS, TODAY)}


def test_every_attribute_of_any_of_them_has_a_row_with_a_cell_for_each() -> None:
    found = rows()
    assert all(len(row.cells) == 3 for row in found.values())
    names = {spec.attribute.name for trim in TRIMS for spec in trim.specs}
    assert names <= set(found)
    assert [cell.text for cell in found["Torque"].cells] == ["—", "—", "700 N·m"]


def test_cells_differ_from_the_first_and_rows_that_are_alike_can_be_left_out() -> None:
    found = rows()
    assert [cell.differs for cell in found["Range"].cells] == [False, True, True]
    assert [cell.differs for cell in found["Seats"].cells] == [False, False, True]
    assert not found["Energy"].differs
    left = [row for row in found.values() if row.differs]
    assert 0 < len(left) < len(found)


def test_the_best_is_the_least_of_prices_and_the_most_of_ranges() -> None:
    found = rows()
    assert [cell.best for cell in found["List price"].cells] == [True, False, False]
    assert [cell.best for cell in found["Range"].cells] == [False, False, True]
    assert not any(cell.best for cell in found["Torque"].cells), "not known of all"
    assert not any(cell.best for cell in found["Energy"].cells)


def test_nothing_is_best_while_one_of_them_is_not_known() -> None:
    larger, smaller = (replace(TRIMS[0], attributes={"cargo_l": size}) for size in ("500", "400"))
    for trims, best in (((larger, smaller), [True, False]), ((larger, smaller, TRIMS[0]), [False] * 3)):
        (boot,) = (row for row in compare(trims, TODAY) if row.name == "Boot")
        assert [cell.best for cell in boot.cells] == best


def test_where_all_are_alike_none_is_best() -> None:
    twice = compare([TRIMS[0], TRIMS[0]], TODAY)
    assert not any(cell.best or cell.differs for row in twice for cell in row.cells)


def test_groups_stay_together_in_both_languages() -> None:
    for language in i18n.LANGUAGES:
        with i18n.speaking(language):
            groups = [row.group for row in compare(TRIMS, TODAY)]
        assert groups == sorted(groups, key=groups.index)
        assert groups[0] == "price"
        assert groups[-1] == "stock"
