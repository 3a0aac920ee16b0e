"""A server put back to an earlier day: whatever it had acknowledged and a terminal still holds comes back, once."""

from __future__ import annotations

import os
import random
from dataclasses import dataclass, field
from pathlib import Path

from app.ids import vehicle_id
from app.services import customers, payments
from app.services.reversals import Wish
from app.sync import integrity
from server import backup
from tests.shop import Shop, Till, new_vin, person, settle

POINTS = int(os.environ.get("SHOWROOM_RESTORE_POINTS", "4"))


@dataclass
class Trading:
    """Days at three terminals; what was printed is written down apart from the program."""

    shop: Shop
    folder: Path
    tills: list[Till] = field(default_factory=list)
    contracts: set[str] = field(default_factory=set)
    receipts: dict[str, int] = field(default_factory=dict)
    phones: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.branch = self.shop.branch()
        self.dice = random.Random(4711)

    def enrol(self, name: str) -> Till:
        """One more terminal."""
        till = Till(self.folder / name / "data").enrol(self.shop.url, self.shop.code(self.branch), name)
        self.tills.append(till)
        return till

    def step(self) -> None:
        """Somebody does something, and perhaps a terminal syncs."""
        till = self.dice.choice(self.tills)
        self.dice.choice((self._sell, self._sell, self._pay, self._refund, self._edit, self._add))(till)
        if self.dice.random() < 0.8:
            till.sync()

    def _sell(self, till: Till) -> None:
        sold = till.sell(till.receive(new_vin())[0])
        self.contracts.add(sold.contract_no)
        self.receipts[sold.receipt_no] = 500_000

    def _pay(self, till: Till) -> None:
        deals = till.query("SELECT no FROM deal WHERE state = 'contracted'")
        if deals:
            paid = payments.take(
                till.wang.unit_of_work(), deal_no=self.dice.choice(deals)[0], amount=100_000, method="card"
            )
            self.receipts[paid.receipt_no] = 100_000

    def _refund(self, till: Till) -> None:
        mine = [
            no
            for no, amount in self.receipts.items()
            if amount == 100_000 and till.wang.identity.prefix in no
        ]
        if mine:
            no = self.dice.choice(mine)
            back = till.as_("qian").refund(Wish(no, "退", 100_000))
            self.receipts[no], self.receipts[back.receipt_no] = 100_001, -100_000

    def _add(self, till: Till) -> None:
        made = person()
        self.phones[customers.add(till.wang.unit_of_work(), made)] = made["phone"]

    def _edit(self, till: Till) -> None:
        here = {row for (row,) in till.query("SELECT id FROM customer")} & set(self.phones)
        if here:
            till.sync()
            row, phone = self.dice.choice(sorted(here)), person()["phone"]
            customers.edit(till.wang.unit_of_work(), row, {"phone": phone})
            self.phones[row] = phone
            till.sync()

    def check(self, where: str) -> None:
        """All tills agree with each other and with what was written down."""
        seen = []
        for till in self.tills:
            assert {no for (no,) in till.query("SELECT no FROM contract")} == self.contracts, where
            given = {no: amount // 10 * 10 for no, amount in self.receipts.items()}
            assert dict(till.query("SELECT receipt_no, amount FROM payment")) == given, where
            assert till.query("SELECT sum(amount) FROM ledger_entry") == [(0,)], where
            cash = "SELECT sum(amount) FROM ledger_entry WHERE account LIKE 'cash:%'"
            assert till.query(cash) == [(sum(given.values()),)], where
            phones = dict(till.query("SELECT id, phone FROM customer"))
            assert {row: phones.get(row) for row in self.phones} == self.phones, where
            twice = "SELECT vehicle_id FROM contract WHERE provisional = 0 GROUP BY 1 HAVING count(*) > 1"
            assert till.query(twice) == [], where
            status = till.wang.status()
            assert (status["waiting"], status["parked"], status["conflicts"]) == (0, 0, 0), where
            with till.wang.reading() as session:
                seen.append(integrity.digests(session))
                assert integrity.wrong_rows(session) == [], where
        assert all(each == seen[0] for each in seen), where


def test_whatever_point_a_server_is_put_back_to_all_that_terminals_hold_returns_once(
    own_shop: Shop, tmp_path: Path
) -> None:
    """Also what a terminal did that the restored server has never heard of."""
    trading = Trading(own_shop, tmp_path / "tills")
    trading.enrol("counter")
    trading.enrol("booth")
    points = []
    for n in range(POINTS):
        if n == POINTS // 2:
            trading.enrol("late")
        for _ in range(3):
            trading.step()
        points.append(tmp_path / f"backup-{n}")
        backup.write(own_shop.database, points[-1], own_shop.keys)
    settle(*trading.tills)
    trading.check("before anything was restored")
    trading.dice.shuffle(points)
    for point in points:
        trading.step()  # some of it unsent, some of it sent and then lost
        backup.restore(own_shop.database, point, own_shop.keys, replace=True)
        trading.dice.shuffle(trading.tills)
        settle(*trading.tills, trading.tills[0])
        trading.check(point.name)
    for till in trading.tills:
        till.close()


def test_a_database_that_was_put_back_behind_the_servers_back_is_noticed(
    own_shop: Shop, tmp_path: Path
) -> None:
    """The administrator copied an old database file over the present one: no new epoch says so."""
    trading = Trading(own_shop, tmp_path / "tills")
    trading.enrol("counter")
    trading.enrol("booth")
    for _ in range(4):
        trading.step()
    settle(*trading.tills)
    own_shop.stop()
    own_shop.database.engine.dispose()
    kept = {file.name: file.read_bytes() for file in own_shop.settings.data.glob("server.db*")}
    own_shop.start()
    for _ in range(6):
        trading.step()
    settle(*trading.tills)
    own_shop.stop()
    own_shop.database.engine.dispose()
    for file in own_shop.settings.data.glob("server.db*"):
        file.unlink()
    for name, content in kept.items():
        (own_shop.settings.data / name).write_bytes(content)
    own_shop.start()
    settle(*trading.tills, trading.tills[0])
    trading.check("after the file was put back")
    for till in trading.tills:
        till.close()


def test_a_lease_that_a_restored_server_has_forgotten_promises_nothing(
    own_shop: Shop, tmp_path: Path
) -> None:
    trading = Trading(own_shop, tmp_path / "tills")
    holder, other = trading.enrol("holder"), trading.enrol("other")
    vin, known = holder.receive(new_vin(), new_vin())
    settle(holder, other)
    holder.wang.lease([vehicle_id(known)])
    backup.write(own_shop.database, tmp_path / "backup", own_shop.keys)
    holder.wang.lease([vehicle_id(vin)])
    backup.restore(own_shop.database, tmp_path / "backup", own_shop.keys, replace=True)
    settle(holder, other)
    assert holder.wang.status()["leases"] == [known]
    other.wang.lease([vehicle_id(vin)])
    assert not holder.sell(vin).confirmed
    assert other.sell(vin).confirmed
    for till in trading.tills:
        till.close()
