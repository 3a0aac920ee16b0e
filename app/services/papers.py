"""From rows to paper: the contract's document, its digest, and the hash that a signature pins."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import select

from app.documents import layouts
from app.documents import templates as builtin
from app.domain import deposits, lint, options, pricing
from app.domain.allocation import Notice
from app.domain.amendment import Amendment
from app.domain.catalogue import names_in, paint_in
from app.domain.contract_document import (
    Buyer,
    Car,
    ContractDocument,
    DepositTerms,
    PaymentPlan,
    Seller,
    document_digest,
    find_code,
)
from app.domain.contract_template import Template
from app.domain.energy import Energy
from app.domain.identity import IdKind
from app.domain.states import ContractState
from app.errors import UserError
from app.i18n import N_
from app.models.deal import Contract, Signature
from app.models.org import Branch, ContractTemplate, User
from app.models.party import Customer
from app.models.vehicle import Model, Vehicle
from app.queries import energies, templates
from app.services import payments
from app.services.price_sheets import price_sheet, used_cars

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

Renderer = Callable[[ContractDocument, Template], str]
"""Makes the hash of a document's paper, in the words of its template."""
LANGUAGES = ("zh_CN", "en")


@dataclass(frozen=True)
class Pinned:
    """What a signature keeps of the paper."""

    document: dict[str, Any]
    digest: str
    pdf_hash: str


@dataclass(frozen=True)
class Verdict:
    """Whether a paper or code is ours and unchanged."""

    valid: bool
    contract: str | None
    version: int | None
    newest: int | None = None
    """The version that was signed last: the one that counts."""
    cancelled: bool = False
    """Whether the contract was cancelled since."""
    by_hash: bool = False
    """Whether it is known by its pinned hash alone, because only a newer program can draw it."""


@dataclass(frozen=True)
class Signed:
    """An amendment and how it was signed."""

    amendment: Amendment
    strokes: Any = None


def load_ahead() -> None:
    """Load what the first paper needs before anybody waits for the data file: fonts, layouts, the reader of names."""
    import segno
    from reportlab.pdfgen import canvas

    from app.documents import addendum, contract, fonts, handover, receipt
    from app.domain.search import initials

    fonts.fonts()
    fonts.missing_glyphs("展厅")
    builtin.builtin()
    initials("重庆")
    del addendum, canvas, contract, handover, receipt, segno


def template_id(session: Session, on: date) -> str | None:
    """The version of the contract's text that is in force on a day."""
    found = templates.in_force(session, on)
    return found.id if found else None


def words(session: Session, made: ContractDocument, language: str | None = None) -> Template:
    """The words that a document is printed in: those of the version that it was made with, whatever came later."""
    spoken, stored = language or made.language, templates.named(session, made.template)
    if not made.template:
        return builtin.nothing_in_force(made.drawn_on)[spoken]
    return stored[spoken] if stored else builtin.template_for(made, spoken)


def binding(session: Session, contract: Contract, spoken: Template) -> Template:
    """The words as the linter takes them: who has signed in a version keeps it, withdrawn since then or not."""
    kept = spoken.withdrawn and latest_signature(session, contract.id) is not None
    return replace(spoken, withdrawn=False) if kept else spoken


def words_of_day(session: Session, on: date) -> Mapping[str, Template]:
    """The words of the version in force, by language; without one those of the program, which the linter stops."""
    row = templates.in_force(session, on)
    return templates.read(row) if row else builtin.nothing_in_force(on)


def document(
    session: Session, contract: Contract, sheet: pricing.PriceSheet | None = None, *, language: str = ""
) -> ContractDocument:
    """The contract as it would be printed now, by its lines, or by the sheet if that is known already; in its own
    language, or as it would be in another one."""
    spoken = language or contract.language
    priced = sheet or price_sheet(session, contract)
    branch = session.get_one(Branch, contract.branch_id)
    buyer = session.get_one(Customer, contract.customer_id)
    agent = session.get(User, contract.seller_id)
    return ContractDocument(
        no=contract.no,
        version=contract.version,
        state=ContractState(contract.state),
        drawn_on=contract.drawn_on,
        seller=Seller(
            branch.seller or branch.name, branch.credit_code or "", branch.address or "", branch.phone or "",
            agent.display_name if agent else "",
        ),
        buyer=Buyer(
            contract.buyer_name, IdKind(buyer.id_kind), contract.buyer_id_number or "",
            contract.buyer_phone or "", contract.buyer_address or "",
        ),
        car=_car(session, contract, spoken),
        sheet=_with_tax(session, contract, priced),
        place=branch.address or branch.name,
        provisional=contract.provisional,
        deposit=_deposit(session, contract),
        plan=PaymentPlan(**contract.plan) if contract.plan else PaymentPlan(),
        delivery_on=contract.delivery_date,
        delivery_place=contract.delivery_place or "",
        terms=contract.terms or "",
        template=templates.name_of(session, contract.template_id),
        language=spoken,
        currency=branch.currency,
        trade_ins=used_cars(session, contract.id) if priced.has_used_cars else (),
        layout=layouts.newest(),
    )  # fmt: skip


@dataclass(frozen=True)
class Drawing:
    """How a paper is drawn as it is signed, and what the customer was shown of it, if it was on a screen."""

    render: Renderer | None = None
    strokes: Any = None
    shown: ContractDocument | None = None


def pin(
    session: Session,
    contract: Contract,
    drawing: Drawing,
    sheet: pricing.PriceSheet | None = None,
    *,
    on: date,
) -> Pinned:
    """The document of a contract with its digest and the hash of its PDF, which prints the same ever after."""
    session.flush()
    made = replace(document(session, contract, sheet), signed_on=on)
    if drawing.shown is not None and _agreed(made) != _agreed(drawing.shown):
        message = N_(
            "{no} has changed while it was on the screen, and nothing was signed. It is shown anew: read it again."
        )
        raise UserError("paper_changed", message, no=contract.no)
    kept = session.get(ContractTemplate, contract.template_id) if contract.template_id else None
    spoken = templates.read(kept)[made.language] if kept else words(session, made)
    lint.refuse(made, binding(session, contract, spoken))
    paper_hash = drawing.render(made, spoken) if drawing.render else pdf_hash(made, spoken, drawing.strokes)
    said = made.to_dict()
    return Pinned(said, document_digest(said), paper_hash)


def _agreed(made: ContractDocument) -> ContractDocument:
    """A document without the day on which money was put down: what is put down with the signature may be one receipt
    or several."""
    return replace(made, deposit=replace(made.deposit, due_on=None)) if made.deposit else made


def pdf_hash(made: ContractDocument, words: Template, strokes: Any = None) -> str:
    """SHA-256 of the original paper."""
    return hashlib.sha256(original(made, words, strokes=strokes)).hexdigest()


def pen_strokes(strokes: Any) -> dict[str, Any]:
    """Of what a signature keeps, the lines to draw: those of `buyer` and `seller`."""
    return {side: strokes[side] for side in ("buyer", "seller") if strokes and strokes.get(side)}


def original(made: ContractDocument, words: Template, *, strokes: Any = None) -> bytes:
    """The paper itself; a provisional order says so across the page, anything unsigned is a draft."""
    return copy_of(made, words, 0, strokes=strokes)


def copy_of(made: ContractDocument, words: Template, copy_no: int, *, strokes: Any = None) -> bytes:
    """The paper once more: there is one original (0), each further one is marked as that copy. A draft binds nobody,
    and neither does what was cancelled."""
    watermark: Literal["cancelled", "provisional", "draft", "copy"] | None = "copy" if copy_no else None
    if made.state == ContractState.CANCELLED:
        watermark = "cancelled"
    elif made.provisional:
        watermark = "provisional"
    elif made.state not in (ContractState.SIGNED, ContractState.AMENDED):
        watermark = "draft"
    return layouts.layout_of(made.layout).contract(
        made, language=words.language, watermark=watermark, copy_no=copy_no, template=words,
        signatures=pen_strokes(strokes),
    )  # fmt: skip


def printable(
    session: Session, contract: Contract, *, language: str | None = None, copy_no: int = 0
) -> bytes:
    """The paper of a contract: as it was signed, if it was and nothing changed since; else as it stands."""
    signature = signature_in_force(session, contract)
    if signature is None:
        made = document(session, contract)
        return original(made, words(session, made, language))
    made = as_it_stands(signature, contract)
    return copy_of(made, words(session, made, language), copy_no, strokes=signature.strokes)


def as_it_stands(signature: Signature, contract: Contract) -> ContractDocument:
    """What was signed; of a contract that was cancelled since the paper says so."""
    made = ContractDocument.from_dict(signature.document)
    cancelled = contract.state == ContractState.CANCELLED
    return replace(made, state=ContractState.CANCELLED) if cancelled else made


def signature_in_force(session: Session, contract: Contract) -> Signature | None:
    """The signature whose paper counts: the last one of a contract that counts as signed, or did until it was
    cancelled, whatever an amendment that was set aside made of the row here; of any other that of its version."""
    signature = latest_signature(session, contract.id)
    signed = contract.state in (ContractState.SIGNED, ContractState.AMENDED, ContractState.CANCELLED)
    return signature if signature is not None and (signed or signature.version == contract.version) else None


def latest_signature(session: Session, contract_id: str) -> Signature | None:
    """The signature of the highest version."""
    return session.scalars(
        select(Signature).where(Signature.contract_id == contract_id).order_by(Signature.version.desc())
    ).first()


def amendments(session: Session, contract_id: str) -> list[Signed]:
    """The amendments of a contract in order, each with what it followed; none while it stands as first signed."""
    found = session.scalars(
        select(Signature).where(Signature.contract_id == contract_id).order_by(Signature.version)
    ).all()
    made = [ContractDocument.from_dict(signature.document) for signature in found]
    agreed = [
        (paper, signature.strokes)
        for paper, signature in zip(made, found, strict=True)
        if not paper.provisional
    ]
    return [
        Signed(Amendment(number, before, after), strokes)
        for number, ((before, _), (after, strokes)) in enumerate(pairwise(agreed), 1)
    ]


def amendment(session: Session, contract: Contract, number: int) -> Signed:
    """One amendment of a contract by its number, from 1."""
    signed = amendments(session, contract.id)
    if not 1 <= number <= len(signed):
        message = N_("{no} has no amendment {number}. It has {count}.")
        raise UserError(
            "amendment_unknown", message, field="amendment", no=contract.no, number=number, count=len(signed)
        )
    return signed[number - 1]


def addendum(signed: Signed, words: Template, *, copy_no: int = 0) -> bytes:
    """An amendment on paper, in the words of its contract."""
    drawn_by = layouts.layout_of(signed.amendment.after.layout)
    return drawn_by.addendum(
        signed.amendment, template=words, copy_no=copy_no, signatures=pen_strokes(signed.strokes)
    )


def notice(told: Notice, words: Template, *, copy_no: int = 0) -> bytes:
    """The notice of an allocation on paper, in the words of its contract."""
    from app.documents.notice import render_notice

    return render_notice(told, template=words, copy_no=copy_no)


def verify(session: Session, given: bytes | str, *, beneath: bytes | None = None) -> Verdict:
    """Compare a PDF or a code from paper with the snapshot that was signed. Works offline.

    `beneath` is the paper beneath a seal that holds: that one is compared, and the sealed file has to show it.
    """
    code = find_code(given)
    if code is None:
        raise UserError(
            "code_unreadable",
            N_(
                "There is no code of ours in it. Type the code under the QR picture, and the number beside it."
            ),
        )
    contract = session.scalars(select(Contract).where(Contract.no == code.no)).first()
    of_contract = select(Signature).where(Signature.contract_id == contract.id) if contract else None
    signatures = session.scalars(of_contract).all() if of_contract is not None else []
    newest = max((signature.version for signature in signatures), default=None)
    cancelled = contract is not None and contract.state == ContractState.CANCELLED
    for signature in signatures:
        same = signature.document_digest[:16].upper() == code.check and signature.version == code.version
        if not same:
            continue
        if isinstance(given, str):
            return Verdict(True, code.no, code.version, newest, cancelled)
        made = ContractDocument.from_dict(signature.document)
        drawn_here = layouts.is_known(made.layout)
        if not drawn_here and not _shows_pinned(signature, given, beneath):
            raise layouts.by_a_newer_program()  # an amendment may be true; nobody can tell here
        stages = [made, replace(made, state=ContractState.CANCELLED)] if cancelled else [made]
        if not drawn_here or _is_copy(session, signature, stages, given, beneath):
            return Verdict(True, code.no, code.version, newest, cancelled, by_hash=not drawn_here)
    return Verdict(False, code.no, code.version, newest, cancelled)


def _shows_pinned(signature: Signature, given: bytes, beneath: bytes | None) -> bool:
    """Whether it is the file whose hash was signed, or shows that beneath its seal."""
    from app.documents import foreign

    paper = given if beneath is None else beneath
    return _is_pinned(signature, paper) and (paper == given or foreign.shows(given, paper))


def _is_copy(
    session: Session,
    signature: Signature,
    stages: list[ContractDocument],
    given: bytes,
    beneath: bytes | None,
) -> bool:
    """Whether the file is the paper that was signed, as a contract or an amendment to it, in either language.

    `stages` are what was signed, and as a copy says it since the contract was cancelled.
    That its hash was pinned does not make it so: it has to show what the document says, which was judged.
    """
    from app.documents import foreign

    spoken = [words(session, stages[0], language) for language in LANGUAGES]
    drawn = [original(made, each, strokes=signature.strokes) for made in stages for each in spoken]
    paper = given if beneath is None else beneath
    if paper in drawn or _is_pinned(signature, paper):
        return given in drawn or any(foreign.shows(given, each) for each in drawn)
    signed = amendments(session, signature.contract_id)
    ours = [each for each in signed if each.amendment.after.version == signature.version]
    added = [each for each in (addendum(each, text) for each in ours for text in spoken) if each == paper]
    return any(given == each or foreign.shows(given, each) for each in added)


def _is_pinned(signature: Signature, given: bytes) -> bool:
    return hashlib.sha256(given).hexdigest() == signature.pdf_hash


def _car(session: Session, contract: Contract, language: str) -> Car:
    model = session.get_one(Model, contract.model_id)
    vehicle = session.get(Vehicle, contract.vehicle_id) if contract.vehicle_id else None
    # A Chinese contract names the car as the certificate does, where the catalogue knows its Chinese names; paints and
    # interiors stand in the language of the paper, in whichever the stock file wrote them.
    brand, series, trim = names_in(language, model.brand, model.series, model.trim, model.attributes)
    colour = paint_in(language, contract.colour or "", model.attributes)
    interior = (vehicle.interior or "") if vehicle else ""
    kind = _energy(session, model)
    return Car(
        brand=brand, model=series, trim=trim, model_year=model.model_year,
        vin=vehicle.vin if vehicle else "", energy=kind.code, colour=colour,
        interior=paint_in(language, interior, model.attributes, column="interiors"),
        certificate_no=(vehicle.certificate_no or "") if vehicle else "",
        engine_no=(vehicle.engine_no or "") if vehicle else "",
        energy_name=kind.names[language], new_energy=kind.new_energy,
        options=tuple(option.named(language) for option in options.read(contract.options)),
    )  # fmt: skip


def _energy(session: Session, model: Model) -> Energy:
    """What the model runs on. A sale asks for its paper and for its tax, and nothing changes it in between."""
    found: dict[str, Energy] = session.info.setdefault("energies", {})
    if model.energy not in found:
        found[model.energy] = energies.known(session)[model.energy]
    return found[model.energy]


def _deposit(session: Session, contract: Contract) -> DepositTerms | None:
    """What was put down: 定金 once the customer has signed for a certain car, 订金 before."""
    taken = payments.standing(session, contract.deal_id, "deposit", "prepayment")
    binding = [] if contract.provisional else [each for each in taken if each[0].kind == "deposit"]
    if not taken:
        return None
    kind = deposits.DepositKind.DEPOSIT if binding else deposits.DepositKind.PREPAYMENT
    return DepositTerms(kind, sum(left for _, left in binding or taken), taken[0][0].paid_on)


def _with_tax(session: Session, contract: Contract, sheet: pricing.PriceSheet) -> pricing.PriceSheet:
    """The sheet with the purchase tax by the rule of the day: the buyer pays it to the tax office, unless a line of
    the contract says that we collect it."""
    if any(line.kind == "purchase_tax" for line in sheet.lines):
        return sheet
    from app.domain import tax

    model = session.get_one(Model, contract.model_id)
    kind = _energy(session, model)
    due = tax.purchase_tax(contract.price, new_energy=kind.new_energy, on=contract.drawn_on)
    line = pricing.PriceLine(
        "purchase_tax", "purchase_tax", due.amount, "tax_office", pricing.Nature.MANDATORY, due.rule.id,
        collected_for_others=False,
    )  # fmt: skip
    return replace(sheet, lines=(*sheet.lines, line))
