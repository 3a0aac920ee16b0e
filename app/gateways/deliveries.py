"""The doors of the list of deliveries and of one delivery."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.clock import from_iso
from app.domain import check_list, release
from app.domain.check_list import FAULTY
from app.domain.delivery import MarkKind
from app.domain.permissions import SEES_PEOPLE
from app.errors import UserError
from app.filing import Filing
from app.gateways.papers import PapersOfTerminal
from app.i18n import N_
from app.presenters.deliveries import VIEWS, DeliveryFilter, DeliveryItem
from app.presenters.delivery import CheckRow, DeliveryCase, FittingRow
from app.presenters.sent import Sent
from app.queries import attachments as files
from app.queries import deliveries as query
from app.queries.desk import times_printed
from app.services import contracts, deliveries, gates, handover_sheets, inspections
from app.services.inspections import Look

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.domain.delivery import Mark
    from app.domain.handover_sheet import Readings
    from app.domain.release_checks import Item
    from app.domain.states import CertificateState
    from app.workplace import Workplace


class DeliveriesFromReplica:
    """`presenters.deliveries.DeliveriesGateway` over an opened terminal."""

    def __init__(self, workplace: Workplace) -> None:
        self._at = workplace

    def counts(self) -> dict[str, int]:
        """How many there are in each view."""
        today = self._at.clock.today().isoformat()
        with self._at.reading() as session:
            return {view: query.count_deliveries(session, today=today, view=view) for view in VIEWS}

    def count(self, wanted: DeliveryFilter) -> int:
        """How many a filter finds."""
        today = self._at.clock.today().isoformat()
        with self._at.reading() as session:
            return query.count_deliveries(session, wanted.text, today=today, view=wanted.view)

    def page(self, wanted: DeliveryFilter, offset: int, limit: int) -> tuple[DeliveryItem, ...]:
        """Some of them, each with its gate."""
        today, names = self._at.clock.today(), bool(self._at.actor.roles & SEES_PEOPLE)
        with self._at.reading() as session:
            rows = query.list_deliveries(
                session, wanted.text, today=today.isoformat(), view=wanted.view, limit=limit, offset=offset
            )
            found = gates.list_gates(session, [row.contract_id for row in rows], today)
            return tuple(_item(row, found[row.contract_id], named=names) for row in rows)


def _item(row: query.DeliveryRow, gate: release.Gate, *, named: bool) -> DeliveryItem:
    return DeliveryItem(
        row.no, row.buyer if named else "", row.model, row.vin, row.seller, _day(row.due_on), row.due_time,
        row.state, gate.passed, len(gate.lines), tuple(line.name for line in gate.blocking),
    )  # fmt: skip


class DeliveryOfTerminal:
    """`presenters.delivery.DeliveryGateway` over an opened terminal."""

    def __init__(self, workplace: Workplace) -> None:
        self._at = workplace
        self._papers = PapersOfTerminal(workplace)

    def case(self, no: str) -> DeliveryCase:
        """The gate, the marks it is read from, and the inspection."""
        with self._at.reading() as session:
            row = query.find_delivery(session, no)
            if row is None:
                raise UserError("contract_unknown", N_("There is no contract {no}."), field="contract", no=no)
            contract = contracts.find(session, no)
            day = gates.planned(contract, self._at.clock.today())
            facts = gates.facts(session, contract, day)
            gate = release.gate(facts, gates.waived(session, contract.id))
            marks = gates.newest_marks(session, contract.id)
            fitted = {mark.line_id: mark for mark in marks if mark.kind is MarkKind.FITTING}
            listed, checks = self._checks(session, contract.vehicle_id or "")
            lines = query.fittable(session, contract.id)
            named = bool(self._at.actor.roles & SEES_PEOPLE)
            seen = release.seen_by(gate, self._at.actor.roles)
            return DeliveryCase(
                no=row.no, deal_no=row.deal_no, buyer=row.buyer if named else "", model=row.model, vin=row.vin,
                seller=row.seller, state=row.state, due_on=_day(row.due_on), due_time=row.due_time, lines=seen.lines,
                check_list=listed, checks=checks,
                fittings=tuple(FittingRow(line, name, fitted.get(line)) for line, name in lines),
                marks=dict(facts.marks), certificate=facts.certificate,
                sheet=f"{row.no}-H" if contract.handed_over else "",
                handed_on=handover_sheets.handed_on(session, contract),
            )  # fmt: skip

    def _checks(self, session: Session, car_id: str) -> tuple[str, tuple[CheckRow, ...]]:
        stay = gates.last_stay(session, car_id)
        if stay is None:
            return "", ()
        found = inspections.of_stay(session, stay, self._at.clock.today())
        looks = query.list_looks(session, stay.id)
        missing = found.unshown
        checks = (_check(session, line, looks, lacks=line in missing) for line in found.lines)
        return found.list.id, tuple(checks)

    def mark(self, no: str, mark: Mark) -> None:
        """Note something."""
        deliveries.mark(self._at.unit_of_work(), no=no, mark=mark)

    def inspect(self, vin: str, look: tuple[str, str, str, date | None], photos: Sequence[str]) -> None:
        """Note what was seen at a line, and put the pictures to it."""
        (made,) = inspections.inspect(self._at.unit_of_work(), vin=vin, looks=[Look(*look)])
        for photo in photos:
            Filing(self._at).attach_to_inspection(made, Path(photo))

    def show_fault(self, vin: str, line: str, photos: Sequence[str]) -> None:
        """Put pictures to what was seen at a line last."""
        with self._at.reading() as session:
            look = inspections.newest_look(session, vin=vin, line=line, today=self._at.clock.today())
        for photo in photos:
            Filing(self._at).attach_to_inspection(look, Path(photo))

    def pass_rest(self, vin: str, lines: Sequence[str]) -> None:
        """These lines are right."""
        looks = [Look(line, check_list.Finding.OK) for line in lines]
        inspections.inspect(self._at.unit_of_work(), vin=vin, looks=looks)

    def release(self, no: str, waive: frozenset[Item], reason: str) -> None:
        """Let the car go."""
        deliveries.release_(self._at.unit_of_work(), no=no, waive=waive, reason=reason)

    def hand_over(self, no: str, read: Readings, strokes: Any) -> str:
        """The car is the customer's."""
        with self._at.reading() as session:
            spoken = contracts.find(
                session, no
            ).language  # the customer's, as on the contract and its receipts
        return deliveries.hand_over(
            self._at.unit_of_work(), no=no, readings=read, language=spoken, strokes=strokes
        )

    def certificate(self, vin: str, to: CertificateState) -> None:
        """Pledged, or redeemed."""
        deliveries.move_certificate(self._at.unit_of_work(), vin=vin, to=to)

    def print(self, no: str) -> Sent:
        """Print the sheet where papers were printed last, or into a file; says where it went."""
        with self._at.reading() as session:
            contract = contracts.find(session, no)
            sheet = f"{contract.no}-H"
            pdf = handover_sheets.paper(session, contract, copy_no=times_printed(session, sheet))
        return self._papers.send(sheet, pdf)


def _check(session: Session, line: check_list.Line, looks: list[query.LookRow], *, lacks: bool) -> CheckRow:
    """A line with its newest look, the pictures of all, and what was wrong with it."""
    own = [look for look in looks if look.line == line.key]
    if not own:
        return CheckRow(line.key, line.section_name, line.name, line.demand)
    newest = own[-1]
    wrong = [look.note for look in own if look.finding in FAULTY]
    photos = [file.id for look in own if look.photos for file in files.list_of(session, look.id)]
    return CheckRow(
        line.key, line.section_name, line.name, line.demand, newest.finding, newest.note, newest.by,
        from_iso(newest.at), _day(newest.due_on), tuple(photos), wrong[-1] if wrong else "", lacks,
    )  # fmt: skip


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
