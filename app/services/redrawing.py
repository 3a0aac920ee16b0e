"""Drawing a contract anew: the desk went on changing things after the number was given out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.domain.handover import refuse_past
from app.domain.permissions import CONTRACT_EDIT
from app.domain.pricing import check_price
from app.domain.states import ContractState
from app.errors import UserError
from app.i18n import N_
from app.models.deal import Contract, ContractLine, Deal
from app.services import contracts, customers, papers, price_sheets

if TYPE_CHECKING:
    from app.services.contracts import Line, Order
    from app.services.unit_of_work import Transaction, UnitOfWork


def redraw(uow: UnitOfWork, *, contract_id: str, order: Order) -> int:
    """Make a draft say what `order` says, under the number that it has; returns the version."""
    with uow.begin(CONTRACT_EDIT) as tx:
        contract = tx.get(Contract, contract_id)
        if contract.state != ContractState.DRAFT:
            message = N_("{no} is no draft any more and cannot be drawn anew. Write an amendment instead.")
            raise UserError("contract_signed", message, no=contract.no)
        changed = _put(contract, _values(tx, contract, order))
        changed |= _put_lines(tx, contract, order.lines)
        price_sheets.refuse_negative(tx.session, contract)
        deal = tx.get(Deal, contract.deal_id)
        if deal.customer_id != contract.customer_id:
            deal.customer_id = contract.customer_id
        if changed:
            contract.version += 1
        return contract.version


def _values(tx: Transaction, contract: Contract, order: Order) -> dict[str, Any]:
    check_price(order.price)
    if order.delivery_date != contract.delivery_date:
        refuse_past(order.delivery_date, tx.clock.today())
    what = contracts.subject(tx, order)
    buyer = customers.given_or_new(tx, order.customer)
    return {
        "customer_id": buyer.id, "buyer_name": buyer.name, "buyer_phone": buyer.phone,
        "buyer_id_number": buyer.id_number, "buyer_address": buyer.address,
        **what.columns, "price": order.price, "discount": what.list_price - order.price,
        "delivery_date": order.delivery_date, "delivery_place": order.delivery_place, "terms": order.terms,
        "plan": dict(order.plan) if order.plan else None, "language": order.language,
        "template_id": papers.template_id(tx.session, contract.drawn_on),
    }  # fmt: skip


def _put(contract: Contract, values: dict[str, Any]) -> bool:
    changed = {name: value for name, value in values.items() if getattr(contract, name) != value}
    for name, value in changed.items():
        setattr(contract, name, value)
    return bool(changed)


def _put_lines(tx: Transaction, contract: Contract, wanted: tuple[Line, ...]) -> bool:
    """Keep lines that are still wanted, so that two desks that agree do not meet as a conflict."""
    missing, changed = list(wanted), False
    for line in price_sheets.lines_of(tx.session, contract.id):
        if line.trade_in_id is not None:
            continue  # comes and goes with its appraisal
        same = next((each for each in missing if _same(each, line)), None)
        if same is not None:
            missing.remove(same)
            contracts.charge(tx, contract, same, line)
        else:
            line.removed = changed = True
    for each in missing:
        contracts.add_line(tx, contract, each)
    return changed or bool(missing)


def _same(wanted: Line, line: ContractLine) -> bool:
    names = ("kind", "label", "payee", "nature", "amount", "rule")
    return all(getattr(wanted, name) == getattr(line, name) for name in names)


def speak(uow: UnitOfWork, *, contract_id: str, language: str) -> int:
    """Write an unsigned contract in another language; returns the version."""
    with uow.begin(CONTRACT_EDIT) as tx:
        contract = tx.get(Contract, contract_id)
        if contract.state in (ContractState.SIGNED, ContractState.AMENDED, ContractState.CANCELLED):
            message = N_("{no} is no draft any more and cannot be drawn anew. Write an amendment instead.")
            raise UserError("contract_signed", message, no=contract.no)
        if contract.language != language:
            contract.language = language
            contract.version += 1
        return contract.version
