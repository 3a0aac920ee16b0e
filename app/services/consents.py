"""Consent: given for a purpose, withdrawn at any time. And whole numbers, shown for a reason that is written down."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from app.clock import iso
from app.domain import consent as rules
from app.domain.permissions import CONSENT_GIVE, CONSENT_WITHDRAW, REVEAL
from app.errors import UserError
from app.i18n import N_, in_a_row
from app.models.party import Consent, Customer, Reveal
from app.queries import one_person
from app.services import customers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from app.services.unit_of_work import UnitOfWork


def give(uow: UnitOfWork, *, customer_id: str, purpose: str, way: str = "paper") -> str:
    """A customer agrees; what holds already is not given twice. Returns its id."""
    for field, given, known in (("purpose", purpose, rules.PURPOSES), ("way", way, rules.WAYS)):
        if given not in known:
            message = N_("“{given}” cannot stand in {field}. Known are: {known}.")
            raise UserError("field_wrong", message, field=field, given=given, known=in_a_row(known))
    with uow.begin(CONSENT_GIVE) as tx:
        customer = customers.kept(tx, customer_id)
        holds = find(tx.session, customer.id, purpose)
        if holds is not None:
            return holds.id
        return tx.add(
            Consent(
                branch_id=customer.branch_id, customer_id=customer.id, purpose=purpose, way=way,
                given_at=tx.clock.now(), user_id=tx.actor.user_id,
            )
        ).id  # fmt: skip


def withdraw(uow: UnitOfWork, *, customer_id: str, purpose: str) -> None:
    """They do not agree any more, from now on, in whichever of their files they had agreed."""
    with uow.begin(CONSENT_WITHDRAW) as tx:
        if find(tx.session, customer_id, purpose) is None:
            raise UserError("consent_none", N_("There is no consent to withdraw."), field="purpose")
        for given in _said(tx.session, customer_id, purpose):
            if given.withdrawn_at is None:
                given.withdrawn_at, given.withdrawn_by = tx.clock.now(), tx.actor.user_id


def find(session: Session, customer_id: str, purpose: str) -> Consent | None:
    """The consent that holds."""
    rows = _said(session, customer_id, purpose)
    said = [
        rules.Said(row.customer_id, iso(row.given_at), iso(row.withdrawn_at) if row.withdrawn_at else None)
        for row in rows
    ]
    holds = rules.holding(said)
    return None if holds is None else rows[holds]


def _said(session: Session, customer_id: str, purpose: str) -> Sequence[Consent]:
    """All that they ever said of a purpose, in all of their files."""
    files = one_person.files_of(session, customer_id)
    found = select(Consent).where(Consent.customer_id.in_(files), Consent.purpose == purpose)
    return session.scalars(found.order_by(Consent.id)).all()


def reveal(uow: UnitOfWork, *, customer_id: str, field: str, reason: str, note: str = "") -> str:
    """A whole number, once it is written down who looks at it and why."""
    rules.check_reveal(reason, note)
    with uow.begin(REVEAL) as tx:
        customer = tx.get(Customer, customer_id)
        number: str | None = {"id_number": customer.id_number, "phone": customer.phone}.get(field)
        if not number:
            raise UserError("nothing_to_reveal", N_("There is no number here."), field=field)
        tx.add(
            Reveal(
                branch_id=customer.branch_id, customer_id=customer_id, user_id=tx.actor.user_id, field=field,
                reason=reason, note=note.strip() or None, at=tx.clock.now(),
            )
        )  # fmt: skip
    return number
