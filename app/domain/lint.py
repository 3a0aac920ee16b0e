"""The contract linter: what stops a print, what needs a look, what is in order, and in which clause."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from app.domain import characters, contract_template, deposits, identity, money, pricing, vin
from app.domain.contract_document import ContractDocument
from app.domain.contract_template import Template
from app.domain.deposits import DepositKind
from app.domain.gift import Gifts
from app.domain.pricing import PriceSheet
from app.errors import UserError
from app.i18n import N_, in_a_row, tr

Level = Literal["block", "warn", "ok"]


@dataclass(frozen=True, slots=True)
class Finding:
    """The outcome of one check."""

    level: Level
    code: str
    text: str
    clause: str
    field: str = ""
    values: Mapping[str, object] = dataclasses.field(default_factory=dict)

    @property
    def message(self) -> str:
        """The sentence in the language chosen now."""
        return tr(self.text).format(**self.values)


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What the document itself does not hold."""

    template: Template
    limit_bp: int
    approved: bool = False
    missing_glyphs: str = ""
    gifts: Gifts = field(default_factory=Gifts)


Check = Callable[[ContractDocument, Circumstances], Iterator[Finding]]


def lint(
    document: ContractDocument,
    *,
    template: Template,
    limit_bp: int,
    approved: bool = False,
    missing_glyphs: str = "",
    gifts: Gifts | None = None,
) -> list[Finding]:
    """Every check's findings, in the order of the contract; a check with nothing to say is `ok`.

    `limit_bp`: how far below list the seller may go alone; `approved`: someone said yes to more.
    `missing_glyphs`: characters of the document that the font cannot print; `gifts`: what the dealership's list says.
    """
    seen = Circumstances(template, limit_bp, approved, missing_glyphs, gifts or Gifts())
    findings: list[Finding] = []
    for check, clause, fine in CHECKS:
        found = list(check(document, seen))
        findings += found or [Finding("ok", check.__name__.strip("_"), fine, clause)]
    return findings


def blocks(findings: list[Finding]) -> list[Finding]:
    """Those that stop a print."""
    return [finding for finding in findings if finding.level == "block"]


def refuse(document: ContractDocument, template: Template) -> None:
    """Stop what must not be signed; the first finding says which clause and why.

    The discount is not looked at here: whoever signs has settled it.
    """
    for finding in blocks(lint(document, template=template, limit_bp=0, approved=True)):
        message = N_("{clause}: {finding}")
        values = {"clause": clause_name(finding, template), "finding": finding.message}
        raise UserError(finding.code, message, field=finding.field, **values)


def clause_name(finding: Finding, template: Template) -> str:
    """The heading of a finding's clause as it is printed; of what is no clause the label."""
    heading = next((clause.heading for clause in template.clauses if clause.key == finding.clause), "")
    name = "annex" if finding.clause == "annexes" else finding.clause
    return heading or template.label(name).replace("{number}", "").strip()


def _refusal(error: UserError, clause: str, path: str) -> Finding:
    return Finding("block", error.code, error.text, clause, path, error.values)


def _required(document: ContractDocument, seen: Circumstances) -> Iterator[Finding]:
    for path in contract_template.missing_fields(document, seen.template.required_fields):
        name = seen.template.label(path)
        clause = path.partition(".")[0]
        yield Finding("block", "field_missing", N_("{field} is missing."), clause, path, {"field": name})


def _identity(document: ContractDocument, seen: Circumstances) -> Iterator[Finding]:
    buyer, seller = document.buyer, document.seller
    try:
        if buyer.id_number:  # an empty one is the first check's business
            identity.check_paper(buyer.id_kind, buyer.id_number, today=document.drawn_on)
    except UserError as error:
        yield _refusal(error, "buyer", "buyer.id_number")
    try:
        if seller.credit_code:
            identity.check_credit_code(seller.credit_code)
    except UserError as error:
        yield _refusal(error, "seller", "seller.credit_code")


def _vin(document: ContractDocument, seen: Circumstances) -> Iterator[Finding]:
    number = document.car.vin
    if not number:
        yield Finding("warn", "vin_later", N_("No car is allocated yet."), "vehicle", "car.vin")
        if document.delivery_on is None:  # who waits for a car is told until when
            text = N_("An order without a car needs the day by which it is promised.")
            yield Finding("block", "promise_missing", text, "delivery", "delivery_date")
        return
    try:
        vin.check_vin(number)
    except UserError as error:
        yield _refusal(error, "vehicle", "car.vin")
        return
    if not vin.check_digit_ok(number):
        text = N_("The VIN's check digit is wrong or not used by this maker. Compare it with the car.")
        yield Finding("warn", "vin_check_digit", text, "vehicle", "car.vin")


def _amounts(document: ContractDocument, seen: Circumstances) -> Iterator[Finding]:
    """Figures equal capitals, and what is paid in parts adds up. Without a price there are no figures."""
    if document.sheet.price <= 0:
        yield no_price(document.sheet)
        return
    for path, fen in printed_amounts(document).items():
        try:
            right = money.read_capitals(money.capitals(fen)) == fen
        except UserError:
            right = False
        if not right:
            text = N_("{amount} cannot be printed in capitals.")
            yield Finding("block", "capitals", text, "price", path, {"amount": money.format_amount(fen)})
    steps = sum(step.amount for step in document.plan.steps)
    if document.plan.steps and steps != document.balance:
        text = N_("The payments add up to {steps}, not {balance}.")
        values = {"steps": money.format_amount(steps), "balance": money.format_amount(document.balance)}
        yield Finding("block", "plan_sum", text, "payment", "plan.steps", values)
    if document.plan.loan > document.balance:
        yield Finding(
            "block", "loan_too_large", N_("The loan is above what is left to pay."), "payment", "plan.loan"
        )


def no_price(sheet: PriceSheet) -> Finding:
    """What is wrong is the discount, where there is one."""
    off = sheet.list_price - sheet.price
    values = {"discount": money.format_amount(off), "list": money.format_amount(sheet.list_price)}
    text = N_("The price must be above zero.")
    if off > 0 and sheet.list_price > 0:
        text = N_("The discount of ¥{discount} is too large: the list price is ¥{list}.")
    return Finding("block", "price_invalid", text, "price", "sheet.price", values)


def printed_amounts(document: ContractDocument) -> dict[str, int]:
    """The amounts that the contract prints in capitals too."""
    amounts = {"sheet.price": document.sheet.price, "payable": document.payable, "balance": document.balance}
    if document.deposit is not None:
        amounts["deposit.amount"] = document.deposit.amount
    if document.plan.loan:
        amounts["plan.loan"] = document.plan.loan
    return amounts


def _deposit(document: ContractDocument, seen: Circumstances) -> Iterator[Finding]:
    deposit = document.deposit
    if deposit is None:
        return
    try:
        deposits.check_deposit(deposit.amount, document.sheet.price, kind=deposit.kind)
    except UserError as error:
        yield _refusal(error, "deposit", "deposit.amount")
    if document.provisional and deposit.kind is DepositKind.DEPOSIT:
        text = N_("A provisional order takes a refundable prepayment (订金), never a binding deposit (定金).")
        yield Finding("block", "deposit_kind", text, "deposit", "deposit.kind")


def _discount(document: ContractDocument, seen: Circumstances) -> Iterator[Finding]:
    sheet = document.sheet
    if seen.approved:
        return
    if beside := seen.gifts.beside(sheet):
        text = N_("Not on the list of gifts: {gifts}. That needs an approval.")
        yield Finding("block", "gift_unapproved", text, "price", "sheet.lines", {"gifts": in_a_row(beside)})
    if pricing.needs_approval(sheet.list_price, seen.gifts.price_after(sheet), limit_bp=seen.limit_bp):
        lowest = pricing.floor_price(sheet.list_price, seen.limit_bp) + seen.gifts.counted(sheet)
        text = N_("The discount needs an approval. Without one the lowest price is ¥{floor}.")
        if lowest > sheet.list_price:
            text = N_("The gifts alone are above your limit: they need an approval.")
        yield Finding(
            "block",
            "discount_unapproved",
            text,
            "price",
            "sheet.price",
            {"floor": money.format_amount(lowest)},
        )


def _template(document: ContractDocument, seen: Circumstances) -> Iterator[Finding]:
    if not seen.template.in_force(document.drawn_on):
        text = N_("The template {template} is not in force on {day}.")
        values = {"template": seen.template.name, "day": document.drawn_on.isoformat()}
        yield Finding("block", "template_date", text, "template", "template", values)


def _glyphs(document: ContractDocument, seen: Circumstances) -> Iterator[Finding]:
    # A warning only: nobody may be kept from buying a car because a font lacks their name's character.
    if seen.missing_glyphs:
        text = N_("The font cannot print {characters}. Write them on the paper by hand.")
        values = {"characters": characters.named(seen.missing_glyphs)}
        yield Finding("warn", "glyphs_missing", text, "buyer", "", values)


def _annexes(document: ContractDocument, seen: Circumstances) -> Iterator[Finding]:
    for annex in contract_template.needed_annexes(document):
        if document.annexes and annex not in document.annexes:
            name = seen.template.label(f"annex.{annex}")
            yield Finding(
                "block",
                "annex_missing",
                N_("The annex “{annex}” is missing."),
                "annexes",
                "annexes",
                {"annex": name},
            )
    # A look, no stop: whoever published the text was told, and a number may be that of somebody else's annex.
    holds, annexes = contract_template.conditions(document), contract_template.annexes(seen.template)
    for clause in (each for each in seen.template.clauses if each.when in holds):
        said = "\n".join(part.text for part in clause.paragraphs if part.when in holds)
        for name in contract_template.unknown_annexes(said, annexes):
            text = N_("The annex “{annex}” is not on this paper.")
            yield Finding("warn", "annex_unknown", text, clause.key, "annexes", {"annex": name})


CHECKS: tuple[tuple[Check, str, str], ...] = (
    (_required, "buyer", N_("Buyer and car are complete")),
    (_identity, "buyer", N_("Identity and credit numbers that are entered are valid")),
    (_vin, "vehicle", N_("The VIN is valid")),
    (_amounts, "price", N_("Figures equal capitals, and parts add up")),
    (_discount, "price", N_("The discount is within the limit or approved")),
    (_deposit, "deposit", N_("The deposit is at most 20 %")),
    (_template, "template", N_("The template is in force")),
    (_annexes, "annexes", N_("Every annex is there")),
    (_glyphs, "buyer", N_("Every character can be printed")),
)
