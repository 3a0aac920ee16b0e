"""What the release gate is told about contracts: each question asked once, however many contracts there are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import BindParameter, bindparam, select

from app.domain import loan, pricing, words
from app.domain.delivery import Mark, MarkKind, MarkState
from app.domain.release_checks import Facts, Fitting, Item
from app.domain.states import ContractState
from app.domain.trade_in import TradeInState
from app.i18n import tr
from app.models.deal import Contract, ContractLine, SyncCase
from app.models.delivery import DeliveryMark, Release
from app.models.loan import LoanApplication
from app.models.org import User
from app.models.payment import Payment
from app.models.trade_in import TradeIn
from app.models.vehicle import StockStay, Vehicle
from app.services import inspections, payments, price_sheets
from app.services.inspections import Inspected

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_NAMED: BindParameter[Sequence[str]] = bindparam("named", expanding=True)
_MARKS = (
    select(DeliveryMark, User.display_name)
    .join(User, User.id == DeliveryMark.user_id, isouter=True)
    .where(DeliveryMark.contract_id.in_(_NAMED))
    .order_by(DeliveryMark.id)
)
_RELEASES = select(Release).where(Release.contract_id.in_(_NAMED)).order_by(Release.id)
# An op that was set aside is no reason: it may be the handover itself, which a manager lets count.
_CONTESTED = select(SyncCase.contract_id).where(
    SyncCase.contract_id.in_(_NAMED), SyncCase.state == "open", SyncCase.kind.in_(("contract", "vehicle"))
)
_STAYS = (
    select(StockStay)
    .where(StockStay.vehicle_id.in_(_NAMED))
    .order_by(StockStay.active, StockStay.id)  # the one that counts comes last
)
_CARS = select(Vehicle).where(Vehicle.id.in_(_NAMED))
_LINES = (
    select(ContractLine)
    .where(ContractLine.contract_id.in_(_NAMED), ContractLine.removed.is_(False))
    .order_by(ContractLine.id)
)
_MONEY = select(Payment.deal_id, Payment.id, Payment.kind, Payment.amount, Payment.refund_of).where(
    Payment.deal_id.in_(_NAMED)
)
_APPLICATIONS = (
    select(LoanApplication.deal_id, LoanApplication.state)
    .where(LoanApplication.deal_id.in_(_NAMED))
    .order_by(LoanApplication.id)  # the newest comes last
)
_NOT_HANDED_IN = select(TradeIn.id, TradeIn.plate).where(
    TradeIn.id.in_(_NAMED), TradeIn.state != TradeInState.TAKEN
)


@dataclass(frozen=True)
class _Money:
    """What came in for a deal, and what of it a lender paid."""

    paid: int = 0
    disbursed: int = 0


@dataclass(frozen=True)
class _Known:
    """The answers, by the ids of contracts, deals and cars."""

    cars: Mapping[str, Vehicle]
    looked: Mapping[str, Inspected]
    lines: Mapping[str, Sequence[ContractLine]]
    marks: Mapping[str, Sequence[Mark]]
    contested: frozenset[str | None]
    money: Mapping[str, _Money]
    applications: Mapping[str, str]
    not_handed_in: Mapping[str, str]


def read(session: Session, days: Mapping[Contract, date]) -> dict[str, Facts]:
    """All that the gate is told about contracts, by their ids; each for a handover on its day."""
    ids, deals = [each.id for each in days], [each.deal_id for each in days]
    on = {each.vehicle_id: day for each, day in days.items() if each.vehicle_id}
    lines = _lines(session, ids)
    known = _Known(
        cars={car.id: car for car in session.scalars(_CARS, {"named": list(on)})},
        looked=_looked(session, on), lines=lines, marks=newest_marks(session, ids),
        contested=frozenset(session.scalars(_CONTESTED, {"named": ids})), money=_money(session, deals),
        applications=_applications(session, deals), not_handed_in=_not_handed_in(session, lines),
    )  # fmt: skip
    return {contract.id: _facts(known, contract, day) for contract, day in days.items()}


def _facts(known: _Known, contract: Contract, day: date) -> Facts:
    car, looked = known.cars.get(contract.vehicle_id or ""), known.looked.get(contract.vehicle_id or "")
    lines, marks, plan = known.lines[contract.id], known.marks[contract.id], contract.plan or {}
    money, is_over = known.money[contract.deal_id], contract.state == ContractState.CANCELLED
    fitted = {mark.line_id: mark for mark in marks if mark.kind is MarkKind.FITTING}
    return Facts(
        day=day,
        is_signed=payments.is_certain(contract),
        has_car=car is not None,
        is_contested=contract.id in known.contested,
        price=contract.price,
        payable=0 if is_over else price_sheets.sheet_of(contract, lines).payable,
        paid=money.paid,
        loan=int(plan.get("loan", 0)) if plan.get("kind") == "loan" else 0,
        lender=str(plan.get("lender", "")),
        disbursed=money.disbursed,
        application=known.applications.get(contract.deal_id, ""),
        not_handed_in=tuple(
            known.not_handed_in[used]
            for line in lines
            if (used := line.trade_in_id or "") in known.not_handed_in
        ),
        certificate=car.certificate_state if car else "",
        looked_at=looked.looked_at if looked else 0,
        to_look_at=len(looked.lines) if looked else 0,
        faults=tuple(line.name for line in looked.faults) if looked else (),
        unshown=tuple(line.name for line in looked.unshown) if looked else (),
        collects_tax=any(line.kind == "purchase_tax" for line in lines),
        fittings=tuple(
            Fitting(line.label, fitted.get(line.id))
            for line in lines
            if line.kind in pricing.FITTED and not line.payee  # an insurer's line is fitted to nothing
        ),
        marks={mark.kind: mark for mark in marks if mark.kind is not MarkKind.FITTING},
    )


def newest_marks(session: Session, contract_ids: Sequence[str]) -> dict[str, list[Mark]]:
    """What was said last of each thing, and of each line that is fitted, by contract."""
    newest: dict[str, dict[tuple[str, str | None], Mark]] = {each: {} for each in contract_ids}
    for row, by in session.execute(_MARKS, {"named": contract_ids}):
        said = Mark(
            MarkKind(row.kind), MarkState(row.state), row.reference or "", row.day, row.amount,
            row.details or {}, row.line_id, by or "",
        )  # fmt: skip
        newest[row.contract_id][row.kind, row.line_id] = said
    return {contract: list(marks.values()) for contract, marks in newest.items()}


def waived(session: Session, contract_ids: Sequence[str]) -> dict[str, frozenset[Item]]:
    """What the newest release of each contract lets follow; none for one that has no release."""
    found = session.scalars(_RELEASES, {"named": contract_ids})
    return {each.contract_id: frozenset(map(Item, each.waived)) for each in found}


def last_stays(session: Session, car_ids: Sequence[str]) -> dict[str, StockStay]:
    """The present stay in stock of each car, else the one that ended last."""
    return {stay.vehicle_id: stay for stay in session.scalars(_STAYS, {"named": car_ids})}


def _looked(session: Session, on: Mapping[str, date]) -> dict[str, Inspected]:
    """The inspections by the cars."""
    stays = last_stays(session, list(on))
    found = inspections.of_stays(session, {stay: on[car] for car, stay in stays.items()})
    return {car: found[stay.id] for car, stay in stays.items()}


def _lines(session: Session, contract_ids: Sequence[str]) -> dict[str, list[ContractLine]]:
    found: dict[str, list[ContractLine]] = {each: [] for each in contract_ids}
    for line in session.scalars(_LINES, {"named": contract_ids}):
        found[line.contract_id].append(line)
    return found


def _money(session: Session, deal_ids: Sequence[str]) -> dict[str, _Money]:
    """Refunds taken off, and no money of ours to the customer."""
    moved: dict[str, list[payments.Moved]] = {each: [] for each in deal_ids}
    for deal, receipt, kind, amount, refund_of in session.execute(_MONEY, {"named": deal_ids}):
        moved[deal].append(payments.Moved(receipt, kind, amount, refund_of))
    return {
        deal: _Money(
            sum(each.amount for each in rows if each.kind not in words.OUR_MONEY),
            sum(left for each, left in payments.left_over(rows) if each.kind == "loan"),
        )
        for deal, rows in moved.items()
    }


def _applications(session: Session, deal_ids: Sequence[str]) -> dict[str, str]:
    """How far the newest application of each deal has come, in words."""
    found = session.execute(_APPLICATIONS, {"named": deal_ids})
    return {deal: tr(loan.LABELS[loan.LoanState(state)]) for deal, state in found}


def _not_handed_in(session: Session, lines: Mapping[str, Sequence[ContractLine]]) -> dict[str, str]:
    """The plates of used cars that pay for a new one and are not in our hands, by their ids."""
    named = [line.trade_in_id for each in lines.values() for line in each if line.trade_in_id]
    return {used: plate for used, plate in session.execute(_NOT_HANDED_IN, {"named": named})}  # noqa: C416
