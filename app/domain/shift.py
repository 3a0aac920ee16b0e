"""A shift at a till: what came in and went out by each method, what should be there, and what was counted.

A receipt belongs to the shift of the person who gave it out, at that terminal. A shift may run past midnight. A
closing seals two perpetual totals, which only grow: all that was ever received at this terminal in closed shifts,
and all that was ever given back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.domain.money import MAX_AMOUNT
from app.errors import UserError
from app.i18n import N_

METHODS = ("cash", "card", "transfer", "wechat", "alipay")
METHOD_NAMES = {
    "cash": N_("Cash"), "card": N_("Bank card"), "transfer": N_("Bank transfer"), "wechat": N_("WeChat Pay"),
    "alipay": N_("Alipay"),
}  # fmt: skip
_BACK = frozenset({"refund", "void", "compensation", "payout", "payoff"})


class ShiftState(StrEnum):
    """Whether it still takes money."""

    OPEN = "open"
    CLOSED = "closed"


SHIFT: Mapping[ShiftState, frozenset[ShiftState]] = {
    ShiftState.OPEN: frozenset({ShiftState.CLOSED}),
    ShiftState.CLOSED: frozenset(),
}


@dataclass(frozen=True, slots=True)
class Movement:
    """A receipt of the shift, as far as the count is concerned."""

    method: str
    kind: str
    amount: int


@dataclass(frozen=True, slots=True)
class MethodLine:
    """One method of a shift. Amounts in minor units; `given_back` is never negative."""

    method: str
    opening: int
    received: int
    given_back: int

    @property
    def expected(self) -> int:
        """What should be there."""
        return self.opening + self.received - self.given_back


@dataclass(frozen=True, slots=True)
class Perpetual:
    """All that went through a terminal's closed shifts."""

    taken: int = 0
    given: int = 0

    def after(self, lines: Iterable[MethodLine]) -> Perpetual:
        """With a shift more."""
        every = tuple(lines)
        return Perpetual(
            self.taken + sum(line.received for line in every),
            self.given + sum(line.given_back for line in every),
        )


def lines_of(opening_cash: int, movements: Iterable[Movement]) -> tuple[MethodLine, ...]:
    """A line for every method. 订金 that became 定金 moved no money: its two entries cancel out."""
    received, back = dict.fromkeys(METHODS, 0), dict.fromkeys(METHODS, 0)
    for moved in movements:
        if moved.kind in _BACK:
            back[moved.method] -= moved.amount
        else:
            received[moved.method] += moved.amount
    return tuple(
        MethodLine(method, opening_cash if method == "cash" else 0, received[method], back[method])
        for method in METHODS
    )


def check_opening(cash: int) -> None:
    """Money in the drawer as the shift begins."""
    if not 0 <= cash <= MAX_AMOUNT:
        raise UserError(
            "opening_cash", N_("Count the cash in the drawer: zero or more."), field="opening_cash"
        )


def differences(lines: Iterable[MethodLine], counted: Mapping[str, int]) -> dict[str, int]:
    """Where what was counted is not what should be there: method to the difference, negative when it is short."""
    found = {line.method: counted.get(line.method, 0) - line.expected for line in lines}
    return {method: difference for method, difference in found.items() if difference}


def check_closing(lines: Iterable[MethodLine], counted: object, reason: str) -> None:
    """Every method is counted, and a difference has a reason."""
    if (
        not isinstance(counted, dict)
        or set(counted) != set(METHODS)
        or not all(_is_count(method, amount) for method, amount in counted.items())
    ):
        raise UserError("counted_missing", N_("Count every method; cash is zero or more."), field="counted")
    if differences(lines, counted) and not reason.strip():
        message = N_("What was counted is not what should be there. Count again, or give a reason.")
        raise UserError("difference_reason", message, field="reason")


def _is_count(method: str, value: object) -> bool:
    """A drawer holds no less than nothing; of an account more may have gone in a shift than came."""
    lowest = 0 if method == "cash" else -MAX_AMOUNT
    return isinstance(value, int) and lowest <= value <= MAX_AMOUNT
