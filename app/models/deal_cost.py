"""Costs of a deal that only the back office sees."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.domain import words
from app.models.base import IsoInstant, Money, Policy, Scope, Shared, Sync, ref


class DealCost(Shared):
    """A line's cost, interest that we pay for the buyer, or what an approval gave away. Only ever added: of a line the
    newest counts. That of a line of a quote is of no contract yet: its id goes with the line, onto the contract's.
    """

    __tablename__ = "deal_cost"
    __sync__ = Sync(Scope.FINANCE, default=Policy.APPEND, words={"kind": words.DEAL_COSTS})

    branch_id: Mapped[str] = mapped_column(ref("branch.id"))
    contract_id: Mapped[str | None] = mapped_column(ref("contract.id"), index=True)
    quote_id: Mapped[str | None] = mapped_column(ref("quote.id"))
    kind: Mapped[str] = mapped_column(String(12))
    line_id: Mapped[str | None] = mapped_column(ref("contract_line.id"))
    approval_id: Mapped[str | None] = mapped_column(ref("approval.id"))
    amount: Mapped[int] = mapped_column(Money)
    at: Mapped[datetime] = mapped_column(IsoInstant)
