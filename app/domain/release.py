"""The release gate: what must hold before a car leaves, why it does not yet, and who can do something about it.

One pure function over facts. The screen shows it, the service refuses by it, the server judges by it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from app.domain.release_checks import CHECKS, Facts, Item, Light
from app.domain.roles import Role
from app.domain.specification import listed
from app.errors import UserError
from app.i18n import N_, tr

_I = Item
NAMES: Mapping[Item, str] = {
    _I.CONTRACT: N_("Contract"),
    _I.MONEY: N_("Balance"),
    _I.LOAN: N_("Loan release"),
    _I.INVOICE: N_("Invoice"),
    _I.CERTIFICATE: N_("Factory certificate"),
    _I.INSPECTION: N_("Inspection (PDI)"),
    _I.INSURANCE: N_("Insurance"),
    _I.TAX: N_("Purchase tax"),
    _I.PLATES: N_("Plates"),
    _I.ACCESSORIES: N_("Accessories"),
    _I.PAPERS: N_("Papers in the car"),
    _I.KEYS: N_("Keys"),
}
_OFFICE = frozenset({Role.FINANCE, Role.MANAGER})
_COUNTER = frozenset({Role.SALES, Role.MANAGER})
_YARD = frozenset({Role.STOCK, Role.MANAGER})
HANDS: Mapping[Item, frozenset[Role]] = {
    _I.CONTRACT: _COUNTER, _I.MONEY: _COUNTER | _OFFICE, _I.LOAN: _COUNTER | _OFFICE, _I.INVOICE: _OFFICE,
    _I.CERTIFICATE: _OFFICE | _YARD, _I.INSPECTION: _YARD, _I.INSURANCE: _COUNTER | _OFFICE,
    _I.TAX: _COUNTER | _OFFICE, _I.PLATES: _COUNTER | _OFFICE, _I.ACCESSORIES: _COUNTER | _YARD,
    _I.PAPERS: _COUNTER | _YARD, _I.KEYS: _COUNTER | _YARD,
}  # fmt: skip
"""Who can turn it green."""
OWNERS: Mapping[Item, Role] = {
    _I.CONTRACT: Role.SALES, _I.MONEY: Role.FINANCE, _I.LOAN: Role.FINANCE, _I.INVOICE: Role.FINANCE,
    _I.CERTIFICATE: Role.FINANCE, _I.INSPECTION: Role.STOCK, _I.INSURANCE: Role.SALES, _I.TAX: Role.SALES,
    _I.PLATES: Role.SALES, _I.ACCESSORIES: Role.STOCK, _I.PAPERS: Role.STOCK, _I.KEYS: Role.STOCK,
}  # fmt: skip
"""Whose job it is, as a rule."""
WAIVABLE = frozenset({_I.PLATES, _I.ACCESSORIES, _I.PAPERS, _I.KEYS})
"""What a manager may let follow. Money, loan, invoice, insurance, contract, certificate and inspection: nobody."""


@dataclass(frozen=True, slots=True)
class GateLine:
    """An item with its light and the reason in words."""

    item: Item
    light: Light
    reason: str
    follows: bool = False
    """Something of it is still to be done after the handover."""

    @property
    def name(self) -> str:
        """What it is called."""
        return tr(NAMES[self.item])

    @property
    def blocks(self) -> bool:
        """Whether it keeps the car here."""
        return self.light is Light.RED


@dataclass(frozen=True, slots=True)
class Gate:
    """All items, what blocks first."""

    lines: tuple[GateLine, ...]

    @property
    def is_open(self) -> bool:
        """Whether the car may leave."""
        return not self.blocking

    @property
    def blocking(self) -> tuple[GateLine, ...]:
        """What keeps the car here."""
        return tuple(line for line in self.lines if line.blocks)

    @property
    def passed(self) -> int:
        """How many do not."""
        return len(self.lines) - len(self.blocking)

    @property
    def follows(self) -> tuple[GateLine, ...]:
        """What is still to be done after the handover."""
        return tuple(line for line in self.lines if line.follows)

    def line(self, item: Item) -> GateLine:
        """One of them."""
        return next(line for line in self.lines if line.item is item)


def gate(facts: Facts, waived: Collection[Item] = ()) -> Gate:
    """The gate as it stands. What is waived, and may be, lets pass while it is red."""
    lines = []
    for item, check in CHECKS.items():
        found = check(facts)
        line = GateLine(item, found.light, found.reason, found.follows)
        lines.append(_waived(line) if item in waived and item in WAIVABLE else line)
    return Gate(tuple(sorted(lines, key=lambda line: not line.blocks)))


def _waived(line: GateLine) -> GateLine:
    return GateLine(line.item, Light.WAIVED, line.reason, follows=True) if line.blocks else line


YARD = frozenset({_I.CERTIFICATE, _I.INSPECTION, _I.ACCESSORIES, _I.PAPERS, _I.KEYS, _I.PLATES})
"""What has to do with the car itself: of the rest whoever sees no customers sees the light alone."""


def seen_by(found: Gate, roles: frozenset[Role]) -> Gate:
    """The gate as someone may see it."""
    if roles - {Role.STOCK}:
        return found
    hidden = (replace(line, reason="") if line.item not in YARD else line for line in found.lines)
    return Gate(tuple(hidden))


def check_waivers(waived: Collection[Item], reason: str, roles: frozenset[Role]) -> None:
    """A manager alone lets things follow, only those that may, and says why."""
    if not waived:
        return
    if not set(waived) <= WAIVABLE:
        message = N_("Nobody may pass over this: {items}.")
        names = listed(tr(NAMES[item]) for item in Item if item in set(waived) - WAIVABLE)
        raise UserError("not_waivable", message, field="waive", items=names)
    if Role.MANAGER not in roles:
        message = N_("Only a manager may let something follow.")
        raise UserError("waiver_not_yours", message, field="waive")
    if not reason.strip():
        raise UserError("reason_missing", N_("Say why it may follow."), field="reason")


def require_open(found: Gate) -> None:
    """Refuse while something keeps the car here, and name it."""
    if not found.is_open:
        message = N_("The car cannot be released: {items}.")
        items = listed(f"{line.name} ({line.reason})" for line in found.blocking)
        raise UserError("gate_shut", message, field="gate", items=items)
