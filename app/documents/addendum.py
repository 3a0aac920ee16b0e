"""An amendment on paper: what was agreed, what is agreed now, and two boxes to sign in. One page as a rule.

The code on it is that of the contract's new version, which the two parties sign with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from app.documents import sheet, templates, wording
from app.documents.contract_tables import yuan
from app.documents.layout import A4, About, Cell, Flow, draw
from app.documents.sheet import Strokes
from app.domain import contract_template
from app.domain.amendment import Amendment, Change, Value
from app.domain.contract_document import verification_code
from app.domain.contract_template import Template

_COLUMNS = (20, 20, 30, 30)


def render_addendum(
    amendment: Amendment,
    *,
    language: str | None = None,
    template: Template | None = None,
    copy_no: int = 0,
    signatures: Mapping[str, Strokes] | None = None,
) -> bytes:
    """The amendment as a PDF, in the words of its contract; all else as with the contract."""
    after = amendment.after
    paper = _Paper(amendment, template or templates.template_for(after, language or after.language))
    paper.head()
    paper.changes()
    paper.close()
    flow, contract, code = paper.flow, paper.contract, verification_code(amendment.after)
    sheet.sign_here(flow, contract, after.seller.agent, signatures or {}, paper.dated)
    sheet.number_pages(flow, contract, paper.words.label("verify"), paper.named("no", amendment.no), code)
    mark = wording.put(contract.label("watermark.copy"), copy_no=copy_no) if copy_no else ""
    about = About(f"{paper.title} {amendment.no}", amendment.after.seller.name, str(code))
    return draw(flow, about, background=lambda canvas: sheet.draw_ground(canvas, flow, mark, code))


class _Paper:
    """One amendment being laid out: its own few words, and the labels of the contract that it changes."""

    def __init__(self, amendment: Amendment, contract: Template) -> None:
        self.amendment, self.contract = amendment, contract
        self.words = templates.words_of("addendum", contract.language)
        number = wording.numeral(amendment.number, contract)
        self.title = wording.put(self.words.title, number=number)
        self.flow = Flow(A4, sheet.MARGINS, justified=contract.language == "zh_CN")
        on = amendment.after.signed_on
        self.dated = wording.day(on, contract) if on else ""
        self._articles = _articles(amendment, contract)

    def head(self) -> None:
        """Title, numbers and day, and who agrees with whom."""
        flow, before, after, label = (
            self.flow, self.amendment.before, self.amendment.after, self.words.label,
        )  # fmt: skip
        flow.put(self.title, size=20, bold=True, align="centre")
        flow.skip(34)
        of = wording.put(label("of_no"), no=before.no, version=before.version)
        signed = wording.put(self.contract.label("numbered"), no=self.amendment.no, version=after.version)
        flow.both(
            self.named("of", of), sheet.named(self.contract, "drawn_on", self.dated) if self.dated else ""
        )
        flow.both(self.named("no", signed), "")
        flow.skip(flow.size * 0.6)
        buyer = after.buyer
        names = {"seller": after.seller.name, "buyer": buyer.name, "id_number": buyer.id_number}
        flow.paragraph(wording.put(label("intro"), **names))
        flow.skip(flow.size * 0.6)

    def named(self, label: str, value: str) -> str:
        """A label of the amendment's own with its value."""
        return wording.put(self.contract.label("named"), name=self.words.label(label), value=value)

    def changes(self) -> None:
        """What people set, then a heading and what follows from it."""
        rows = [[Cell(self.words.label(name), label=True) for name in ("clause", "item", "before", "after")]]
        following = False
        for change in self.amendment.changes:
            if change.follows and not following:
                following = True
                rows.append([Cell(self.words.label("follows"), span=4, label=True)])
            rows.append(self._row(change))
        self.flow.table(_COLUMNS, rows)

    def _row(self, change: Change) -> list[Cell]:
        where = self._articles.get(change.clause) or self.words.label(change.clause)
        return [
            Cell(where), Cell(self._label(change.label)),
            Cell(self._value(change.before)), Cell(self._value(change.after), bold=not change.follows),
        ]  # fmt: skip

    def _label(self, name: str) -> str:
        own = self.words.labels.get(name) or self.contract.labels.get(name)
        return own or self.contract.labels.get(f"line.{name}", name)

    def _value(self, value: Value) -> str:
        if isinstance(value, date):
            return wording.day(value, self.contract)
        if isinstance(value, int):
            return yuan(value)
        return value or self.words.label("nothing")

    def close(self) -> None:
        """What it costs, and that everything else stays."""
        flow, more = self.flow, self.amendment.more
        flow.skip(flow.size * 0.4)
        if more:
            amount = {
                "words": wording.words(abs(more), self.contract),
                "amount": yuan(abs(more)).removeprefix("¥"),
            }
            flow.paragraph(wording.put(self.words.label("more" if more > 0 else "less"), **amount))
        flow.paragraph(self.words.label("rest"))
        flow.skip(flow.size)


def _articles(amendment: Amendment, contract: Template) -> dict[str, str]:
    """The clauses as they are counted in the contract, by their keys."""
    holds = contract_template.conditions(amendment.before)
    printed = (clause for clause in contract.clauses if clause.when in holds)
    return {
        clause.key: wording.article(number, clause.heading, contract)
        for number, clause in enumerate(printed, 1)
    }
