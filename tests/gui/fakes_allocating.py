"""The mockups' queue for one order."""

from __future__ import annotations

from datetime import date

from app.presenters.allocating import CarChoice, Earlier, Waiting


class FakeAllocating:
    """Nothing is written."""

    def __init__(self, language: str = "en") -> None:
        self.zh = language == "zh_CN"
        self.allocated: list[tuple[str, str]] = []

    def waiting(self, no: str) -> Waiting:
        blue, white, grey = (
            ("曜夜蓝", "云母白", "云灰") if self.zh else ("Night blue", "Mica white", "Cloud grey")
        )
        cars = (
            CarChoice("LCY7E4AB8T1004174", blue, grey, date(2026, 11, 12), same_colour=True),
            CarChoice(
                "LCY7E4AB8T1004158", blue, grey, date(2026, 11, 18), same_colour=True, holder="Booth 2"
            ),
            CarChoice("LCY7E4AB8T1004102", white, grey, date(2026, 10, 30), same_colour=False),
        )
        buyer, model = ("唐悦", "X7 四驱旗舰 2026") if self.zh else ("Tang Yue", "X7 AWD Flagship 2026")
        before = Earlier("HZ02-26-01151", "何志远" if self.zh else "He Zhiyuan", date(2026, 10, 21))
        return Waiting(
            no, buyer, model, blue, date(2026, 10, 28), date(2026, 12, 10), 3_000_000, cars, (before,), 3
        )

    def allocate(self, no: str, vin: str) -> None:
        self.allocated.append((no, vin))
