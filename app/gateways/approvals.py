"""The door of what waits for a manager."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from app.clock import from_iso, iso
from app.domain import discount, pricing
from app.domain.money import format_amount
from app.domain.permissions import Role
from app.domain.reversal import ReversalKind
from app.i18n import N_, in_a_row, tr
from app.presenters import chain_words, reasons, words
from app.presenters.approvals import KINDS, Figure, Request
from app.presenters.cancelling import fate_words
from app.queries import answers, approvals
from app.queries import money as money_rows
from app.queries import submitted as query
from app.queries.answers import AnswerRow
from app.queries.money import ReversalRow
from app.queries.submitted import SubmittedRow, Usual
from app.services import approving, chains, contracts, discounts, price_sheets, reversals, submitting
from app.workplace import Workplace

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.services.unit_of_work import Actor

_PLANS = {"loan": N_("Loan"), "instalments": N_("Instalments"), "full": N_("In one sum")}


USUAL_SPAN = timedelta(days=30)


@dataclass(frozen=True)
class _Asked:
    """A contract that waits, and what to measure it by; floors in fen, with the gifts as they count."""

    row: SubmittedRow
    beside: str
    sellers_floor: int
    """The lowest price at which the seller need not ask."""
    own_floor: int
    """And the lowest that whoever looks may give by themselves."""
    usual: Usual
    before: tuple[AnswerRow, ...]
    """What was said of it already."""


class ApprovalsOfTerminal:
    """`presenters.approvals.ApprovalsGateway` over an opened terminal."""

    def __init__(self, workplace: Workplace) -> None:
        self._at = workplace

    def waiting(self) -> tuple[Request, ...]:
        """All that waits, contracts first."""
        actor = self._at.actor
        me, decides = actor.user_id, Role.MANAGER in actor.roles
        now = self._at.clock.now()
        since = iso(now - USUAL_SPAN)
        with self._at.reading() as session:
            own_limit = pricing.limit_of(actor.roles, discounts.limits(session))
            submitted = [_counted(session, row, own_limit, since) for row in query.list_submitted(session)]
            turns = [_turn(session, asked.row.no, actor) for asked in submitted]
            asked = [row for row in money_rows.list_reversals(session) if row.state == "asked"]
            wishes = [(row, approvals.kept_by(session, row.deal_no) if row.fate else "") for row in asked]
        return (
            *(
                replace(made, turn=turn, returns=returns, facts=(*made.facts, *links))
                for made, (turn, returns, links) in zip(
                    (_contract(asked, now, me=me) for asked in submitted), turns, strict=True
                )
            ),
            *(replace(_wish(row, kept_by, own=row.user_id == me), turn=decides) for row, kept_by in wishes),
        )

    def answered(self) -> tuple[Request, ...]:
        """What managers said last, the newest first."""
        now = self._at.clock.now()
        with self._at.reading() as session:
            return tuple(_answered(row, now) for row in answers.list_answers(session))

    def answer(self, request: Request, *, yes: bool, note: str) -> None:
        """A manager's answer."""
        uow = self._at.unit_of_work()
        if request.kind != "contract":
            reversals.decide(uow, reversal_id=request.key, approved=yes, note=note)
        elif yes:
            submitting.approve(uow, no=request.no, reason=note)
        else:
            submitting.send_back(uow, no=request.no, reason=note)

    def submit(self, no: str, *, take_back: bool) -> None:
        """Ask for a yes to a contract, or take that back."""
        act = submitting.take_back if take_back else submitting.submit
        act(self._at.unit_of_work(), no=no)


def _turn(session: Session, no: str, actor: Actor) -> tuple[bool, bool, tuple[tuple[str, str], ...]]:
    """Whether a contract waits for this person now, whether they may send it back, and its links if it has several."""
    contract = contracts.find(session, no)
    come = approving.come_so_far(session, contract)
    links = chain_words.of_steps(chains.steps(session, contract, come))
    who = (contract, actor.user_id, actor.roles)
    return submitting.is_turn(come, *who), submitting.may_return(come, *who), links


def _counted(session: Session, row: SubmittedRow, own_limit: int, since: str) -> _Asked:
    """With gifts as they count, and which of them the list does not name: that is what a manager says yes to."""
    deal = discounts.given(session, price_sheets.price_sheet(session, contracts.find(session, row.no)))
    limit = pricing.limit_of(query.roles_of(session, row.no), discounts.limits(session))
    return _Asked(
        replace(row, gifts=deal.counted),
        in_a_row(deal.beside),
        pricing.floor_price(row.list_price, limit) + deal.counted,
        pricing.floor_price(row.list_price, own_limit) + deal.counted,
        query.usual(session, row.model_id, since=since, but=row.no),
        tuple(answers.list_to_contract(session, row.no)),
    )


def _figures(asked: _Asked) -> tuple[Figure, ...]:
    """What is given off with the gifts as they count, what is left, and what was taken off such cars of late."""
    row = asked.row
    if not row.list_price:
        return ()
    over, above, usual = asked.sellers_floor - row.price, row.price - asked.own_floor, asked.usual
    given, own_floor = row.list_price - row.price + row.gifts, asked.own_floor - row.gifts
    gifts = tr("{amount} of it gifts").format(amount=words.money(row.gifts)) if row.gifts else ""
    limit = tr("{amount} more than {who} may give") if over > 0 else tr("within what {who} may give")
    floor = (
        tr("{amount} above your floor of {floor}")
        if above >= 0
        else tr("{amount} below your floor of {floor}")
    )
    sales = (
        tr("mean of {n} sales without gifts, the most {most}")
        if usual.sales > 1
        else tr("of one sale, without gifts")
    )
    return (
        Figure(
            words.money(given),
            " · ".join(filter(None, (limit.format(amount=words.money(over), who=row.seller), gifts))),
            "bad" if over > 0 else "ok",
        ),
        Figure(
            words.money(row.list_price - given),
            floor.format(amount=words.money(abs(above)), floor=words.money(own_floor)),
            "ok" if above >= 0 else "bad",
        ),
        Figure(
            words.money(usual.mean) if usual.sales else "—",
            sales.format(n=usual.sales, most=words.money(usual.most)) if usual.sales else tr("none was sold"),
        ),
    )  # fmt: skip


def _contract(asked: _Asked, now: datetime, *, me: str) -> Request:
    row = asked.row
    plan = json.loads(row.plan) if row.plan else {}
    paid = tr(_PLANS.get(plan.get("kind", "full"), plan.get("kind", "")))
    if plan.get("loan"):
        paid = f"{paid} · ¥{format_amount(plan['loan'])} · {plan.get('lender', '')}"
    lines = (
        (tr("Add-ons"), row.add_ons),
        (tr("Gifts"), -row.gifts),
        (tr("Trade-in"), -row.used_cars),
        (tr("We take"), row.price + row.add_ons - row.gifts if row.add_ons or row.gifts else 0),
    )
    facts = (
        (tr("List price"), words.money(row.list_price)),
        (tr("Discount"), _discount(row)),
        (tr("Price"), words.money(row.price)),
        *([(tr("Lowest without a manager"), words.money(asked.sellers_floor))] if row.list_price else []),
        *((name, words.money(amount)) for name, amount in lines if amount),
        *([(tr("Not on the list of gifts"), asked.beside)] if asked.beside else []),
        (tr("Payment"), paid),
        (tr("Further terms"), row.terms or "—"),
        (tr("VIN"), row.vin or "—"),
        (tr("Asked by"), row.asker),
        *([(tr("Why"), reasons.read(row.why))] if row.why else []),
        *((tr("Answered before"), _said(each, now)) for each in asked.before),
    )
    below = 0 < row.price < asked.sellers_floor and row.list_price > row.price - row.gifts
    title = tr("Discount {amount}") if below else tr("Contract {amount}")
    return Request(
        row.no, "contract", row.no, row.buyer, row.model, row.price, row.asker, facts,
        own=me in (row.seller_id, row.asker_id),
        title=title.format(amount=words.money(row.list_price - row.price + row.gifts if below else row.price)),
        asked_at=from_iso(row.asked_at) if row.asked_at else None,
        figures=_figures(asked),
    )  # fmt: skip


def _said(answer: AnswerRow, now: datetime) -> str:
    """`Sent back · Wang Yating · today 14:02 · 36 months are too long`."""
    yes = tr("Approved") if answer.yes else tr("Sent back")
    said = (yes, answer.by, words.moment(from_iso(answer.at), now), answer.reason)
    return " · ".join(part for part in said if part)


def _discount(row: SubmittedRow) -> str:
    off = row.list_price - row.price
    share = f" · {off * 100 / row.list_price:.2f} %" if row.list_price and off else ""
    return f"{words.money(off)}{share}"


def _wish(row: ReversalRow, kept_by: str, *, own: bool) -> Request:
    amount = row.amount * 2 if row.kind == ReversalKind.TWOFOLD else row.amount
    why = reasons.read(row.reason)
    facts = (
        (tr("Receipt"), row.receipt_no),
        (tr("Amount"), words.money(amount)),
        (tr("Reason"), why),
        (tr("Deal"), row.deal_no),
        *([(tr("Deposit, when cancelled"), fate_words(row.fate, kept_by))] if row.fate else []),
        (tr("Asked by"), row.asked_by),
    )
    return Request(
        row.id, row.kind, row.receipt_no, row.customer, why, amount, row.asked_by, facts, own,
        title=_titled(row.kind, amount), asked_at=from_iso(row.asked_at),
    )  # fmt: skip


def _titled(kind: str, amount: int) -> str:
    """What was asked, with its amount."""
    return f"{tr(KINDS[kind])} {words.money(amount)}"


def _answered(row: AnswerRow, now: datetime) -> Request:
    said = tr("Approved") if row.yes else tr("Sent back")
    why = discount.name_of(row.reason_code) if row.kind == "discount" and row.reason_code else ""
    facts = (
        (tr("Answer"), said),
        (tr("Answered by"), row.by),
        (tr("When"), words.moment(from_iso(row.at), now)),
        (tr("Why"), words.sentences(why, row.reason) or "—"),
        (tr("Amount"), words.money(row.amount)),
        *(((tr("Asked by"), row.asked_by),) if row.asked_by else ()),
        (tr("Asked"), words.moment(from_iso(row.asked_at), now)),
        *(((tr("Reason"), reasons.read(row.wish)),) if row.wish else ()),
    )
    about = f"{said} · {row.by}"
    return Request(
        row.id, row.kind, row.no, row.customer, about, row.amount, row.asked_by, facts, answered=True,
        title=_titled(row.kind, row.amount), asked_at=from_iso(row.at),
    )  # fmt: skip
