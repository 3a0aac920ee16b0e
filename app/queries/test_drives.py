"""The diary of test drives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import text

from app.models.base import canonical_json
from app.queries import one_person
from app.queries.names import model_name

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class TestDriveRow:
    """A test drive as the diary shows it; instants are ISO text."""

    __test__ = False

    id: str
    starts_at: str
    ends_at: str
    state: str
    customer: str
    phone: str
    model: str
    vin: str
    seller: str
    km_out: int | None
    km_in: int | None
    car_id: str
    customer_id: str
    licence_no: str
    licence_class: str
    licence_until: str | None
    agreed_at: str | None
    """When the agreement for this car was signed."""
    rating: int | None
    liked: str
    worried: str


@dataclass(frozen=True, slots=True)
class Demonstrator:
    """A car that may be driven."""

    id: str
    vin: str
    model: str


_SELECT = """
SELECT d.id, d.starts_at, d.ends_at, d.state, c.name, coalesce(c.phone, ''), {model}, v.vin,
    coalesce(u.display_name, ''), d.km_out, d.km_in, v.id, c.id, coalesce(d.licence_no, ''),
    coalesce(d.licence_class, ''), d.licence_until,
    CASE WHEN d.agreed_car = d.vehicle_id THEN d.agreed_at END, d.rating, coalesce(d.liked, ''),
    coalesce(d.worried, '')
FROM test_drive d JOIN customer c ON c.id = d.customer_id JOIN vehicle v ON v.id = d.vehicle_id
JOIN model m ON m.id = v.model_id LEFT JOIN "user" u ON u.id = d.user_id
WHERE {where} ORDER BY d.starts_at DESC, d.id LIMIT :limit OFFSET :offset"""


def list_drives(session: Session, *, limit: int = 100_000, offset: int = 0) -> list[TestDriveRow]:
    """Test drives, the latest first."""
    return _listed(session, "1", {}, limit=limit, offset=offset)


def list_between(session: Session, since: str, until: str) -> list[TestDriveRow]:
    """Those that begin in a span of time that is not longer than a calendar shows; instants are ISO text."""
    return _listed(
        session, "d.starts_at >= :since AND d.starts_at < :until", {"since": since, "until": until}
    )


def list_of(session: Session, customer_id: str) -> list[TestDriveRow]:
    """A customer's, with whichever of their files."""
    files = canonical_json(one_person.files_of(session, customer_id))
    return _listed(session, "d.customer_id IN (SELECT value FROM json_each(:files))", {"files": files})


def find_drive(session: Session, drive_id: str) -> TestDriveRow | None:
    """One of them."""
    return next(iter(_listed(session, "d.id = :drive", {"drive": drive_id})), None)


def last_km(session: Session, vehicle_id: str) -> int | None:
    """What the clock of a car showed when it last came back."""
    statement = """SELECT km_in FROM test_drive WHERE vehicle_id = :car AND state = 'returned'
        ORDER BY starts_at DESC LIMIT 1"""
    return session.execute(text(statement), {"car": vehicle_id}).scalar()


def _listed(
    session: Session, where: str, values: dict[str, str], *, limit: int = 1000, offset: int = 0
) -> list[TestDriveRow]:
    statement = _SELECT.format(model=model_name(), where=where)
    found = session.execute(text(statement), {**values, "limit": limit, "offset": offset})
    return [TestDriveRow(*row) for row in found]


def count_drives(session: Session) -> int:
    """How many there are."""
    return int(session.execute(text("SELECT count(*) FROM test_drive")).scalar_one())


def list_demonstrators(session: Session, branch_id: str) -> list[Demonstrator]:
    """The branch's cars for driving."""
    statement = f"""
        SELECT v.id, v.vin, {model_name()} FROM stock_stay s JOIN vehicle v ON v.id = s.vehicle_id
        JOIN model m ON m.id = v.model_id
        WHERE s.active = 1 AND s.status = 'demonstrator' AND s.branch_id = :branch ORDER BY 3, 2"""
    return [Demonstrator(*row) for row in session.execute(text(statement), {"branch": branch_id})]
