"""The loan page's door."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

from app.clock import from_iso
from app.domain import finance
from app.domain.loan import LoanState, PaperState, Terms
from app.presenters.loan import Condition, DealOfLoan, LoanItem, Noted, PaperItem
from app.queries import contracts as contract_rows
from app.queries import loans as query
from app.services import loans, payments
from app.services.orders import SIGNED

if TYPE_CHECKING:
    from app.workplace import Workplace


class LoansOfTerminal:
    """`presenters.loan.LoanGateway` over an opened terminal."""

    def __init__(self, workplace: Workplace) -> None:
        self._at = workplace

    def deal(self, no: str) -> DealOfLoan:
        """The deal by its number or its contract's, the contract's plan, and the latest application."""
        with self._at.reading() as session:
            named = contract_rows.find_contract(session, no)
            deal = payments.find_deal(session, named.deal_no if named else no)
            contract = payments.living_contract(session, deal.id)
            row = contract_rows.find_contract(session, contract.no) if contract else None
            found = query.list_loans(session, deal_no=deal.no)
            payable, paid = payments.payable(session, deal), payments.paid(session, deal.id)
        plan = _plan(json.loads(row.plan) if row and row.plan else {})
        loan = _loan(found[0]) if found else None
        terms = loan.terms if loan else plan
        return DealOfLoan(
            deal.no, row.no if row else "", row.buyer_name if row else "",
            f"{row.model} …{row.vin[-6:]}" if row and row.vin else row.model if row else "",
            contract is not None and contract.state in SIGNED and not contract.provisional,
            row.price if row else 0, payable, paid, plan, _schedule(terms), loan,
        )  # fmt: skip

    def apply(self, deal_no: str, terms: Terms) -> None:
        """Begin an application."""
        loans.apply(self._at.unit_of_work(), deal_no=deal_no, terms=terms)

    def tick(self, loan_id: str, kind: str, state: PaperState, note: str) -> None:
        """A paper."""
        loans.tick(self._at.unit_of_work(), application_id=loan_id, kind=kind, state=state, note=note)

    def submit(self, loan_id: str) -> None:
        """To the lender."""
        loans.submit(self._at.unit_of_work(), application_id=loan_id)

    def answer(self, loan_id: str, state: LoanState, said: LoanItem, note: str) -> None:
        """What it says."""
        conditions = tuple(
            {"text": each.text, "due_on": each.due_on.isoformat() if each.due_on else None, "met": each.met}
            for each in said.conditions
        )
        told = loans.Answer(state, said.terms, said.approval_no or None, said.valid_until, conditions, note)
        loans.answer(self._at.unit_of_work(), application_id=loan_id, said=told)

    def meet(self, loan_id: str, number: int) -> None:
        """A condition."""
        loans.meet(self._at.unit_of_work(), application_id=loan_id, number=number)

    def withdraw(self, loan_id: str, reason: str) -> None:
        """Of our own accord."""
        loans.withdraw(self._at.unit_of_work(), application_id=loan_id, reason=reason)

    def release(self, loan_id: str, amount: int, reference: str) -> None:
        """The lender's money."""
        loans.release(self._at.unit_of_work(), application_id=loan_id, amount=amount, reference=reference)


def _plan(plan: dict[str, Any]) -> Terms | None:
    if plan.get("kind") != "loan":
        return None
    rate = int(plan.get("lender_rate_bp", plan.get("rate_bp", 0)))
    return Terms(str(plan.get("lender", "")), int(plan.get("loan", 0)), int(plan.get("months", 0)), rate)


def _schedule(terms: Terms | None) -> tuple[finance.Instalment, ...]:
    if terms is None or terms.amount <= 0 or terms.months <= 0:
        return ()
    return finance.plan(finance.Loan(terms.amount, terms.months, terms.rate_bp)).schedule


def _loan(row: query.LoanRow) -> LoanItem:
    conditions = tuple(
        Condition(str(each["text"]), _day(each.get("due_on")), bool(each.get("met")))
        for each in row.conditions
    )
    papers = tuple(PaperItem(each.kind, each.state, each.note, each.by) for each in row.papers)
    noted = tuple(Noted(each.state, each.by, from_iso(each.at), each.note) for each in row.events)
    return LoanItem(
        row.id, row.terms, row.state, row.granted is not None, row.approval_no, _day(row.valid_until), row.differs,
        conditions, papers, noted,
    )  # fmt: skip


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
