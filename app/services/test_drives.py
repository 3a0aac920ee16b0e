"""Test drives: booking, handing over the keys, taking the car back."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.domain import states
from app.domain.permissions import TEST_DRIVE_BOOK, TEST_DRIVE_MOVE
from app.domain.states import VehicleStatus
from app.domain.test_drive import (
    TEST_DRIVE,
    TestDriveState,
    check_distance,
    check_licence,
    check_times,
    overlap,
)
from app.errors import UserError
from app.i18n import N_
from app.models.party import Customer
from app.models.test_drive import TestDrive
from app.services.orders import active_stay

if TYPE_CHECKING:
    from app.services.unit_of_work import Transaction, UnitOfWork


def book(
    uow: UnitOfWork, *, customer_id: str, vehicle_id: str, starts_at: datetime, ends_at: datetime
) -> str:
    """Book a demonstrator for a customer; returns the drive's id."""
    check_times(starts_at, ends_at)
    with uow.begin(TEST_DRIVE_BOOK) as tx:
        customer = tx.get(Customer, customer_id)
        stay = active_stay(tx.session, vehicle_id)
        if stay is None or stay.status != VehicleStatus.DEMONSTRATOR:
            raise UserError(
                "not_a_demonstrator", N_("Only a demonstrator goes on a test drive."), field="vehicle"
            )
        _refuse_taken(tx, vehicle_id, starts_at, ends_at)
        drive = tx.add(
            TestDrive(
                branch_id=customer.branch_id, customer_id=customer.id, vehicle_id=vehicle_id,
                user_id=tx.actor.user_id, starts_at=starts_at, ends_at=ends_at, state=TestDriveState.BOOKED,
            )
        )  # fmt: skip
        return drive.id


def hand_over(uow: UnitOfWork, *, drive_id: str, licence_no: str, km_out: int) -> None:
    """Give out the keys, the licence seen and the kilometres noted."""
    check_licence(licence_no)
    with uow.begin(TEST_DRIVE_MOVE) as tx:
        drive = _moved(tx, drive_id, TestDriveState.OUT)
        drive.licence_no, drive.km_out = licence_no.strip(), km_out


def take_back(uow: UnitOfWork, *, drive_id: str, km_in: int, note: str = "") -> None:
    """The car is back."""
    with uow.begin(TEST_DRIVE_MOVE) as tx:
        drive = _moved(tx, drive_id, TestDriveState.RETURNED)
        check_distance(drive.km_out or 0, km_in)
        drive.km_in, drive.note = km_in, note.strip() or None


def cancel(uow: UnitOfWork, *, drive_id: str) -> None:
    """The customer does not come."""
    with uow.begin(TEST_DRIVE_MOVE) as tx:
        _moved(tx, drive_id, TestDriveState.CANCELLED)


def _moved(tx: Transaction, drive_id: str, to: TestDriveState) -> TestDrive:
    drive = tx.get(TestDrive, drive_id)
    if not states.may_move(TEST_DRIVE, TestDriveState(drive.state), to):
        raise UserError("drive_state", N_("This test drive is past that. Look at the list again."))
    drive.state = to
    return drive


def _refuse_taken(tx: Transaction, vehicle_id: str, starts_at: datetime, ends_at: datetime) -> None:
    open_states = (TestDriveState.BOOKED, TestDriveState.OUT)
    others = select(TestDrive).where(TestDrive.vehicle_id == vehicle_id, TestDrive.state.in_(open_states))
    for other in tx.session.scalars(others):
        if overlap((starts_at, ends_at), (other.starts_at, other.ends_at)):
            message = N_("The car is booked from {start:%H:%M} to {end:%H:%M}. Choose another time or car.")
            start, end = other.starts_at.astimezone(), other.ends_at.astimezone()
            raise UserError("car_booked", message, field="starts_at", start=start, end=end)
