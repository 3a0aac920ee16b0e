"""The demo's leads: what the two salespeople of the first branch find to do as they sign in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from app.services import leads
from app.services.leads import NewLead, Step

if TYPE_CHECKING:
    from server.demo import Shop


@dataclass(frozen=True)
class Told:
    """A made-up lead: whose it is, since when, what was said, and what happens in how many days."""

    login: str
    days_ago: int
    source: str
    grade: str
    interest: str
    note: str
    step: str
    in_days: int
    hour: int
    asks: str


LEADS = (
    Told("chen", 2, "walk_in", "H", "纯电 SUV，五座", "周末带家人来看过", "call", 0, 10, "问家人意见，约试驾"),
    Told("chen", 5, "phone", "A", "20 万以内的家用轿车", "想比较首付和月供", "quote", 0, 14, "发三种付款方案"),
    Told("chen", 1, "referral", "H", "增程 SUV", "老客户介绍，本周可定", "drive", 0, 16, "带驾照来试驾"),
    Told("chen", 8, "show", "B", "七座", "车展留的电话", "call", -1, 11, "约到店"),
    Told("chen", 4, "web", "B", "续航 600 公里以上", "问冬天续航", "message", 2, 15, "发冬季续航资料"),
    Told("chen", 12, "returning", "C", "置换旧车", "旧车还有一年贷款", "visit", 6, 10, "带旧车来评估"),
    Told("zhao", 3, "walk_in", "A", "混动轿车", "对比了两家", "call", 0, 11, "报落地价"),
    Told("zhao", 6, "phone", "B", "女士用小车", "要自动泊车", "drive", 1, 14, "安排试驾"),
)  # fmt: skip


def fill(shop: Shop, people: list[str]) -> int:
    """Leads of people who have bought nothing yet; returns how many."""
    told = list(zip(LEADS, people, strict=False))
    for lead, customer in told:
        day = shop.clock.today() + timedelta(days=lead.in_days)
        at = datetime.combine(day, time(lead.hour)).astimezone(UTC)
        leads.add(
            shop.unit_of_work(lead.login, days_ago=lead.days_ago),
            NewLead(
                customer,
                lead.source,
                lead.grade,
                lead.interest,
                note=lead.note,
                step=Step(lead.step, at, lead.asks),
            ),
        )
    return len(told)
