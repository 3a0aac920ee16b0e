"""A cancellation that cancels nothing."""

from __future__ import annotations

from app.domain.deposits import DepositFate
from app.presenters.cancelling import Standing


class FakeCancelling:
    """The mockups' contract with its deposit."""

    def __init__(self, language: str = "en") -> None:
        self.zh = language == "zh_CN"
        self.cancelled: list[tuple[str, str, DepositFate | None, tuple[str, str] | None]] = []

    def standing(self, no: str) -> Standing:
        buyer, car = ("叶青", "X5 …002252") if self.zh else ("Ye Qing", "X5 …002252")
        manager = ("sun", "孙丽" if self.zh else "Sun Li")
        return Standing(no, buyer, car, 2_000_000, 300_000, frees_car=True, approvers=(manager,))

    def cancel(self, no: str, reason: str, fate: DepositFate | None, approver: tuple[str, str] | None) -> int:
        self.cancelled.append((no, reason, fate, approver))
        return 2
