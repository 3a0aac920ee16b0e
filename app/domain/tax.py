"""Vehicle purchase tax of mainland China, from a dated table. Amounts in fen.

Tax = price without VAT x 10 %, less the relief in force on the invoice's date. Check it at each release.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from app.errors import UserError
from app.i18n import N_, language


@dataclass(frozen=True, slots=True)
class TaxRule:
    """One row of the table. `relief` is the share of the tax that is forgone, at most `relief_cap` fen."""

    id: str
    names: Mapping[str, str]
    valid_from: date
    valid_to: date | None
    source: str
    new_energy_only: bool = False
    """Whether it is for cars of the class 新能源 alone."""
    relief: Fraction = Fraction(0)
    relief_cap: int | None = None
    vat: Fraction = Fraction(13, 100)
    rate: Fraction = Fraction(10, 100)

    @property
    def name(self) -> str:
        """What to show beside the amount, in the language in force."""
        return self.names[language()]

    def applies(self, on: date, *, new_energy: bool) -> bool:
        """Whether the rule is for cars of this class, bought on this day."""
        in_force = self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)
        return in_force and (new_energy or not self.new_energy_only)


@dataclass(frozen=True, slots=True)
class PurchaseTax:
    """The tax in fen, what it would be without relief, and the rule to show."""

    amount: int
    full: int
    relief: int
    rule: TaxRule


RULES: tuple[TaxRule, ...] = (  # the first that applies counts
    TaxRule(
        id="cn-nev-2026",
        names={
            "zh_CN": "新能源汽车减半征收，每辆减税不超过 15,000 元（2026–2027 年）",
            "en": "New energy: half the tax, relief up to 15,000 yuan a car (2026–2027)",
        },
        valid_from=date(2026, 1, 1),
        valid_to=date(2027, 12, 31),
        new_energy_only=True,
        source="财政部 税务总局 工业和信息化部公告2023年第10号",
        relief=Fraction(1, 2),
        relief_cap=1_500_000,
    ),
    TaxRule(
        id="cn-nev-2024",
        names={
            "zh_CN": "新能源汽车免征，每辆免税不超过 30,000 元（2024–2025 年）",
            "en": "New energy: exempt, relief up to 30,000 yuan a car (2024–2025)",
        },
        valid_from=date(2024, 1, 1),
        valid_to=date(2025, 12, 31),
        new_energy_only=True,
        source="财政部 税务总局 工业和信息化部公告2023年第10号",
        relief=Fraction(1),
        relief_cap=3_000_000,
    ),
    TaxRule(
        id="cn-nev-exempt",
        names={"zh_CN": "新能源汽车免征（至 2023 年底）", "en": "New energy: exempt (until the end of 2023)"},
        valid_from=date(2019, 7, 1),
        valid_to=date(2023, 12, 31),
        new_energy_only=True,
        source="财政部公告2020年第21号, 2022年第27号",
        relief=Fraction(1),
    ),
    TaxRule(
        id="cn-standard",
        names={"zh_CN": "不含增值税价格的 10%", "en": "10 % of the price without VAT"},
        valid_from=date(2019, 7, 1),
        valid_to=None,
        source="中华人民共和国车辆购置税法",
    ),
)


def purchase_tax(
    price: int, *, new_energy: bool, on: date, rules: tuple[TaxRule, ...] = RULES
) -> PurchaseTax:
    """The tax on a car invoiced for `price` fen, VAT included, on that day; `new_energy` is the class of its energy."""
    rule = next((rule for rule in rules if rule.applies(on, new_energy=new_energy)), None)
    if rule is None:
        message = N_("No purchase tax rule is known for {on}. Is the clock of this computer right?")
        raise UserError("tax_rule_missing", message, on=on.isoformat())
    full = price / (1 + rule.vat) * rule.rate
    relief = full * rule.relief
    if rule.relief_cap is not None:
        relief = min(relief, Fraction(rule.relief_cap))
    # What is paid is rounded, and nothing before it: half of a rounded tax would often be a fen less.
    payable, whole = _round(full - relief), _round(full)
    return PurchaseTax(payable, whole, whole - payable, rule)


def find_rule(rule_id: str, rules: tuple[TaxRule, ...] = RULES) -> TaxRule | None:
    """The rule that a stored contract names."""
    return next((rule for rule in rules if rule.id == rule_id), None)


def _round(amount: Fraction) -> int:
    """Half a fen goes up, as tax offices round."""
    return int(amount + Fraction(1, 2))
