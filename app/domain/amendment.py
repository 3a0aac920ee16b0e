"""What an amendment changes: the contract as it was signed, beside what it is to say, thing by thing.

Figures that merely follow (tax, totals, balance) are told apart: nobody sets them. Amounts in fen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from app.domain.contract_document import ContractDocument
from app.domain.pricing import TRADE_IN, PriceLine

PARTIES, LINES = "parties", "lines"
"""What stands in no clause: who they are, and the lines of the price sheet."""
Value = str | int | date | None
"""Words, an amount, a day; none if it was not there or is not there any more."""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing before and after. `clause` is the key of the template's clause, or one of PARTIES and LINES.

    `label` is a label of the template; of a line it is what the line is called.
    """

    clause: str
    label: str
    before: Value
    after: Value
    follows: bool = False

    @property
    def more(self) -> int:
        """By how much an amount grows; 0 for anything else."""
        if isinstance(self.before, int) and isinstance(self.after, int):
            return self.after - self.before
        return 0


@dataclass(frozen=True, slots=True)
class Amendment:
    """The contract that was signed last, and the next one, which the customer signs as its numbered amendment."""

    number: int
    before: ContractDocument
    after: ContractDocument

    @property
    def no(self) -> str:
        """`MAIN01-26-00001-B1`."""
        return f"{self.after.no}-B{self.number}"

    @property
    def changes(self) -> tuple[Change, ...]:
        """Everything that is not as it was: what people set first, then what follows."""
        found = [change for change in _all(self.before, self.after) if change.before != change.after]
        return tuple(sorted(found, key=lambda change: change.follows))

    @property
    def agrees(self) -> bool:
        """Whether people set anything anew; what only follows (a balance, since money came) is no agreement."""
        return any(not change.follows for change in self.changes)

    @property
    def more(self) -> int:
        """How much more the buyer owes the dealership; negative: less."""
        return self.after.payable - self.before.payable


def _car_name(document: ContractDocument) -> str:
    car = document.car
    return " ".join(part for part in (car.brand, car.model, car.trim) if part)


_SET: tuple[tuple[str, str, Callable[[ContractDocument], Value]], ...] = (
    (PARTIES, "buyer.name", lambda made: made.buyer.name),
    (PARTIES, "buyer.id_number", lambda made: made.buyer.id_number),
    (PARTIES, "buyer.phone", lambda made: made.buyer.phone),
    (PARTIES, "buyer.address", lambda made: made.buyer.address),
    ("vehicle", "brand_model", _car_name),
    ("vehicle", "vin", lambda made: made.car.vin),
    ("vehicle", "colours", lambda made: " / ".join(filter(None, (made.car.colour, made.car.interior)))),
    ("vehicle", "annex.options", lambda made: ", ".join(made.car.options)),
    ("price", "price", lambda made: made.sheet.price),
    ("payment", "lender", lambda made: made.plan.lender),
    ("payment", "loan", lambda made: made.plan.loan),
    ("payment", "months", lambda made: str(made.plan.months or "")),
    ("payment", "rate", lambda made: f"{made.plan.rate_bp / 100:g}%" if made.plan.loan else ""),
    ("delivery", "delivery_on", lambda made: made.delivery_on),
    ("delivery", "delivery_place", lambda made: made.delivery_place),
    ("annexes", "terms", lambda made: made.terms),
)
_FOLLOWS: tuple[tuple[str, str, Callable[[ContractDocument], Value]], ...] = (
    ("price", "list_price", lambda made: made.sheet.list_price),
    ("price", "discount", lambda made: made.sheet.discount),
    ("price", "add_ons", lambda made: made.sheet.own_lines),
    ("price", "collected", lambda made: made.sheet.collected),
    ("price", "on_the_road", lambda made: made.sheet.on_the_road),
    ("price", "payable", lambda made: made.payable),
    ("payment", "balance", lambda made: made.balance),
)


def _all(before: ContractDocument, after: ContractDocument) -> Iterator[Change]:
    for clause, label, value in _SET:
        yield Change(clause, label, value(before), value(after))
    yield from _lines(before, after)
    for clause, label, value in _FOLLOWS:
        yield Change(clause, label, value(before), value(after), follows=True)


def _lines(before: ContractDocument, after: ContractDocument) -> Iterator[Change]:
    """Lines by what they are called and who gets the money. A tax is not agreed: it follows from the price. A used car
    is called by all that makes it that car, and its amount is taken off."""
    was, becomes = _by_name(before.sheet.lines), _by_name(after.sheet.lines)
    cars = {
        used.plate: f"{used.plate} {used.car} {used.vin}" for used in (*before.trade_ins, *after.trade_ins)
    }
    for key in dict.fromkeys((*was, *becomes)):
        kind, label, _ = key
        name = cars.get(label, label) if kind == TRADE_IN else label
        yield Change(LINES, name, was.get(key), becomes.get(key), follows=kind == "purchase_tax")


def _by_name(lines: tuple[PriceLine, ...]) -> dict[tuple[str, str, str], int]:
    found: dict[tuple[str, str, str], int] = {}
    for line in lines:
        key = line.kind, line.label, line.payee
        found[key] = found.get(key, 0) + (-line.amount if line.kind == TRADE_IN else line.amount)
    return found
