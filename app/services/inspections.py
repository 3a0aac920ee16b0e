"""The inspection before delivery: one look at one line after another, each a row; the newest of a line counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from app.domain import check_list
from app.domain.check_list import FAULTY, CheckList, Finding, Line
from app.domain.energy import Energy
from app.domain.permissions import INSPECT
from app.errors import UserError
from app.i18n import N_
from app.ids import new_id, vehicle_id
from app.models.attachment import Attachment
from app.models.delivery import Inspection
from app.models.vehicle import Model, StockStay, Vehicle
from app.queries import check_lists, energies
from app.services.orders import active_stay

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sqlalchemy.orm import Session

    from app.services.unit_of_work import UnitOfWork

_OF_STAYS = (
    select(Inspection)
    .where(Inspection.stay_id.in_(bindparam("stays", expanding=True)))
    .order_by(Inspection.id)
)
_SHOWN = select(Attachment.owner_id).where(
    Attachment.owner_id.in_(bindparam("looks", expanding=True)), Attachment.withdrawn.is_(False)
)
_ENERGIES = (
    select(Vehicle.id, Model.energy)
    .join(Model, Model.id == Vehicle.model_id)
    .where(Vehicle.id.in_(bindparam("cars", expanding=True)))
)


@dataclass(frozen=True)
class Look:
    """What somebody sees at one line of the list."""

    line: str
    finding: str
    note: str = ""
    due_on: date | None = None


@dataclass(frozen=True)
class Inspected:
    """A car's list with the newest look at each line."""

    list: CheckList
    lines: tuple[Line, ...]
    newest: dict[str, Inspection]
    history: tuple[Inspection, ...]
    shown: frozenset[str] = frozenset()
    """The looks at lines with a fault that have a picture, by their ids."""

    @property
    def faults(self) -> tuple[Line, ...]:
        """The lines that are faulty now."""
        return tuple(line for line in self.lines if self.finding(line.key) in FAULTY)

    @property
    def unshown(self) -> tuple[Line, ...]:
        """The lines with a fault, mended or not, of which there is no picture."""
        return tuple(line for line in self.lines if _lacks_picture(self._looks(line.key), self.shown))

    def _looks(self, line: str) -> Iterator[Inspection]:
        return (look for look in self.history if look.line == line)

    @property
    def is_finished(self) -> bool:
        """Whether every line is right, and each fault that was is shown."""
        return not self.faults and not self.unshown and self.looked_at == len(self.lines)

    @property
    def looked_at(self) -> int:
        """How many lines somebody has looked at."""
        return sum(line.key in self.newest for line in self.lines)

    def finding(self, line: str) -> str | None:
        """What was found last."""
        return self.newest[line].finding if line in self.newest else None


def inspect(uow: UnitOfWork, *, vin: str, looks: Sequence[Look]) -> list[str]:
    """Note what was seen at a car of this branch; returns the ids of the looks."""
    with uow.begin(INSPECT) as tx:
        stay = active_stay(tx.session, vehicle_id(vin.strip().upper()))
        if stay is None or stay.branch_id != tx.actor.branch_id:
            raise UserError("not_in_stock", N_("{vin} is not in stock."), field="vin", vin=vin)
        found = of_stay(tx.session, stay, tx.clock.today())
        by_key = {line.key: line for line in found.lines}
        made, last = list[str](), max((look.id for look in found.history), default="")
        for look in looks:
            check_list.check_look(by_key.get(look.line), found.finding(look.line), look.finding, look.note)
            row = Inspection(
                id=new_id(after=last),
                branch_id=stay.branch_id, stay_id=stay.id, check_list=found.list.id, line=look.line,
                finding=look.finding, note=look.note.strip() or None, due_on=look.due_on,
                user_id=tx.actor.user_id, at=tx.clock.now(),
            )  # fmt: skip
            last = tx.add(row).id
            made.append(last)
        return made


def of_stay(session: Session, stay: StockStay, today: date) -> Inspected:
    """The inspection of a car, by the list with which it began."""
    return of_stays(session, {stay: today})[stay.id]


def of_stays(session: Session, days: Mapping[StockStay, date]) -> dict[str, Inspected]:
    """The inspections of several cars, by the stays' ids; each on its day."""
    looks: dict[str, list[Inspection]] = {stay.id: [] for stay in days}
    for look in session.scalars(_OF_STAYS, {"stays": list(looks)}):
        looks[look.stay_id].append(look)
    found = session.execute(_ENERGIES, {"cars": [stay.vehicle_id for stay in days]})
    known = energies.known(session)
    runs_on = {car: known[code] for car, code in found}
    lists, shown = check_lists.known(session), _shown(session, looks)
    return {
        stay.id: _inspected(
            _list_of(looks[stay.id], day, lists), looks[stay.id], runs_on[stay.vehicle_id], shown
        )
        for stay, day in days.items()
    }


def _shown(session: Session, looks: Mapping[str, Sequence[Inspection]]) -> frozenset[str]:
    """The looks that have a picture, of lines that were faulty once."""
    faulty = {(stay, look.line) for stay, each in looks.items() for look in each if look.finding in FAULTY}
    ids = [look.id for stay, each in looks.items() for look in each if (stay, look.line) in faulty]
    return frozenset(session.scalars(_SHOWN, {"looks": ids}))


def _list_of(looks: Sequence[Inspection], day: date, lists: Mapping[str, CheckList]) -> CheckList:
    if not looks:
        return check_list.in_force(day, lists)
    return check_list.begun_with(looks[0].check_list, looks[0].at.date(), lists)


def _inspected(
    kept: CheckList, looks: Sequence[Inspection], energy: Energy, shown: frozenset[str]
) -> Inspected:
    newest = {look.line: look for look in looks}
    return Inspected(kept, kept.for_energy(energy), newest, tuple(looks), shown)


def _lacks_picture(looks: Iterable[Inspection], shown: frozenset[str]) -> bool:
    """Whether the last fault of a line has no picture, and nothing of that line since then has one: a picture shows
    what was wrong up to then."""
    is_open = lacks = False
    for look in looks:
        if look.finding in FAULTY and not is_open:
            is_open = lacks = True
        if look.id in shown:
            lacks = False
        if look.finding == Finding.MENDED:
            is_open = False
    return lacks


def newest_look(session: Session, *, vin: str, line: str, today: date) -> str:
    """The id of the last look at a line of a car that found a fault or its end, to show it by a picture: also when
    the line has passed since."""
    stay = active_stay(session, vehicle_id(vin.strip().upper()))
    history = of_stay(session, stay, today).history if stay is not None else ()
    seen = (look for look in reversed(history) if look.line == line and look.finding != Finding.OK)
    if (look := next(seen, None)) is None:
        message = N_("No fault was seen at this line that a photo could show.")
        raise UserError("no_fault", message, field="photo")
    return look.id
