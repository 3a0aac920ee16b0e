"""What is noted on the way to a delivery: invoice, insurance, plates, papers, keys, fittings; who may note it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from app.domain.check_list import paper_names
from app.domain.roles import Role
from app.errors import UserError
from app.i18n import N_


class MarkKind(StrEnum):
    """What a mark is about."""

    APPOINTMENT = "appointment"
    INVOICE = "invoice"
    INSURANCE = "insurance"
    TAX = "tax"
    PLATES = "plates"
    PAPERS = "papers"
    KEYS = "keys"
    FITTING = "fitting"
    """An add-on of the contract is fitted to the car: a job of its own for each line."""


class MarkState(StrEnum):
    """What is said of it. The newest mark counts."""

    DONE = "done"
    NOT_NEEDED = "not_needed"
    BOOKED = "booked"
    """A fitting has its day and its hands."""
    LATER = "later"
    """It is done after the handover, on a day agreed with the customer."""
    OPEN = "open"
    """What was said before does not hold."""


KINDS = frozenset(str(kind) for kind in MarkKind)
STATES = frozenset(str(state) for state in MarkState)

_K, _S = MarkKind, MarkState
_OFFICE = frozenset({Role.FINANCE, Role.MANAGER})
_COUNTER = frozenset({Role.SALES, Role.MANAGER})
_YARD = _COUNTER | {Role.STOCK}
MAKERS: Mapping[MarkKind, frozenset[Role]] = {
    _K.APPOINTMENT: _COUNTER,
    # What was invoiced is never for sales alone to say.
    _K.INVOICE: _OFFICE,
    _K.INSURANCE: _COUNTER | {Role.FINANCE},
    _K.TAX: _COUNTER | {Role.FINANCE},
    _K.PLATES: _COUNTER | {Role.FINANCE},
    _K.PAPERS: _YARD,
    _K.KEYS: _YARD,
    _K.FITTING: _YARD,
}
"""Who may make which mark."""
NAMES: Mapping[MarkKind, str] = {
    _K.APPOINTMENT: N_("Appointment"),
    _K.INVOICE: N_("Invoice"),
    _K.INSURANCE: N_("Insurance"),
    _K.TAX: N_("Purchase tax"),
    _K.PLATES: N_("Plates"),
    _K.PAPERS: N_("Papers"),
    _K.KEYS: N_("Keys"),
    _K.FITTING: N_("Fitting"),
}
_CAN_BE: Mapping[MarkKind, frozenset[MarkState]] = {
    kind: frozenset({_S.DONE, _S.OPEN}) for kind in MarkKind
} | {
    _K.TAX: frozenset({_S.DONE, _S.NOT_NEEDED, _S.OPEN}),
    _K.PLATES: frozenset({_S.DONE, _S.NOT_NEEDED, _S.OPEN}),
    _K.FITTING: frozenset(MarkState),
}
_ON_PAPER = frozenset({_K.INVOICE, _K.INSURANCE, _K.PLATES, _K.TAX})
MOST_KEYS = 9


@dataclass(frozen=True, slots=True)
class Mark:
    """What was said last about one thing."""

    kind: MarkKind
    state: MarkState
    reference: str = ""
    """The invoice's or policy's number, the plate, whoever fits, or why it is not needed."""
    day: date | None = None
    """Insured from, plated until, fitted on."""
    amount: int | None = None
    """Of an invoice, in minor units."""
    details: Mapping[str, Any] = field(default_factory=dict, hash=False)
    """Papers: `there`, their keys. Keys: `count`."""
    line_id: str | None = None
    """The contract's line that is fitted."""
    by: str = ""

    @property
    def is_done(self) -> bool:
        """Whether it holds."""
        return self.state is MarkState.DONE


def check_mark(mark: Mark, roles: frozenset[Role]) -> None:
    """Refuse a mark that says too little, or that this person may not make."""
    if not MAKERS[mark.kind] & roles:
        raise UserError("mark_not_yours", N_("This is for somebody else to note."), field="kind")
    if mark.state not in _CAN_BE[mark.kind]:
        raise UserError("mark_state", N_("This cannot be said of it."), field="state")
    if (mark.kind is MarkKind.FITTING) is not (mark.line_id is not None):
        message = N_("A fitting names the line of the contract that is fitted.")
        raise UserError("line_unknown", message, field="line")
    if mark.state is MarkState.NOT_NEEDED and not mark.reference.strip():
        raise UserError("reason_missing", N_("Say why it is not needed."), field="reference")
    if mark.state in (MarkState.BOOKED, MarkState.LATER) and mark.day is None:
        raise UserError("date_missing", N_("Name the day on which it is fitted."), field="day")
    if mark.state is MarkState.DONE:
        _check_done(mark)


def _check_done(mark: Mark) -> None:
    if mark.kind in _ON_PAPER and not mark.reference.strip():
        message = N_("Note the number on the paper, so that it can be found again.")
        raise UserError("reference_missing", message, field="reference")
    if mark.kind is MarkKind.INVOICE and (mark.amount or 0) <= 0:
        raise UserError("amount_missing", N_("Note the amount that it says."), field="amount")
    if mark.kind in (MarkKind.INSURANCE, MarkKind.APPOINTMENT) and mark.day is None:
        raise UserError("date_missing", N_("Note from which day it counts."), field="day")
    if mark.kind is MarkKind.PAPERS:
        there = mark.details.get("there")
        if not isinstance(there, list) or not set(map(str, there)) <= set(paper_names()):
            raise UserError("papers_unknown", N_("Tick the papers that are there."), field="papers")
    if mark.kind is MarkKind.KEYS:
        count = mark.details.get("count")
        if not isinstance(count, int) or not 1 <= count <= MOST_KEYS:
            message = N_("Count the keys: between 1 and {most}.")
            raise UserError("keys_count", message, field="keys", most=MOST_KEYS)
