"""A cancellation that cancels nothing."""

from __future__ import annotations

from app.domain.deposits import DepositFate
from app.presenters.cancelling import Standing
from tests.gui.story import DEPOSIT, YE


class FakeCancelling:
    """The mockups' contract with its deposit."""

    def __init__(self, language: str = "en") -> None:
        self.zh = language == "zh_CN"
        self.cancelled: list[tuple[str, str, DepositFate | None, tuple[str, str] | None]] = []

    def standing(self, no: str) -> Standing:
        at = 0 if self.zh else 1
        buyer, car = YE.buyer.name[at], YE.car[at]
        manager = ("wang", ("王雅婷", "Wang Yating")[at])
        return Standing(no, buyer, car, DEPOSIT, 300_000, frees_car=True, approvers=(manager,))

    def cancel(self, no: str, reason: str, fate: DepositFate | None, approver: tuple[str, str] | None) -> int:
        self.cancelled.append((no, reason, fate, approver))
        return 2
