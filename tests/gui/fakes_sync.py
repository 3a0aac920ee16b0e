"""The offline afternoon of the mockups: what waits, what is held, what needs somebody."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from app.errors import ServerUnreachable
from app.i18n import N_
from app.presenters.overwritten import Overwritten
from app.presenters.sync_status import CaseItem, Cycled, LeaseItem, SyncStatus, WaitingItem
from tests.gui.fakes_desk import NOW, today_at
from tests.gui.fakes_stock import MODELS


def sync_status(language: str, *, online: bool = False) -> SyncStatus:
    """The offline afternoon of the mockup."""
    zh = language == "zh_CN"
    waiting = (
        ("contract", "合同 HZ02-26-01183 · 许若琳", "Contract HZ02-26-01183 · Xu Ruolin", "等您合并后上传", "Goes up after you merge it", None, (11, 42), "parked"),
        ("customer", "客户 吴佩珊 改电话", "Customer Wu Peishan, new number", "", "", None, (12, 9), "waiting"),
        ("quote", "报价 HZ02-26-01191 第 2 版", "Quote HZ02-26-01191, version 2", "C5 长续航 Max · 郑凯", "C5 Long Range Max · Zheng Kai", 22_890_467, (12, 11), "waiting"),
        ("contract", "合同 HZ02-26-01189 · 叶清", "Contract HZ02-26-01189 · Ye Qing", "已打印 4 份，已签", "4 copies printed, signed", 19_642_000, (12, 14), "waiting"),
        ("payment", "定金收据 R-0774", "Deposit receipt R-0774", "扫码支付，尾号 5521", "Paid by QR code, ending 5521", 2_000_000, (12, 15), "waiting"),
        ("test_drive", "试驾预约 · 何志远", "Test drive · He Zhiyuan", "11-23 10:00，X7 试驾车", "23 Nov 10:00, X7 demonstrator", None, (12, 17), "waiting"),
        ("stock", "车辆移位 …1577", "Car moved …1577", "滨江 A-04 → A-05", "Binjiang A-04 → A-05", None, (12, 18), "waiting"),
    )  # fmt: skip
    outbox = tuple(
        WaitingItem(
            no, kind, title if zh else title_en, text if zh else text_en, amount, today_at(*at), state
        )
        for no, (kind, title, title_en, text, text_en, amount, at, state) in enumerate(waiting, start=1)
    )
    held = (("x5r", "LCY5D2AA1T1002252", ""), ("c5", "LCYC5LAA2T1001577", ""), ("x7", "LCY7E4AB8T1004127", "周明慧" if zh else "Zhou Minghui"), ("x7r", "LCY7R2AB5T1003980", ""), ("m9", "LCYM9EAB1T1000081", ""), ("c3", "LCYC3LAA4T1003316", ""), ("x5s", "LCY5B2AA5S1001920", ""), ("c5p", "LCYC5PAB2T1000240", ""))  # fmt: skip
    leases = tuple(
        LeaseItem(vin, MODELS[model][0 if zh else 1], today_at(21, 0), buyer) for model, vin, buyer in held
    )
    cases = (
        CaseItem("case1", "vehicle", "合同 HZ02-26-01183 · 许若琳：这台车已在 2 号展台卖给李建峰" if zh else "Contract HZ02-26-01183 · Xu Ruolin: this car was sold to Li Jianfeng at booth 2", "还有 1 项要决定（交车日期）· 订金 ¥20,000 安全" if zh else "1 thing left to decide (handover date) · ¥20,000 prepayment is safe"),
        CaseItem("case2", "customer", "客户何志远：同一手机号在中心已有「何志远（2024 年购车）」" if zh else "Customer He Zhiyuan: the centre knows his number as “He Zhiyuan (bought 2024)”", "是同一个人就合并档案，不是就各自保留" if zh else "Join the files if it is one person, keep both if not"),
    )  # fmt: skip
    return SyncStatus(
        online=online, waiting=len(outbox), last_contact=today_at(12, 8), next_try_at=NOW + timedelta(seconds=42),
        clock_skew=0.4, signing_until=today_at(12, 8, days=3), outbox=outbox, leases=leases, cases=cases,
    )  # fmt: skip


def overwritten(language: str) -> tuple[Overwritten, ...]:
    """Three fields that lost to a later entry; the third is for a manager."""
    zh = language == "zh_CN"
    me, wang = ("陈思远，柜台 1", "王浩，2 号展台") if zh else ("Chen Siyuan, Counter 1", "Wang Hao, Booth 2")
    buyer = "客户 许若琳" if zh else "Customer Xu Ruolin"
    model = "车型 X7 四驱旗舰" if zh else "Model X7 AWD Flagship"
    fields = (
        ("phone", "电话" if zh else "Telephone", "139 0000 0271", "139 0000 0217", me, wang, True),
        ("note", "备注" if zh else "Note", "周末交车" if zh else "Handover on Saturday", "要发票" if zh else "Wants an invoice", wang, me, True),
        ("seats", "座位数" if zh else "Seats", "5", "6", me, wang, False),
    )  # fmt: skip
    return tuple(
        Overwritten(("customer", "c0", column), buyer if may else model, name, lost, kept, loser, winner, today_at(11, 12), today_at(11, 40), may)
        for column, name, lost, kept, loser, winner, may in fields
    )  # fmt: skip


class FakeSync:
    """A status that tests set."""

    def __init__(self, status: SyncStatus) -> None:
        self.current, self.retries = status, 0
        self.refusal: Exception | None = None
        self.exported: list[str] = []
        self.restored: list[Overwritten] = []

    def status(self) -> SyncStatus:
        return self.current

    def cycle(self, *, push: bool) -> Cycled:
        self.retries += 1
        if not self.current.online:
            raise ServerUnreachable("unreachable", N_("The centre does not answer."))
        return Cycled(push_error=self.refusal if push else None)

    def wait_for_news(self) -> bool:
        raise AssertionError("the tests of the screens let nobody wait")

    def restore(self, lost: Overwritten) -> None:
        self.restored.append(lost)
        left = tuple(each for each in self.current.overwritten if each != lost)
        self.current = replace(self.current, overwritten=left)

    def export_unsent(self, path: str) -> int:
        self.exported.append(path)
        return self.current.waiting
