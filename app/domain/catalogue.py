"""The trims of the catalogue with what stands in stock of each, and choosing among them along many axes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache, partial

from app.domain import colours, finance, money, specification, tax
from app.domain.energy import Energy
from app.domain.loan_plan import USUAL, Offer
from app.domain.options import Option, total
from app.domain.specification import Spec
from app.errors import UserError
from app.i18n import N_, language


@dataclass(frozen=True, slots=True)
class Stock:
    """How many cars of a trim there are, and in which colours those are that can be bought."""

    here: int = 0
    """For sale at this branch."""
    elsewhere: int = 0
    """For sale at other branches."""
    in_transit: int = 0
    held: int = 0
    """Of all these, those that this terminal may sell without a network."""
    demonstrators: int = 0
    """At this branch."""
    colours: tuple[tuple[str, int], ...] = ()
    """Colour and number, the most first."""
    oldest: date | None = None
    """When the one came that has stood for the longest."""

    @property
    def for_sale(self) -> int:
        """Those that stand somewhere and may be bought."""
        return self.here + self.elsewhere

    def days(self, today: date) -> int | None:
        """How long the oldest has stood."""
        return (today - self.oldest).days if self.oldest else None


@dataclass(frozen=True, slots=True)
class Extra:
    """A colour of the catalogue, and what it costs more."""

    name: str
    amount: int = 0


def extras(text: str, *, field: str) -> tuple[Extra, ...]:
    """Colours or options as a catalogue lists them: `Pearl white; Sunset red=3000`."""
    parts = (part.partition("=") for part in text.replace("；", ";").replace("＝", "=").split(";"))
    return tuple(
        Extra(name.strip(), money.parse_amount(amount, field=field) if amount.strip() else 0)
        for name, _, amount in parts
        if name.strip()
    )


OPTIONS = ("options", "options_zh", "option_codes")
"""Columns that list what a trim may be ordered with: with what it costs more, in Chinese, and by code, in one order."""


def offered(attributes: Mapping[str, str] | None) -> tuple[Option, ...]:
    """The options of a trim; without `option_codes` the name is the code. Nothing of lists that nobody can read."""
    said = attributes or {}
    try:
        return _options(*(said.get(column, "") for column in OPTIONS))
    except UserError:  # of a row that was taken in before anyone looked
        return ()


@lru_cache(maxsize=256)  # each paper asks it of the same few lists
def _options(own: str, chinese: str, numbered: str) -> tuple[Option, ...]:
    listed = extras(own, field="options") or extras(chinese, field="options_zh")
    names = [each.name for each in extras(chinese, field="options_zh")]
    codes = [each.name for each in extras(numbered, field="option_codes")]
    found: dict[str, Option] = {}
    for at, each in enumerate(listed):
        code = codes[at] if len(codes) == len(listed) else each.name
        name_zh = names[at] if len(names) == len(listed) else ""
        found.setdefault(code, Option(code, each.name, each.amount, "" if name_zh == each.name else name_zh))
    return tuple(found.values())


def check_options(attributes: Mapping[str, str]) -> None:
    """What a file says of options is read as it is meant: a code for each, and none twice."""
    listed, _, codes = (extras(attributes.get(column, ""), field=column) for column in OPTIONS)
    if codes and len(codes) != len(listed):
        message = N_("There are {codes} codes for {options} options. Write one for each, in the same order.")
        values = {"codes": len(codes), "options": len(listed)}
        raise UserError("option_codes", message, field="option_codes", **values)
    known = [each.name for each in codes or listed]
    if twice := next((name for name in known if known.count(name) > 1), None):
        message = N_("The option “{option}” stands there twice.")
        raise UserError("option_twice", message, field="options", option=twice)


PAINTS = ("colours", "interiors")
"""Columns that list what cars are painted and lined with; `colours_zh` lists the Chinese names in the same order."""


@lru_cache(maxsize=256)  # each paper asks it of the same few lists
def both_names(own: str, chinese: str) -> tuple[tuple[str, str], ...]:
    """Each name of a list with the Chinese one; none if the two lists are not as long as each other."""
    try:
        pair = [[each.name for each in extras(names, field="colours")] for names in (own, chinese)]
    except UserError:  # of a row that was taken in before anyone looked
        return ()
    return tuple(zip(*pair, strict=True)) if len(pair[0]) == len(pair[1]) else ()


def paint_names(attributes: Mapping[str, str] | None) -> tuple[tuple[str, str], ...]:
    """What a model's colours are called in both languages, where its catalogue says so."""
    said = attributes or {}
    return both_names(said.get("colours", ""), said.get("colours_zh", ""))


def paint_in(
    language: str, paint: str, attributes: Mapping[str, str] | None, *, column: str = "colours"
) -> str:
    """What a paper in that language calls a colour, or with `column` an interior; as it stands where the model's
    catalogue does not name it in both."""
    said = attributes or {}
    pairs = both_names(said.get(column, ""), said.get(f"{column}_zh", ""))
    own, chinese = next((pair for pair in pairs if paint in pair), (paint, paint))
    return chinese if language == "zh_CN" else own


def price_in(colour: str | None, list_price: int, attributes: Mapping[str, str] | None) -> int:
    """The list price of a model that costs `list_price` without paint, in a colour by either of its names; in fen."""
    try:
        listed = extras((attributes or {}).get("colours", ""), field="colours")
    except UserError:  # of a row that was taken in before anyone looked
        return list_price
    named = paint_names(attributes)
    dearer = (each.amount for each in listed if colour and colours.is_same(each.name, colour, named=named))
    return list_price + next(dearer, 0)


def names_in(
    language: str, brand: str, series: str, trim: str, attributes: Mapping[str, str] | None
) -> tuple[str, str, str]:
    """Brand, series and trim, in Chinese where the catalogue knows it and that is the language."""
    own = (attributes or {}) if language == "zh_CN" else {}
    return own.get("brand_zh") or brand, own.get("series_zh") or series, own.get("trim_zh") or trim


@dataclass(frozen=True, slots=True)
class Trim:
    """A trim as the showroom shows it. Amounts in fen; `tax` is the purchase tax of the day."""

    id: str
    code: str
    brand: str
    series: str
    trim: str
    model_year: int | None
    energy: Energy
    body: str
    seats: int | None
    range_km: int | None
    list_price: int
    attributes: Mapping[str, str] = field(hash=False)
    tax: int = 0
    monthly: int = 0
    stock: Stock = Stock()
    usual: Offer = USUAL
    """The plan that the monthly amount is quoted by."""

    @property
    def names(self) -> tuple[str, str, str]:
        """Brand, series and trim, in Chinese where they are known and people read Chinese."""
        return names_in(language(), self.brand, self.series, self.trim, self.attributes)

    @property
    def title(self) -> str:
        """Brand and series."""
        return " ".join(self.names[:2])

    @property
    def name(self) -> str:
        """All three."""
        return " ".join(filter(None, self.names))

    @property
    def with_tax(self) -> int:
        """What the car costs with the tax that everyone pays for it."""
        return self.list_price + self.tax

    def figures_in(self, colour: str, today: date, codes: Collection[str] = ()) -> tuple[int, int, int]:
        """List price, purchase tax and monthly amount in a colour, which may cost more, with options by their codes;
        amounts in fen."""
        chosen = (option for option in self.options if option.code in codes)
        price = price_in(colour, self.list_price, self.attributes) + total(chosen)
        return price, *usual_figures(price, self.energy, today, self.usual)

    @property
    def values(self) -> dict[str, str]:
        """All its attributes by name, those with a column of their own among them."""
        own = {"energy": self.energy.code, "body": self.body, "seats": self.seats, "range_km": self.range_km}
        return {name: str(value) for name, value in own.items() if value} | dict(self.attributes)

    @property
    def specs(self) -> tuple[Spec, ...]:
        """The specification, in order."""
        return specification.specs(self.values, {"energy": self.energy.names})

    @property
    def colours(self) -> tuple[Extra, ...]:
        """Colours of the catalogue; where it names none, those that stand in stock."""
        chinese = dict(paint_names(self.attributes))
        named = chinese if language() == "zh_CN" else {}
        listed = tuple(
            Extra(named.get(each.name, each.name), each.amount) for each in self._extras("colours")
        )
        return listed or tuple(Extra(name) for name, _ in self.stock.colours)

    @property
    def options(self) -> tuple[Option, ...]:
        """What may be ordered with it."""
        return offered(self.attributes)

    def _extras(self, column: str) -> tuple[Extra, ...]:
        try:
            return extras(self.attributes.get(column, ""), field=column)
        except UserError:  # of a row that was taken in before anyone looked
            return ()


def usual_figures(list_price: int, energy: Energy, today: date, usual: Offer = USUAL) -> tuple[int, int]:
    """Purchase tax and monthly amount of a car at its list price, on the plan that it is quoted by; a car without a
    price has neither, one for which nothing is lent no monthly amount."""
    if list_price <= 0:
        return 0, 0
    due, loan = (
        tax.purchase_tax(list_price, new_energy=energy.new_energy, on=today),
        usual.proposed(list_price),
    )
    return due.amount, finance.first(usual.loan(loan)) if loan else 0


# ------------------------------------------------------------------ choosing

Span = tuple[int | None, int | None]
"""At least, and at most; none: no limit."""
SEATS: dict[str, Span] = {"2-4": (None, 4), "5": (5, 5), "6-7": (6, None)}
RANGES = (300, 400, 500, 600, 700)
PLACES = ("in_stock", "here", "held", "in_transit", "demonstrator")


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for. An axis that is empty asks nothing; several values of one are alternatives."""

    brands: frozenset[str] = frozenset()
    price: Span = (None, None)
    monthly: Span = (None, None)
    bodies: frozenset[str] = frozenset()
    energies: frozenset[str] = frozenset()
    drives: frozenset[str] = frozenset()
    range_km: int = 0
    seats: str = ""
    colours: frozenset[str] = frozenset()
    place: frozenset[str] = frozenset()

    @property
    def asked(self) -> int:
        """Along how many axes something is asked."""
        return sum(getattr(self, axis) != getattr(EVERYTHING, axis) for axis in AXES)


def _values(trim: Trim, axis: str) -> tuple[str, ...]:
    """The values of a trim along an axis of words, each of which one may ask for."""
    if axis == "colours":
        return tuple({family: None for name, _ in trim.stock.colours if (family := colours.family_of(name))})
    if axis == "place":
        return tuple(place for place, has in places(trim.stock).items() if has)
    if axis == "seats":
        return tuple(key for key, span in SEATS.items() if trim.seats and _within(trim.seats, span))
    drive = trim.attributes.get("drivetrain", "")
    own = {"brands": trim.brand, "bodies": trim.body, "energies": trim.energy.code, "drives": drive}
    return (own[axis],) if own[axis] else ()


def places(stock: Stock) -> dict[str, bool]:
    """Where a trim can be had or tried."""
    return {
        "in_stock": stock.for_sale > 0, "here": stock.here > 0, "held": stock.held > 0,
        "in_transit": stock.in_transit > 0, "demonstrator": stock.demonstrators > 0,
    }  # fmt: skip


def _within(number: int, span: Span) -> bool:
    least, most = span
    return (least is None or number >= least) and (most is None or number <= most)


def _one_of(axis: str, trim: Trim, wanted: Wanted) -> bool:
    asked: frozenset[str] = getattr(wanted, axis)
    return not asked or not asked.isdisjoint(_values(trim, axis))


def _all_places(trim: Trim, wanted: Wanted) -> bool:
    return wanted.place.issubset(_values(trim, "place"))


AXES: dict[str, Callable[[Trim, Wanted], bool]] = {
    "price": lambda trim, wanted: _within(trim.list_price, wanted.price),
    "monthly": lambda trim, wanted: _within(trim.monthly, wanted.monthly),
    "range_km": lambda trim, wanted: not wanted.range_km or (trim.range_km or 0) >= wanted.range_km,
    "seats": lambda trim, wanted: not wanted.seats or wanted.seats in _values(trim, "seats"),
    "place": _all_places,
    **{axis: partial(_one_of, axis) for axis in ("brands", "bodies", "energies", "drives", "colours")},
}
COUNTED = ("brands", "bodies", "energies", "drives", "seats", "colours", "place")
EVERYTHING = Wanted()


@dataclass(frozen=True)
class Found:
    """The trims that fit, and how many would with another value on each axis."""

    trims: tuple[Trim, ...] = ()
    counts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


def find(trims: Iterable[Trim], wanted: Wanted) -> Found:
    """Those that fit on every axis. A value is counted over those that fit on all axes but its own."""
    fitting, counts = [], {axis: Counter[str]() for axis in COUNTED}
    for trim in trims:
        missed = [axis for axis, fits in AXES.items() if not fits(trim, wanted)]
        if not missed:
            fitting.append(trim)
        if len(missed) < 2:
            for axis in missed or COUNTED:
                if axis in counts:
                    counts[axis].update(_values(trim, axis))
    return Found(tuple(fitting), counts)


# ------------------------------------------------------------------ order, families

ORDERS: dict[str, Callable[[Trim], tuple[object, ...]]] = {
    "price": lambda trim: (trim.list_price,),
    "-price": lambda trim: (-trim.list_price,),
    "range": lambda trim: (-(trim.range_km or 0), trim.list_price),
    "stock": lambda trim: (-trim.stock.here, -trim.stock.elsewhere, -trim.stock.in_transit, trim.list_price),
    "newest": lambda trim: (-(trim.model_year or 0), trim.list_price),
}


def in_order(trims: Iterable[Trim], order: str) -> tuple[Trim, ...]:
    """Sorted; those alike stand by name."""
    key = ORDERS[order]
    return tuple(sorted(trims, key=lambda trim: (*key(trim), trim.brand, trim.series, trim.trim, trim.code)))


def siblings(trims: Sequence[Trim], of: Trim) -> tuple[Trim, ...]:
    """All trims of its series, the cheapest first; itself among them."""
    return in_order((each for each in trims if (each.brand, each.series) == (of.brand, of.series)), "price")
