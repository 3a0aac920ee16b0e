"""The showroom's door: the catalogue with its stock, cars of a trim, comparison sheets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from app.documents.comparison import ComparisonSheet, render_comparison
from app.domain import comparison
from app.domain.catalogue import Trim
from app.i18n import speaking, tr
from app.presenters.showroom import CarOfTrim, SheetAsked
from app.queries import catalogue, paints, stock

if TYPE_CHECKING:
    from app.queries.stock import StockRow
    from app.workplace import Workplace

_OFFERED = ("in_stock", "in_transit", "demonstrator")
_MANY = 60


class ShowroomFromReplica:
    """`presenters.showroom.ShowroomGateway` over an opened terminal; any thread may call it."""

    def __init__(self, workplace: Workplace) -> None:
        self._at = workplace

    def trims(self) -> tuple[Trim, ...]:
        """All that are offered."""
        at = self._at
        place = catalogue.Place(at.identity.branch_id, at.identity.id, at.now_text(), at.clock.today())
        with at.reading() as session:
            return tuple(catalogue.list_trims(session, place))

    def find(self, text: str) -> frozenset[str]:
        """Ids of those that a search finds."""
        with self._at.reading() as session:
            return catalogue.find_trims(session, text)

    def cars(self, trim_id: str) -> tuple[CarOfTrim, ...]:
        """Cars of a trim: those that this terminal may sell come first, then those here, the oldest of each first."""
        wanted = stock.StockFilter(statuses=_OFFERED, model_id=trim_id)
        with self._at.reading() as session:
            rows = stock.list_stock(session, self._at.now_text(), wanted, limit=_MANY)
            paint = paints.called(session)
        cars = [self._car(row, paint) for row in rows]
        ranks = {"in_stock": 0, "in_transit": 1, "demonstrator": 2}
        return tuple(
            sorted(cars, key=lambda car: (ranks[car.status], not car.mine, bool(car.held_by), not car.here))
        )

    def _car(self, row: StockRow, paint: Callable[[str], str]) -> CarOfTrim:
        mine = row.lease is not None and row.lease_terminal_id == self._at.identity.id
        return CarOfTrim(
            id=row.id, vin=row.vin, status=row.status, colour=paint(row.colour), interior=paint(row.interior),
            branch=row.branch_name, here=row.branch == self._at.identity.branch_code, location=row.location,
            list_price=row.list_price, arrived_on=row.arrived_on, mine=mine,
            held_by="" if mine else row.lease or "",
        )  # fmt: skip

    def sheet(self, trims: Sequence[Trim], asked: SheetAsked) -> bytes:
        """A comparison as a PDF, in the dealership's name and in the language asked for."""
        from app.models.org import Branch

        today = self._at.clock.today()
        with self._at.reading() as session:
            branch = session.get_one(Branch, self._at.actor.branch_id)
            seller = branch.seller or branch.name
            contact = " · ".join(filter(None, (branch.name, branch.address, branch.phone)))
        with speaking(asked.language):
            rows = comparison.compare(trims, today)
            return render_comparison(
                ComparisonSheet(
                    title=tr("Comparison"),
                    seller=seller,
                    contact=contact,
                    printed_on=today.isoformat(),
                    names=tuple(
                        (trim.title, " ".join(filter(None, (str(trim.model_year or ""), trim.names[2]))))
                        for trim in trims
                    ),
                    rows=tuple(row for row in rows if row.differs or not asked.differences),
                    notes=(
                        tr("List prices of the day. The monthly amount is an example, no offer of a loan."),
                        tr("What is best in a row is printed in bold."),
                    ),
                )
            )

    def print(self, printer: str, title: str, pdf: bytes) -> None:
        """Hand a sheet to a printer."""
        from app.devices import printing

        printing.print_pdf(printing.printer_for(printer), pdf, title=title)

    def save(self, folder: str, title: str, pdf: bytes) -> str:
        """Write a sheet into a folder."""
        from app.gateways import papers

        file = papers.free_file(folder, title)
        papers.write_file(file, pdf)
        return str(file)
