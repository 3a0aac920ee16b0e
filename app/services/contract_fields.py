"""A contract's fields as the command line and the merge dialog name them, each with its own check."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from sqlalchemy import and_, bindparam, select

from app.domain import days, finance, handover, identity, loan, money, options, pricing, vin
from app.domain.catalogue import offered, price_in
from app.domain.options import Option
from app.errors import UserError
from app.i18n import N_, in_a_row
from app.ids import vehicle_id
from app.models.deal import Contract
from app.models.org import Branch
from app.models.party import Customer
from app.models.vehicle import Model, StockStay, Vehicle
from app.services import leases
from app.services.orders import CONFIRMED, confirmed_contract

if TYPE_CHECKING:
    from app.services.unit_of_work import Transaction

Setter = Callable[["Transaction", Contract, str], None]
# Every sale asks it: the car, its stay that the server knows of if there are two, and what it is, which is asked next.
_IN_STOCK = (
    select(Vehicle, StockStay, Model)
    .join(StockStay, and_(StockStay.vehicle_id == Vehicle.id, StockStay.active.is_(True)))
    .join(Model, Model.id == Vehicle.model_id)
    .where(Vehicle.id == bindparam("car"))
    .order_by(StockStay.ver.desc())
)


def apply_values(tx: Transaction, contract: Contract, values: Mapping[str, str]) -> None:
    """Write field values of the command line's form onto a contract, and count the version up."""
    for name, text in sorted(values.items(), key=lambda value: _RANKS.get(value[0], 0)):
        setter = _SETTERS.get(name)
        if setter is None:
            message = N_("“{name}” cannot be set. Known are: {known}.")
            raise UserError("field_unknown", message, field=name, name=name, known=in_a_row(_SETTERS))
        setter(tx, contract, text)
    finance.check_plan(contract.plan)
    contract.discount = contract.list_price - contract.price
    contract.version += 1


def car_in_stock(tx: Transaction, number: str) -> tuple[Vehicle, int]:
    """The car with that VIN and its list price."""
    vin.check_vin(number)
    number = vin.normalise_vin(number)
    found = tx.session.execute(_IN_STOCK, {"car": vehicle_id(number)}).first()
    if found is None:
        raise UserError("not_in_stock", N_("{vin} is not in stock."), field="vin", vin=number)
    car, stay, _ = found
    if stay.branch_id != tx.actor.branch_id:
        message = N_("{vin} stands at {branch}. Have it sent to your branch first, then sell it.")
        raise UserError(
            "car_elsewhere", message, field="vin", vin=number, branch=tx.get(Branch, stay.branch_id).name
        )
    return car, stay.list_price


def fitted(car: Vehicle, model: Model, wanted: Sequence[str] = ()) -> tuple[Option, ...]:
    """What a car in stock has, as far as it is known, with nothing to be paid for it beside the car's own list price.
    Whoever wants something that it has not is told so."""
    has = options.fitted(offered(model.attributes), car.options)
    try:
        options.choose(has, wanted, model=car.vin)
    except UserError as error:
        if error.code != "option_unknown":
            raise
        message = N_(
            "A car in stock is sold as it stands, and {vin} is not known to have “{option}”. Order the model without "
            "a car, or put what the workshop fits among the add-ons."
        )
        values = {"vin": car.vin, "option": error.values.get("option", "")}
        raise UserError("option_of_car", message, field="option", **values) from error
    return has


def refuse_sold(contract: Contract, other: Contract | None) -> bool:
    """Refuse a car that another contract has; true if this one has it already."""
    if other is not None and other.id != contract.id:
        message = N_("This car was sold to {name}. Choose another car.")
        raise UserError("vehicle_sold", message, field="vin", name=other.buyer_name)
    return other is not None


def _set_price(tx: Transaction, contract: Contract, text: str) -> None:
    price = money.parse_amount(text, field="price")
    pricing.check_price(price)
    contract.price = price


def _set_discount(tx: Transaction, contract: Contract, text: str) -> None:
    contract.price = contract.list_price - money.parse_amount(text, field="discount")
    pricing.check_price(contract.price, field="discount")


def _set_date(tx: Transaction, contract: Contract, text: str) -> None:
    on = days.parse(text, field="delivery_date") if text.strip() else None
    if (
        on != contract.delivery_date
    ):  # one that has gone by meanwhile does not stand in the way of other changes
        handover.refuse_past(on, tx.clock.today())
    contract.delivery_date = on


def _set_vin(tx: Transaction, contract: Contract, text: str) -> None:
    car, list_price = car_in_stock(tx, text)
    refuse_sold(contract, confirmed_contract(tx.session, car.id))
    if contract.state in CONFIRMED and contract.vehicle_id != car.id:
        contract.provisional = True  # the claim was on the other car; the server confirms this one
        leases.reserve(tx.session, car.id, contract.id)
    contract.vehicle_id, contract.model_id, contract.colour = car.id, car.model_id, car.colour
    contract.options = options.stored(fitted(car, tx.get(Model, car.model_id)))
    contract.list_price = list_price


def give_up_car(tx: Transaction, contract: Contract) -> None:
    """Its car went to somebody else, and it waits for another one: at the same list price, in which the options that
    the car had have their own price again."""
    offers = offered(tx.get(Model, contract.model_id).attributes)
    contract.vehicle_id = None
    contract.options = options.stored(options.ordered(offers, options.read(contract.options)))


def listed(model: Model, colour: str | None, chosen: Sequence[Option]) -> int:
    """The list price of the day of a car that is still to be allocated, in its paint and with its options."""
    return price_in(colour, model.list_price, model.attributes) + options.total(chosen)


def price_anew(tx: Transaction, contract: Contract) -> None:
    """Give a contract whose car or options somebody decided about the list price that goes with them."""
    if contract.vehicle_id is None:
        chosen = options.read(contract.options)
        contract.list_price = listed(tx.get(Model, contract.model_id), contract.colour, chosen)
    elif (found := tx.session.execute(_IN_STOCK, {"car": contract.vehicle_id}).first()) is not None:
        contract.list_price = found[1].list_price


def _price_follows(tx: Transaction, contract: Contract, *, field: str) -> None:
    """What is ordered otherwise costs what that costs, less what was taken off."""
    off = contract.list_price - contract.price
    price_anew(tx, contract)
    contract.price = contract.list_price - off
    pricing.check_price(contract.price, field=field)


def _set_colour(tx: Transaction, contract: Contract, text: str) -> None:
    colour = text.strip() or None
    is_other, contract.colour = colour != contract.colour, colour
    if contract.vehicle_id is None and is_other:  # what is ordered costs what that paint costs
        _price_follows(tx, contract, field="colour")


def _set_options(tx: Transaction, contract: Contract, text: str) -> None:
    """Other options of an order without a car, by their codes."""
    wanted, model = options.codes(text), tx.get(Model, contract.model_id)
    if contract.vehicle_id is not None:
        fitted(tx.get(Vehicle, contract.vehicle_id), model, wanted)
        return
    contract.options = options.stored(options.choose(offered(model.attributes), wanted, model=model.code))
    _price_follows(tx, contract, field="options")


def _set_name(tx: Transaction, contract: Contract, text: str) -> None:
    identity.check_name(text, field="buyer.name")
    contract.buyer_name = identity.normalise_name(text)


def _set_phone(tx: Transaction, contract: Contract, text: str) -> None:
    if text.strip():
        identity.check_phone(text, field="buyer.phone")
    contract.buyer_phone = identity.normalise_phone(text) or None


def _set_id_number(tx: Transaction, contract: Contract, text: str) -> None:
    kind = identity.IdKind(tx.get(Customer, contract.customer_id).id_kind)
    identity.check_paper(kind, text, field="buyer.id_number", today=tx.clock.today())
    contract.buyer_id_number = identity.normalise_id(text)


def _plan(name: str, read: Callable[[str], str | int]) -> Setter:
    """Part of how a loan pays; no loan any more: the buyer pays in full."""

    def setter(tx: Transaction, contract: Contract, text: str) -> None:
        plan = {"kind": "loan", "lender": "", "loan": 0, "months": 0, "rate_bp": 0, **(contract.plan or {})}
        plan |= {"kind": "loan", name: read(text)}
        contract.plan = plan if plan["loan"] else None

    return setter


def _loan(text: str) -> int:
    return money.parse_amount(text, field="loan") if text.strip() else 0


def _months(text: str) -> int:
    if not text.strip().isdecimal() or not 1 <= int(text) <= loan.MAX_MONTHS:
        message = N_("A loan runs 1 to {most} months.")
        raise UserError("months_invalid", message, field="loan.months", most=loan.MAX_MONTHS)
    return int(text)


def _rate(text: str) -> int:
    return loan.read_rate(text, field="loan.rate")


def _plain(column: str) -> Setter:
    def setter(tx: Transaction, contract: Contract, text: str) -> None:
        setattr(contract, column, text.strip() or None)

    return setter


_SETTERS: dict[str, Setter] = {
    "price": _set_price,
    "discount": _set_discount,
    "delivery_date": _set_date,
    "delivery_place": _plain("delivery_place"),
    "colour": _set_colour,
    "options": _set_options,
    "terms": _plain("terms"),
    "loan": _plan("loan", _loan),
    "loan.lender": _plan("lender", str.strip),
    "loan.months": _plan("months", _months),
    "loan.rate": _plan("rate_bp", _rate),
    "vin": _set_vin,
    "buyer.name": _set_name,
    "buyer.phone": _set_phone,
    "buyer.id_number": _set_id_number,
    "buyer.address": _plain("buyer_address"),
}
_RANKS = {"vin": -2, "colour": -1, "options": -1, "discount": 1, "price": 2}
"""What is written before the other fields or after them: a car first, and a price that is said stands."""
