"""The lines that an administrator writes are the template, and the template is those lines."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.domain import template_text, template_version
from app.errors import UserError

FOLDER = Path(__file__).parents[3] / "resources" / "templates"


def stored(language: str) -> dict[str, Any]:
    data = json.loads((FOLDER / f"contract-{language}-2026-11.json").read_text(encoding="utf-8"))
    return template_version.text_of(data)


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_lines_and_template_are_the_same_thing(language: str) -> None:
    text = stored(language)
    lines = template_text.write(text)
    again = template_text.read(lines, labels=text["labels"])
    assert template_text.write(again) == lines
    body = {each: again if each == language else stored(each) for each in ("zh_CN", "en")}
    same = {each: stored(each) for each in ("zh_CN", "en")}
    dates = date(2026, 12, 1), None
    assert template_version.read("contract", "1", dates, body) == template_version.read(
        "contract", "1", dates, same
    )


def test_each_line_belongs_to_its_clause() -> None:
    lines = template_text.write(stored("en"))
    keys = dict(template_text.keys(lines))
    at = next(number for number, line in enumerate(lines.split("\n")) if "{delivery_place}" in line)
    assert keys[at] == "delivery"
    assert keys[0] == ""


@pytest.mark.parametrize(
    ("lines", "line"),
    [("# T\nwhat is this\n", 2), ("# T\n## Price\n", 2), ("# T\n\n## Price [price; colour red]\n", 3)],
)
def test_a_line_that_is_none_is_named_by_its_number(lines: str, line: int) -> None:
    with pytest.raises(UserError, match="template_line") as refusal:
        template_text.read(lines, labels={})
    assert refusal.value.values["line"] == line
