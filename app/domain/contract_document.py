"""A contract as it is printed: plain data, its stored form, its digest and the code in its QR.

This is the snapshot that a signature pins. It must print the same paper years later, so it holds what was
agreed and nothing that is looked up, apart from its template and tax rules, which it names by version.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from app.domain import records
from app.domain.deposits import DepositKind
from app.domain.identity import IdKind
from app.domain.pricing import PriceSheet
from app.domain.states import ContractState


@dataclass(frozen=True, slots=True)
class Seller:
    """The dealership, 出卖人."""

    name: str
    credit_code: str = ""
    address: str = ""
    phone: str = ""
    agent: str = ""
    representative: str = ""


@dataclass(frozen=True, slots=True)
class Buyer:
    """The customer, 买受人. The number is whole: on paper it is needed, on screens it is masked."""

    name: str
    id_kind: IdKind = IdKind.ID_CARD
    id_number: str = ""
    phone: str = ""
    address: str = ""
    agent: str = ""


@dataclass(frozen=True, slots=True)
class Car:
    """The car. Without a VIN it is a configuration to which a car is allocated later (配车)."""

    brand: str
    model: str
    trim: str = ""
    model_year: int | None = None
    vin: str = ""
    energy: str = ""
    colour: str = ""
    interior: str = ""
    certificate_no: str = ""
    engine_no: str = ""
    options: tuple[str, ...] = ()
    energy_name: str = ""
    """In the language of the paper, for what its template has no word."""
    new_energy: bool | None = None
    """Its class as it was; none: the program's own list says it."""


@dataclass(frozen=True, slots=True)
class DepositTerms:
    """What is paid at signing: 定金, or refundable 订金."""

    kind: DepositKind
    amount: int
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class UsedCarTerms:
    """A used car (旧车) that pays for part of the new one: `credited` of its value, less what is still owed on it."""

    plate: str
    vin: str
    car: str
    first_registered_on: date
    km: int
    value: int
    credited: int
    payoff: int = 0
    payoff_to: str = ""
    accidents: str = ""
    transfer_by: str = "seller"
    payout: int = 0


@dataclass(frozen=True, slots=True)
class PaymentStep:
    """One payment of a plan."""

    what: str
    amount: int
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class PaymentPlan:
    """How the rest is paid: `full`, `instalments` by steps, or by `loan`.

    `rate_bp` is what the buyer pays; of a subsidised loan `payer` pays the lender what is missing to its own rate.
    """

    kind: str = "full"
    steps: tuple[PaymentStep, ...] = ()
    lender: str = ""
    loan: int = 0
    months: int = 0
    rate_bp: int = 0
    method: str = ""
    balloon: int = 0
    payer: str = ""
    lender_rate_bp: int = 0


@dataclass(frozen=True, slots=True)
class ContractDocument:
    """All that a counter sale's contract says."""

    no: str
    version: int
    state: ContractState
    drawn_on: date
    seller: Seller
    buyer: Buyer
    car: Car
    sheet: PriceSheet
    place: str = ""
    provisional: bool = False
    deposit: DepositTerms | None = None
    plan: PaymentPlan = PaymentPlan()
    delivery_on: date | None = None
    delivery_place: str = ""
    terms: str = ""
    annexes: tuple[str, ...] = ()  # keys or titles; empty: those that the clauses need
    template: str = ""  # `id@version`; empty: the built-in one in force when drawn
    language: str = "zh_CN"
    currency: str = "CNY"
    trade_ins: tuple[UsedCarTerms, ...] = ()
    signed_on: date | None = None  # none: nobody has signed
    layout: int = 1  # how it looks, which never changes: `documents.layouts`

    @property
    def payable(self) -> int:
        """What the buyer owes the dealership in all."""
        return self.sheet.payable

    @property
    def balance(self) -> int:
        """What is left to pay after the deposit."""
        return self.sheet.balance(self.deposit.amount if self.deposit else 0)

    @property
    def dated(self) -> date | None:
        """The day of the signature, which a draft has not. Other makers may leave it out of what was signed."""
        signed = self.provisional or self.state in (ContractState.SIGNED, ContractState.AMENDED)
        return self.signed_on or (self.drawn_on if signed else None)

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready. Empty fields are left out, so that a field added later changes no old digest."""
        return records.to_dict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> ContractDocument:
        """What `to_dict` wrote."""
        return records.from_dict(cls, data)


def document_digest(document: ContractDocument | Mapping[str, Any]) -> str:
    """SHA-256 over the canonical JSON of what was agreed: all but the state, which moves on."""
    data = dict(document.to_dict() if isinstance(document, ContractDocument) else document)
    data.pop("state", None)
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(unicodedata.normalize("NFC", text).encode()).hexdigest()


class VerificationCode(NamedTuple):
    """What the QR says. Any terminal compares it with the snapshot it holds, without a network."""

    no: str
    version: int
    check: str

    def __str__(self) -> str:
        return f"SR1:{self.no}:{self.version}:{self.check}"

    @property
    def groups(self) -> str:
        """`7F3A 91C0 5D2E 0B44`: the check for people to read out."""
        return " ".join(self.check[start : start + 4] for start in range(0, 16, 4))


_CODE = re.compile(r"SR1:([A-Z0-9-]{1,40}):(\d{1,6}):([0-9A-F]{16})(?![0-9A-F])")


def verification_code(document: ContractDocument) -> VerificationCode:
    """The code of a document, upper case so that the QR stays small."""
    return VerificationCode(document.no, document.version, document_digest(document)[:16].upper())


def find_code(text: str | bytes) -> VerificationCode | None:
    """The first code in a scanned text, or in the bytes of a PDF of ours (its keywords hold it)."""
    if isinstance(text, bytes):
        text = text.decode("latin-1")
    match = _CODE.search(text)
    return VerificationCode(match[1], int(match[2]), match[3]) if match else None


# What stands right before it may be the contract's number, whose digits are none of the check.
_CHECK = re.compile(r"(?<![0-9A-Z-])(?:[0-9A-F]{4}\s*){4}(?![0-9A-Z])")


def find_check(text: str) -> str | None:
    """The check that somebody typed off a paper, in groups or not, whatever stands around it."""
    match = _CHECK.search(unicodedata.normalize("NFKC", text).upper())
    return "".join(match[0].split()) if match else None


def field_value(document: ContractDocument, path: str) -> object:
    """The value of a dotted field such as `buyer.id_number`, of those that exist."""
    value: Any = document
    for name in path.split("."):
        # Only declared fields: a template names these, and must reach nothing else.
        if name not in records.fields_of(value):
            raise KeyError(path)
        value = getattr(value, name)
    return value
