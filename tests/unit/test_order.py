"""The files of tests that take longest begin first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.order import long_files_first


@dataclass
class FakeItem:
    """A test of a file."""

    nodeid: str
    slow: bool = False

    def get_closest_marker(self, name: str) -> str | None:
        return name if self.slow and name == "slow" else None


def test_the_file_that_takes_longest_begins_first_and_else_the_order_stays() -> None:
    few, other = FakeItem("few.py::one"), FakeItem("other.py::one")
    many = [FakeItem(f"many.py::{n}") for n in range(9)]
    slow = [FakeItem("slow.py::short"), FakeItem("slow.py::long", slow=True)]
    items: list[Any] = [few, *many, other, *slow]
    long_files_first(items)
    assert items == [*slow, *many, few, other]
