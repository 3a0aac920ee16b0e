"""Invented deals to try a template on: between them every clause is printed once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from app.domain.contract_document import (
    Buyer,
    Car,
    ContractDocument,
    DepositTerms,
    PaymentPlan,
    PaymentStep,
    Seller,
)
from app.domain.contract_template import Template
from app.domain.deposits import DepositKind
from app.domain.identity import IdKind
from app.domain.pricing import Nature, PriceLine, PriceSheet
from app.domain.states import ContractState
from app.i18n import N_

SAMPLES: Mapping[str, str] = {
    "loan": N_("Loan, add-ons, used car"),
    "full": N_("Paid in one sum"),
    "instalments": N_("Instalments, no car yet"),
    "provisional": N_("Order for a car that is not certain"),
}
_PRICE = 25_980_000
_LINES = (
    PriceLine("add_on", "脚垫 Mats", 268_000),
    PriceLine("insurance", "保险 Insurance", 734_000, "保险公司 Insurer", Nature.MANDATORY),
    PriceLine("gift", "行车记录仪 Dash camera", 59_900, nature=Nature.GIFT),
    PriceLine("trade_in", "旧车 Used car", 6_800_000),
)


def sample(name: str, words: Template) -> ContractDocument:
    """One of them, drawn on the first day of the template's."""
    on = words.valid_from
    made = ContractDocument(
        no="SAMPLE-00-00001", version=1, state=ContractState.DRAFT, drawn_on=on,
        seller=Seller("示例汽车销售有限公司", "91350100M000100Y43", "示例路 1 号", "000-00000000", "示例顾问"),
        buyer=Buyer("示例客户", IdKind.ID_CARD, "11010519491231002X", "13800000000", "示例街 2 号"),
        car=Car(
            "示例", "X7", "旗舰", on.year, "LATPAB071W1005301", "bev", "曜夜蓝", "云灰", "WDF000000000003", "TZ000001",
            ("冬季套装 Winter kit",),
        ),
        sheet=PriceSheet(_PRICE, _PRICE - 600_000), place="示例市", language=words.language,
        deposit=DepositTerms(DepositKind.DEPOSIT, 2_000_000, on), delivery_on=_later(on), delivery_place="示例展厅",
        terms="示例 Sample", template=words.name,
    )  # fmt: skip
    return _VARIED[name](made) if name in _VARIED else made


def _later(on: date) -> date:
    return on.replace(year=on.year + 1, day=min(on.day, 28))


def _loan(made: ContractDocument) -> ContractDocument:
    plan = PaymentPlan("loan", (), "示例银行 Sample bank", 15_000_000, 36, 390)
    return replace(made, sheet=replace(made.sheet, lines=_LINES), plan=plan)


def _instalments(made: ContractDocument) -> ContractDocument:
    half = made.balance // 2
    steps = (PaymentStep("首期 First", half, made.delivery_on), PaymentStep("尾款 Rest", made.balance - half))
    return replace(made, car=replace(made.car, vin=""), plan=PaymentPlan("instalments", steps))


def _provisional(made: ContractDocument) -> ContractDocument:
    return replace(made, provisional=True, deposit=DepositTerms(DepositKind.PREPAYMENT, 2_000_000))


_VARIED = {"loan": _loan, "instalments": _instalments, "provisional": _provisional}
