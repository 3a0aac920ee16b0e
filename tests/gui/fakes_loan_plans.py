"""What the mockups' dealership says of its loan plans, in memory."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.domain import loan_plan
from app.gateways.loan_plans import standing
from app.presenters.loan_plans import Terms

TODAY = date(2026, 11, 22)
_SAID = (
    ("bank", "2027-01-01", ("工商银行", "ICBC"), 36, "2.75", "60", {}),
    ("bank", "2026-06-01", ("工商银行", "ICBC"), 36, "2.99", "58", {}),
    ("maker", "2026-10-01", ("澄远金融", "Chengyuan Finance"), 24, "4.50", "47", {"method": "subsidised"}),
)  # fmt: skip


class FakeLoanPlans:
    """Keeps terms as the setting does."""

    def __init__(self, language: str = "en") -> None:
        at = 0 if language == "zh_CN" else 1
        self.said: list[Mapping[str, Any]] = [
            loan_plan.read(
                {"plan": plan, "from": day, "lender": lender[at], "months": months, "rate": rate, "share": share}
                | more
            )
            for plan, day, lender, months, rate, share, more in _SAID
        ]  # fmt: skip

    def terms(self) -> tuple[Terms, ...]:
        return standing(loan_plan.newest_first(self.said), TODAY)

    def add(self, given: Mapping[str, Any]) -> None:
        self.said.append(loan_plan.read(given))

    def take_out(self, plan: str, begins: date) -> None:
        self.said = [each for each in self.said if (each["plan"], each["from"]) != (plan, begins.isoformat())]
