"""From what is on the desk to the order that a contract or a quote is drawn from."""

from __future__ import annotations

from app.errors import UserError
from app.i18n import N_
from app.presenters.deal_desk_state import DeskState
from app.services import contracts


def order_of(state: DeskState) -> contracts.Order:
    """What the contract is drawn from."""
    buyer, car = state.buyer, state.car
    if buyer is None or car is None:
        raise UserError("deal_incomplete", N_("A contract needs a customer and a car."))
    names = ("name", "phone", "id_kind", "id_number", "address")
    customer = {name: getattr(buyer, name) for name in names if getattr(buyer, name)}
    return contracts.Order(
        customer={"id": buyer.id, **customer} if buyer.id else customer,
        price=state.price,
        vin=car.vin or None,
        model=None if car.vin else car.model_code,
        colour=None if car.vin else car.colour or None,
        options=() if car.vin else tuple(option.code for option in car.options),
        lines=tuple(
            contracts.Line(
                line.label,
                line.amount,
                line.kind,
                line.payee or None,
                line.nature,
                line.rule or None,
                cost=line.cost,
                cost_id=line.cost_id or None,
            )
            for line in state.sold_lines
        ),
        delivery_date=state.delivery_on,
        delivery_place=state.delivery_place or None,
        terms=state.terms or None,
        plan=state.payment,
        language=state.language,
        deal=state.deal_no or None,
    )
