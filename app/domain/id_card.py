"""A resident's identity card as a reader gives it (GA/T 450): 256 bytes of UTF-16, each field at its place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

TEXT_BYTES = 256
_NAME, _ADDRESS, _NUMBER, _UNTIL = (0, 30), (52, 122), (122, 158), (204, 220)
_FOR_EVER = "长期"


@dataclass(frozen=True, slots=True)
class IdCard:
    """What a contract needs of it. `valid_until` is none for a card that is good for ever."""

    name: str
    number: str
    address: str
    valid_until: date | None = None

    def expired(self, today: date) -> bool:
        """Whether its last day has gone by."""
        return self.valid_until is not None and self.valid_until < today


def parse(text: bytes) -> IdCard:
    """The card; a `ValueError` where this is no card's text."""
    if len(text) != TEXT_BYTES:
        raise ValueError(len(text))
    until = _field(text, _UNTIL)
    card = IdCard(
        _field(text, _NAME), _field(text, _NUMBER), _field(text, _ADDRESS),
        None if until in ("", _FOR_EVER) else date.fromisoformat(f"{until[:4]}-{until[4:6]}-{until[6:]}"),
    )  # fmt: skip
    if not card.name or len(card.number) != 18:
        raise ValueError("no name or number")
    return card


def _field(text: bytes, place: tuple[int, int]) -> str:
    return text[place[0] : place[1]].decode("utf-16-le").strip(" \0")
