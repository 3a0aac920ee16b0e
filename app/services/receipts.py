"""From a payment to its paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from app.documents.receipt import ReceiptDocument, render_receipt
from app.domain.catalogue import names_in
from app.domain.contract_document import Seller
from app.errors import UserError
from app.i18n import N_
from app.models.deal import Contract, Deal
from app.models.org import Branch, User
from app.models.party import Customer
from app.models.payment import Payment
from app.models.vehicle import Model, Vehicle
from app.services import payments

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_KINDS = {"balance": "payment"}  # what the ledger and the paper call it


def document(session: Session, receipt_no: str, *, language: str) -> ReceiptDocument:
    """The receipt with that number: what was paid up to then, and what was left."""
    payment = session.scalars(select(Payment).where(Payment.receipt_no == receipt_no)).first()
    if payment is None:
        raise UserError("receipt_unknown", N_("There is no receipt {no}."), field="receipt", no=receipt_no)
    deal = session.get_one(Deal, payment.deal_id)
    contract = session.scalars(
        select(Contract).where(Contract.deal_id == deal.id).order_by(Contract.id.desc())
    ).first()
    payable = payments.payable(session, deal)
    paid = _paid_by(session, payment)
    original = session.get(Payment, payment.refund_of) if payment.refund_of else None
    return ReceiptDocument(
        no=payment.receipt_no, kind=_KINDS.get(payment.kind, payment.kind), amount=abs(payment.amount),
        method=payment.method, paid_on=payment.paid_on,
        payer=contract.buyer_name if contract else session.get_one(Customer, deal.customer_id).name,
        seller=_seller(session, payment), contract_no=contract.no if contract else "", deal_no=deal.no,
        car=_car(session, contract, language), vin=_vin(session, contract), reference=payment.reference or "",
        refund_of=original.receipt_no if original else "", reason=_reason(payment),
        cashier=_name(session, payment.user_id),
        payable=payable, paid=paid, balance=payable - paid,
        provisional=contract.provisional if contract else False, language=language,
    )  # fmt: skip


def paper(session: Session, receipt_no: str, *, language: str, copy_no: int = 0) -> bytes:
    """The receipt as a PDF."""
    return render_receipt(document(session, receipt_no, language=language), copy_no=copy_no)


def language_of(session: Session, receipt_no: str) -> str | None:
    """The language of the contract that it belongs to: a further copy speaks as the first one did."""
    of_receipt = (
        select(Contract.language)
        .join(Payment, Payment.deal_id == Contract.deal_id)
        .where(Payment.receipt_no == receipt_no)
        .order_by(Contract.id.desc())
    )
    return session.scalars(of_receipt).first()


def _reason(payment: Payment) -> str:
    """A void says why on paper; why a customer gets money back is between the two."""
    return payment.reason or "" if payment.kind == "void" else ""


def _paid_by(session: Session, payment: Payment) -> int:
    of_deal = (Payment.deal_id == payment.deal_id, Payment.kind != "compensation")
    return int(
        session.scalar(select(func.sum(Payment.amount)).where(*of_deal, Payment.id <= payment.id)) or 0
    )


def _seller(session: Session, payment: Payment) -> Seller:
    branch = session.get_one(Branch, payment.branch_id)
    name, agent = branch.seller or branch.name, _name(session, payment.user_id)
    return Seller(name, branch.credit_code or "", branch.address or "", branch.phone or "", agent)


def _name(session: Session, user_id: str) -> str:
    user = session.get(User, user_id)
    return user.display_name if user else ""


def _car(session: Session, contract: Contract | None, language: str) -> str:
    model = session.get(Model, contract.model_id) if contract else None
    if model is None:
        return ""
    return " ".join(filter(None, names_in(language, model.brand, model.series, model.trim, model.attributes)))


def _vin(session: Session, contract: Contract | None) -> str:
    car = session.get(Vehicle, contract.vehicle_id) if contract and contract.vehicle_id else None
    return car.vin if car else ""
