"""Databases for the server's tests: SQLite, and a PostgreSQL that the suite starts itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from starlette.testclient import TestClient

from app import crypto
from app.clock import FakeClock
from app.domain.permissions import CATALOGUE_IMPORT, Role
from app.models.vehicle import Model
from server import accounts, administration, schema
from server.context import Server
from server.db import Database
from server.keys import Keys
from server.main import create_app
from server.settings import Settings
from tests.postgres import new_postgres
from tests.server.client import LIST_PRICE, Terminal
from tests.server.wire import PASSWORD


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """An empty database for a test module."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path_factory.mktemp('database') / 'server.db'}"
    return new_postgres(request.getfixturevalue("postgres"))


USERS = {"liu": Role.STOCK, "wang": Role.SALES, "zhao": Role.SALES, "qian": Role.FINANCE, "sun": Role.MANAGER}


@dataclass
class World:
    """A shop with two branches, its people, one model, and the application over it."""

    http: TestClient
    server: Server
    clock: FakeClock
    model_id: str

    def code(self, branch: str = "MAIN", *, finance: bool = False) -> str:
        """An enrolment code."""
        with self.server.database.writing() as session:
            where = administration.branch_of(session, branch)
            return accounts.new_code(session, where, self.clock, finance=finance, hours=24)[0]

    def terminal(self, branch: str = "MAIN", user: str = "wang", *, finance: bool = False) -> Terminal:
        """A new terminal that has pulled what is there."""
        terminal = Terminal(self.http, self.clock)
        response = terminal.enrol(self.code(branch, finance=finance), user)
        assert response.status_code == 200, response.text
        terminal.pull()
        return terminal

    def uow(self) -> administration.UnitOfWork:
        """The door for the server's own writes."""
        return administration.unit_of_work(self.server.database, self.clock)


@pytest.fixture(scope="session", autouse=True)
def cheap_passwords() -> Iterator[None]:
    """Real costs would take most of the suite's time."""
    real, accounts.KDF = accounts.KDF, crypto.KdfParams(memory_kib=64, iterations=1)
    yield
    accounts.KDF = real


@pytest.fixture(scope="module")
def world(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """One shop for a test module; tests take cars and terminals of their own."""
    # Guessing is limited by address, and all tests come from one.
    config = Settings(
        data=tmp_path_factory.mktemp("server"), database_url=database_url, failures_per_minute=10_000
    )
    clock = FakeClock()
    database = Database(config)
    schema.upgrade(database.engine)
    Keys.create(config.data)
    uow = administration.unit_of_work(database, clock)
    administration.init(uow, admin="admin", password=PASSWORD, branch="MAIN")
    administration.add_branch(uow, code="XS", name="萧山店")
    for name, role in USERS.items():
        administration.add_user(uow, name=name, password=PASSWORD, role=role, branch="MAIN")
    administration.add_user(uow, name="far", password=PASSWORD, role=Role.SALES, branch="XS")
    with uow.begin(CATALOGUE_IMPORT) as tx:
        model = tx.add(
            Model(
                code="QIN",
                brand="BYD",
                series="秦",
                trim="PLUS",
                energy="bev",
                list_price=LIST_PRICE,
                attributes={},
            )
        )
    database.engine.dispose()
    app = create_app(config, clock)
    with TestClient(app) as http:
        yield World(http, app.state.server, clock, model.id)
    app.state.server.database.engine.dispose()


@pytest.fixture
def counter(world: World) -> Terminal:
    """A terminal of its own for a test."""
    return world.terminal()
