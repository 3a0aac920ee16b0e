"""A template's text as people write it: plain lines, one a paragraph, and the way back.

# The title
provisional: the title of an order whose car is not certain
note: what such an order says first
require: buyer.name, car.vin

## A heading [key; table prices; when loan]
A paragraph with a {placeholder}.
[when options] A paragraph that is printed when the condition holds.
[ ] A line with a box, [x] with a box that is ticked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from app.errors import UserError
from app.i18n import N_

_HEADING = re.compile(r"##\s+(.*?)\s*\[([^\[\]]*)\]\s*$")
_WHEN = re.compile(r"\[when ([a-z_]+)\]\s*")
_TICK = re.compile(r"\[([ x])\]\s*")
_HEAD = {"provisional": "provisional_title", "note": "provisional_note"}


def write(text: Mapping[str, Any]) -> str:
    """The lines of one language's text."""
    lines = [f"# {text['title']}"]
    lines += [f"{name}: {text[key]}" for name, key in _HEAD.items() if text[key]]
    lines.append(f"require: {', '.join(text['required_fields'])}")
    for clause in text["clauses"]:
        about = [clause["key"]]
        about += [f"table {clause['block']}"] if clause.get("block") else []
        about += [f"when {clause['when']}"] if clause.get("when", "always") != "always" else []
        lines += ["", f"## {clause['heading']} [{'; '.join(about)}]"]
        lines += [_line(part) for part in clause.get("text", ())]
    return "\n".join(lines) + "\n"


def _line(part: str | Mapping[str, Any]) -> str:
    if isinstance(part, str):
        return part
    when = f"[when {part['when']}] " if part.get("when", "always") != "always" else ""
    tick = {True: "[x] ", False: "[ ] ", None: ""}[part.get("tick")]
    return f"{when}{tick}{part['text']}"


def read(lines: str, *, labels: Mapping[str, str]) -> dict[str, Any]:
    """One language's text from its lines; the paper's own `labels` stay as they are."""
    text: dict[str, Any] = {
        "title": "", "provisional_title": "", "provisional_note": "", "required_fields": [], "clauses": [],
        "labels": dict(labels),
    }  # fmt: skip
    for number, line in enumerate(lines.splitlines(), 1):
        if line := line.strip():
            _take(text, line, number)
    return text


def keys(lines: str) -> Iterator[tuple[int, str]]:
    """Each line's number, from 0, with the key of the clause that it belongs to; the head has none."""
    key = ""
    for number, line in enumerate(lines.split("\n")):
        if (heading := _HEADING.match(line.strip())) is not None:
            key = heading[2].partition(";")[0].strip()
        yield number, key


def heading(line: str) -> str:
    """The heading that a line is, without what stands behind it; empty for any other line."""
    found = _HEADING.match(line)
    return found[1] if found else ""


def _take(text: dict[str, Any], line: str, number: int) -> None:
    if line.startswith("##"):
        text["clauses"].append(_clause(line, number))
    elif text["clauses"]:
        text["clauses"][-1]["text"].append(_paragraph(line))
    elif line.startswith("# "):
        text["title"] = line[2:].strip()
    else:
        name, colon, value = line.partition(":")
        if name == "require":
            text["required_fields"] = [each.strip() for each in value.split(",") if each.strip()]
        elif colon and name in _HEAD:
            text[_HEAD[name]] = value.strip()
        else:
            message = N_("Line {line} stands before the first clause. Begin a clause with: ## Heading [key]")
            raise UserError("template_line", message, field="text", line=number)


def _clause(line: str, number: int) -> dict[str, Any]:
    heading = _HEADING.match(line)
    if heading is None:
        message = N_("Line {line} is no heading. Write it so: ## Heading [key]")
        raise UserError("template_line", message, field="text", line=number)
    key, *more = (part.strip() for part in heading[2].split(";"))
    clause: dict[str, Any] = {"key": key, "heading": heading[1], "text": []}
    for part in more:
        name, _, value = part.partition(" ")
        if name not in ("table", "when"):
            message = N_("Line {line}: “{word}” is neither “table …” nor “when …”.")
            raise UserError("template_line", message, field="text", line=number, word=part)
        clause["block" if name == "table" else "when"] = value.strip()
    return clause


def _paragraph(line: str) -> str | dict[str, Any]:
    made: dict[str, Any] = {}
    if (when := _WHEN.match(line)) is not None:
        made["when"], line = when[1], line[when.end() :]
    if (tick := _TICK.match(line)) is not None:
        made["tick"], line = tick[1] == "x", line[tick.end() :]
    return {**made, "text": line} if made else line
