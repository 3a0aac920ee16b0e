"""The receipt on a roll of paper: the same words, totals and code as on half a sheet."""

from __future__ import annotations

from itertools import zip_longest

from app.documents import templates, wording
from app.domain import slip
from app.domain.contract_template import Template
from app.domain.money import format_amount
from app.domain.receipt_document import ReceiptDocument, receipt_code
from app.domain.slip import Line, Slip

_TO_CUSTOMER = ("refund", "compensation", "payout")
_MOVES_CASH = ("deposit", "prepayment", "payment", "refund", "void", "compensation")


def slip_of(
    document: ReceiptDocument,
    *,
    width: int,
    language: str | None = None,
    copy_no: int = 0,
    drawer: bool = False,
) -> Slip:
    """The receipt for paper of that width in millimetres. A copy opens no drawer."""
    words = templates.words_of("receipt", language or document.language)
    columns = slip.COLUMNS[width]
    lines = [*_head(document, words, columns, copy_no), slip.rule(columns), *_facts(document, words, columns)]
    lines += [slip.rule(columns), *_foot(document, words, columns)]
    cash = document.method == "cash" and document.kind in _MOVES_CASH
    return Slip(tuple(lines), str(receipt_code(document)), columns, drawer and cash and not copy_no)


def _head(document: ReceiptDocument, words: Template, columns: int, copy_no: int) -> list[Line]:
    lines = slip.broken(document.seller.name, columns, align="centre")
    if copy_no:
        lines += slip.broken(
            wording.put(words.label("copy"), copy_no=copy_no), columns, align="centre", bold=True
        )
    lines += slip.broken(
        words.label(f"title.{document.kind}"), columns, align="centre", bold=True, large=True
    )
    if document.kind == "void":
        voided = wording.put(words.label("void"), no=document.refund_of)
        lines += slip.broken(voided, columns, align="centre", bold=True)
    elif document.provisional:
        lines += slip.broken(words.provisional_title, columns, align="centre", bold=True)
    return lines


def _facts(document: ReceiptDocument, words: Template, columns: int) -> list[Line]:
    label = words.label
    payer = "payee" if document.kind in _TO_CUSTOMER else "payer"
    pairs = [
        ("no", document.no), ("paid_on", wording.day(document.paid_on, words)), (payer, document.payer),
        ("method", label(f"method.{document.method}")), ("reference", document.reference),
        ("purpose", label(f"kind.{document.kind}")), ("amount", _yuan(document.amount)),
        ("collected", _yuan(document.collected) if document.collected else ""),
        ("own", _yuan(document.amount - document.collected) if document.collected else ""),
        ("words", wording.words(document.amount, words)), ("contract", document.contract_no),
        ("deal", document.deal_no), ("car", document.car), ("vin", document.vin), ("refund_of", document.refund_of),
        ("reason", document.reason), ("payable", _yuan(document.payable)), ("paid", _yuan(document.paid)),
        ("balance", _yuan(document.balance)),
    ]  # fmt: skip
    side_by_side = columns == slip.COLUMNS[slip.FORM]
    room = columns // 2 - 2 if side_by_side else columns
    facts = [slip.pair(label(name), value, room, bold=name == "amount") for name, value in pairs if value]
    if side_by_side:  # a form is low and wide
        halves = zip_longest(facts[::2], facts[1::2], fillvalue=list[Line]())
        facts = [slip.beside(left, right, columns) for left, right in halves]
    return [line for fact in facts for line in fact]


def _foot(document: ReceiptDocument, words: Template, columns: int) -> list[Line]:
    def named(name: str, value: str) -> str:
        return wording.put(words.label("named"), name=words.label(name), value=value)

    law = words.labels.get(f"law.{document.kind}")
    lines = slip.broken(law, columns) if law else []
    lines += slip.broken(named("cashier", document.cashier), columns)
    if document.kind in _TO_CUSTOMER:
        lines += [Line(), *slip.broken(named("received", "＿＿＿＿＿＿"), columns)]
    lines += [Line(), *slip.broken(words.label("verify"), columns, align="centre")]
    return [*lines, *slip.broken(receipt_code(document).groups, columns, align="centre")]


def _yuan(fen: int) -> str:
    return f"{'-' if fen < 0 else ''}¥{format_amount(abs(fen))}"  # a hyphen: the true minus is in no printer's letters


def sample(terminal: str, *, width: int, language: str, drawer: bool) -> Slip:
    """A slip to try a printer out: whoever reads it sees whether letters, the yen and the code come out right."""
    words = templates.words_of("receipt", language)
    columns = slip.COLUMNS[width]
    lines = [
        *slip.broken(terminal, columns, align="centre"),
        *slip.broken(words.label("title.payment"), columns, align="centre", bold=True, large=True),
        slip.rule(columns), *slip.pair(words.label("amount"), _yuan(12_345_678), columns, bold=True),
        *slip.pair(words.label("words"), wording.words(12_345_678, words), columns),
        *slip.broken("永鑫囍喆琨 0123456789 ABCDEF", columns),
    ]  # fmt: skip
    return Slip(tuple(lines), "SHOWROOM", columns, drawer)
