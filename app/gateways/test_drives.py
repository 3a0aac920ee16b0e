"""The test-drive diary's door."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from app import i18n
from app.clock import from_iso, iso
from app.domain.identity import mask_phone
from app.gateways.papers import free_file, write_file
from app.models.test_drive import TestDrive
from app.presenters.test_drive_diary import Back, Choice, DriveRow, Shown
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
        self._workplace.require_clock()
        test_drives.book(
            self._workplace.unit_of_work(),
            customer_id=customer,
            vehicle_id=car,
            starts_at=starts_at,
            ends_at=ends_at,
        )

    def rebook(self, drive: str, *, car: str, starts_at: datetime, ends_at: datetime) -> None:
        """Another time or car."""
        self._workplace.require_clock()
        test_drives.rebook(
            self._workplace.unit_of_work(),
            drive_id=drive,
            vehicle_id=car,
            starts_at=starts_at,
            ends_at=ends_at,
        )

    def days(self, first: date, last: date) -> tuple[DriveRow, ...]:
        """All that begin on these days."""
        since, until = _midnight(first), _midnight(last + timedelta(days=1))
        with self._workplace.reading() as session:
            return tuple(map(_row, query.list_between(session, since, until)))

    def find(self, drive: str) -> DriveRow | None:
        """One of them."""
        with self._workplace.reading() as session:
            row = query.find_drive(session, drive)
        return _row(row) if row else None

    def last_km(self, car: str) -> int | None:
        """What the clock showed when the car last came back."""
        with self._workplace.reading() as session:
            return query.last_km(session, car)

    def paper(self, drive: str, shown: Shown, folder: str) -> str:
        """Write the agreement, to be printed and signed."""
        licence = test_drives.Licence(shown.number, shown.kind, shown.until)
        with self._workplace.reading() as session:
            row = session.get_one(TestDrive, drive)
            pdf = test_drives.paper(session, row, licence, language=i18n.language())
        file = free_file(folder, f"TD-{drive[-8:].upper()}")
        write_file(file, pdf)
        return str(file)

    def agree(self, drive: str, shown: Shown, strokes: Any) -> None:
        """The licence was seen and the agreement signed."""
        self._workplace.require_clock()
        test_drives.agree(
            self._workplace.unit_of_work(), drive_id=drive, strokes=strokes or None, language=i18n.language(),
            licence=test_drives.Licence(shown.number, shown.kind, shown.until),
        )  # fmt: skip

    def hand_over(self, drive: str, *, km_out: int) -> None:
        """Give out the keys."""
        test_drives.hand_over(self._workplace.unit_of_work(), drive_id=drive, km_out=km_out)

    def take_back(self, drive: str, back: Back) -> None:
        """The car is back."""
        said = test_drives.Feedback(back.rating, back.liked, back.worried)
        uow = self._workplace.unit_of_work()
        test_drives.take_back(uow, drive_id=drive, km_in=back.km, feedback=said)

    def cancel(self, drive: str) -> None:
        """The customer does not come."""
        test_drives.cancel(self._workplace.unit_of_work(), drive_id=drive)


def _row(row: query.TestDriveRow) -> DriveRow:
    return DriveRow(
        id=row.id, starts_at=from_iso(row.starts_at), ends_at=from_iso(row.ends_at), state=row.state,
        customer=row.customer, phone=row.phone, model=row.model, vin=row.vin, seller=row.seller,
        km_out=row.km_out, km_in=row.km_in, car_id=row.car_id, customer_id=row.customer_id,
        licence_last4=row.licence_no[-4:], licence_class=row.licence_class,
        licence_until=date.fromisoformat(row.licence_until) if row.licence_until else None,
        agreed_at=from_iso(row.agreed_at) if row.agreed_at else None, rating=row.rating, liked=row.liked,
        worried=row.worried,
    )  # fmt: skip


def _midnight(day: date) -> str:
    return iso(datetime.combine(day, time.min).astimezone())
