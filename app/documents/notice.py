"""The notice of allocation (配车确认单) on paper: which car it is that was signed for. It asks for no signature.

Its code is that of the signed contract, to which it belongs.
"""

from __future__ import annotations

from app.documents import sheet, templates, wording
from app.documents.contract_tables import PAIRS, Tables
from app.documents.layout import A4, About, Flow, draw
from app.domain.allocation import Notice
from app.domain.contract_document import verification_code
from app.domain.contract_template import Template


def render_notice(
    notice: Notice, *, language: str | None = None, template: Template | None = None, copy_no: int = 0
) -> bytes:
    """The notice as a PDF, in the words of its contract; the same bytes for the same notice."""
    made = notice.contract
    contract = template or templates.template_for(made, language or made.language)
    words = templates.words_of("notice", contract.language)
    flow = Flow(A4, sheet.MARGINS, justified=contract.language == "zh_CN")

    def named(label: str, value: str) -> str:
        return wording.put(contract.label("named"), name=words.label(label), value=value)

    flow.put(words.title, size=20, bold=True, align="centre")
    flow.skip(34)
    flow.both(named("no", notice.no), named("on", wording.day(notice.on, contract)))
    flow.both(named("of", made.no), named("by", notice.by))
    flow.skip(flow.size * 0.6)
    values = {"buyer": made.buyer.name, "seller": made.seller.name, "no": made.no}
    flow.paragraph(wording.put(words.label("text"), **values))
    flow.skip(flow.size * 0.6)
    flow.table(PAIRS, Tables(made, contract).vehicle())
    day = wording.day(made.delivery_on, contract) if made.delivery_on else words.label("to_be_agreed")
    flow.paragraph(
        wording.put(words.label("handover"), day=day, place=made.delivery_place or made.seller.address)
    )
    flow.paragraph(words.label("rest"))
    flow.skip(flow.size * 2)
    flow.put(made.seller.name, align="right")
    code = verification_code(notice.signed)
    sheet.number_pages(flow, contract, words.label("verify"), named("no", notice.no), code)
    mark = wording.put(contract.label("watermark.copy"), copy_no=copy_no) if copy_no else ""
    about = About(f"{words.title} {notice.no}", made.seller.name, str(code))
    return draw(flow, about, background=lambda canvas: sheet.draw_ground(canvas, flow, mark, code))
