"""The lines of a contract's paper, with the used cars that pay it, beside those that its author had on the screen."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import Table, bindparam, select

from app.models.deal import ContractLine
from app.models.trade_in import TradeIn
from app.services.judgement.hearing import Line

if TYPE_CHECKING:
    from app.domain.contract_document import ContractDocument
    from app.domain.pricing import PriceLine
    from app.services.judgement.hearing import Hearing, Row, Seen

_LINE = ("kind", "label", "amount", "payee", "nature")
_CAR = ("plate", "vin", "value", "payoff", "payout")
_OF_A_LINE = "line:"
"""The group of a line in a case, before its id."""
_L, _T = (cast("Table", model.__table__) for model in (ContractLine, TradeIn))
# Statements made once: making one costs as much as running it.
_LINES = select(_L).where(_L.c.contract_id == bindparam("contract")).order_by(_L.c.id)
_CARS = select(_T).where(_T.c.id.in_(bindparam("cars", expanding=True)))

Said = tuple[Any, ...]
Lines = dict[str, list[Line | None]]
"""By id, each line in the forms that it can have had; none: it was not there."""
Sides = Mapping[str, tuple["Row", ...]]
"""By group, what two people made of a contract, for a person to decide."""


@dataclass(frozen=True)
class OnPaper:
    """What a paper says of lines and used cars."""

    lines: Counter[Said]
    cars: Counter[Said]

    @classmethod
    def of(cls, paper: ContractDocument) -> OnPaper | None:
        """Of a document; none if it has a line that is neither of its contract nor the buyer's own tax."""
        charged = [line for line in paper.sheet.lines if line.collected_for_others]
        due = [line for line in paper.sheet.lines if not line.collected_for_others]
        if len(due) > 1 or not all(map(_is_due, due)):
            return None
        lines = Counter(tuple(getattr(line, name) for name in _LINE) for line in charged)
        cars = Counter((*(getattr(car, name) for name in _CAR), car.credited) for car in paper.trade_ins)
        return cls(lines, cars)

    def chosen(self, lines: Lines, *, cars: bool = True) -> Chosen:
        """The form in which the paper has each line.

        `cars`: used cars are looked at, too, as far as they are known. Lines that can be one thing only come first.
        """
        left, cars_left = self.lines.copy(), self.cars.copy() if cars and _are_known(lines) else None
        chosen: dict[str, Line | None] = {}
        for line_id in sorted(lines, key=lambda line_id: len(lines[line_id])):
            found = next((line for line in lines[line_id] if line and _fits(line, left, cars_left)), None)
            chosen[line_id] = found
            if found is not None:
                left[line_said(found)] -= 1
                if cars_left is not None and (car := car_said(found)):
                    cars_left[car] -= 1
        known = all(chosen[line_id] in forms for line_id, forms in lines.items())
        return Chosen(chosen, OnPaper(+left, +(cars_left or Counter())), known)

    def told(self) -> Iterator[Row]:
        """As a case says it: label and amount of each line, and of each used car that none of them is for."""
        cars = Counter((plate, credited) for plate, *_, credited in self.cars.elements())
        lines = Counter((label, amount) for _, label, amount, *_ in self.lines.elements())
        for label, amount in (lines | cars).elements():
            yield {"label": label, "amount": amount, "removed": 0}


@dataclass(frozen=True)
class Chosen:
    """The form in which a paper has each line; none: it has not. `left`: what it has beyond them."""

    lines: dict[str, Line | None]
    left: OnPaper
    known: bool
    """Whether each line can have been as the paper has it."""

    @property
    def is_complete(self) -> bool:
        """Whether the paper has each line just once and nothing else."""
        return self.known and not self.left.lines and not self.left.cars


def _are_known(lines: Lines) -> bool:
    """Whether of each line that a used car pays the car is known as its author saw it."""
    return all(line.car or not line.row.get("trade_in_id") for line in chain(*lines.values()) if line)


def line_said(line: Line) -> Said:
    """What a paper says of a line."""
    return tuple(text(line.row[name]) if name in ("label", "payee") else line.row[name] for name in _LINE)


def car_said(line: Line) -> Said | None:
    """What a paper says of the used car that pays a line."""
    return (*(line.car[name] for name in _CAR), line.row["amount"]) if line.car else None


def _fits(line: Line, left: Counter[Said], cars_left: Counter[Said] | None) -> bool:
    car = car_said(line)
    return bool(left[line_said(line)] and (cars_left is None or not car or cars_left[car]))


def possible(hearing: Hearing, seen: Seen, sides: Sides, *, strictly: bool) -> Lines:
    """The lines of a contract as the author of an op can have had them.

    Where that is not known, after a restore or once the log was made shorter, each may be as it is or missing;
    `strictly`: nobody else touched the contract, so they are as they are.
    """
    contract_id = seen.row["id"]
    if hearing.new("contract", contract_id):  # all its lines came with it
        new = (row.after for row in hearing.of("contract_line") if row.after["contract_id"] == contract_id)
        return {row["id"]: [_standing(row)] for row in new}
    known = hearing.lines_seen(contract_id) if seen.is_certain else None
    if known is not None:
        return {line_id: _forms(hearing, line_id, forms, sides) for line_id, forms in known.items()}
    rows = [dict(row) for row in hearing.session.execute(_LINES, {"contract": contract_id}).mappings()]
    if strictly:
        cars = _cars(hearing, rows)
        return {row["id"]: [_standing(row, cars.get(row["trade_in_id"]))] for row in rows}
    rows.sort(key=lambda row: row["removed"])  # what stands comes first
    return {row["id"]: [Line(row), *_of_sides(row, sides), None] for row in rows}


def _standing(row: Row, car: Row | None = None) -> Line | None:
    return None if row["removed"] else Line(row, car)


def _forms(hearing: Hearing, line_id: str, known: Sequence[Line | None], sides: Sides) -> list[Line | None]:
    """What a line can say on the paper."""
    written = hearing.as_seen("contract_line", line_id)  # by this very op
    forms = [
        _standing(written.row if written else line.row, _as_seen(hearing, line.car)) if line else None
        for line in known
    ]
    there = next(filter(None, known), Line({"id": line_id}))
    return [*forms, *_of_sides(there.row, sides, _as_seen(hearing, there.car))]


def _as_seen(hearing: Hearing, car: Row | None) -> Row | None:
    written = hearing.as_seen("trade_in", car["id"]) if car else None
    return written.row if written else car


def _of_sides(row: Row, sides: Sides, car: Row | None = None) -> list[Line | None]:
    return [_standing({**row, **side}, car) for side in sides.get(f"{_OF_A_LINE}{row['id']}", ())]


def _cars(hearing: Hearing, rows: Iterable[Row]) -> dict[str, Row]:
    ids = [row["trade_in_id"] for row in rows if row["trade_in_id"]]
    found = hearing.session.execute(_CARS, {"cars": ids}).mappings() if ids else ()
    return {car["id"]: dict(car) for car in found}


def _is_due(line: PriceLine) -> bool:
    """The purchase tax that the buyer pays by themselves: no money of ours, whatever its rule makes of it."""
    return (line.kind, line.payee) == ("purchase_tax", "tax_office") and line.amount >= 0


def text(value: str | None) -> str:
    """A text as papers have it."""
    return unicodedata.normalize("NFC", value or "")
