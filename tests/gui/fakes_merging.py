"""The merges of the mockups: a contract that two desks changed, and a car that was sold twice."""

from __future__ import annotations

from collections.abc import Mapping

from app.gateways.merging import endings
from app.presenters.merge import Case, MergeField, MergeGroup, OtherCar
from app.presenters.set_aside import Aside


class FakeMerging:
    """Remembers what was decided."""

    def __init__(self, language: str = "en") -> None:
        self.zh = language == "zh_CN"
        self.resolved: list[tuple[str, dict[str, str]]] = []
        self.again = False

    def _(self, zh: str, en: str) -> str:
        return zh if self.zh else en

    def case(self, case_id: str) -> Case | None:
        buyer, winner = self._("许若琳", "Xu Ruolin"), self._("李建峰", "Li Jianfeng")
        cars = (
            OtherCar("LCY7E4AB8T1004158", self._("X7 四驱旗舰 · 云母白 · …004158 · 滨江 B-01", "X7 AWD · Mica white · …004158 · Binjiang B-01"), free=True),
            OtherCar("LCY7E4AB0T1004171", self._("X7 四驱旗舰 · 云母白 · …004171 · 在途", "X7 AWD · Mica white · …004171 · on its way"), free=True),
            OtherCar("LCY7E4AB3T1004102", self._("X7 四驱旗舰 · 石墨灰 · …004102 · 萧山 B-08", "X7 AWD · Graphite grey · …004102 · Xiaoshan B-08"), free=False),
            *endings(may_refund=False),
        )  # fmt: skip
        groups = (
            MergeGroup("price", (MergeField("price", "263,800.00", "261,800.00", "259,800.00"), MergeField("discount", "5,000.00", "7,000.00", "9,000.00"))),
            MergeGroup("delivery", (MergeField("delivery_date", "2026-12-05", "2026-12-03", "2026-12-08"),)),
        )  # fmt: skip
        phone = MergeGroup("buyer", (MergeField("buyer_phone", *("139 •••• 0217",) * 3), MergeField("buyer_address", *(self._("滨江区滨盛路 1508 号", "1508 Binsheng Road"),) * 3)))  # fmt: skip
        money = MergeGroup("money", (MergeField("paid", *("20,000.00 · R-0771",) * 3),), self._("只累计", "only ever added"))  # fmt: skip
        vehicle = case_id == "vehicle"
        if case_id == "signed":
            return self._signed(buyer)
        return Case(
            id=case_id, kind="vehicle" if vehicle else "contract", contract_no="HZ02-26-01183",
            summary=self._(f"王浩 11:31 在 2 号展台签约并收定金 ¥20,000。您 11:42 离线时为{buyer}接了同一台车的暂定订单。", f"Wang Hao signed it at 11:31 and took ¥20,000. At 11:42, offline, you took a provisional order from {buyer}."),
            mine_by=self._("陈思远，柜台 1", "Chen Siyuan, Counter 1"), theirs_by=self._("王雅婷，中心", "Wang Yating, centre"),
            groups=() if vehicle else groups, cars=cars if vehicle else (), buyer=buyer,
            headline=self._(f"这台车已在 2 号展台卖给{winner}", f"This car was sold to {winner} at booth 2"),
            lost=self._(f"{buyer}的暂定订单", f"Provisional order, {buyer}"), won=self._(f"已售给{winner}", f"Sold to {winner}"),
            settled=(phone, money), again=self.again,
        )  # fmt: skip

    def _signed(self, buyer: str) -> Case:
        """A contract that was signed while another desk put mats onto its draft and took the film off."""
        film, mats = self._("玻璃膜", "Window film"), self._("脚垫", "Floor mats")
        groups = (
            MergeGroup("line:1", (MergeField("label", film, film, "—"), MergeField("amount", "3,000.00", "3,000.00", "—"))),
            MergeGroup("line:2", (MergeField("label", "—", "—", mats), MergeField("amount", "—", "—", "680.00"))),
        )  # fmt: skip
        return Case(
            id="signed", kind="contract", contract_no="HZ02-26-01183", buyer=buyer, groups=groups, signed="mine",
            summary=self._(f"{buyer} 的合同 HZ02-26-01183 以签署内容为准。其他终端此前的改动未计入，需要时请做补充变更。", f"Contract HZ02-26-01183 of {buyer} is what was signed. What another desk changed before is not in it; an amendment brings it."),
            mine_by=self._("陈思远，柜台 1", "Chen Siyuan, Counter 1"), theirs_by=self._("王雅婷，2 号展台", "Wang Yating, Booth 2"),
            headline=self._("以已签内容为准", "What was signed stands"),
        )  # fmt: skip

    def resolve(self, case_id: str, choices: Mapping[str, str]) -> None:
        self.resolved.append((case_id, dict(choices)))


class FakeAside:
    """A sale below the floor that was set aside. A manager looks at it, unless the case is another's."""

    def __init__(self, language: str = "en") -> None:
        self.zh = language == "zh_CN"
        self.decided: list[tuple[str, dict[str, str]]] = []

    def _(self, zh: str, en: str) -> str:
        return zh if self.zh else en

    def case(self, case_id: str) -> Aside | None:
        may = case_id != "for_sales"
        facts = (
            (self._("录入人", "Entered by"), self._("王浩，2 号展台", "Wang Hao, Booth 2")),
            (self._("时间", "When"), self._("今天 11:31", "today 11:31")),
            (self._("搁置", "Set aside"), self._("今天 12:04", "today 12:04")),
            (self._("客户", "Customer"), self._("杜若涵", "Du Ruohan")),
            (self._("车辆", "Car"), self._("X5 远行版", "X5 Range") + " · LCY5D2AA8T1002240"),
            (self._("车价", "Price"), "¥180,800.00"),
            (self._("收据", "Receipt"), "R-HZB2-26-00771"),
            (self._("已收款", "Money received"), self._("已收 ¥20,000.00，尚未入账", "¥20,000.00 received, not yet posted")),
        )  # fmt: skip
        fields = (("price", "180800.00"), ("delivery_date", "2026-12-03"), ("delivery_place", ""),
                  ("buyer.name", self._("杜若涵", "Du Ruohan")), ("buyer.phone", ""))  # fmt: skip
        return Aside(
            case_id, "op", self._("成交 HZB2-26-00415", "Sale HZB2-26-00415"),
            self._("优惠超过了录入人的权限，也没有经理审批。", "The discount is above the author's limit, and no manager approved it."),
            facts, fields, may, "" if may else self._("由经理决定，您不需要做什么。", "A manager decides this. You need not do anything."), True,
        )  # fmt: skip

    def decide(self, case_id: str, choices: Mapping[str, str]) -> None:
        self.decided.append((case_id, dict(choices)))
