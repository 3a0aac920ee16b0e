"""The merge dialog's door."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.domain import options
from app.domain.identity import mask_id, mask_phone
from app.domain.money import format_amount, parse_amount
from app.domain.permissions import RESOLVE, RESOLVE_REFUND
from app.i18n import tr
from app.presenters.dates import read_date
from app.presenters.merge import FIELDS, Case, MergeField, MergeGroup, OtherCar
from app.queries import cases, contracts, desk, paints, stock
from app.services import conflicts, orders
from app.workplace import Workplace

MOST_CARS = 12
_MASKS = {"buyer_id_number": mask_id, "buyer_phone": mask_phone}


class MergeOfTerminal:
    """`presenters.merge.MergeGateway` over an opened terminal."""

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace

    def case(self, case_id: str) -> Case | None:
        """An open case, with cars to choose from if one was sold twice."""
        with self._workplace.reading() as session:
            row = cases.find_case(session, self._workplace.identity.id, case_id)
            if row is None:
                return None
            contract = contracts.find_contract(session, row.contract_no or "")
            cars = self._cars(session, row, contract) if row.kind == "vehicle" else ()
            receipts, paid = desk.receipts_of(session, contract.deal_no if contract else "")
            paint = paints.called(session)
        lost, won = _race(row)
        return Case(
            id=row.id, kind=row.kind, contract_no=row.contract_no or "", summary=row.summary,
            mine_by=row.mine_by, theirs_by=row.theirs_by, cars=cars,
            groups=_painted((_group(name, sides) for name, sides in row.groups.items()), paint),
            buyer=contract.buyer_name if contract else "", headline=_headline(row), lost=lost, won=won,
            settled=_painted(_settled(row, contract, receipts, paid), paint), signed=_signed(row, contract),
            again=row.round > 1, promised=contract is not None and contract.delivery_date is not None,
            may_decide=RESOLVE.allowed_for(self._workplace.actor.roles),
        )  # fmt: skip

    def resolve(self, case_id: str, choices: Mapping[str, str]) -> None:
        """Write the decision; a new car is leased first, if there is a network."""
        place = self._workplace
        if "delivery_date" in choices:  # typed, as into any other field for a day
            day = read_date(choices["delivery_date"], place.clock.today())
            choices = {**choices, "delivery_date": day.isoformat() if day else ""}
        with place.reading() as session:
            row = cases.find_case(session, place.identity.id, case_id)
        mine = row.mine if row else "first"
        place.decide(case_id=case_id, choices=choices, mine=mine)

    def _cars(
        self, session: Session, row: cases.CaseRow, contract: contracts.ContractRow | None
    ) -> tuple[OtherCar, ...]:
        """What is in stock here for the customer who lost a car, and how else it may end."""
        model = session.execute(
            text("SELECT m.code FROM contract c JOIN model m ON m.id = c.model_id WHERE c.id = :id"),
            {"id": row.contract_id},
        ).scalar()
        found = stock.list_stock(
            session,
            self._workplace.now_text(),
            stock.StockFilter(statuses=("in_stock", "in_transit")),
            limit=2000,
        )
        own = self._workplace.identity
        here = [car for car in found if car.branch == own.branch_code]
        likest = likest_first(here, model or "", contract.list_price if contract else 0)
        paint = paints.called(session)
        shown = (replace(car, colour=paint(car.colour)) for car in likest[:MOST_CARS])
        cars = tuple(_car(car, own.id, contract) for car in shown)
        actor = self._workplace.actor
        may_refund = RESOLVE_REFUND.allowed_for(actor.roles) and not (
            row.contract_id and conflicts.took_in(session, row.contract_id, actor.user_id)
        )
        return (*cars, *endings(may_refund=may_refund))


def likest_first(cars: Sequence[stock.StockRow], model: str, price: int) -> list[stock.StockRow]:
    """The same model, then what costs about the same; what nobody holds before the rest."""

    def likeness(car: stock.StockRow) -> tuple[bool, bool, int, str]:
        held, apart = car.lease is not None, abs(car.list_price - price)
        return car.model_code != model, held, apart, str(car.arrived_on)

    return sorted(cars, key=likeness)


def endings(*, may_refund: bool) -> tuple[OtherCar, OtherCar]:
    """What else than a car there is for a customer who lost one."""
    keeps = tr("Waiting list: the order keeps its number and its money until a car comes")
    back = tr("Full refund: the order is cancelled, all its money goes back")
    return (
        OtherCar(conflicts.WAITING_LIST, keeps, free=True, note=tr("without a car")),
        OtherCar(conflicts.FULL_REFUND, back, may_refund, tr("final") if may_refund else tr("a manager")),
    )


def _headline(row: cases.CaseRow) -> str:
    if row.kind == "vehicle":
        return tr("This car was sold to {name}").format(name=row.data.get("winner_name", ""))
    return tr("What was signed stands") if row.data.get("signed") else tr("Two desks changed this contract")


def _signed(row: cases.CaseRow, contract: contracts.ContractRow | None) -> str:
    """The side that was signed: the one that came second."""
    stands = contract is not None and contract.state in orders.SIGNED and not contract.provisional
    return ("mine" if row.mine == "second" else "theirs") if stands and row.kind == "contract" else ""


def _race(row: cases.CaseRow) -> tuple[str, str]:
    """Of a car sold twice: the order that lost it, and the one that has it."""
    if row.kind != "vehicle":
        return "", ""
    lost = tr("Provisional order, {name}").format(name=row.data.get("loser_name", ""))
    return lost, tr("Sold to {name}").format(name=row.data.get("winner_name", ""))


def _settled(
    row: cases.CaseRow, contract: contracts.ContractRow | None, receipts: tuple[str, ...], paid: int
) -> tuple[MergeGroup, ...]:
    """What needs no decision: groups without a conflict, and money, which is only ever added."""
    if contract is None:
        return ()
    made: list[MergeGroup] = []
    for name, values in contract.groups().items():
        fields = [column for column in values if column in FIELDS and values[column] not in (None, "")]
        taken = name in row.groups or (name == "vehicle" and row.kind == "vehicle")
        if fields and not taken:
            shown = [MergeField(column, *(_said(column, values[column]),) * 3) for column in fields]
            made.append(MergeGroup(name, tuple(shown)))
    if receipts:
        words = f"{format_amount(paid)} · {', '.join(receipts)}"
        field = MergeField("paid", words, words, words)
        made.append(MergeGroup("money", (field,), tr("only ever added")))
    return tuple(made)


def _said(column: str, value: Any) -> str:
    """A value of a contract's row, where amounts are in minor units."""
    if column in ("list_price", "price", "discount"):
        return format_amount(int(value))
    return _words(column, value)


def _car(car: stock.StockRow, terminal_id: str, contract: contracts.ContractRow | None) -> OtherCar:
    free = car.lease is None or car.lease_terminal_id == terminal_id
    place = car.location or car.branch_name
    words = f"{car.model} · {car.colour} · …{car.vin[-6:]} · {place}"
    if (
        contract is not None and car.list_price != contract.list_price
    ):  # the price follows, the discount stays
        price = car.list_price - (contract.list_price - contract.price)
        words = f"{words} · {format_amount(price)}"
    return OtherCar(car.vin, words, free)


def _group(name: str, sides: Mapping[str, Mapping[str, object]]) -> MergeGroup:
    known = [column for column in sides["base"] if column in FIELDS]
    fields = [column for column in known if len({str(side.get(column)) for side in sides.values()}) > 1]
    return MergeGroup(
        name,
        tuple(MergeField(column, *(_words(column, sides[s].get(column)) for s in ("base", "mine", "theirs")))
              for column in fields or known),
    )  # fmt: skip


def _painted(groups: Iterable[MergeGroup], paint: Callable[[str], str]) -> tuple[MergeGroup, ...]:
    """The same, with colours in the reader's language."""

    def seen(field: MergeField) -> MergeField:
        sides = (paint(side) for side in (field.base, field.mine, field.theirs))
        return MergeField(field.name, *sides) if field.name == "colour" else field

    return tuple(replace(group, fields=tuple(map(seen, group.fields))) for group in groups)


def _words(column: str, value: object) -> str:
    if value in (None, ""):
        return "—"
    if column in ("list_price", "price", "discount", "amount", "value"):
        return format_amount(parse_amount(str(value).lstrip("-"))) if value else "—"
    if column == "options":
        return options.names(options.read(json.loads(str(value))))
    if column == "plan":
        plan = json.loads(str(value))
        return f"{plan.get('lender', '')} {format_amount(int(plan.get('loan', 0)))}".strip()
    return _MASKS[column](str(value)) if column in _MASKS else str(value)
