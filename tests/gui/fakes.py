"""A made-up dealership for GUI tests and screenshots: the people and cars of the mockups, in two languages."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from app.changes import ChangeBus
from app.clock import FakeClock
from app.domain.permissions import Role
from app.errors import ServerUnreachable, UserError
from app.i18n import N_
from app.presenters.contract_list import ContractFilter, ContractRow
from app.presenters.customer_edit import Agreed, CustomerFile
from app.presenters.customer_list import CustomerRow
from app.presenters.desk import Desk
from app.presenters.money import Receipt
from app.presenters.overwritten import Overwritten
from app.presenters.preferences import Preferences
from app.presenters.search import Hit
from app.presenters.session import Session
from app.presenters.stock_list import (
    LineProblem,
    ReceiveResult,
    StockCounts,
    StockFilter,
    VehicleRow,
)
from app.presenters.sync_status import CaseItem, Cycled, LeaseItem, SyncStatus, WaitingItem
from tests.gui.fakes_allocating import FakeAllocating
from tests.gui.fakes_amending import FakeAmending
from tests.gui.fakes_approvals import FakeApprovals
from tests.gui.fakes_cancelling import FakeCancelling
from tests.gui.fakes_customer import FakeCustomerPage
from tests.gui.fakes_deals import FakeDeals
from tests.gui.fakes_deliveries import FakeDeliveries, FakeDelivery
from tests.gui.fakes_desk import NOW, FakeDevices, FakePassword, FakeScans, FakeStopwatch
from tests.gui.fakes_drives import FakeDrives
from tests.gui.fakes_files import FakeAttachments, FakeFiles
from tests.gui.fakes_leads import FakeLeads
from tests.gui.fakes_loans import FakeLoans
from tests.gui.fakes_merging import FakeAside, FakeMerging
from tests.gui.fakes_money import FakeMoney, FakeTill
from tests.gui.fakes_papers import FakePapers
from tests.gui.fakes_pictures import FakePictures
from tests.gui.fakes_show import FakeShowCheck
from tests.gui.fakes_showroom import FakeShowroom
from tests.gui.fakes_templates import FakeTemplates
from tests.gui.fakes_trade_ins import FakeTradeIns

TODAY = date(2026, 11, 22)


def _at(hour: int, minute: int, *, days: int = 0) -> datetime:
    local = NOW.astimezone().replace(hour=hour, minute=minute, second=0, microsecond=0)
    return (local + timedelta(days=days)).astimezone(UTC)


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


# ------------------------------------------------------------------ stock

_MODELS = {
    "x7": ("X7 四驱旗舰", "X7 AWD Flagship", 26_880_000), "x5s": ("X5 智享版 2025", "X5 Smart 2025", 17_980_000),
    "x5r": ("X5 远行版", "X5 Range", 19_580_000), "c5": ("C5 长续航 Max", "C5 Long Range Max", 22_890_000),
    "c5p": ("C5 四驱性能", "C5 AWD Performance", 25_990_000), "m9": ("M9 行政版", "M9 Executive", 39_800_000),
    "c3": ("C3 尊享版", "C3 Premium", 12_980_000), "x7r": ("X7 后驱长续航", "X7 RWD Long Range", 24_580_000),
}  # fmt: skip
_PAINTS = {
    "brown": ("棕", "Brown"), "white": ("云母白", "Mica white"), "red": ("赤霞红", "Sunset red"),
    "black": ("墨黑", "Ink black"), "grey": ("石墨灰", "Graphite grey"), "silver": ("海盐灰", "Sea-salt silver"),
    "blue": ("曜夜蓝", "Night blue"), "green": ("松石绿", "Turquoise green"),
}  # fmt: skip
_PLACES = {
    "xs": ("萧山库", "Xiaoshan"), "bj": ("滨江", "Binjiang"), "b2": ("B2 展台", "Booth B2"),
    "way": ("在途", "On its way"),
}  # fmt: skip

# vin, model, paint, place, slot, status, age, certificate, lease terminal, mine, kind
_CARS = (
    ("LCY5B2AA3S1001906", "x5s", "brown", "xs", "C-03", "in_stock", 94, "in_hand", "", 0, ""),
    ("LCY5B2AA7S1001911", "x5s", "white", "bj", "B-02", "in_stock", 88, "pledged", "", 0, ""),
    ("LCYC5PAB9T1000233", "c5p", "red", "bj", "A-01", "demonstrator", 71, "in_hand", "", 0, ""),
    ("LCYM9EAB5T1000078", "m9", "black", "xs", "A-11", "in_stock", 64, "pledged", "", 0, ""),
    ("LCY7E4AB3T1004102", "x7", "grey", "xs", "B-08", "in_stock", 58, "pledged", "", 0, ""),
    ("LCYC3LAA8T1003310", "c3", "silver", "bj", "B-06", "reserved", 43, "redeemed", "", 0, ""),
    ("LCY7E4AB3T1004133", "x7", "blue", "b2", "", "sold", 34, "redeemed", "HZ-B2-01", 0, "show"),
    ("LCY5D2AA8T1002240", "x5r", "white", "b2", "", "in_stock", 31, "in_hand", "HZ-B2-01", 0, "show"),
    ("LCYC5LAA2T1001577", "c5", "black", "bj", "A-04", "in_stock", 26, "in_hand", "HZ-BJ-02", 1, "day"),
    ("LCY7E4AB8T1004127", "x7", "blue", "bj", "A-07", "reserved", 21, "pledged", "HZ-BJ-02", 1, "day"),
    ("LCY7R2AB5T1003980", "x7r", "green", "bj", "A-08", "in_stock", 15, "in_hand", "HZ-BJ-02", 1, "day"),
    ("LCY7E4AB8T1004158", "x7", "white", "bj", "B-01", "in_stock", 12, "in_hand", "", 0, ""),
    ("LCYC5LAA8T1001602", "c5", "blue", "bj", "", "transfer", 9, "in_hand", "", 0, ""),
    ("LCY7E4AB0T1004171", "x7", "white", "way", "", "in_transit", None, "", "", 0, ""),
    ("LCYM9EAB1T1000081", "m9", "black", "bj", "A-02", "in_stock", 8, "in_hand", "HZ-BJ-02", 1, "day"),
    ("LCYC3LAA4T1003316", "c3", "blue", "bj", "B-09", "in_stock", 5, "in_hand", "HZ-BJ-02", 1, "day"),
)  # fmt: skip


def cars(language: str) -> list[VehicleRow]:
    """The cars of the mockup."""
    at = 0 if language == "zh_CN" else 1
    made = []
    for no, (vin, model, paint, place, slot, status, age, cert, lease, mine, kind) in enumerate(_CARS):
        where = _PLACES[place][at]
        made.append(
            VehicleRow(
                vin=vin, stock_no=f"{_MODELS[model][1].split()[0]}-2609-{no + 11:03d}", model=_MODELS[model][at],
                status=status, colour=_PAINTS[paint][at], interior=("云灰", "Cloud grey")[at],
                location=f"{where} {slot}".strip(), branch=("滨江展厅", "Binjiang showroom")[at],
                arrived_on=TODAY - timedelta(days=age) if age is not None else None, certificate_state=cert,
                certificate_no="WDF126090034102" if cert else "", list_price=_MODELS[model][2],
                lease_terminal=lease, lease_mine=bool(mine), lease_kind=kind, model_code=model,
            )
        )  # fmt: skip
    return made


class FakeStock:
    """Stock in memory; leases need `online`."""

    def __init__(self, rows: list[VehicleRow], *, online: bool = True) -> None:
        self.rows, self.online = rows, online
        self.calls: list[tuple[Any, ...]] = []

    def counts(self, today: date) -> StockCounts:
        on_hand = [row for row in self.rows if row.status not in ("in_transit", "sold", "delivered")]
        ages = [row.age(today) or 0 for row in on_hand]
        return StockCounts(
            total=len(self.rows), in_stock=len(on_hand),
            sellable=sum(row.status == "in_stock" for row in self.rows),
            demonstrators=sum(row.status == "demonstrator" for row in self.rows),
            in_transit=sum(row.status == "in_transit" for row in self.rows),
            next_arrival=date(2026, 12, 2), reserved=sum(row.status == "reserved" for row in self.rows),
            ageing=sum(age >= 60 for age in ages), over_90=sum(age >= 90 for age in ages),
            pledged=sum(row.certificate_state == "pledged" for row in self.rows),
            leased=sum(row.lease_mine for row in self.rows),
        )  # fmt: skip

    def _found(self, wanted: StockFilter, today: date) -> list[VehicleRow]:
        views = {
            "sellable": lambda row: row.status == "in_stock", "in_transit": lambda row: row.status == "in_transit",
            "reserved": lambda row: row.status == "reserved", "ageing": lambda row: (row.age(today) or 0) >= 60,
            "leased": lambda row: row.lease_mine,
        }  # fmt: skip
        text = wanted.text.lower()
        rows = [
            row for row in self.rows
            if views.get(wanted.view, lambda row: True)(row)
            and text in f"{row.vin} {row.model} {row.colour} {row.location} {row.stock_no}".lower()
        ]  # fmt: skip
        keys = {"age": lambda row: row.age(today) if row.age(today) is not None else -1}
        key = keys.get(wanted.sort, lambda row: getattr(row, wanted.sort))
        return sorted(rows, key=key, reverse=wanted.descending)

    def count(self, wanted: StockFilter, today: date) -> int:
        return len(self._found(wanted, today))

    def page(self, wanted: StockFilter, today: date, offset: int, limit: int) -> tuple[VehicleRow, ...]:
        return tuple(self._found(wanted, today)[offset : offset + limit])

    def find(self, vin: str) -> VehicleRow | None:
        return next((row for row in self.rows if row.vin == vin), None)

    def _change(self, vins: tuple[str, ...], **values: Any) -> tuple[str, ...]:
        if not self.online:
            raise ServerUnreachable("unreachable", N_("The centre does not answer."))
        self.rows = [replace(row, **values) if row.vin in vins else row for row in self.rows]
        return vins

    def lease(self, vins: tuple[str, ...]) -> tuple[str, ...]:
        self.calls.append(("lease", vins))
        return self._change(vins, lease_terminal="HZ-BJ-02", lease_mine=True, lease_kind="day")

    def release(self, vins: tuple[str, ...]) -> tuple[str, ...]:
        self.calls.append(("release", vins))
        return self._change(vins, lease_terminal="", lease_mine=False, lease_kind="")

    def transfer(self, vin: str, to_branch: str) -> None:
        self.calls.append(("transfer", vin, to_branch))
        self.rows = [replace(row, status="transfer") if row.vin == vin else row for row in self.rows]

    def branches(self) -> tuple[tuple[str, str], ...]:
        return (("XS", "萧山库 Xiaoshan"), ("YH", "余杭展厅 Yuhang"))

    def receive(self, path: str, *, accept_warnings: bool) -> ReceiveResult:
        self.calls.append(("receive", path, accept_warnings))
        doubtful = LineProblem(7, "vin_check_digit", "The check digit of LCY7E4AB3T1004109 is wrong.")
        refused = LineProblem(12, "vin_known", "LCY5B2AA3S1001906 is in stock already.")
        return ReceiveResult(
            11 if accept_warnings else 10, (refused,), () if accept_warnings else (doubtful,)
        )


# ------------------------------------------------------------------ people, contracts

_PEOPLE = (
    ("周明慧", "Zhou Minghui", "13800006620", "042X", "滨江区江陵路 88 号 3-602", "88 Jiangling Road, Binjiang"),
    ("许若琳", "Xu Ruolin", "13900000217", "3318", "滨江区滨盛路 1508 号", "1508 Binsheng Road, Binjiang"),
    ("李建峰", "Li Jianfeng", "13600001188", "1209", "", ""),
    ("何志远", "He Zhiyuan", "13700002059", "", "", ""),
    ("吴佩珊", "Wu Peishan", "15000006653", "2046", "萧山区市心中路 66 号", "66 Shixin Middle Road, Xiaoshan"),
    ("郑凯", "Zheng Kai", "13800002290", "7781", "", ""),
    ("叶清", "Ye Qing", "13500007716", "6642", "上城区解放路 12 号", "12 Jiefang Road, Shangcheng"),
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
    model = {key: names[at] for key, names in _MODELS.items()}
    rows = (
        ("HZ02-26-01187", "draft", who[0], "x7", "LCY7E4AB8T1004127", 25_980_000, 3, 1, False, (11, 46), ""),
        ("HZ02-26-01183", "draft", who[1], "x7", "LCY7E4AB3T1004133", 26_180_000, 13, 3, True, (11, 42), "case1"),
        ("HZ02-26-01189", "signed", who[6], "x5r", "LCY5D2AA1T1002252", 19_642_000, 8, 2, False, (12, 14), ""),
        ("HZ02-26-01180", "approved", who[4], "c3", "LCYC3LAA8T1003310", 12_580_000, 5, 2, False, (10, 2), ""),
        ("HZ02-26-01178", "submitted", who[5], "c5", "", 22_890_467, 20, 1, False, (9, 51), ""),
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
    """Contracts in memory."""

    def __init__(self, rows: list[ContractRow]) -> None:
        self.rows = rows

    def _found(self, wanted: ContractFilter) -> list[ContractRow]:
        views = {
            "open": lambda row: row.state in ("draft", "submitted", "approved"),
            "signed": lambda row: row.state in ("signed", "amended"), "provisional": lambda row: row.provisional,
            "no_car": lambda row: not row.vin and row.state in ("approved", "signed", "amended"),
            "waiting": lambda row: bool(row.case_id), "cancelled": lambda row: row.state == "cancelled",
        }  # fmt: skip
        text = wanted.text.lower()
        return [
            row for row in self.rows
            if views.get(wanted.view, lambda row: True)(row)
            and text in f"{row.no} {row.buyer} {row.vin} {row.model}".lower()
        ]  # fmt: skip

    def counts(self) -> dict[str, int]:
        views = ("all", "open", "signed", "provisional", "waiting", "cancelled")
        return {view: len(self._found(ContractFilter(view=view))) for view in views}

    def count(self, wanted: ContractFilter) -> int:
        return len(self._found(wanted))

    def page(self, wanted: ContractFilter, offset: int, limit: int) -> tuple[ContractRow, ...]:
        return tuple(self._found(wanted)[offset : offset + limit])

    def find(self, no: str) -> ContractRow | None:
        return next((row for row in self.rows if row.no == no), None)


# ------------------------------------------------------------------ sync, search


def sync_status(language: str, *, online: bool = False) -> SyncStatus:
    """The offline afternoon of the mockup."""
    zh = language == "zh_CN"
    waiting = (
        ("contract", "合同 HZ02-26-01183 · 许若琳", "Contract HZ02-26-01183 · Xu Ruolin", "等您合并后上传", "Goes up after you merge it", None, (11, 42), "parked"),
        ("customer", "客户 吴佩珊 改电话", "Customer Wu Peishan, new number", "", "", None, (12, 9), "waiting"),
        ("quote", "报价 HZ02-26-01191 第 2 版", "Quote HZ02-26-01191, version 2", "C5 长续航 Max · 郑凯", "C5 Long Range Max · Zheng Kai", 22_890_467, (12, 11), "waiting"),
        ("contract", "合同 HZ02-26-01189 · 叶清", "Contract HZ02-26-01189 · Ye Qing", "已打印 4 份，已签", "4 copies printed, signed", 19_642_000, (12, 14), "waiting"),
        ("payment", "定金收据 R-0774", "Deposit receipt R-0774", "扫码支付，尾号 5521", "Paid by QR code, ending 5521", 2_000_000, (12, 15), "waiting"),
        ("test_drive", "试驾预约 · 何志远", "Test drive · He Zhiyuan", "11-23 10:00，X7 试驾车", "23 Nov 10:00, X7 demonstrator", None, (12, 17), "waiting"),
        ("stock", "车辆移位 …1577", "Car moved …1577", "滨江 A-04 → A-05", "Binjiang A-04 → A-05", None, (12, 18), "waiting"),
    )  # fmt: skip
    outbox = tuple(
        WaitingItem(no, kind, title if zh else title_en, text if zh else text_en, amount, _at(*at), state)
        for no, (kind, title, title_en, text, text_en, amount, at, state) in enumerate(waiting, start=1)
    )
    held = (("x5r", "LCY5D2AA1T1002252", ""), ("c5", "LCYC5LAA2T1001577", ""), ("x7", "LCY7E4AB8T1004127", "周明慧" if zh else "Zhou Minghui"), ("x7r", "LCY7R2AB5T1003980", ""), ("m9", "LCYM9EAB1T1000081", ""), ("c3", "LCYC3LAA4T1003316", ""), ("x5s", "LCY5B2AA5S1001920", ""), ("c5p", "LCYC5PAB2T1000240", ""))  # fmt: skip
    leases = tuple(
        LeaseItem(vin, _MODELS[model][0 if zh else 1], _at(21, 0), buyer) for model, vin, buyer in held
    )
    cases = (
        CaseItem("case1", "vehicle", "合同 HZ02-26-01183 · 许若琳：这台车已在 2 号展台卖给李建峰" if zh else "Contract HZ02-26-01183 · Xu Ruolin: this car was sold to Li Jianfeng at booth 2", "还有 1 项要决定（交车日期）· 订金 ¥20,000 安全" if zh else "1 thing left to decide (handover date) · ¥20,000 prepayment is safe"),
        CaseItem("case2", "customer", "客户何志远：同一手机号在中心已有「何志远（2024 年购车）」" if zh else "Customer He Zhiyuan: the centre knows his number as “He Zhiyuan (bought 2024)”", "是同一个人就合并档案，不是就各自保留" if zh else "Join the files if it is one person, keep both if not"),
    )  # fmt: skip
    return SyncStatus(
        online=online, waiting=len(outbox), last_contact=_at(12, 8), next_try_at=NOW + timedelta(seconds=42),
        clock_skew=0.4, signing_until=_at(12, 8, days=3), outbox=outbox, leases=leases, cases=cases,
    )  # fmt: skip


def overwritten(language: str) -> tuple[Overwritten, ...]:
    """Three fields that lost to a later entry; the third is for a manager."""
    zh = language == "zh_CN"
    me, wang = ("陈思远，柜台 1", "王浩，2 号展台") if zh else ("Chen Siyuan, Counter 1", "Wang Hao, Booth 2")
    buyer = "客户 许若琳" if zh else "Customer Xu Ruolin"
    model = "车型 X7 四驱旗舰" if zh else "Model X7 AWD Flagship"
    fields = (
        ("phone", "电话" if zh else "Telephone", "136 0571 8840", "136 0571 8804", me, wang, True),
        ("note", "备注" if zh else "Note", "周末交车" if zh else "Handover on Saturday", "要发票" if zh else "Wants an invoice", wang, me, True),
        ("seats", "座位数" if zh else "Seats", "5", "6", me, wang, False),
    )  # fmt: skip
    return tuple(
        Overwritten(("customer", "c0", column), buyer if may else model, name, lost, kept, loser, winner, _at(11, 12), _at(11, 40), may)
        for column, name, lost, kept, loser, winner, may in fields
    )  # fmt: skip


class FakeSync:
    """A status that tests set."""

    def __init__(self, status: SyncStatus) -> None:
        self.current, self.retries = status, 0
        self.refusal: Exception | None = None
        self.exported: list[str] = []
        self.restored: list[Overwritten] = []

    def status(self) -> SyncStatus:
        return self.current

    def cycle(self, *, push: bool) -> Cycled:
        self.retries += 1
        if not self.current.online:
            raise ServerUnreachable("unreachable", N_("The centre does not answer."))
        return Cycled(push_error=self.refusal if push else None)

    def wait_for_news(self) -> bool:
        raise AssertionError("the tests of the screens let nobody wait")

    def restore(self, lost: Overwritten) -> None:
        self.restored.append(lost)
        left = tuple(each for each in self.current.overwritten if each != lost)
        self.current = replace(self.current, overwritten=left)

    def export_unsent(self, path: str) -> int:
        self.exported.append(path)
        return self.current.waiting


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
    preferences: FakePreferences | None = None,
) -> Desk:  # fmt: skip
    """Someone signed in at counter 2."""
    zh = language == "zh_CN"
    user = next(user for user in _USERS if user[0] == login)
    session = Session(
        user_id=login, login=login, name=user[1 if zh else 2], roles=frozenset({user[3]}), terminal="HZ-BJ-02",
        branch="滨江展厅" if zh else "Binjiang showroom", dealership="澄远汽车" if zh else "Chengyuan Motors",
        signing_until=_at(12, 8, days=3),
    )  # fmt: skip
    stock, customers = FakeStock(cars(language), online=online), FakeCustomers(people(language))
    agreements, money = FakeContracts(contracts(language)), FakeMoney(language)
    return Desk(
        session=session, clock=clock or FakeClock(NOW), bus=ChangeBus(), stock=stock, customers=customers,
        contracts=agreements, sync=FakeSync(sync_status(language, online=online)),
        search=FakeSearch((stock, customers, agreements), money.rows), preferences=preferences or FakePreferences(),
        more={
            "deals": FakeDeals(language, online=online), "papers": FakePapers(language),
            "amending": FakeAmending(language), "cancelling": FakeCancelling(language),
            "allocating": FakeAllocating(language),
            "merging": FakeMerging(language), "set_aside": FakeAside(language),
            "show_check": FakeShowCheck(language), "test_drives": FakeDrives(language), "files": FakeFiles(),
            "money": money, "scans": FakeScans(), "devices": FakeDevices(), "stopwatch": FakeStopwatch(), "till": FakeTill(language), "pictures": FakePictures(online=online), "attachments": FakeAttachments(language),
            "password": FakePassword(online=online),
            "showroom": FakeShowroom(language),
            "leads": FakeLeads(language), "templates": FakeTemplates(language),
            "approvals": FakeApprovals(language),
            "customer_files": customers,
            "trade_ins": FakeTradeIns(language), "loans": FakeLoans(language),
            "deliveries": FakeDeliveries(language, named=user[3] is not Role.STOCK),
            "delivery": FakeDelivery(language, named=user[3] is not Role.STOCK),
            "customer_page": FakeCustomerPage(language, customers.find),
        },
    )  # fmt: skip
