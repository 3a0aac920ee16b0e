"""The price sheet as the desk shows it: one row for each charge, and the totals between them."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain import lint
from app.domain.money import format_amount
from app.domain.pricing import Nature
from app.i18n import tr
from app.presenters import deal_desk_words
from app.presenters.deal_desk_rows import DeskLine
from app.presenters.deal_desk_state import DeskState


@dataclass(frozen=True)
class PriceRow:
    """A row. `key` names the amount that can be typed; `total` is empty, `part` or `all`."""

    item: str
    amount: int
    payee: str = ""
    nature: str = ""
    note: str = ""
    hint: str = ""
    key: str = ""
    minus: bool = False
    tone: str = ""
    total: str = ""
    wrong: str = ""
    """Why the amount that was typed cannot be."""
    no_figure: bool = False
    """Nothing can be said while more is taken off than there is."""

    @property
    def shown(self) -> str:
        """The amount in words."""
        return "—" if self.no_figure else format_amount(self.amount)

    @property
    def shape(self) -> tuple[str, str, str]:
        """What decides which fields there are."""
        return self.key, self.total, self.item if self.key else ""


def rows(state: DeskState) -> tuple[PriceRow, ...]:
    """From the list price to what is paid here."""
    sheet, own, none = state.sheet, deal_desk_words.payee(""), state.priceless
    made = [
        PriceRow(
            tr("List price"),
            sheet.bare_price,
            own,
            deal_desk_words.nature("mandatory"),
            deal_desk_words.with_colour(state.car),
        ),
        *(
            PriceRow(each.called, each.amount, own, deal_desk_words.nature("optional"))
            for each in sheet.ordered
        ),
        _discount(state),
        PriceRow(tr("Vehicle price"), state.price, total="part", no_figure=none),
    ]
    made += [_line(line, state) for line in state.lines if line.kind != "purchase_tax"]
    if state.tax is not None:
        collected = state.collects_tax
        made.append(
            PriceRow(
                tr("Purchase tax"), state.tax.amount, deal_desk_words.payee("tax_office", collected=collected),
                deal_desk_words.nature("mandatory"), deal_desk_words.tax_rule(state.tax.rule),
                hint=f"{state.tax.rule.name} ({state.tax.rule.source})",
            )
        )  # fmt: skip
    elif none:
        made.append(PriceRow(tr("Purchase tax"), 0, deal_desk_words.payee("tax_office"), no_figure=True))
    made.append(PriceRow(tr("On the road"), sheet.on_the_road, total="part", no_figure=none))
    made += [_used_car(line) for line in state.trade_ins]
    made += [_looked_at(plate) for plate in state.appraised]
    made.append(PriceRow(tr("Payable here"), sheet.payable, total="all", no_figure=none))
    return tuple(made)


def _discount(state: DeskState) -> PriceRow:
    most = max(0, state.limit)  # the gifts may have used up more than it
    note = tr("limit {amount}").format(amount=format_amount(most)) if state.car else ""
    nature, tone = "", ""
    if state.approval_holds and state.given is not None and state.discount > state.limit:
        nature, tone = tr("approved"), "ok"
    elif state.needs_approval and (state.discount > state.limit or not state.beside):
        nature, tone = tr("above limit"), "bad"
    elif state.car is not None and state.discount and state.discount == state.limit:
        nature, tone = tr("at the limit"), "warn"
    key = "discount" if state.car is not None else ""
    wrong = lint.no_price(state.sheet).message if state.priceless else ""
    return PriceRow(
        tr("Discount"), -state.discount, "—", nature, note, key=key, minus=True, tone=tone, wrong=wrong
    )


def _used_car(line: DeskLine) -> PriceRow:
    item = tr("Trade-in {plate}").format(plate=line.label)
    return PriceRow(item, -line.amount, "—", note=tr("Ctrl+T shows it"))


def _looked_at(plate: str) -> PriceRow:
    item = tr("Trade-in {plate}").format(plate=plate)
    return PriceRow(item, 0, "—", note=tr("not on the contract yet: Ctrl+T"), no_figure=True)


def _line(line: DeskLine, state: DeskState) -> PriceRow:
    gift, tone = line.nature == Nature.GIFT, ""
    note = tr("worth {amount}").format(amount=format_amount(line.amount)) if gift and line.amount else ""
    if gift:
        tone = "bad" if state.needs_approval and line.label in state.beside else "accent"
    return PriceRow(
        deal_desk_words.label(line), 0 if gift else line.amount, deal_desk_words.payee(line.payee),
        deal_desk_words.nature(line.nature), note, key="" if gift else line.key, tone=tone,
    )  # fmt: skip
