"""What a contract costs, line by line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from app.domain import pricing
from app.models.deal import Contract, ContractLine

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


_LINES = (
    select(ContractLine)
    .where(ContractLine.contract_id == bindparam("contract"), ContractLine.removed.is_(False))
    .order_by(ContractLine.id)
)


def lines_of(session: Session, contract_id: str) -> list[ContractLine]:
    """The contract's lines that were not taken out."""
    return list(session.scalars(_LINES, {"contract": contract_id}))


def price_sheet(session: Session, contract: Contract) -> pricing.PriceSheet:
    """The whole price of a contract, line by line."""
    return pricing.PriceSheet(
        contract.list_price,
        contract.price,
        tuple(
            pricing.PriceLine(
                line.kind,
                line.label,
                line.amount,
                line.payee or "",
                pricing.Nature(line.nature),
                line.rule or "",
            )
            for line in lines_of(session, contract.id)
        ),
    )
