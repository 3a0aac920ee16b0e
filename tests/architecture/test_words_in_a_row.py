"""What people read one after the other is divided as their language does."""

from __future__ import annotations

from pathlib import Path

import pytest

from app import i18n

ROOT = Path(__file__).parents[2] / "app"
FOR_PEOPLE = ("views", "presenters", "gateways", "domain", "devices")
MACHINES = {"views/theme.py", "domain/amendment.py"}
"""Names of fonts; a signed paper, which says for ever what it said."""


def test_no_comma_of_latin_stands_between_things_on_the_screen() -> None:
    files = [file for part in FOR_PEOPLE for file in (ROOT / part).rglob("*.py")]
    held = {
        str(file.relative_to(ROOT)) for file in files
        if any(f'"{comma} ".join(' in file.read_text("utf-8") for comma in ",;")
    }  # fmt: skip
    assert held == MACHINES


@pytest.mark.parametrize(("language", "said"), [("en", "Oil, brakes"), ("zh_CN", "Oil、brakes")])
def test_each_language_divides_in_its_own_way(language: str, said: str) -> None:
    with i18n.speaking(language):
        assert i18n.in_a_row(["Oil", "brakes"]) == said
