"""The sales that the made-up dealership's screens tell of: who buys which car, for how much, and what they sign.

Every screen takes a sale's people, car and amounts from here, so that one sale is the same on all of them. Amounts
in fen; words in Chinese and English.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from app.domain import tax
from app.domain.contract_document import Buyer, Car, ContractDocument, DepositTerms, PaymentPlan, Seller
from app.domain.deposits import DepositKind
from app.domain.identity import IdKind
from app.domain.pricing import TRADE_IN, Nature, PriceLine, PriceSheet
from tests.unit.contract_samples import full_contract

TODAY = date(2026, 11, 22)
Words = tuple[str, str]
CHEN: Words = ("陈思远", "Chen Siyuan")
LENDER: Words = ("浙江承安银行", "Cheng'an Bank")


@dataclass(frozen=True)
class Person:
    """A customer with everything that papers say of them."""

    name: Words
    phone: str
    id_number: str
    address: Words


@dataclass(frozen=True)
class Sale:
    """A customer's car and what is agreed."""

    no: str
    buyer: Person
    model: Words
    """As lists name it."""
    series: tuple[Words, Words]
    energy: str
    vin: str
    colour: Words
    list_price: int
    price: int
    delivered_in: int
    """Days from today."""
    loan: int = 0
    used: int = 0
    """What their used car counts."""
    provisional: bool = False

    @property
    def car(self) -> Words:
        """The model, and the end of the VIN."""
        zh, en = self.model
        return f"{zh} …{self.vin[-6:]}", f"{en} …{self.vin[-6:]}"

    @property
    def discount(self) -> int:
        return self.list_price - self.price

    @property
    def tax(self) -> tax.PurchaseTax:
        """By the rule of the day; all these cars are new energy vehicles."""
        return tax.purchase_tax(self.price, new_energy=True, on=TODAY)

    @property
    def payable(self) -> int:
        return sheet(self, 0).payable

    @property
    def left(self) -> int:
        """What the buyer still pays when the bank and the deposit have paid."""
        return self.payable - self.loan - DEPOSIT


DEPOSIT = 2_000_000
MATS = (("脚垫 + 行车记录仪套装", "Mats + dash camera set"), 268_000)
CHARGER: Words = ("家用充电桩安装", "Home charger fitting")
INSURANCE, PLATES = 684_000, 50_000
USED_PLATE = "浙A·7K2M5"

_X7 = (("X7", "X7"), ("四驱旗舰", "AWD Flagship"))
ZHOU = Sale(
    "HZ02-26-01187",
    Person(
        ("周明慧", "Zhou Minghui"), "13800006620", "33010619900108042X",
        ("滨江区江陵路 88 号 3-602", "88 Jiangling Road, Binjiang"),
    ),
    ("X7 四驱旗舰", "X7 AWD Flagship"), _X7, "erev", "LCY7E4AB8T1004127", ("曜夜蓝", "Night blue"),
    26_880_000, 25_980_000, 3, loan=15_000_000, used=6_800_000,
)  # fmt: skip
"""Drawn, signed, financed and delivered on the screens."""
XU = Sale(
    "HZ02-26-01183",
    Person(
        ("许若琳", "Xu Ruolin"), "13900000217", "330106198808123318",
        ("滨江区滨盛路 1508 号", "1508 Binsheng Road, Binjiang"),
    ),
    ("X7 四驱旗舰", "X7 AWD Flagship"), _X7, "erev", "LCY7E4AB3T1004133", ("曜夜蓝", "Night blue"),
    26_880_000, 26_180_000, 13, loan=15_000_000, provisional=True,
)  # fmt: skip
"""A provisional order for a car that booth 2 sells to another."""
YE = Sale(
    "HZ02-26-01189",
    Person(
        ("叶清", "Ye Qing"), "13500007716", "330102198503216642",
        ("上城区解放路 12 号", "12 Jiefang Road, Shangcheng"),
    ),
    ("X5 远行版", "X5 Range"), (("X5", "X5"), ("远行版", "Range")), "erev", "LCY5D2AA1T1002252",
    ("云母白", "Mica white"), 19_980_000, 19_642_000, 8,
)  # fmt: skip
"""Signed; it is amended and cancelled."""
SALES = {sale.no: sale for sale in (ZHOU, XU, YE)}

WAITING = (
    ("HZ02-26-01144", ("高远", "Gao Yuan"), 13, (1, 3)), ("HZ02-26-01151", ("罗子衡", "Luo Ziheng"), 18, (1, 1)),
    ("HZ02-26-01155", ("顾思琪", "Gu Siqi"), 23, (2, 3)), ("HZ02-26-01164", ("唐悦", "Tang Yue"), 26, (3, 3)),
)  # fmt: skip
"""Orders for an X7 without a car: whose, in how many days it is promised, and the place in its line."""


def drawn_on(no: str) -> date:
    """The day of an order that waits for a car."""
    return TODAY - timedelta(days=172 - int(no[-3:]))


def sheet(sale: Sale, at: int) -> PriceSheet:
    """The whole price, as desk and paper say it; `at` 0: in Chinese, 1: in English."""
    lines = [
        PriceLine("add_on", MATS[0][at], MATS[1]),
        PriceLine("gift", CHARGER[at], 0, nature=Nature.GIFT),
        PriceLine("insurance", ("交强险与商业险", "Insurance")[at], INSURANCE, ("中国人民财产保险", "PICC")[at], Nature.REFUNDABLE),
        PriceLine("plates", ("上牌服务", "Registration")[at], PLATES),
        PriceLine(
            "purchase_tax", ("车辆购置税", "Purchase tax")[at], sale.tax.amount, ("国家税务总局", "Tax office")[at],
            Nature.MANDATORY, sale.tax.rule.id,
        ),
    ]  # fmt: skip
    if sale.used:
        lines.append(PriceLine(TRADE_IN, USED_PLATE, sale.used))
    return PriceSheet(sale.list_price, sale.price, tuple(lines))


def contract(sale: Sale, language: str, **changes: Any) -> ContractDocument:
    """Its paper."""
    at, buyer = (0 if language == "zh_CN" else 1), sale.buyer
    series, trim = sale.series
    kind = DepositKind.PREPAYMENT if sale.provisional else DepositKind.DEPOSIT
    made = full_contract(
        no=sale.no, language=language, drawn_on=TODAY, provisional=sale.provisional,
        place=("杭州市滨江区", "Binjiang, Hangzhou")[at],
        seller=Seller(
            ("杭州澄远汽车销售服务有限公司", "Hangzhou Chengyuan Motors")[at], "91350100M000100Y43",
            ("杭州市滨江区江陵路 88 号", "88 Jiangling Road, Binjiang, Hangzhou")[at], "0571-86012345", CHEN[at],
            ("王雅婷", "Wang Yating")[at],
        ),
        buyer=Buyer(buyer.name[at], IdKind.ID_CARD, buyer.id_number, buyer.phone, buyer.address[at]),
        sheet=sheet(sale, at),
        deposit=DepositTerms(kind, DEPOSIT, None if sale.provisional else TODAY),
        plan=PaymentPlan("loan", (), LENDER[at], sale.loan, 36, 299) if sale.loan else PaymentPlan(),
        delivery_on=TODAY + timedelta(days=sale.delivered_in),
        delivery_place=("滨江展厅", "Binjiang hall")[at],
        annexes=("prices",),
    )  # fmt: skip
    car: Car = replace(
        made.car, brand=("澄远", "Chengyuan")[at], model=series[at], trim=trim[at], vin=sale.vin,
        energy=sale.energy, colour=sale.colour[at], interior=("云灰", "Cloud grey")[at], options=(),
    )  # fmt: skip
    return replace(made, car=car, **changes)
