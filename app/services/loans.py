"""Loan applications: applied for, papers ticked off, the lender's answer noted, the money matched to the deal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app.domain import loan as rules
from app.domain import states
from app.domain.loan import LoanState, PaperState, Terms
from app.domain.money import format_amount
from app.domain.permissions import LOAN_APPLY, LOAN_MOVE, LOAN_RELEASE
from app.errors import UserError
from app.i18n import N_, in_a_row, tr
from app.models.deal import Contract, Deal
from app.models.loan import LoanApplication, LoanEvent, LoanPaper
from app.models.payment import Payment
from app.services import payments
from app.services.orders import SIGNED
from app.services.payments import Movement

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.services.unit_of_work import Transaction, UnitOfWork


@dataclass(frozen=True)
class Answer:
    """What the lender says. Without terms it grants what was asked."""

    state: LoanState
    terms: Terms | None = None
    approval_no: str | None = None
    valid_until: date | None = None
    conditions: tuple[Mapping[str, Any], ...] = ()
    note: str = ""


def apply(uow: UnitOfWork, *, deal_no: str, terms: Terms) -> str:
    """Begin an application for a deal, with its check-list; returns its id."""
    with uow.begin(LOAN_APPLY) as tx:
        deal = payments.find_deal(tx.session, deal_no)
        contract = _contract(tx.session, deal.id)
        owed = payments.payable(tx.session, deal) - payments.paid(tx.session, deal.id)
        rules.check_terms(terms, owed=owed)
        if open_one(tx.session, deal.id) is not None:
            raise UserError("loan_open", N_("The deal has an application already. Withdraw it first."))
        row = tx.add_last(
            LoanApplication(
                branch_id=deal.branch_id, deal_id=deal.id, user_id=tx.actor.user_id, at=tx.clock.now(),
                lender=terms.lender.strip(), amount=terms.amount, months=terms.months, rate_bp=terms.rate_bp,
                state=LoanState.DRAFT, conditions=[],
            ),
            LoanApplication.deal_id == deal.id,
        )  # fmt: skip
        there = {"contract"} if contract.state in SIGNED else set()
        for kind in rules.PAPERS:
            state = PaperState.THERE if kind in there else PaperState.MISSING
            tx.add(LoanPaper(application_id=row.id, branch_id=row.branch_id, kind=kind, state=state))
        _note(tx, row, "")
        return row.id


def tick(uow: UnitOfWork, *, application_id: str, kind: str, state: PaperState, note: str = "") -> None:
    """Say of a paper that it is there, missing, or was returned, and why."""
    if state is PaperState.RETURNED and not note.strip():
        raise UserError("reason_missing", N_("Say what is wrong with the paper."), field="note")
    with uow.begin(LOAN_MOVE) as tx:
        row = _open(tx, application_id)
        paper = tx.session.scalars(
            select(LoanPaper).where(LoanPaper.application_id == row.id, LoanPaper.kind == kind)
        ).first()
        if paper is None:
            message = N_("The list has no paper “{kind}”. It has: {known}.")
            raise UserError("paper_unknown", message, field="kind", kind=kind, known=in_a_row(rules.PAPERS))
        paper.state, paper.note = state, note.strip() or None
        paper.noted_by, paper.noted_at = tx.actor.user_id, tx.clock.now()


def submit(uow: UnitOfWork, *, application_id: str, note: str = "") -> None:
    """Send it to the lender, or send it once more."""
    with uow.begin(LOAN_MOVE) as tx:
        row = _open(tx, application_id)
        _refuse_lacking(tx.session, row.id, LoanState.SUBMITTED)
        _move(row, LoanState.SUBMITTED)
        _note(tx, row, note)


def answer(uow: UnitOfWork, *, application_id: str, said: Answer) -> None:
    """Note what the lender says."""
    if said.state not in rules.ANSWERS:
        raise UserError("loan_state", N_("A lender approves, approves with conditions, or declines."))
    if said.state is LoanState.CONDITIONS and not said.conditions:
        raise UserError("conditions_missing", N_("Say which conditions."), field="conditions")
    with uow.begin(LOAN_MOVE) as tx:
        row = _open(tx, application_id)
        _move(row, said.state)
        if said.state is not LoanState.DECLINED:
            terms = said.terms or asked(row)
            rules.check_terms(terms, owed=terms.amount)
            row.granted, row.granted_months, row.granted_rate_bp = terms.amount, terms.months, terms.rate_bp
            row.approval_no, row.valid_until = said.approval_no, said.valid_until
            row.conditions = [dict(each) for each in said.conditions]
        row.note, row.decided_at = said.note.strip() or None, tx.clock.now()
        _note(tx, row, said.note)


def meet(uow: UnitOfWork, *, application_id: str, number: int) -> None:
    """One of the lender's conditions is met; counted from 1."""
    with uow.begin(LOAN_MOVE) as tx:
        row = _open(tx, application_id)
        known: Sequence[Mapping[str, Any]] = row.conditions
        if not 1 <= number <= len(known):
            raise UserError("condition_unknown", N_("There is no such condition."), field="number")
        row.conditions = [
            {**each, "met": True} if at == number else dict(each) for at, each in enumerate(known, 1)
        ]


def withdraw(uow: UnitOfWork, *, application_id: str, reason: str) -> None:
    """The buyer pays in another way, or asks another lender."""
    if not reason.strip():
        raise UserError("reason_missing", N_("Say why it is withdrawn."), field="reason")
    with uow.begin(LOAN_MOVE) as tx:
        row = _open(tx, application_id)
        _move(row, LoanState.WITHDRAWN)
        row.note, row.decided_at = reason.strip(), tx.clock.now()
        _note(tx, row, reason)


def release(
    uow: UnitOfWork, *, application_id: str, amount: int, method: str = "transfer", reference: str
) -> Payment:
    """The lender's money came: matched with what was granted, it pays for the deal."""
    if not reference.strip():
        raise UserError("reference_missing", N_("Enter the reference of the transfer."), field="reference")
    with uow.begin(LOAN_RELEASE) as tx:
        row = _open(tx, application_id)
        if amount != row.granted:
            message = N_("The lender granted ¥{granted}. Clear the difference before it is booked.")
            granted = format_amount(row.granted or 0)
            raise UserError("loan_amount_differs", message, field="amount", granted=granted)
        why_not_released(tx.session, row)
        _move(row, LoanState.RELEASED)
        deal = tx.get(Deal, row.deal_id)
        owed = payments.payable(tx.session, deal) - payments.paid(tx.session, deal.id)
        if amount > owed:
            message = N_("Only ¥{owed} are left to pay. Refund what was paid too much first.")
            raise UserError("loan_above_owed", message, field="amount", owed=format_amount(max(owed, 0)))
        _note(tx, row, reference)
        return payments.record(tx, deal, Movement(amount, method, "loan", reference.strip(), about_id=row.id))


def why_not_released(session: Session, row: LoanApplication) -> None:
    """Refuse while the contract says something else, papers are missing or a condition is open."""
    contract = _contract(session, row.deal_id)
    if contract.state not in SIGNED or contract.provisional:
        raise UserError("contract_unsigned", N_("The contract is not signed yet."))
    if rules.follows(contract.plan, granted(row)):
        message = N_(
            "The lender granted something else than the contract says. Have an amendment signed first."
        )
        raise UserError("contract_differs", message)
    _refuse_lacking(session, row.id, LoanState.RELEASED)
    if conditions := rules.open_conditions(row.conditions):
        message = N_("The lender still waits for: {what}.")
        raise UserError("conditions_open", message, what=tr("; ").join(conditions))


def asked(row: LoanApplication) -> Terms:
    """What was applied for."""
    return Terms(row.lender, row.amount, row.months, row.rate_bp)


def granted(row: LoanApplication) -> Terms:
    """What the lender gives."""
    return Terms(row.lender, row.granted or 0, row.granted_months or 0, row.granted_rate_bp or 0)


def open_one(session: Session, deal_id: str) -> LoanApplication | None:
    """The application of a deal that is still under way."""
    found = select(LoanApplication).where(
        LoanApplication.deal_id == deal_id, LoanApplication.state.in_(rules.OPEN)
    )
    return session.scalars(found).first()


def was_declined(session: Session, deal_id: str) -> bool:
    """Whether the last thing that a lender said of a deal was no."""
    last = (
        select(LoanApplication.state)
        .where(LoanApplication.deal_id == deal_id)
        .order_by(LoanApplication.id.desc())
    )
    return session.scalars(last).first() == LoanState.DECLINED


def disbursed(session: Session, deal_id: str) -> int:
    """What lenders have paid for a deal, and that was not given back."""
    return payments.put_down(session, deal_id, "loan")


def papers(session: Session, application_id: str) -> dict[str, str]:
    """Kind to state."""
    found = select(LoanPaper.kind, LoanPaper.state).where(LoanPaper.application_id == application_id)
    return {kind: state for kind, state in session.execute(found)}  # noqa: C416 - rows, not pairs, to mypy


def _refuse_lacking(session: Session, application_id: str, before: LoanState) -> None:
    if lacking := rules.lacking(papers(session, application_id), before):
        message = N_("Papers are missing: {what}.")
        names = in_a_row(tr(rules.PAPERS[kind].name) for kind in lacking)
        raise UserError("papers_missing", message, field="papers", what=names)


def _contract(session: Session, deal_id: str) -> Contract:
    contract = payments.living_contract(session, deal_id)
    if contract is None:
        raise UserError("contract_unknown", N_("The deal has no contract. Draw one first (F8)."))
    return contract


def _open(tx: Transaction, application_id: str) -> LoanApplication:
    row = tx.get(LoanApplication, application_id)
    if row.state not in rules.OPEN:
        message = N_("This application is {state}: nothing more is noted of it.")
        raise UserError("loan_state", message, state=tr(rules.LABELS[LoanState(row.state)]))
    return row


def _move(row: LoanApplication, to: LoanState) -> None:
    if not states.may_move(rules.LOAN, LoanState(row.state), to):
        message = N_("This application is {state} and cannot become that.")
        raise UserError("loan_state", message, state=tr(rules.LABELS[LoanState(row.state)]))
    row.state = to


def _note(tx: Transaction, row: LoanApplication, note: str) -> None:
    """Write down who brought it into its state."""
    tx.add(
        LoanEvent(
            application_id=row.id, branch_id=row.branch_id, state=row.state, note=note.strip() or None,
            user_id=tx.actor.user_id, at=tx.clock.now(),
        )
    )  # fmt: skip
