"""What the release gate asks, item by item: from facts to a light and the reason in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from app.domain.check_list import paper_names
from app.domain.delivery import Mark, MarkKind, MarkState
from app.domain.money import format_amount
from app.domain.specification import listed
from app.domain.states import CertificateState
from app.i18n import N_, plural, tr


class Item(StrEnum):
    """What is asked about."""

    CONTRACT = "contract"
    MONEY = "money"
    LOAN = "loan"
    INVOICE = "invoice"
    CERTIFICATE = "certificate"
    INSPECTION = "inspection"
    INSURANCE = "insurance"
    TAX = "tax"
    PLATES = "plates"
    ACCESSORIES = "accessories"
    PAPERS = "papers"
    KEYS = "keys"


NO_CAR = N_("No car is allocated yet")


class Light(StrEnum):
    """How it stands."""

    GREEN = "green"
    RED = "red"
    NOT_NEEDED = "not_needed"
    WAIVED = "waived"
    """Red, and a manager lets the car go all the same: it follows."""


@dataclass(frozen=True, slots=True)
class Fitting:
    """An add-on or gift of the contract, and the job of fitting it."""

    label: str
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """All that the gate is told."""

    day: date
    """The day of the handover: what must be in force then."""
    is_signed: bool
    has_car: bool
    is_contested: bool
    """Somebody must decide about the contract first."""
    price: int
    payable: int
    paid: int
    loan: int
    lender: str
    disbursed: int
    """What lenders have paid."""
    application: str
    """How far the application for the loan has come, in words; empty: there is none."""
    not_handed_in: tuple[str, ...]
    """Plates of used cars that were taken off the price and are not here."""
    certificate: str
    looked_at: int
    to_look_at: int
    faults: tuple[str, ...]
    """What is faulty and not mended, by name."""
    collects_tax: bool
    fittings: tuple[Fitting, ...] = ()
    marks: Mapping[MarkKind, Mark] = field(default_factory=dict, hash=False)
    unshown: tuple[str, ...] = ()
    """Lines with a fault, mended or not, that no photo shows, by name."""

    def mark(self, kind: MarkKind) -> Mark | None:
        """What was said last, unless it was taken back."""
        said = self.marks.get(kind)
        return None if said is None or said.state is MarkState.OPEN else said


@dataclass(frozen=True, slots=True)
class Verdict:
    """How one item stands, and why."""

    light: Light
    reason: str
    follows: bool = False
    """Something of it is still to be done after the handover."""


def _says(light: Light) -> Callable[..., Verdict]:
    return lambda text, **values: Verdict(light, tr(text).format(**values))


_green, _red, _not_needed = _says(Light.GREEN), _says(Light.RED), _says(Light.NOT_NEEDED)
MOST_NAMED = 3
SETS_OF_KEYS = 2


def _contract(facts: Facts) -> Verdict:
    if not facts.is_signed:
        return _red(N_("The final paper is not signed"))
    if not facts.has_car:
        return _red(NO_CAR)
    if facts.is_contested:
        return _red(N_("Two desks changed it: somebody must decide first"))
    return _green(N_("Signed, and nothing waits for a decision"))


def _money(facts: Facts) -> Verdict:
    owed, paid = facts.payable - facts.paid, _yuan(facts.paid)
    if facts.not_handed_in:
        return _red(N_("The used car {plates} is not handed in"), plates=listed(facts.not_handed_in))
    if owed > 0:
        return _red(N_("{owed} is owed; {paid} is paid"), owed=_yuan(owed), paid=paid)
    if owed < 0:
        return _green(N_("{paid} is paid, {more} more than is owed"), paid=paid, more=_yuan(-owed))
    return _green(N_("{paid} is paid in full"), paid=paid)


def _loan(facts: Facts) -> Verdict:
    if not facts.loan:
        return _not_needed(N_("No loan"))
    lender = facts.lender or tr("The lender")
    if facts.disbursed >= facts.loan:
        return _green(N_("{lender} has released {loan}"), lender=lender, loan=_yuan(facts.loan))
    if not facts.application:
        return _red(N_("No application to {lender} yet"), lender=lender)
    text = N_("{lender} has not released {loan} yet: {state}")
    return _red(text, lender=lender, loan=_yuan(facts.loan), state=facts.application)


def _invoice(facts: Facts) -> Verdict:
    mark = facts.mark(MarkKind.INVOICE)
    if mark is None:
        return _red(N_("No invoice is noted"))
    if mark.amount != facts.price:
        text = N_("Invoice {no} says {amount}, the contract {price}")
        amount = _yuan(mark.amount or 0)
        return _red(text, no=mark.reference, amount=amount, price=_yuan(facts.price))
    return _green(N_("{no}; the amount is that of the contract"), no=mark.reference)


def _certificate(facts: Facts) -> Verdict:
    if not facts.has_car:
        return _red(NO_CAR)
    if facts.certificate == CertificateState.PLEDGED:
        return _red(N_("It is pledged: redeem it first"))
    return _green(N_("It is here"))


def _inspection(facts: Facts) -> Verdict:
    if not facts.has_car:
        return _red(NO_CAR)
    if facts.faults:
        named = listed(facts.faults[:MOST_NAMED])
        count = plural(len(facts.faults), N_("{n} fault is not mended"), N_("{n} faults are not mended"))
        return Verdict(Light.RED, tr("{count}: {names}").format(count=count, names=named))
    if facts.looked_at < facts.to_look_at:
        return _red(N_("{done} of {all} lines are looked at"), done=facts.looked_at, all=facts.to_look_at)
    if facts.unshown:
        named = listed(facts.unshown[:MOST_NAMED])
        count = plural(len(facts.unshown), N_("{n} fault has no photo"), N_("{n} faults have no photo"))
        return Verdict(Light.RED, tr("{count}: {names}").format(count=count, names=named))
    return _green(N_("All {all} lines are right"), all=facts.to_look_at)


def _insurance(facts: Facts) -> Verdict:
    mark = facts.mark(MarkKind.INSURANCE)
    if mark is None or mark.day is None:
        return _red(N_("No compulsory insurance is noted"))
    if mark.day > facts.day:
        return _red(N_("{no} begins only on {day}"), no=mark.reference, day=_day(mark.day))
    return _green(N_("{no}, in force from {day}"), no=mark.reference, day=_day(mark.day))


def _tax(facts: Facts) -> Verdict:
    mark = facts.mark(MarkKind.TAX)
    if mark is not None and mark.is_done:
        return _green(N_("Paid: {no}"), no=mark.reference)
    if mark is not None:
        return _not_needed(N_("Not needed: {why}"), why=mark.reference)
    if not facts.collects_tax:
        return _not_needed(N_("The buyer pays it to the tax office"))
    return _red(N_("We collect it; no proof of payment is noted"))


def _plates(facts: Facts) -> Verdict:
    mark = facts.mark(MarkKind.PLATES)
    if mark is None:
        return _red(N_("No plates are noted, not even temporary ones"))
    if not mark.is_done:
        return _not_needed(N_("Not needed: {why}"), why=mark.reference)
    if mark.day is None:
        return _green("{no}", no=mark.reference)
    if mark.day < facts.day:
        return _red(N_("{no} ended on {day}"), no=mark.reference, day=_day(mark.day))
    return _green(N_("{no}, until {day}"), no=mark.reference, day=_day(mark.day))


def _accessories(facts: Facts) -> Verdict:
    if not facts.fittings:
        return _not_needed(N_("None were sold"))
    open_ones = [each for each in facts.fittings if _is_open(each.mark)]
    if open_ones:
        return _red(N_("Not fitted: {names}"), names=listed(each.label for each in open_ones))
    later = [each for each in facts.fittings if each.mark and each.mark.state is MarkState.LATER]
    done = [each.label for each in facts.fittings if each.mark and each.mark.is_done]
    told = tr("Fitted: {names}").format(names=listed(done)) if done else ""
    after = [f"{each.label} {_day(each.mark.day)}" for each in later if each.mark and each.mark.day]
    words = [told, tr("After the handover: {names}").format(names=listed(after)) if after else ""]
    said = tr("; ").join(word for word in words if word) or tr("Nothing of it is fitted to the car")
    return Verdict(Light.GREEN, said, follows=bool(later))


def _is_open(mark: Mark | None) -> bool:
    return mark is None or mark.state in (MarkState.OPEN, MarkState.BOOKED)


def _papers(facts: Facts) -> Verdict:
    mark, names = facts.mark(MarkKind.PAPERS), paper_names()
    there = mark.details.get("there", []) if mark else []
    missing = [name for key, name in names.items() if key not in there]
    if missing:
        return _red(N_("Missing: {names}"), names=listed(missing))
    return _green(N_("All {all} are there"), all=len(names))


def _keys(facts: Facts) -> Verdict:
    mark = facts.mark(MarkKind.KEYS)
    count = int(mark.details.get("count", 0)) if mark else 0
    place = mark.reference if mark else ""
    if count < SETS_OF_KEYS:
        return _red(N_("{count} of {all} keys are here"), count=count, all=SETS_OF_KEYS)
    text = N_("{count} keys, {place}") if place else N_("{count} keys")
    return _green(text, count=count, place=place)


def _yuan(amount: int) -> str:
    return f"¥{format_amount(amount)}"


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


CHECKS: Mapping[Item, Callable[[Facts], Verdict]] = {
    Item.MONEY: _money,
    Item.LOAN: _loan,
    Item.CERTIFICATE: _certificate,
    Item.INSPECTION: _inspection,
    Item.INVOICE: _invoice,
    Item.INSURANCE: _insurance,
    Item.TAX: _tax,
    Item.PLATES: _plates,
    Item.ACCESSORIES: _accessories,
    Item.PAPERS: _papers,
    Item.CONTRACT: _contract,
    Item.KEYS: _keys,
}
"""In the order in which they are shown."""
