"""The deal desk's door: everything it reads and writes, over an opened terminal."""

from __future__ import annotations

import gc
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app import db
from app.domain import approval_chain, options, pricing
from app.domain.catalogue import offered
from app.domain.contract_document import Seller
from app.domain.identity import normalise_id, normalise_phone
from app.domain.options import Option
from app.domain.states import DealState
from app.domain.vin import normalise_vin
from app.errors import UserError
from app.gateways import yeses
from app.gateways.desk_models import ModelsOfDesk
from app.gateways.desk_orders import order_of
from app.gateways.desk_quotes import QuotesOfDesk
from app.i18n import N_
from app.models.deal import Contract, Deal
from app.models.vehicle import Model
from app.presenters.deal_desk_rows import (
    Approved,
    DeskBuyer,
    DeskCar,
    DeskClaim,
    DeskFacts,
    DeskLine,
    Drawn,
    KnownBuyer,
    Loaded,
)
from app.presenters.deal_desk_state import DeskState
from app.presenters.sent import Sent
from app.queries import allocating, answers, claims, energies, loan_plans, one_person, paints
from app.queries import contracts as contract_rows
from app.queries import customers as customer_rows
from app.queries import desk as desk_rows
from app.queries import stock as stock_rows
from app.queries import trade_ins as trade_in_rows
from app.services import (
    approving,
    chains,
    contracts,
    discounts,
    kept,
    leases,
    papers,
    price_sheets,
    redrawing,
    submitting,
)

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.models.local import HeldLease
    from app.models.org import Branch
    from app.workplace import Workplace

SELLABLE = ("in_stock", "in_transit", "demonstrator")
_MANY, _MODELS = 40, 3


class DealsFromReplica:
    """`presenters.deal_desk_entries.DealsGateway` over an opened terminal; any thread may call it."""

    def __init__(self, workplace: Workplace) -> None:
        self._at = workplace
        self.quotes = QuotesOfDesk(workplace, self)
        self._models = ModelsOfDesk(workplace)

    def warm_up(self) -> None:
        """Load what the first contract needs while nobody waits for it: fonts, layout, the reader of names."""
        import pypdfium2

        from app.services import papers

        papers.load_ahead()
        del pypdfium2
        # What is loaded now stays. A look of the collector at all of it takes 0.2 s and stops the screen.
        gc.freeze()

    # ------------------------------------------------------------ reading

    def facts(self) -> DeskFacts:
        """What holds for the day."""
        from app.models.org import Branch

        at = self._at
        with at.reading() as session:
            branch = session.get_one(Branch, at.actor.branch_id)
            limits = discounts.limits(session)
            bundles, offers = discounts.bundles(session), loan_plans.in_force(session, at.clock.today())
            gifts, asks = discounts.gifts(session), approving.settings(session)
            laid = chains.laid_down(session)
            answer = approval_chain.may_answer(laid)
            frequent = tuple(
                DeskLine(f"frequent:{n}", line.label, line.amount, line.kind, line.payee, line.nature)
                for n, line in enumerate(desk_rows.frequent_lines(session))
            )
            words = papers.words_of_day(session, at.clock.today())
        roles = [role.value for role in at.actor.roles]
        answering = [user for user in at.vault.users() if answer & set(user.roles)]
        return DeskFacts(
            seller=self._seller(branch), place=branch.address or branch.name,
            limit_bp=pricing.limit_of(roles, limits),
            approvers=tuple((user.name, user.display) for user in answering if user.name != at.actor.name),
            today=at.clock.today(), may_confirm=at.may_confirm, frequent=frequent, bundles=bundles,
            offers=offers, words=words, gifts=gifts.for_roles(roles), asks=asks, chains=laid,
        )  # fmt: skip

    def _seller(self, branch: Branch) -> Seller:
        agent = self._at.unlocked.user.display
        name = branch.seller or branch.name
        return Seller(name, branch.credit_code or "", branch.address or "", branch.phone or "", agent)

    def find_customers(self, text: str, limit: int = 7) -> tuple[DeskBuyer, ...]:
        """By name, initials, digits of the telephone or identity number."""
        with self._at.reading() as session:
            rows = customer_rows.list_customers(session, text, limit=limit)
            return tuple(_buyer(session, row.id) for row in rows)

    def customer(self, customer_id: str) -> DeskBuyer:
        """Someone on file, by the file that is kept."""
        with self._at.reading() as session:
            return _buyer(session, one_person.kept_of(session, customer_id))

    def known(self, phone: str, id_number: str) -> KnownBuyer | None:
        """Who is on file with one of these numbers; the identity number tells more than the telephone."""
        phone, number = normalise_phone(phone), normalise_id(id_number)
        with self._at.reading() as session:
            row = customer_rows.find_similar(session, phone, number)
        if row is None:
            return None
        return KnownBuyer(row.id, row.name, "id_number" if number and row.id_number == number else "phone")

    def find_cars(self, text: str, limit: int = 7) -> tuple[DeskCar, ...]:
        """By part of a VIN, model, Chinese name or initials: those this terminal may sell come first, and below the
        cars the models that may be ordered without one."""
        with self._at.reading() as session:
            rows = stock_rows.list_stock(
                session, self._at.now_text(), stock_rows.StockFilter(text), limit=_MANY
            )
            held, known = self._held(session), energies.known(session)
            paint = paints.called(session)
            wanted = claims.on_cars(session, [row.id for row in rows])
            cars = [self._car(row, held, paint, known, _fitted(session, row), wanted[row.id]) for row in rows]
            models = self._models.find(session, text, _MODELS)
        ranks = {"mine": 0, "free": 1, "other": 2, "elsewhere": 3, "none": 4}
        return (*sorted(cars, key=lambda car: ranks[car.lease])[:limit], *models)

    def ordered(self, model_code: str, colour: str) -> DeskCar:
        """A model in a colour, to which a car is allocated later."""
        return self._models.ordered(model_code, colour)

    def car(self, vin: str) -> DeskCar:
        """One car."""
        with self._at.reading() as session:
            row = stock_rows.find_car(session, self._at.now_text(), normalise_vin(vin))
            if row is None:
                raise UserError("not_in_stock", N_("{vin} is not in stock."), field="vin", vin=vin)
            has, known = _fitted(session, row), energies.known(session)
            wanted = claims.on_cars(session, [row.id])[row.id]
            return self._car(row, self._held(session), paints.called(session), known, has, wanted)

    def _held(self, session: Session) -> dict[str, HeldLease]:
        now, boot = self._at.vault.now(), self._at.boot
        held = leases.held_vehicles(session, now, boot)
        return {lease.vehicle_id: lease for lease in held if lease.ordered_by is None}

    def _car(
        self, row: stock_rows.StockRow, held: Mapping[str, HeldLease], paint: Callable[[str], str],
        known: energies.Energies, has: tuple[Option, ...], wanted: Iterable[claims.Claim],
    ) -> DeskCar:  # fmt: skip
        mine = held.get(row.id)
        elsewhere = row.lease_terminal_id not in (None, self._at.identity.id)
        lease = "mine" if mine else "other" if elsewhere else "free"
        if row.status not in SELLABLE:
            lease = "none"
        elif row.branch != self._at.identity.branch_code:
            lease = "elsewhere"
        return DeskCar(
            id=row.id, vin=row.vin, model=row.model, model_year=row.model_year, energy=known[row.energy],
            colour=paint(row.colour), interior=paint(row.interior), location=row.location, branch=row.branch_name,
            stock_no=row.stock_no, status=row.status,
            list_price=row.list_price, arrived_on=row.arrived_on, lease=lease, lease_by=row.lease or "",
            lease_kind=mine.kind if mine else "", model_code=row.model_code, options=has,
            claims=tuple(
                DeskClaim(each.buyer, each.desk, each.no, each.files, each.ordered, each.prepaid)
                for each in wanted
            ),
        )  # fmt: skip

    def drawn(self, no: str) -> Drawn:
        """The contract as it stands now."""
        with self._at.reading() as session:
            return self._drawn(session, no)

    def _drawn(self, session: Session, no: str) -> Drawn:
        contract = contracts.find(session, no)
        row = contract_rows.find_contract(session, no)
        receipts, paid = desk_rows.receipts_of(session, row.deal_no if row else "")
        certain = self._at.may_confirm
        ordered = session.get_one(Deal, contract.deal_id).state == DealState.ORDER
        if contract.vehicle_id is not None:
            now, boot = self._at.vault.now(), self._at.boot
            lease = leases.held(session, contract.vehicle_id, now, boot, by=contract.id)
            certain = certain and lease is not None
        place = None
        if contract.vehicle_id is None:
            place = allocating.list_places(session, [no]).get(no)
        return Drawn(
            contract_id=contract.id, no=contract.no, deal_no=row.deal_no if row else "",
            version=contract.version, state=contract.state, provisional=contract.provisional,
            certain=certain, receipts=receipts, paid=paid, open_case=(row.open_case or "") if row else "",
            trade_ins=tuple(line for line in _lines(session, contract) if line.kind == pricing.TRADE_IN),
            appraised=trade_in_rows.list_pending(session, contract.deal_id), ordered=ordered,
            yes=yeses.on_file(session, contract), place=(place.number, place.waiting) if place else (0, 0),
            sent_back=answers.sent_back(session, contract.id),
            links=chains.steps(session, contract, approving.come_so_far(session, contract)),
        )  # fmt: skip

    def load(self, no: str) -> Loaded:
        """A deal by its contract's number."""
        with self._at.reading() as session:
            contract = contracts.find(session, no)
            row = contract_rows.find_contract(session, no)
            buyer = replace(
                _buyer(session, contract.customer_id), name=contract.buyer_name,
                phone=contract.buyer_phone or "", id_number=contract.buyer_id_number or "",
                address=contract.buyer_address or "",
            )  # fmt: skip
            lines = tuple(line for line in _lines(session, contract) if line.kind != pricing.TRADE_IN)
            drawn = self._drawn(session, no)
            code = session.get_one(Model, contract.model_id).code
        car = self.car(row.vin) if row and row.vin else self.ordered(code, contract.colour or "")
        now = car.list_price if car.comes_later else None
        car = replace(
            car, list_price=contract.list_price, options=options.read(contract.options), bare_now=now
        )
        return Loaded(
            buyer, car, contract.discount, lines, contract.plan, contract.delivery_date,
            contract.delivery_place or "", contract.terms or "", contract.language, drawn,
        )  # fmt: skip

    # ------------------------------------------------------------ writing

    def lease(self, car_id: str) -> None:
        """Ask the centre for the car, as long as a customer waits; without a network nothing happens."""
        self._at.try_lease(car_id)

    def draw(self, state: DeskState) -> Drawn:
        """Draw the contract, or draw it anew under its number."""
        order = order_of(state)
        self._at.require_clock()
        if state.drawn is None:
            _, no = contracts.draft(self._at.unit_of_work(), order)
        else:
            no = state.drawn.no
            redrawing.redraw(self._at.unit_of_work(), contract_id=state.drawn.contract_id, order=order)
        return self.drawn(no)

    def customer_of(self, no: str) -> DeskBuyer:
        """The customer of a contract, who may have been filed with it."""
        with self._at.reading() as session:
            return _buyer(session, contracts.find(session, no).customer_id)

    def approve(self, drawn: Drawn, who: tuple[str, str], why: tuple[str, str]) -> Approved | Drawn:
        """A consent to this contract as it was drawn, by name and own password. Where several have to say yes it is
        kept at once, and the contract as it stands then comes back."""
        with self._at.reading() as session:
            contract = session.get_one(Contract, drawn.contract_id)
            sheet = price_sheets.price_sheet(session, contract)
            come = approving.of_price(session, contract, discounts.given(session, sheet))
            said = approving.asked(session, contract, sheet, come.follows)
        consent = approving.because(self._at.approval(*who, asked=come.asked), *why)(said)
        if not come.of_several:
            return yeses.approved(self._at, who[0], consent)
        submitting.file_consent(self._at.unit_of_work(), contract_id=drawn.contract_id, consent=consent)
        return self.drawn(drawn.no)

    def submit(self, no: str, why: str) -> Drawn:
        """Put it before a manager, who answers from a terminal of their own."""
        submitting.submit(self._at.unit_of_work(), no=no, why=why)
        return self.drawn(no)

    def print_schedule(self, state: DeskState) -> Sent:
        """The months of the loan on paper; says where it went."""
        from app.gateways.desk_papers import DeskPapers

        return DeskPapers(self._at).print_schedule(state)

    def read_kept(self) -> dict[str, Any]:
        """Unfinished deals of this person."""
        with self._at.reading() as session:
            return kept.read(session, self._at.actor.user_id)

    def keep(self, unfinished: dict[str, Any]) -> None:
        """Keep unfinished deals."""
        with db.write_session(self._at.database) as session, session.begin():
            kept.keep(session, self._at.actor.user_id, unfinished)


def _fitted(session: Session, row: stock_rows.StockRow) -> tuple[Option, ...]:
    """What a car in stock has, as far as anybody said so."""
    if not row.options:
        return ()
    attributes = session.scalar(select(Model.attributes).where(Model.code == row.model_code))
    return options.fitted(offered(attributes), json.loads(row.options))


def _lines(session: Session, contract: Contract) -> list[DeskLine]:
    return [
        DeskLine(
            line.id, line.label, line.amount, line.kind, line.payee or "", line.nature, line.rule or "",
            cost_id=line.cost_id or "",
        )
        for line in price_sheets.lines_of(session, contract.id)
    ]  # fmt: skip


def _buyer(session: Session, customer_id: str) -> DeskBuyer:
    from app.models.party import Customer

    known = session.get(Customer, customer_id)
    if known is None:
        raise UserError("customer_unknown", N_("This customer is not on file here."))
    return DeskBuyer(
        known.id, known.name, known.phone or "", known.id_kind, known.id_number or "", known.address or ""
    )
