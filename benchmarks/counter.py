"""The scripted counter flow, measured by the desk's own stopwatch: keys and seconds of each step.

The hands of a script neither read nor think: the seconds are what the desk itself takes of a seller's time. The keys
are those that a person presses, but for names and addresses, which come from an input method.
"""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtGui import QGuiApplication

from app.domain.stopwatch import STEPS, TARGETS, WHOLE, Lap, Sale
from app.presenters.print_sign import PDF_FILE, Habits
from app.views.contracts.print_dialog import PrintDialog
from benchmarks import dealership, screen
from benchmarks.measure import Figure, Taken
from benchmarks.sale import identity_number, leased
from tests.gui.counter_flow import sell
from tests.gui.hands import Hands

ROUNDS = 5
_NOBODY = "龘靐齉爨麤"  # no customer of the replica has such a name


class _Counter:
    """A desk over a full replica, as the script wants it."""

    def __init__(self, desk: screen.Desk) -> None:
        self._desk = desk

    @property
    def deal(self) -> object:
        """The deal desk."""
        return self._desk.shell.page("deal")

    def dialog(self) -> PrintDialog | None:
        """The print and sign dialog while it is open."""
        return next((each for each in self._desk.window.findChildren(PrintDialog) if each.isVisible()), None)


def figures() -> Iterator[Figure]:
    """Each step, and the whole sale, against its target."""
    sales = _sales()
    for step in STEPS:
        laps = [sale.laps.get(step, Lap(0, 0)) for sale in sales]
        yield from _both(step, TARGETS[step], laps)
    wholes = [
        Lap(sum(lap.seconds for lap in sale.laps.values()), sum(lap.keys for lap in sale.laps.values()))
        for sale in sales
    ]
    yield from _both("the whole sale", WHOLE, wholes)


def _both(what: str, target: Lap, laps: list[Lap]) -> Iterator[Figure]:
    keys, seconds = Taken([lap.keys for lap in laps]), Taken([lap.seconds for lap in laps])
    for unit, goal, taken in (("keys", target.keys, keys), ("s", target.seconds, seconds)):
        limit = Taken([statistics.median(taken.rounds)])
        yield Figure(f"Counter flow, {what}: {unit}", "itself", limit, taken, goal, unit, judged_by="most")


def _sales() -> list[Sale]:
    with tempfile.TemporaryDirectory(prefix="showroom-counter-") as folder:
        desk = screen.Desk(dealership.copy(dealership.FULL, Path(folder) / "till"))
        desk.sign_in()
        # The script puts ¥20,000 down, at most a fifth of the price.
        cars = [car for car in leased(desk.workplace, 20 * ROUNDS) if car.list_price > 15_000_000][:ROUNDS]
        shell = desk.shell
        shell.context.desk.more["papers"].remember(Habits(PDF_FILE, str(Path(folder) / "papers"), 1, 1))
        stopwatch = shell.context.desk.more["stopwatch"]
        shell.open("deal")
        screen.rest(2.0)
        for number, car in enumerate(cars):
            buyer = {
                "name": f"夏侯{_NOBODY[number]}铭",
                "phone": f"1380000{number:04d}",
                "id_number": identity_number(number),
            }
            desk.window.activateWindow()
            screen.until(lambda: QGuiApplication.focusWindow() is not None)
            sell(_Counter(desk), Hands(), buyer, car.vin)
            screen.until(lambda number=number: len(stopwatch.read()[1]) > number)
        measured: list[Sale] = list(stopwatch.read()[1])
        desk.close()
    return measured
