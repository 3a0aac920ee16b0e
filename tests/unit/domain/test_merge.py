from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.domain import merge

GROUPS = {"price": ("price", "discount"), "delivery": ("date", "place"), "buyer": ("name",)}
BASE = {"price": 100, "discount": 0, "date": "d1", "place": "p1", "name": "n"}

sides = st.fixed_dictionaries({name: st.integers(0, 2) for name in BASE})


def merged(mine: dict[str, object], theirs: dict[str, object]) -> merge.Merged:
    return merge.merge(GROUPS, base=BASE, mine={**BASE, **mine}, theirs={**BASE, **theirs})


def test_groups_changed_on_one_side_only_merge_by_themselves() -> None:
    result = merged({"price": 90}, {"date": "d2"})
    assert result.conflicts == {}
    assert result.values == {**BASE, "price": 90, "date": "d2"}


def test_two_fields_of_one_group_conflict_though_the_fields_differ() -> None:
    result = merged({"price": 90}, {"discount": 5})
    assert result.conflicts == {
        "price": merge.Triple(
            {"price": 100, "discount": 0}, {"price": 90, "discount": 0}, {"price": 100, "discount": 5}
        )
    }
    assert "price" not in result.values


def test_the_same_change_on_both_sides_is_no_conflict() -> None:
    result = merged({"price": 90}, {"price": 90})
    assert result.conflicts == {}
    assert result.values["price"] == 90


def test_removed_here_and_changed_there_waits_for_a_person() -> None:
    line = "add_on:1"
    result = merge.merge({line: (line,)}, base={line: 1}, mine={}, theirs={line: 2})
    assert result.conflicts[line] == merge.Triple({line: 1}, {line: None}, {line: 2})


@given(sides, sides, sides)
def test_no_change_is_lost_and_none_invented(
    base: dict[str, int], mine: dict[str, int], theirs: dict[str, int]
) -> None:
    result = merge.merge(GROUPS, base=base, mine=mine, theirs=theirs)
    for name, fields in GROUPS.items():
        old, here, there = ({f: side[f] for f in fields} for side in (base, mine, theirs))
        both_differ = here != old and there != old and here != there
        assert (name in result.conflicts) is both_differ
        if not both_differ:
            assert {f: result.values[f] for f in fields} == (there if here == old else here)


@given(sides, sides, sides)
def test_swapping_the_sides_swaps_the_verdict_and_nothing_else(
    base: dict[str, int], mine: dict[str, int], theirs: dict[str, int]
) -> None:
    one = merge.merge(GROUPS, base=base, mine=mine, theirs=theirs)
    other = merge.merge(GROUPS, base=base, mine=theirs, theirs=mine)
    assert one.values == other.values
    assert one.conflicts.keys() == other.conflicts.keys()
