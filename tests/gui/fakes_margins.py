"""What a deal brings and costs, made up."""

from __future__ import annotations

from app.i18n import tr
from app.presenters.margin import Margin, MarginLine
from tests.gui import story


class FakeMargins:
    """One deal for every number: a car, what was fitted, and a gift of which nobody said the cost."""

    def __init__(self, language: str) -> None:
        at = 0 if language == "zh_CN" else 1
        mats, amount = story.MATS
        self._lines = (
            MarginLine(story.XU.model[at], "", story.XU.price, 24_650_000),
            MarginLine(mats[at], "", amount, 110_000),
            MarginLine(tr("Insurance"), tr("collected for others"), story.INSURANCE, 650_000),
            MarginLine(("上牌服务", "Registration")[at], "", story.PLATES, 60_000),
            MarginLine(story.CHARGER[at], tr("Gift"), 0, None),
            MarginLine(tr("Interest that we pay"), "", 0, 285_285),
        )

    def margin(self, no: str) -> Margin:
        return Margin(no, self._lines)
