"""The leads of the mockup, in memory and in two languages."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from app.domain import lead as rules
from app.domain.lead import Due
from app.errors import UserError
from app.i18n import N_
from app.presenters.lead_list import (
    Entered,
    LeadItem,
    Logged,
    Lost,
    Overview,
    Parts,
    Said,
    Wanted,
)
from app.presenters.test_drive_diary import Choice

NOW = datetime(2026, 11, 22, 4, 20, tzinfo=UTC)
_OWNERS = {
    "chen": ("陈思远", "Chen Siyuan"),
    "wang": ("王雅婷", "Wang Yating"),
    "shen": ("沈悦", "Shen Yue"),
    "": ("", ""),
}

# name, phone, grade, source, interest, last said, days since it, step, about, days until it, hour, owner
_LEADS = (
    (("柯敏仪", "Ke Minyi"), "13900007350", "H", "walk_in", ("X7 四驱旗舰", "X7 AWD Flagship"), ("20 日试驾，报价第 2 版", "test drive 20 Nov, quote v2"), 2, "call", ("问报价", "Call about the quote"), -2, 10, "chen"),
    (("方婷", "Fang Ting"), "13500007716", "H", "web", ("X5 智享", "X5 Smart"), ("报价今日到期", "quote v1 expires today"), 3, "quote", ("更新报价", "Renew the quote"), -1, 15, "wang"),
    (("沈嘉宁", "Shen Jianing"), "13700003308", "A", "show", ("X7 四驱旗舰", "X7 AWD Flagship"), ("今天试驾过", "drove it today"), 0, "message", ("发 36 期方案", "Send plan, 36 months"), -1, 9, "chen"),
    (("马志强", "Ma Zhiqiang"), "18600000945", "B", "phone", ("M9 行政", "M9 Executive"), ("要 7 座", "asked for 7 seats"), 8, "call", ("M9 到店后打电话", "Call when M9 arrives"), -4, 18, "shen"),
    (("吴佩珊", "Wu Peishan"), "15000006653", "H", "referral", ("C3 尊享", "C3 Premium"), ("已订 …3310", "reserved …3310"), 0, "message", ("确认车牌", "Confirm plate choice"), 0, 18, "chen"),
    (("郑凯", "Zheng Kai"), "13800002290", "A", "web", ("C5 长续航 Max", "C5 Long Range Max"), ("银行未批贷款", "loan declined by bank"), 1, "call", ("介绍另一家银行", "Offer second lender"), 0, 19, "chen"),
    (("鲁安琪", "Lu Anqi"), "13300005127", "B", "walk_in", ("X5 增程", "X5 Range"), ("要红色", "wants a red one"), 5, "visit", ("邀请看车展", "Invite to the show"), 0, 20, "wang"),
    (("江薇", "Jiang Wei"), "15900008034", "A", "web", ("X7 长续航", "X7 Long Range"), ("", ""), None, "", ("", ""), None, None, ""),
    (("何志远", "He Zhiyuan"), "13700002059", "H", "returning", ("X7 四驱旗舰", "X7 AWD Flagship"), ("等审批", "waits for approval"), 0, "drive", ("试驾 X7", "Test drive, X7"), 1, 10, "chen"),
)  # fmt: skip
_SAID = (
    ("drive", 2, ("试驾 X7 四驱 21 公里，喜欢", "Drove X7 AWD, 21 km. Liked the ride.")),
    ("message", 2, ("报价第 2 版 ¥262,300.00，27 日前有效", "Quote v2, ¥262,300.00, valid to 27 Nov")),
    ("visit", 7, ("第一次到店，与父亲同来", "First visit, with her father")),
)


class FakeLeads:
    """A branch's follow-up list. Nobody loses a lead without a reason here either."""

    def __init__(self, language: str = "en") -> None:
        self._at = at = 0 if language == "zh_CN" else 1
        here = NOW.astimezone().replace(minute=0, second=0, microsecond=0)
        self.rows: list[LeadItem] = []
        self.logged: list[Logged] = []
        for no, each in enumerate(_LEADS):
            name, phone, grade, source, interest, said, since, kind, about, days, hour, owner = each
            due = here.replace(hour=hour) + timedelta(days=days) if hour is not None else None
            last = here - timedelta(days=since) if since is not None else None
            made = LeadItem(
                f"l{no}", f"c{no}", name[at], phone, grade, source, interest[at], last, said[at], kind, about[at],
                due, owner, _OWNERS[owner][at],
            )  # fmt: skip
            self.rows.append(made)

    def _found(self, wanted: Wanted) -> list[LeadItem]:
        state = "lost" if wanted.view == "lost" else "open"
        return [
            row
            for row in self.rows
            if row.state == state
            and wanted.owner in ("", row.owner_id or "nobody")
            and (not wanted.grade or row.grade == wanted.grade)
        ]

    def _part(self, row: LeadItem) -> Due:
        return rules.due(row.next_at, NOW.astimezone().date())

    def due(self, owner: str) -> int:
        return sum(self._part(row) in (Due.OVERDUE, Due.TODAY) for row in self._found(Wanted("open", owner)))

    def overview(self, wanted: Wanted) -> Overview:
        found = self._found(Wanted("open", wanted.owner))
        parts = Counter(self._part(row) for row in found)
        sellers = tuple(Choice(key, names[self._at]) for key, names in _OWNERS.items() if key)
        owners = Counter(row.owner for row in found)
        lost = Counter(row.lost_reason for row in self.rows if row.state == "lost")
        return Overview(
            due=dict(parts), open=len(found), given_up=sum(lost.values()), oldest_days=4, done_today=5,
            without_step=1, new={"walk_in": 17, "web": 14}, lost={"price": 14, "elsewhere": 11, **lost},
            owners=tuple(owners.items()), sellers=sellers,
            models=(Choice("x7", ("X7 四驱旗舰", "X7 AWD Flagship")[self._at]),),
        )  # fmt: skip

    def parts(self, wanted: Wanted) -> Parts:
        found = self._found(wanted)
        if wanted.view != "todo":
            return ((None, len(found)),)
        counted = Counter(self._part(row) for row in found)
        return tuple((part, counted[part]) for part in (Due.OVERDUE, Due.TODAY, Due.WEEK))

    def page(self, wanted: Wanted, offset: int, limit: int) -> tuple[LeadItem, ...]:
        order = list(Due)
        found = sorted(self._found(wanted), key=lambda row: order.index(self._part(row)))
        return tuple(found[offset : offset + limit])

    def find(self, lead_id: str) -> LeadItem | None:
        return next((row for row in self.rows if row.id == lead_id), None)

    def said(self, lead_id: str) -> tuple[Said, ...]:
        if lead_id != "l0":
            return ()
        by = _OWNERS["chen"][self._at]
        return tuple(
            Said(NOW - timedelta(days=days), kind, "reached", note[self._at], by)
            for kind, days, note in _SAID
        )

    def people(self, text: str) -> tuple[Choice, ...]:
        names = (("周明慧", "Zhou Minghui"), ("周莉", "Zhou Li"))
        return tuple(
            Choice(f"p{no}", name[self._at])
            for no, name in enumerate(names)
            if text.lower() in name[self._at].lower()
        )

    def add(self, entered: Entered, *, again: bool) -> str:
        if entered.phone == "13900007350" and not entered.customer_id and not again:
            message = N_("{name} is on file already with this number.")
            raise UserError("customer_known", message, field="phone", name=self.rows[0].name, id="c0")
        made = LeadItem(
            f"l{len(self.rows)}", entered.customer_id or "new", entered.name, entered.phone, entered.grade,
            entered.source, entered.interest, next_kind=entered.step.kind, next_at=entered.step.at, owner_id="chen",
            owner=_OWNERS["chen"][self._at],
        )  # fmt: skip
        self.rows.append(made)
        return made.id

    def log(self, lead_id: str, logged: Logged) -> None:
        self.logged.append(logged)
        step = logged.step
        self._change(lead_id, next_kind=step.kind, next_at=step.at, next_note=step.note, grade=logged.grade)

    def lose(self, lead_id: str, lost: Lost) -> None:
        rules.check_ending("lost", lost.reason, lost.note)
        self._change(lead_id, state="lost", lost_reason=lost.reason, lost_note=lost.note, closed_at=NOW)

    def reopen(self, lead_id: str) -> None:
        self._change(lead_id, state="open", lost_reason="", closed_at=None)

    def assign(self, lead_ids: tuple[str, ...], owner_id: str) -> None:
        for lead_id in lead_ids:
            self._change(lead_id, owner_id=owner_id, owner=_OWNERS[owner_id][self._at])

    def _change(self, lead_id: str, **values: object) -> None:
        self.rows = [replace(row, **values) if row.id == lead_id else row for row in self.rows]  # type: ignore[arg-type]
