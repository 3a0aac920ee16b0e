"""What of a deal its customer is shown. There is no room in it for cost, limits, leases, stock or other people."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.pricing import Nature
from app.i18n import tr
from app.presenters import deal_desk_words, words
from app.presenters.deal_desk_plans import PlanFigures
from app.presenters.deal_desk_rows import DeskLine
from app.presenters.deal_desk_state import DeskState


@dataclass(frozen=True)
class Charge:
    """A line of the price list. `total` lines stand out; `minus` is good news."""

    item: str
    amount: int
    payee: str = ""
    nature: str = ""
    total: bool = False

    @property
    def minus(self) -> bool:
        """Taken off."""
        return self.amount < 0


@dataclass(frozen=True)
class PlanShown:
    """A way to pay: what it is called, the figure that counts, and what stands behind it."""

    name: str
    figure: str
    detail: str
    chosen: bool


@dataclass(frozen=True)
class DealShown:
    """Car, price list, ways to pay, and what is paid already."""

    model_code: str
    model: str
    about: str
    colour: str
    charges: tuple[Charge, ...]
    payable: int
    plans: tuple[PlanShown, ...]
    settled: tuple[tuple[str, int], ...]
    """Loan and money put down, then what is left, by their names."""


def shown(state: DeskState) -> DealShown | None:
    """None while there is no car: then a customer has nothing to read."""
    car = state.car
    if car is None:
        return None
    return DealShown(
        car.model_code, car.model, deal_desk_words.car_line(car), car.colour, _charges(state), state.sheet.payable,
        tuple(_plan(figures, chosen=key == state.plan) for key, figures in state.plans.items()), _settled(state),
    )  # fmt: skip


def _charges(state: DeskState) -> tuple[Charge, ...]:
    sheet, must = state.sheet, deal_desk_words.nature("mandatory")
    own = deal_desk_words.payee("")
    optional = deal_desk_words.nature("optional")
    painted = deal_desk_words.with_colour(state.car)
    listed = " · ".join(filter(None, (tr("List price"), painted)))
    made = [Charge(listed, sheet.bare_price, own, must)]
    made += [Charge(each.called, each.amount, own, optional) for each in sheet.ordered]
    if state.discount or sheet.ordered:
        made += [Charge(tr("Discount"), -state.discount)] if state.discount else []
        made.append(Charge(tr("Vehicle price"), state.price, total=True))
    made += [_line(line) for line in state.sold_lines if line.kind != "purchase_tax"]
    if state.tax is not None:
        payee = deal_desk_words.payee("tax_office", collected=state.collects_tax)
        made.append(Charge(tr("Purchase tax"), state.tax.amount, payee, must))
    made.append(Charge(tr("On the road"), sheet.on_the_road, total=True))
    made += [
        Charge(tr("Trade-in {plate}").format(plate=line.label), -line.amount) for line in state.trade_ins
    ]
    return tuple(made)


def _line(line: DeskLine) -> Charge:
    amount = 0 if line.nature == Nature.GIFT else line.amount
    return Charge(
        deal_desk_words.label(line), amount, deal_desk_words.payee(line.payee),
        deal_desk_words.nature(line.nature),
    )  # fmt: skip


def _plan(figures: PlanFigures, *, chosen: bool) -> PlanShown:
    name = deal_desk_words.plan(figures)
    if not figures.loan:
        return PlanShown(name, words.money(figures.deposit + figures.on_delivery), tr("paid at once"), chosen)
    detail = tr("borrowed {loan}, interest {interest}").format(
        loan=words.money(figures.loan), interest=words.money(figures.interest)
    )
    return PlanShown(name, tr("{amount} a month").format(amount=words.money(figures.monthly)), detail, chosen)


def _settled(state: DeskState) -> tuple[tuple[str, int], ...]:
    deposit = deal_desk_words.deposit(state.deposit_kind)
    parts = ((tr("Loan"), state.chosen.loan), (deposit, state.put_down))
    return (*(part for part in parts if part[1]), (tr("Balance before delivery"), state.balance))
