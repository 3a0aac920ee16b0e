"""The stock screens' door."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import text

from app.clock import from_iso
from app.errors import UserError
from app.i18n import N_
from app.ids import vehicle_id
from app.presenters.stock_list import (
    AGEING_FROM,
    LineProblem,
    ReceiveResult,
    StockCounts,
    StockFilter,
    VehicleRow,
)
from app.queries import claims, paints
from app.queries import stock as query
from app.services import leases, stock
from app.services.tables import LineReport
from app.workplace import Workplace

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_VIEWS: dict[str, tuple[str, ...]] = {
    "sellable": ("in_stock",),
    "in_transit": ("in_transit", "transfer"),
    "reserved": ("reserved", "sold"),
}
_SORTS = {"age": "arrived", "vin": "vin", "model": "model", "location": "location", "status": "status"}


class StockFromReplica:
    """`presenters.stock_list.StockGateway` over an opened terminal."""

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace

    def counts(self, today: date) -> StockCounts:
        """The figures above the list."""
        place = self._workplace
        with place.reading() as session:
            by_status = query.count_by_status(session)
            ageing, over_90, pledged, next_arrival = session.execute(text(_COUNTS), _days(today)).one()
            leased = query.count_stock(
                session, place.now_text(), query.StockFilter(leased_to=place.identity.id)
            )
        in_stock = sum(by_status.get(s, 0) for s in ("in_stock", "reserved", "sold", "demonstrator"))
        return StockCounts(
            total=sum(by_status.values()),
            in_stock=in_stock,
            sellable=by_status.get("in_stock", 0),
            demonstrators=by_status.get("demonstrator", 0),
            in_transit=by_status.get("in_transit", 0) + by_status.get("transfer", 0),
            next_arrival=date.fromisoformat(next_arrival) if next_arrival else None,
            reserved=by_status.get("reserved", 0) + by_status.get("sold", 0),
            ageing=ageing,
            over_90=over_90,
            pledged=pledged,
            leased=leased,
        )

    def count(self, wanted: StockFilter, today: date) -> int:
        """How many cars a filter finds."""
        with self._workplace.reading() as session:
            return query.count_stock(session, self._workplace.now_text(), self._filter(wanted, today))

    def page(self, wanted: StockFilter, today: date, offset: int, limit: int) -> tuple[VehicleRow, ...]:
        """Some of them, in order. The oldest cars have the greatest age."""
        down = "-" if wanted.descending != (wanted.sort == "age") else ""
        with self._workplace.reading() as session:
            rows = query.list_stock(
                session, self._workplace.now_text(), self._filter(wanted, today),
                order=down + _SORTS[wanted.sort], limit=limit, offset=offset,
            )  # fmt: skip
            paint, deadlines = paints.called(session), self._deadlines(session)
            others = claims.on_cars(session, [row.id for row in rows])
        return tuple(self._row(row, paint, deadlines, others[row.id]) for row in rows)

    def find(self, vin: str) -> VehicleRow | None:
        """One car."""
        with self._workplace.reading() as session:
            row = query.find_car(session, self._workplace.now_text(), vin)
            if row is None:
                return None
            others = claims.on_cars(session, [row.id])[row.id]
            return self._row(row, paints.called(session), self._deadlines(session), others)

    def lease(self, vins: tuple[str, ...], *, show: bool = False) -> tuple[str, ...]:
        """Ask the server for leases, of a day or until the cars are handed back; of none that stand elsewhere."""
        ids = {vehicle_id(vin): vin for vin in vins}
        answer = self._workplace.lease(list(ids), kind="show" if show else "day")
        self._workplace.sync()
        if {each["code"] for each in answer["refused"]} == {"elsewhere"} and not answer["granted"]:
            text = N_("These cars stand at another branch: have them sent here first.")
            raise UserError("cars_elsewhere", text, field="vin")
        return tuple(ids[grant["vehicle"]] for grant in answer["granted"])

    def release(self, vins: tuple[str, ...]) -> tuple[str, ...]:
        """Hand leases back."""
        self._workplace.lease([], [vehicle_id(vin) for vin in vins])
        self._workplace.sync()
        return vins

    def transfer(self, vin: str, to_branch: str) -> None:
        """Send a car to another branch."""
        stock.transfer(self._workplace.unit_of_work(), numbers=[vin], to_branch=to_branch)

    def branches(self) -> tuple[tuple[str, str], ...]:
        """(code, name) of the other branches."""
        with self._workplace.reading() as session:
            found = session.execute(
                text("SELECT code, name FROM branch WHERE id <> :own ORDER BY code"),
                {"own": self._workplace.identity.branch_id},
            )
            return tuple((code, name) for code, name in found)

    def receive(self, path: str, *, accept_warnings: bool) -> ReceiveResult:
        """Take in a file of arrivals."""
        report = stock.receive_file(
            self._workplace.unit_of_work(), Path(path), accept_warnings=accept_warnings
        )
        return ReceiveResult(
            report.received,
            _problems(report.refused),
            _problems(report.warnings),
            report.unread,
            stock.COLUMNS,
        )

    def _filter(self, wanted: StockFilter, today: date) -> query.StockFilter:
        return query.StockFilter(
            text=wanted.text,
            statuses=_VIEWS.get(wanted.view, ()),
            arrived_by=today - timedelta(days=AGEING_FROM) if wanted.view == "ageing" else None,
            leased_to=self._workplace.identity.id if wanted.view == "leased" else None,
        )

    def _deadlines(self, session: Session) -> dict[str, datetime | None]:
        """Until when cars may be sold here: the holder's own end of a lease, which is earlier than the centre's."""
        place = self._workplace
        held = leases.held_vehicles(session, place.vault.now(), place.boot)
        return {lease.vehicle_id: lease.deadline for lease in held}

    def _row(
        self, row: query.StockRow, paint: Callable[[str], str], deadlines: dict[str, datetime | None],
        others: Iterable[claims.Claim],
    ) -> VehicleRow:  # fmt: skip
        order = next((each for each in others if each.ordered), None)
        named = self._workplace.sees_customers
        until = from_iso(row.lease_until) if row.lease_until else None
        return VehicleRow(
            vin=row.vin, stock_no=row.stock_no, model=row.model, status=row.status,
            colour=paint(row.colour), interior=paint(row.interior), location=row.location,
            branch=row.branch_name, elsewhere=row.branch != self._workplace.identity.branch_code,
            arrived_on=row.arrived_on,
            certificate_state=row.certificate_state, certificate_no=row.certificate_no, list_price=row.list_price,
            lease_terminal=row.lease or "", lease_mine=row.lease_terminal_id == self._workplace.identity.id,
            lease_kind=row.lease_kind if row.lease else "",
            lease_until=deadlines.get(row.id, until), model_code=row.model_code,
            ordered=order is not None, ordered_by=order.buyer if order and named else "",
            ordered_no=order.no if order and named else "", ordered_at=order.desk if order else "",
        )  # fmt: skip


# By the index that puts what a search finds in order: then it is deciphered before the first letter.
_COUNTS = """
SELECT count(*) FILTER (WHERE s.arrived_on <= :sixty AND s.status <> 'in_transit'),
       count(*) FILTER (WHERE s.arrived_on <= :ninety AND s.status <> 'in_transit'),
       (SELECT count(*) FROM vehicle v JOIN stock_stay p ON p.vehicle_id = v.id
        WHERE v.certificate_state = 'pledged' AND p.active = 1),
       min(s.arrived_on) FILTER (WHERE s.status = 'in_transit' AND s.arrived_on >= :today)
FROM stock_stay s INDEXED BY uq_stock_stay_active_vehicle WHERE s.active = 1
"""


def _days(today: date) -> dict[str, str]:
    back = {"today": 0, "sixty": AGEING_FROM, "ninety": 90}
    return {name: (today - timedelta(days=days)).isoformat() for name, days in back.items()}


def _problems(lines: list[LineReport]) -> tuple[LineProblem, ...]:
    return tuple(LineProblem(line.line, line.code, line.message) for line in lines)
