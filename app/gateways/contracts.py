"""The contract list's door."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from app.clock import from_iso
from app.domain.states import ContractState
from app.gateways import yeses
from app.i18n import tr
from app.presenters.contract_list import ContractFilter, ContractRow, Printed
from app.queries import allocating, answers, paints
from app.queries import contracts as query
from app.queries import desk as desk_rows
from app.services import contracts
from app.services.orders import CONFIRMED
from app.services.printouts import INTO_A_FILE
from app.workplace import Workplace

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


class ContractsFromReplica:
    """`presenters.contract_list.ContractsGateway` over an opened terminal."""

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace

    def counts(self) -> dict[str, int]:
        """How many there are in each view."""
        with self._workplace.reading() as session:
            return {view: query.count_contracts(session, view=view) for view in query.VIEWS}

    def count(self, wanted: ContractFilter) -> int:
        """How many a filter finds."""
        with self._workplace.reading() as session:
            return query.count_contracts(session, wanted.text, view=wanted.view)

    def page(self, wanted: ContractFilter, offset: int, limit: int) -> tuple[ContractRow, ...]:
        """Some of them, latest first."""
        with self._workplace.reading() as session:
            rows = query.list_contracts(session, wanted.text, view=wanted.view, limit=limit, offset=offset)
            return _in_line(session, _with_answers(session, rows))

    def find(self, no: str) -> ContractRow | None:
        """One contract."""
        with self._workplace.reading() as session:
            row = query.find_contract(session, no)
            return _in_line(session, _with_answers(session, [row]))[0] if row else None

    def prints(self, no: str) -> tuple[Printed, ...]:
        """Every paper of it that was printed, the latest first."""
        with self._workplace.reading() as session:
            rows = desk_rows.list_prints_of_contract(session, no)
        return tuple(_printed(no, row) for row in reversed(rows))


def _with_answers(session: Session, rows: list[query.ContractRow]) -> tuple[ContractRow, ...]:
    """As the list shows them: a draft with what a manager has said of it."""
    drafts = [row.id for row in rows if row.state == ContractState.DRAFT]
    answered = answers.answered_among(session, drafts) if drafts else set()
    return tuple(_answered(session, row) if row.id in answered else _row(row) for row in rows)


def _in_line(session: Session, rows: tuple[ContractRow, ...]) -> tuple[ContractRow, ...]:
    """Each that waits for a car with its place among those that wait for such a car."""
    lacking = [row.no for row in rows if not row.vin and row.state in CONFIRMED]
    if not lacking:
        return rows
    places, paint = allocating.list_places(session, lacking), paints.called(session)

    def placed(row: ContractRow) -> ContractRow:
        at = places.get(row.no)
        if at is None:
            return row
        return replace(row, place=at.number, waiting=at.waiting, colour=paint(at.colour))

    return tuple(placed(row) for row in rows)


def _answered(session: Session, row: query.ContractRow) -> ContractRow:
    answer, by, note = _last_said(session, row.id, row.no)
    return replace(_row(row), answer=answer, answered_by=by, answer_note=note)


def _last_said(session: Session, contract_id: str, no: str) -> tuple[str, str, str]:
    """What a manager said of a draft, as far as it holds; by whom, and why."""
    given = yeses.on_file(session, contracts.find(session, no))
    if given is not None:
        return "approved" if given.agreed else "price_approved", given.by, ""
    last = answers.sent_back(session, contract_id)
    return ("returned", *last) if last is not None else ("lapsed", "", "")


def answers_to(session: Session, drafts: Mapping[str, str]) -> dict[str, str]:
    """The same of several drafts, by id with their numbers, in one word for each that was answered."""
    answered = answers.answered_among(session, list(drafts)) if drafts else set()
    return {each: _last_said(session, each, drafts[each])[0] for each in answered}


def _printed(no: str, row: desk_rows.PrintRow) -> Printed:
    own = row.subject == no or row.subject.startswith(f"{no}-")
    paper, receipt = (row.subject[len(no) + 1 :], "") if own else ("", row.subject)
    printer = tr(row.printer) if row.printer == INTO_A_FILE else row.printer
    return Printed(paper, row.copy_no, printer, row.by, from_iso(row.at), receipt)


def _row(row: query.ContractRow) -> ContractRow:
    return ContractRow(
        no=row.no, state=row.state, buyer=row.buyer_name, model=row.model, vin=row.vin or "", price=row.price,
        delivery_date=date.fromisoformat(row.delivery_date) if row.delivery_date else None, version=row.version,
        drawn_on=date.fromisoformat(row.drawn_on), provisional=row.provisional,
        case_id=row.open_case or "", seller=row.seller or "", amendments=row.amendments, allocated=row.allocated,
    )  # fmt: skip
