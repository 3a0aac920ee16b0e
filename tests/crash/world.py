"""A central server and a terminal in one folder and one process, so that a copy of the folder is a copy of both.

The terminal's HTTP calls end in the server's application directly. Each test process works on copies; so whatever
dies, the next one finds the same server and the same terminal.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import requests
from starlette.testclient import TestClient

from app import db
from app.services import contracts
from server.main import create_app
from server.settings import Settings
from tests.shop import Shop, Till, new_vin, person

SERVER, TILL, BACKUP = "data", "till/data", "backup.db"


class _Line(requests.adapters.BaseAdapter):
    """HTTP without a network: hands requests to the server of a folder, which is made at the first one."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder
        self._http: TestClient | None = None

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        """Ask the server."""
        if self._http is None:
            app = create_app(Settings(data=self._folder / SERVER))
            self._http = TestClient(app, base_url="http://127.0.0.1")
        assert request.method
        assert request.url
        answer = self._http.request(
            request.method, request.url, content=request.body, headers=dict(request.headers)
        )
        response = requests.Response()
        response.status_code, response._content = answer.status_code, answer.content
        response._content_consumed = True  # all of it is here, also for who reads it piece by piece
        response.headers.update(answer.headers)
        response.request, response.url = request, request.url
        return response

    def close(self) -> None:
        """End with the session; the server stays for the next one."""


@contextmanager
def online(folder: Path) -> Iterator[None]:
    """Let every HTTP call of this process reach the server in the folder."""
    real, line = requests.Session.get_adapter, _Line(folder)
    requests.Session.get_adapter = lambda *_, **__: line  # type: ignore[method-assign]
    try:
        yield
    finally:
        requests.Session.get_adapter = real  # type: ignore[method-assign]


def build(folder: Path) -> None:
    """A shop, a terminal that has sold once and synced, and a backup of it; then work that the server lacks,
    and news at the server that the terminal lacks."""
    folder.mkdir(parents=True)
    shop = Shop(folder)
    branch = shop.branch()
    with online(folder):
        till = Till(folder / TILL).enrol(shop.url, shop.code(branch), "Counter 1")
        booth = Till(folder / "booth" / "data").enrol(shop.url, shop.code(branch), "Booth 2")
        till.receive(*(new_vin() for _ in range(6)))
        till.as_("sun")
        till.sync()
        free = [row[0] for row in till.query("SELECT vehicle_id FROM stock_stay")]
        till.wang.lease(free)
        sell(till)
        till.sync()
        db.backup(till.wang.database, till.wang.unlocked.data_key, folder / BACKUP)
        booth.sync()
        booth.receive(*(new_vin() for _ in range(4)))
        for _ in range(3):
            booth.sell(None, model="QIN-2025")
        booth.sync()
        sell(till)
        for made in (till, booth):
            made.close()
    shop.close()


def sell(till: Till) -> Any:
    """Sell the next car that this terminal holds a lease of, with a deposit."""
    held = "SELECT v.vin FROM held_lease h JOIN vehicle v ON v.id = h.vehicle_id ORDER BY v.vin LIMIT 1"
    customer = {**person("遇难者"), "phone": "13800000000"}
    order = contracts.Order(customer=customer, price=11_640_902, vin=till.query(held)[0][0])
    signing = till.wang.signing(contracts.Deposit(500_000, "cash"))
    # Drawing the paper takes longer than all else together, and writes nothing.
    return contracts.sell(till.wang.unit_of_work(), order, replace(signing, render=lambda *_: "0" * 64))


def copy(source: Path, target: Path) -> Path:
    """A copy of everything that a process may change."""
    shutil.copytree(source, target, ignore=shutil.ignore_patterns("booth", "*.csv", "*.log"))
    return target


def remove(folder: Path) -> None:
    """Give the space back."""
    with suppress(OSError):
        shutil.rmtree(folder)
