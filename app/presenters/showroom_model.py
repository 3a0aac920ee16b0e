"""One model: its trims, colours and cars, and the way from it to a deal or a test drive."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.changes import Changes
from app.domain import catalogue
from app.domain.catalogue import Trim
from app.domain.colours import family_of
from app.domain.states import VehicleStatus
from app.errors import UserError
from app.i18n import N_
from app.presenters.base import Presenter, Run
from app.presenters.showroom import CarOfTrim, ShowroomGateway

_NO_DRIVE = N_("There is no demonstrator of this model here.")


@dataclass(frozen=True)
class ModelState:
    """What the model's page shows."""

    trim: Trim | None = None
    siblings: tuple[Trim, ...] = ()
    colour: str = ""
    cars: tuple[CarOfTrim, ...] = ()
    chosen: CarOfTrim | None = None
    """The car that a deal is begun with."""
    options: frozenset[str] = frozenset()
    """Codes of those that are looked at, and ordered where no car is there."""

    @property
    def for_sale(self) -> tuple[CarOfTrim, ...]:
        """Cars that may be sold, the one to sell first at the head."""
        return tuple(car for car in self.cars if car.status != VehicleStatus.DEMONSTRATOR)

    @property
    def demonstrator(self) -> CarOfTrim | None:
        """The car for a test drive here."""
        return next((car for car in self.cars if car.here and car.status == VehicleStatus.DEMONSTRATOR), None)


class ModelPresenter(Presenter[ModelState]):
    """Holds the model that is looked at."""

    def __init__(self, run: Run, gateway: ShowroomGateway) -> None:
        super().__init__(run, ModelState())
        self._gateway = gateway

    def open(self, trim: Trim, trims: Sequence[Trim]) -> None:
        """Show a trim, among all those of its series."""
        siblings = catalogue.siblings(trims, trim)
        if self.state.trim is not None and self.state.trim.id == trim.id:
            self._set(trim=trim, siblings=siblings)
        else:
            self._set(
                trim=trim,
                siblings=siblings,
                colour=_first_colour(trim),
                cars=(),
                chosen=None,
                options=frozenset(),
            )
        self._read_cars()

    def on_changes(self, changes: Changes) -> None:
        """Something was written or synced."""
        if self.state.trim is not None and changes.touches("vehicle", "stock_stay", "lease"):
            self._read_cars()

    def _read_cars(self) -> None:
        trim = self.state.trim
        if trim is not None:
            self._ask(lambda: self._gateway.cars(trim.id), self._take_cars, topic="cars")

    def _take_cars(self, cars: tuple[CarOfTrim, ...]) -> None:
        held = self.state.chosen.id if self.state.chosen else ""
        chosen = next((car for car in cars if car.id == held), None)
        self._set(cars=cars, chosen=chosen or _best(cars, self.state.colour))

    def paint(self, colour: str) -> None:
        """Look at it in another colour; a car of that colour is taken for a deal."""
        self._set(colour=colour, chosen=_best(self.state.cars, colour))

    def tick_option(self, code: str, on: bool) -> None:
        """Look at it with that option, or without."""
        rest = self.state.options - {code}
        self._set(options=rest | {code} if on else rest)

    def choose_car(self, car: CarOfTrim | None) -> None:
        """Begin a deal with this one."""
        if car is not None and car is not self.state.chosen:
            self._set(chosen=car, colour=car.colour or self.state.colour)

    def sell(self, trim: Trim, then: Callable[[CarOfTrim], object], order: Callable[[str], object]) -> None:
        """A deal with the chosen car, or with the best one of a trim that is not open; where there is none, an order
        in the colour that is looked at."""
        own = self.state
        is_open = own.trim is not None and own.trim.id == trim.id
        if is_open and own.chosen is not None:
            then(own.chosen)
            return

        def found(cars: tuple[CarOfTrim, ...]) -> None:
            car = _best(cars, "")
            if car is None:
                order(own.colour if is_open else "")
            else:
                then(car)

        self._ask(lambda: self._gateway.cars(trim.id), found, topic="sell")

    def drive(self, trim: Trim, then: Callable[[CarOfTrim], object]) -> None:
        """A test drive with a demonstrator of a trim."""

        def found(cars: tuple[CarOfTrim, ...]) -> None:
            car = ModelState(cars=cars).demonstrator
            if car is None:
                self._fail(UserError("no_demonstrator", _NO_DRIVE))
            else:
                then(car)

        self._ask(lambda: self._gateway.cars(trim.id), found, topic="drive")


def _first_colour(trim: Trim) -> str:
    """The colour that most cars have, else the catalogue's first."""
    if trim.stock.colours:
        return trim.stock.colours[0][0]
    return trim.colours[0].name if trim.colours else ""


def _best(cars: Sequence[CarOfTrim], colour: str) -> CarOfTrim | None:
    """The first car for sale in this colour or one like it; else the first at all."""
    offered = [car for car in cars if car.status != VehicleStatus.DEMONSTRATOR]
    same = [car for car in offered if car.colour == colour]
    alike = [car for car in offered if family_of(car.colour) == family_of(colour)]
    return next(iter((*same, *alike, *offered)), None)
