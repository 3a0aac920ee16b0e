"""Where the stopwatch keeps its sales: on this terminal, never synced; days, steps, seconds and keys, no more."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from app import db
from app.domain import stopwatch
from app.domain.stopwatch import Lap, Sale
from app.models.local import State
from app.queries import desk as desk_rows

if TYPE_CHECKING:
    from app.workplace import Workplace

_KEPT = "stopwatch"


class StopwatchOfTerminal:
    """`presenters.stopwatch.StopwatchGateway` over an opened terminal."""

    def __init__(self, workplace: Workplace) -> None:
        self._at = workplace

    def read(self) -> tuple[bool, tuple[Sale, ...]]:
        """Whether sales are measured here, and those of the last weeks."""
        with self._at.reading() as session:
            known: dict[str, Any] = desk_rows.local_fact(session, _KEPT) or {}
        sales = tuple(_sale(each) for each in known.get("sales", ()))
        return known.get("on", True), stopwatch.kept(sales, self._at.clock.today())

    def keep(self, sale: Sale) -> None:
        """One more, if they are measured."""
        on, sales = self.read()
        if on:
            self._write(on=True, sales=stopwatch.kept((*sales, sale), self._at.clock.today()))

    def switch(self, on: bool) -> None:
        """Measure, or not; off, what was measured goes."""
        self._write(on=on, sales=self.read()[1] if on else ())

    def _write(self, *, on: bool, sales: tuple[Sale, ...]) -> None:
        value = {"on": on, "sales": [_plain(sale) for sale in sales]}
        with db.write_session(self._at.database) as session, session.begin():
            session.merge(State(name=_KEPT, value=value))


def _plain(sale: Sale) -> list[Any]:
    return [sale.on.isoformat(), {step: [round(lap.seconds, 1), lap.keys] for step, lap in sale.laps.items()}]


def _sale(kept: list[Any]) -> Sale:
    return Sale(date.fromisoformat(kept[0]), {step: Lap(*lap) for step, lap in kept[1].items()})
