"""The server's second look at an op: rights, columns, states, numbers, totals.

The same `domain` functions that a service used before the commit judge the rows after it. A table's own checks
are registered here beside each other, so that a new table touches neither `sync` nor the server.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, or_, select

from app.domain import deposits, numbering, states, vin
from app.domain.permissions import CONTRACT_AMEND, CONTRACT_APPROVE, REFUND, SELLERS, Action, Role
from app.errors import AppError, UserError
from app.i18n import N_
from app.ids import vehicle_id
from app.models.base import Scope
from app.models.deal import Approval, Contract, SyncCase
from app.models.org import UserRole
from app.models.payment import Payment
from app.models.registry import BY_TABLE
from app.services import discounts

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

Row = dict[str, Any]


class Doubt(AppError):
    """An op that is not applied as it is: `quarantined` when someone may have tampered or lacked the right,
    `parked` when it does not fit what is there."""

    def __init__(self, status: str, code: str, text: str, **values: object) -> None:
        super().__init__(code)
        self.status, self.code, self.text, self.values = status, code, text, values


@dataclass(frozen=True)
class Judged:
    """A row before and after the op; no before: the op added it."""

    table: str
    id: str
    before: Row | None
    after: Row


@dataclass
class Hearing:
    """All that is known of an op while it is judged."""

    session: Session
    action: Action
    user_id: str
    roles: frozenset[Role]
    branch_id: str
    terminal_id: str
    prefix: str
    rows: list[Judged] = field(default_factory=list)
    approval_holds: Callable[[Row], bool] = lambda approval: False
    may_confirm: bool = True  # false when the sign-in had expired
    demoted: bool = False  # its car was lost, and the order made provisional, after its money was taken
    forgiven: str | None = None  # the code of a doubt that a manager has decided to pass over

    def of(self, table: str) -> list[Judged]:
        """The op's rows of one table."""
        return [row for row in self.rows if row.table == table]


Check = Callable[[Hearing, Judged], None]
_CHECKS: dict[str, list[Check]] = defaultdict(list)


def checks(table: str) -> Callable[[Check], Check]:
    """Register a check for the rows of a table."""

    def register(check: Check) -> Check:
        _CHECKS[table].append(check)
        return check

    return register


def judge_rights(
    action: Action | None, roles: frozenset[Role], current: frozenset[Role], name: str
) -> Action:
    """The action, if both the ticket's roles and those of now allow it."""
    if action is None:
        raise Doubt(
            "quarantined", "action_unknown", N_("This program does not know the action {name}."), name=name
        )
    if not action.allowed_for(roles):
        raise Doubt("quarantined", "not_allowed", N_("The role at sign-in does not allow {name}."), name=name)
    if not action.allowed_for(current):
        raise Doubt(
            "quarantined", "no_longer_allowed", N_("The role was taken away before this arrived."), name=name
        )
    return action


def judge_change(
    action: Action, table: str, columns: frozenset[str], scope: str, scopes: frozenset[str]
) -> None:
    """Whether the action may write these columns, in a scope of this terminal."""
    known = BY_TABLE.get(table)
    if known is None or not columns <= {c.name for c in known.__table__.columns}:
        raise Doubt("parked", "schema", N_("This server does not know all columns of {table}."), table=table)
    if not action.may_write(table, columns) or columns & {"id", "scope", "ver", "row_hash"}:
        raise Doubt(
            "quarantined", "columns", N_("{action} may not write {table}."), action=action.name, table=table
        )
    if scope not in scopes or Scope.kind_of(scope) is not known.__sync__.scope:
        raise Doubt("quarantined", "scope", N_("This terminal may not write there."))


def judge(hearing: Hearing) -> None:
    """Judge the rows of an applied op; raises `Doubt`."""
    for row in hearing.rows:
        _states(row)
        _belongs(hearing, row)
        for check in _CHECKS[row.table]:
            try:
                check(hearing, row)
            except UserError as error:
                if error.code != hearing.forgiven:
                    raise Doubt("quarantined", error.code, error.text, **error.values) from error
            except Doubt as doubt:
                if doubt.code != hearing.forgiven:
                    raise


def _belongs(hearing: Hearing, row: Judged) -> None:
    """A new row names the person who signed, and the branch whose scope it is in."""
    if row.before is not None:
        return
    if any(row.after.get(column, hearing.user_id) != hearing.user_id for column in ("user_id", "seller_id")):
        raise Doubt("quarantined", "author", N_("A row names another person than the one who signed."))
    scope = BY_TABLE[row.table].__sync__.scope
    if (
        scope is not Scope.ORG
        and "branch_id" in row.after
        and row.after["scope"] != scope.of(row.after["branch_id"])
    ):
        raise Doubt("quarantined", "scope", N_("This terminal may not write there."))


def _states(row: Judged) -> None:
    for column, table in BY_TABLE[row.table].__sync__.states.items():
        kind = type(next(iter(table)))
        if table is states.CONTRACT and row.before is not None and row.before["provisional"]:
            table = states.PROVISIONAL_CONTRACT
        try:
            new = kind(row.after[column])
            old = kind(row.before[column]) if row.before else new
        except ValueError as error:
            raise Doubt("quarantined", "state_unknown", N_("There is no such state.")) from error
        if old != new and not states.may_move(table, old, new):
            raise Doubt(
                "parked", "illegal_transition", N_("It is {old} and cannot become {new}."), old=old, new=new
            )


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
    if after["state"] in ("approved", "signed", "amended"):
        _discount(hearing, after)
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
    was_certain = before["state"] in ("approved", "signed", "amended") and not before["provisional"]
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


def _discount(hearing: Hearing, contract: Row) -> None:
    if not discounts.beyond(
        hearing.session, contract["list_price"], contract["price"], hearing.roles & SELLERS
    ):
        return
    for approval in hearing.session.scalars(select(Approval).where(Approval.contract_id == contract["id"])):
        manager = hearing.session.scalar(
            select(UserRole).where(
                UserRole.user_id == approval.approver_id, UserRole.branch_id == hearing.branch_id,
                UserRole.role == Role.MANAGER, UserRole.active.is_(True),
            )
        )  # fmt: skip
        if manager and approval.price <= contract["price"] and approval.approver_id != contract["seller_id"]:
            return
    raise Doubt(
        "quarantined", "discount", N_("The discount is beyond the salesperson's limit and not approved.")
    )


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


@checks("payment")
def _payment(hearing: Hearing, row: Judged) -> None:
    payment = row.after
    if row.before is not None:
        raise Doubt("quarantined", "append_only", N_("Money is never changed, only added."))
    if not numbering.belongs_to(payment["receipt_no"], hearing.prefix):
        no = payment["receipt_no"]
        raise Doubt("quarantined", "number", N_("The number {no} is not from this terminal's series."), no=no)
    if payment["kind"] == "refund" and hearing.action is not REFUND:
        raise Doubt("quarantined", "not_allowed", N_("Money is given back by a refund only."))
    if payment["kind"] == "deposit" and not hearing.demoted:
        _certain(hearing, payment)
    if (payment["amount"] < 0) != (payment["kind"] == "refund") or payment["amount"] == 0:
        raise Doubt("quarantined", "totals", N_("A payment's amount has the wrong sign."))
    cash = [e.after for e in hearing.of("ledger_entry") if e.after["payment_id"] == payment["id"]]
    if not cash or sum(e["amount"] for e in cash if e["account"].startswith("cash:")) != payment["amount"]:
        raise Doubt("quarantined", "totals", N_("Receipt and ledger differ."))
    if payment["kind"] == "deposit":
        _deposit_cap(hearing, payment)
    if payment["kind"] == "refund":
        _refund(hearing, payment)


def _certain(hearing: Hearing, payment: Row) -> None:
    """定金 is for a car that is the customer's; until then it is 订金, which can be given back."""
    contracts = select(Contract).where(Contract.deal_id == payment["deal_id"], Contract.state != "cancelled")
    if any(contract.provisional for contract in hearing.session.scalars(contracts)):
        raise Doubt("quarantined", "deposit_kind", N_("A provisional order takes no binding deposit."))


def _deposit_cap(hearing: Hearing, payment: Row) -> None:
    """All 定金 of a deal together stay below a fifth of the price."""
    contract = hearing.session.scalars(
        select(Contract).where(Contract.deal_id == payment["deal_id"], Contract.state != "cancelled")
    ).first()
    if contract is not None:
        taken = select(Payment.id).where(Payment.deal_id == payment["deal_id"], Payment.kind == "deposit")
        total = hearing.session.scalar(
            select(func.sum(Payment.amount)).where(or_(Payment.id.in_(taken), Payment.refund_of.in_(taken)))
        )
        deposits.check_deposit(int(total or 0), price=contract.price, kind=deposits.DepositKind.DEPOSIT)


def _refund(hearing: Hearing, payment: Row) -> None:
    """No more goes back than came in. Two tills that refund one receipt at once: the second one waits."""
    original = hearing.session.get(Payment, payment["refund_of"]) if payment["refund_of"] else None
    if original is None or original.amount <= 0 or original.deal_id != payment["deal_id"]:
        raise Doubt("quarantined", "refund", N_("A refund does not name the receipt that it gives back."))
    returned = hearing.session.scalar(
        select(func.sum(Payment.amount)).where(Payment.refund_of == original.id)
    )
    if original.amount + int(returned or 0) < 0:
        raise Doubt("parked", "refund_above_paid", N_("More was given back than was taken."))


@checks("ledger_entry")
def _ledger(hearing: Hearing, row: Judged) -> None:
    same = [
        e.after
        for e in hearing.of("ledger_entry")
        if e.after["transaction_id"] == row.after["transaction_id"]
    ]
    if row.before is not None or sum(entry["amount"] for entry in same) != 0:
        raise Doubt("quarantined", "totals", N_("A ledger transaction does not balance."))
    receipts = {payment.id for payment in hearing.of("payment")}
    if any(entry["payment_id"] not in receipts for entry in same):
        raise Doubt("quarantined", "totals", N_("Receipt and ledger differ."))
    if len({entry["scope"] for entry in same}) > 1:
        raise Doubt("quarantined", "scope", N_("A ledger transaction spans two branches."))


@checks("vehicle")
def _vehicle(hearing: Hearing, row: Judged) -> None:
    vin.check_vin(row.after["vin"])
    if row.before is None and row.id != vehicle_id(row.after["vin"]):
        raise Doubt("quarantined", "id", N_("A car's id does not belong to its VIN."))


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


@checks("sync_case")
def _decision(hearing: Hearing, row: Judged) -> None:
    """Who decides signs for it; an op that was set aside is decided by a manager, and never by its author."""
    case = row.after
    if case["state"] != "resolved":
        if row.before is None or row.before["state"] != case["state"]:
            raise Doubt("quarantined", "state_unknown", N_("There is no such state."))
        return
    if case["resolved_by"] != hearing.user_id:
        raise Doubt("quarantined", "author", N_("A row names another person than the one who signed."))
    if case["kind"] == "op":
        author = json.loads(case["data"]).get("user_id")
        if Role.MANAGER not in hearing.roles or author == hearing.user_id:
            raise Doubt(
                "quarantined", "not_a_manager", N_("A manager decides this, and not about their own.")
            )
