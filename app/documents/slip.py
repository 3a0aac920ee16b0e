"""The receipt on a roll of paper or a form of several parts: the same words, totals and code as on half a sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import product
from typing import NamedTuple

from app.documents import layouts, templates, wording
from app.domain import slip
from app.domain.contract_template import Template
from app.domain.money import format_amount
from app.domain.receipt_document import ReceiptDocument, Since, receipt_code
from app.domain.slip import Line, Slip

_TO_CUSTOMER = ("refund", "compensation", "payout")
_WORDY = ("reason", "car", "payer")
"""What a form that is too low may shorten, in this order: never an amount or a number."""


class _Fact(NamedTuple):
    name: str
    label: str
    value: str

    def on(self, columns: int) -> list[Line]:
        return slip.pair(self.label, self.value, columns, bold=self.name == "amount")

    def shortened_to(self, columns: int) -> _Fact:
        """So that it takes one line."""
        return self._replace(value=slip.shortened(self.value, columns - slip.width_of(self.label) - 1))


def slip_of(
    document: ReceiptDocument,
    *,
    width: int,
    language: str | None = None,
    copy_no: int = 0,
    drawer: bool = False,
    since: Sequence[Since] = (),
) -> Slip:
    """The receipt for paper of that width in millimetres. A copy opens no drawer, and it alone says what became of the
    money `since` then."""
    layouts.require_known(document.layout)
    words = templates.words_of("receipt", language or document.language)
    columns = slip.COLUMNS[width]
    head = [*_head(document, words, columns, copy_no), slip.rule(columns)]
    facts = _facts(document, words)
    moved = since if copy_no else ()
    if width == slip.FORM:
        lines = _on_a_form(head, facts, _notes(_folded(moved), words, columns), document, words)
    else:
        body = [line for fact in facts for line in fact.on(columns)]
        foot = [*_notes(moved, words, columns), *_foot(document, words, columns)]
        lines = [*head, *body, slip.rule(columns), *foot]
    opens = drawer and document.method == "cash" and document.kind != "conversion"  # which moves no money
    return Slip(tuple(lines), str(receipt_code(document)), columns, opens and not copy_no)


def _notes(since: Sequence[Since], words: Template, columns: int) -> list[Line]:
    return [line for moved in since for line in slip.broken(wording.since(moved, words), columns, bold=True)]


def _folded(since: Sequence[Since]) -> list[Since]:
    """Several refunds as one, of their sum: a form has no room for each."""
    refunds = [moved for moved in since if moved.how == "refund"]
    others = [moved for moved in since if moved.how != "refund"]
    if not refunds:
        return others
    amount = sum(moved.amount for moved in refunds)
    return [replace(refunds[-1], amount=amount, times=len(refunds)), *others]


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
    elif document.continues:
        taken_over = wording.put(words.label("continues"), no=document.continues)
        lines += slip.broken(taken_over, columns, align="centre", bold=True)
    elif document.provisional:
        lines += slip.broken(words.provisional_title, columns, align="centre", bold=True)
    return lines


def _facts(document: ReceiptDocument, words: Template) -> list[_Fact]:
    label = words.label
    pairs = [
        ("no", document.no), ("paid_on", wording.day(document.paid_on, words)), ("payer", document.payer),
        ("method", label(f"method.{document.method}")),
        ("reference", document.own_reference),
        ("purpose", label(f"kind.{document.kind}")), ("amount", _yuan(document.amount)),
        ("collected", _yuan(document.collected) if document.collected else ""),
        ("own", _yuan(document.amount - document.collected) if document.collected else ""),
        ("words", wording.words(document.amount, words)), ("contract", document.contract_no),
        ("deal", document.deal_no), ("car", document.car), ("vin", document.vin), ("refund_of", document.refund_of),
        ("reason", document.reason), ("payable", _yuan(document.payable)), ("paid", _yuan(document.paid)),
        ("balance", _yuan(document.balance)),
    ]  # fmt: skip
    labelled = {"payer": "payee"} if document.kind in _TO_CUSTOMER else {}
    return [_Fact(name, label(labelled.get(name, name)), value) for name, value in pairs if value]


def _on_a_form(
    head: list[Line], facts: list[_Fact], notes: list[Line], document: ReceiptDocument, words: Template
) -> list[Line]:
    """A form is low and wide. What would run over its perforation is shortened; of a copy with notes, what the law
    says is left to the original."""
    columns = slip.COLUMNS[slip.FORM]
    most = slip.FORM_LINES - slip.CODE_LINES
    lines: list[Line] = []
    for law in (True, False) if notes else (True,):
        foot = [slip.rule(columns), *notes, *_foot(document, words, columns, low=bool(notes), law=law)]
        body = _shortened(facts, columns, most - slip.height_of([*head, *foot]))
        lines = [*head, *body, *foot]
        if slip.height_of(lines) <= most:
            break
    return lines


def _shortened(facts: list[_Fact], columns: int, room: int) -> list[Line]:
    lines = _side_by_side(facts, columns)
    for wide, name in product((columns, columns // 2 - 2), _WORDY):
        if slip.height_of(lines) <= room:
            break
        facts = [fact.shortened_to(wide) if fact.name == name else fact for fact in facts]
        lines = _side_by_side(facts, columns)
    return lines


def _side_by_side(facts: list[_Fact], columns: int) -> list[Line]:
    """Two facts a line; one that is too long for that has lines of its own."""
    rows: list[list[Line]] = []
    half_empty: int | None = None  # the row that has room at the right
    for fact in facts:
        half = fact.on(columns // 2 - 2)
        if len(half) > 1:
            rows.append(fact.on(columns))
        elif half_empty is not None:
            rows[half_empty] = slip.beside(rows[half_empty], half, columns)
            half_empty = None
        else:
            half_empty = len(rows)
            rows.append(half)
    return [line for row in rows for line in row]


def _foot(
    document: ReceiptDocument, words: Template, columns: int, *, low: bool = False, law: bool = True
) -> list[Line]:
    """Law, people and the code's value; a `low` one has whoever took the money and the value on one line."""

    def named(name: str, value: str) -> str:
        return wording.put(words.label("named"), name=words.label(name), value=value)

    says = words.labels.get(f"law.{document.kind}") if law else None
    lines = slip.broken(says, columns) if says else []
    by, received = [named("cashier", document.cashier)], named("received", "＿＿＿＿＿＿")
    if document.approver:
        by.append(named("approver", document.approver))
    if columns == slip.COLUMNS[slip.FORM]:
        by = ["  ".join(by)]  # a form is low
    check = receipt_code(document).groups
    if low and document.kind not in _TO_CUSTOMER:
        return [*lines, *slip.pair(by[0], named("verify", check), columns)]
    if document.kind not in _TO_CUSTOMER:
        lines += _each_broken(by, columns)
    elif columns == slip.COLUMNS[slip.FORM]:
        half = columns // 2 - 2
        if slip.width_of(by[0]) <= half:
            lines += [Line(), *slip.beside(slip.broken(by[0], half), slip.broken(received, half), columns)]
        else:
            lines += [Line(), *slip.pair(by[0], received, columns)]
    else:
        lines += [*_each_broken(by, columns), Line(), *slip.broken(received, columns)]
    space = [] if low else [Line()]
    lines += [*space, *slip.broken(words.label("verify"), columns, align="centre")]
    return [*lines, *slip.broken(check, columns, align="centre")]


def _each_broken(texts: Sequence[str], columns: int) -> list[Line]:
    return [line for text in texts for line in slip.broken(text, columns)]


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
