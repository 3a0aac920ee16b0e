"""A receipt as it is printed: plain data, its stored form, and the code in its QR.

The payment keeps it from the moment that the money moved, because what a deal owes goes on changing. So every
further copy says what the first one said, and any terminal tells a true receipt from another without a network.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.domain import records
from app.domain.contract_document import Seller, VerificationCode, document_digest


@dataclass(frozen=True, slots=True)
class ReceiptDocument:
    """One payment, refund or void. Amounts in fen, never negative; `paid` and `balance` are those after it."""

    no: str
    kind: str  # deposit, prepayment, payment; refund, conversion, void, compensation, payout, payoff, loan
    amount: int
    method: str  # cash, card, transfer, wechat, alipay
    paid_on: date
    payer: str
    seller: Seller
    contract_no: str = ""
    deal_no: str = ""
    car: str = ""
    vin: str = ""
    reference: str = ""
    refund_of: str = ""
    reason: str = ""
    cashier: str = ""
    payable: int = 0
    paid: int = 0
    balance: int = 0
    provisional: bool = False
    language: str = "zh_CN"
    collected: int = 0  # of the amount, what is collected for others
    continues: str = ""  # of a 定金: the 订金 receipt whose place it takes; no money moved
    approver: str = ""  # the manager who approved that it goes back, where one did
    layout: int = 1  # how it looks, as of a contract

    @property
    def own_reference(self) -> str:
        """What the bank or the customer calls it; a receipt that this one continues is named in the head."""
        return "" if self.continues else self.reference

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        return records.to_dict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> ReceiptDocument:
        """What `to_dict` wrote."""
        return records.from_dict(cls, data)


@dataclass(frozen=True, slots=True)
class Since:
    """What became of some of a receipt's money after its paper was made: said on copies, beside what was printed, and
    no part of what the receipt itself says. The amount in fen."""

    how: str  # conversion, refund, void
    amount: int
    on: date
    no: str
    """The receipt that says so: of a conversion the 定金 receipt."""
    contract_no: str = ""
    times: int = 1
    """As many refunds as it tells of in one; day and number are then the last one's."""


def receipt_code(document: ReceiptDocument) -> VerificationCode:
    """The code in the receipt's QR, as on a contract; a receipt has one version only."""
    return VerificationCode(document.no, 1, document_digest(document.to_dict())[:16].upper())
