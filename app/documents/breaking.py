"""Line breaking for Chinese and Latin text: no closing mark begins a line, no opening one ends it (禁则)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.documents.fonts import Face

_WIDE = "\u2e80-\u303f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U000323af"
_OPEN = "（〔［｛《「『【“‘(\\[{<¥￥"
_CLOSE = "，。、；：？！）〕］｝》」』】”’％…—,.;:?!)\\]}>%"
# Apostrophes inside a word belong to it; elsewhere ’ closes a quotation.
_WORD = rf"(?:[^\s{_WIDE}“”‘’…—]|(?<=\w)’(?=\w))+"
# What must stay on one line: opening marks, one Chinese character or one Latin word, closing marks.
_CLUSTER = re.compile(rf"[{_OPEN}]*(?:{_WORD}|[^\s])[{_CLOSE}]*\s*|\s+")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a paragraph: its text, and how much room is left, in points."""

    text: str
    slack: float
    last: bool


def break_lines(text: str, face: Face, size: float, width: float, *, first: float = 0) -> list[Line]:
    """`text` in lines of `width` points; the first one begins `first` points to the right."""
    lines: list[Line] = []
    for paragraph in text.split("\n"):
        lines += _paragraph(paragraph, face, size, width, first if not lines else 0)
    return lines


def _paragraph(text: str, face: Face, size: float, width: float, first: float) -> list[Line]:
    lines: list[Line] = []
    current, used, room = "", 0.0, width - first
    for cluster in _CLUSTER.findall(text):
        wide = face.width(cluster.rstrip(), size)
        if current and used + wide > room:
            lines.append(_line(current, face, size, room))
            current, used, room = "", 0.0, width
        if wide > room:
            *full, cluster = _cut(cluster, face, size, room)
            lines += [_line(part, face, size, room) for part in full]
        current += cluster
        used += face.width(cluster, size)
    return [*lines, Line(current.rstrip(), room - face.width(current.rstrip(), size), last=True)]


def _line(text: str, face: Face, size: float, room: float) -> Line:
    text = text.rstrip()
    return Line(text, room - face.width(text, size), last=False)


def _cut(word: str, face: Face, size: float, room: float) -> list[str]:
    """A word wider than a whole line, cut where it must be."""
    parts = [""]
    for char in word:
        if parts[-1] and face.width(parts[-1] + char, size) > room:
            parts.append("")
        parts[-1] += char
    return parts
