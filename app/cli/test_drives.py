"""Verbs of test drives: booked, signed for, out, back."""

from __future__ import annotations

from contextlib import closing
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from app.cli.call import Answer, Call
from app.cli.files import write_file
from app.errors import UsageError, UserError
from app.i18n import N_, language
from app.ids import vehicle_id
from app.queries import test_drives as rows
from app.queries.test_drives import TestDriveRow
from app.services import test_drives
from app.services.test_drives import Feedback, Licence

if TYPE_CHECKING:
    from app.workplace import Workplace


def test_drive_(call: Call) -> Answer:
    """`test-drive list|show|book|move|agree|out|back|cancel|pdf`."""
    with closing(call.sign_in()) as workplace:
        workplace.require_customers()
        asked = call.arguments
        if asked.what == "list":
            with workplace.reading() as session:
                found = rows.list_drives(session)
            lines = [f"{r.id}  {r.starts_at}  {r.state}  {r.customer}  {r.vin}" for r in found]
            return Answer({"test_drives": [_shown(row) for row in found]}, "\n".join(lines))
        if asked.what == "pdf":
            return _pdf(call, workplace)
        if asked.what in ("book", "move", "agree"):
            workplace.require_clock()
        drive_id = _book(asked, workplace) if asked.what == "book" else asked.id
        if asked.what in _STEPS:
            _STEPS[asked.what](asked, workplace)
        return _answer(workplace, drive_id)


_DAY = 24 * 60
"""Minutes: longer than any drive may take."""


def _times(asked: Any) -> tuple[datetime, datetime]:
    try:
        starts = datetime.fromisoformat(asked.at.strip()).astimezone()
        return starts, starts + timedelta(minutes=max(0, min(asked.minutes, _DAY)))
    except (ValueError, OverflowError):  # also a day that no calendar has a next one for
        message = N_("“{given}” is not a day with a time. Write it as 2026-03-14 10:00.")
        raise UsageError("date_wrong", message, field="at", given=asked.at) from None


def _book(asked: Any, workplace: Workplace) -> str:
    starts, ends = _times(asked)
    return test_drives.book(
        workplace.unit_of_work(), customer_id=asked.customer, vehicle_id=vehicle_id(asked.vin.upper()),
        starts_at=starts, ends_at=ends,
    )  # fmt: skip


def _move(asked: Any, workplace: Workplace) -> None:
    starts, ends = _times(asked)
    test_drives.rebook(
        workplace.unit_of_work(), drive_id=asked.id, vehicle_id=vehicle_id(asked.vin.upper()), starts_at=starts,
        ends_at=ends,
    )  # fmt: skip


def _agree(asked: Any, workplace: Workplace) -> None:
    test_drives.agree(
        workplace.unit_of_work(), drive_id=asked.id, licence=_licence(asked), language=language()
    )


def _out(asked: Any, workplace: Workplace) -> None:
    test_drives.hand_over(workplace.unit_of_work(), drive_id=asked.id, km_out=asked.km)


def _back(asked: Any, workplace: Workplace) -> None:
    said = Feedback(asked.rating, asked.liked, asked.worried)
    test_drives.take_back(workplace.unit_of_work(), drive_id=asked.id, km_in=asked.km, feedback=said)


def _cancel(asked: Any, workplace: Workplace) -> None:
    test_drives.cancel(workplace.unit_of_work(), drive_id=asked.id)


_STEPS = {"move": _move, "agree": _agree, "out": _out, "back": _back, "cancel": _cancel}


def _licence(asked: Any) -> Licence:
    try:
        return Licence(asked.licence, asked.kind, date.fromisoformat(asked.until.strip()))
    except ValueError:
        message = N_("“{given}” is not a date. Write it as 2026-03-14.")
        raise UsageError("date_wrong", message, field="licence_until", given=asked.until) from None


def _pdf(call: Call, workplace: Workplace) -> Answer:
    from app.models.test_drive import TestDrive

    asked = call.arguments
    with workplace.reading() as session:
        drive = session.get(TestDrive, asked.id)
        if drive is None:
            raise _unknown()
        pdf = test_drives.paper(session, drive, language=language())
    write_file(call, asked.out, pdf)
    return Answer({"file": str(asked.out)}, str(asked.out))


def _answer(workplace: Workplace, drive_id: str) -> Answer:
    with workplace.reading() as session:
        row = rows.find_drive(session, drive_id)
    if row is None:
        raise _unknown()
    return Answer(_shown(row), f"{row.id}  {row.starts_at}  {row.state}  {row.customer}")


def _unknown() -> UserError:
    return UserError("drive_unknown", N_("There is no such test drive here."), field="id")


def _shown(row: TestDriveRow) -> dict[str, Any]:
    from app.domain.identity import mask_id

    return {
        "id": row.id, "state": row.state, "starts_at": row.starts_at, "ends_at": row.ends_at,
        "customer": row.customer_id, "name": row.customer, "vin": row.vin, "model": row.model, "with": row.seller,
        "licence_no": mask_id(row.licence_no), "licence_class": row.licence_class or None,
        "licence_until": row.licence_until, "agreed_at": row.agreed_at, "km_out": row.km_out, "km_in": row.km_in,
        "rating": row.rating, "liked": row.liked, "worried": row.worried,
    }  # fmt: skip
