"""Which trims suit somebody's needs: points along seven criteria, each with its reason in words.

What may be asked, what it is worth and what a use asks of a car are tables below. A car that misses something
which cannot be talked away (too dear, too few seats…) is not recommended, whatever its points; it says why.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from app.domain import specification
from app.domain.catalogue import Trim
from app.domain.colours import family_of
from app.domain.energy import Energy, in_order
from app.domain.specification import Spec
from app.i18n import N_, plural, tr

WEIGHTS: Mapping[str, int] = {
    "budget": 30, "use": 20, "energy": 10, "range": 10, "seats": 10, "stock": 15, "age": 5,
}  # fmt: skip
CRITERIA: Mapping[str, str] = {
    "budget": N_("Budget"), "use": N_("Use"), "energy": N_("Energy"), "range": N_("Range"),
    "seats": N_("Seats"), "stock": N_("Stock"), "age": N_("Days in stock"),
}  # fmt: skip

# What still counts as within reach, in per cent of what was asked; and the share of the points it then gets.
OVER_BUDGET, SHORT_RANGE, NEARLY = 10, 15, 50
MODEST = 75
"""From this part of the budget on a car makes full use of it; one at a tenth gets `CHEAP` of the points."""
CHEAP = 60

DAYS_TO_GET = {"here": 1, "elsewhere": 5, "in_transit": 21, "order": 60}
BY_PLACE = {"here": 100, "elsewhere": 80, "in_transit": 60, "order": 20}
OTHER_COLOUR = 50
"""The share of the points for a car that is there, but not in the colour asked for."""
AGES = ((90, 100), (60, 70), (30, 50), (0, 30))
"""From so many days in stock on a share of the points: those that have stood for long should go first."""


@dataclass(frozen=True)
class Wish:
    """What a use asks of an attribute: a number at least or at most, one of some words, or a fact of the energy."""

    key: str
    least: int | None = None
    most: int | None = None
    among: frozenset[str] = frozenset()
    fact: str = ""

    def met(self, spec: Spec, energy: Energy) -> bool:
        """Whether the car's value is what is asked."""
        if self.fact:
            return energy.is_(self.fact)
        if self.among:
            return spec.value in self.among
        number = spec.number
        if number is None:
            return False
        return (self.least is None or number >= self.least) and (self.most is None or number <= self.most)


def _among(key: str, *words: str) -> Wish:
    return Wish(key, among=frozenset(words))


USES: Mapping[str, tuple[str, tuple[Wish, ...]]] = {
    "family": (
        N_("Family"),
        (Wish("seats", least=5), _among("body", "suv", "mpv", "wagon"), Wish("wheelbase_mm", least=2_800)),
    ),
    "commute": (
        N_("To work and about town"),
        (Wish("energy", fact="electric"), Wish("length_mm", most=4_600),
         Wish("consumption_l_100km", most=6)),
    ),
    "trips": (
        N_("Long trips"),
        (Wish("range_km", least=600), Wish("fast_charge_kw", least=150), _among("body", "sedan", "suv", "wagon", "mpv"),
         Wish("wheelbase_mm", least=2_850)),
    ),
    "business": (
        N_("Business"),
        (_among("body", "sedan", "mpv"), Wish("wheelbase_mm", least=2_900), Wish("power_kw", least=180)),
    ),
    "rough": (N_("Snow, hills, rough roads"), (_among("drivetrain", "awd"), _among("body", "suv", "pickup"))),
    "sport": (N_("Driving for pleasure"), (Wish("accel_0_100_s", most=5), Wish("power_kw", least=250))),
}  # fmt: skip


@dataclass(frozen=True)
class Needs:
    """What somebody needs. What is left empty is not judged."""

    budget: int | None = None
    """For car and purchase tax."""
    monthly: int | None = None
    use: str = ""
    energies: frozenset[Energy] = frozenset()
    range_km: int = 0
    seats: int = 0
    colour: str = ""
    within_days: int | None = None

    @property
    def empty(self) -> bool:
        """Whether nothing was said yet."""
        return self == NOTHING


NOTHING = Needs()


@dataclass(frozen=True)
class Verdict:
    """What a criterion says of a car: a share of its points in per cent, and why, in the language in force."""

    share: int
    say: Callable[[], str] = field(compare=False)
    rules_out: bool = False


@dataclass(frozen=True)
class Reason:
    """A verdict with its points, of at most `most`."""

    criterion: str
    points: int
    most: int
    verdict: Verdict

    @property
    def sentence(self) -> str:
        """Why."""
        return self.verdict.say()


@dataclass(frozen=True)
class Match:
    """How well a trim suits: 0 to 100, with a reason for each criterion that was asked for."""

    trim: Trim
    score: int
    reasons: tuple[Reason, ...]

    @property
    def ruled_out(self) -> tuple[Reason, ...]:
        """Why it is not recommended; nothing if it is."""
        return tuple(reason for reason in self.reasons if reason.verdict.rules_out)

    @property
    def best(self) -> tuple[Reason, ...]:
        """What speaks for it, the strongest first."""
        return tuple(sorted(self.reasons, key=lambda each: (-each.verdict.share, -each.most)))


def recommend(trims: Iterable[Trim], needs: Needs, today: date) -> tuple[Match, ...]:
    """All trims: those recommended first, the best of them at the head; then the others, the nearest first."""
    matches = [match(trim, needs, today) for trim in trims]
    return tuple(
        sorted(
            matches, key=lambda each: (len(each.ruled_out), -each.score, each.trim.list_price, each.trim.code)
        )
    )


def match(trim: Trim, needs: Needs, today: date) -> Match:
    """Judge one trim by every criterion that was asked for."""
    reasons = []
    for criterion, judge in _JUDGES.items():
        verdict = judge(trim, needs, today)
        if verdict is not None:
            most = WEIGHTS[criterion]
            reasons.append(Reason(criterion, most * verdict.share // 100, most, verdict))
    total = sum(reason.most for reason in reasons)
    earned = sum(reason.most * reason.verdict.share for reason in reasons)
    return Match(trim, earned // total if total else 0, tuple(reasons))


# ------------------------------------------------------------------ the criteria


def _yuan(fen: int) -> str:
    return f"¥{round(fen / 100):,}"


def _budget(trim: Trim, needs: Needs, today: date) -> Verdict | None:
    """The worse of both limits, if both were named."""
    verdicts = []
    if needs.budget is not None:
        verdicts.append(_within_budget(trim.with_tax, needs.budget, _say_total))
    if needs.monthly is not None:
        verdicts.append(_within_budget(trim.monthly, needs.monthly, _say_monthly))
    return min(verdicts, key=lambda each: (not each.rules_out, each.share), default=None)


def _say_total(cost: int, left: int) -> str:
    if left < 0:
        return tr("{cost} with tax: {over} over the budget").format(cost=_yuan(cost), over=_yuan(-left))
    return tr("{cost} with tax: {left} below the budget").format(cost=_yuan(cost), left=_yuan(left))


def _say_monthly(cost: int, left: int) -> str:
    if left < 0:
        return tr("{cost} a month: {over} above what was named").format(cost=_yuan(cost), over=_yuan(-left))
    return tr("{cost} a month: {left} below what was named").format(cost=_yuan(cost), left=_yuan(left))


def _within_budget(cost: int, limit: int, say: Callable[[int, int], str]) -> Verdict:
    def words() -> str:
        return say(cost, limit - cost)

    if cost > limit:
        over = Decimal(cost - limit) * 100 / limit if limit else Decimal(100)
        if over > OVER_BUDGET:
            return Verdict(0, words, rules_out=True)
        return Verdict(int(NEARLY * (1 - over / OVER_BUDGET)), words)
    modest = limit * MODEST // 100
    return Verdict(100 if cost >= modest else CHEAP + (100 - CHEAP) * cost // modest, words)


def _use(trim: Trim, needs: Needs, today: date) -> Verdict | None:
    if not needs.use:
        return None
    name, wishes = USES[needs.use]
    known = {spec.attribute.key: spec for spec in trim.specs}
    judged = [
        (known[wish.key], wish.met(known[wish.key], trim.energy)) for wish in wishes if wish.key in known
    ]
    if trim.energy.has_tank:  # it is filled up in minutes: how far it goes decides nothing
        judged = [each for each in judged if each[0].attribute.key != "range_km"]
    good = [spec for spec, met in judged if met]
    bad = [spec for spec, met in judged if not met]

    def words() -> str:
        if not judged:
            return tr("{use}: the catalogue does not say").format(use=tr(name))
        if not bad:
            return tr("{use}: {good}").format(use=tr(name), good=_listed(good))
        if not good:
            return tr("{use}: but {bad}").format(use=tr(name), bad=_listed(bad))
        return tr("{use}: {good}; but {bad}").format(use=tr(name), good=_listed(good), bad=_listed(bad))

    return Verdict(100 * len(good) // len(judged) if judged else NEARLY, words)


def _listed(specs: Iterable[Spec]) -> str:
    """`SUV, 5 seats`: a word speaks for itself, a number needs its name."""
    said = (spec.text if spec.number is None else f"{spec.attribute.name} {spec.text}" for spec in specs)
    return specification.listed(said)


def _energy(trim: Trim, needs: Needs, today: date) -> Verdict | None:
    if not needs.energies:
        return None

    def words() -> str:
        own = trim.energy.name
        if trim.energy in needs.energies:
            return tr("{energy}, as asked").format(energy=own)
        said = specification.listed(each.name for each in in_order(needs.energies))
        return tr("{energy}; asked for: {asked}").format(energy=own, asked=said)

    fits = trim.energy in needs.energies
    return Verdict(100 if fits else 0, words, rules_out=not fits)


def _range(trim: Trim, needs: Needs, today: date) -> Verdict | None:
    asked, own = needs.range_km, trim.range_km
    if not asked:
        return None
    if trim.energy.has_tank:
        return Verdict(100, lambda: tr("Filled up in minutes, wherever one is"))
    if not own:
        return Verdict(NEARLY, lambda: tr("The catalogue does not say how far it goes"))
    if own >= asked:
        return Verdict(
            100, lambda: tr("Goes {own:,} km; {asked:,} km asked for").format(own=own, asked=asked)
        )
    return Verdict(
        NEARLY,
        lambda: tr("Goes only {own:,} km; {asked:,} km asked for").format(own=own, asked=asked),
        rules_out=own * 100 < asked * (100 - SHORT_RANGE),
    )


def _seats(trim: Trim, needs: Needs, today: date) -> Verdict | None:
    asked, own = needs.seats, trim.seats
    if not asked:
        return None
    if own is None:
        return Verdict(NEARLY, lambda: tr("The catalogue does not say how many seats it has"))
    if own < asked:
        return Verdict(
            0, lambda: tr("{own} seats; {asked} asked for").format(own=own, asked=asked), rules_out=True
        )
    return Verdict(
        100 if own - asked < 2 else 80, lambda: tr("{own} seats for {asked}").format(own=own, asked=asked)
    )


def _stock(trim: Trim, needs: Needs, today: date) -> Verdict:
    """Where the nearest one is, in the colour asked for, and whether it can be there in time."""
    stock = trim.stock
    place = (
        "here"
        if stock.here
        else "elsewhere"
        if stock.elsewhere
        else "in_transit"
        if stock.in_transit
        else "order"
    )
    share, days = BY_PLACE[place], DAYS_TO_GET[place]
    painted = sum(n for name, n in stock.colours if family_of(name) == needs.colour)
    if needs.colour and not painted and place != "order":
        share = share * OTHER_COLOUR // 100
    late = needs.within_days is not None and days > needs.within_days
    if late:
        share //= 2

    def words() -> str:
        said = _PLACES[place](trim)
        if needs.colour and place != "order":
            said += tr(", {n} of them in {colour}").format(n=painted, colour=tr(COLOURS[needs.colour]))
        if late:
            said += tr("; too late: it takes about {days} days").format(days=days)
        return said

    # Somebody who can wait twice as long as they say may still be asked; beyond that it is no use.
    return Verdict(share, words, rules_out=late and days > 2 * (needs.within_days or 0) + 1)


_PLACES: Mapping[str, Callable[[Trim], str]] = {
    "here": lambda trim: plural(trim.stock.here, N_("{n} stands here"), N_("{n} stand here")),
    "elsewhere": lambda trim: plural(
        trim.stock.elsewhere, N_("{n} stands at another branch"), N_("{n} stand at other branches")
    ),
    "in_transit": lambda trim: plural(
        trim.stock.in_transit, N_("{n} is on its way"), N_("{n} are on their way")
    ),
    "order": lambda trim: tr("None in stock; it would have to be ordered"),
}
COLOURS: Mapping[str, str] = {
    "white": N_("white"), "black": N_("black"), "grey": N_("grey"), "silver": N_("silver"), "blue": N_("blue"),
    "red": N_("red"), "green": N_("green"), "brown": N_("brown"), "gold": N_("gold"), "orange": N_("orange"),
    "purple": N_("purple"), "yellow": N_("yellow"), "beige": N_("beige"),
}  # fmt: skip


def _age(trim: Trim, needs: Needs, today: date) -> Verdict | None:
    days = trim.stock.days(today)
    if days is None:
        return None
    share = next((share for least, share in AGES if days >= least), 0)

    def words() -> str:
        said = plural(days, N_("One has stood for {n} day"), N_("One has stood for {n} days"))
        return said if days < AGES[1][0] else tr("{said}: a better price may be asked for").format(said=said)

    return Verdict(share, words)


_JUDGES: Mapping[str, Callable[[Trim, Needs, date], Verdict | None]] = {
    "budget": _budget, "use": _use, "energy": _energy, "range": _range, "seats": _seats, "stock": _stock, "age": _age,
}  # fmt: skip
