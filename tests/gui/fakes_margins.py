"""What a deal brings and costs, made up."""

from __future__ import annotations

from app.i18n import tr
from app.presenters.margin import Margin, MarginLine


class FakeMargins:
    """One deal for every number: a car, what was fitted, and a gift of which nobody said the cost."""

    def __init__(self, language: str) -> None:
        zh = language == "zh_CN"
        self._lines = (
            MarginLine("比亚迪 汉 EV 荣耀版" if zh else "BYD Han EV Honour", "", 22_980_000, 21_450_000),
            MarginLine("全车贴膜" if zh else "Film", "", 280_000, 110_000),
            MarginLine(tr("Insurance"), tr("collected for others"), 684_000, 650_000),
            MarginLine("首次保养" if zh else "First service", "", 60_000, 70_000),
            MarginLine("脚垫" if zh else "Mats", tr("Gift"), 0, None),
            MarginLine(tr("Interest that we pay"), "", 0, 285_285),
        )

    def margin(self, no: str) -> Margin:
        return Margin(no, self._lines)
