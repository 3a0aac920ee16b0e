"""One contract with everything in it, for the tests of domain and documents."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from app.domain.contract_document import (
    Buyer,
    Car,
    ContractDocument,
    DepositTerms,
    PaymentPlan,
    PaymentStep,
    Seller,
)
from app.domain.deposits import DepositKind
from app.domain.identity import IdKind
from app.domain.pricing import Nature, PriceLine, PriceSheet
from app.domain.states import ContractState

LINES = (
    PriceLine("add_on", "脚垫与行李箱垫", 268_000),
    PriceLine("insurance", "交强险与商业险", 734_000, "中国人民财产保险", Nature.MANDATORY),
    PriceLine("plates", "上牌服务", 80_000),
    PriceLine("purchase_tax", "车辆购置税", 515_084, "国家税务总局", Nature.MANDATORY, "cn-nev-2026"),
    PriceLine("gift", "行车记录仪", 59_900, nature=Nature.GIFT),
    PriceLine("trade_in", "大众朗逸 浙A12345", 2_000_000),
)


def full_contract(**changes: Any) -> ContractDocument:
    """A confirmed sale with loan, trade-in and add-ons; `changes` replace fields."""
    document = ContractDocument(
        no="MAIN01-26-00001",
        version=1,
        state=ContractState.APPROVED,
        drawn_on=date(2026, 11, 22),
        place="杭州市滨江区",
        seller=Seller(
            "杭州澄远汽车销售服务有限公司",
            "91350100M000100Y43",
            "杭州市滨江区江陵路 88 号",
            "0571-86012345",
            "陈思远",
            "王雅婷",
        ),
        buyer=Buyer(
            "周明慧", IdKind.ID_CARD, "11010519491231002X", "13800006620", "滨江区江陵路 88 号 3-602"
        ),
        car=Car(
            "澄远",
            "X7",
            "四驱旗舰",
            2026,
            "LATPAB071W1005301",
            "erev",
            "曜夜蓝",
            "云灰",
            "WDF126110034127",
            "TZ230-6K03318",
            ("21 英寸轮毂", "后排娱乐屏", "冬季套装"),
        ),
        sheet=PriceSheet(12_000_000, 11_640_902, LINES),
        deposit=DepositTerms(DepositKind.DEPOSIT, 2_000_000, date(2026, 11, 22)),
        plan=PaymentPlan("loan", (), "澄远汽车金融", 5_000_000, 36, 450),
        delivery_on=date(2026, 11, 25),
        delivery_place="滨江展厅",
        annexes=("prices", "options"),
    )
    return replace(document, **changes)


def provisional_order(**changes: Any) -> ContractDocument:
    """An order taken without a lease on the car, paid in two steps, with refundable money."""
    document = full_contract(
        no="MAIN02-26-00007",
        provisional=True,
        deposit=DepositTerms(DepositKind.PREPAYMENT, 2_000_000),
        sheet=PriceSheet(12_000_000, 11_640_902),
        plan=PaymentPlan(
            "instalments",
            (
                PaymentStep("首期款", 4_640_902, date(2026, 12, 1)),
                PaymentStep("提车款", 5_000_000, date(2026, 12, 24)),
            ),
        ),
        annexes=("options",),
    )
    return replace(document, **changes)
