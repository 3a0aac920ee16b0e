"""What waits in the mockup: a contract with a loan, one's own, and money that shall go back."""

from __future__ import annotations

from datetime import timedelta

from app.errors import UserError
from app.i18n import N_
from app.presenters.approvals import Figure, Request
from app.presenters.notices import Notice
from tests.gui.fakes_desk import NOW


class FakeApprovals:
    """Answers are kept; a no without a reason is refused."""

    def __init__(self, language: str = "en") -> None:
        zh = language == "zh_CN"
        loan = "工商银行贷款 ¥160,000.00 · 36 期" if zh else "Loan ¥160,000.00 · ICBC · 36 months"
        terms = "赠送充电桩安装" if zh else "Home charger installed as a gift"
        why = (
            "客户持有另一家 ¥254,000 的书面报价"
            if zh
            else "Has a written quote from another dealer, ¥254,000"
        )
        names = ("厂商指导价", "付款", "其他约定", "申请人", "原因") if zh else (
            "List price", "Payment", "Further terms", "Asked by", "Why",
        )  # fmt: skip
        who = "陈思远" if zh else "Chen Siyuan"
        facts = tuple(zip(names, ("¥268,800.00", loan, terms, who, why), strict=True))
        car = "X7 四驱旗舰" if zh else "X7 AWD Flagship"
        figures = (
            Figure(
                "¥15,000.00", f"超出{who}权限 ¥3,000.00" if zh else f"¥3,000.00 more than {who} may give", "bad"
            ),
            Figure(
                "¥253,800.00",
                "高出您的底价 ¥247,296.00 达 ¥6,504.00" if zh else "¥6,504.00 above your floor of ¥247,296.00", "ok",
            ),
            Figure("¥11,640.00", "9 单平均，最高 ¥16,000.00" if zh else "mean of 9 sales, the most ¥16,000.00"),
        )  # fmt: skip
        c5 = "C5 长续航 Max" if zh else "C5 Long Range Max"
        own = (names[0], "¥228,900.00"), *facts[1:3]
        off, whole, back = ("优惠", "合同", "退款") if zh else ("Discount", "Contract", "Refund")
        self.rows = [
            Request(
                "c1", "contract", "HZ02-26-01190", "何志远" if zh else "He Zhiyuan", car, 25_380_000, who, facts,
                title=f"{off} ¥15,000.00", asked_at=NOW - timedelta(minutes=38), figures=figures,
            ),
            Request(
                "c2", "contract", "HZ02-26-01178", "郑凯" if zh else "Zheng Kai", c5, 22_290_000,
                "王雅婷" if zh else "Wang Yating", own, own=True, title=f"{whole} ¥222,900.00",
                asked_at=NOW - timedelta(minutes=22),
            ),
            Request(
                "r1", "refund", "R-HZ02-26-00718", "郭晓岚" if zh else "Guo Xiaolan",
                "没有签合同" if zh else "No contract signed", 500_000, who, (), title=f"{back} ¥5,000.00",
                asked_at=NOW - timedelta(hours=3),
            ),
        ]  # fmt: skip
        names = ("答复", "答复人", "时间", "原因", "金额", "申请人", "申请时间") if zh else (
            "Answer", "Answered by", "When", "Why", "Amount", "Asked by", "Asked",
        )  # fmt: skip
        wang, yes = ("王雅婷", "已批准") if zh else ("Wang Yating", "Approved")
        no, when = ("已退回", "11月20日 16:20") if zh else ("Sent back", "20 Nov 16:20")
        long = "36 期太长" if zh else "36 months are too long"
        aged = "库龄较长" if zh else "In stock for long"
        asked = "11月20日 15:40" if zh else "20 Nov 15:40"
        told = [
            (yes, wang, when, aged, "¥251,000.00", who, asked), (no, wang, when, long, "¥253,800.00", who, asked),
        ]  # fmt: skip
        rows = [tuple(zip(names, each, strict=True)) for each in told]
        self.said = (
            Request(
                "a1", "discount", "HZ02-26-01174", "林悦" if zh else "Lin Yue", f"{yes} · {wang}", 25_100_000, who,
                rows[0], answered=True, title="¥251,000.00", asked_at=NOW - timedelta(days=1, hours=20, minutes=40),
            ),
            Request(
                "a2", "contract", "HZ02-26-01190", "何志远" if zh else "He Zhiyuan", f"{no} · {wang}", 25_380_000, who,
                rows[1], answered=True, title="¥253,800.00", asked_at=NOW - timedelta(days=1, hours=20, minutes=40),
            ),
        )  # fmt: skip
        self.answers: list[tuple[str, bool, str]] = []
        self.submitted: list[tuple[str, bool]] = []

    def waiting(self) -> tuple[Request, ...]:
        return tuple(self.rows)

    def answered(self) -> tuple[Request, ...]:
        return self.said

    def answer(self, request: Request, *, yes: bool, note: str) -> None:
        if not yes and not note.strip():
            raise UserError("reason_missing", N_("Say what has to be changed."), field="reason")
        self.answers.append((request.no, yes, note))
        self.rows.remove(request)

    def submit(self, no: str, *, take_back: bool) -> None:
        self.submitted.append((no, take_back))


class FakeNotices:
    """Whoever asked has heard nothing new, until a test says otherwise."""

    def __init__(self, language: str = "en") -> None:
        self.rows: list[Notice] = []
        self.zh = language == "zh_CN"

    def add(self, *, yes: bool, why: str = "") -> Notice:
        by, buyer = ("王雅婷", "何志远") if self.zh else ("Wang Yating", "He Zhiyuan")
        self.rows.insert(0, Notice(f"a{len(self.rows)}", "HZ02-26-01190", buyer, by, yes, why))
        return self.rows[0]

    def unseen(self) -> tuple[Notice, ...]:
        return tuple(self.rows)

    def see(self, keys: tuple[str, ...]) -> None:
        self.rows = [row for row in self.rows if row.key not in keys]
