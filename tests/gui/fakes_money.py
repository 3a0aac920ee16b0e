"""The receipts of the mockup's day, in memory and in two languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from app.domain.shift import MethodLine, check_closing
from app.errors import UserError
from app.i18n import N_
from app.presenters.money import Back, Part, Receipt, Standing, Wanted
from app.presenters.sent import Sent
from app.presenters.till import Held, TillShift
from tests.gui.story import DEPOSIT, YE, ZHOU

NOW = datetime(2026, 11, 22, 4, 20, tzinfo=UTC)
_DAY = (
    ("R-0778", "deposit", 2_000_000, "wechat", 0), ("R-0777", "balance", 22_331_558, "transfer", 1),
    ("R-0776", "void", -126_050, "cash", 2), ("R-0775", "balance", 10_000_000, "card", 3),
    ("R-0774", "deposit", 2_000_000, "cash", 2), ("R-0773", "refund", -500_000, "card", 4),
    ("R-0772", "balance", 126_050, "cash", 2), ("R-0718", "prepayment", 500_000, "card", 5),
)  # fmt: skip
_BUYERS = (
    ("周明慧", "Zhou Minghui"), ("陆建国", "Lu Jianguo"), ("叶清", "Ye Qing"), ("何志远", "He Zhiyuan"),
    ("沈嘉宁", "Shen Jianing"), ("郭晓岚", "Guo Xiaolan"),
)  # fmt: skip


_SALES = (
    (ZHOU.no, ZHOU.car), ("HZ02-26-01186", ("X5 智享版 …001920", "X5 Smart …001920")), (YE.no, YE.car),
    ("HZ02-26-01190", ("X7 四驱旗舰 …004110", "X7 AWD Flagship …004110")),
    ("HZ02-26-01172", ("C5 长续航 Max …001588", "C5 Long Range Max …001588")), ("", ("", "")),
)  # fmt: skip
"""Of each of them: the contract and its car."""


class FakeMoney:
    """Takes and gives back; the manager's password is `showroom`."""

    def __init__(self, language: str = "en") -> None:
        self._at = 0 if language == "zh_CN" else 1
        self.fate = ""
        self.rows = [self._row(n, *each) for n, each in enumerate(_DAY)]
        self.rows[-1] = replace(
            self.rows[-1],
            wish_id="w1",
            wish_kind="refund",
            wish_state="asked",
            wish_by="chen",
            wish_name=("陈思远", "Chen Siyuan")[self._at],
            wish_amount=500_000,
            wish_reason=("选了别的品牌", "Chose another make")[self._at],
        )

    def _row(self, n: int, no: str, kind: str, amount: int, method: str, who: int) -> Receipt:
        return Receipt(
            no=no, at=NOW - timedelta(minutes=17 * n), kind=kind, amount=amount, method=method,
            deal_no=f"D-{_SALES[who][0] or 'HZ02-26-01182'}", customer=_BUYERS[who][self._at],
            car=_SALES[who][1][self._at], left=max(0, amount),
            reference="0412-000871" if method == "card" else "", contract_no=_SALES[who][0],
            cashier=("林国栋", "Lin Guodong")[self._at], against="R-0772" if kind == "void" else "",
        )  # fmt: skip

    def _found(self, wanted: Wanted) -> list[Receipt]:
        views = {
            "all": lambda row: True, "taken": lambda row: row.amount > 0, "back": lambda row: row.amount < 0,
            "waiting": lambda row: bool(row.wish_id),
        }  # fmt: skip
        text = wanted.text.lower()
        return [
            row for row in self.rows if views[wanted.view](row) and text in f"{row.no} {row.customer}".lower()
        ]

    def count(self, wanted: Wanted) -> int:
        return len(self._found(wanted))

    def page(self, wanted: Wanted, offset: int, limit: int) -> tuple[Receipt, ...]:
        return tuple(self._found(wanted)[offset : offset + limit])

    def find(self, no: str) -> Receipt | None:
        return next((row for row in self.rows if row.no == no), None)

    def standing(self, deal_no: str) -> Standing:
        words = f"{ZHOU.buyer.name[self._at]} · {ZHOU.car[self._at]}"
        owed = Standing(deal_no, words, ZHOU.payable, DEPOSIT, DEPOSIT, certain=True, alone=200_000)
        return replace(owed, fate=self.fate)

    def deals(self, text: str) -> tuple[tuple[str, str], ...]:
        words = ("陆建国 · X5 智享", "Lu Jianguo · X5 Smart")[self._at]
        return (("D-HZ02-26-01186", words),)

    def approvers(self) -> tuple[tuple[str, str], ...]:
        return (("wang", ("王雅婷", "Wang Yating")[self._at]),)

    def take(self, deal_no: str, parts: tuple[Part, ...], *, put_down: bool) -> tuple[str, ...]:
        kind = "deposit" if put_down else "balance"
        new = [
            replace(self.rows[0], no=f"R-{779 + len(self.rows) - 8 + n:04}", kind=kind, amount=part.amount,
                    method=part.method, left=part.amount, deal_no=deal_no)
            for n, part in enumerate(parts)
        ]  # fmt: skip
        self.rows[:0] = reversed(new)
        return tuple(row.no for row in new)

    def give_back(self, back: Back, approver: tuple[str, str] | None) -> str:
        if approver is not None and approver[1] != "showroom":
            raise UserError("wrong_password", N_("User or password is wrong."), field="password")
        of = next(row for row in self.rows if row.no == back.receipt_no)
        made = replace(of, no="RF-0031", kind=back.kind, amount=-back.amount, left=0, against=of.no)
        self.rows[self.rows.index(of)] = replace(of, left=of.left - back.amount)
        self.rows.insert(0, made)
        return made.no

    def ask(self, back: Back) -> tuple[str, ...]:
        self._wish(back.receipt_no, wish_id="w2", wish_kind=back.kind, wish_state="asked", wish_by="lin")
        return (back.receipt_no,)

    def decide(self, wish_id: str, *, approved: bool, note: str) -> tuple[str, ...]:
        of = next(row for row in self.rows if row.wish_id == wish_id)
        self._wish(of.no, **({"wish_state": "approved"} if approved else {"wish_id": "", "wish_state": ""}))
        return ()

    def _wish(self, no: str, **values: str) -> None:
        at = next(n for n, row in enumerate(self.rows) if row.no == no)
        self.rows[at] = replace(self.rows[at], **values)  # type: ignore[arg-type]

    def carry_out(self, wish_id: str, kind: str) -> str:
        of = next(row for row in self.rows if row.wish_id == wish_id)
        self._wish(of.no, wish_id="", wish_state="")
        return self.give_back(Back(of.no, kind, of.left, ""), None)

    def print(self, no: str) -> Sent:
        return Sent(f"{no}.pdf", filed=True)


class FakeTill:
    """The shift of the mockup: ¥100 of the cash is missing if it is counted so."""

    def __init__(self, language: str = "en", *, own: bool = True) -> None:
        self._zh, self.own = language == "zh_CN", own
        self.closed: list[TillShift] = [self._shift("s0", -600, closed=True)]
        self.counted: dict[str, int] = {}

    def _shift(self, shift_id: str, minutes: int, *, closed: bool = False) -> TillShift:
        lines = (
            MethodLine("cash", 200_000, 2_368_000, 0), MethodLine("card", 0, 8_600_000, 500_000),
            MethodLine("transfer", 0, 34_331_558, 0), MethodLine("wechat", 0, 4_126_050, 0),
            MethodLine("alipay", 0, 0, 0),
        )  # fmt: skip
        opened = NOW + timedelta(minutes=minutes)
        return TillShift(
            shift_id, "林国栋" if self._zh else "Lin Guodong", "HZ-BJ-02", opened, lines, 14, mine=not closed,
            closed_at=opened + timedelta(hours=8) if closed else None,
        )  # fmt: skip

    def open_shifts(self) -> tuple[TillShift, ...]:
        return (self._shift("s1", -200),) if self.own else ()

    def closed_shifts(self) -> tuple[TillShift, ...]:
        return tuple(self.closed)

    def held(self) -> Held:
        return Held(42_000_000, 1_500_000, 11_474_798)

    def open(self, opening_cash: int) -> str:
        self.own = True
        return ""

    def close(self, shift_id: str, counted: Mapping[str, int], reason: str) -> None:
        check_closing(self._shift(shift_id, 0).lines, dict(counted), reason)
        self.counted, self.own = dict(counted), False
        self.closed.insert(0, self._shift(shift_id, -200, closed=True))

    def print(self, shift_id: str) -> Sent:
        return Sent(f"{shift_id}.pdf", filed=True)
