"""A real server in a process of its own, whose database holds as many cars as wanted, and folders enrolled with it."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from app import bootstrap, crypto
from app.clock import SystemClock
from app.domain.permissions import CATALOGUE_IMPORT, Role
from app.ids import new_id, vehicle_id
from app.models.registry import COLUMNS
from app.models.vehicle import Model
from app.sync import protocol
from app.sync.replica import upsert_sql
from app.workplace import Workplace
from benchmarks import measure
from server import accounts, administration, schema
from server.db import Database
from server.keys import Keys
from server.settings import Settings

PASSWORD = "harbour-Lantern-4711"  # noqa: S105 - nobody's
ENVIRONMENT = {**os.environ, "SHOWROOM_KEYCHAIN": "file", "SHOWROOM_KEYCHAIN_PASSPHRASE": PASSWORD}
CHEAP = crypto.KdfParams(memory_kib=64, iterations=1)
_COLOURS = ("珍珠白", "曜夜黑", "钛空灰", "赤霞红", "极光蓝", "松石绿")
_COMMIT = 500  # cars in a commit of the log


class Centre:
    """A dealership's server with one branch, one salesperson and many cars in its catalogue of stock."""

    def __init__(self, folder: Path, cars: int) -> None:
        self.folder, self.settings = folder, Settings(data=folder / "server")
        self.settings.data.mkdir(parents=True)
        self.database = Database(self.settings)
        schema.upgrade(self.database.engine)
        Keys.create(self.settings.data)
        self.uow = administration.unit_of_work(self.database, SystemClock())
        real, accounts.KDF = accounts.KDF, CHEAP
        try:
            administration.init(self.uow, admin="admin", password=PASSWORD, branch="MAIN")
            administration.add_user(self.uow, name="wang", password=PASSWORD, role=Role.SALES, branch="MAIN")
        finally:
            accounts.KDF = real
        with self.uow.begin(CATALOGUE_IMPORT) as tx:
            self.model: str = tx.add(
                Model(
                    code="QIN",
                    brand="BYD",
                    series="秦",
                    trim="PLUS",
                    energy="bev",
                    list_price=1,
                    attributes={},
                )
            ).id
        self._fill(cars)
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"

    def _fill(self, cars: int) -> None:
        """Write the cars past the services, as if imports of five hundred each had brought them."""
        connection: Any = self.database.engine.raw_connection()
        run = connection.driver_connection.execute
        many = connection.driver_connection.executemany
        run("BEGIN IMMEDIATE")
        (seq, total, hi, lo) = run("SELECT seq, total, hi, lo FROM scope_head WHERE scope = 'org'").fetchone()
        logged, rows = [], []
        for number in range(cars):
            row = self._car(number)
            rows.append(row)
            upper, lower = protocol.halves(row[3])
            total, hi, lo = total + 1, hi + upper, lo + lower
            place = seq + 1 + number // _COMMIT, number % _COMMIT
            logged.append(("org", *place, "vehicle", row[0], 1, "[]", "{}"))
        many(upsert_sql("vehicle"), rows)
        many("INSERT INTO change_log (scope, seq, ord, table_name, row_id, ver, columns, old) VALUES (?,?,?,?,?,?,?,?)",
             logged)  # fmt: skip
        last = seq + (cars + _COMMIT - 1) // _COMMIT
        run(
            "UPDATE scope_head SET seq = ?, total = ?, hi = ?, lo = ? WHERE scope = 'org'",
            (last, total, hi, lo),
        )
        run("COMMIT")
        connection.close()

    def _car(self, number: int) -> list[Any]:
        vin = f"LSVBENCH{number:09d}"
        values = {
            "id": vehicle_id(vin), "scope": "org", "ver": 1, "row_hash": 0, "vin": vin, "model_id": self.model,
            "colour": _COLOURS[number % len(_COLOURS)], "interior": "黑", "certificate_state": "in_hand",
            "engine_no": f"BYD472QA{number:07d}", "certificate_no": f"WAC{number:010d}",
        }  # fmt: skip
        row = [values.get(column) for column in COLUMNS["vehicle"]]
        row[3] = protocol.row_hash("vehicle", row)
        return row

    @contextlib.contextmanager
    def running(self) -> Iterator[Centre]:
        """The server's process, up."""
        environment = {**os.environ, "SHOWROOM_SERVER_DATA": str(self.settings.data)}
        words = [sys.executable, "-m", "server", "serve", "--host", "127.0.0.1", "--port", str(self.port)]
        with (self.folder / "serve.log").open("ab") as log:
            process = subprocess.Popen(words, env=environment, stdout=log, stderr=log, start_new_session=True)
        self.pid = process.pid
        try:
            _until_ready(self.url)
            yield self
        finally:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(30)

    def processor_ms(self) -> float:
        """What the server's process has computed so far, in threads that have ended too."""
        return measure.computed_ms(self.pid)

    def enrolled(self, name: str) -> Path:
        """A terminal's folder, before its first sync."""
        with self.database.writing() as session:
            where = administration.branch_of(session, "MAIN")
            code = accounts.new_code(session, where, SystemClock(), finance=False, hours=24)[0]
        folder = self.folder / name
        real, bootstrap._first_sync = bootstrap._first_sync, lambda workplace: None  # type: ignore[assignment]
        try:
            made = bootstrap.create(folder, ENVIRONMENT, kdf=CHEAP).enrol(
                server=self.url, code=code, name=name, user="wang", password=PASSWORD
            )
            made.close()
        finally:
            bootstrap._first_sync = real
        return folder


def workplace(folder: Path) -> Workplace:
    """The terminal in a folder with its salesperson signed in."""
    return bootstrap.create(folder, ENVIRONMENT, kdf=CHEAP).sign_in("wang", PASSWORD)


@contextlib.contextmanager
def centre(cars: int) -> Iterator[Centre]:
    """A server with so many cars, for as long as the block runs."""
    folder = Path(tempfile.mkdtemp(prefix=f"showroom-centre-{new_id()[-4:]}-"))
    try:
        made = Centre(folder, cars)
        with made.running():
            yield made
        made.database.engine.dispose()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _until_ready(url: str) -> None:
    for _ in range(600):
        with contextlib.suppress(OSError), urllib.request.urlopen(url + "/readyz", timeout=5) as answer:  # noqa: S310 - our own
            if answer.status == 200:
                return
        time.sleep(0.05)
    raise AssertionError("the server did not start")
