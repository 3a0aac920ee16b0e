"""The diary of test drives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import text

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


@dataclass(frozen=True, slots=True)
class Demonstrator:
    """A car that may be driven."""

    id: str
    vin: str
    model: str


def list_drives(session: Session, *, limit: int = 100_000, offset: int = 0) -> list[TestDriveRow]:
    """Test drives, the latest first."""
    statement = f"""
        SELECT d.id, d.starts_at, d.ends_at, d.state, c.name, coalesce(c.phone, ''), {model_name()}, v.vin,
               coalesce(u.display_name, ''), d.km_out, d.km_in
        FROM test_drive d JOIN customer c ON c.id = d.customer_id JOIN vehicle v ON v.id = d.vehicle_id
        JOIN model m ON m.id = v.model_id LEFT JOIN "user" u ON u.id = d.user_id
        ORDER BY d.starts_at DESC, d.id LIMIT :limit OFFSET :offset"""
    found = session.execute(text(statement), {"limit": limit, "offset": offset})
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
