"""The allocation dialog's door, and the notice's paper."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from app.documents.contract import printed_text
from app.documents.fonts import missing_glyphs
from app.domain import options
from app.domain.allocation import Notice
from app.errors import UserError
from app.gateways.papers import PapersOfTerminal
from app.i18n import N_
from app.ids import vehicle_id
from app.presenters.allocating import CarChoice, Earlier, Waiting, differing
from app.presenters.print_sign import Outcome, Paper, PrintAsked
from app.queries import allocating as query
from app.queries import contracts as contract_query
from app.queries import paints
from app.queries.desk import times_printed
from app.services import allocating, contracts, leases, papers, payments
from app.workplace import Workplace


class AllocationsOfTerminal:
    """`presenters.allocating.AllocateGateway` over an opened terminal."""

    def __init__(self, workplace: Workplace) -> None:
        self._at = workplace

    def waiting(self, no: str) -> Waiting:
        """The order, what was paid for it, and the cars of its model."""
        at = self._at
        with at.reading() as session:
            contract = contracts.find(session, no)
            row = contract_query.find_contract(session, no)
            paid = payments.paid(session, contract.deal_id)
            cars = query.list_candidates(session, no, own=at.identity.id, now=at.now_text())
            place = query.list_places(session, [no]).get(no, query.Place((), 0))
            paint = paints.called(session)
        found = tuple(_choice(car, paint) for car in cars)
        return Waiting(
            contract.no, contract.buyer_name, row.model if row else "", paint(contract.colour or ""),
            contract.drawn_on, contract.delivery_date, paid, found,
            came_before(place), place.waiting,
            options=options.names(options.read(contract.options)),
        )  # fmt: skip

    def allocate(self, no: str, vin: str) -> None:
        """Take the lease, unless it is in hand, and allocate; a lease that led to nothing is given back."""
        at, car = self._at, vehicle_id(vin)
        with at.reading() as session:
            held = leases.held(session, car, at.vault.now(), at.boot) is not None
        if not held and not at.lease([car])["granted"]:
            raise UserError(
                "lease_refused", N_("Another terminal may be selling this car. Choose another one.")
            )
        try:
            uow, now = at.unit_of_work(), at.vault.now()
            allocating.allocate(uow, no=no, vin=vin, boot=at.boot, now=now)
        except UserError:
            if not held:
                at.give_back(car)
            raise


def came_before(place: query.Place) -> tuple[Earlier, ...]:
    """Who has waited longer, the first one first."""
    return tuple(Earlier(each.no, each.buyer, _day(each.since)) for each in place.before)


def _day(since: str) -> date:
    return datetime.fromisoformat(since).astimezone().date()


def _choice(car: query.Candidate, paint: Callable[[str], str]) -> CarChoice:
    since = date.fromisoformat(car.arrived_on)
    paints_of = (paint(car.colour), paint(car.interior))
    return CarChoice(car.vin, *paints_of, since, car.same_colour, car.holder, differing(car.differs))


class PapersOfAllocations(PapersOfTerminal):
    """The print dialog prints the notice: there is nothing to sign."""

    def paper(self, asked: PrintAsked, language: str) -> Paper:
        """The notice, or a further copy of it."""
        with self._at.reading() as session:
            told = allocating.notice(session, contracts.find(session, asked.no))
            copy_no = times_printed(session, told.no)
            words = papers.words(session, told.contract, language)
        made = told.contract
        return Paper(
            no=told.no, contract_id="", buyer=made.buyer.name, agent=told.by, language=language or made.language,
            version=made.version, signed=True, provisional=False, copy_no=copy_no,
            missing_glyphs=missing_glyphs(printed_text(made)), document=told, words=words,
        )  # fmt: skip

    def preview(self, paper: Paper) -> bytes:
        """It says no identity number."""
        return self._pdf(paper)

    def reprint(self, paper: Paper) -> Outcome:
        """The paper, marked if it is a copy."""
        return Outcome(paper.no, "", True, ((paper.no, self._pdf(paper), 1),))

    @staticmethod
    def _pdf(paper: Paper) -> bytes:
        told: Notice = paper.document
        return papers.notice(told, paper.words, copy_no=paper.copy_no)
