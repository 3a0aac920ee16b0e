"""Customers: adding and correcting them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, select

from app.domain import identity
from app.domain.permissions import CUSTOMER_ADD, CUSTOMER_EDIT
from app.errors import UserError
from app.i18n import N_, in_a_row
from app.models.party import Customer
from app.queries import one_person
from app.services import tables
from app.services.tables import ImportReport

if TYPE_CHECKING:
    from app.services.unit_of_work import Transaction, UnitOfWork

KINDS = ("person", "company")
FIELDS = ("name", "phone", "id_number", "address", "kind", "id_kind", "note")
_BY_NUMBER = select(Customer).where(Customer.id_number == bindparam("number"))


def add(uow: UnitOfWork, given: Mapping[str, Any], *, again: bool = False) -> str:
    """Add a customer; returns the id. `again`: although somebody of that number is on file."""
    with uow.begin(CUSTOMER_ADD) as tx:
        made = new(tx, given)
        if not again:
            refuse_known(tx, made)
        return made.id


def import_customers(uow: UnitOfWork, file: Path, *, dry_run: bool = False) -> ImportReport:
    """Add customers from a file with name, phone, id_number, address; each is an action of its own."""
    uow.require(CUSTOMER_ADD)
    report = ImportReport()
    for line, row in tables.read(file, FIELDS, ("name",), report):
        given = {name: value for name, value in row.items() if name in FIELDS and value}
        try:
            with uow.begin(CUSTOMER_ADD, rehearsal=dry_run) as tx:
                refuse_known(tx, new(tx, given))
            report.received += 1
        except UserError as error:
            report.refuse(line, error)
    return report


def refuse_known(tx: Transaction, customer: Customer) -> None:
    """Nobody is there twice because a file was taken in twice, or because two people met them."""
    if customer.id_number:
        same, field = Customer.id_number == customer.id_number, "id_number"
    else:
        same = and_(Customer.name == customer.name, Customer.phone.is_not_distinct_from(customer.phone))
        field = "phone"
    # Not `is_(False)`: SQLite would walk the list of all who are not archived instead of looking up a number.
    found = select(Customer).where(same, Customer.id != customer.id, ~Customer.archived.is_(True))
    known = tx.session.scalars(found.order_by(Customer.id)).first()
    if known is not None:
        message = N_("{name} is on file already with this number.")
        raise UserError("customer_known", message, field=field, name=known.name, id=known.id)


def edit(uow: UnitOfWork, customer_id: str, given: Mapping[str, Any]) -> None:
    """Change fields of a customer, in the file that is kept."""
    with uow.begin(CUSTOMER_EDIT) as tx:
        _write(tx, kept(tx, customer_id), given)


def kept(tx: Transaction, customer_id: str) -> Customer:
    """The customer's file: the one that is kept, if the file with that id is merged into another one."""
    named = tx.get(Customer, customer_id)
    if named.merged_into is None:
        return named
    return tx.get(Customer, one_person.kept_of(tx.session, named.id))


def given_or_new(tx: Transaction, customer: str | Mapping[str, Any]) -> Customer:
    """The customer with that id, or a new one of those fields; one with the same ID number is taken again.

    Fields with an `id` among them fill in what was missing of someone who is on file.
    """
    if isinstance(customer, str):
        return kept(tx, customer)
    if customer.get("id"):
        on_file = kept(tx, str(customer["id"]))
        _write(tx, on_file, {name: value for name, value in customer.items() if name != "id"})
        return on_file
    number = identity.normalise_id(str(customer.get("id_number") or ""))
    if number:
        known = tx.session.scalars(_BY_NUMBER, {"number": number}).first()
        if known is not None and known.name == identity.normalise_name(str(customer.get("name", ""))):
            return kept(tx, known.id)
    return new(tx, customer)


def new(tx: Transaction, given: Mapping[str, Any]) -> Customer:
    """A new customer in the actor's branch; raises `UserError` with the field that is wrong."""
    return tx.add(Customer(branch_id=tx.actor.branch_id, archived=False, **_checked(given, tx.clock.today())))


def _write(tx: Transaction, customer: Customer, given: Mapping[str, Any]) -> None:
    for name, value in _checked({**_present(customer), **given}, tx.clock.today()).items():
        if getattr(customer, name) != value:
            setattr(customer, name, value)


def _text(name: str, value: object) -> str | None:
    """A field's text. JSON may hold a telephone number as a number; anything else is a mistake."""
    if not isinstance(value, str | int) or isinstance(value, bool):
        raise UserError("field_wrong", N_("“{field}” must be a text."), field=name)
    return str(value).strip() or None


def _one_of(name: str, value: str, known: Sequence[str]) -> str:
    if value not in known:
        message = N_("“{given}” cannot stand in {field}. Known are: {known}.")
        raise UserError("field_wrong", message, field=name, given=value, known=in_a_row(known))
    return value


def _present(customer: Customer) -> dict[str, Any]:
    return {name: getattr(customer, name) for name in FIELDS}


def _usual_paper(values: Mapping[str, str | None]) -> identity.IdKind:
    """The paper of somebody whose paper is not named: a company's licence, or a person's card. Whoever is not called
    a person either is a company if it has a licence, or a number that can only be a credit code."""
    kind, paper = values.get("kind"), values.get("id_kind")
    licensed = (
        paper == identity.IdKind.BUSINESS_LICENCE
        if paper
        else identity.is_credit_code(values.get("id_number") or "")
    )
    if kind == "company" or (not kind and licensed):
        return identity.IdKind.BUSINESS_LICENCE
    return identity.IdKind.ID_CARD


def _checked(given: Mapping[str, Any], today: date) -> dict[str, Any]:
    if unknown := sorted(set(given) - set(FIELDS)):
        raise UserError("field_unknown", N_("A customer has no field “{field}”."), field=unknown[0])
    values = {name: _text(name, given[name]) for name in FIELDS if given.get(name) is not None}
    identity.check_name(values.get("name") or "")
    values["name"] = identity.normalise_name(values["name"] or "")
    usual = _usual_paper(values)
    company = usual is identity.IdKind.BUSINESS_LICENCE
    values["kind"] = _one_of("kind", values.get("kind") or ("company" if company else "person"), KINDS)
    kind = identity.IdKind(_one_of("id_kind", values.get("id_kind") or usual, tuple(identity.IdKind)))
    values["id_kind"] = kind.value
    if values.get("phone"):
        identity.check_phone(values["phone"] or "")
        values["phone"] = identity.normalise_phone(values["phone"] or "")
    if number := values.get("id_number"):
        identity.check_paper(kind, number, today=today)
        values["id_number"] = identity.normalise_id(number)
    born = identity.birth_date(values["id_number"]) if number and kind is identity.IdKind.ID_CARD else None  # type: ignore[arg-type]
    return {**values, "birth_date": born}
