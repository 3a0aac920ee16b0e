"""Two terminals' folders, made up and always the same: one full, one almost empty.

The full one holds 50,000 cars and 500,000 rows, written through the real tables with the real search triggers.
Making it takes a while, so it is kept in the computer's temporary folder and made anew when the tables change.
"""

from __future__ import annotations

import base64
import csv
import hashlib
import json
import os
import random
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from app import bootstrap, crypto, db, i18n, paths
from app.clock import iso
from app.domain import template_version
from app.ids import vehicle_id
from app.keychain import FileKeychain
from app.models import registry, schema, search_index
from app.models.base import canonical_json
from app.sync.replica import upsert_sql
from app.vault.key_file import User
from app.vault.keys import TerminalIdentity
from app.vault.slots import Session
from app.vault.vault import REPLICA, Vault
from app.workplace import Workplace, create_replica

PASSWORD = "benchmark"  # noqa: S105 - nobody's
LOGIN = "wang"
ENVIRONMENT = {**os.environ, "SHOWROOM_KEYCHAIN": "file", "SHOWROOM_KEYCHAIN_PASSPHRASE": PASSWORD}
BRANCH, USER, TERMINAL = (f"00000000-0000-7000-8000-00000000000{n}" for n in (1, 2, 3))
SCOPES = ("org", f"branch:{BRANCH}")
_WAITS = 100
"""One contract in so many waits for a car."""
_DAY = date(2026, 11, 20)
_START_MS = 1_735_700_000_000

Row = dict[str, Any]


@dataclass(frozen=True)
class Size:
    """How many rows of the tables that grow."""

    vehicles: int
    customers: int
    deals: int
    payments: int
    trims: int = 0
    """Of the catalogue: those that it lacks are more trims of its models."""


FULL = Size(vehicles=50_000, customers=200_000, deals=30_000, payments=20_000)
CATALOGUE = Size(vehicles=4_000, customers=20, deals=5, payments=2, trims=2_000)
EMPTY = Size(vehicles=20, customers=20, deals=5, payments=2)


def folder(size: Size) -> Path:
    """A terminal's folder of that size. Do not write to it: see `copy`."""
    made = Path(tempfile.gettempdir()) / f"showroom-benchmarks-{os.getuid()}" / f"{_print_of(size)}"
    if not (made / "ready").exists():
        shutil.rmtree(made, ignore_errors=True)
        _make(made, size)
        (made / "ready").touch()
    return made


def copy(size: Size, to: Path) -> Path:
    """A copy of such a folder, to be written to."""
    return Path(shutil.copytree(folder(size), to))


def workplace(of: Path) -> Workplace:
    """The terminal in a folder, with someone signed in."""
    return bootstrap.create(of, ENVIRONMENT).sign_in(LOGIN, PASSWORD)


def _print_of(size: Size) -> str:
    """Changes with whatever decides what is in the file."""
    sources = (Path(__file__), Path(search_index.__file__), Path(registry.__file__).with_name("local.py"))
    parts = [
        repr(size),
        schema.SHARED_HEAD,
        schema.LOCAL_HEAD,
        *(source.read_text("utf-8") for source in sources),
    ]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:12]


def _make(at: Path, size: Size) -> None:
    keychain = FileKeychain(at / "keychain.json", PASSWORD)
    clock = bootstrap.create(at, ENVIRONMENT).clock
    public = crypto.b64(crypto.box_public_of(crypto.new_box_key()))
    identity = TerminalIdentity(
        id=TERMINAL, name="Counter 1", code="MAIN01", branch="MAIN", server_url="http://127.0.0.1:9",
        server_signing_key=public, server_sealing_key=public, recovery_key=public,
        more={"branch_id": BRANCH, "branch_name": "Main", "scopes": list(SCOPES)},
    )  # fmt: skip
    vault, data_key = Vault.create(at, keychain, clock, terminal=identity, client_secret=b"none")
    seed = crypto.new_signing_key()
    session = Session(_ticket(), datetime(2099, 1, 1, tzinfo=UTC), seed)
    vault.add_user(User(LOGIN, "王雅婷", ("sales", "manager")), PASSWORD, data_key, session)
    create_replica(at / REPLICA, data_key, {"incarnation": "none", "terminal": {"id": TERMINAL}})
    with closing(db.raw_connection(at / REPLICA, data_key)) as connection:
        connection.execute("PRAGMA foreign_keys=OFF")
        connection.execute("BEGIN IMMEDIATE")
        for table, rows in _Dealership(size).tables():
            columns = registry.COLUMNS[table]
            usual = registry.defaults(table)
            written = (tuple(map({**usual, **row}.get, columns)) for row in rows)
            connection.executemany(upsert_sql(table), written)
        connection.execute("COMMIT")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _ticket() -> str:
    said = {"sub": USER, "name": LOGIN, "roles": ["sales", "manager"], "branch": BRANCH,
            "issued_at": "2026-01-01T00:00:00.000000Z",
            "expires_at": "2099-01-01T00:00:00.000000Z"}  # fmt: skip
    return f"none.{base64.urlsafe_b64encode(json.dumps(said).encode()).decode().rstrip('=')}.none"


# The twenty commonest family names, with the share of people that bear each, and everyday given names.
_FAMILIES = dict(
    zip(
        "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾萧田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤",
        (max(7.2 - 0.35 * n, 6 / (n + 1), 0.1) for n in range(200)),
        strict=False,
    )
)
_GIVEN = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂文华辉玲建国红玉梅婷雪琳晨曦子轩浩宇欣怡梓涵思远志鹏佳慧雨桐嘉豪俊凯晓燕立新海波春生金龙"
_LATIN = "James Mary John Anna Peter Emma Luca Ivan Sofia Omar Lena Hugo".split()
_LATIN_FAMILIES = "Smith Johansson Moretti Nguyen Novak Silva Kim Garcia Muller Ivanov".split()
_MAKERS = ("LSV", "LFV", "LGX", "LC0", "LRW", "LDC", "LVS", "LHG", "LB3", "LNB")
_VIN_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ0123456789"
_STATUSES = ("in_stock",) * 14 + (
    "in_transit",
    "in_transit",
    "reserved",
    "reserved",
    "demonstrator",
    "transfer",
)
_COLOURS = ("珍珠白", "曜夜黑", "钛空灰", "赤霞红", "极光蓝", "松石绿")


class _Dealership:
    """The rows, parents first. One seed, so that every run measures the same."""

    def __init__(self, size: Size) -> None:
        self.size, self.chance, self._number = size, random.Random(20261122), 0
        with paths.resource("demo", "catalogue.csv").open(encoding="utf-8") as file:
            self.catalogue = list(csv.DictReader(file))

    def tables(self) -> Iterator[tuple[str, list[Row]]]:
        yield "branch", [{**self._row("org", BRANCH), "code": "MAIN", "name": "滨江店", "seller": "杭州澄远汽车",
                          "address": "滨江区江陵路 88 号", "phone": "0571-86012345", "currency": "CNY"}]  # fmt: skip
        yield "terminal", [{**self._row("org", TERMINAL), "name": "Counter 1", "branch_id": BRANCH, "prefix": "MAIN01",
                            "finance": 0, "revoked": 0}]  # fmt: skip
        named = {"name": LOGIN, "display_name": "王雅婷", "disabled": 0, "password_no": 1}
        yield "user", [{**self._row("org", USER), **named}]
        yield "contract_template", [self._template()]
        models = [self._model(line) for line in self._lines()]
        vehicles = [self._vehicle(self.chance.choice(models)) for _ in range(self.size.vehicles)]
        stays = [self._stay(vehicle) for vehicle in vehicles]
        yield "model", models
        yield "vehicle", vehicles
        yield "stock_stay", stays
        yield "stock_movement", [self._movement(stay) for stay in stays]
        customers = [self._customer() for _ in range(self.size.customers)]
        yield "customer", customers
        deals = [self._deal(at, self.chance.choice(customers)) for at in range(self.size.deals)]
        buyers = {customer["id"]: customer for customer in customers}
        contracts = [
            self._contract(
                deal, buyers[deal["customer_id"]], None if at % _WAITS == 0 else vehicles[at], models
            )
            for at, deal in enumerate(deals)
        ]
        yield "deal", deals
        yield "contract", contracts
        yield "contract_line", [self._line(contract) for contract in contracts]
        payments = [self._payment(at, deal) for at, deal in enumerate(deals[: self.size.payments])]
        yield "payment", payments
        yield "ledger_entry", [entry for payment in payments for entry in self._entries(payment)]

    def _row(self, scope: str, row_id: str | None = None) -> Row:
        return {"id": row_id or self._id(), "scope": scope, "ver": 1, "row_hash": self.chance.getrandbits(62)}

    def _id(self) -> str:
        """A UUIDv7, one millisecond after the last."""
        self._number += 1
        ms, rest = _START_MS + self._number, self.chance.getrandbits(62)
        return f"{ms >> 16:08x}-{ms & 0xFFFF:04x}-7{rest >> 50:03x}-8{rest >> 38 & 0xFFF:03x}-{rest & 0xFFFFFFFFFFFF:012x}"

    def _lines(self) -> Iterator[dict[str, str]]:
        """Of the catalogue; the same again with other names, until there are enough."""
        yield from self.catalogue
        for at in range(self.size.trims - len(self.catalogue)):
            line, price = self.catalogue[at % len(self.catalogue)], 80_000 + at * 137 % 300_000
            yield {
                **line, "code": f"{line['code']}-{at}", "trim": f"{line['trim']} {at}", "list_price": str(price),
            }  # fmt: skip

    def _model(self, line: dict[str, str]) -> Row:
        fixed = {name: line[name] for name in ("code", "brand", "series", "trim", "energy", "body")}
        numbers = {
            name: int(line[name]) if line[name] else None for name in ("model_year", "seats", "range_km")
        }
        attributes = {
            name: value for name, value in line.items() if name not in fixed and name not in numbers and value
        }
        price = round(float(line["list_price"]) * 100)
        return {**self._row("org"), **fixed, **numbers, "list_price": price, "attributes": canonical_json(attributes),
                "archived": 0}  # fmt: skip

    def _template(self) -> Row:
        """The contract's text that comes with the program."""
        folder = paths.resource("templates")
        files = {name: max(folder.glob(f"contract-{name}-*.json")) for name in i18n.LANGUAGES}
        spoken = {name: json.loads(file.read_text(encoding="utf-8")) for name, file in files.items()}
        body = {name: template_version.text_of(data) for name, data in spoken.items()}
        first = spoken[i18n.LANGUAGES[0]]
        return {**self._row("org"), "name": template_version.CONTRACT, "revision": first["version"], "state": "published",
                "valid_from": first["valid_from"], "body": canonical_json(body)}  # fmt: skip

    def _vehicle(self, model: Row) -> Row:
        self._number += 1
        vin = (
            self.chance.choice(_MAKERS)
            + "".join(self.chance.choices(_VIN_LETTERS, k=8))
            + f"{self._number:06d}"
        )
        return {**self._row("org", vehicle_id(vin)), "vin": vin, "model_id": model["id"],
                "colour": self.chance.choice(_COLOURS), "interior": "黑", "certificate_state": "in_hand",
                "engine_no": None, "certificate_no": None, "_price": model["list_price"], "_code": model["code"]}  # fmt: skip

    def _stay(self, vehicle: Row) -> Row:
        arrived = _DAY - timedelta(days=self.chance.randrange(180))
        return {**self._row("org"), "vehicle_id": vehicle["id"], "branch_id": BRANCH,
                "stock_no": f"{vehicle['_code']}-{vehicle['vin'][-6:]}", "status": self.chance.choice(_STATUSES), "active": 1,
                "location": f"B-{self.chance.randrange(60):02d}", "list_price": vehicle["_price"],
                "arrived_on": arrived.isoformat(), "check_digit_accepted": 0}  # fmt: skip

    def _movement(self, stay: Row) -> Row:
        return {**self._row(SCOPES[1]), "stay_id": stay["id"], "from_status": None, "to_status": "in_stock",
                "reason": "received", "user_id": USER, "at": f"{stay['arrived_on']}T08:00:00.000000Z"}  # fmt: skip

    def _customer(self) -> Row:
        chance = self.chance
        if chance.random() < 0.08:
            name = f"{chance.choice(_LATIN)} {chance.choice(_LATIN_FAMILIES)}"
        else:
            family = chance.choices(list(_FAMILIES), list(_FAMILIES.values()))[0]
            name = family + "".join(chance.choices(_GIVEN, k=chance.choice((1, 2, 2))))
        born = date(1955, 1, 1) + timedelta(days=chance.randrange(18_000))
        number = f"{chance.randrange(110_101, 650_000)}{born:%Y%m%d}{chance.randrange(10_000):04d}"
        phone = f"1{chance.choice('3456789')}{chance.randrange(10**9):09d}"
        return {**self._row(SCOPES[1]), "branch_id": BRANCH, "kind": "person", "name": name, "phone": phone,
                "id_kind": "id_card", "id_number": number, "birth_date": born.isoformat(),
                "address": f"滨江区江陵路 {chance.randrange(900)} 号", "note": None, "archived": 0}  # fmt: skip

    def _deal(self, at: int, customer: Row) -> Row:
        return {**self._row(SCOPES[1]), "no": f"MAIN02-26-D{at:05d}", "branch_id": BRANCH, "customer_id": customer["id"],
                "seller_id": USER, "state": "contracted", "opened_on": _DAY.isoformat()}  # fmt: skip

    def _contract(self, deal: Row, buyer: Row, car: Row | None, models: list[Row]) -> Row:
        """Of a car, or of a model whose car is still to come."""
        model = self.chance.choice(models)
        price, model_id = (car["_price"], car["model_id"]) if car else (model["list_price"], model["id"])
        return {**self._row(SCOPES[1]), "no": deal["no"].replace("D", ""), "branch_id": BRANCH, "deal_id": deal["id"],
                "seller_id": USER, "state": "signed", "provisional": 0, "version": 1, "language": "zh_CN",
                "customer_id": buyer["id"], "buyer_name": buyer["name"], "buyer_phone": buyer["phone"],
                "buyer_id_number": buyer["id_number"], "buyer_address": buyer["address"], "model_id": model_id,
                "vehicle_id": car["id"] if car else None, "colour": "珍珠白", "list_price": price, "price": price, "discount": 0, "drawn_on": _DAY.isoformat(),
                "signed_at": iso(datetime(2026, 11, 20, 8, tzinfo=UTC)), "signed_version": 1}  # fmt: skip

    def _line(self, contract: Row) -> Row:
        return {**self._row(SCOPES[1]), "contract_id": contract["id"], "branch_id": BRANCH, "kind": "add_on",
                "label": "脚垫与行李箱垫", "payee": None, "nature": "optional", "amount": 268_000, "rule": None,
                "removed": 0}  # fmt: skip

    def _payment(self, at: int, deal: Row) -> Row:
        return {**self._row(SCOPES[1]), "receipt_no": f"MAIN02-26-R{at:05d}", "branch_id": BRANCH, "deal_id": deal["id"],
                "kind": "deposit", "amount": 2_000_000, "method": "card", "user_id": USER, "paid_on": _DAY.isoformat(),
                "at": iso(datetime(2026, 11, 20, 8, tzinfo=UTC))}  # fmt: skip

    def _entries(self, payment: Row) -> list[Row]:
        common = {"branch_id": BRANCH, "transaction_id": self._id(), "payment_id": payment["id"],
                  "deal_id": payment["deal_id"], "posted_on": payment["paid_on"]}  # fmt: skip
        return [
            {**self._row(SCOPES[1]), **common, "account": account, "amount": amount}
            for account, amount in (("cash:card", 2_000_000), ("customer:deposit", -2_000_000))
        ]
