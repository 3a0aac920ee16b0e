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
_CLUSTER = re.compile(rf"([{_OPEN}]*(?:{_WORD}|\S)[{_CLOSE}]*)(\s*)")


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
    text, room = text.strip(), width - first
    if (whole := face.width(text, size)) <= room:
        return [Line(text, room - whole, last=True)]
    lines: list[Line] = []
    current, filled, blank = "", 0.0, 0.0  # `filled`: how far the words reach; blanks after them are free
    for solid, blanks in _CLUSTER.findall(text):
        wide = face.width(solid, size)
        if current and filled + blank + wide > room:
            lines.append(Line(current.rstrip(), room - filled, last=False))
            current, filled, blank, room = "", 0.0, 0.0, width
        while wide > room:  # a word wider than a line is cut where it must be
            part = _head(solid, face, size, room)
            lines.append(Line(part, room - face.width(part, size), last=False))
            solid, room = solid[len(part) :], width
            wide = face.width(solid, size)
        current += solid + blanks
        filled += blank + wide
        blank = face.width(blanks, size) if blanks else 0.0
    return [*lines, Line(current.rstrip(), room - filled, last=True)]


def _head(word: str, face: Face, size: float, room: float) -> str:
    """As much of a word as fits, and at least one character."""
    end = 1
    while end < len(word) and face.width(word[: end + 1], size) <= room:
        end += 1
    return word[:end]
