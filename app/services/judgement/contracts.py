"""What is judged of contracts: numbers, totals, discounts, and what was signed."""

from __future__ import annotations

from sqlalchemy import select

from app.domain import numbering
from app.domain.permissions import CONTRACT_AMEND, CONTRACT_APPROVE, SELLERS, Role
from app.i18n import N_
from app.models.deal import Contract, SyncCase
from app.models.org import UserRole
from app.models.registry import BY_TABLE
from app.services import approving, discounts
from app.services.judgement.hearing import Doubt, Hearing, Judged, Row, checks


@checks("contract")
def _contract(hearing: Hearing, row: Judged) -> None:
    after = row.after
    if row.before is None and not numbering.belongs_to(after["no"], hearing.prefix):
        raise Doubt(
            "quarantined", "number", N_("The number {no} is not from this terminal's series."), no=after["no"]
        )
    if after["price"] <= 0 or after["discount"] != after["list_price"] - after["price"]:
        raise Doubt("quarantined", "totals", N_("Price and discount do not add up."))
    if (
        row.before is not None
        and row.before["state"] in ("signed", "amended")
        and not row.before["provisional"]
    ):
        groups = BY_TABLE["contract"].__sync__
        changed = any(after[c] != row.before[c] and groups.group_of(c)[1].value == "merge" for c in after)
        if changed and not _amends(hearing, row):
            raise Doubt(
                "parked", "contract_signed", N_("The contract was signed before this change arrived.")
            )
    _list_price(hearing, row)
    if _is_agreed(after):
        _discount(hearing, row)
        _confirmable(hearing, row)
    if after["state"] == "signed" and (row.before is None or row.before["state"] != "signed"):
        _not_frozen(hearing, after)


def _amends(hearing: Hearing, row: Judged) -> bool:
    """Whether the op amends the contract: the customer signed it anew."""
    signed = any(each.after["contract_id"] == row.id for each in hearing.of("signature"))
    return signed and row.after["state"] == "amended"


def _confirmable(hearing: Hearing, row: Judged) -> None:
    """With an expired sign-in everything goes on, but no car is promised."""
    before = row.before or {"state": "draft", "provisional": False}
    was_certain = _is_agreed(before) and not before["provisional"]
    if not hearing.may_confirm and not row.after["provisional"] and not was_certain:
        raise Doubt("quarantined", "ticket_expired", N_("It was done after the sign-in had expired."))


def _not_frozen(hearing: Hearing, contract: Row) -> None:
    case = hearing.session.scalars(
        select(SyncCase).where(
            SyncCase.contract_id == contract["id"], SyncCase.kind == "contract", SyncCase.state == "open"
        )
    ).first()
    if case is not None:
        raise Doubt("parked", "merge_open", N_("The contract waits for a merge and cannot be signed."))


def _list_price(hearing: Hearing, row: Judged) -> None:
    """The discount is counted from our list price, not from one that the client made up."""
    names = ("vehicle_id", "model_id", "list_price")
    if row.before is not None and all(row.before[name] == row.after[name] for name in names):
        return  # judged when it was written
    if row.after["list_price"] not in hearing.list_prices(row.after):
        raise Doubt("quarantined", "list_price", N_("The list price is not the one of this car."))


def _discount(hearing: Hearing, row: Judged) -> None:
    """The price is within the seller's limit, or a manager said yes to just this price of this car."""
    after, before = row.after, row.before
    if before is not None and _is_agreed(before) and all(before[c] == after[c] for c in approving.SUBJECT):
        return  # judged when it became so; who works on it later need not have had the right
    if not discounts.beyond(hearing.session, after["list_price"], after["price"], hearing.roles & SELLERS):
        return
    contract = hearing.session.get_one(Contract, row.id)
    for approval in approving.approvals(hearing.session, contract):
        manager = hearing.session.scalar(
            select(UserRole).where(
                UserRole.user_id == approval.approver_id, UserRole.branch_id == hearing.branch_id,
                UserRole.role == Role.MANAGER, UserRole.active.is_(True),
            )
        )  # fmt: skip
        if manager and approval.approver_id != contract.seller_id:
            return
    raise Doubt(
        "quarantined", "discount", N_("The discount is beyond the salesperson's limit and not approved.")
    )


def _is_agreed(contract: Row) -> bool:
    return contract["state"] in ("approved", "signed", "amended")


@checks("contract_line")
def _line(hearing: Hearing, row: Judged) -> None:
    """The lines of a signed contract are what the customer signed."""
    if hearing.action is CONTRACT_AMEND:
        return
    judged = {contract.id: contract for contract in hearing.of("contract")}
    for contract_id in {each["contract_id"] for each in (row.before, row.after) if each is not None}:
        known = judged.get(contract_id)
        if known is not None:
            signed = known.before is not None and _is_signed(known.before) and not _amends(hearing, known)
        else:
            contract = hearing.session.get(Contract, contract_id)
            signed = contract is not None and _is_signed(
                {"state": contract.state, "provisional": contract.provisional}
            )
        if signed:
            text = N_("The contract was signed before this change arrived.")
            raise Doubt("parked", "contract_signed", text)


def _is_signed(contract: Row) -> bool:
    return contract["state"] in ("signed", "amended") and not contract["provisional"]


@checks("deal")
def _deal(hearing: Hearing, row: Judged) -> None:
    if row.before is None and not numbering.belongs_to(row.after["no"], hearing.prefix):
        raise Doubt(
            "quarantined",
            "number",
            N_("The number {no} is not from this terminal's series."),
            no=row.after["no"],
        )


@checks("approval")
def _approval(hearing: Hearing, row: Judged) -> None:
    """Signed by the manager it names: the op itself, when they did it, else the approval."""
    contract = hearing.session.get(Contract, row.after["contract_id"])
    if contract is None or row.after["approver_id"] == contract.seller_id:
        raise Doubt("quarantined", "self_approval", N_("Nobody approves their own discount."))
    if row.after["approver_id"] == hearing.user_id and hearing.action is not CONTRACT_APPROVE:
        raise Doubt("quarantined", "self_approval", N_("Nobody approves their own discount."))
    if row.after["approver_id"] != hearing.user_id and not hearing.approval_holds(row.after):
        raise Doubt(
            "quarantined", "approval_signature", N_("The approval is not signed by the manager it names.")
        )
