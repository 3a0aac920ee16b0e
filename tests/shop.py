"""A real server in a process of its own, and terminals made as the program makes them."""

from __future__ import annotations

import copy
import csv
import itertools
import os
import signal
import socket
import subprocess
import time
import urllib.request
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

from app import bootstrap, crypto, db
from app.clock import Clock, SystemClock
from app.domain.identity import _id_check
from app.domain.permissions import Role
from app.domain.vin import check_digit_ok
from app.filing import Filing
from app.services import catalogue, contracts, stock
from app.sync import integrity
from app.workplace import Workplace
from server import accounts, administration, overview, schema
from server.db import Database
from server.keys import Keys
from server.settings import Settings
from tests.server_process import Forked, started

PASSWORD, PASSPHRASE = "harbour-Lantern-4711", "quiet-Meadow-2093"
USERS = {"liu": Role.STOCK, "wang": Role.SALES, "zhao": Role.SALES, "qian": Role.FINANCE, "sun": Role.MANAGER}
MODEL, LIST_PRICE = "QIN-2025", 11_700_000
CATALOGUE = f"""code,brand,series,trim,model_year,energy,body,seats,range_km,list_price,battery_kwh
{MODEL},比亚迪,秦,PLUS 尊贵型,2025,bev,sedan,5,510,117000.00,57.6
HAN-2025,比亚迪,汉,EV 冠军版,2025,bev,sedan,5,715,219800.00,85.4
"""
LISTED = {MODEL: "117000.00", "HAN-2025": "219800.00"}
CHEAP = crypto.KdfParams(memory_kib=64, iterations=1)
ENVIRON = {"SHOWROOM_KEYCHAIN": "file", "SHOWROOM_KEYCHAIN_PASSPHRASE": PASSPHRASE}
PROMISED_ON = date(2099, 12, 31)
"""The day by which an order without a car is promised: none is signed without one."""
_serial = itertools.count(1)


class Shop:
    """A central server with its data folder, on a loopback port of its own; a new branch for whoever asks."""

    def __init__(self, folder: Path, database_url: str = "") -> None:
        self.folder = folder
        self.process: Forked | subprocess.Popen[bytes] | None = None
        self.settings = Settings(data=folder / "data", database_url=database_url)
        self.port = self.free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._set_up()

    @staticmethod
    def free_port() -> int:
        """One that nobody listens on just now."""
        with socket.create_server(("127.0.0.1", 0)) as free:
            return int(free.getsockname()[1])

    def _set_up(self) -> None:
        self.settings.data.mkdir(parents=True)
        self.database = Database(self.settings)
        schema.upgrade(self.database.engine)
        self.keys = Keys.create(self.settings.data)
        self.uow = administration.unit_of_work(self.database, SystemClock())
        accounts.KDF, real = CHEAP, accounts.KDF
        try:
            self._fill()
        finally:
            accounts.KDF = real

    def _fill(self) -> None:
        administration.init(self.uow, admin="admin", password=PASSWORD, branch="MAIN")
        for name, role in USERS.items():
            administration.add_user(self.uow, name=name, password=PASSWORD, role=role, branch="MAIN")
        (self.folder / "catalogue.csv").write_text(CATALOGUE, encoding="utf-8")
        catalogue.import_catalogue(self.uow, self.folder / "catalogue.csv")

    def branch(self) -> str:
        """A new branch where all users have their roles: no test sees another's customers."""
        code = f"B{next(_serial)}"
        administration.add_branch(self.uow, code=code, name=f"{code} 店", seller="测试汽车有限公司")
        for name, role in {**USERS, "admin": Role.ADMIN}.items():
            administration.set_role(self.uow, name=name, role=role, branch=code)
        return code

    def code(self, branch: str, *, finance: bool = False) -> str:
        """An enrolment code."""
        with self.database.writing() as session:
            where = administration.branch_of(session, branch)
            return accounts.new_code(session, where, SystemClock(), finance=finance, hours=24)[0]

    @property
    def environment(self) -> dict[str, str]:
        """What the server's process runs with."""
        given = {"SHOWROOM_SERVER_DATA": str(self.settings.data), "PYTHONPATH": os.getcwd()}
        url = (
            {"SHOWROOM_SERVER_DATABASE_URL": self.settings.database_url} if self.settings.database_url else {}
        )
        return {k: v for k, v in os.environ.items() if not k.startswith("SHOWROOM")} | given | url

    def digest(self) -> dict[str, Any]:
        """Scope to table to count and digest."""
        with self.database.reading() as session:
            return overview.digests(session)

    def start(self) -> Shop:
        """Start it, unless it runs, and wait until it is ready."""
        if self.process is None or self.process.poll() is not None:
            words = ("serve", "--host", "127.0.0.1", "--port", str(self.port))
            self.process = started(words, self.environment, self.folder / "serve.log")
            wait_until(self._ready)
        return self

    def twin(self) -> Shop:
        """A second server process over the same database and keys, on a port of its own; not started yet."""
        other = copy.copy(self)
        other.port = self.free_port()
        other.url, other.process = f"http://127.0.0.1:{other.port}", None
        return other

    def _ready(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, (self.folder / "serve.log").read_text(errors="replace")[-3000:]
        with suppress(OSError):
            return urllib.request.urlopen(self.url + "/readyz", timeout=10).status == 200
        return False

    def stop(self, how: int = signal.SIGTERM) -> None:
        """End it, as if the network were gone."""
        if self.process is not None and self.process.poll() is None:
            os.killpg(self.process.pid, how)
            self.process.wait(timeout=30)

    def close(self) -> None:
        """End it for good."""
        self.stop(signal.SIGKILL)
        self.database.engine.dispose()


class Till:
    """A terminal in a folder with somebody signed in."""

    def __init__(self, folder: Path, clock: Clock | None = None) -> None:
        self.folder, self.app = folder, bootstrap.create(folder, ENVIRON, clock, kdf=CHEAP)
        self._open: dict[str, Workplace] = {}

    def enrol(self, url: str, code: str, name: str, user: str = "wang") -> Till:
        """Make the folder a terminal."""
        workplace = self.app.enrol(server=url, code=code, name=name, user=user, password=PASSWORD)
        self._open[user] = workplace
        return self

    def as_(self, user: str) -> Workplace:
        """The terminal with another user signed in; the first time online."""
        if user not in self._open:
            self._open[user] = self.app.sign_in_anyhow(user, PASSWORD)
        return self._open[user]

    @property
    def wang(self) -> Workplace:
        """The terminal with its salesperson signed in."""
        return self.as_("wang")

    def receive(self, *vins: str, model: str = MODEL) -> list[str]:
        """Take cars in, as the stock keeper."""
        file = self.folder.parent / f"stock-{next(_serial)}.csv"
        with file.open("w", encoding="utf-8", newline="") as target:
            writer = csv.writer(target)
            writer.writerow(stock.COLUMNS)
            writer.writerows(
                [vin, model, "珍珠白", "黑色", LISTED.get(model, "117000.00"), "98000.00", "2025-03-14"]
                for vin in vins
            )
        report = stock.receive_file(self.as_("liu").unit_of_work(), file)
        assert report.received == len(vins), report
        return list(vins)

    def sell(
        self, vin: str | None, customer: dict[str, str] | str | None = None, *, price: int = 11_640_902,
        deposit: int | None = 500_000, user: str = "wang", **more: Any,
    ) -> contracts.Sold:  # fmt: skip
        """The counter flow in one action."""
        workplace = self.as_(user)
        promised = {"delivery_date": PROMISED_ON} if vin is None else {}
        order = contracts.Order(customer=customer or person(), price=price, vin=vin, **promised | more)
        money = contracts.Deposit(deposit, "cash") if deposit else None
        return contracts.sell(workplace.unit_of_work(), order, workplace.signing(money))

    def draft(self, vin: str, customer: dict[str, str] | None = None, price: int = 11_650_000) -> str:
        """A contract draft's number."""
        order = contracts.Order(customer=customer or person(), price=price, vin=vin)
        return contracts.draft(self.wang.unit_of_work(), order)[1]

    def attach(self, contract_no: str, file: Path) -> None:
        """Put a file to a contract and bring it to the server."""
        filing = Filing(self.wang)
        filing.attach(contract_no, file)
        self.sync()
        assert filing.transfer().sent

    def contents(self, contract_no: str) -> list[bytes]:
        """The files of a contract, fetched if need be."""
        filing = Filing(self.wang)
        return [b"".join(filing.content(row)) for row in filing.files_of(contract_no)]

    def sync(self) -> Any:
        """One cycle."""
        return self.wang.sync()

    def query(self, sql: str, **values: Any) -> list[tuple[Any, ...]]:
        """Rows straight from the replica."""
        from sqlalchemy import text

        with self.wang.reading() as session:
            return [tuple(row) for row in session.execute(text(sql), values)]

    def digest(self) -> dict[str, Any]:
        """Scope to table to count and digest of what the server gave."""
        with self.wang.reading() as session:
            return integrity.digests(session)

    def execute(self, sql: str, *values: Any) -> None:
        """Tamper with the replica behind the program's back."""
        connection = db.raw_connection(self.folder / "replica.db", self.wang.unlocked.data_key)
        connection.execute(sql, values)
        connection.close()

    def close(self) -> None:
        """Give the file back."""
        for workplace in self._open.values():
            workplace.close()


def settle(*tills: Till) -> None:
    """Sync everyone, then everyone again: the first ones get what the last ones sent."""
    for till in tills * 2:
        till.sync()


def new_vin() -> str:
    """A VIN of its own with a right check digit."""
    head, tail = "LSVAB2A", f"E{next(_serial):07d}"
    return next(vin for digit in "0123456789X" if check_digit_ok(vin := f"{head}4{digit}{tail}"))


def person(name: str = "王小明") -> dict[str, str]:
    """A customer of their own, with a right identity number."""
    n = next(_serial)
    stem = f"110105{1950 + n % 50}0{1 + n % 9}{10 + n % 18}{n % 1000:03d}"
    return {"name": f"{name}{n}", "phone": f"139{n:08d}", "id_number": stem + _id_check(stem + "0")}


def wait_until(condition: Any, limit: float = 60.0) -> Any:
    """The first true value of `condition()`."""
    end = time.monotonic() + limit
    while not (value := condition()):
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)
    return value
