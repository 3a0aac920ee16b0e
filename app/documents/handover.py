"""The handover sheet (交接单) on paper: the car, what goes with it, what follows, and two boxes to sign in.

Its code is that of the signed contract, to which it belongs.
"""

from __future__ import annotations

from collections.abc import Mapping

from app import i18n
from app.documents import sheet, templates, wording
from app.documents.layout import A4, About, Cell, Flow, draw
from app.documents.sheet import Strokes
from app.domain.check_list import paper_names
from app.domain.contract_document import VerificationCode
from app.domain.contract_template import Template
from app.domain.handover_sheet import HandoverSheet

_PAIRS = (16, 32, 18, 34)
_LIST = (26, 74)


def render_handover(
    made: HandoverSheet,
    *,
    language: str = "",
    copy_no: int = 0,
    signatures: Mapping[str, Strokes] | None = None,
) -> bytes:
    """The sheet as a PDF; the same bytes for the same sheet."""
    words = templates.words_of("handover", language or made.language)
    flow = Flow(A4, sheet.MARGINS, justified=words.language == "zh_CN")
    flow.put(words.title, size=20, bold=True, align="centre")
    flow.skip(34)
    flow.both(sheet.named(words, "no", made.no), sheet.named(words, "on", wording.day(made.handed_on, words)))
    of = wording.put(words.label("of_no"), no=made.contract_no, version=made.contract_version)
    flow.both(sheet.named(words, "of", of), "")
    flow.skip(flow.size * 0.6)
    flow.table(_PAIRS, _facts(made, words))
    flow.table(_LIST, _lists(made, words))
    flow.paragraph(words.label("text"))
    flow.skip(flow.size)
    sheet.sign_here(flow, words, made.seller.agent, signatures or {}, wording.day(made.handed_on, words))
    code = VerificationCode(made.contract_no, made.contract_version, made.contract_check)
    sheet.number_pages(flow, words, words.label("verify"), sheet.named(words, "no", made.no), code)
    mark = wording.put(words.label("copy"), copy_no=copy_no) if copy_no else ""
    about = About(f"{words.title} {made.no}", made.seller.name, str(code))
    return draw(flow, about, background=lambda canvas: sheet.draw_ground(canvas, flow, mark, code))


def _facts(made: HandoverSheet, words: Template) -> list[list[Cell]]:
    label, car = words.label, made.car
    model = " ".join(part for part in (car.brand, car.model, car.trim) if part)
    colours = " / ".join(part for part in (car.colour, car.interior) if part)
    charge = wording.put(label("charge_value"), charge=made.charge) if made.charge is not None else ""
    pairs = (
        ("seller", made.seller.name, "buyer", made.buyer),
        ("brand_model", model, "vin", car.vin),
        ("colours", colours, "certificate_no", car.certificate_no),
        ("km", wording.put(label("km_value"), km=f"{made.km:,}"), "charge", charge),
        ("keys", wording.put(label("keys_value"), keys=made.keys), "place", made.place),
    )
    return [
        [Cell(label(a), label=True), Cell(one), Cell(label(b), label=True), Cell(other)]
        for a, one, b, other in pairs
    ]


def _lists(made: HandoverSheet, words: Template) -> list[list[Cell]]:
    with i18n.speaking(words.language):
        names = paper_names()
    between = "、" if words.language == "zh_CN" else ", "
    papers = tuple(names.get(key, key) for key in made.papers)
    listed = {"papers": papers, "fitted": made.fitted, "follows": made.follows}
    return [
        [Cell(words.label(name), label=True), Cell(between.join(items) or words.label("none"))]
        for name, items in listed.items()
    ]
