"""A made-up dealership for GUI tests and screenshots: the people and cars of the mockups, in two languages."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

from app.changes import ChangeBus
from app.clock import FakeClock
from app.domain.permissions import Role
from app.errors import UserError
from app.i18n import N_
from app.presenters.contract_list import ContractFilter, ContractRow, Printed
from app.presenters.customer_edit import Agreed, CustomerFile
from app.presenters.customer_list import CustomerRow
from app.presenters.desk import Desk
from app.presenters.money import Receipt
from app.presenters.preferences import Preferences
from app.presenters.search import Hit
from app.presenters.session import Session
from app.presenters.stock_list import (
    StockFilter,
)
from tests.gui.fakes_allocating import FakeAllocating
from tests.gui.fakes_amending import FakeAmending
from tests.gui.fakes_approvals import FakeApprovals, FakeNotices
from tests.gui.fakes_cancelling import FakeCancelling
from tests.gui.fakes_customer import FakeCustomerPage, FakeSamePerson
from tests.gui.fakes_deals import FakeDeals
from tests.gui.fakes_deliveries import FakeDeliveries, FakeDelivery
from tests.gui.fakes_desk import NOW, FakeDevices, FakePassword, FakeScans, FakeSeal, FakeStopwatch, today_at
from tests.gui.fakes_drives import FakeDrives
from tests.gui.fakes_files import FakeAttachments, FakeFiles
from tests.gui.fakes_leads import FakeLeads
from tests.gui.fakes_loan_plans import FakeLoanPlans
from tests.gui.fakes_loans import FakeLoans
from tests.gui.fakes_margins import FakeMargins
from tests.gui.fakes_merging import FakeAside, FakeMerging
from tests.gui.fakes_money import FakeMoney, FakeTill
from tests.gui.fakes_papers import FakePapers
from tests.gui.fakes_pictures import FakePictures
from tests.gui.fakes_service import FakeService
from tests.gui.fakes_show import FakeShowCheck
from tests.gui.fakes_showroom import FakeShowroom
from tests.gui.fakes_stock import MODELS, TODAY, FakeStock, cars
from tests.gui.fakes_sync import FakeSync, sync_status
from tests.gui.fakes_templates import FakeTemplates
from tests.gui.fakes_trade_ins import FakeTradeIns
from tests.gui.fakes_used_cars import FakeDues
from tests.gui.story import XU, YE, ZHOU, Sale


class FakePreferences:
    """Remembers in memory, as JSON, so that what is kept is what a file could keep."""

    def __init__(self, **first: Any) -> None:
        self._first = first or {"language": "en"}
        self._kept: dict[str, str] = {}

    def read(self, login: str) -> Preferences:
        kept = self._kept.get(login) or self._kept.get("")
        return Preferences(**(json.loads(kept) if kept else self._first))

    def write(self, login: str, preferences: Preferences) -> None:
        self._kept[login] = self._kept[""] = json.dumps(preferences._asdict())


def _filed(sale: Sale) -> tuple[str, ...]:
    """The customer of a sale, as on file."""
    buyer = sale.buyer
    return (*buyer.name, buyer.phone, buyer.id_number[-4:], *buyer.address)


_PEOPLE = (
    _filed(ZHOU),
    _filed(XU),
    ("李建峰", "Li Jianfeng", "13600001188", "1209", "", ""),
    ("何志远", "He Zhiyuan", "13700002059", "", "", ""),
    ("吴佩珊", "Wu Peishan", "15000006653", "2046", "萧山区市心中路 66 号", "66 Shixin Middle Road, Xiaoshan"),
    ("郑凯", "Zheng Kai", "13800002290", "7781", "", ""),
    _filed(YE),
    ("柯敏仪", "Ke Minyi", "13900007350", "", "", ""),
    ("杭州云上物流有限公司", "Hangzhou Yunshang Logistics", "057188001234", "9R4K", "余杭区文一西路", "West Wenyi Road"),
)  # fmt: skip
_LATEST = (
    ("合同 HZ02-26-01187 · 草稿", "Contract HZ02-26-01187 · draft"),
    ("合同 HZ02-26-01183 · 待合并", "Contract HZ02-26-01183 · to be merged"),
    ("合同 HZB2-26-00412 · 已签", "Contract HZB2-26-00412 · signed"),
    ("试驾 11-23 10:00", "Test drive 23 Nov 10:00"),
    ("改电话 12:09", "New telephone number 12:09"),
    ("报价 HZ02-26-01191", "Quote HZ02-26-01191"), ("合同 HZ02-26-01189 · 已签", "Contract HZ02-26-01189 · signed"),
    ("试驾 11-20", "Test drive 20 Nov"), ("", ""),
)  # fmt: skip


def people(language: str) -> list[CustomerRow]:
    """The customers of the mockups."""
    at = 0 if language == "zh_CN" else 1
    return [
        CustomerRow(
            id=f"c{no}", name=person[at], phone=person[2], id_last4=person[3], address=person[4 + at],
            kind="company" if no == len(_PEOPLE) - 1 else "person", deals=(1, 1, 2, 0, 0, 1, 1, 0, 0)[no],
            latest=_LATEST[no][at],
        )
        for no, person in enumerate(_PEOPLE)
    ]  # fmt: skip


class FakeCustomers:
    """Customers in memory."""

    def __init__(self, rows: list[CustomerRow]) -> None:
        self.rows = rows
        self.consents = {"contact": Agreed("paper", NOW)}

    def _found(self, text: str) -> list[CustomerRow]:
        return [row for row in self.rows if text.lower() in f"{row.name} {row.phone}".lower()]

    def count(self, text: str) -> int:
        return len(self._found(text))

    def page(self, text: str, offset: int, limit: int) -> tuple[CustomerRow, ...]:
        return tuple(self._found(text)[offset : offset + limit])

    def find(self, customer_id: str) -> CustomerRow | None:
        return next((row for row in self.rows if row.id == customer_id), None)

    def known(self, phone: str, id_number: str, *, but: str = "") -> CustomerRow | None:
        same = (row for row in self.rows if row.id != but and phone and row.phone == phone)
        return next(same, None)

    def file(self, customer_id: str) -> CustomerFile | None:
        row = self.find(customer_id)
        if row is None:
            return None
        return CustomerFile(
            id=row.id, kind=row.kind, name=row.name, phone=row.phone, id_last4=row.id_last4,
            address=row.address, id_kind="licence" if row.kind == "company" else "id_card", consents=self.consents,
        )  # fmt: skip

    def edit(self, customer_id: str, values: dict[str, str]) -> None:
        kept = {name: value for name, value in values.items() if name in ("name", "phone", "address")}
        self.rows = [replace(row, **kept) if row.id == customer_id else row for row in self.rows]

    def agree(self, customer_id: str, purpose: str, *, agreed: bool, way: str) -> None:
        held = {key: value for key, value in self.consents.items() if key != purpose}
        self.consents = {**held, purpose: Agreed(way, NOW)} if agreed else held

    def add(self, values: dict[str, str], *, again: bool) -> str:
        if not again and any(row.phone == values.get("phone") for row in self.rows):
            raise UserError("customer_known", N_("Someone with this number is on file."), field="phone")
        made = CustomerRow(id=f"c{len(self.rows)}", name=values["name"], phone=values.get("phone", ""))
        self.rows = [made, *self.rows]
        return made.id


def contracts(language: str) -> list[ContractRow]:
    """The contracts of the mockups."""
    at = 0 if language == "zh_CN" else 1
    who = [person[at] for person in _PEOPLE]
    seller = ("陈思远", "Chen Siyuan")[at]
    model = {key: names[at] for key, names in MODELS.items()}
    rows = (
        (ZHOU.no, "draft", who[0], "x7", ZHOU.vin, ZHOU.price, ZHOU.delivered_in, 1, False, (11, 46), ""),
        (XU.no, "draft", who[1], "x7", XU.vin, XU.price, XU.delivered_in, 3, True, (11, 42), "case1"),
        (YE.no, "signed", who[6], "x5r", YE.vin, YE.price, YE.delivered_in, 2, False, (12, 14), ""),
        ("HZ02-26-01180", "approved", who[4], "c3", "LCYC3LAA8T1003310", 12_580_000, 5, 2, False, (10, 2), ""),
        ("HZ02-26-01178", "submitted", who[5], "c5", "", 22_290_000, 20, 1, False, (9, 51), ""),
        ("HZB2-26-00412", "signed", who[2], "x7", "LCY7E4AB3T1004133", 25_980_000, 10, 1, False, (11, 31), ""),
        ("HZ02-26-01175", "amended", who[7], "m9", "LCYM9EAB5T1000075", 38_900_000, 2, 4, False, (9, 20), ""),
        ("HZ02-26-01169", "cancelled", who[3], "x5s", "", 17_480_000, None, 2, False, (9, 12), ""),
    )  # fmt: skip
    return [
        ContractRow(
            no=no, state=state, buyer=buyer, model=model[car], vin=vin, price=price, version=version,
            delivery_date=TODAY + timedelta(days=days) if days else None, provisional=provisional,
            drawn_on=TODAY - timedelta(days=hour[1] // 12), case_id=case, seller=seller,
            amendments=version - 1 if state == "amended" else 0,
        )
        for no, state, buyer, car, vin, price, days, version, provisional, hour, case in rows
    ]  # fmt: skip


class FakeContracts:
    """Contracts in memory; a signed one was printed twice."""

    def __init__(self, rows: list[ContractRow]) -> None:
        self.rows = rows
        self.printed = {
            "HZB2-26-00412": (
                Printed("B1", 0, "Binjiang-A4", rows[0].seller, today_at(12, 16)),
                Printed("", 1, "Binjiang-A4", rows[0].seller, today_at(12, 15)),
                Printed("", 0, "Binjiang-A4", rows[0].seller, today_at(12, 14)),
            )
        }

    def _found(self, wanted: ContractFilter) -> list[ContractRow]:
        views = {
            "open": lambda row: row.state in ("draft", "submitted", "approved"),
            "signed": lambda row: row.state in ("signed", "amended"), "provisional": lambda row: row.provisional,
            "no_car": lambda row: (
                not row.vin
                and row.state in ("approved", "signed", "amended")
                and not (row.provisional and not row.place)
            ),
            "waiting": lambda row: bool(row.case_id), "cancelled": lambda row: row.state == "cancelled",
        }  # fmt: skip
        text = wanted.text.lower()
        return [
            row for row in self.rows
            if views.get(wanted.view, lambda row: True)(row)
            and text in f"{row.no} {row.buyer} {row.vin} {row.model}".lower()
        ]  # fmt: skip

    def counts(self) -> dict[str, int]:
        views = ("all", "open", "signed", "no_car", "provisional", "waiting", "cancelled")
        return {view: len(self._found(ContractFilter(view=view))) for view in views}

    def count(self, wanted: ContractFilter) -> int:
        return len(self._found(wanted))

    def page(self, wanted: ContractFilter, offset: int, limit: int) -> tuple[ContractRow, ...]:
        return tuple(self._found(wanted)[offset : offset + limit])

    def find(self, no: str) -> ContractRow | None:
        return next((row for row in self.rows if row.no == no), None)

    def prints(self, no: str) -> tuple[Printed, ...]:
        return self.printed.get(no, ())


# ------------------------------------------------------------------ search


class FakeSearch:
    """Looks through the fake rows."""

    def __init__(
        self, desk_rows: tuple[FakeStock, FakeCustomers, FakeContracts], receipts: list[Receipt]
    ) -> None:
        self._rows, self.receipts = desk_rows, receipts

    def search(self, text: str, *, limit: int) -> tuple[Hit, ...]:
        stock, customers, contract_rows = self._rows
        found = [
            Hit("vehicle", r.vin, f"{r.model} …{r.vin[-4:]}", f"{r.colour} · {r.location}")
            for r in stock._found(StockFilter(text), TODAY)
        ][:limit]
        found += [Hit("customer", r.id, r.name, r.latest) for r in customers._found(text)][:limit]
        found += [
            Hit("contract", r.no, r.no, f"{r.buyer} · {r.model}")
            for r in contract_rows._found(ContractFilter(text))
        ][:limit]
        found += [
            Hit("receipt", r.no, r.no, r.customer) for r in self.receipts if text.lower() in r.no.lower()
        ][:limit]
        return tuple(found)


# ------------------------------------------------------------------ people at the desk, the terminal

_USERS = (
    ("chen", "陈思远", "Chen Siyuan", Role.SALES), ("wang", "王雅婷", "Wang Yating", Role.MANAGER),
    ("lin", "林国栋", "Lin Guodong", Role.FINANCE), ("he", "何晓彤", "He Xiaotong", Role.STOCK),
    ("sun", "孙磊", "Sun Lei", Role.ADMIN),
)  # fmt: skip


def desk(
    language: str = "en", *, login: str = "chen", online: bool = False, clock: FakeClock | None = None,
    preferences: FakePreferences | None = None, finance: bool = False,
) -> Desk:  # fmt: skip
    """Someone signed in at counter 2."""
    zh = language == "zh_CN"
    user = next(user for user in _USERS if user[0] == login)
    session = Session(
        user_id=login, login=login, name=user[1 if zh else 2], roles=frozenset({user[3]}), terminal="HZ-BJ-02",
        branch="滨江展厅" if zh else "Binjiang showroom", dealership="澄远汽车" if zh else "Chengyuan Motors",
        signing_until=today_at(12, 8, days=3), finance=finance,
    )  # fmt: skip
    stock, customers = FakeStock(cars(language), online=online), FakeCustomers(people(language))
    service = FakeService(language)
    agreements, money = FakeContracts(contracts(language)), FakeMoney(language)
    return Desk(
        session=session, clock=clock or FakeClock(NOW), bus=ChangeBus(), stock=stock, customers=customers,
        contracts=agreements, sync=FakeSync(sync_status(language, online=online)),
        search=FakeSearch((stock, customers, agreements), money.rows), preferences=preferences or FakePreferences(),
        more={
            "deals": FakeDeals(language, online=online), "papers": FakePapers(language),
            "amending": FakeAmending(language), "margins": FakeMargins(language), "cancelling": FakeCancelling(language),
            "allocating": FakeAllocating(language),
            "merging": FakeMerging(language), "set_aside": FakeAside(language),
            "show_check": FakeShowCheck(language), "test_drives": FakeDrives(language), "files": FakeFiles(),
            "money": money, "scans": FakeScans(), "devices": FakeDevices(), "seal": FakeSeal(), "stopwatch": FakeStopwatch(), "till": FakeTill(language), "used_car_dues": FakeDues(language), "pictures": FakePictures(online=online), "attachments": FakeAttachments(language),
            "password": FakePassword(online=online),
            "showroom": FakeShowroom(language),
            "leads": FakeLeads(language), "templates": FakeTemplates(language),
            "approvals": FakeApprovals(language), "news": FakeNotices(language),
            "customer_files": customers,
            "trade_ins": FakeTradeIns(language), "loans": FakeLoans(language), "loan_plans": FakeLoanPlans(language),
            "deliveries": FakeDeliveries(language, named=user[3] is not Role.STOCK),
            "delivery": FakeDelivery(language, named=user[3] is not Role.STOCK),
            "customer_page": FakeCustomerPage(language, customers.find, service), "service": service,
            "same_person": FakeSamePerson(customers),
        },
    )  # fmt: skip
