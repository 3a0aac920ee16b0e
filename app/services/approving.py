"""Prices below a seller's own limit: somebody else's signed yes.

A limit looks at the price less what gifts count: money off and gifts are the same to the house. A gift counts what the
dealership's list says, else what it is worth. What it costs us is known to the back office alone, so nobody reckons
with it at the counter.

A gift that is not on the list is a manager's to give, at any price.

Where the setting lays down several links, each is answered by somebody else, in order; see `domain.approval_chain`.

A yes is bound to what was asked: this contract, its car, its list price, its price, what we take with its add-ons and
gifts, and which gifts these are. Another car or price, less to take, or another gift that is not on the list, by an
edit or by a merge, and it counts no more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from app.domain import approval, approval_chain, discount, money, pricing
from app.domain.permissions import Named, Role
from app.domain.states import ContractState
from app.errors import PermissionDenied, UserError
from app.i18n import N_, in_a_row, tr
from app.models.deal import Approval, Contract
from app.models.org import Setting
from app.services import chains, deal_costs, discounts, price_sheets

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.domain.gift import Given
    from app.domain.pricing import PriceSheet
    from app.services.unit_of_work import Transaction

SUBJECT = ("model_id", "vehicle_id", "list_price", "price")
"""What a yes is bound to beside the contract: it covers the contract only while all of these are the same."""
SAID = (
    "contract_id",
    "kind",
    "version",
    *SUBJECT,
    "takings",
    "gifts",
    "follows",
    "reason_code",
    "approver_id",
)
"""What an approver signs, by the columns of the approval."""

_SETTINGS = select(Setting.name, Setting.value).where(Setting.name.in_(approval.NAMES))


@dataclass(frozen=True)
class Consent:
    """An approver's signed yes to what was asked of them."""

    said: dict[str, Any]
    approver_id: str
    ticket: str
    signature: str
    reason: str | None = None
    roles: tuple[str, ...] = ()
    """As their sign-in has them."""


Approve = Callable[[dict[str, Any]], Consent]
Asked = Callable[[dict[str, Any]], Consent | None]
"""Somebody who is asked, and may not have answered."""
Answers = Callable[["Session", Contract, "Given | None"], list[Approval]]


def asked(
    session: Session, contract: Contract, sheet: PriceSheet, follows: Sequence[str] = ()
) -> dict[str, Any]:
    """What an approver is asked, and signs; `follows` are those who said yes before."""
    subject = {name: getattr(contract, name) for name in SUBJECT}
    given = discounts.given(session, sheet)
    return {
        "contract_id": contract.id, "kind": "discount", "version": contract.version, **subject,
        "takings": given.takings, "gifts": given.named, "follows": "\n".join(follows),
        "reason_code": discount.USUAL,
    }  # fmt: skip


def because(approve: Approve, code: str, note: str = "") -> Approve:
    """The same approver, with a reason of the list, which is signed too, and words if there are any."""
    discount.check(code, note)
    return lambda said: replace(approve({**said, "reason_code": code}), reason=note.strip() or None)


def settle_price(
    tx: Transaction, contract: Contract, approve: Approve | None, sheet: PriceSheet | None = None
) -> None:
    """Within the seller's own limit nobody is asked; beyond it `approve` is, unless this was approved before."""
    sheet = sheet or price_sheets.price_sheet(tx.session, contract)
    floor = lowest(tx, contract, sheet)
    if floor is None:
        return
    deal = discounts.given(tx.session, sheet)
    come = of_price(tx.session, contract, deal)
    while come.lacks:
        consent = approve(asked(tx.session, contract, sheet, come.follows)) if approve else None
        if consent is None or not covers(consent.said, contract, deal):
            raise _beyond(floor, deal, come) if not come.yeses else awaits(come)
        come = take(tx, contract, consent, come)


def take(
    tx: Transaction, contract: Contract, consent: Consent, come: approval_chain.Come
) -> approval_chain.Come:
    """Keep a yes that was signed at this desk, if it answers the next link; how far it has come then."""
    refuse_own(contract, consent, tx.actor.user_id)
    discount.check(consent.said["reason_code"], consent.reason)
    held = chains.roles_of(tx.session, contract.branch_id, [consent.approver_id])
    roles = held.get(consent.approver_id, frozenset()) | frozenset(consent.roles)
    place, further = come.with_yes(consent.approver_id, roles, whole=False)
    if place != tuple(consent.said["follows"].split()) or further.count <= come.count:
        raise awaits(come)
    given = file(tx, contract, consent)
    if not further.lacks:
        deal_costs.record(tx, contract, "approval", deal_costs.effect(tx, contract), approval_id=given.id)
    return further


def refuse_own(contract: Contract, consent: Consent, actor_id: str) -> None:
    """A yes is neither the one's who works at this desk nor the seller's, nor that of who asked for it."""
    if consent.approver_id == actor_id:
        raise PermissionDenied(
            "self_approval", N_("You cannot approve your own discount. Ask somebody else.")
        )
    if consent.approver_id in (contract.seller_id, contract.submitted_by):
        message = N_("The contract is this person's own. Ask somebody else.")
        raise PermissionDenied("self_approval", message)


def awaits(come: approval_chain.Come) -> PermissionDenied:
    """Whose yes is the next."""
    message = N_("The next yes is asked of: {roles}. Nobody answers two links of one matter.")
    whose = Named(map(Role, come.turn or sorted(come.asked)))
    return PermissionDenied("link_of_another", message, field="approver", roles=whose)


def file(tx: Transaction, contract: Contract, consent: Consent) -> Approval:
    """Keep a yes with its contract."""
    return tx.add(
        Approval(
            **consent.said, branch_id=contract.branch_id, reason=consent.reason, approver_id=consent.approver_id,
            ticket=consent.ticket, signature=consent.signature, at=tx.clock.now(),
        )
    )  # fmt: skip


def _beyond(floor: int, deal: Given, come: approval_chain.Come) -> UserError:
    if Role.MANAGER not in come.turn:
        return _beyond_of_others(floor, deal, Named(map(Role, come.turn)))
    if deal.sheet.price >= floor:
        message = N_("Not on the list of gifts: {gifts}. A manager has to approve that.")
        return UserError("gift_needs_approval", message, field="gift", gifts=in_a_row(deal.beside))
    message = N_("Your limit is ¥{floor}. A lower price needs a manager's approval.")
    if deal.counted:
        message = N_(
            "With gifts that count ¥{gifts} your limit is ¥{floor}. A lower price or more gifts need a manager's "
            "approval."
        )
    values = {"floor": money.format_amount(floor), "gifts": money.format_amount(deal.counted)}
    return UserError("discount_needs_approval", message, field="price", **values)


def _beyond_of_others(floor: int, deal: Given, roles: Named) -> UserError:
    """The same where the first link asks no manager."""
    if deal.sheet.price >= floor:
        gifts = in_a_row(deal.beside)
        message = N_("Not on the list of gifts: {gifts}. That needs the approval of: {roles}.")
        return UserError("gift_needs_approval", message, field="gift", gifts=gifts, roles=roles)
    message = N_("Your limit is ¥{floor}, with gifts counted. A lower price needs the approval of: {roles}.")
    shown = money.format_amount(floor)
    return UserError("discount_needs_approval", message, field="price", floor=shown, roles=roles)


def lowest(tx: Transaction, contract: Contract, sheet: PriceSheet) -> int | None:
    """The lowest price that the seller may give alone with these gifts, if this one is lower, or a gift is not on the
    list, and nobody has approved it yet."""
    if _is_approved(tx, contract, sheet):
        return None
    limit = pricing.limit_of([role.value for role in tx.actor.roles], discounts.limits(tx.session))
    return pricing.floor_price(contract.list_price, limit) + discounts.given(tx.session, sheet).counted


def covers(said: dict[str, Any], contract: Contract, deal: Given | None) -> bool:
    """Whether a yes is to this contract as it is: what came after it may be another paper, but no other deal. Without
    a deal only the price is looked at."""
    return (
        said["kind"] == approval.DISCOUNT
        and said["contract_id"] == contract.id
        and all(said[name] == getattr(contract, name) for name in SUBJECT)
        and (deal is None or deal.is_within(said["takings"], said["gifts"]))
        and said["version"] <= contract.version
    )


def approvals(session: Session, contract: Contract, deal: Given | None) -> list[Approval]:
    """The approvals that cover a contract as it is: its price, or all of it."""
    found = session.scalars(select(Approval).where(Approval.contract_id == contract.id)).all()
    whole = [each for each in found if _is_to(each, contract, deal)]
    return whole + [
        each for each in found if covers({name: getattr(each, name) for name in SAID}, contract, deal)
    ]


def of_price(
    session: Session, contract: Contract, deal: Given | None, *, answers: Answers | None = None
) -> approval_chain.Come:
    """How far the yeses to a contract's price have come."""
    matters = (approval_chain.PRICE,)
    return chains.come(session, contract, matters, deal, (answers or standing)(session, contract, deal))


def of_contract(
    session: Session, contract: Contract, deal: Given, roles: Iterable[str]
) -> approval_chain.Come:
    """How far the yeses to all that needs one have come, for a seller with these roles; where nothing needs any, one to
    the contract as such."""
    matters = [approval_chain.PRICE] if discounts.needs_yes(session, deal, roles) else []
    matters += approval.needed(settings(session), terms=contract.terms, plan=contract.plan)
    yeses = standing(session, contract, deal)
    return chains.come(session, contract, matters or (approval_chain.WHOLE,), deal, yeses)


def come_so_far(session: Session, contract: Contract) -> approval_chain.Come:
    """How far the yeses to a contract have come, for whoever sold it."""
    deal = discounts.given(session, price_sheets.price_sheet(session, contract))
    held = chains.roles_of(session, contract.branch_id, [contract.seller_id])
    return of_contract(session, contract, deal, held.get(contract.seller_id, frozenset()))


def standing(session: Session, contract: Contract, deal: Given | None) -> list[Approval]:
    """Those that no later no of a manager has ended. The server counts the others too: a no may have come too late
    for somebody who signed without a network."""
    noes = select(func.max(Approval.at)).where(
        Approval.contract_id == contract.id, Approval.kind == approval.RETURNED
    )
    ended = session.scalar(noes)
    return [yes for yes in approvals(session, contract, deal) if ended is None or yes.at > ended]


def _is_to(yes: Approval, contract: Contract, deal: Given | None) -> bool:
    """Whether somebody approved the whole contract just so."""
    same = all(getattr(yes, name) == getattr(contract, name) for name in SUBJECT)
    return (
        yes.kind == approval.CONTRACT
        and same
        and (deal is None or deal.is_within(yes.takings, yes.gifts))
        and yes.agreed == approval.agreed(contract.terms, contract.plan)
    )


def settings(session: Session) -> dict[str, Any]:
    """What a manager reads before a contract is signed, as the settings say it."""
    return {row.name: row.value for row in session.execute(_SETTINGS)}


def lacking(
    session: Session, contract: Contract, deal: Given | None, *, answers: Answers = approvals
) -> tuple[str, ...]:
    """What of the contract needs a yes that is not among the answers: names of settings."""
    if not approval.is_beyond(terms=contract.terms, plan=contract.plan):
        return ()
    needed = approval.needed(settings(session), terms=contract.terms, plan=contract.plan)
    if not needed:
        return ()
    return chains.come(session, contract, needed, deal, answers(session, contract, deal)).lacks


def settle_terms(tx: Transaction, contract: Contract, sheet: PriceSheet) -> None:
    """Terms and payment that the settings put before somebody are signed with that yes only."""
    if contract.state == ContractState.SUBMITTED:
        message = N_("{no} waits for the answer of: {roles}.")
        raise UserError("contract_submitted", message, no=contract.no, roles=_whose(tx.session, contract))
    if contract.state == ContractState.AMENDED:
        _settle_amended(tx, contract, sheet)
    elif missing := lacking(tx.session, contract, discounts.given(tx.session, sheet), answers=standing):
        message = N_(
            "{no} needs the approval of: {roles} ({what}). Press “Ask for approval” at the contract, or: "
            "contract submit {no}"
        )
        what = in_a_row(tr(approval.NAMES[name]) for name in missing)
        roles = _whose(tx.session, contract)
        raise UserError("approval_needed", message, no=contract.no, what=what, roles=roles)


def _whose(session: Session, contract: Contract) -> Named:
    """Whose answer it waits for, or would, by the links laid down."""
    come = come_so_far(session, contract)
    return Named(map(Role, come.turn or sorted(come.asked)))


def _settle_amended(tx: Transaction, contract: Contract, sheet: PriceSheet) -> None:
    """What a customer signed cannot wait for an answer: the manager writes the amendment."""
    missing = lacking(tx.session, contract, discounts.given(tx.session, sheet), answers=standing)
    if not missing:
        return
    by_manager = Role.MANAGER in tx.actor.roles
    if amends_alone(tx.session, contract, missing, user_id=tx.actor.user_id, is_manager=by_manager):
        return
    asked = chains.links_of(tx.session, contract, missing)
    if all(len(links) == 1 and links != (Role.MANAGER,) for links in asked):
        roles = Named(Role(role) for role in dict.fromkeys(links[0] for links in asked))
        message = N_(
            "This needs the approval of: {roles}. An amendment waits for nobody: cancel {no} and draw it anew."
        )
        raise UserError("approval_needed", message, no=contract.no, roles=roles)
    if not chains.is_managers_alone(tx.session, contract, missing):
        message = N_(
            "Several people have to say yes to this, and an amendment waits for nobody: cancel {no} and draw it anew."
        )
        raise UserError("approval_needed", message, no=contract.no)
    message = N_("A manager who is not the seller has to write this amendment of {no}.")
    raise UserError("approval_needed", message, no=contract.no)


def amends_alone(
    session: Session, contract: Contract, missing: Iterable[str], *, user_id: str, is_manager: bool
) -> bool:
    """Whether whoever amends a contract says with that the yes to all that is missing, at the desk as at the centre:
    another manager than its seller, where each of it asks one manager."""
    another = is_manager and user_id != contract.seller_id
    return another and chains.is_managers_alone(session, contract, missing)


def _is_approved(tx: Transaction, contract: Contract, sheet: PriceSheet) -> bool:
    deal = discounts.given(tx.session, sheet)
    if not discounts.needs_yes(tx.session, deal, [role.value for role in tx.actor.roles]):
        return True
    return not of_price(tx.session, contract, deal).lacks
