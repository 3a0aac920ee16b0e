"""The made-up dealership is whole, varied, and the same each time."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import FakeClock
from app.domain import lead
from app.domain.permissions import Role
from app.models.attachment import ModelPicture
from app.models.deal import Contract
from app.models.lead import Lead
from app.models.org import User, UserRole
from app.models.party import Customer
from app.models.payment import LedgerEntry, Payment
from app.models.service_visit import ServiceVisit
from app.models.vehicle import Model, StockCost, StockStay, Vehicle
from server import administration, demo, demo_pictures, doctor, schema
from server.blobs import Blobs
from server.db import Database
from server.keys import Keys
from server.settings import Settings


def filled(folder: Path, url: str = "") -> tuple[Database, Keys, dict[str, Any]]:
    """A fresh server with demo data."""
    database, clock = Database(Settings(data=folder, database_url=url)), FakeClock()
    schema.upgrade(database.engine)
    uow = administration.unit_of_work(database, clock)
    administration.init(uow, admin="admin", password="harbour-Lantern-4711", branch="BJ")
    made = demo.fill(database, clock, seed=1)
    blobs = Blobs(database, folder / "blobs", clock)
    return database, Keys.create(folder), {**made, "pictures": demo_pictures.fill(database, blobs, clock)}


@pytest.mark.slow
def test_the_demo_shop_has_something_of_everything(database_url: str, tmp_path: Path) -> None:
    started = time.monotonic()
    database, keys, said = filled(tmp_path, database_url)
    seconds = time.monotonic() - started
    try:
        with database.reading() as session:
            assert doctor.problems(session, keys) == []
            assert set(session.scalars(select(UserRole.role))) == {role.value for role in Role}
            stays = session.scalars(select(StockStay)).all()
            assert len(stays) >= 120
            statuses = Counter(stay.status for stay in stays)
            assert {"in_stock", "in_transit", "demonstrator", "transfer", "sold"} <= set(statuses)
            ages = [(FakeClock().today() - stay.arrived_on).days for stay in stays if stay.arrived_on]
            assert len({age // 20 for age in ages if age >= 0}) >= 6  # spread over four months
            assert len(session.scalars(select(StockCost)).all()) == len(stays)
            states = Counter(session.scalars(select(Contract.state)))
            assert states["signed"] >= 10
            assert states["draft"] >= 1
            visits = Counter(session.scalars(select(ServiceVisit.state)))
            assert visits == {"done": 1, "arrived": 1, "booked": 2}
            due_on = set(session.scalars(select(Contract.delivery_date).where(Contract.state == "signed")))
            days = {(each - FakeClock().today()).days for each in due_on if each is not None}
            assert {-1, 0, 1, 2} <= days, "late, today, and on the days to come"
            assert len(session.scalars(select(Payment)).all()) >= 10
            _has_work_for(session, "chen")
            assert sum(session.scalars(select(LedgerEntry.amount))) == 0
            assert len({stay.branch_id for stay in stays}) == 2
            seen = session.scalars(select(ModelPicture)).all()
            assert len(seen) == said["pictures"] >= 20
            assert {picture.state for picture in seen} == {"ready"}
            stocked = select(Model.id).join(Vehicle, Vehicle.model_id == Model.id)
            assert len(set(session.scalars(stocked)) & {picture.model_id for picture in seen}) >= 8
            blobs = Blobs(database, tmp_path / "blobs", FakeClock())
            assert doctor.missing_contents(session, blobs) == []
        assert {user["role"] for user in said["users"]} == {role.value for role in Role}
        assert seconds < 30  # ten where nothing else runs
    finally:
        database.engine.dispose()


def _has_work_for(session: Session, login: str) -> None:
    """Whoever sells finds follow-ups: late, due today and later."""
    mine = select(Lead.next_at).join(User, User.id == Lead.owner_id).where(User.name == login)
    due = {lead.due(at, FakeClock().today()) for at in session.scalars(mine)}
    assert due == {lead.Due.OVERDUE, lead.Due.TODAY, lead.Due.WEEK}


@pytest.mark.slow
def test_the_same_seed_makes_the_same_shop(tmp_path: Path) -> None:
    shops = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        database, _, _ = filled(tmp_path / name)
        with database.reading() as session:
            cars = session.execute(
                select(Vehicle.vin, StockStay.status, StockStay.arrived_on, StockStay.list_price)
                .join(StockStay, StockStay.vehicle_id == Vehicle.id)
                .order_by(Vehicle.vin)
            ).all()
            contracts = session.execute(
                select(Contract.no, Contract.buyer_name, Contract.price, Contract.state).order_by(Contract.no)
            ).all()
            names = session.scalars(select(Customer.name).order_by(Customer.name)).all()
            shops.append((cars, contracts, names))
        database.engine.dispose()
    assert shops[0] == shops[1]
