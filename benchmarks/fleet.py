"""A server under load and its terminals: made quickly, each with sales that are signed before the clock starts."""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
from sqlalchemy import text

from app.clock import FakeClock, SystemClock
from app.domain.permissions import CATALOGUE_IMPORT, Role
from app.ids import new_id, vehicle_id
from app.models.registry import COLUMNS
from app.models.vehicle import Model
from app.sync import protocol
from app.sync.protocol import SignedOp
from benchmarks import measure
from server import accounts, administration, feed, rows, schema
from server.db import Database
from server.keys import Keys
from server.settings import Settings
from tests.server.client import LIST_PRICE, Car, Terminal
from tests.server.wire import PASSWORD
from tests.shop import CHEAP, Shop, new_vin

BRANCHES = 5
DEPOSIT = 500_000
Client = tuple[Terminal, list[SignedOp]]


@dataclass
class Fleet:
    """A running server and what the load asks of it."""

    settings: Settings
    port: int
    process: subprocess.Popen[bytes]
    database: Database
    model_id: str
    clients: list[Client] = field(default_factory=list)

    def add(self, terminals: int, sales: int) -> list[Client]:
        """More terminals over all branches, each with so many signed sales of cars of its own."""
        with ThreadPoolExecutor(4) as pool:
            made = list(pool.map(lambda number: self._enrolled(number % BRANCHES), range(terminals)))
        cars = self._stock([terminal for terminal in made for _ in range(sales)])
        fresh = [
            (terminal, [self._sale(terminal, car) for car in cars[at * sales : (at + 1) * sales]])
            for at, terminal in enumerate(made)
        ]
        self.clients += fresh
        return fresh

    def memory_mb(self) -> float:
        """What the server's processes hold."""
        return sum(self._figures("rss")) / 1024

    def cpu_seconds(self) -> float:
        """What they have computed so far."""
        return sum(measure.computed_ms(int(pid)) for pid in self._figures("pid")) / 1000

    def database_seconds(self) -> float:
        """What PostgreSQL's processes on this machine have computed so far; SQLite computes in the server's."""
        if self.database.engine.dialect.name != "postgresql":
            return 0.0
        with self.database.engine.connect() as connection:
            pids = connection.scalars(text("SELECT pid FROM pg_stat_activity")).all()
        return sum(map(measure.computed_ms, pids)) / 1000

    def _figures(self, name: str) -> list[float]:
        parent = str(self.process.pid)
        asked = ["ps", "-o", f"{name}=", "--ppid", parent, "-p", parent]
        return [float(said) for said in subprocess.run(asked, capture_output=True, check=True).stdout.split()]

    def sold(self) -> int:
        """How many confirmed contracts there are."""
        with self.database.reading() as session:
            return int(
                session.execute(text("SELECT count(*) FROM contract WHERE provisional = 0")).scalar_one()
            )

    def _enrolled(self, branch: int) -> Terminal:
        with self.database.writing() as session:
            where = administration.branch_of(session, f"B{branch}")
            code = accounts.new_code(session, where, SystemClock(), finance=False, hours=24)[0]
        with httpx2.Client(base_url=f"http://127.0.0.1:{self.port}", timeout=60) as http_:
            terminal = Terminal(http_, FakeClock(SystemClock().now()))  # type: ignore[arg-type]
            answer = terminal.enrol(code, "wang")
            if answer.status_code != 200:
                raise RuntimeError(answer.text)
        return terminal

    def _stock(self, owners: list[Terminal]) -> list[Car]:
        """A car for each, as if they had been taken in long ago."""
        cars = []
        with self.database.writing() as session:
            touched = feed.Touched()
            for owner in owners:
                vin = new_vin()
                car = Car(vin, vehicle_id(vin), new_id())
                cars.append(car)
                owner.rows["vehicle", car.id] = self._vehicle(car) | {"ver": 1}
                owner.rows["stock_stay", car.stay_id] = self._stay(owner, car) | {"ver": 1}
                for table, row in (("vehicle", self._vehicle(car)), ("stock_stay", self._stay(owner, car))):
                    rows.insert_rows(session, table, [dict.fromkeys(COLUMNS[table]) | row])
                    touched.note(feed.Touch(table, row["id"], frozenset()))
            feed.publish(session, touched)
        return cars

    def _vehicle(self, car: Car) -> dict[str, Any]:
        new = {"id": car.id, "scope": "org", "ver": 0, "row_hash": 0}
        return new | {
            "vin": car.vin,
            "model_id": self.model_id,
            "colour": "珍珠白",
            "certificate_state": "in_hand",
        }

    @staticmethod
    def _stay(owner: Terminal, car: Car) -> dict[str, Any]:
        new = {"id": car.stay_id, "scope": "org", "ver": 0, "row_hash": 0, "vehicle_id": car.id}
        return new | {
            "branch_id": owner.branch_id, "stock_no": car.vin[-6:], "status": "in_stock", "active": 1,
            "list_price": LIST_PRICE, "arrived_on": "2026-11-01", "check_digit_accepted": 0,
        }  # fmt: skip

    def _sale(self, terminal: Terminal, car: Car) -> SignedOp:
        return terminal.op("deal.sell", *terminal.sale(car, self.model_id, deposit=DEPOSIT).changes)


class Line:
    """One kept connection of a terminal."""

    def __init__(self, port: int, terminal: Terminal) -> None:
        self._http = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
        self._terminal = terminal

    def push(self, ops: list[SignedOp]) -> float:
        """Push, keep the token; how many seconds it took. Anything but applied is a failure of the benchmark."""
        page = protocol.write_page(
            {"protocol": protocol.PROTOCOL, "incarnation": self._terminal.incarnation},
            [vars(op) for op in ops],
        )
        started = time.perf_counter()
        self._http.request("POST", "/sync/v1/push", page, self._terminal.bearer)
        answer = json.loads(self._http.getresponse().read())
        took = time.perf_counter() - started
        wrong = [
            outcome for outcome in answer.get("outcomes", [answer]) if outcome.get("status") != "applied"
        ]
        if wrong:
            raise RuntimeError(str(wrong[:2]))
        self._terminal.incarnation = answer["incarnation"]
        return took

    def close(self) -> None:
        """Hang up."""
        self._http.close()


@contextmanager
def running(folder: Path, database_url: str, workers: int) -> Iterator[Fleet]:
    """A shop of several branches on a server of so many worker processes."""
    settings = Settings(data=folder / "data", database_url=database_url)
    settings.data.mkdir(parents=True)
    database = Database(settings)
    schema.upgrade(database.engine)
    Keys.create(settings.data)
    model_id = _people_and_model(database)
    port = Shop.free_port()
    environ = {"SHOWROOM_SERVER_DATA": str(settings.data), "SHOWROOM_SERVER_DATABASE_URL": database_url,
               "SHOWROOM_SERVER_ACCESS_MINUTES": "600", "SHOWROOM_SERVER_FAILURES_PER_MINUTE": "100000"}  # fmt: skip
    given = {**os.environ, **{name: value for name, value in environ.items() if value}}
    words = ["serve", "--port", str(port), "--workers", str(workers)]
    with (folder / "serve.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "server", *words], env=given, stdout=log, stderr=log
        )
    try:
        _wait_until_ready(port, process)
        yield Fleet(settings, port, process, database, model_id)
    finally:
        process.terminate()
        process.wait(30)
        database.engine.dispose()


def _people_and_model(database: Database) -> str:
    uow = administration.unit_of_work(database, SystemClock())
    real, accounts.KDF = accounts.KDF, CHEAP
    try:
        administration.init(uow, admin="admin", password=PASSWORD, branch="B0")
        administration.add_user(uow, name="wang", password=PASSWORD, role=Role.SALES, branch="B0")
    finally:
        accounts.KDF = real
    for number in range(1, BRANCHES):
        administration.add_branch(uow, code=f"B{number}", name=f"{number} 店")
        administration.set_role(uow, name="wang", role=Role.SALES, branch=f"B{number}")
    with uow.begin(CATALOGUE_IMPORT) as tx:
        model = tx.add(Model(code="QIN", brand="比亚迪", series="秦", trim="PLUS", energy="bev", list_price=LIST_PRICE, attributes={}))  # fmt: skip
    return model.id


def _wait_until_ready(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        if process.poll() is not None:
            raise RuntimeError("the server ended")
        try:
            with httpx2.Client() as http_:
                if http_.get(f"http://127.0.0.1:{port}/readyz").status_code == 200:
                    return
        except httpx2.HTTPError:
            pass
        time.sleep(0.1)
    raise RuntimeError("the server does not answer")
