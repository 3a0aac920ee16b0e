"""The dealership that every run begins with: made once for each number of terminals, copied for each run."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

from sqlalchemy import event
from sqlalchemy.util import LRUCache

from app import bootstrap, crypto, db
from app.bootstrap import App
from app.domain import loan, trade_in
from app.domain.permissions import CATALOGUE_IMPORT, Role
from app.domain.vin import check_digit_ok
from app.models.vehicle import Model
from app.services import stock
from app.services.unit_of_work import UnitOfWork
from app.vault import keys
from server import accounts, administration, pull, schema
from server.context import Server
from server.db import Database
from server.keys import Keys
from server.main import create_app
from server.settings import Settings
from server.sittings import Sittings
from tests.simulation.chance import Chance
from tests.simulation.network import Network, Reply, Request, ask, instead_of_sockets, without_threads
from tests.simulation.storage import Crash, Disks, Driver, PlainConnection
from tests.simulation.times import VirtualClock

PASSWORD, URL = "harbour-Lantern-4711", "http://127.0.0.1:1"
STAFF = {"liu": Role.STOCK, "wang": Role.SALES, "zhao": Role.SALES, "qian": Role.FINANCE, "sun": Role.MANAGER}
SALESPEOPLE = tuple(name for name, role in STAFF.items() if role is Role.SALES)
BRANCHES = ("EAST", "WEST")
MODELS = {"QIN-2025": 11_700_000, "HAN-2025": 21_980_000}
WANTED = ("identity", "down_payment")
"""The papers that a lender wants here, one for each of its questions; and of a used car one photo is enough."""
ENOUGH_STATEMENTS = 5_000  # more than the program has; an engine of its own keeps 500
CHEAP = crypto.KdfParams(memory_kib=64, iterations=1)


class MemoryKeychain:
    """A machine's keychain. It outlives crashes, and a copied folder does not take it along."""

    name = "memory"

    def __init__(self, secrets: dict[str, bytes] | None = None) -> None:
        self.secrets = dict(secrets or {})

    def get(self, name: str) -> bytes | None:
        return self.secrets.get(name)

    def set(self, name: str, secret: bytes) -> None:
        self.secrets[name] = secret

    def delete(self, name: str) -> None:
        self.secrets.pop(name, None)


class _Statements:
    """Compiled statements are kept for the whole process: making them anew for each run would cost more than the run."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[Any, Any]] = {}

    def share(self, kind: str, *engines: Any) -> None:
        """Let an engine, and those that it was given other options as, use what earlier ones of its kind compiled."""
        if kind not in self._kept:
            self._kept[kind] = engines[0].dialect, LRUCache(ENOUGH_STATEMENTS)
        for engine in engines:
            engine.dialect, engine._compiled_cache = self._kept[kind]


_STATEMENTS = _Statements()


@contextmanager
def machinery(chance: Chance, disks: Disks, network: Network) -> Iterator[None]:
    """The process as the simulation needs it: no sockets, no threads, no chance of its own, files that can fail."""
    driver, open_replica = Driver(disks), db.open_replica

    def opened(*given: Any, **named: Any) -> Any:
        engine = open_replica(*given, **named)
        _STATEMENTS.share("replica", engine)
        return engine

    with (
        chance.everywhere(),
        without_threads(),
        instead_of_sockets(network),
        patch.object(db, "_driver", lambda: driver),
        patch.object(db, "open_replica", opened),
        patch.object(accounts, "KDF", CHEAP),
        patch.object(crypto, "verify", _remembered(crypto.verify)),
        patch.object(keys, "_records", _KEY_FILES),
        patch.dict(trade_in.PLACES, {"front": trade_in.PLACES["front"]}, clear=True),
        patch.dict(loan.PAPERS, {name: loan.PAPERS[name] for name in WANTED}, clear=True),
    ):
        yield


_KEY_FILES = lru_cache(maxsize=256)(keys._records.__wrapped__)
"""A process of the product reads one key file, this one those of all terminals."""


@cache
def _remembered(verify: Any) -> Any:
    """A signature that was right is right: the end of a run looks at each of them once for each terminal."""
    return lru_cache(maxsize=10_000)(verify)


def open_database(settings: Settings, disks: Disks) -> Database:
    """The server's database over the fault layer."""
    import sqlite3

    database = Database(settings)

    @event.listens_for(database.engine, "do_connect")
    def _connect(_: Any, __: Any, given: Any, named: Any) -> Any:
        return disks.connect(sqlite3.connect, PlainConnection, *given, **named)

    _STATEMENTS.share("server", database.engine, database._snapshots)
    return database


class Central:
    """The central server: one process that can end and be started again."""

    def __init__(self, folder: Path, clock: VirtualClock, disks: Disks, **settings: int) -> None:
        self.folder, self.clock, self.disks, self.disk = folder, clock, disks, disks.add(folder)
        self.settings = Settings(data=folder, failures_per_minute=100_000, **settings)  # type: ignore[arg-type]
        self.crashes, self.power = (
            0,
            False,
        )  # whether a crash in the middle of a request takes what is not durable
        self.start()

    def start(self) -> None:
        """The process starts."""
        self.server = Server(self.settings, self.clock)
        self.server.database = open_database(self.settings, self.disks)
        self.sittings = Sittings(self.server.database, self.server.keys, self.server.clock)

    def end(self, *, power: bool = False) -> None:
        """The process ends without a word, and is started again."""
        self.disk.end(power=power)
        self.server.database.engine.dispose(close=False)
        self.start()
        self.crashes += 1

    def answer(self, request: Request) -> Reply | None:
        """Handle a request, unless the process ends in the middle of it."""
        application = _application(self)
        try:
            return ask(application, request)
        except Crash:
            self.end(power=self.power)
            return None

    def epoch(self) -> str:
        """The database's epoch: another one begins when it is restored."""
        with self.server.database.reading() as session:
            return pull.epoch(session)

    def heads(self) -> dict[str, int]:
        """How far each scope has come."""
        with self.server.database.engine.connect() as connection:
            found = connection.exec_driver_sql("SELECT scope, seq FROM scope_head")
            return {str(head.scope): int(head.seq) for head in found}

    def office(self) -> UnitOfWork:
        """An administrator's door."""
        return administration.unit_of_work(self.server.database, self.clock)

    def close(self) -> None:
        """Give the files back."""
        self.server.database.engine.dispose()


_APPLICATION: list[Any] = []


def _application(central: Central) -> Any:
    """One application for the process: making it takes longer than a day of a run."""
    if not _APPLICATION:
        _APPLICATION.append(create_app(central.settings, central.clock))
    _APPLICATION[0].state.server, _APPLICATION[0].state.sittings = central.server, central.sittings
    return _APPLICATION[0]


@dataclass
class Template:
    """Folders to be copied, and what the keychains of the terminals held."""

    folder: Path
    branches: list[str]
    keychains: list[dict[str, bytes]] = field(default_factory=list)
    vins: list[str] = field(default_factory=list)  # of cars that stand there

    def copy(self, name: str, target: Path) -> Path:
        """One machine's folder."""
        shutil.copytree(self.folder / name, target)
        return target


def branch_of(terminal: int, terminals: int) -> str:
    """Where a terminal stands: the first three fifths in the east."""
    return BRANCHES[0] if terminal < max(2, terminals * 3 // 5) else BRANCHES[1]


def open_app(folder: Path, clock: VirtualClock, keychain: MemoryKeychain) -> App:
    """A terminal's program over its folder."""
    app = bootstrap.create(folder, {}, clock, kdf=CHEAP)
    app.__dict__["keychain"] = keychain
    return app


def make_template(folder: Path, terminals: int, cars: int) -> Template:
    """A server with two branches, staff, catalogue and so many cars in each branch, and enrolled terminals where
    everybody has signed in once."""
    chance, disks = Chance(), Disks()
    chance.seed("template", terminals)
    network = Network(lambda request: central.answer(request))
    template = Template(folder, [branch_of(n, terminals) for n in range(terminals)])
    with machinery(chance, disks, network):
        _set_up(folder / "server", chance.clock)
        central = Central(folder / "server", chance.clock, disks)
        for n, branch in enumerate(template.branches):
            template.keychains.append(_enrolled(folder / f"terminal-{n}", n, branch, central, disks))
        apps = [
            open_app(folder / f"terminal-{n}", chance.clock, MemoryKeychain(secrets))
            for n, secrets in enumerate(template.keychains)
        ]
        for branch in BRANCHES if cars else ():
            template.vins += _stocked(apps[template.branches.index(branch)], branch, cars)
        for app in apps:
            with closing(app.sign_in("wang", PASSWORD)) as workplace:
                workplace.sync()
        with central.server.database.engine.connect() as connection:
            connection.exec_driver_sql("ROLLBACK")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        central.close()
    return template


def _set_up(folder: Path, clock: VirtualClock) -> None:
    folder.mkdir(parents=True)
    database = Database(Settings(data=folder))
    schema.upgrade(database.engine)
    Keys.create(folder)
    uow = administration.unit_of_work(database, clock)
    administration.init(uow, admin="admin", password=PASSWORD, branch=BRANCHES[0])
    administration.add_branch(uow, code=BRANCHES[1], name=BRANCHES[1])
    for name, role in STAFF.items():
        administration.add_user(uow, name=name, password=PASSWORD, role=role, branch=BRANCHES[0])
        administration.set_role(uow, name=name, role=role, branch=BRANCHES[1])
    with uow.begin(CATALOGUE_IMPORT) as transaction:
        for code, price in MODELS.items():
            transaction.add(
                Model(
                    code=code,
                    brand="比亚迪",
                    series=code[:3],
                    trim="PLUS",
                    energy="bev",
                    list_price=price,
                    attributes={"options": "Roof=3000; Tow bar=1000", "option_codes": "P01; P07"},
                )
            )
    database.engine.dispose()


def _stocked(app: App, branch: str, cars: int) -> list[str]:
    """Cars that came in at a terminal, which has sent them."""
    vins = [vin_of(f"F{branch[0]}{n:06d}".replace("E", "A")) for n in range(cars)]
    with closing(app.sign_in("liu", PASSWORD)) as workplace:
        for vin in vins:
            stock.receive(workplace.unit_of_work(), arrival(vin, workplace.clock.today()))
        workplace.sync()
    return vins


def vin_of(tail: str) -> str:
    """A VIN with that end and a right check digit."""
    return next(vin for digit in "0123456789X" if check_digit_ok(vin := f"LSVAB2A4{digit}{tail}"))


def arrival(vin: str, today: date) -> stock.Arrival:
    """A car that comes in; always as the same model."""
    model = sorted(MODELS)[int(vin[-1]) % len(MODELS)]
    return stock.Arrival(vin, model, "珍珠白", "黑色", 0, 9_800_000, today, False)


def _enrolled(folder: Path, number: int, branch: str, central: Central, disks: Disks) -> dict[str, bytes]:
    disks.add(folder)
    keychain = MemoryKeychain()
    app = open_app(folder, central.clock, keychain)
    with central.server.database.writing() as session:
        where = administration.branch_of(session, branch)
        code, _ = accounts.new_code(session, where, central.clock, finance=False, hours=24)
    app.enrol(server=URL, code=code, name=f"Terminal {number}", user="wang", password=PASSWORD).close()
    for name in STAFF:
        if name != "wang":
            app.login(name, PASSWORD).close()
    return keychain.secrets
