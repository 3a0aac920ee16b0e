"""How the deal desk says things: leases, lines of the price sheet, plans, ways to pay."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from app.domain.deposits import DepositKind
from app.domain.finance import Method, Payer
from app.domain.money import format_amount
from app.domain.states import VehicleStatus
from app.domain.tax import TaxRule
from app.i18n import N_, plural, tr
from app.presenters import labels, words
from app.presenters.deal_desk_plans import PlanFigures
from app.presenters.deal_desk_rows import DeskCar, DeskClaim, DeskLine

_LABELS = {
    "insurance": N_("Insurance"), "plates": N_("Plates and registration"), "purchase_tax": N_("Purchase tax"),
}  # fmt: skip
_PAYEES = {
    "": N_("Dealership"), "insurer": N_("Insurer"), "plates": N_("Registry"),
    "tax_office": N_("Tax office"),
}  # fmt: skip
_NATURES = {
    "mandatory": N_("Required"), "optional": N_("Optional"), "refundable": N_("Refundable"), "gift": N_("Gift"),
}  # fmt: skip
_METHODS = {
    "wechat": N_("WeChat"), "alipay": N_("Alipay"), "card": N_("Card"), "transfer": N_("Bank transfer"),
    "cash": N_("Cash"),
}  # fmt: skip
ID_KINDS = {
    "id_card": N_("ID card"), "passport": N_("Passport"), "residence": N_("Residence permit"),
    "licence": N_("Business licence"),
}  # fmt: skip
_LOAN_METHODS = {
    Method.EQUAL_INSTALMENT: N_("Equal instalments"), Method.EQUAL_PRINCIPAL: N_("Equal principal"),
    Method.BALLOON: N_("Balloon at the end"), Method.SUBSIDISED: N_("Subsidised"),
}  # fmt: skip
_PAYERS = {Payer.MAKER: N_("maker"), Payer.DEALER: N_("dealership")}
_MOST = 2
"""Others who want a car and are named; so many stand at the card."""
_DEPOSITS = {DepositKind.DEPOSIT: N_("Deposit"), DepositKind.PREPAYMENT: N_("Prepayment")}


def label(line: DeskLine) -> str:
    """What a line is called."""
    return named(line.label)


def named(kept: str) -> str:
    """What a line of that label is called; lines that someone typed are called as typed."""
    return tr(_LABELS.get(kept, kept))


def with_colour(car: DeskCar | None) -> str:
    """What the list price of an order has for its colour; empty where the colour costs nothing more."""
    if car is None or not car.colour_more:
        return ""
    amount = format_amount(car.colour_more)
    return tr("with {colour}, {amount}").format(colour=car.colour, amount=amount)


def payee(name: str, *, collected: bool = True) -> str:
    """Who gets the money; of amounts for others, whether it passes through our till."""
    shown = tr(_PAYEES.get(name, name))
    if not name:
        return shown
    return (
        tr("{payee} (collected)").format(payee=shown)
        if collected
        else tr("{payee} (direct)").format(payee=shown)
    )


def nature(name: str) -> str:
    """Whether a charge can be left out."""
    return tr(_NATURES.get(name, name))


def methods() -> tuple[tuple[str, str], ...]:
    """Ways to pay, the usual one first."""
    return tuple((key, tr(name)) for key, name in _METHODS.items())


def id_kinds() -> tuple[tuple[str, str], ...]:
    """Papers that a customer may show."""
    return tuple((key, tr(name)) for key, name in ID_KINDS.items())


def id_number(kind: str) -> str:
    """What the number of such a paper is called."""
    names = {"id_card": tr("ID number"), "licence": tr("Unified social credit code")}
    return names.get(kind, tr("Number of the paper"))


def deposit(kind: DepositKind) -> str:
    """定金 or 订金."""
    return tr(_DEPOSITS[kind])


def plan(figures: PlanFigures) -> str:
    """`Bank, 36 months`."""
    return tr(figures.offer.name).format(months=figures.offer.months)


def plan_terms(figures: PlanFigures) -> str:
    """One line about interest."""
    if not figures.offer.months:
        return tr("paid at once")
    offer = figures.offer
    if offer.method is Method.SUBSIDISED:
        rate, payer = f"{offer.buyer_rate_bp / 100:g}", tr(_PAYERS[offer.payer])
        return tr("{rate} % · {payer} pays").format(rate=rate, payer=payer)
    words = {
        Method.EQUAL_INSTALMENT: tr("{rate} % p.a. · level"),
        Method.EQUAL_PRINCIPAL: tr("{rate} % p.a. · falling"),
        Method.BALLOON: tr("{rate} % p.a. · balloon"),
    }
    return words[offer.method].format(rate=f"{offer.rate_bp / 100:.2f}")


def loan_methods() -> tuple[tuple[str, str], ...]:
    """Ways to pay a loan back."""
    return tuple((method.value, tr(name)) for method, name in _LOAN_METHODS.items())


def payers() -> tuple[tuple[str, str], ...]:
    """Who may pay a buyer's interest."""
    return tuple((payer.value, tr(name)) for payer, name in _PAYERS.items())


def car_line(car: DeskCar) -> str:
    """`2026 · range extender · night blue / cloud grey`."""
    year = tr("{year} model").format(year=car.model_year) if car.model_year else ""
    energy = car.energy.name if car.energy else ""
    paint = " / ".join(part for part in (car.colour, car.interior) if part)
    return " · ".join(part for part in (year, energy, paint) if part)


def age(car: DeskCar, today: date) -> str:
    """Days in stock."""
    if car.arrived_on is None or car.status == "in_transit":
        return tr("on its way")
    return plural((today - car.arrived_on).days, N_("{n} day"), N_("{n} days"))


def lease(car: DeskCar, *, may_confirm: bool) -> tuple[str, str, str]:
    """Whether the car can be promised now: tone, icon, words."""
    if car.lease == "none":
        state = labels.car(VehicleStatus(car.status))[0]
        return "bad", "car-off", tr("{state}. It cannot be sold; choose another car.").format(state=state)
    if car.lease == "elsewhere":
        text = tr("It stands at {branch}. Have it sent to your branch first, then sell it.")
        return "bad", "store-outline", text.format(branch=car.branch)
    if not may_confirm:
        return "warn", "timer-sand", tr("Your sign-in has expired: only a provisional order is possible.")
    if car.lease == "later":
        text = tr(
            "The car comes later: a manager allocates one of this model and colour. Nothing is held now."
        )
        return "accent", "timer-sand", text
    if car.lease == "mine" and car.lease_kind == "show":
        return "ok", "lock-check-outline", tr("Held here until it is returned: can be signed offline")
    if car.lease == "mine":
        return (
            "ok",
            "lock-check-outline",
            tr("Held here: can be signed offline while the lease lasts. Sync says until when."),
        )
    if car.lease == "other":
        text = tr("{terminal} holds it. Here you can quote it or take a provisional order.")
        return "warn", "lock-outline", text.format(terminal=car.lease_by)
    return "accent", "lock-open-outline", tr("Free. F8 holds it for this desk when there is a network.")


def claim(other: DeskClaim) -> str:
    """Who else has begun to buy the car, and at which desk; no amounts."""
    if not other.no:
        return tr("A deal with {name} for this car is set aside at this desk.").format(name=other.buyer)
    if not other.ordered:
        text = tr("{name} has an unsigned draft for this car: {no}, drawn at {desk}.")
    elif other.prepaid:
        text = tr("{name} has ordered this car and paid a prepayment: {no}, drawn at {desk}.")
    else:
        text = tr("{name} has ordered this car: {no}, drawn at {desk}.")
    return text.format(name=other.buyer, no=other.no, desk=other.desk or "—")


def claims(others: Sequence[DeskClaim]) -> str:
    """The first of them, and how many more there are."""
    said = [claim(each) for each in others[:_MOST]]
    more = len(others) - _MOST
    return words.sentences(*said, plural(more, N_("And {n} more."), N_("And {n} more.")) if more > 0 else "")


def ordered_by(others: Sequence[DeskClaim]) -> str:
    """The first order in a few words, for lists; empty while there is none."""
    first = next((each for each in others if each.ordered), None)
    return labels.ordered(first.buyer, first.desk) if first else ""


def held_by(car: DeskCar | None) -> str:
    """Which desk of which branch alone may confirm the car's sale, if that is another one: no more is told of whoever
    buys it there."""
    if car is None or car.lease != "other":
        return ""
    return tr("{terminal}, {branch}, holds the car.").format(terminal=car.lease_by, branch=car.branch)


def lease_badge(car: DeskCar) -> tuple[str, str]:
    """The same in a word or two, for lists: words and tone."""
    if car.lease == "none":
        return labels.car(VehicleStatus(car.status))[0], "bad"
    if car.lease == "later":
        return tr("to order"), "neutral"
    if car.lease in ("other", "elsewhere"):
        return (car.lease_by, "warn") if car.lease == "other" else (car.branch, "neutral")
    return (tr("held here"), "ok") if car.lease == "mine" else (tr("free"), "accent")


def tax_rule(rule: TaxRule) -> str:
    """A rule in a few words; its whole name is a sentence."""
    if not rule.relief:
        return tr("10 % of the price without VAT")
    words = tr("NEV, exempt") if rule.relief == 1 else tr("NEV, half")
    return f"{words} · {rule.valid_from.year}"
