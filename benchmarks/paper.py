"""A whole contract as a PDF, against bare reportlab that writes the same words at the same places in the same font."""

from __future__ import annotations

import io
import time
from dataclasses import replace
from unittest.mock import patch

from reportlab.pdfgen.canvas import Canvas

from app.documents import contract
from app.documents.layout import Flow
from app.domain.contract_document import ContractDocument
from benchmarks.measure import Figure, timed_in_turns
from tests.unit.contract_samples import full_contract

GOAL, ROUNDS, PAGES = 1.5, 21, 4


def figures() -> list[Figure]:
    """Fonts are registered already, as they are after the desk's first minute."""
    return [_figure(language) for language in ("zh_CN", "en")]


def _figure(language: str) -> Figure:
    document, flow = _long_enough(full_contract(language=language))
    works = (lambda: _bare(flow), lambda: contract.render_contract(document))
    bare, ours = timed_in_turns(works, ROUNDS, clock=time.thread_time)
    return Figure(
        f"contract of four pages, warm, {language}", "bare reportlab, same text and font", bare, ours, GOAL
    )


def _long_enough(document: ContractDocument) -> tuple[ContractDocument, Flow]:
    """The contract with as many options as fill four pages, and its pages laid out."""
    for count in range(len(document.car.options), 200):
        options = (document.car.options * count)[:count]
        longer = replace(document, car=replace(document.car, options=options))
        flow = _laid_out(longer)
        if len(flow.pages) == PAGES:
            return longer, flow
    raise AssertionError("no contract has four pages")


def _laid_out(document: ContractDocument) -> Flow:
    with patch.object(contract, "draw", return_value=b"") as draw:
        contract.render_contract(document)
    flow: Flow = draw.call_args.args[0]
    return flow


def _bare(flow: Flow) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(flow.width, flow.height), invariant=1, pageCompression=1)
    for page in flow.pages:
        for text in page.texts:
            canvas.setFont(text.face.name, text.size)
            canvas.drawString(text.x, flow.height - text.y, text.text)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()
