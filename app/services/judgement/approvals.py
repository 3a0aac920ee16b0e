"""What is judged of limits and approvals: prices with their gifts, terms, deposits that are kept, and who said yes.

A signature's paper says which lines its author saw, and is judged to be true. Without a paper only the price is looked
at: whatever is agreed in the end is signed on one.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select

from app.clock import from_iso
from app.domain import approval, approval_chain, discount
from app.domain.contract_document import ContractDocument
from app.domain.deposits import DepositFate, DepositKind
from app.domain.gift import Given
from app.domain.permissions import (
    CONTRACT_ALLOCATE,
    CONTRACT_APPROVE,
    CONTRACT_CANCEL,
    CONTRACT_CONSENT,
    SELLERS,
)
from app.i18n import N_
from app.models.deal import Approval, Contract, Signature
from app.services import approving, chains, discounts, payments
from app.services.judgement import gifts, papers
from app.services.judgement.contracts import is_agreed
from app.services.judgement.hearing import Doubt, Hearing, Judged, Row, checks

_A_DAY = timedelta(days=1)  # as far as a paper's day may lie from its signature


@checks("contract")
def _agreed(hearing: Hearing, row: Judged) -> None:
    if hearing.action is CONTRACT_APPROVE:
        _answered(hearing, row)
    if hearing.action is not CONTRACT_ALLOCATE and is_agreed(row.after):
        sheet = papers.signed_sheet(hearing, row.id)
        prices = {name: row.after[name] for name in ("list_price", "price")}
        seen = gifts.as_seen(hearing, replace(sheet, **prices)) if sheet else [None]
        if not any(_may_give(hearing, row, deal) for deal in seen):
            text = N_("The discount is beyond the salesperson's limit and not approved.")
            raise Doubt("quarantined", "discount", text)
        _terms(hearing, row, seen)


def _answered(hearing: Hearing, row: Judged) -> None:
    """Whatever a manager decides of a contract comes with their answer, which is never about their own; after a no
    nothing is approved."""
    ours = [each.after for each in hearing.of("approval") if each.after["contract_id"] == row.id]
    kinds = {each["kind"] for each in ours if each["approver_id"] == hearing.user_id}
    if not kinds or (row.after["state"] == "approved" and approval.RETURNED in kinds):
        raise Doubt("quarantined", "approval", N_("A manager decides this, and signs it."))


def _may_give(hearing: Hearing, row: Judged, deal: Given | None) -> bool:
    """The price less its gifts is within the seller's limit, with gifts of the list, or whoever the links ask said yes
    to just this price of this car with these gifts: by the setting as it is here, whatever a terminal knew of it."""
    after, roles = row.after, hearing.roles & SELLERS
    if deal is None:
        asks = discounts.beyond(hearing.session, after["list_price"], after["price"], roles)
    else:
        asks = discounts.needs_yes(hearing.session, deal, roles)
    if not asks or _was_agreed(hearing, row, deal):
        return True  # what was agreed was judged then; who works on it later need not have had the right
    contract = hearing.session.get_one(Contract, row.id)
    return not approving.of_price(hearing.session, contract, deal, answers=approving.approvals).lacks


def _was_agreed(hearing: Hearing, row: Judged, deal: Given | None) -> bool:
    """Whether it was agreed before, of the same car at the same price, with no less to take, no more to give, and
    nothing else that is a manager's to give."""
    before = row.before
    if before is None or not is_agreed(before) or row.changed(*approving.SUBJECT):
        return False
    if deal is None:
        return True
    ours = {each.id for each in hearing.of("signature")}
    papers = select(Signature.document).where(
        Signature.contract_id == row.id, Signature.id.not_in(ours)
    )  # fmt: skip
    last = hearing.session.scalars(papers.order_by(Signature.version.desc()).limit(1)).first()
    if last is None:
        return False
    earlier = Given(ContractDocument.from_dict(last).sheet, deal.gifts)
    return deal.is_within(earlier.takings, earlier.named) and deal.counted <= earlier.counted


def _terms(hearing: Hearing, row: Judged, seen: Sequence[Given | None]) -> None:
    """Terms and payment that the settings put before a manager have that manager's yes when they are agreed."""
    was_agreed = row.before is not None and is_agreed(row.before)
    if was_agreed and not row.changed("terms", "plan"):
        return  # judged when it became so
    if not approval.is_beyond(terms=row.after["terms"], plan=json.loads(row.after["plan"] or "{}")):
        return
    contract = hearing.session.get_one(Contract, row.id)
    by_manager = hearing.is_manager(hearing.user_id)
    for missing in (approving.lacking(hearing.session, contract, deal) for deal in seen):
        if not missing:
            break
        if was_agreed and approving.amends_alone(
            hearing.session, contract, missing, user_id=hearing.user_id, is_manager=by_manager
        ):
            break  # another manager amends it: that is the yes
    else:
        text = N_("The settings ask for an approval of these terms, and it is missing.")
        raise Doubt("quarantined", "approval_needed", text)


@checks("contract")
def _keeps(hearing: Hearing, row: Judged) -> None:
    """That a 定金 stays here is said by a present manager, of this contract as it is and no less than stands: the op
    brings that yes. Parked without one: whoever did it may have meant well, and a manager can still say so."""
    if not _is_kept(row):
        return
    yeses = [each.after for each in hearing.of("approval") if each.after["kind"] == approval.KEPT]
    if not all(hearing.is_manager(yes["approver_id"]) for yes in yeses):
        raise Doubt("quarantined", "approval", N_("A manager decides this, and signs it."))
    deposit = payments.put_down(hearing.session, row.after["deal_id"], DepositKind.DEPOSIT)
    if not any(_is_to_keep(yes, row) and yes["takings"] >= deposit for yes in yeses):
        text = N_(
            "The deposit was to be kept without a manager's yes to just this contract and that sum. Accept this if it "
            "shall be kept; if not, leave it out and cancel again."
        )
        raise Doubt("parked", approval.KEEPING, text)


def _is_kept(row: Judged) -> bool:
    """Whether the op decides that the 定金 of this contract is kept."""
    return row.changed("deposit_fate") and row.after["deposit_fate"] == DepositFate.KEPT


def _is_to_keep(yes: Row, contract: Judged) -> bool:
    """Whether a yes is to this contract as it stood: of this car, at this price, and amended by nobody since."""
    same = all(yes[name] == contract.after[name] for name in approving.SUBJECT)
    stood = (contract.before or {}).get("version")
    return same and yes["contract_id"] == contract.id and yes["version"] == stood


@checks("approval")
def _approval(hearing: Hearing, row: Judged) -> None:
    """Signed by the manager it names: the op itself, when they did it, else the approval."""
    contract = hearing.session.get(Contract, row.after["contract_id"])
    if contract is None or row.after["approver_id"] == contract.seller_id:
        raise Doubt("quarantined", "self_approval", N_("Nobody approves their own."))
    if row.after["approver_id"] == hearing.user_id and hearing.action is not CONTRACT_APPROVE:
        raise Doubt("quarantined", "self_approval", N_("Nobody approves their own."))
    if (row.after["kind"] == approval.KEPT) is not (hearing.action is CONTRACT_CANCEL):
        raise _of_another_action()
    if row.after["kind"] == approval.KEPT:
        if not any(each.id == contract.id and _is_kept(each) for each in hearing.of("contract")):
            raise _of_another_action()
    elif row.after["kind"] != approval.DISCOUNT:
        _answer(hearing, row.after, contract)
    else:
        discount.check(row.after["reason_code"] or "", row.after["reason"])
    _in_order(hearing, row, contract)
    said = {name: row.after[name] for name in approving.SAID}
    if row.after["approver_id"] != hearing.user_id and not hearing.consent_holds(said, row.after):
        raise Doubt(
            "quarantined", "approval_signature", N_("The approval is not signed by the manager it names.")
        )


def _in_order(hearing: Hearing, row: Judged, contract: Contract) -> None:
    """A yes comes after those that it names, the last of another person, and is of one whom the links ask; one that its
    own author asked for is none. Parked if one before it is not here: it may have been set aside itself. What comes
    with a signature is counted there: a manager may let that contract count though the yes is none."""
    if hearing.action not in (CONTRACT_APPROVE, CONTRACT_CONSENT):
        return
    yes = chains.yes_of(hearing.session.get_one(Approval, row.id))
    if yes.approver == contract.submitted_by or yes.is_doubled:
        raise Doubt("quarantined", "self_approval", N_("Nobody approves their own."))
    if from_iso(row.after["at"]) > (hearing.done_at or hearing.now) + _A_DAY:
        text = N_("The answer is dated later than it can have been given.")
        raise Doubt("quarantined", "approval_at", text)  # a no would end what is said until then
    held = chains.roles_of(hearing.session, contract.branch_id, [yes.approver])
    if not held.get(yes.approver, frozenset()) & _asked(hearing, row, contract):
        raise Doubt("quarantined", "approval", N_("A manager decides this, and signs it."))
    found = hearing.session.scalars(select(Approval).where(Approval.contract_id == contract.id))
    before = [chains.yes_of(each) for each in found if each.kind not in (approval.RETURNED, approval.KEPT)]
    if not approval_chain.is_after(yes, before):
        text = N_("This yes names another one before it that is not there.")
        raise Doubt("parked", "approval_chain", text)


def _asked(hearing: Hearing, row: Judged, contract: Contract) -> frozenset[str]:
    """Whom the links ask: of all that this contract needs; of a price alone, which may have moved on, at any amount."""
    if row.after["kind"] == approval.DISCOUNT:
        return approval_chain.may_answer(chains.laid_down(hearing.session), [approval_chain.PRICE])
    return approving.come_so_far(hearing.session, contract).asked


def _of_another_action() -> Doubt:
    text = N_(
        "A yes to keep a deposit belongs to the cancellation that keeps it, and no other belongs there."
    )
    return Doubt("quarantined", "approval", text)


def _answer(hearing: Hearing, answer: Row, contract: Contract) -> None:
    """A yes or no to a whole contract is the manager's own op, about the contract as it is; a no says why."""
    if hearing.action is not CONTRACT_APPROVE or answer["approver_id"] != hearing.user_id:
        raise Doubt("quarantined", "approval", N_("A manager decides this, and signs it."))
    same = all(answer[name] == getattr(contract, name) for name in approving.SUBJECT)
    if not same or answer["agreed"] != approval.agreed(contract.terms, contract.plan):
        raise Doubt("parked", "approval_other", N_("The contract is not any more what was approved."))
    if answer["kind"] == approval.RETURNED:
        approval.check_reason(answer["reason"] or "")
