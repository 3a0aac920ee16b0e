"""Two to four trims side by side: what differs from the first, and which is best where there is a best."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.domain import specification
from app.domain.catalogue import Trim
from app.domain.loan_plan import USUAL, Offer
from app.domain.money import format_amount
from app.i18n import N_, plural, tr

FEWEST, MOST = 2, 4
GROUPS = {"price": N_("Price and monthly amount"), "stock": N_("In stock")}
NONE = "—"


@dataclass(frozen=True, slots=True)
class Cell:
    """What a trim has in a row. `differs`: from the first trim; `best`: of them all, and not all alike."""

    text: str
    differs: bool = False
    best: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that is compared, in words of the language in force."""

    group: str
    name: str
    cells: tuple[Cell, ...]

    @property
    def differs(self) -> bool:
        """Whether any two of them are not the same."""
        return any(cell.differs for cell in self.cells)


def group_name(group: str) -> str:
    """What a group of rows is called."""
    return tr(GROUPS[group]) if group in GROUPS else specification.group_name(group)


def compare(trims: Sequence[Trim], today: date) -> tuple[Row, ...]:
    """Prices, then every attribute that one of them has, then what there is in stock."""
    return (*_prices(trims), *_specs(trims), *_stock(trims, today))


def terms_words(usual: Offer = USUAL) -> str:
    """By what a monthly amount is quoted: `36 months, 42 % down or more`. What is lent is a round sum below its share
    of the price, as at the deal desk: so much is down at least."""
    down = (10_000 - usual.share_bp) // 100
    return tr("{months} months, {down} % down or more").format(months=usual.months, down=down)


def _prices(trims: Sequence[Trim]) -> tuple[Row, ...]:
    usual = trims[0].usual if trims else USUAL
    amounts = (
        (tr("List price"), [trim.list_price for trim in trims]),
        (tr("Purchase tax"), [trim.tax for trim in trims]),
        (tr("With purchase tax"), [trim.with_tax for trim in trims]),
        (tr("Monthly ({terms})").format(terms=terms_words(usual)), [trim.monthly for trim in trims]),
    )
    return tuple(
        _row("price", name, [f"¥{format_amount(fen)}" for fen in fens], list(map(Decimal, fens)), "less")
        for name, fens in amounts
    )


def _specs(trims: Sequence[Trim]) -> tuple[Row, ...]:
    known = [{spec.attribute.key: spec for spec in trim.specs} for trim in trims]
    rows = []
    for key in specification.in_order({key for specs in known for key in specs}):
        found = [specs.get(key) for specs in known]
        attribute = specification.attribute(key)
        texts = [spec.text if spec else NONE for spec in found]
        numbers = [spec.number if spec else None for spec in found]
        rows.append(_row(attribute.group, attribute.name, texts, numbers, attribute.better))
    return tuple(rows)


def _stock(trims: Sequence[Trim], today: date) -> tuple[Row, ...]:
    here = [trim.stock.here for trim in trims]
    others = [trim.stock.elsewhere for trim in trims]
    coming = [trim.stock.in_transit for trim in trims]
    counted = ((tr("At this branch"), here), (tr("At other branches"), others), (tr("On their way"), coming))
    rows = [
        _row(
            "stock", name, [plural(n, N_("{n} car"), N_("{n} cars")) if n else NONE for n in numbers], [], ""
        )
        for name, numbers in counted
    ]
    colours = [specification.listed(name for name, _ in trim.stock.colours) or NONE for trim in trims]
    return (*rows, _row("stock", tr("Colours"), colours, [], ""))


def _row(
    group: str, name: str, texts: Sequence[str], numbers: Sequence[Decimal | None], better: str
) -> Row:  # fmt: skip
    """Best is a number that no other reaches; where all are alike, or one is not known, there is no best."""
    known = [number for number in numbers if number is not None]
    best: Decimal | None = None
    if better and len(known) == len(texts) > 1 and len(set(known)) > 1:
        best = max(known) if better == "more" else min(known)
    return Row(
        group,
        name,
        tuple(
            Cell(text, differs=text != texts[0], best=best is not None and numbers[at] == best)
            for at, text in enumerate(texts)
        ),
    )
