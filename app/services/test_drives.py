"""Test drives: booking and rebooking, the agreement, handing over the keys, taking the car back."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app.documents.drive_agreement import render_agreement
from app.domain import states
from app.domain import test_drive as rules
from app.domain.contract_document import Seller
from app.domain.drive_agreement import DriveAgreement
from app.domain.permissions import TEST_DRIVE_AGREE, TEST_DRIVE_BOOK, TEST_DRIVE_MOVE
from app.domain.states import VehicleStatus
from app.domain.test_drive import TEST_DRIVE, TestDriveState
from app.errors import UserError
from app.i18n import N_
from app.models.org import Branch, User
from app.models.party import Customer
from app.models.test_drive import TestDrive
from app.models.vehicle import Model, StockMovement, StockStay, Vehicle
from app.services import customers
from app.services.orders import active_stay

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.services.unit_of_work import Transaction, UnitOfWork

_OPEN = (TestDriveState.BOOKED, TestDriveState.OUT)


@dataclass(frozen=True)
class Licence:
    """A driving licence as it was shown."""

    number: str
    kind: str
    until: date | None


@dataclass(frozen=True)
class Feedback:
    """What the customer said afterwards."""

    rating: int | None = None
    liked: str = ""
    worried: str = ""


_NOTHING_SAID = Feedback()


def book(
    uow: UnitOfWork, *, customer_id: str, vehicle_id: str, starts_at: datetime, ends_at: datetime
) -> str:
    """Book a demonstrator for a customer; returns the drive's id."""
    rules.check_times(starts_at, ends_at)
    rules.check_day(starts_at.astimezone().date(), uow.clock.today())
    with uow.begin(TEST_DRIVE_BOOK) as tx:
        customer = customers.kept(tx, customer_id)
        _refuse_unfit(tx, vehicle_id, starts_at, ends_at)
        drive = tx.add(
            TestDrive(
                branch_id=customer.branch_id, customer_id=customer.id, vehicle_id=vehicle_id,
                user_id=tx.actor.user_id, starts_at=starts_at, ends_at=ends_at, state=TestDriveState.BOOKED,
            )
        )  # fmt: skip
        return drive.id


def rebook(
    uow: UnitOfWork, *, drive_id: str, vehicle_id: str, starts_at: datetime, ends_at: datetime
) -> None:
    """Another time, or another car, for which the agreement is to be signed again."""
    rules.check_times(starts_at, ends_at)
    rules.check_day(starts_at.astimezone().date(), uow.clock.today())
    with uow.begin(TEST_DRIVE_BOOK) as tx:
        drive = _booked(tx, drive_id)
        _refuse_unfit(tx, vehicle_id, starts_at, ends_at, but=drive_id)
        drive.vehicle_id, drive.starts_at, drive.ends_at = vehicle_id, starts_at, ends_at


def agree(
    uow: UnitOfWork, *, drive_id: str, licence: Licence, strokes: Any = None, language: str = "zh_CN"
) -> None:
    """The licence was shown and the agreement signed; what was signed is known by its hash."""
    with uow.begin(TEST_DRIVE_AGREE) as tx:
        drive = _booked(tx, drive_id)
        on = drive.starts_at.astimezone().date()
        rules.check_licence(licence.number, licence.kind, licence.until, on)
        drive.licence_no, drive.licence_class = licence.number.strip(), licence.kind
        drive.licence_until, drive.agreed_at, drive.strokes = licence.until, tx.clock.now(), strokes
        drive.agreed_car = drive.vehicle_id
        drive.agreement_hash = hashlib.sha256(paper(tx.session, drive, language=language)).hexdigest()


def hand_over(uow: UnitOfWork, *, drive_id: str, km_out: int) -> None:
    """Give out the keys of a demonstrator: the agreement for it is signed, the kilometres are noted."""
    with uow.begin(TEST_DRIVE_MOVE) as tx:
        drive = _moved(tx, drive_id, TestDriveState.OUT)
        rules.check_demonstrator(is_demonstrator(tx.session, drive.vehicle_id))
        rules.check_agreed(_is_agreed(drive))
        rules.check_distance(0, km_out)
        drive.km_out = km_out


def take_back(
    uow: UnitOfWork, *, drive_id: str, km_in: int, note: str = "", feedback: Feedback = _NOTHING_SAID
) -> None:
    """The car is back, and the customer says what it was like."""
    rules.check_rating(feedback.rating)
    with uow.begin(TEST_DRIVE_MOVE) as tx:
        drive = _moved(tx, drive_id, TestDriveState.RETURNED)
        rules.check_distance(drive.km_out or 0, km_in)
        drive.km_in, drive.note, drive.rating = km_in, note.strip() or None, feedback.rating
        drive.liked, drive.worried = feedback.liked.strip() or None, feedback.worried.strip() or None


def cancel(uow: UnitOfWork, *, drive_id: str) -> None:
    """The customer does not come."""
    with uow.begin(TEST_DRIVE_MOVE) as tx:
        _moved(tx, drive_id, TestDriveState.CANCELLED)


def paper(session: Session, drive: TestDrive, licence: Licence | None = None, *, language: str) -> bytes:
    """The agreement as a PDF: as it was signed, or to be signed with a licence that was just shown."""
    car = session.get_one(Vehicle, drive.vehicle_id)
    model, customer = session.get_one(Model, car.model_id), session.get_one(Customer, drive.customer_id)
    agent, branch = session.get_one(User, drive.user_id), session.get_one(Branch, drive.branch_id)
    shown = licence or Licence(drive.licence_no or "", drive.licence_class or "", drive.licence_until)
    starts_at, ends_at = drive.starts_at.astimezone(), drive.ends_at.astimezone()
    seller = Seller(
        branch.seller or branch.name, branch.credit_code or "", branch.address or "", branch.phone or "",
        agent.display_name,
    )  # fmt: skip
    agreement = DriveAgreement(
        no=f"TD-{drive.id[-8:].upper()}", seller=seller, customer=customer.name,
        phone=customer.phone or "", licence_no=shown.number, licence_class=shown.kind,
        licence_until=shown.until or starts_at.date(), model=f"{model.brand} {model.series} {model.trim}",
        vin=car.vin, starts_at=starts_at, ends_at=ends_at, language=language,
    )  # fmt: skip
    strokes = drive.strokes if drive.agreed_car == drive.vehicle_id else None
    return render_agreement(agreement, signatures={"buyer": strokes} if strokes else None)


def find_clash(
    session: Session, vehicle_id: str, starts_at: datetime, ends_at: datetime, *, but: str = ""
) -> TestDrive | None:
    """A drive that needs the car at that time."""
    others = select(TestDrive).where(
        TestDrive.vehicle_id == vehicle_id, TestDrive.state.in_(_OPEN), TestDrive.id != but
    )
    wanted = starts_at, ends_at
    return next(
        (each for each in session.scalars(others) if rules.overlap(wanted, (each.starts_at, each.ends_at))),
        None,
    )


def is_demonstrator(session: Session, vehicle_id: str) -> bool:
    """Whether a car is there to be driven."""
    stay = active_stay(session, vehicle_id)
    return stay is not None and stay.status == VehicleStatus.DEMONSTRATOR


def was_demonstrator(session: Session, vehicle_id: str, since: datetime) -> bool:
    """Whether a car is there to be driven, or was so at any time since."""
    left = (
        select(StockMovement.id)
        .join(StockStay, StockStay.id == StockMovement.stay_id)
        .where(
            StockStay.vehicle_id == vehicle_id, StockMovement.from_status == VehicleStatus.DEMONSTRATOR,
            StockMovement.at >= since,
        )
    )  # fmt: skip
    return is_demonstrator(session, vehicle_id) or session.scalars(left.limit(1)).first() is not None


def _is_agreed(drive: TestDrive) -> bool:
    """Whether the agreement that was signed is for this car."""
    return drive.agreed_at is not None and drive.agreed_car == drive.vehicle_id


def _booked(tx: Transaction, drive_id: str) -> TestDrive:
    drive = tx.get(TestDrive, drive_id)
    if drive.state != TestDriveState.BOOKED:
        raise _past()
    return drive


def _moved(tx: Transaction, drive_id: str, to: TestDriveState) -> TestDrive:
    drive = tx.get(TestDrive, drive_id)
    if not states.may_move(TEST_DRIVE, TestDriveState(drive.state), to):
        raise _past()
    drive.state = to
    return drive


def _past() -> UserError:
    return UserError("drive_state", N_("This test drive is past that. Look at the list again."))


def _refuse_unfit(
    tx: Transaction, vehicle_id: str, starts_at: datetime, ends_at: datetime, *, but: str = ""
) -> None:
    rules.check_demonstrator(is_demonstrator(tx.session, vehicle_id))
    other = find_clash(tx.session, vehicle_id, starts_at, ends_at, but=but)
    if other is not None:
        message = N_("The car is booked from {start:%H:%M} to {end:%H:%M}. Choose another time or car.")
        start, end = other.starts_at.astimezone(), other.ends_at.astimezone()
        raise UserError("car_booked", message, field="starts_at", start=start, end=end)
