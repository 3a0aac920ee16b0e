"""Contracts: drafting, editing, signing, cancelling."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select

from app.domain import finance, handover, options, pricing, states
from app.domain.catalogue import offered
from app.domain.options import Option
from app.domain.permissions import (
    CONTRACT_DRAFT,
    CONTRACT_EDIT,
    CONTRACT_SIGN,
    SELL,
)
from app.domain.states import ContractState, DealState, VehicleStatus
from app.errors import UserError
from app.i18n import N_
from app.models.deal import Contract, ContractLine, Deal, Signature, SyncCase
from app.models.vehicle import Model, Vehicle
from app.queries import one_person
from app.services import (
    approving,
    contract_fields,
    customers,
    deal_costs,
    leases,
    papers,
    payments,
    price_sheets,
    stock,
    used_car_cases,
)
from app.services.orders import SELLABLE

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.domain.contract_document import ContractDocument
    from app.models.payment import Payment
    from app.models.vehicle import StockStay
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
    trade_in: str | None = None
    """The used car that pays this, by its id."""
    cost: int | None = None
    """What it costs us, or is passed on of it, if somebody said so. Only the back office keeps it."""
    cost_id: str | None = None
    """Of one that was quoted before: where the back office keeps that."""


@dataclass(frozen=True)
class Order:
    """What the customer wants. `customer` is an id or the fields of a new one; amounts in minor units."""

    customer: str | Mapping[str, Any]
    price: int
    vin: str | None = None
    model: str | None = None
    colour: str | None = None
    options: tuple[str, ...] = ()
    """Codes or names of the trim's options; a car in stock has what it has."""
    lines: tuple[Line, ...] = ()
    delivery_date: date | None = None
    delivery_place: str | None = None
    terms: str | None = None
    plan: Mapping[str, Any] | None = None
    language: str = "zh_CN"
    deal: str | None = None
    """Number of the deal that was quoted before; else a new one is opened."""


@dataclass(frozen=True)
class Subject:
    """What is sold: a car, or a model to which a car is allocated later, with its options, which are in the price."""

    model: Model
    car: Vehicle | None
    colour: str | None
    options: tuple[Option, ...]
    list_price: int

    @property
    def columns(self) -> dict[str, Any]:
        """As a contract's row keeps it."""
        return {
            "vehicle_id": self.car.id if self.car else None, "model_id": self.model.id, "colour": self.colour,
            "options": options.stored(self.options), "list_price": self.list_price,
        }  # fmt: skip


Deposit = payments.Part
"""Money put down at signing."""


@dataclass(frozen=True)
class Signing:
    """How a contract is signed: the approver if one is needed, the deposit, the pen's strokes."""

    deposit: Deposit | None = None
    approve: approving.Approve | None = None
    render: papers.Renderer | None = None  # makes the paper's hash; a preview made it already
    shown: ContractDocument | None = None  # what the customer was shown: nothing else is signed
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


_OPEN_CASE = select(SyncCase.id).where(
    SyncCase.contract_id == bindparam("contract"),
    SyncCase.state == "open",
    SyncCase.kind.not_in((used_car_cases.KIND, "lines")),  # what settles these is an amendment
)


def draft(uow: UnitOfWork, order: Order) -> tuple[str, str]:
    """A quote with its contract draft; returns deal number and contract number."""
    with uow.begin(CONTRACT_DRAFT) as tx:
        deal, contract = draw(tx, order)
        return deal.no, contract.no


def sell(uow: UnitOfWork, order: Order, signing: Signing) -> Sold:
    """The counter flow in one action: deal, contract, signature, deposit, receipt. All of it, or nothing."""
    with (
        uow.begin(SELL) as tx,
        tx.session.no_autoflush,
    ):  # until the paper, nothing that is asked is being written
        new_deal, money = order.deal is None, signing.deposit is not None
        tx.take_numbers("contract", *["deal"] * new_deal, *["receipt"] * money)
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
        if contract.state == ContractState.SUBMITTED:
            raise awaited(contract.no)
        contract_fields.apply_values(tx, contract, values)
        price_sheets.refuse_negative(tx.session, contract)
        if contract.state == ContractState.APPROVED:
            approving.settle_price(tx, contract, None)


def awaited(no: str) -> UserError:
    """The refusal of whatever has to wait for the answer that was asked for."""
    message = N_(
        "{no} waits for an answer. Take it back first in the list of contracts, or: contract submit {no} "
        "--take-back"
    )
    return UserError("contract_submitted", message, no=no)


def find(session: Session, no: str) -> Contract:
    """The contract with that number."""
    contract = session.scalars(select(Contract).where(Contract.no == no.strip().upper())).first()
    if contract is None:
        raise UserError("contract_unknown", N_("There is no contract {no}."), field="contract", no=no)
    return contract


def draw(tx: Transaction, order: Order) -> tuple[Deal, Contract]:
    """A deal in quote, new or quoted before, and its contract in draft."""
    pricing.check_price(order.price)
    finance.check_plan(order.plan)
    handover.refuse_past(order.delivery_date, tx.clock.today())
    what = subject(tx, order)
    buyer = customers.given_or_new(tx, order.customer)
    today = tx.clock.today()
    deal = deal_of(tx, order, buyer.id)
    _refuse_second(tx, deal)
    contract = tx.add(
        Contract(
            no=tx.next_number("contract"), branch_id=tx.actor.branch_id, deal_id=deal.id,
            seller_id=tx.actor.user_id, state=ContractState.DRAFT, provisional=False, version=1,
            language=order.language, template_id=papers.template_id(tx.session, today),
            customer_id=buyer.id, buyer_name=buyer.name, buyer_phone=buyer.phone,
            buyer_id_number=buyer.id_number, buyer_address=buyer.address,
            **what.columns, price=order.price, discount=what.list_price - order.price,
            delivery_date=order.delivery_date, delivery_place=order.delivery_place, terms=order.terms,
            plan=dict(order.plan) if order.plan else None, drawn_on=today,
        )
    )  # fmt: skip
    for line in order.lines:
        add_line(tx, contract, line)
    return deal, contract


def deal_of(tx: Transaction, order: Order, buyer_id: str) -> Deal:
    """The deal that the order follows, now of this customer; a new one if it follows none."""
    if order.deal is None:
        return tx.add(
            Deal(
                no=tx.next_number("deal"), branch_id=tx.actor.branch_id, customer_id=buyer_id,
                seller_id=tx.actor.user_id, state=DealState.QUOTE, opened_on=tx.clock.today(),
            )
        )  # fmt: skip
    deal = tx.session.scalars(select(Deal).where(Deal.no == order.deal.strip().upper())).first()
    if deal is None:
        raise UserError("deal_unknown", N_("There is no deal {no}."), field="deal", no=order.deal)
    if deal.customer_id != buyer_id:
        if buyer_id not in one_person.files_of(tx.session, deal.customer_id):
            message = N_("Deal {no} is another customer's. Begin a new one.")
            raise UserError("deal_of_another", message, field="customer", no=deal.no)
        deal.customer_id = buyer_id  # it was quoted with another file of theirs; nothing of it is signed yet
    return deal


def _refuse_second(tx: Transaction, deal: Deal) -> None:
    """A deal ends in one contract."""
    has_one = deal.state != DealState.QUOTE
    if not has_one and deal.ver:
        there = select(Contract.no).where(Contract.deal_id == deal.id)
        has_one = tx.session.scalar(there) is not None
    if has_one:
        message = N_("Deal {no} has a contract already. Change that instead.")
        raise UserError("deal_contracted", message, field="deal", no=deal.no)


def add_line(tx: Transaction, contract: Contract, line: Line) -> None:
    """Write a line onto a contract."""
    added = tx.add(
        ContractLine(
            contract_id=contract.id, branch_id=contract.branch_id, kind=line.kind, label=line.label,
            payee=line.payee, nature=line.nature, amount=line.amount, rule=line.rule,
            trade_in_id=line.trade_in, cost_id=line.cost_id, removed=False,
        )
    )  # fmt: skip
    charge(tx, contract, line, added)


def charge(tx: Transaction, contract: Contract, line: Line, written: ContractLine) -> None:
    """Charge a line's cost to the deal, if somebody said what it is, now or on the quote."""
    if line.cost is not None:
        pricing.check_cost(line.nature, line.amount, line.cost)
        kind = deal_costs.kind_of(line.nature)
        written.cost_id = deal_costs.record(tx, contract, kind, line.cost, line_id=written.id)
    elif line.cost_id and line.cost_id != written.cost_id:
        written.cost_id = line.cost_id


def subject(tx: Transaction, order: Order) -> Subject:
    """What an order is for. Options are those of the trim, at the prices of the day; a car has what it has."""
    if order.vin:
        car, list_price = contract_fields.car_in_stock(tx, order.vin)
        made = tx.get(Model, car.model_id)
        has = contract_fields.fitted(car, made, order.options)
        return Subject(made, car, car.colour, has, list_price)
    model = tx.session.scalars(select(Model).where(Model.code == (order.model or ""))).first()
    if model is None:
        message = N_("The catalogue has no model “{model}”. Import it first.")
        raise UserError("model_unknown", message, field="model", model=order.model or "")
    if model.archived:
        message = N_("“{model}” is not ordered any more. A car that is in stock is sold by its VIN.")
        raise UserError("model_archived", message, field="model", model=model.code)
    chosen = options.choose(offered(model.attributes), order.options, model=model.code)
    listed = contract_fields.listed(model, order.colour, chosen)
    return Subject(model, None, order.colour, chosen, listed)


def _sign(tx: Transaction, deal: Deal, contract: Contract, signing: Signing) -> Sold:
    """Approve, decide whether the car is certain, sign, take the deposit."""
    if not contract.buyer_id_number:
        message = N_("The buyer's identity number is needed to sign. Enter it and try again.")
        raise UserError("id_number_missing", message, field="id_number")
    drawn_before = contract not in tx.session.new
    if drawn_before:  # what is drawn with this very action has no case and no used car yet
        refuse_frozen(tx, contract)
        price_sheets.refuse_negative(tx.session, contract)
    sheet = price_sheets.price_sheet(tx.session, contract)
    approving.settle_price(tx, contract, signing.approve, sheet)
    approving.settle_terms(tx, contract, sheet)
    interest = deal_costs.subsidy(contract)
    if interest or deal.state == DealState.ORDER:  # what an order cost us in interest may have fallen away
        deal_costs.record(tx, contract, "subsidy", interest)
    confirmed = claim_car(tx, contract, signing)
    if not confirmed:
        _refuse_second_order(contract)
    state = ContractState(contract.state)
    contract.provisional = not confirmed
    contract.state = states.move(
        states.CONTRACT, state, ContractState.SIGNED if confirmed else ContractState.APPROVED
    )
    becomes = DealState.CONTRACTED if confirmed else DealState.ORDER
    if deal.state in (DealState.QUOTE, DealState.ORDER) and deal.state != becomes:
        deal.state = states.move(states.DEAL, DealState(deal.state), becomes)
    receipt: Payment | None = None
    if confirmed:
        contract.signed_at, contract.signed_version = tx.clock.now(), contract.version
        receipt = payments.convert(tx, deal, contract) if drawn_before else None
    tx.session.flush()  # the papers are drawn from the rows of this very action
    if signing.deposit is not None:
        receipt = payments.deposit(tx, deal, contract, signing.deposit, sheet)
    pin(tx, contract, signing, sheet)
    return Sold(deal.no, contract.no, contract.id, receipt.receipt_no if receipt else None, confirmed)


def _refuse_second_order(contract: Contract) -> None:
    """What is ordered is signed for certain next; an order that has its car does not give it up."""
    if contract.state != ContractState.APPROVED:
        return
    if contract.provisional:
        message = N_(
            "{no} is ordered and waits for its car. It is signed when the car is certain: lease the car first, or wait "
            "for the centre."
        )
        raise UserError("ordered_already", message, no=contract.no)
    message = N_("Your sign-in has run out. Sign in anew with a network, then {no} is signed for certain.")
    raise UserError("ticket_expired", message, no=contract.no)


def pin(
    tx: Transaction, contract: Contract, signing: Signing, sheet: pricing.PriceSheet | None = None
) -> None:
    """Keep what was signed: the version, the document, the paper's hash."""
    drawn = papers.Drawing(signing.render, signing.strokes, signing.shown)
    paper = papers.pin(tx.session, contract, drawn, sheet, on=tx.clock.today())
    tx.add(
        Signature(
            contract_id=contract.id, branch_id=contract.branch_id, version=contract.version,
            language=contract.language, document=paper.document, document_digest=paper.digest,
            pdf_hash=paper.pdf_hash, strokes=signing.strokes, user_id=tx.actor.user_id, at=tx.clock.now(),
        )
    )  # fmt: skip


def refuse_frozen(tx: Transaction, contract: Contract) -> None:
    if tx.session.execute(_OPEN_CASE, {"contract": contract.id}).first():
        message = N_("{no} waits for a decision. Resolve it first, then sign.")
        raise UserError("merge_open", message, no=contract.no)


def refuse_carried_out(contract: Contract) -> None:
    """A contract whose car is the customer's is neither amended nor cancelled."""
    if contract.handed_over:
        message = N_("The car of {no} is handed over: what was agreed is carried out and does not change.")
        raise UserError("carried_out", message, no=contract.no)


def claim_car(tx: Transaction, contract: Contract, signing: Signing) -> bool:
    """Whether the sale is certain, see `may_confirm`. Marks the car sold."""
    signing = signing if signing.now else replace(signing, now=tx.clock.now())
    certain, stay = may_confirm(tx.session, contract, signing)
    if certain and stay is not None:
        stock.mark_moved(tx, stay, VehicleStatus.SOLD, "sold")
        leases.spend(tx.session, stay.vehicle_id)
    elif stay is not None:
        leases.reserve(tx.session, stay.vehicle_id, contract.id)
    return certain


def may_confirm(session: Session, contract: Contract, signing: Signing) -> tuple[bool, StockStay | None]:
    """Whether a sale that is signed now is certain: no car yet, or a car whose lease is in hand, and how that stands
    in stock. A car that nobody can have any more is refused."""
    if contract.vehicle_id is None:
        return signing.may_confirm, None
    stay, lease, wanted_by = leases.standing(session, contract.vehicle_id)
    has_it = next((each for each in wanted_by if not each.provisional), None)
    reserved_here = contract_fields.refuse_sold(contract, has_it)  # the server gave it to this order
    if stay is None or (stay.status not in SELLABLE and not reserved_here):
        message = N_("This car is {status}. Choose another car.")
        status = states.shown(VehicleStatus(stay.status)) if stay else ""
        raise UserError("vehicle_not_free", message, field="vin", status=status)
    if not signing.may_confirm or reserved_here:
        return signing.may_confirm, stay
    return bool(signing.now and leases.holds(lease, signing.now, signing.boot, by=contract.id)), stay
