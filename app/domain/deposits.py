"""定金 and 订金: money before the contract is carried out. They differ in law and never share a name.

A deposit (定金) binds: a buyer who withdraws loses it, a seller who withdraws pays it back twofold; what is
above a fifth of the price does not count (民法典 arts 586-587). A prepayment (订金) is refundable.
"""

from __future__ import annotations

from enum import StrEnum

from app.domain.money import format_amount
from app.errors import UserError
from app.i18n import N_


class DepositKind(StrEnum):
    """Which of the two it is."""

    DEPOSIT = "deposit"
    PREPAYMENT = "prepayment"


class DepositFate(StrEnum):
    """What becomes of a 定金 when the contract is cancelled. A 订金 always goes back."""

    KEPT = "kept"
    """The buyer withdraws."""
    RETURNED = "returned"
    """Both agree."""
    TWOFOLD = "twofold"
    """The seller cannot carry it out."""


MOST_SHARE = 20
"""How much of the price may bind as 定金, in per cent."""


def deposit_cap(price: int) -> int:
    """The most that counts as 定金, in fen: 20 % of the price, rounded down."""
    return price * MOST_SHARE // 100


def check_deposit(
    amount: int, price: int, *, kind: DepositKind = DepositKind.DEPOSIT, field: str = "deposit"
) -> None:
    """Refuse a 定金 above its cap, or a 订金 above the price itself."""
    if amount <= 0:
        raise UserError("deposit_invalid", N_("A deposit must be above zero."), field=field)
    if kind is DepositKind.DEPOSIT and amount > deposit_cap(price):
        message = N_("Deposit is above 20 %. The most is ¥{most}.")
        raise UserError("deposit_above_cap", message, field=field, most=format_amount(deposit_cap(price)))
    if amount > price:
        message = N_("That is more than the price. The most is ¥{most}.")
        raise UserError("deposit_above_price", message, field=field, most=format_amount(price))


def kind_for(*, provisional: bool) -> DepositKind:
    """Before the car is certain only a refundable 订金 may be taken."""
    return DepositKind.PREPAYMENT if provisional else DepositKind.DEPOSIT
