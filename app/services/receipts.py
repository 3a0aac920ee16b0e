"""From a payment to its paper, and from a paper back to the payment."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, func, or_, select

from app.documents import layouts
from app.domain import words
from app.domain.catalogue import names_in
from app.domain.contract_document import Seller, find_code
from app.domain.pricing import PriceSheet
from app.domain.receipt_document import ReceiptDocument, Since, receipt_code
from app.errors import UserError
from app.i18n import LANGUAGES, N_
from app.models.deal import Contract, Deal
from app.models.org import Branch, User
from app.models.party import Customer
from app.models.payment import Payment, Reversal
from app.models.vehicle import Model, Vehicle
from app.services import unit_of_work
from app.services.price_sheets import price_sheet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

KINDS = {"balance": "payment"}  # what the ledger and the paper call it
_OF_DEAL = select(Payment).where(Payment.deal_id == bindparam("deal")).order_by(Payment.id)


def find(session: Session, receipt_no: str) -> Payment:
    """The payment with that number, in or out."""
    no = receipt_no.strip().upper()
    payment = session.scalars(select(Payment).where(Payment.receipt_no == no)).first()
    if payment is None:
        raise UserError("receipt_unknown", N_("There is no receipt {no}."), field="receipt", no=receipt_no)
    return payment


def of_deal(session: Session, deal_id: str) -> list[Payment]:
    """The payments of a deal, the oldest first. Nobody else has any of a deal that this very action opened."""
    if unit_of_work.is_new(session, Deal, deal_id):
        return [each for each in unit_of_work.new_rows(session, Payment) if each.deal_id == deal_id]
    return list(session.scalars(_OF_DEAL, {"deal": deal_id}))


def document(session: Session, receipt_no: str) -> ReceiptDocument:
    """What the receipt with that number says."""
    return document_of(session, find(session, receipt_no))


def document_of(session: Session, payment: Payment) -> ReceiptDocument:
    """What was kept with the payment; another maker's terminal may have kept nothing. The server may have given it
    another number since: then its new paper has that one."""
    if payment.document is None:
        return drawn(session, payment)
    return replace(ReceiptDocument.from_dict(payment.document), no=payment.receipt_no)


def drawn(
    session: Session,
    payment: Payment,
    contract: Contract | None = None,
    sheet: PriceSheet | None = None,
) -> ReceiptDocument:
    """What the paper says as the money moves: what was paid up to then, and what is left. In the contract's
    language; later changes of deal, car or branch leave it as it is."""
    deal = session.get_one(Deal, payment.deal_id)
    if contract is None:
        newest_first = select(Contract).where(Contract.deal_id == deal.id).order_by(Contract.id.desc())
        contract = session.scalars(newest_first).first()
    language = contract.language if contract else LANGUAGES[0]
    living = contract if contract and contract.state != "cancelled" else None
    payable = (sheet or price_sheet(session, living)).payable if living else 0
    paid = _paid_by(session, payment)
    original = session.get(Payment, payment.refund_of) if payment.refund_of else None
    return ReceiptDocument(
        no=payment.receipt_no, kind=KINDS.get(payment.kind, payment.kind), amount=abs(payment.amount),
        method=payment.method, paid_on=payment.paid_on,
        payer=contract.buyer_name if contract else session.get_one(Customer, deal.customer_id).name,
        seller=_seller(session, payment), contract_no=contract.no if contract else "", deal_no=deal.no,
        car=_car(session, contract, language), vin=_vin(session, contract), reference=payment.reference or "",
        refund_of=original.receipt_no if original else "", reason=_reason(payment),
        cashier=_name(session, payment.user_id),
        payable=payable, paid=paid, balance=payable - paid,
        provisional=contract.provisional if contract else False, language=language,
        collected=abs(payment.collected), approver=_approver(session, payment), layout=layouts.newest(),
    )  # fmt: skip


def paper(session: Session, receipt_no: str, *, language: str | None = None, copy_no: int = 0) -> bytes:
    """The receipt as a PDF, in its own language unless another is asked for."""
    payment = find(session, receipt_no)
    said = document_of(session, payment)
    return _pdf(said, language=language, copy_no=copy_no, since=since(session, payment))


def since(session: Session, payment: Payment) -> tuple[Since, ...]:
    """What became of a receipt's money after it was given out, the oldest first."""
    of_it = select(Payment).where(Payment.refund_of == payment.id).order_by(Payment.id)
    return tuple(_since(session, payment, moved) for moved in session.scalars(of_it))


def _since(session: Session, payment: Payment, moved: Payment) -> Since:
    named, contract_no = moved, ""
    if moved.kind == "conversion":
        made = [each for each in of_deal(session, payment.deal_id) if _continues(each, payment)]
        said = document_of(session, made[0] if made else moved)
        named, contract_no = (made[0] if made else moved), said.contract_no
    return Since(moved.kind, -moved.amount, moved.paid_on, named.receipt_no, contract_no)


def _continues(payment: Payment, before: Payment) -> bool:
    """Whether it is the 定金 that a 订金 became. The 订金's number may be another by now than its paper says."""
    first = before.document["no"] if before.document else before.receipt_no
    return (payment.document or {}).get("continues") in (before.receipt_no, first)


@dataclass(frozen=True)
class Verdict:
    """Whether a receipt or its code is ours and unchanged, and how much of the money went back since."""

    valid: bool
    receipt: str
    document: ReceiptDocument | None = None
    given_back: int = 0

    @property
    def left(self) -> int:
        """What of it still stands."""
        return self.document.amount - self.given_back if self.document else 0


def verify(session: Session, given: bytes | str) -> Verdict:
    """Compare a PDF or a code from paper with what was kept when the money moved. Works offline."""
    code = find_code(given)
    if code is None:
        raise UserError(
            "code_unreadable",
            N_(
                "There is no code of ours in it. Type the code under the QR picture, and the number beside it."
            ),
        )
    # A number that two copies of a terminal had given out: the second got a suffix, after its paper was printed.
    same_no = or_(
        Payment.receipt_no == code.no, Payment.receipt_no.startswith(f"{code.no}-", autoescape=True)
    )
    for payment in session.scalars(select(Payment).where(same_no).order_by(Payment.receipt_no)):
        for said in _papers_of(session, payment):
            if receipt_code(said) == code and (isinstance(given, str) or _is_paper(said, given)):
                return Verdict(True, payment.receipt_no, said, _given_back(session, payment))
            layouts.require_known(said.layout)
    return Verdict(False, code.no)


def _papers_of(session: Session, payment: Payment) -> list[ReceiptDocument]:
    """What was printed for a payment: with the number it has, and with the one that it had first."""
    if payment.document is None:
        return []
    now, first = document_of(session, payment), ReceiptDocument.from_dict(payment.document)
    return [now] if now == first else [now, first]


def _is_paper(said: ReceiptDocument, given: bytes) -> bool:
    return any(_pdf(said, language=language) == given for language in LANGUAGES)


def _pdf(
    said: ReceiptDocument,
    *,
    language: str | None = None,
    copy_no: int = 0,
    since: Sequence[Since] = (),
) -> bytes:
    return layouts.layout_of(said.layout).receipt(said, language=language, copy_no=copy_no, since=since)


def _given_back(session: Session, payment: Payment) -> int:
    return -int(session.scalar(select(func.sum(Payment.amount)).where(Payment.refund_of == payment.id)) or 0)


def _reason(payment: Payment) -> str:
    """A void says why on paper; why a customer gets money back is between the two."""
    return payment.reason or "" if payment.kind == "void" else ""


def _approver(session: Session, payment: Payment) -> str:
    """Whose yes it needed; empty where whoever gave it back asked nobody."""
    wished = session.get(Reversal, payment.reversal_id) if payment.reversal_id else None
    return _name(session, wished.approver_id) if wished is not None and wished.approver_id else ""


def _paid_by(session: Session, payment: Payment) -> int:
    """What was paid for the deal before, and with this; not what is our money to the customer.

    Money that moves just now comes after all that is here, whatever the clocks of other desks made of their ids.
    """
    stored = payment in session
    before = [each for each in of_deal(session, payment.deal_id) if not stored or each.id < payment.id]
    return sum(each.amount for each in (*before, payment) if each.kind not in words.OUR_MONEY)


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
