"""What a deal costs beside the car: gifts and other lines, subsidised interest, and what an approval gives away.

They are of the back office's scope: a counter seals them to the centre and keeps none. What somebody has typed into a
deal that is not signed yet stays among that desk's own entries (`presenters.deal_desk_kept`) till then.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain import finance
from app.domain.finance import Method, Payer
from app.domain.pricing import Nature
from app.models.deal_cost import DealCost
from app.services import discounts
from app.services.price_sheets import price_sheet

if TYPE_CHECKING:
    from app.models.deal import Contract
    from app.services.unit_of_work import Transaction


def subsidy(contract: Contract) -> int:
    """The interest that we pay in the buyer's place."""
    plan = contract.plan or {}
    if plan.get("payer") != Payer.DEALER or plan.get("method") != Method.SUBSIDISED:
        return 0
    return finance.plan(finance.agreed_in(plan)).dealer_cost


def effect(tx: Transaction, contract: Contract) -> int:
    """What the margin loses by this price: the discount, gifts at what they count, interest that we pay. A price above
    the list makes up for it."""
    tx.session.flush()
    gifts = discounts.given(tx.session, price_sheet(tx.session, contract)).counted
    return max(0, contract.list_price - contract.price + gifts + subsidy(contract))


def record(tx: Transaction, contract: Contract, kind: str, amount: int, **of: str) -> str:
    """Charge it to the deal; `of` names the line or the approval that it is about. Returns the cost's id."""
    return _add(tx, contract.branch_id, kind, amount, contract_id=contract.id, **of)


def kind_of(nature: str) -> str:
    """Which cost a line has."""
    return "gift" if nature == Nature.GIFT else "charge"


def of_quoted(tx: Transaction, quote_id: str, nature: str, amount: int) -> str:
    """What a line of a quote costs; the line goes on with the id that comes back."""
    return _add(tx, tx.actor.branch_id, kind_of(nature), amount, quote_id=quote_id)


def _add(tx: Transaction, branch_id: str, kind: str, amount: int, **of: str) -> str:
    made = DealCost(branch_id=branch_id, kind=kind, amount=amount, at=tx.clock.now(), **of)
    return tx.add(made).id
