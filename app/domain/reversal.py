"""Money that goes back: a refund, a void, or a deposit returned twofold. One person asks, another one decides.

Nothing is deleted. A receipt that was entered wrongly is voided by a counter-entry, as long as its shift is open;
afterwards only a refund gives money back. A seller who breaks the contract returns the deposit and as much again
(民法典 art 587).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.domain.deposits import DepositFate
from app.domain.money import format_amount
from app.errors import PermissionDenied, UserError
from app.i18n import N_

ALONE = 2_000_000
"""So much of a deal, in fen, is refunded without a second person, unless the setting `refund.alone` says otherwise."""

DECIDED = N_(
    "What becomes of this deposit was decided when the contract was cancelled. To give it back needs a manager's "
    "approval."
)
STANDS = N_(
    "A deposit (定金) is given back by one person only once the contract is cancelled with “It goes back”. Before that "
    "it needs a manager's approval."
)
OWN = N_(
    "You took this money in yourself. To give it back needs the approval of a manager who is somebody else."
)
ABOVE = N_("A void, a penalty, and a refund above ¥{alone} need a manager's approval.")


class ReversalKind(StrEnum):
    """Why money goes back."""

    REFUND = "refund"
    VOID = "void"
    TWOFOLD = "twofold"


class ReversalState(StrEnum):
    """What has become of the wish. That the money was given is said by the receipt that names it."""

    ASKED = "asked"
    APPROVED = "approved"
    DECLINED = "declined"


_S = ReversalState
REVERSAL: Mapping[ReversalState, frozenset[ReversalState]] = {
    _S.ASKED: frozenset({_S.APPROVED, _S.DECLINED}),
    _S.APPROVED: frozenset(),
    _S.DECLINED: frozenset(),
}


@dataclass(frozen=True)
class Original:
    """The receipt that money goes back against, as far as it matters."""

    kind: str
    amount: int
    left: int
    """What of it was not given back yet."""
    made_of: str = ""
    """The 订金 receipt that it was converted from, if any."""
    shift_closed: bool = False
    taken_by: frozenset[str] = frozenset()
    """Who took it in: the cashier, and of a 定金 that was 订金 before, that one's cashier too."""


def needs_second(kind: str, amount: int, *, alone: int) -> bool:
    """Whether somebody else has to say yes: to any void and any penalty, and to a refund that is not small."""
    return kind != ReversalKind.REFUND or amount > alone


def lone_limit(original: Original, fate: str | None, *, maker: str, alone: int) -> tuple[int, str]:
    """Up to how much of a receipt `maker` gives back without a second person, in fen, and what is said of more.

    A 定金 binds both sides: it simply goes back only where the cancellation decided just that (`fate`). And nobody
    alone takes out of the drawer what they put into it, however little. `alone` is what the setting leaves of the deal.
    """
    if original.kind == "deposit" and fate != DepositFate.RETURNED:
        return 0, STANDS if fate is None else DECIDED
    if maker in original.taken_by:
        return 0, OWN
    return max(0, alone), ABOVE


def require_other(maker: str, approver: str) -> None:
    """Nobody approves their own."""
    if maker == approver:
        message = N_("You asked for this yourself. Another manager has to approve it.")
        raise PermissionDenied("self_approval", message)


def check(kind: str, amount: int, original: Original) -> None:
    """Refuse what cannot go back against that receipt."""
    if amount <= 0 or amount > original.left:
        message = N_("Of this receipt ¥{left} can still be refunded.")
        raise UserError("refund_above_paid", message, field="amount", left=format_amount(original.left))
    if kind == ReversalKind.VOID:
        _check_void(amount, original)
    if kind == ReversalKind.TWOFOLD and (original.kind != "deposit" or amount != original.left):
        message = N_("Only a deposit (定金) is returned twofold, and all of it.")
        raise UserError("twofold_deposit", message, field="receipt")


def _check_void(amount: int, original: Original) -> None:
    if original.shift_closed:
        message = N_("The shift of this receipt is closed. Refund it instead.")
        raise UserError("shift_closed", message, field="receipt")
    if original.made_of:
        message = N_("This receipt was made of {no} when the contract was signed. Refund it instead.")
        raise UserError("void_converted", message, field="receipt", no=original.made_of)
    if amount != original.amount:
        message = N_("Part of this receipt was given back. Refund the rest instead.")
        raise UserError("void_partly", message, field="receipt")
