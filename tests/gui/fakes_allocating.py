"""The mockups' queue for one order."""

from __future__ import annotations

from datetime import date, timedelta

from app.presenters.allocating import CarChoice, Earlier, Waiting
from tests.gui import story


class FakeAllocating:
    """Nothing is written."""

    def __init__(self, language: str = "en") -> None:
        self.zh = language == "zh_CN"
        self.allocated: list[tuple[str, str]] = []

    def waiting(self, no: str) -> Waiting:
        at = 0 if self.zh else 1
        white, grey, dark = (
            ("云母白", "Mica white")[at],
            ("云灰", "Cloud grey")[at],
            ("石墨灰", "Graphite grey")[at],
        )
        booth = ("2 号展台", "Booth 2")[at]
        cars = (
            CarChoice("LCY7E4AB8T1004158", white, grey, date(2026, 11, 10), same_colour=True),
            CarChoice("LCY7E4AB8T1004166", white, grey, date(2026, 11, 18), same_colour=True, holder=booth),
            CarChoice("LCY7E4AB3T1004102", dark, grey, date(2026, 9, 25), same_colour=False),
        )
        line = [each for each in story.WAITING if each[3][1] > 1]
        own, buyer, days, _place = line[-1]
        before = tuple(Earlier(each, name[at], story.drawn_on(each)) for each, name, *_ in line[:-1])
        model = ("X7 四驱旗舰 2026", "X7 AWD Flagship 2026")[at]
        promised = story.TODAY + timedelta(days=days)
        return Waiting(
            no, buyer[at], model, white, story.drawn_on(own), promised, 3_000_000, cars, before, len(line)
        )

    def allocate(self, no: str, vin: str) -> None:
        self.allocated.append((no, vin))
