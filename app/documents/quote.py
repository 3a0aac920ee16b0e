"""A quote (报价单) on paper: the car, the open price sheet, the plan, and the day up to which it holds."""

from __future__ import annotations

from datetime import date

from app.documents import sheet, templates, wording
from app.documents.contract_tables import PAIRS, Tables, yuan
from app.documents.layout import A4, GREY, MM, About, Flow, Text, draw
from app.domain.contract_document import ContractDocument
from app.domain.contract_template import Template


def render_quote(made: ContractDocument, *, valid_until: date, template: Template | None = None) -> bytes:
    """The quote as a PDF, in the words of the contract's text; the same bytes for the same quote."""
    contract = template or templates.template_for(made, made.language)
    language = contract.language
    words = templates.words_of("quote", language)
    tables, flow = Tables(made, contract), Flow(A4, sheet.MARGINS, justified=language == "zh_CN")

    def named(label: str, value: str) -> str:
        return wording.put(contract.label("named"), name=words.label(label), value=value)

    flow.put(words.title, size=20, bold=True, align="centre")
    flow.skip(34)
    number = wording.put(words.label("numbered"), no=made.no, version=made.version)
    flow.both(named("no", number), named("on", wording.day(made.drawn_on, contract)))
    flow.both(named("for", made.buyer.name), named("until", wording.day(valid_until, contract)))
    flow.both(named("seller", made.seller.name), named("by", made.seller.agent))
    flow.skip(8)
    flow.table(PAIRS, tables.vehicle())
    flow.skip(8)
    flow.table(*tables.price_sheet())
    flow.skip(8)
    if made.plan.loan:
        values = {"lender": made.plan.lender, "loan": yuan(made.plan.loan), "months": made.plan.months}
        rate = f"{made.plan.rate_bp / 100:g}%"
        flow.paragraph(wording.put(words.label("loan"), rate=rate, **values))
    for note in ("holds", "no_contract"):
        day = wording.day(valid_until, contract)
        flow.paragraph(wording.put(words.label(note), day=day))
    flow.paragraph(" · ".join(filter(None, (made.seller.address, made.seller.phone))))
    for at, page in enumerate(flow.pages, 1):
        place = wording.put(contract.label("page"), page=at, pages=len(flow.pages))
        foot = f"{named('no', number)} · {place}"
        page.texts.append(
            Text(flow.margins.left, flow.height - 14 * MM, foot, flow.fonts.regular, 7.5, 0, GREY)
        )
    return draw(flow, About(f"{words.title} {made.no}", made.seller.name))
