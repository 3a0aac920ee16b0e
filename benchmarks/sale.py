"""A whole sale, durably: customer, deal, contract, signature, deposit, receipt, ledger, op, outbox, chain."""

from __future__ import annotations

import gc
import tempfile
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import text

from app import db
from app.services import contracts
from app.workplace import Workplace
from benchmarks import dealership
from benchmarks.measure import Figure, timed_in_turns

GOAL = 30
ROUNDS, WARM = 41, 5
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def figures() -> list[Figure]:
    """The sale against one row written to the same encrypted file, as durably."""
    with tempfile.TemporaryDirectory(prefix="showroom-sale-") as folder:
        workplace = dealership.workplace(dealership.copy(dealership.FULL, Path(folder) / "till"))
        with closing(db.raw_connection(workplace.path, workplace.unlocked.data_key)) as bare:
            bare.execute("CREATE TABLE bare (id INTEGER PRIMARY KEY, body TEXT)")

            def one_row() -> None:
                bare.execute("BEGIN IMMEDIATE")
                bare.execute("INSERT INTO bare (body) VALUES (?)", ("a row",))
                bare.execute("COMMIT")

            gc.disable()  # as the desk does: it collects between two events of the screen (app/views/garbage.py)
            try:
                limit, taken = timed_in_turns([one_row, sales(workplace, ROUNDS + WARM)], ROUNDS, WARM)
            finally:
                gc.enable()
        workplace.close()
    return [Figure("Commit of a whole sale", "commit of one row, same file", limit, taken, GOAL)]


def sales(workplace: Workplace, count: int) -> Callable[[], object]:
    """Sells another car, whose lease is in hand, to another new customer at each call."""
    left = iter(enumerate(leased(workplace, count)))

    def sell() -> contracts.Sold:
        number, car = next(left)
        customer = {"name": "周明慧", "phone": f"138{number:08d}", "id_number": identity_number(number)}
        order = contracts.Order(
            customer, car.list_price, vin=car.vin, lines=(contracts.Line("脚垫", 268_000),)
        )
        signing = contracts.Signing(contracts.Deposit(500_000, "card"), render=lambda *_: "0" * 64)
        sold = contracts.sell(workplace.unit_of_work(), order, signing)
        if not sold.confirmed:
            raise AssertionError("the lease was in hand")
        return sold

    return sell


def leased(workplace: Workplace, count: int) -> Sequence[Any]:
    """So many cars in stock that nobody has bought, their leases in hand: `id`, `vin`, `list_price`."""
    with db.write_session(workplace.database) as session, session.begin():
        cars = session.execute(
            text("SELECT v.id, v.vin, s.list_price FROM stock_stay s JOIN vehicle v ON v.id = s.vehicle_id "
                 "WHERE s.status = 'in_stock' AND s.active = 1 "
                 "AND v.id NOT IN (SELECT vehicle_id FROM contract WHERE vehicle_id IS NOT NULL) ORDER BY s.id LIMIT :count"), {"count": count},
        ).all()  # fmt: skip
        for car in cars:
            session.execute(
                text("INSERT INTO held_lease (vehicle_id, fence, kind, boot) VALUES (:id, 1, 'show', '')"),
                {"id": car.id},
            )
    return cars


def identity_number(number: int) -> str:
    """One that could be somebody's."""
    body = f"33010819900101{number:03d}"
    rest = sum(int(digit) * weight for digit, weight in zip(body, _ID_WEIGHTS, strict=True)) % 11
    return body + "10X98765432"[rest]
