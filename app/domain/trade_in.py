"""Trade-ins (置换): a customer's car is appraised, a manager who is somebody else says yes to its value, and it pays
for part of the new one. Amounts in fen.

A car that is worth more than the customer owes never makes a price negative: what is above is paid out, with a
manager's yes of its own.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from app.domain.money import format_amount
from app.domain.roles import Role
from app.errors import PermissionDenied, UserError
from app.i18n import N_

MOST = 3
"""So many used cars pay for one new car."""
VALID_FOR = timedelta(days=7)
"""How long an appraisal holds, the day itself counted."""


class TradeInState(StrEnum):
    """How far a used car has come."""

    APPRAISING = "appraising"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    DECLINED = "declined"
    ACCEPTED = "accepted"
    TAKEN = "taken"
    KEPT = "kept"
    CANCELLED = "cancelled"


_S = TradeInState
TRADE_IN: Mapping[TradeInState, frozenset[TradeInState]] = {
    # Straight to approved: the manager stands beside the appraiser.
    _S.APPRAISING: frozenset({_S.SUBMITTED, _S.APPROVED, _S.CANCELLED}),
    # Back to appraising: what is known of the car changed, and so did what was asked.
    _S.SUBMITTED: frozenset({_S.APPROVED, _S.DECLINED, _S.APPRAISING, _S.CANCELLED}),
    # Submitted again: another value.
    _S.APPROVED: frozenset({_S.ACCEPTED, _S.SUBMITTED, _S.APPRAISING, _S.CANCELLED}),
    _S.DECLINED: frozenset({_S.SUBMITTED, _S.APPROVED, _S.APPRAISING, _S.CANCELLED}),
    # Back to approved: it was taken off the contract again.
    _S.ACCEPTED: frozenset({_S.TAKEN, _S.APPROVED, _S.CANCELLED}),
    # The contract that it paid for was cancelled: it goes back, or it is ours and the customer is owed its worth.
    _S.TAKEN: frozenset({_S.KEPT, _S.CANCELLED}),
    _S.KEPT: frozenset(),
    _S.CANCELLED: frozenset(),
}
OURS = frozenset({_S.TAKEN, _S.KEPT})
"""It is in our hands."""
OPEN = frozenset({_S.APPRAISING, _S.SUBMITTED, _S.APPROVED, _S.DECLINED})
"""Nothing relies on it yet."""
LABELS: Mapping[TradeInState, str] = {
    _S.APPRAISING: N_("being appraised"),
    _S.SUBMITTED: N_("waits for a manager"),
    _S.APPROVED: N_("approved"),
    _S.DECLINED: N_("declined"),
    _S.ACCEPTED: N_("in the contract"),
    _S.TAKEN: N_("handed in"),
    _S.KEPT: N_("kept by us"),
    _S.CANCELLED: N_("cancelled"),
}
PLACES: Mapping[str, str] = {
    "left": N_("Left side"),
    "right": N_("Right side"),
    "front": N_("Front"),
    "rear": N_("Rear"),
    "front_left": N_("Front left 45°"),
    "rear_right": N_("Rear right 45°"),
    "dashboard": N_("Dashboard"),
    "seats": N_("Front seats"),
    "engine": N_("Engine bay"),
    "tyres": N_("Tyres"),
    "plate": N_("VIN plate"),
    "underbody": N_("Underbody"),
}
"""What is photographed. A photo's file is named after its place."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Something found at the car: where, what, which photo or measurement shows it, and what it takes off."""

    area: str
    finding: str
    deduction: int = 0
    evidence: str = ""


_PLATE = re.compile(r"[\u4e00-\u9fff][A-Z][A-Z0-9\u4e00-\u9fff]{5,6}")


def normalise_plate(text: str) -> str:
    """`浙A·7K2M5` and `浙a 7k2m5` are one plate."""
    return re.sub(r"[\s·•.-]", "", text).upper()


def shown_plate(plate: str) -> str:
    """`浙A·7K2M5`, as it stands on the car."""
    return f"{plate[:2]}·{plate[2:]}"


def check_plate(text: str) -> None:
    """Province, letter, five characters; six on a new-energy plate."""
    if not _PLATE.fullmatch(normalise_plate(text)):
        message = N_("A plate is a province, a letter and five or six characters, such as 浙A·7K2M5.")
        raise UserError("plate_invalid", message, field="plate")


def check_facts(*, first_registered_on: date, km: int, payoff: int, today: date) -> None:
    """What is said of the car can be true."""
    if first_registered_on > today:
        message = N_("The first registration lies in the future. Look at the registration certificate.")
        raise UserError("registration_future", message, field="first_registered_on")
    if not 0 <= km <= 2_000_000:
        raise UserError("km_invalid", N_("Read the kilometres off the dashboard again."), field="km")
    if payoff < 0:
        raise UserError("payoff_invalid", N_("What is still owed is not below zero."), field="payoff")


def check_marks(marks: Iterable[Mark]) -> None:
    """Each says where and what, and takes nothing less than nothing off."""
    for mark in marks:
        if not mark.area.strip() or not mark.finding.strip() or mark.deduction < 0:
            message = N_("Say where the damage is, what it is, and what it takes off.")
            raise UserError("mark_invalid", message, field="marks")


def deductions(marks: Iterable[Mark]) -> int:
    """All that is taken off."""
    return sum(mark.deduction for mark in marks)


def assessed(market: int, marks: Iterable[Mark]) -> int:
    """The market's price less what is wrong with the car."""
    return max(0, market - deductions(marks))


def missing_photos(names: Collection[str]) -> tuple[str, ...]:
    """The places of which there is no photo, by the names of the files."""
    there = {name.rpartition(".")[0] or name for name in names}
    return tuple(place for place in PLACES if place not in there)


def check_value(value: int, *, payoff: int) -> None:
    """A car is worth something, and at least what is still owed on it."""
    if value <= 0:
        raise UserError("value_invalid", N_("The value must be above zero."), field="value")
    if value < payoff:
        message = N_("¥{payoff} are still owed on the car. A lower value would not pay that off.")
        raise UserError("value_below_payoff", message, field="value", payoff=format_amount(payoff))


def check_list_price(list_price: int, *, value: int, roles: Collection[Role]) -> None:
    """Discounts are counted from the list price: who sells does not set it below what the car cost."""
    if list_price < value and Role.MANAGER not in roles:
        message = N_("The car cost ¥{value}. Only a manager takes it in for less on its price tag.")
        raise UserError("list_price_below_value", message, field="list_price", value=format_amount(value))


def check_count(count: int) -> None:
    """Three used cars for one new one."""
    if count > MOST:
        message = N_("{most} used cars at most pay for one new car. Cancel one first.")
        raise UserError("trade_ins_full", message, field="deal", most=MOST)


def require_other(approver: str, *makers: str | None) -> None:
    """Nobody approves what they appraised or valued."""
    if approver in makers:
        message = N_("Who appraised the car does not approve its value. Ask another manager.")
        raise PermissionDenied("self_approval", message)


def check_reference(reference: str | None) -> None:
    """What is paid to somebody else's lender is found again by its transfer."""
    if not (reference or "").strip():
        raise UserError("reference_missing", N_("Enter the reference of the transfer."), field="reference")


def worth(*, value: int | None, payoff: int) -> int:
    """What a car is worth to its customer: its value less what its lender gets."""
    return max(0, (value or 0) - payoff)


@dataclass(frozen=True, slots=True)
class Split:
    """What of a car's value pays for the new car, and what is paid out to the customer."""

    credited: int
    payout: int


def split(*, value: int, payoff: int, owed: int) -> Split:
    """What is still owed on the used car goes to its lender, the rest to the new car, what is above to the customer.

    `owed`: what the contract comes to before this car.
    """
    worth = value - payoff
    credited = min(worth, max(0, owed))
    return Split(credited, worth - credited)
