"""What a contract costs, line by line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from app.domain import options, pricing
from app.domain.contract_document import UsedCarTerms
from app.errors import UserError
from app.i18n import N_
from app.models.deal import Contract, ContractLine
from app.models.trade_in import TradeIn

if TYPE_CHECKING:
    from collections.abc import Sequence

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
    """The whole price of a contract, line by line; also of one that is drawn, and not written yet."""
    drawn = contract in session.new
    return sheet_of(contract, _drawn(session, contract) if drawn else lines_of(session, contract.id))


def sheet_of(contract: Contract, lines: Sequence[ContractLine]) -> pricing.PriceSheet:
    """The same of lines that are read already."""
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
            for line in lines
        ),
        options.read(contract.options),
    )


def _drawn(session: Session, contract: Contract) -> list[ContractLine]:
    drawn = (row for row in session.new if isinstance(row, ContractLine) and row.contract_id == contract.id)
    return sorted(drawn, key=lambda line: line.id)


def refuse_negative(session: Session, contract: Contract) -> None:
    """Used cars never pay more than is owed: what is above is paid out, and was approved as that."""
    sheet = price_sheet(session, contract)
    if sheet.trade_in and sheet.payable < 0:
        message = N_(
            "The used cars come to more than is to be paid now. Take them off and put them on again: what is above is "
            "paid out."
        )
        raise UserError("trade_in_above_payable", message, field="price")


def used_cars(session: Session, contract_id: str) -> tuple[UsedCarTerms, ...]:
    """The used cars that pay for part of a contract, as its paper names them."""
    found = [line for line in lines_of(session, contract_id) if line.trade_in_id]
    return tuple(_terms(session.get_one(TradeIn, line.trade_in_id), line) for line in found)


def _terms(row: TradeIn, line: ContractLine) -> UsedCarTerms:
    return UsedCarTerms(
        plate=row.plate, vin=row.vin, car=" ".join(filter(None, (row.brand, row.series))),
        first_registered_on=row.first_registered_on, km=row.km, value=row.value or 0, credited=line.amount,
        payoff=row.payoff, payoff_to=row.payoff_to or "", accidents=row.accidents or "",
        transfer_by=row.transfer_by, payout=row.payout,
    )  # fmt: skip
