"""Which of several files is kept, who is perhaps the same, and whose consent holds."""

from __future__ import annotations

import itertools

import pytest

from app.domain import consent
from app.domain.consent import Said
from app.domain.one_person import Known, kept, perhaps_same

LI = Known("person", "13800000001", "id_card", "")


@pytest.mark.parametrize(
    ("links", "whom"),
    [
        ({}, "a"),
        ({"a": "b"}, "b"),
        ({"a": "b", "b": "c"}, "c"),
        ({"c": "b", "a": "b"}, "b"),
    ],
)
def test_a_merged_file_leads_to_the_one_that_is_kept(links: dict[str, str], whom: str) -> None:
    assert kept("a", links.get) == whom


@pytest.mark.parametrize("ring", ["ab", "ba", "abc", "cab", "bac"])
def test_of_a_ring_the_file_made_first_is_kept_wherever_one_begins(ring: str) -> None:
    links = dict(itertools.pairwise(ring + ring[0]))
    assert {kept(file, links.get) for file in ring} == {"a"}
    assert kept("z", (links | {"z": ring[-1]}).get) == "a"


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (LI, True),
        (LI._replace(phone="13800000002"), False),
        (LI._replace(phone=""), False),
        (LI._replace(kind="company"), False),
        (LI._replace(id_number="110105199003071234"), True),
    ],
)
def test_a_telephone_makes_two_files_alike(other: Known, same: bool) -> None:
    assert perhaps_same(LI, other) is perhaps_same(other, LI) is same


def test_numbers_tell_more_than_telephones() -> None:
    known = LI._replace(id_number="110105199003071234")
    assert perhaps_same(known, known._replace(phone="13800000009"))
    assert not perhaps_same(known, known._replace(id_number="110105199003071250"))
    assert perhaps_same(known, known._replace(id_kind="passport", id_number="E12345678"))


def test_nobody_without_numbers_is_alike() -> None:
    assert not perhaps_same(Known("person", "", "id_card", ""), Known("person", "", "id_card", ""))


@pytest.mark.parametrize(
    ("said", "holds"),
    [
        ([Said("a", "1", None)], 0),
        ([Said("a", "1", "2")], None),
        ([Said("a", "1", "2"), Said("a", "0", None)], 1),
        ([Said("a", "1", None), Said("b", "0", "2")], None),
        ([Said("a", "1", None), Said("b", "0", "1")], None),
        ([Said("a", "3", None), Said("b", "0", "2")], 0),
        ([Said("a", "1", None), Said("b", "0", "2"), Said("b", "3", None)], 2),
    ],
)
def test_of_two_files_the_later_word_counts(said: list[Said], holds: int | None) -> None:
    assert consent.holding(said) == holds
