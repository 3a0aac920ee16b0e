"""The payment schedule of a loan on paper: its terms, and each month to the fen. It offers nothing and binds nobody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.documents import sheet, templates, wording
from app.documents.contract_tables import PAIRS, yuan
from app.documents.layout import A4, GREY, MM, About, Cell, Flow, Text, draw
from app.domain.contract_template import Template
from app.domain.finance import Method, Plan

_SHARES = (12, 22, 22, 22, 22)


@dataclass(frozen=True, slots=True)
class LoanSchedule:
    """What the paper says beside the figures."""

    plan: Plan
    printed_on: date
    seller: str = ""
    contact: str = ""
    lender: str = ""
    buyer: str = ""
    car: str = ""


def render_schedule(made: LoanSchedule, *, language: str) -> bytes:
    """The schedule as a PDF; the same bytes for the same loan."""
    words = templates.words_of("schedule", language)
    flow = Flow(A4, sheet.MARGINS, justified=language == "zh_CN")
    flow.both(made.seller, wording.day(made.printed_on, words))
    flow.skip(6)
    flow.put(words.title, size=20, bold=True, align="centre")
    flow.skip(34)
    flow.table(PAIRS, _terms(made, words))
    flow.skip(10)
    flow.table(_SHARES, _months(made.plan, words))
    flow.skip(8)
    for note in ("rounding", "no_offer"):
        flow.paragraph(words.label(note))
    flow.paragraph(made.contact)
    for number, page in enumerate(flow.pages, 1):
        place = wording.put(words.label("page"), page=number, pages=len(flow.pages))
        page.texts.append(
            Text(flow.margins.left, flow.height - 14 * MM, place, flow.fonts.regular, 7.5, 0, GREY)
        )
    return draw(flow, About(words.title, made.seller))


def _terms(made: LoanSchedule, words: Template) -> list[list[Cell]]:
    plan, agreed, label = made.plan, made.plan.agreed, words.label
    rate = agreed.buyer_rate_bp if agreed.method is Method.SUBSIDISED else agreed.rate_bp
    rows = [
        ("buyer", made.buyer, "car", made.car),
        ("lender", made.lender, "loan", yuan(plan.loan)),
        ("method", label(f"method.{agreed.method.value}"), "rate", f"{rate / 100:g}%"),
        (
            "months", str(agreed.months), "first", yuan(plan.first),
        ),
        ("interest", yuan(plan.interest), "total", yuan(plan.total)),
    ]  # fmt: skip
    if agreed.balloon:
        rows.append(("balloon", yuan(agreed.balloon), "last", yuan(plan.schedule[-1].payment)))
    if agreed.method is Method.SUBSIDISED:
        rows.append(
            ("payer", label(f"payer.{agreed.payer.value}"), "lender_rate", f"{agreed.rate_bp / 100:g}%")
        )
    return [
        [Cell(label(one), label=True), Cell(value), Cell(label(other), label=True), Cell(value2)]
        for one, value, other, value2 in rows
        if value or value2
    ]


def _months(plan: Plan, words: Template) -> list[list[Cell]]:
    names = ("month", "payment", "of_principal", "of_interest", "left")
    rows = [[Cell(words.label(name), label=True, right=True) for name in names]]
    for each in plan.schedule:
        amounts = (each.payment, each.principal, each.interest, each.left)
        rows.append(
            [Cell(str(each.month), right=True), *(Cell(yuan(amount), right=True) for amount in amounts)]
        )
    sums = (plan.total, plan.loan, plan.interest)
    rows.append(
        [Cell(words.label("sum"), label=True, right=True)]
        + [Cell(yuan(amount), right=True, bold=True) for amount in sums]
        + [Cell("", right=True)]
    )
    return rows
