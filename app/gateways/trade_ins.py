"""The trade-in page's door."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from app.domain.permissions import Role
from app.domain.states import DealState
from app.filing import Filing
from app.models.party import Customer
from app.presenters.trade_in import CarFacts, DealOfCars, OfferItem, UsedCar, Who
from app.queries import trade_ins as query
from app.services import appraising, payments, trade_ins, used_car_money
from app.services.appraising import Condition, Offer, Valuation
from app.services.orders import SIGNED

if TYPE_CHECKING:
    from app.services.approving import Approve
    from app.workplace import Workplace

_TEXTS = ("owner", "payoff_to")


class TradeInsOfTerminal:
    """`presenters.trade_in.TradeInGateway` over an opened terminal."""

    def __init__(self, workplace: Workplace) -> None:
        self._at = workplace

    def deal(self, no: str) -> DealOfCars:
        """The deal with its used cars that were not cancelled."""
        with self._at.reading() as session:
            deal = payments.find_deal(session, no)
            contract = payments.living_contract(session, deal.id)
            rows = query.list_trade_ins(session, deal_no=deal.no)
            signed = contract is not None and contract.state in SIGNED and not contract.provisional
            customer = session.get_one(Customer, deal.customer_id).name
        managers = [user for user in self._at.vault.users() if Role.MANAGER in user.roles]
        return DealOfCars(
            deal.no, customer, contract.no if contract else "", signed, deal.state == DealState.CANCELLED,
            tuple((user.name, user.display) for user in managers if user.name != self._at.actor.name),
            tuple(_car(row) for row in rows if row.state != "cancelled"),
        )  # fmt: skip

    def add(self, deal_no: str, facts: CarFacts) -> str:
        """A further car."""
        condition = Condition(accidents=facts.accidents or None, market=facts.market)
        return appraising.start(
            self._at.unit_of_work(), deal_no=deal_no, car=_given(facts), condition=condition
        )

    def revise(self, car: UsedCar) -> None:
        """What is known now; what is not on the page stays."""
        with self._at.reading() as session:
            row = query.find_trade_in(session, car.id)
        kept = _kept(row) if row is not None else {}
        condition = Condition(car.marks, car.facts.accidents or None, car.facts.market)
        appraising.revise(
            self._at.unit_of_work(), trade_in_id=car.id, car=_given(car.facts, **kept), condition=condition
        )

    def offer(self, car_id: str, offer: OfferItem) -> None:
        """What somebody would pay."""
        offered = Offer(offer.bidder, offer.amount, offer.valid_until, offer.note or None)
        appraising.offer(self._at.unit_of_work(), trade_in_id=car_id, offered=offered)

    def photograph(self, car_id: str, place: str, path: str) -> None:
        """A photo from a file."""
        Filing(self._at).photograph(car_id, place, Path(path))

    def submit(self, car_id: str, value: int, offer_id: str, who: Who | None) -> None:
        """The value, for a manager or by one; it holds for days from today."""
        self._at.require_clock()
        valuation = Valuation(value, offer_id or None, self._consent(who))
        appraising.submit(self._at.unit_of_work(), trade_in_id=car_id, valuation=valuation)

    def decide(self, car_id: str, *, approved: bool, note: str) -> None:
        """A manager's own yes or no."""
        appraising.decide(self._at.unit_of_work(), trade_in_id=car_id, approved=approved, note=note)

    def accept(self, car_id: str, who: Who | None) -> None:
        """Onto the contract."""
        trade_ins.accept(self._at.unit_of_work(), trade_in_id=car_id, approve=self._consent(who))

    def take_off(self, car_id: str) -> None:
        """Off it."""
        trade_ins.take_off(self._at.unit_of_work(), trade_in_id=car_id)

    def take(self, car_id: str) -> None:
        """Into stock."""
        trade_ins.take(self._at.unit_of_work(), trade_in_id=car_id)

    def pay_out(self, car_id: str, method: str) -> None:
        """To the customer."""
        used_car_money.pay_out(self._at.unit_of_work(), trade_in_id=car_id, method=method)

    def pay_off(self, car_id: str, method: str, reference: str) -> None:
        """To the used car's lender."""
        uow = self._at.unit_of_work()
        used_car_money.pay_off(uow, trade_in_id=car_id, method=method, reference=reference)

    def keep(self, car_id: str, reason: str) -> None:
        """It stays, though its contract was cancelled."""
        used_car_money.keep(self._at.unit_of_work(), trade_in_id=car_id, reason=reason)

    def give_back(self, car_id: str, reason: str) -> None:
        """It goes back, since its contract was cancelled."""
        trade_ins.give_back(self._at.unit_of_work(), trade_in_id=car_id, reason=reason)

    def _consent(self, who: Who | None) -> Approve | None:
        return self._at.approval(*who) if who else None


def _given(facts: CarFacts, **kept: object) -> appraising.UsedCar:
    values = {name: value for name, value in asdict(facts).items() if name not in ("market", "accidents")}
    values |= {name: values[name] or None for name in _TEXTS}
    return appraising.UsedCar(**(values | kept))


def _kept(row: query.TradeInRow) -> dict[str, object]:
    return {
        "energy": row.energy, "colour": row.colour or None, "transfer_by": row.transfer_by,
        "inspected_until": _day(row.inspected_until), "insured_until": _day(row.insured_until),
    }  # fmt: skip


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _car(row: query.TradeInRow) -> UsedCar:
    facts = CarFacts(
        row.plate, row.vin, row.brand, row.series, date.fromisoformat(row.first_registered_on), row.km, row.owner,
        row.owners, row.payoff, row.payoff_to, row.market, row.accidents,
    )  # fmt: skip
    offers = tuple(
        OfferItem(each.id, each.bidder, each.amount, _day(each.valid_until), each.note) for each in row.offers
    )
    photos = {name.rpartition(".")[0]: row_id for name, row_id in zip(row.photos, row.photo_ids, strict=True)}
    return UsedCar(
        row.id, facts, row.state, row.value, row.offer_id, _day(row.valid_until), row.credited, row.payout,
        row.left, row.paid_off, row.appraiser, row.approver, (row.user_id, row.valued_by), row.note,
        row.marks, offers, photos,
    )  # fmt: skip
