"""Deciding what waits for a person: a contract that two changed, a car that was sold twice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from app.domain import money, pricing
from app.domain.permissions import RESOLVE, RESOLVE_REFUND, Role
from app.domain.states import ContractState
from app.errors import PermissionDenied, UserError
from app.i18n import N_, in_a_row
from app.models.deal import Contract, ContractLine, Deal, SyncCase
from app.models.org import User
from app.services import approving, cancelling, contract_fields, orders, payments, reversals, used_car_cases
from app.services.judgement.cases import LETS_COUNT, MANAGERS, is_own_deposit
from app.services.judgement.hearing import NEVER_FORGIVEN
from app.services.payments import Movement

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.services.unit_of_work import Actor, Transaction, UnitOfWork

_DECISIONS = {
    "mine": "accept", "accept": "accept", "theirs": "discard", "discard": "discard", "retry": "retry",
    "reverse": "reverse", "correct": "correct",
}  # fmt: skip
_CORRECTABLE = {
    "price": ("contract", "price"), "delivery_date": ("contract", "delivery_date"),
    "delivery_place": ("contract", "delivery_place"), "buyer.name": ("contract", "buyer_name"),
    "buyer.phone": ("contract", "buyer_phone"), "customer.name": ("customer", "name"),
    "customer.phone": ("customer", "phone"),
}  # fmt: skip
_NOTED = {"paper": "paper_given", used_car_cases.KIND: "settled", "lines": "settled", "dates": "looked_at"}
"""Kinds of which it is only said that a person saw to it."""
_FIELDS = {"delivery": "delivery_date", "vehicle": "vin"}
_INSTEAD = {
    "contract_signed": N_(
        "The contract is signed and says something else. Leave this out, and write an amendment."
    ),
    "trade_in_state": N_(
        "The used car was valued anew or moved on meanwhile. Leave this out, and begin from what is there now."
    ),
    "not_handed_in": N_(
        "The used car that was paid for has not been handed in. Hand it in first: then this counts by itself."
    ),
    "refund_above_paid": N_(
        "This money went back already. If it was really given out twice, ask the customer for it; leave this out, and "
        "the till's closing shows what is missing."
    ),
    "loan_open": N_("The deal has a loan application already. Withdraw that first, or leave this out."),
    "loan_released": N_(
        "The lender's money of this loan is in the books already. Leave this out; if more came, book it as a payment."
    ),
    "shift_totals": N_(
        "A receipt of this shift is missing. Decide about that one first: if it counts, this counts by itself; if not, "
        "leave this out and close the shift again."
    ),
}
"""What to do where nobody lets an op count, by the code of its doubt: those of `NEVER_FORGIVEN`."""
OWN_DEPOSIT = N_(
    "You sold this car: another manager says whether its deposit is kept. You can leave this out."
)
OWN_MONEY = N_(
    "You took this customer's money in yourself. Another manager gives it back, or cancel the order and let finance "
    "refund it."
)
WAITING_LIST, FULL_REFUND = "wait", "refund"
_CAR_GONE = N_("The car went to another customer")
_GROUPS = {"discount": "price", "delivery_date": "delivery", "delivery_place": "delivery", "vin": "vehicle",
           "colour": "vehicle", "options": "vehicle"}  # fmt: skip


def resolve(
    uow: UnitOfWork, *, case_id: str, choices: Mapping[str, str], mine: str, asked_server: bool = False
) -> bool:
    """Decide groups of a case: each choice is `mine`, `theirs` or a value. True once the case is resolved.

    `mine` is this terminal's side of the case, `first` or `second`. Every group must be decided; a group
    named but not in conflict is an ordinary edit. For a car sold twice the choice is `vehicle=VIN`, the waiting
    list or a full refund, for an op that was set aside `op`: `mine` lets it count after all, `theirs` leaves things
    as they are, `retry` has it judged again, `correct` lets it count with other values, `reverse` posts it and takes
    it back. Of new paper it is only said that the customer has it, of a used car on two contracts and of lines that a
    signed contract lacks that the deals were put right. `asked_server`: see `reversals.give_back`.
    """
    refunds = choices.get("vehicle") == FULL_REFUND
    with uow.begin(RESOLVE_REFUND if refunds else RESOLVE) as tx:
        case = tx.get(SyncCase, case_id)
        if case.state != "open":
            raise _decided_already(tx, case)
        if case.kind == "op":
            case.resolution = _judged(tx, case, choices)
        elif case.kind in _NOTED:
            if case.kind in MANAGERS:
                _require_manager(tx, case)
            case.resolution = {"decision": _NOTED[case.kind]}
        elif refunds:
            _refund(tx, case, choices.get("reason", ""), asked_server)
            case.resolution = dict(choices)
        else:
            _decide(tx, case, choices, mine)
            case.resolution = dict(choices)
        case.state, case.resolved_by, case.resolved_at = "resolved", tx.actor.user_id, tx.clock.now()
        return True


def _decided_already(tx: Transaction, case: SyncCase) -> UserError:
    """By name, where it was a person: the server itself closes what has become moot."""
    who = tx.session.get(User, case.resolved_by) if case.resolved_by else None
    if who is None:
        return UserError("case_resolved", N_("Somebody has decided this already."))
    return UserError("case_resolved", N_("{name} has decided this already."), name=who.display_name)


def _decide(tx: Transaction, case: SyncCase, choices: Mapping[str, str], mine: str) -> None:
    contract = tx.get(Contract, case.contract_id)
    if contract.state == ContractState.CANCELLED:
        raise UserError("contract_cancelled", N_("{no} is cancelled and cannot be changed."), no=contract.no)
    if case.kind == "vehicle":
        _another_car(tx, contract, choices)
    else:
        _merge(tx, contract, case, choices, mine)


def _refund(tx: Transaction, case: SyncCase, reason: str, asked_server: bool) -> None:
    """The customer waits no longer: the order is cancelled, and all that was put down goes back by the way it came."""
    contract = tx.get(Contract, case.contract_id)
    if case.kind != "vehicle" or not contract.provisional:
        message = N_("{no} did not lose its car. Cancel it and refund it as usual.")
        raise UserError("vehicle_certain", message, no=contract.no)
    if took_in(tx.session, contract.id, tx.actor.user_id):
        raise PermissionDenied("self_review", OWN_MONEY)
    why = reason.strip() or _CAR_GONE
    cancelling.cancel_one(tx, contract, why)
    deal = tx.get(Deal, contract.deal_id)
    for original, left in payments.standing(tx.session, deal.id, *payments.LIABILITY):
        payments.require_near(tx, original.receipt_no, asked_server=asked_server)
        payments.record(tx, deal, Movement(-left, original.method, "refund", original=original, reason=why))


def took_in(session: Session, contract_id: str, user_id: str) -> bool:
    """Whether somebody took in themselves money of a deal that still stands: they do not give it back, too."""
    deal_id = session.get_one(Contract, contract_id).deal_id
    standing = payments.standing(session, deal_id, *payments.LIABILITY)
    return any(user_id in reversals.facts(session, original).taken_by for original, _ in standing)


def may_judge(actor: Actor, case: Mapping[str, Any]) -> bool:
    """Whether this person may decide about an op that was set aside; `case` is its data."""
    return Role.MANAGER in actor.roles and case.get("user_id") != actor.user_id


def _require_manager(tx: Transaction, case: SyncCase) -> None:
    if not may_judge(tx.actor, case.data):
        raise PermissionDenied("not_a_manager", N_("A manager decides this, and not about their own."))


def _judged(tx: Transaction, case: SyncCase, choices: Mapping[str, str]) -> dict[str, Any]:
    """A manager's word on an op that was set aside, never its author's."""
    _require_manager(tx, case)
    decision = _DECISIONS.get(choices.get("op", ""))
    if decision is None:
        message = N_("Choose: --take mine to let it count, --take theirs to leave things as they are.")
        raise UserError("choice_missing", message, field="op")
    code = case.data["reason"]["code"]
    if decision not in ("discard", "retry") and code in NEVER_FORGIVEN:
        raise UserError(code, _INSTEAD[code], field="op")
    if decision in LETS_COUNT and is_own_deposit(tx.session, tx.actor.user_id, case.contract_id, case.data):
        raise PermissionDenied("self_approval", OWN_DEPOSIT)
    values = {name: value for name, value in choices.items() if name not in ("op", "reason")}
    if bool(values) != (decision == "correct"):
        message = N_("Values go with op=correct, and only with it: --set op=correct --set price=AMOUNT.")
        raise UserError("values_misplaced", message, field="op")
    reason = choices.get("reason", "").strip()
    said = {"decision": decision, **({"reason": reason} if reason else {})}
    return {**said, **({"values": _corrected(values)} if values else {})}


def _corrected(values: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """What a manager puts right, by table and column."""
    right: dict[str, dict[str, Any]] = {}
    for name, value in values.items():
        if name not in _CORRECTABLE:
            message = N_("“{name}” cannot be set. Known are: {known}.")
            raise UserError("field_unknown", message, field=name, name=name, known=in_a_row(_CORRECTABLE))
        table, column = _CORRECTABLE[name]
        amount = name == "price"
        right.setdefault(table, {})[column] = money.parse_amount(value, field=name) if amount else value
    return right


def _another_car(tx: Transaction, contract: Contract, choices: Mapping[str, str]) -> None:
    """The same number, another car, to be signed; the server confirms it when the car is free. Or the waiting list."""
    number = choices.get("vehicle", "")
    if number == WAITING_LIST:
        _needs_new_signature(contract)
        # Model, colour and options stay: a car is allocated later, by the day that is promised.
        contract_fields.give_up_car(tx, contract)
        contract.provisional = True
        said = {name: value for name, value in choices.items() if name == "delivery_date"}
        contract_fields.apply_values(tx, contract, said)
        return
    if number in ("", "mine", "theirs"):
        message = N_("Name the other car, vehicle=VIN, or vehicle=wait, or vehicle=refund.")
        raise UserError("vehicle_missing", message, field="vehicle")
    _needs_new_signature(contract)
    more = {name: value for name, value in choices.items() if name != "vehicle"}
    agreed = contract.discount
    contract_fields.apply_values(tx, contract, {"vin": number, **more})
    if not more.keys() & {"price", "discount"}:
        contract.price, contract.discount = price_of_another(contract.list_price, agreed), agreed
    approving.settle_price(tx, contract, None)


def _needs_new_signature(contract: Contract) -> None:
    """What the customer signed named a car that is gone."""
    if contract.state in orders.SIGNED:
        contract.state = ContractState.APPROVED


def price_of_another(list_price: int, agreed: int) -> int:
    """The price follows the other car's list price; what the customer was let off stays."""
    price = list_price - agreed
    pricing.check_price(price)
    return price


def _merge(
    tx: Transaction, contract: Contract, case: SyncCase, choices: Mapping[str, str], mine: str
) -> None:
    groups: dict[str, dict[str, dict[str, Any]]] = case.data["groups"]
    decided = {_GROUPS.get(name, name.partition(".")[0]) for name in choices} | set(choices)
    undecided = sorted(set(groups) - decided)
    if undecided:
        message = N_("Still to decide: {groups}.")
        raise UserError("groups_undecided", message, groups=in_a_row(undecided))
    if contract.state in (ContractState.SIGNED, ContractState.AMENDED) and not contract.provisional:
        _keep_signed(contract, groups, choices, mine)
        return
    sides = {"mine": mine, "theirs": "second" if mine == "first" else "first", "base": "base"}
    edits: dict[str, str] = {}
    for name, choice in choices.items():
        if choice in sides:
            if name not in groups:
                raise UserError("group_unknown", N_("“{group}” is not in conflict."), group=name)
            if sides[choice] != "first":  # that one stands in the row, or what has become of it meanwhile
                _take(tx, contract, name, groups[name][sides[choice]])
        else:
            edits[_FIELDS.get(name, name)] = choice
    before = contract.price
    _price_follows(tx, contract, choices, sides)
    if choices.get("price") in sides:  # which stands, whatever the car costs that somebody typed
        edits.setdefault("price", money.plain_amount(contract.price))
    contract_fields.apply_values(tx, contract, edits)
    if contract.provisional:
        approving.settle_price(tx, contract, None)
    if contract.price != before or "price" in choices:
        _withdraw_approval(contract)


def _price_follows(
    tx: Transaction, contract: Contract, choices: Mapping[str, str], sides: Mapping[str, str]
) -> None:
    """A car, colour or options that somebody decided for cost what they cost; what was taken off stays, unless a price
    is decided, too."""
    if sides.get(choices.get("vehicle", ""), "first") == "first":
        return
    contract_fields.price_anew(tx, contract)
    if not choices.keys() & {"price", "discount"}:  # `discount` says still what was taken off
        contract.price = price_of_another(contract.list_price, contract.discount)


def _keep_signed(
    contract: Contract, groups: Mapping[str, Any], choices: Mapping[str, str], mine: str
) -> None:
    """What was signed on paper stands; what was not is an amendment, which the customer signs too."""
    signed = "mine" if mine == "second" else "theirs"
    if set(choices) != set(groups) or any(choice != signed for choice in choices.values()):
        message = N_(
            "{no} was signed meanwhile. Keep that, --take {side}, then write an amendment: contract amend"
        )
        raise UserError("contract_signed", message, no=contract.no, side=signed)


def _withdraw_approval(contract: Contract) -> None:
    """A merge that touches the price takes an approval back."""
    if contract.state in (ContractState.APPROVED, ContractState.SUBMITTED) and not contract.provisional:
        contract.state = ContractState.DRAFT


def _take(tx: Transaction, contract: Contract, group: str, values: Mapping[str, Any]) -> None:
    """Write a side's values: of the contract itself, or of the line that the group names. A case may tell more."""
    from app.models.registry import COLUMNS, from_wire

    kind, _, line_id = group.partition(":")
    row: Contract | ContractLine = tx.get(ContractLine, line_id) if line_id else contract
    del kind
    table = row.__tablename__
    own = {column: value for column, value in values.items() if column in COLUMNS[table]}
    for column, value in from_wire(table, own).items():
        if getattr(row, column) != value:
            setattr(row, column, value)


def show(value: Any, column: str) -> str:
    """A wire value as people and scripts read it: amounts in major units."""
    if value is None:
        return ""
    return (
        money.plain_amount(value) if column in ("list_price", "price", "discount", "amount") else str(value)
    )
