"""What a customer is shown: models with picture, figures and price. There is no room in it for anything else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.domain import specification
from app.domain.catalogue import Trim
from app.domain.comparison import terms_words
from app.presenters.base import Presenter, Run, run_now

KEY_FACTS = (
    "range_km",
    "accel_0_100_s",
    "fast_charge_kw",
    "cargo_l",
    "airbags",
    "seats",
    "consumption_l_100km",
    "power_kw",
)
MOST_FACTS = 5


@dataclass(frozen=True)
class PresentedColour:
    """A colour, what it costs more, and what the car costs in it."""

    name: str
    extra: int
    list_price: int
    tax: int
    monthly: int


@dataclass(frozen=True)
class Presented:
    """A model as a customer sees it: nothing of stock, cost, margin, leases or other people."""

    code: str
    title: str
    subtitle: str
    plain: PresentedColour
    """Of a model that has no colours to choose from."""
    facts: tuple[tuple[str, str], ...]
    """Value and name of what people ask first."""
    colours: tuple[PresentedColour, ...]
    options: tuple[tuple[str, int], ...]
    specs: tuple[tuple[str, str], ...] = ()
    """Name and value of everything else."""
    terms: str = ""
    """By what the monthly amounts are quoted."""


def presented(trim: Trim, today: date) -> Presented:
    """What of a trim a customer is shown, with the purchase tax of the day."""
    known = {spec.attribute.key: spec for spec in trim.specs}
    shown = [key for key in KEY_FACTS if key in known][:MOST_FACTS]
    facts = tuple((known[key].text, known[key].attribute.name) for key in shown)
    subtitle = " · ".join(
        filter(None, (str(trim.model_year or ""), trim.energy.name, specification.word("body", trim.body)))
    )
    return Presented(
        trim.code, trim.name, subtitle, PresentedColour("", 0, *trim.figures_in("", today)), facts,
        tuple(
            PresentedColour(each.name, each.amount, *trim.figures_in(each.name, today)) for each in trim.colours
        ),
        tuple((each.called, each.amount) for each in trim.options),
        tuple((spec.attribute.name, spec.text) for spec in trim.specs if spec.attribute.key not in shown),
        terms_words(trim.usual),
    )  # fmt: skip


@dataclass(frozen=True)
class PresentationState:
    """Which models are shown, which of them just now, and in which colour."""

    models: tuple[Trim, ...]
    today: date
    at: int = 0
    colour: int = 0

    @property
    def shown(self) -> Presented | None:
        """The one in sight, in the language in force."""
        return presented(self.models[self.at], self.today) if self.models else None


class PresentationPresenter(Presenter[PresentationState]):
    """Leafs through models and colours."""

    def __init__(self, models: tuple[Trim, ...], today: date, colour: str = "", run: Run = run_now) -> None:
        super().__init__(run, PresentationState(models, today))
        names = [each.name for each in models[0].colours] if models else []
        if colour in names:
            self.state = PresentationState(models, today, 0, names.index(colour))

    def turn(self, by: int) -> None:
        """Another model, round and round."""
        if self.state.models:
            self._set(at=(self.state.at + by) % len(self.state.models), colour=0)

    def paint(self, at: int) -> None:
        """Another colour."""
        self._set(colour=at)

    def repaint(self, by: int) -> None:
        """The next colour, round and round."""
        shown = self.state.shown
        if shown is not None and shown.colours:
            self._set(colour=(self.state.colour + by) % len(shown.colours))
