"""From rows to the release gate: the same at the desk, for the service, and when the server judges."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from app.domain import loan, release
from app.domain.delivery import Mark, MarkKind, MarkState
from app.domain.release_checks import Facts, Fitting, Item
from app.domain.states import DealState
from app.domain.trade_in import TradeInState
from app.errors import UserError
from app.i18n import N_, tr
from app.models.deal import Contract, ContractLine, Deal, SyncCase
from app.models.delivery import DeliveryMark, Release
from app.models.loan import LoanApplication
from app.models.org import User
from app.models.trade_in import TradeIn
from app.models.vehicle import StockStay, Vehicle
from app.services import inspections, loans, payments
from app.services.price_sheets import lines_of

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

UNDER_WAY = (DealState.CONTRACTED, DealState.DELIVERING, DealState.DELIVERED)
FITTED = ("add_on", "gift")
"""Kinds of a contract's lines that may have to be fitted to the car."""
_MARKS = (
    select(DeliveryMark, User.display_name)
    .join(User, User.id == DeliveryMark.user_id, isouter=True)
    .where(DeliveryMark.contract_id == bindparam("contract"))
    .order_by(DeliveryMark.id)
)
_RELEASES = select(Release).where(Release.contract_id == bindparam("contract")).order_by(Release.id.desc())
# An op that was set aside is no reason: it may be the handover itself, which a manager lets count.
_OPEN_CASE = select(SyncCase.id).where(
    SyncCase.contract_id == bindparam("contract"), SyncCase.state == "open",
    SyncCase.kind.in_(("contract", "vehicle")),
)  # fmt: skip
_LAST_STAY = (
    select(StockStay)
    .where(StockStay.vehicle_id == bindparam("car"))
    .order_by(StockStay.active.desc(), StockStay.id.desc())
)


def gate(
    session: Session, contract: Contract, day: date, waive: Collection[Item] | None = None
) -> release.Gate:
    """The gate of a contract for a handover on that day; by default with what its release lets follow."""
    follows = waived(session, contract.id) if waive is None else waive
    return release.gate(facts(session, contract, day), follows)


def planned(contract: Contract, today: date) -> date:
    """When the car shall be handed over: as promised, unless that is past."""
    return max(contract.delivery_date or today, today)


def waived(session: Session, contract_id: str) -> frozenset[Item]:
    """What the newest release lets follow."""
    found = session.scalars(_RELEASES, {"contract": contract_id}).first()
    return frozenset(Item(item) for item in found.waived) if found else frozenset()


def newest_marks(session: Session, contract_id: str) -> list[Mark]:
    """What was said last of each thing, and of each line that is fitted."""
    newest: dict[tuple[str, str | None], Mark] = {}
    for row, by in session.execute(_MARKS, {"contract": contract_id}):
        said = Mark(
            MarkKind(row.kind), MarkState(row.state), row.reference or "", row.day, row.amount,
            row.details or {}, row.line_id, by or "",
        )  # fmt: skip
        newest[row.kind, row.line_id] = said
    return list(newest.values())


def fitted_line(session: Session, contract: Contract, line_id: str) -> ContractLine:
    """A line of the contract that can be fitted."""
    found = session.get(ContractLine, line_id)
    if found is None or found.contract_id != contract.id or found.kind not in FITTED or found.removed:
        message = N_("Contract {no} has no such accessory.")
        raise UserError("line_unknown", message, field="line", no=contract.no)
    return found


def last_stay(session: Session, car_id: str) -> StockStay | None:
    """The car's present stay in stock, else the one that ended last."""
    return session.scalars(_LAST_STAY, {"car": car_id}).first()


def facts(session: Session, contract: Contract, day: date) -> Facts:
    """All that the gate is told about a contract."""
    deal = session.get_one(Deal, contract.deal_id)
    vehicle = session.get(Vehicle, contract.vehicle_id) if contract.vehicle_id else None
    stay = last_stay(session, vehicle.id) if vehicle else None
    looked = inspections.of_stay(session, stay, day) if stay else None
    lines, marks, plan = (
        lines_of(session, contract.id),
        newest_marks(session, contract.id),
        contract.plan or {},
    )
    fitted = {mark.line_id: mark for mark in marks if mark.kind is MarkKind.FITTING}
    return Facts(
        day=day,
        is_signed=payments.is_certain(contract),
        has_car=vehicle is not None,
        is_contested=session.execute(_OPEN_CASE, {"contract": contract.id}).first() is not None,
        price=contract.price,
        payable=payments.payable(session, deal),
        paid=payments.paid(session, deal.id),
        loan=int(plan.get("loan", 0)) if plan.get("kind") == "loan" else 0,
        lender=str(plan.get("lender", "")),
        disbursed=loans.disbursed(session, deal.id),
        application=_application(session, deal.id),
        not_handed_in=_not_handed_in(session, contract),
        certificate=vehicle.certificate_state if vehicle else "",
        looked_at=looked.looked_at if looked else 0,
        to_look_at=len(looked.lines) if looked else 0,
        faults=tuple(line.name for line in looked.faults) if looked else (),
        collects_tax=any(line.kind == "purchase_tax" for line in lines),
        fittings=tuple(Fitting(line.label, fitted.get(line.id)) for line in lines if line.kind in FITTED),
        marks={mark.kind: mark for mark in marks if mark.kind is not MarkKind.FITTING},
    )


def _application(session: Session, deal_id: str) -> str:
    """How far the newest application of a deal has come, in words."""
    newest = select(LoanApplication.state).where(LoanApplication.deal_id == deal_id)
    state = session.scalars(newest.order_by(LoanApplication.id.desc())).first()
    return tr(loan.LABELS[loan.LoanState(state)]) if state else ""


def _not_handed_in(session: Session, contract: Contract) -> tuple[str, ...]:
    """Used cars that pay for the new one and are not in our hands."""
    named = [line.trade_in_id for line in lines_of(session, contract.id) if line.trade_in_id]
    cars = (session.get_one(TradeIn, each) for each in named)
    return tuple(car.plate for car in cars if car.state != TradeInState.TAKEN)
