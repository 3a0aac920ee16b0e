"""What is judged of loan applications: who moved them, what was granted, and that the lender's money fits it."""

from __future__ import annotations

import json

from sqlalchemy import func, select

from app.domain import finance
from app.domain import loan as rules
from app.domain.loan import LoanState
from app.domain.permissions import LOAN_APPLY, LOAN_MOVE, LOAN_RELEASE
from app.domain.pricing import TRADE_IN
from app.errors import UserError
from app.i18n import N_
from app.models.deal import Contract, ContractLine, Deal
from app.models.loan import LoanApplication
from app.services import loans, payments
from app.services.judgement.hearing import Doubt, Hearing, Judged, Row, checks

_ASKED = ("lender", "amount", "months", "rate_bp")
_GRANTED = ("granted", "granted_months", "granted_rate_bp")


@checks("contract")
def _plan(hearing: Hearing, row: Judged) -> None:
    """A plan that is written has terms that a loan can have, and pays for no more than the car and its lines."""
    if not row.changed("plan") or not row.after["plan"]:
        return
    plan = json.loads(row.after["plan"])
    if not isinstance(plan, dict):
        raise Doubt("quarantined", "plan_invalid", N_("The way to pay is not described as it must be."))
    finance.check_plan(plan)
    listed, price = row.after["list_price"], row.after["price"]
    if plan.get("kind") == "loan" and plan["loan"] > max(listed, price) + _all_lines(hearing, row.id):
        raise _above()


def _all_lines(hearing: Hearing, contract_id: str) -> int:
    """Whatever a contract's lines ever came to: somebody may have taken one out before this arrived."""
    lines = select(func.sum(ContractLine.amount)).where(
        ContractLine.contract_id == contract_id, ContractLine.kind != TRADE_IN
    )
    return int(hearing.session.scalar(lines) or 0)


def _above() -> Doubt:
    return Doubt("parked", "loan_above_price", N_("The loan is above what the car and all else come to."))


@checks("loan_application")
def _application(hearing: Hearing, row: Judged) -> None:
    after = row.after
    terms = rules.Terms(*(after[name] for name in _ASKED))
    rules.check_terms(terms, owed=terms.amount)
    if row.changed("state") and not _noted(hearing, row):
        raise Doubt("quarantined", "author", N_("Who moves an application is noted with it."))
    if row.before is None:
        _begins(hearing, after)
    elif row.changed(*_ASKED):
        raise _state()
    elif hearing.action is LOAN_RELEASE:
        _released(hearing, row)
    elif hearing.action is not LOAN_MOVE or after["state"] == LoanState.RELEASED:
        raise _state()
    elif row.changed("state"):
        _moved(hearing, row)
    elif row.changed(*_GRANTED):
        raise _moved_first() if _noted(hearing, row) else _state()


def _noted(hearing: Hearing, row: Judged) -> bool:
    notes = [each.after for each in hearing.of("loan_event") if each.after["application_id"] == row.id]
    return [(note["state"], note["user_id"]) for note in notes] == [(row.after["state"], hearing.user_id)]


def _begins(hearing: Hearing, after: Row) -> None:
    if hearing.action is not LOAN_APPLY or after["state"] != LoanState.DRAFT:
        raise _state()
    if any(after[name] is not None for name in _GRANTED):
        raise _state()
    contract = payments.living_contract(hearing.session, after["deal_id"])
    if contract is not None and after["amount"] > _most(hearing, contract):
        raise _above()
    others = select(func.count()).where(
        LoanApplication.deal_id == after["deal_id"], LoanApplication.state.in_(rules.OPEN)
    )
    if (hearing.session.scalar(others) or 0) > 1:
        raise Doubt("parked", "loan_open", N_("The deal has an application already."))


def _most(hearing: Hearing, contract: Contract) -> int:
    return max(contract.list_price, contract.price) + _all_lines(hearing, contract.id)


def _moved(hearing: Hearing, row: Judged) -> None:
    after, state = row.after, LoanState(row.after["state"])
    if state is LoanState.SUBMITTED:
        if rules.lacking(loans.papers(hearing.session, row.id), state):
            raise Doubt("parked", "papers_missing", N_("Papers are missing that the lender wants to see."))
    elif state in (LoanState.APPROVED, LoanState.CONDITIONS):
        given = rules.Terms(after["lender"], *(after[name] or 0 for name in _GRANTED))
        rules.check_terms(given, owed=given.amount)
    if state is LoanState.CONDITIONS and not json.loads(after["conditions"]):
        raise Doubt("quarantined", "conditions_missing", N_("Conditions are said."))


def _released(hearing: Hearing, row: Judged) -> None:
    """Released with its money, by the very rules of the desk."""
    paid = [each.after for each in hearing.of("payment") if each.after["about_id"] == row.id]
    if row.after["state"] != LoanState.RELEASED or len(paid) != 1 or paid[0]["kind"] != "loan":
        raise _state()
    if not row.changed("state"):  # two desks booked what came once
        raise Doubt("parked", "loan_released", N_("The lender's money was booked already."))
    application = hearing.session.get_one(LoanApplication, row.id, populate_existing=True)
    if payments.living_contract(hearing.session, application.deal_id) is None:
        raise Doubt(
            "parked", "contract_cancelled", N_("The contract was cancelled before this change arrived.")
        )
    try:
        loans.why_not_released(hearing.session, application)
    except UserError as error:  # an amendment, or a paper that was returned, came first
        raise Doubt("parked", error.code, error.text, **error.values) from error
    deal = hearing.session.get_one(Deal, application.deal_id)
    if payments.paid(hearing.session, deal.id) > payments.payable(hearing.session, deal):
        raise Doubt("parked", "loan_above_owed", N_("More would be paid than is owed."))


@checks("loan_paper")
def _paper(hearing: Hearing, row: Judged) -> None:
    if row.before is not None and row.after["noted_by"] != hearing.user_id:
        raise Doubt("quarantined", "author", N_("Who ticks a paper off is noted with it."))


@checks("loan_event")
def _event(hearing: Hearing, row: Judged) -> None:
    moved = next(
        (each for each in hearing.of("loan_application") if each.id == row.after["application_id"]), None
    )
    if moved is None or moved.after["state"] != row.after["state"]:
        raise _state()


@checks("payment")
def _disbursement(hearing: Hearing, row: Judged) -> None:
    """A lender's money is what it granted, for the deal that it granted it to."""
    payment = row.after
    if (payment["kind"] == "loan") is not (hearing.action is LOAN_RELEASE):
        raise Doubt("quarantined", "not_allowed", N_("A lender's money is booked with its application."))
    if payment["kind"] != "loan":
        return
    moved = next(
        (each.after for each in hearing.of("loan_application") if each.id == payment["about_id"]), None
    )
    if moved is None or (moved["deal_id"], moved["granted"]) != (payment["deal_id"], payment["amount"]):
        raise Doubt("quarantined", "loan_amount_differs", N_("This is not what the lender granted."))
    if not (payment["reference"] or "").strip():
        raise Doubt("quarantined", "reference_missing", N_("A lender's money names its transfer."))


def _moved_first() -> Doubt:
    return Doubt("parked", "state_moved", N_("Somebody else changed its state first."))


def _state() -> Doubt:
    return Doubt("quarantined", "state", N_("This action does not bring a loan into that state."))
