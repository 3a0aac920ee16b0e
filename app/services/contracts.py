"""Contracts: drafting, editing, signing, cancelling."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app.domain import identity, money, pricing, states, vin
from app.domain.permissions import CONTRACT_CANCEL, CONTRACT_DRAFT, CONTRACT_EDIT, CONTRACT_SIGN, SELL
from app.domain.states import ContractState, DealState, VehicleStatus
from app.errors import PermissionDenied, UserError
from app.i18n import N_
from app.ids import vehicle_id
from app.models.deal import Approval, Contract, ContractLine, Deal, Signature, SyncCase
from app.models.vehicle import Model, Vehicle
from app.services import customers, discounts, leases, papers, payments, stock
from app.services.orders import CONFIRMED, SELLABLE, active_stay, confirmed_contract

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.models.payment import Payment
    from app.services.unit_of_work import Transaction, UnitOfWork


@dataclass(frozen=True)
class Line:
    """An add-on, or an amount collected for others. Amount in minor units."""

    label: str
    amount: int
    kind: str = "add_on"
    payee: str | None = None
    nature: str = "optional"
    rule: str | None = None


@dataclass(frozen=True)
class Consent:
    """An approver's signed yes."""

    approver_id: str
    ticket: str
    signature: str
    reason: str | None = None


@dataclass(frozen=True)
class Order:
    """What the customer wants. `customer` is an id or the fields of a new one; amounts in minor units."""

    customer: str | Mapping[str, Any]
    price: int
    vin: str | None = None
    model: str | None = None
    colour: str | None = None
    lines: tuple[Line, ...] = ()
    delivery_date: date | None = None
    delivery_place: str | None = None
    terms: str | None = None
    plan: Mapping[str, Any] | None = None
    language: str = "zh_CN"


@dataclass(frozen=True)
class Deposit:
    """Money put down at signing."""

    amount: int
    method: str
    reference: str | None = None


@dataclass(frozen=True)
class Signing:
    """How a contract is signed: the approver if one is needed, the deposit, the pen's strokes."""

    deposit: Deposit | None = None
    approve: Callable[[dict[str, Any]], Consent] | None = None
    render: papers.Renderer | None = None  # makes the paper's hash; a preview made it already
    strokes: Any = None
    boot: str = ""  # this start of the computer, by which leases are judged
    may_confirm: bool = True  # false with an expired ticket: then every order is provisional
    now: datetime | None = None  # the time that leases go by, if not the clock's: it cannot be set back


@dataclass(frozen=True)
class Sold:
    """The numbers on the paper, and whether the car is certain."""

    deal_no: str
    contract_no: str
    contract_id: str
    receipt_no: str | None
    confirmed: bool


def draft(uow: UnitOfWork, order: Order) -> tuple[str, str]:
    """A quote with its contract draft; returns deal number and contract number."""
    with uow.begin(CONTRACT_DRAFT) as tx:
        deal, contract = draw(tx, order)
        return deal.no, contract.no


def sell(uow: UnitOfWork, order: Order, signing: Signing) -> Sold:
    """The counter flow in one action: deal, contract, signature, deposit, receipt. All of it, or nothing."""
    with uow.begin(SELL) as tx:
        deal, contract = draw(tx, order)
        return _sign(tx, deal, contract, signing)


def sign(uow: UnitOfWork, *, contract_id: str, signing: Signing) -> Sold:
    """Sign a drawn contract, with its deposit."""
    with uow.begin(CONTRACT_SIGN) as tx:
        contract = tx.get(Contract, contract_id)
        return _sign(tx, tx.get(Deal, contract.deal_id), contract, signing)


def edit(uow: UnitOfWork, *, no: str, values: Mapping[str, str]) -> None:
    """Change a contract that is not signed. `values` are field names of the command line and texts."""
    with uow.begin(CONTRACT_EDIT) as tx:
        contract = find(tx.session, no)
        if contract.state in (ContractState.SIGNED, ContractState.AMENDED) and not contract.provisional:
            raise UserError("contract_signed", N_("{no} is signed. Write an amendment instead."), no=no)
        if contract.state == ContractState.CANCELLED:
            raise UserError("contract_cancelled", N_("{no} is cancelled and cannot be changed."), no=no)
        apply_values(tx, contract, values)
        if contract.state in (ContractState.APPROVED, ContractState.SUBMITTED):
            require_approved(tx, contract)


def apply_values(tx: Transaction, contract: Contract, values: Mapping[str, str]) -> None:
    """Write field values of the command line's form onto a contract, and count the version up."""
    for name, text in values.items():
        setter = _SETTERS.get(name)
        if setter is None:
            message = N_("“{name}” cannot be set. Known are: {known}.")
            raise UserError("field_unknown", message, field=name, name=name, known=", ".join(_SETTERS))
        setter(tx, contract, text)
    contract.discount = contract.list_price - contract.price
    contract.version += 1


def cancel(uow: UnitOfWork, *, no: str, reason: str) -> None:
    """Cancel a contract and free its car; what becomes of the money is a refund of its own."""
    if not reason.strip():
        raise UserError("reason_missing", N_("A cancellation needs a reason."), field="reason")
    with uow.begin(CONTRACT_CANCEL) as tx:
        contract = find(tx.session, no)
        held_car = not contract.provisional and contract.state in ("approved", "signed", "amended")
        contract.state = states.move(states.CONTRACT, ContractState(contract.state), ContractState.CANCELLED)
        contract.cancelled_reason = reason.strip()
        contract.version += 1
        deal = tx.get(Deal, contract.deal_id)
        deal.state = states.move(states.DEAL, DealState(deal.state), DealState.CANCELLED)
        stay = active_stay(tx.session, contract.vehicle_id) if held_car and contract.vehicle_id else None
        if stay is not None and stay.status in (VehicleStatus.SOLD, VehicleStatus.RESERVED):
            stock.mark_moved(tx, stay, VehicleStatus.IN_STOCK, "contract_cancelled")


def find(session: Session, no: str) -> Contract:
    """The contract with that number."""
    contract = session.scalars(select(Contract).where(Contract.no == no.strip().upper())).first()
    if contract is None:
        raise UserError("contract_unknown", N_("There is no contract {no}."), field="contract", no=no)
    return contract


def draw(tx: Transaction, order: Order) -> tuple[Deal, Contract]:
    """A new deal in quote and its contract in draft."""
    pricing.check_price(order.price)
    model, car, list_price = subject(tx, order)
    buyer = customers.given_or_new(tx, order.customer)
    today = tx.clock.today()
    deal = tx.add(
        Deal(
            no=tx.next_number("deal"), branch_id=tx.actor.branch_id, customer_id=buyer.id,
            seller_id=tx.actor.user_id, state=DealState.QUOTE, opened_on=today,
        )
    )  # fmt: skip
    contract = tx.add(
        Contract(
            no=tx.next_number("contract"), branch_id=tx.actor.branch_id, deal_id=deal.id,
            seller_id=tx.actor.user_id, state=ContractState.DRAFT, provisional=False, version=1,
            language=order.language, template_id=papers.template_id(tx.session, order.language, today),
            customer_id=buyer.id, buyer_name=buyer.name, buyer_phone=buyer.phone,
            buyer_id_number=buyer.id_number, buyer_address=buyer.address,
            vehicle_id=car.id if car else None, model_id=model.id, colour=(car.colour if car else order.colour),
            list_price=list_price, price=order.price, discount=list_price - order.price,
            delivery_date=order.delivery_date, delivery_place=order.delivery_place, terms=order.terms,
            plan=dict(order.plan) if order.plan else None, drawn_on=today,
        )
    )  # fmt: skip
    for line in order.lines:
        add_line(tx, contract, line)
    return deal, contract


def add_line(tx: Transaction, contract: Contract, line: Line) -> None:
    """Write a line onto a contract."""
    tx.add(
        ContractLine(
            contract_id=contract.id, branch_id=contract.branch_id, kind=line.kind, label=line.label,
            payee=line.payee, nature=line.nature, amount=line.amount, rule=line.rule, removed=False,
        )
    )  # fmt: skip


def subject(tx: Transaction, order: Order) -> tuple[Model, Vehicle | None, int]:
    """What is sold: a car, or a model to which a car is allocated later; and its list price."""
    if order.vin:
        car, list_price = _car(tx, order.vin)
        return tx.get(Model, car.model_id), car, list_price
    model = tx.session.scalars(select(Model).where(Model.code == (order.model or ""))).first()
    if model is None:
        message = N_("The catalogue has no model “{model}”. Import it first.")
        raise UserError("model_unknown", message, field="model", model=order.model or "")
    return model, None, model.list_price


def _car(tx: Transaction, number: str) -> tuple[Vehicle, int]:
    vin.check_vin(number)
    car = tx.session.get(Vehicle, vehicle_id(vin.normalise_vin(number)))
    stay = active_stay(tx.session, car.id) if car else None
    if car is None or stay is None:
        raise UserError(
            "not_in_stock", N_("{vin} is not in stock."), field="vin", vin=vin.normalise_vin(number)
        )
    return car, stay.list_price


def _sign(tx: Transaction, deal: Deal, contract: Contract, signing: Signing) -> Sold:
    """Approve, decide whether the car is certain, sign, take the deposit."""
    _refuse_frozen(tx, contract)
    if not contract.buyer_id_number:
        message = N_("The buyer's identity number is needed to sign. Enter it and try again.")
        raise UserError("id_number_missing", message, field="id_number")
    _approve(tx, contract, signing)
    confirmed = _claim_car(tx, contract, signing)
    state = ContractState(contract.state)
    contract.provisional = not confirmed
    contract.state = states.move(
        states.CONTRACT, state, ContractState.SIGNED if confirmed else ContractState.APPROVED
    )
    deal.state = (
        states.move(
            states.DEAL, DealState(deal.state), DealState.CONTRACTED if confirmed else DealState.ORDER
        )
        if deal.state == DealState.QUOTE
        else deal.state
    )
    receipt: Payment | None = None
    if confirmed:
        contract.signed_at, contract.signed_version = tx.clock.now(), contract.version
    if signing.deposit is not None:
        given = signing.deposit
        receipt = payments.deposit(
            tx, deal, contract, amount=given.amount, method=given.method, reference=given.reference
        )
    paper = papers.pin(tx.session, contract, signing.render, signing.strokes)
    tx.add(
        Signature(
            contract_id=contract.id, branch_id=contract.branch_id, version=contract.version,
            language=contract.language, document=paper.document, document_digest=paper.digest,
            pdf_hash=paper.pdf_hash, strokes=signing.strokes, user_id=tx.actor.user_id, at=tx.clock.now(),
        )
    )  # fmt: skip
    return Sold(deal.no, contract.no, contract.id, receipt.receipt_no if receipt else None, confirmed)


def _refuse_frozen(tx: Transaction, contract: Contract) -> None:
    if tx.session.scalars(
        select(SyncCase).where(SyncCase.contract_id == contract.id, SyncCase.state == "open")
    ).first():
        message = N_("{no} waits for a decision. Resolve it first, then sign.")
        raise UserError("merge_open", message, no=contract.no)


def _approve(tx: Transaction, contract: Contract, signing: Signing) -> None:
    """Within the seller's own limit nobody is asked; beyond it somebody else signs."""
    if signing.approve is None:
        require_approved(tx, contract)
        return
    if _is_approved(tx, contract):
        return
    said: dict[str, Any] = {"contract_id": contract.id, "kind": "discount", "price": contract.price}
    consent = signing.approve(said)
    if consent.approver_id == tx.actor.user_id:
        raise PermissionDenied("self_approval", N_("You cannot approve your own discount. Ask a manager."))
    tx.add(
        Approval(
            contract_id=contract.id, branch_id=contract.branch_id, kind="discount", price=contract.price,
            reason=consent.reason, approver_id=consent.approver_id, ticket=consent.ticket,
            signature=consent.signature, at=tx.clock.now(),
        )
    )  # fmt: skip


def require_approved(tx: Transaction, contract: Contract) -> None:
    """Refuse a price beyond the actor's limit that nobody approved."""
    if not _is_approved(tx, contract):
        limit = pricing.limit_of([role.value for role in tx.actor.roles], discounts.limits(tx.session))
        message = N_("Your limit is ¥{floor}. A lower price needs a manager's approval.")
        floor = money.format_amount(pricing.floor_price(contract.list_price, limit))
        raise UserError("discount_needs_approval", message, field="price", floor=floor)


def _is_approved(tx: Transaction, contract: Contract) -> bool:
    roles = [role.value for role in tx.actor.roles]
    if not discounts.beyond(tx.session, contract.list_price, contract.price, roles):
        return True
    known = tx.session.scalars(select(Approval.price).where(Approval.contract_id == contract.id))
    return any(price <= contract.price for price in known)


def _claim_car(tx: Transaction, contract: Contract, signing: Signing) -> bool:
    """Whether the sale is certain: no car yet, or a car whose lease is in hand. Marks the car sold."""
    if contract.vehicle_id is None:
        return signing.may_confirm
    stay = active_stay(tx.session, contract.vehicle_id)
    other = confirmed_contract(tx.session, contract.vehicle_id)
    if other is not None and other.id != contract.id:
        message = N_("This car was sold to {name}. Choose another car.")
        raise UserError("vehicle_sold", message, field="vin", name=other.buyer_name)
    reserved_here = other is not None  # the server gave it to this order already
    if stay is None or (stay.status not in SELLABLE and not reserved_here):
        message = N_("This car is {status}. Choose another car.")
        status = states.shown(VehicleStatus(stay.status)) if stay else ""
        raise UserError("vehicle_not_free", message, field="vin", status=status)
    leased = leases.held(tx.session, contract.vehicle_id, signing.now or tx.clock.now(), signing.boot)
    if not signing.may_confirm or not (leased or reserved_here):
        return False
    stock.mark_moved(tx, stay, VehicleStatus.SOLD, "sold")
    leases.spend(tx.session, contract.vehicle_id)
    return True


def _set_price(tx: Transaction, contract: Contract, text: str) -> None:
    price = money.parse_amount(text, field="price")
    pricing.check_price(price)
    contract.price = price


def _set_discount(tx: Transaction, contract: Contract, text: str) -> None:
    contract.price = contract.list_price - money.parse_amount(text, field="discount")
    pricing.check_price(contract.price, field="discount")


def withdraw_approval(contract: Contract) -> None:
    """A new price takes an approval back."""
    if contract.state in (ContractState.APPROVED, ContractState.SUBMITTED) and not contract.provisional:
        contract.state = ContractState.DRAFT


def _set_date(tx: Transaction, contract: Contract, text: str) -> None:
    try:
        contract.delivery_date = date.fromisoformat(text.strip()) if text.strip() else None
    except ValueError as error:
        message = N_("“{given}” is not a date. Write it as 2026-03-14.")
        raise UserError("date_wrong", message, field="delivery_date", given=text) from error


def _set_vin(tx: Transaction, contract: Contract, text: str) -> None:
    car, list_price = _car(tx, text)
    other = confirmed_contract(tx.session, car.id)
    if other is not None and other.id != contract.id:
        message = N_("This car was sold to {name}. Choose another car.")
        raise UserError("vehicle_sold", message, field="vin", name=other.buyer_name)
    if contract.state in CONFIRMED and contract.vehicle_id != car.id:
        contract.provisional = True  # the claim was on the other car; the server confirms this one
    contract.vehicle_id, contract.model_id, contract.colour = car.id, car.model_id, car.colour
    contract.list_price = list_price


def _set_name(tx: Transaction, contract: Contract, text: str) -> None:
    identity.check_name(text)
    contract.buyer_name = identity.normalise_name(text)


def _set_phone(tx: Transaction, contract: Contract, text: str) -> None:
    if text.strip():
        identity.check_phone(text)
    contract.buyer_phone = identity.normalise_phone(text) or None


def _set_id_number(tx: Transaction, contract: Contract, text: str) -> None:
    identity.check_id_number(text)
    contract.buyer_id_number = identity.normalise_id(text)


def _plain(column: str) -> Callable[[Transaction, Contract, str], None]:
    def setter(tx: Transaction, contract: Contract, text: str) -> None:
        setattr(contract, column, text.strip() or None)

    return setter


_SETTERS: dict[str, Callable[[Transaction, Contract, str], None]] = {
    "price": _set_price,
    "discount": _set_discount,
    "delivery_date": _set_date,
    "delivery_place": _plain("delivery_place"),
    "colour": _plain("colour"),
    "terms": _plain("terms"),
    "vin": _set_vin,
    "buyer.name": _set_name,
    "buyer.phone": _set_phone,
    "buyer.id_number": _set_id_number,
    "buyer.address": _plain("buyer_address"),
}
