"""The mockups' loan: approved with two conditions, one paper returned."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from app.domain import finance
from app.domain.loan import PAPERS, LoanState, PaperState, Terms
from app.presenters.loan import Condition, DealOfLoan, LoanItem, Noted, PaperItem
from tests.gui import story


class FakeLoans:
    """One application in memory."""

    def __init__(self, language: str = "en") -> None:
        self.zh = language == "zh_CN"
        self.loan: LoanItem | None = self._loan()
        self.released: list[tuple[int, str]] = []

    def _say(self, zh: str, en: str) -> str:
        return zh if self.zh else en

    def _loan(self) -> LoanItem:
        say = self._say
        seller, buyer = say("陈思远", "Chen Siyuan"), say(*story.ZHOU.buyer.name)
        papers = tuple(PaperItem(kind, "there", "", seller) for kind in PAPERS)
        papers = tuple(
            replace(paper, state="returned", note=say("少 2 个月", "2 months lack"), by=buyer)
            if paper.kind == "statements"
            else replace(paper, state="missing", by="")
            if paper.kind == "insurance"
            else paper
            for paper in papers
        )
        conditions = (
            Condition(say("补齐最近 6 个月流水", "Statements of the last 6 months"), date(2026, 11, 23)),
            Condition(say("保单第一受益人改为本行", "First beneficiary of the policy"), date(2026, 11, 24)),
        )
        at = [
            datetime(2026, 11, 22, hour, minute, tzinfo=UTC) for hour, minute in ((3, 55), (4, 10), (5, 40))
        ]
        noted = (
            Noted("draft", seller, at[0]), Noted("submitted", seller, at[1]), Noted("conditions", seller, at[2]),
        )  # fmt: skip
        terms = Terms(say(*story.LENDER), story.ZHOU.loan, 36, 299)
        return LoanItem(
            "l1",
            terms,
            "conditions",
            True,
            "CA-261122-0387",
            date(2026, 12, 6),
            (),
            conditions,
            papers,
            noted,
        )

    def deal(self, no: str) -> DealOfLoan:
        name, car = (
            self._say(*story.ZHOU.buyer.name),
            self._say(*story.ZHOU.car),
        )
        plan = Terms(self._say(*story.LENDER), story.ZHOU.loan, 36, 299)
        schedule = finance.plan(finance.Loan(story.ZHOU.loan, 36, 299)).schedule
        return DealOfLoan(
            f"D-{story.ZHOU.no}", story.ZHOU.no, name, car, True, story.ZHOU.price, story.ZHOU.payable, story.DEPOSIT, plan,
            schedule, self.loan,
        )  # fmt: skip

    def _become(self, **values: object) -> None:
        assert self.loan is not None
        self.loan = replace(self.loan, **values)  # type: ignore[arg-type]

    def apply(self, deal_no: str, terms: Terms) -> None:
        papers = tuple(PaperItem(kind, "missing") for kind in PAPERS)
        self.loan = LoanItem("l2", terms, papers=papers)

    def tick(self, loan_id: str, kind: str, state: PaperState, note: str) -> None:
        assert self.loan is not None
        made = [
            replace(each, state=state, note=note) if each.kind == kind else each for each in self.loan.papers
        ]
        self._become(papers=tuple(made))

    def submit(self, loan_id: str) -> None:
        self._become(state="submitted")

    def answer(self, loan_id: str, state: LoanState, said: LoanItem, note: str) -> None:
        self._become(state=str(state), terms=said.terms, conditions=said.conditions)

    def meet(self, loan_id: str, number: int) -> None:
        assert self.loan is not None
        made = [
            replace(each, met=each.met or at == number) for at, each in enumerate(self.loan.conditions, 1)
        ]
        self._become(conditions=tuple(made))

    def withdraw(self, loan_id: str, reason: str) -> None:
        self._become(state="withdrawn")

    def release(self, loan_id: str, amount: int, reference: str) -> None:
        self.released.append((amount, reference))
        self._become(state="released")
