"""docs/features.md has every row of the showroom and the deal desk, and names tests that are there."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
MOST = {"A": 5, "B": 5, "C": 5, "D": 8, "E": 5, "F": 3, "G": 2, "H": 3, "I": 3}
"""How many rows each group has."""


def rows() -> dict[str, str]:
    """Row to the line about it."""
    text = (ROOT / "docs" / "features.md").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.startswith("| ")][2:]
    return {line.split("|")[1].strip(): line for line in lines}


def test_no_row_is_left_out() -> None:
    assert {f"{group}{n}" for group, most in MOST.items() for n in range(1, most + 1)} <= rows().keys()


def test_every_row_names_tests_and_files_that_are_there() -> None:
    for row, line in rows().items():
        named = re.findall(r"`((?:app|benchmarks|resources|tests)/[\w./]+)`", line)
        assert any(name.startswith("tests/") for name in named), row
        assert [name for name in named if not (ROOT / name).exists()] == [], row


def test_every_row_has_a_test_named_after_it() -> None:
    for row, line in rows().items():
        if row[:1] in MOST and row[1:].isdigit():
            assert re.search(rf"`tests/[\w/]+_{row.lower()}_\w+\.py`", line), row
