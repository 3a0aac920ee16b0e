"""Papers with everything in them, and where a layout puts it: kept in `layouts.json`, for released layouts never change.

`python -m tests.unit.documents.layout_samples` writes that file anew, for a layout that is not released.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pypdfium2

from app.documents import layouts, templates
from app.documents.layouts import Layout
from app.domain.amendment import Amendment
from app.domain.contract_document import ContractDocument, UsedCarTerms
from app.domain.pricing import PriceLine
from app.domain.receipt_document import Since
from app.domain.states import ContractState
from tests.unit.contract_samples import LINES, full_contract, provisional_order
from tests.unit.documents.test_i3_handover import SHEET
from tests.unit.documents.test_receipt import RECEIPT

KEPT = Path(__file__).with_name("layouts.json")
LANGUAGES = ("zh_CN", "en")
STROKES = {"buyer": [[(0.1, 0.2), (0.5, 0.6), (0.9, 0.3)]], "seller": [[(0.2, 0.8), (0.8, 0.2)]]}
USED = UsedCarTerms(
    "浙A12345", "LSVAA2180C2205301", "大众 朗逸", date(2018, 5, 1), 81_000, 2_300_000, 2_000_000, 300_000, "建设银行",
    "追尾一次", payout=100_000,
)  # fmt: skip
CONTRACT = full_contract(
    trade_ins=(USED,), terms="脚垫由甲方赠送。", state=ContractState.SIGNED, signed_on=date(2026, 11, 24)
)
AMENDED = replace(
    CONTRACT, version=2, delivery_on=None, terms="", signed_on=date(2026, 11, 26),
    sheet=replace(CONTRACT.sheet, lines=(*LINES, PriceLine("add_on", "全车隔热膜", 198_000))),
)  # fmt: skip
KINDS = (
    "deposit",
    "prepayment",
    "payment",
    "refund",
    "void",
    "conversion",
    "compensation",
    "payout",
    "payoff",
    "loan",
)
Draw = Callable[[Layout, str], bytes]


SINCE = (
    Since("refund", 100_000, date(2026, 11, 23), "R-MAIN01-26-00002"),
    Since("void", 100_000, date(2026, 11, 23), "R-MAIN01-26-00003"),
    Since("conversion", 1_800_000, date(2026, 11, 24), "R-MAIN01-26-00004", "MAIN01-26-00001"),
)


def _receipt(kind: str, *, since: tuple[Since, ...] = (), **said: Any) -> Draw:
    made = replace(
        RECEIPT, kind=kind, refund_of="R-MAIN01-26-00009" if kind in ("refund", "void") else "",
        reason="金额有误" if kind == "void" else "", collected=600_000 if kind == "payment" else 0,
        provisional=kind == "prepayment", **said,
    )  # fmt: skip
    copy = {"copy_no": 1, "since": since} if since else {}
    return lambda layout, language: layout.receipt(made, language=language, **copy)


def _contract(made: ContractDocument, **asked: Any) -> Draw:
    """A contract in the words of the first revision: later ones change nothing of what was signed in it."""
    return lambda layout, language: layout.contract(
        made, language=language, template=templates.words_of("contract", language), **asked
    )


PAPERS: dict[str, Draw] = {
    "contract": _contract(CONTRACT, signatures=STROKES),
    "draft": _contract(full_contract(state=ContractState.DRAFT), watermark="draft"),
    "cancelled": _contract(
        replace(CONTRACT, state=ContractState.CANCELLED), watermark="cancelled", copy_no=1
    ),
    "contract, copy": _contract(CONTRACT, watermark="copy", copy_no=2),
    "contract without a car": _contract(
        full_contract(car=replace(CONTRACT.car, vin="", certificate_no="", engine_no=""), deposit=None)
    ),
    "order": _contract(provisional_order(), watermark="provisional", copy_no=1),
    "amendment": lambda layout, language: layout.addendum(
        Amendment(1, CONTRACT, AMENDED), language=language, signatures=STROKES,
        template=templates.words_of("contract", language),
    ),
    "handover": lambda layout, language: layout.handover(
        SHEET, language=language, copy_no=1, signatures=STROKES
    ),
    **{f"receipt, {kind}": _receipt(kind) for kind in KINDS},
    "receipt, refund, approved": _receipt("refund", approver="孙立群"),
    "receipt, copy since": _receipt("prepayment", since=SINCE),
    "receipt, copy of two pages": _receipt("prepayment", since=(*SINCE[:1] * 5, *SINCE[1:])),
}  # fmt: skip


def laid_out(pdf: bytes) -> list[str]:
    """For each page a digest of what stands on it and where, however the file is packed."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [_of_page(page) for page in document]


def _of_page(page: pypdfium2.PdfPage) -> str:
    placed = [(each.type, *(round(at, 1) for at in each.get_bounds())) for each in page.get_objects()]
    text = page.get_textpage().get_text_range()
    return hashlib.sha256(json.dumps([page.get_size(), text, placed]).encode()).hexdigest()[:16]


def of_layout(number: int) -> dict[str, list[str]]:
    """The papers of one layout, page by page."""
    layout = layouts.layout_of(number)
    return {
        f"{name}, {language}": laid_out(draw(layout, language))
        for name, draw in PAPERS.items()
        for language in LANGUAGES
    }


if __name__ == "__main__":
    made = {str(number): of_layout(number) for number in layouts.LAYOUTS}
    KEPT.write_text(json.dumps(made, indent=1, sort_keys=True) + "\n", encoding="utf-8")
