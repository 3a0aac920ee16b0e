"""Printed numbers. Each terminal has a prefix of its own, so numbers never meet, network or not."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from app.errors import UserError
from app.i18n import N_


class NumberKind(StrEnum):
    """What is numbered."""

    CONTRACT = "contract"
    DEAL = "deal"
    RECEIPT = "receipt"
    QUOTE = "quote"


_MARKS = {NumberKind.CONTRACT: "", NumberKind.DEAL: "D-", NumberKind.RECEIPT: "R-", NumberKind.QUOTE: "Q-"}
_KINDS = {mark: kind for kind, mark in _MARKS.items()}
_NUMBER = re.compile(r"([DQR]-)?([A-Z0-9]+)-(\d{2})-(\d{5,})(?:-([A-Z0-9]{1,4}))?", re.ASCII)
_PREFIX = re.compile(r"[A-Z][A-Z0-9]*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Number:
    """A number taken apart. The server sets `suffix` when a cloned terminal had issued the same number."""

    kind: NumberKind
    prefix: str
    year: int
    n: int
    suffix: str = ""

    def __str__(self) -> str:
        tail = f"-{self.suffix}" if self.suffix else ""
        return f"{_MARKS[self.kind]}{self.prefix}-{self.year % 100:02d}-{self.n:05d}{tail}"


def terminal_prefix(branch_code: str, terminal_no: int) -> str:
    """`MAIN01`: the branch's code and the terminal's number in it, two digits or more."""
    prefix = f"{branch_code.upper()}{terminal_no:02d}"
    if terminal_no < 1 or not _PREFIX.fullmatch(prefix):
        raise UserError(
            "prefix_invalid", N_("“{prefix}” cannot begin a number."), field="branch", prefix=prefix
        )
    return prefix


def format_number(kind: NumberKind, prefix: str, year: int, n: int) -> str:
    """`MAIN01-26-00001`, `D-MAIN01-26-00001`, `R-MAIN01-26-00001`; may grow past five digits."""
    if n < 1 or not _PREFIX.fullmatch(prefix):
        raise ValueError(f"{prefix}, {n}")
    return str(Number(kind, prefix, year, n))


def parse_number(text: str) -> Number:
    """The parts of a printed number, or `number_invalid`."""
    match = _NUMBER.fullmatch(text.strip().upper())
    if match is None:
        raise UserError("number_invalid", N_("“{given}” is not a number of ours."), given=text.strip())
    mark, prefix, year, n, suffix = match.groups()
    return Number(_KINDS[mark or ""], prefix, 2000 + int(year), int(n), suffix or "")


def find_number(text: str) -> Number | None:
    """The first printed number in what somebody typed, in wide letters or not."""
    match = _NUMBER.search(unicodedata.normalize("NFKC", text).upper())
    return parse_number(match[0]) if match else None


def belongs_to(number: str, prefix: str, kind: NumberKind) -> bool:
    """Whether a terminal with `prefix` may have issued `number`, as one of that kind."""
    match = _NUMBER.fullmatch(number)
    return match is not None and match[2] == prefix and _KINDS[match[1] or ""] is kind


def was_printed(printed: str, number: str) -> bool:
    """Whether paper with `printed` is that of `number`, which may have got its suffix after the paper was printed."""
    match = _NUMBER.fullmatch(number)
    suffix = match[5] if match is not None else None
    return printed == number or (suffix is not None and printed == number.removesuffix(f"-{suffix}"))
