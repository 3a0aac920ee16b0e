"""Appraising a customer's used car: what it is, what is wrong with it, what others would pay, what it is worth to us.

The value is approved by a manager who neither appraised the car nor named the value: at the appraiser's terminal
with the own password, or from another one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from app.domain import identity, states, vin
from app.domain import trade_in as rules
from app.domain.permissions import TRADE_IN_APPRAISE, TRADE_IN_DECIDE
from app.domain.states import DealState
from app.domain.trade_in import Mark, TradeInState
from app.errors import UserError
from app.i18n import N_
from app.models.attachment import Attachment
from app.models.deal import Deal
from app.models.trade_in import TradeIn, TradeInOffer
from app.queries import energies
from app.services import payments

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.services.approving import Approve, Consent
    from app.services.unit_of_work import Transaction, UnitOfWork

SAID = ("plate", "vin", "km", "payoff", "value", "approver_id")
"""What an approver signs beside the used car's own id, by its columns."""
BOUND = (
    "plate", "vin", "brand", "series", "first_registered_on", "km", "payoff", "market", "marks", "accidents",
    "transfer_by",
)  # fmt: skip
"""What a manager looked at: a change of it withdraws the yes."""


@dataclass(frozen=True)
class UsedCar:
    """What the papers and the dashboard say. Amounts in minor units."""

    plate: str
    vin: str
    brand: str
    series: str
    first_registered_on: date
    km: int
    energy: str = "petrol"
    colour: str | None = None
    owner: str | None = None
    owners: int = 1
    inspected_until: date | None = None
    insured_until: date | None = None
    payoff: int = 0
    payoff_to: str | None = None
    transfer_by: str = "seller"


@dataclass(frozen=True)
class Condition:
    """What was found at the car, and what cars like it cost on the market."""

    marks: tuple[Mark, ...] = ()
    accidents: str | None = None
    market: int = 0


@dataclass(frozen=True)
class Offer:
    """What somebody would pay, and until when."""

    bidder: str
    amount: int
    valid_until: date | None = None
    note: str | None = None


@dataclass(frozen=True)
class Valuation:
    """What the customer is offered, by which offer, and how the manager says yes who stands here."""

    value: int
    offer_id: str | None = None
    approve: Approve | None = field(default=None, repr=False)


def start(uow: UnitOfWork, *, deal_no: str, car: UsedCar, condition: Condition | None = None) -> str:
    """Begin the appraisal of a car that shall pay for part of a deal; returns its id."""
    found = condition or Condition()
    with uow.begin(TRADE_IN_APPRAISE) as tx:
        deal = payments.find_deal(tx.session, deal_no)
        _refuse_ended(deal)
        values = _checked(tx, car, found)
        rules.check_count(1 + living(tx.session, deal.id, but=values["vin"]))
        _refuse_known(tx.session, values["vin"], deal.id)
        row = TradeIn(
            branch_id=deal.branch_id, deal_id=deal.id, user_id=tx.actor.user_id, at=tx.clock.now(),
            state=TradeInState.APPRAISING, payout=0, **values,
        )  # fmt: skip
        return tx.add(row).id


def revise(uow: UnitOfWork, *, trade_in_id: str, car: UsedCar, condition: Condition) -> None:
    """Write down what is known now. A yes was to the car as it was known then, and is withdrawn."""
    with uow.begin(TRADE_IN_APPRAISE) as tx:
        row = tx.get(TradeIn, trade_in_id)
        if row.state not in rules.OPEN:
            raise _past(row)
        values = _checked(tx, car, condition)
        if values["vin"] != row.vin:
            _refuse_known(tx.session, values["vin"], row.deal_id)
        changed = {name: value for name, value in values.items() if getattr(row, name) != value}
        for name, value in changed.items():
            setattr(row, name, value)
        if row.state != TradeInState.APPRAISING and changed.keys() & set(BOUND):
            _withdraw(row)


def offer(uow: UnitOfWork, *, trade_in_id: str, offered: Offer) -> str:
    """Note what somebody would pay for it; returns the offer's id."""
    if not offered.bidder.strip():
        raise UserError("bidder_missing", N_("Say who would pay that."), field="bidder")
    if offered.amount <= 0:
        raise UserError("offer_invalid", N_("An offer is above zero."), field="amount")
    with uow.begin(TRADE_IN_APPRAISE) as tx:
        row = tx.get(TradeIn, trade_in_id)
        if row.state not in rules.OPEN:
            raise _past(row)
        return tx.add(
            TradeInOffer(
                trade_in_id=row.id, branch_id=row.branch_id, bidder=offered.bidder.strip(),
                amount=offered.amount, valid_until=offered.valid_until, note=offered.note,
                user_id=tx.actor.user_id, at=tx.clock.now(),
            )
        ).id  # fmt: skip


def submit(uow: UnitOfWork, *, trade_in_id: str, valuation: Valuation) -> str:
    """Name the value and ask for a yes, or have it from a manager who stands here; returns the state."""
    with uow.begin(TRADE_IN_APPRAISE) as tx:
        row = tx.get(TradeIn, trade_in_id)
        if row.state not in rules.OPEN:
            raise _past(row)
        rules.check_value(valuation.value, payoff=row.payoff)
        if valuation.offer_id and tx.get(TradeInOffer, valuation.offer_id).trade_in_id != row.id:
            raise UserError("offer_unknown", N_("That offer is for another car."), field="offer")
        row.value, row.valued_by, row.offer_id = valuation.value, tx.actor.user_id, valuation.offer_id
        row.valid_until = tx.clock.today() + rules.VALID_FOR
        row.approver_id = row.ticket = row.signature = row.decided_at = None
        row.submitted_at = tx.clock.now()
        if valuation.approve is None:
            row.state = TradeInState.SUBMITTED
        else:
            _refuse_missing_photos(tx.session, row.id)
            _approve_here(tx, row, valuation.approve(asked(row)))
        return row.state


def decide(uow: UnitOfWork, *, trade_in_id: str, approved: bool, note: str = "") -> None:
    """A manager's yes or no to a value that was submitted."""
    with uow.begin(TRADE_IN_DECIDE) as tx:
        row = tx.get(TradeIn, trade_in_id)
        to = TradeInState.APPROVED if approved else TradeInState.DECLINED
        rules.require_other(tx.actor.user_id, row.user_id, row.valued_by)
        row.state = _moved(row, to)
        if approved:
            _refuse_missing_photos(tx.session, row.id)
        elif not note.strip():
            raise UserError("reason_missing", N_("Say why not."), field="note")
        row.approver_id, row.note, row.decided_at = tx.actor.user_id, note.strip() or None, tx.clock.now()


def cancel(uow: UnitOfWork, *, trade_in_id: str, reason: str) -> None:
    """The customer keeps the car."""
    if not reason.strip():
        raise UserError("reason_missing", N_("Say why the customer keeps the car."), field="reason")
    with uow.begin(TRADE_IN_APPRAISE) as tx:
        row = tx.get(TradeIn, trade_in_id)
        if row.state not in rules.OPEN:
            raise _past(row)
        row.state, row.note = _moved(row, TradeInState.CANCELLED), reason.strip()


def asked(row: TradeIn) -> dict[str, Any]:
    """What an approver is asked, and signs; their own name comes with the signature."""
    return {"trade_in_id": row.id, **{name: getattr(row, name) for name in SAID[:-1]}}


def living(session: Session, deal_id: str, *, but: str = "") -> int:
    """How many used cars a deal has that were not cancelled, `but` one by its VIN; a car may be valued anew."""
    of_deal = (TradeIn.deal_id == deal_id, TradeIn.state != TradeInState.CANCELLED, TradeIn.vin != but)
    return int(session.scalar(select(func.count(TradeIn.vin.distinct())).where(*of_deal)) or 0)


def photos(session: Session, trade_in_id: str) -> list[str]:
    """The names of a used car's photos."""
    found = select(Attachment.name).where(
        Attachment.owner_table == TradeIn.__tablename__, Attachment.owner_id == trade_in_id,
        Attachment.withdrawn.is_(False),
    )  # fmt: skip
    return list(session.scalars(found))


def marks_of(row: TradeIn | Mapping[str, Any]) -> tuple[Mark, ...]:
    """What was found, as the row keeps it."""
    kept: Sequence[Mapping[str, Any]] = row.marks if isinstance(row, TradeIn) else row["marks"]
    return tuple(Mark(**mark) for mark in kept or ())


def _checked(tx: Transaction, car: UsedCar, condition: Condition) -> dict[str, Any]:
    """The columns of what is known, refused if it cannot be."""
    rules.check_plate(car.plate)
    vin.check_vin(car.vin)
    rules.check_facts(
        first_registered_on=car.first_registered_on, km=car.km, payoff=car.payoff, today=tx.clock.today()
    )
    rules.check_marks(condition.marks)
    energies.known(tx.session).require(car.energy)
    if not car.brand.strip():
        raise UserError("brand_missing", N_("Say what car it is."), field="brand")
    given = asdict(car) | {
        "plate": rules.normalise_plate(car.plate), "vin": vin.normalise_vin(car.vin),
        "brand": car.brand.strip(), "series": car.series.strip(),
        "owner": identity.normalise_name(car.owner) if car.owner else None,
    }  # fmt: skip
    marks = [asdict(mark) for mark in condition.marks]
    return given | {"marks": marks, "accidents": condition.accidents, "market": condition.market}


def _approve_here(tx: Transaction, row: TradeIn, consent: Consent) -> None:
    """Keep the yes of a manager who stands here."""
    rules.require_other(consent.approver_id, tx.actor.user_id, row.user_id, row.valued_by)
    row.state = TradeInState.APPROVED
    row.approver_id, row.ticket, row.signature = consent.approver_id, consent.ticket, consent.signature
    row.decided_at = tx.clock.now()


def _withdraw(row: TradeIn) -> None:
    """Whatever was asked or said counts no more."""
    row.state = _moved(row, TradeInState.APPRAISING)
    row.approver_id = row.ticket = row.signature = row.decided_at = None


def _moved(row: TradeIn, to: TradeInState) -> TradeInState:
    if not states.may_move(rules.TRADE_IN, TradeInState(row.state), to):
        raise _past(row)
    return to


def _past(row: TradeIn) -> UserError:
    return UserError("trade_in_state", N_("{plate} is past that. Look at it again."), plate=row.plate)


def _refuse_missing_photos(session: Session, trade_in_id: str) -> None:
    missing = rules.missing_photos(photos(session, trade_in_id))
    if missing:
        message = N_("Photos still missing: {count}. Take them before the value is approved.")
        raise UserError("photos_missing", message, field="photos", count=len(missing))


def _refuse_ended(deal: Deal) -> None:
    if deal.state in ("cancelled", "delivered", "closed"):
        raise UserError("deal_over", N_("Deal {no} is over."), field="deal", no=deal.no)


def _refuse_known(session: Session, number: str, deal_id: str) -> None:
    """Refuse a car that is being appraised. One that stands on this deal's contract may be valued anew."""
    here = (TradeIn.deal_id == deal_id) & (TradeIn.state == TradeInState.ACCEPTED)
    known = (
        select(TradeIn.plate)
        .join(Deal, Deal.id == TradeIn.deal_id)
        .where(
            TradeIn.vin == number, TradeIn.state.not_in((TradeInState.CANCELLED, TradeInState.TAKEN)),
            Deal.state != DealState.CANCELLED, ~here,
        )
    )  # fmt: skip
    if (plate := session.scalar(known)) is not None:
        message = N_("This car is appraised already, as {plate}.")
        raise UserError("trade_in_known", message, field="vin", plate=plate)
