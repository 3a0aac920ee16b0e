"""The test-drive diary's door."""

from __future__ import annotations

from datetime import datetime

from app.clock import from_iso
from app.domain.identity import mask_phone
from app.presenters.test_drive_diary import Choice, DriveRow
from app.queries import customers
from app.queries import test_drives as query
from app.services import test_drives
from app.workplace import Workplace

MOST_PEOPLE = 20


class DrivesFromReplica:
    """`presenters.test_drive_diary.DrivesGateway` over an opened terminal."""

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace

    def count(self) -> int:
        """How many drives there are."""
        with self._workplace.reading() as session:
            return query.count_drives(session)

    def page(self, offset: int, limit: int) -> tuple[DriveRow, ...]:
        """Some of them, the latest first."""
        with self._workplace.reading() as session:
            return tuple(_row(row) for row in query.list_drives(session, limit=limit, offset=offset))

    def cars(self) -> tuple[Choice, ...]:
        """Demonstrators of this branch."""
        with self._workplace.reading() as session:
            found = query.list_demonstrators(session, self._workplace.identity.branch_id)
        return tuple(Choice(car.id, f"{car.model} …{car.vin[-6:]}") for car in found)

    def people(self, text: str) -> tuple[Choice, ...]:
        """Customers that fit what was typed."""
        with self._workplace.reading() as session:
            found = customers.list_customers(session, text, limit=MOST_PEOPLE)
        return tuple(
            Choice(row.id, f"{row.name} {mask_phone(row.phone)}" if row.phone else row.name) for row in found
        )

    def book(self, *, customer: str, car: str, starts_at: datetime, ends_at: datetime) -> None:
        """Book a car for a customer."""
        test_drives.book(
            self._workplace.unit_of_work(),
            customer_id=customer,
            vehicle_id=car,
            starts_at=starts_at,
            ends_at=ends_at,
        )

    def hand_over(self, drive: str, *, licence_no: str, km_out: int) -> None:
        """Give out the keys."""
        test_drives.hand_over(
            self._workplace.unit_of_work(), drive_id=drive, licence_no=licence_no, km_out=km_out
        )

    def take_back(self, drive: str, *, km_in: int) -> None:
        """The car is back."""
        test_drives.take_back(self._workplace.unit_of_work(), drive_id=drive, km_in=km_in)

    def cancel(self, drive: str) -> None:
        """The customer does not come."""
        test_drives.cancel(self._workplace.unit_of_work(), drive_id=drive)


def _row(row: query.TestDriveRow) -> DriveRow:
    return DriveRow(
        id=row.id, starts_at=from_iso(row.starts_at), ends_at=from_iso(row.ends_at), state=row.state,
        customer=row.customer, phone=row.phone, model=row.model, vin=row.vin, seller=row.seller,
        km_out=row.km_out, km_in=row.km_in,
    )  # fmt: skip
