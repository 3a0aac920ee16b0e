"""A receipt for a roll of paper: lines of so many columns, a code, and what the printer does besides.

A Chinese character is two columns wide, a Latin one is one. Lines are broken here, so that they are the same whether
the printer has the letters itself or is given pictures of them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import zip_longest

FORM = 241
"""Continuous paper of several parts (多联打印纸), for printers with needles."""
FORM_LINES = 33
"""Of one form, half of eleven inches: six lines an inch."""
CODE_LINES = 8
"""Of them, what the code takes with its margins, be the receipt's number as long as one may be."""
COLUMNS = {58: 32, 80: 48, FORM: 80}
"""By the paper's width in millimetres."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line as it is printed; a large one is twice as wide and high."""

    text: str = ""
    align: str = "left"
    bold: bool = False
    large: bool = False


@dataclass(frozen=True, slots=True)
class Slip:
    """What comes out, from top to bottom, the code below it."""

    lines: tuple[Line, ...]
    code: str = ""
    columns: int = 48
    opens_drawer: bool = False


def width_of(text: str) -> int:
    """Columns that a text takes."""
    return sum(_width(letter) for letter in text)


def height_of(lines: Iterable[Line]) -> int:
    """Lines that they take on paper."""
    return sum(2 if line.large else 1 for line in lines)


def shortened(text: str, columns: int) -> str:
    """As much of a text as fits a line, and that it went on."""
    return text if width_of(text) <= columns else f"{_head(text, columns - width_of('…')).rstrip()}…"


def broken(
    text: str, columns: int, *, align: str = "left", bold: bool = False, large: bool = False
) -> list[Line]:
    """A text in lines that fit: at blanks where there are any, else anywhere."""
    room = columns // 2 if large else columns
    return [Line(part, align, bold, large) for part in _wrap(_plain(text), room)]


def pair(name: str, value: str, columns: int, *, bold: bool = False) -> list[Line]:
    """A name at the left and its value at the right; below it where both do not fit."""
    value = _plain(value)
    gap = columns - width_of(name) - width_of(value)
    if gap >= 1:
        return [Line(f"{name}{' ' * gap}{value}", bold=bold)]
    return [Line(name), *broken(value, columns, align="right", bold=bold)]


def beside(left: list[Line], right: list[Line], columns: int) -> list[Line]:
    """Two blocks side by side, each at most half as wide as the paper less a column."""
    half = columns // 2
    return [
        Line(
            f"{one.text}{' ' * (half - width_of(one.text))}{other.text}".rstrip(), bold=one.bold or other.bold
        )
        for one, other in zip_longest(left, right, fillvalue=Line())
    ]


def rule(columns: int) -> Line:
    """A line across."""
    return Line("-" * columns)


def _plain(text: str) -> str:
    """A text that commands a printer nothing: a blank for each character that controls."""
    return "".join(" " if unicodedata.category(letter) == "Cc" else letter for letter in text)


def _width(letter: str) -> int:
    if unicodedata.combining(letter):
        return 0
    # Ambiguous ones, such as “ ” and ·, are wide in Chinese fonts; so is ¥, which is printed as the wide one.
    return 2 if unicodedata.east_asian_width(letter) in "WFA" or letter == "¥" else 1


def _wrap(text: str, room: int) -> list[str]:
    lines, line, used = [], "", 0
    for word in _words(text):
        wide = width_of(word)
        if used + wide > room and line:
            lines.append(line.rstrip())
            line, used = "", 0
            word = word.lstrip()
            wide = width_of(word)
        while wide > room:  # a word that is longer than the line
            head = _head(word, room)
            lines.append(head)
            word = word[len(head) :]
            wide = width_of(word)
        line, used = line + word, used + wide
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def _words(text: str) -> list[str]:
    """Latin words with the blank before them; each Chinese character by itself."""
    words: list[str] = []
    for letter in text:
        joins = words and _width(letter) == 1 and letter != " " and _width(words[-1][-1]) == 1
        if joins:
            words[-1] += letter
        else:
            words.append(letter)
    return words


def _head(word: str, room: int) -> str:
    used, kept = 0, ""
    for letter in word:
        used += _width(letter)
        if used > room and kept:
            break
        kept += letter
    return kept
