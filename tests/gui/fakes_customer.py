"""Everything about the customer of the mockup, in memory and in two languages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Protocol

from app.domain import consent
from app.presenters.customer_list import CustomerRow
from app.presenters.customer_page import CarItem, Event, MoneyItem, PaperItem, UsedItem, WholeCustomer
from app.presenters.same_person import Compared, FileSide
from app.presenters.service_visits import CallItem, OwnedItem, VisitItem
from tests.gui import fakes_service
from tests.gui.story import DEPOSIT, USED_PLATE, ZHOU


def _at(day: int, hour: int, minute: int) -> datetime:
    return datetime(2026, 11, day, hour - 8, minute, tzinfo=UTC)


class _Workshop(Protocol):
    rows: list[VisitItem]

    def cars(self, customer_id: str) -> tuple[OwnedItem, ...]: ...
    def calls(self, customer_id: str) -> tuple[CallItem, ...]: ...


class FakeCustomerPage:
    """One customer has a history; the others are only on file."""

    def __init__(self, language: str, find: Callable[[str], CustomerRow | None], workshop: _Workshop) -> None:
        self._zh, self._find, self._workshop = language == "zh_CN", find, workshop
        self.looks: list[tuple[str, str]] = []

    def _words(self, zh: str, en: str) -> str:
        return zh if self._zh else en

    def whole(self, customer_id: str) -> WholeCustomer | None:
        row, say = self._find(customer_id), self._words
        if row is None or customer_id != "c0":
            return WholeCustomer(row, date(2026, 11, 22)) if row else None
        x7, x7r = say("X7 四驱旗舰 曜夜蓝", "X7 AWD Flagship"), say("X7 后驱长续航", "X7 RWD Long Range")
        papers = (
            PaperItem("contract", "HZ02-26-01187", 0, x7, ZHOU.price, date(2026, 11, 22), "signed"),
            PaperItem("quote", "Q-01187", 3, x7, ZHOU.price, date(2026, 11, 22), "taken"),
            PaperItem("quote", "Q-01187", 2, x7, 26_080_000, date(2026, 11, 22), "over"),
            PaperItem("quote", "Q-01152", 1, x7r, 23_980_000, date(2026, 11, 17), "given"),
        )
        money = (MoneyItem("R-HZ02-26-00772", "deposit", "wechat", "5521", 2_000_000, _at(22, 11, 52)),)
        events = (
            Event(_at(22, 12, 3), "look", say("陈思远查看了完整号码", "Chen Siyuan looked at the whole number"), say("回拨电话", "Calling back")),
            Event(_at(22, 11, 52), "money", say("定金 ¥20,000.00", "Deposit ¥20,000.00"), "R-HZ02-26-00772"),
            Event(_at(22, 11, 49), "contract", say("签署合同 HZ02-26-01187", "Contract HZ02-26-01187 signed"), x7),
            Event(_at(22, 11, 20), "drive", say("试驾 X7 四驱旗舰", "Test drive X7 AWD Flagship"), say("18 km · 后排够大", "18 km · room in the back")),
            Event(_at(22, 10, 58), "contact", say("到店，第 2 次，2 大 1 小", "Second visit, two adults and a child"), say("陈思远", "Chen Siyuan")),
            Event(_at(19, 15, 0), "contact", say("约周日到店", "Comes on Sunday"), say("陈思远", "Chen Siyuan")),
        )  # fmt: skip
        return WholeCustomer(
            customer=row, payable=ZHOU.payable, paid=DEPOSIT, papers=papers, money=money,
            cars=(
                CarItem(say("澄远 X7 四驱旗舰", "Chengyuan X7 AWD"), ZHOU.vin, "contracted"),
                CarItem(say("澄远 C5 长续航 Max", "Chengyuan C5 Long Range"), fakes_service.VIN, "delivered"),
            ), drives=1,
            consents=("contact",), events=events, grade="H",
            visits=tuple(each for each in self._workshop.rows if each.customer_id == "c0"),
            owned=self._workshop.cars("c0"), calls=self._workshop.calls("c0"), today=date(2026, 11, 22),
            used=(UsedItem(USED_PLATE, say("轿车 2019 款", "saloon of 2019"), "accepted", ZHOU.used, say("承安银行", "Cheng'an Bank"), 1_200_000),),
            next_step=say("提醒补交 6 个月银行流水", "Ask for six months of bank statements"), next_at=_at(22, 17, 0),
        )  # fmt: skip

    def reveal(self, customer_id: str, field: str, reason: str, note: str) -> str:
        consent.check_reveal(reason, note)
        self.looks.append((field, reason))
        return ZHOU.buyer.id_number if field == "id_number" else ZHOU.buyer.phone


class _People(Protocol):
    rows: list[CustomerRow]

    def find(self, customer_id: str) -> CustomerRow | None: ...


class FakeSamePerson:
    """Two files of the fake customers; what was said of them is kept."""

    def __init__(self, people: _People) -> None:
        self._people = people
        self.said: list[tuple[str, ...]] = []
        self.merged: dict[str, str] = {}
        self.apart: list[set[str]] = []

    def compare(self, one: str, other: str) -> Compared:
        merged = self.merged.get(other) == one
        sides = tuple(self._side(at, each) for at, each in enumerate((one, other)))
        names = {
            "name": "name",
            "phone": "phone",
            "id_last4": "id_number",
            "address": "address",
            "note": "note",
        }
        differs = frozenset(
            to for name, to in names.items() if getattr(sides[0], name) != getattr(sides[1], name)
        )
        return Compared((sides[0], sides[1]), differs, merged, {one, other} in self.apart)

    def _side(self, at: int, customer_id: str) -> FileSide:
        row = self._people.find(customer_id)
        assert row is not None
        return FileSide(
            row.id, row.name, row.kind, row.phone, id_last4=row.id_last4, address=row.address, made_at=_at(20 + at, 10, 5),
            deals=row.deals, signed=row.deals, quotes=3 * row.deals, drives=1 - at,
        )  # fmt: skip

    def merge(self, file: str, into: str) -> None:
        self.said.append(("merge", file, into))
        self.merged[file] = into

    def unmerge(self, file: str) -> None:
        self.said.append(("unmerge", file))
        self.merged.pop(file, None)

    def tell_apart(self, one: str, other: str) -> None:
        self.said.append(("tell_apart", one, other))
        self.apart.append({one, other})

    def take_back(self, one: str, other: str) -> None:
        self.said.append(("take_back", one, other))
        self.apart.remove({one, other})
