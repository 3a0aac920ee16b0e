"""A car for a contract that waits for one: which cars fit, and why the others do not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from app.domain import options
from app.domain.options import Difference
from app.i18n import N_, plural, tr
from app.presenters import words
from app.presenters.base import Presenter, Run


@dataclass(frozen=True, slots=True)
class CarChoice:
    """A car of the model that was signed for."""

    vin: str
    colour: str
    interior: str
    arrived_on: date
    same_colour: bool
    holder: str = ""
    """The other terminal that holds its lease."""
    differs: str = ""
    """What it lacks of the options that were ordered, what it has besides, what nobody knows of; the manager may go
    on."""

    @property
    def fits(self) -> bool:
        """Whether it can be allocated as it is."""
        return self.same_colour and not self.holder


@dataclass(frozen=True, slots=True)
class Earlier:
    """An order that waits for such a car, too, and came before."""

    no: str
    buyer: str
    signed_on: date


@dataclass(frozen=True)
class Waiting:
    """The order, as the manager looks at it. Amounts in fen."""

    no: str
    buyer: str
    model: str
    colour: str
    signed_on: date
    delivery_on: date | None
    received: int
    cars: tuple[CarChoice, ...] = ()
    before: tuple[Earlier, ...] = ()
    waiting: int = 0
    """How many wait for such a car, this one among them."""
    options: str = ""


def differing(car: Difference) -> str:
    """`lacks: Panoramic roof; has besides: Tow bar`; empty of a car that is as ordered."""
    lacks = tr("lacks: {options}").format(options=options.names(car.lacks)) if car.lacks else ""
    more = tr("has besides: {options}").format(options=options.names(car.more)) if car.more else ""
    unknown = (
        tr("not known whether it has: {options}").format(options=options.names(car.unknown))
        if car.unknown
        else ""
    )
    return tr("; ").join(part for part in (lacks, more, unknown) if part)


def passed_over(before: Sequence[Earlier]) -> str:
    """Who came before and waits on; empty if nobody does."""
    if not before:
        return ""
    first, more = before[0], len(before) - 1
    said = tr("{no} of {buyer}, {day}, came before and waits for such a car, too.").format(
        no=first.no, buyer=first.buyer, day=words.day(first.signed_on)
    )
    others = plural(more, N_("So does {n} more."), N_("So do {n} more.")) if more else ""
    return "\n".join(part for part in (said, others) if part)


class AllocateGateway(Protocol):
    """What the dialog needs of the terminal."""

    def waiting(self, no: str) -> Waiting: ...
    def allocate(self, no: str, vin: str) -> None: ...


@dataclass(frozen=True)
class AllocateState:
    """What the dialog shows."""

    no: str
    waiting: Waiting | None = None
    vin: str = ""
    busy: bool = False
    done: bool = False


class AllocatePresenter(Presenter[AllocateState]):
    """One for each opening of the dialog."""

    def __init__(self, run: Run, run_io: Run, gateway: AllocateGateway, no: str) -> None:
        super().__init__(run, AllocateState(no))
        self._run_io, self._gateway = run_io, gateway

    def start(self) -> None:
        """Read the order and the cars."""
        no = self.state.no
        self._ask(lambda: self._gateway.waiting(no), self._found, topic="waiting")

    def _found(self, waiting: Waiting) -> None:
        fitting = [car.vin for car in waiting.cars if car.fits and not car.differs]
        self._set(waiting=waiting, vin=fitting[0] if fitting else "")

    def choose(self, vin: str) -> None:
        """This car."""
        self._set(vin=vin)

    @staticmethod
    def why_not(car: CarChoice) -> str:
        """What is against a car; empty if it fits."""
        if not car.same_colour:
            return tr("another colour: the customer signs an amendment first")
        return tr("leased by {terminal}").format(terminal=car.holder) if car.holder else ""

    def allocate(self) -> None:
        """Take its lease, which needs the network, and give it to the customer."""
        state = self.state
        if not state.vin or state.busy:
            return
        self._set(busy=True)
        self._run_io(lambda: self._gateway.allocate(state.no, state.vin), self._done, self._stopped)

    def _done(self, _: None) -> None:
        self._set(busy=False, done=True)

    def _stopped(self, error: Exception) -> None:
        self._set(busy=False)
        self._fail(error)
        self.start()
