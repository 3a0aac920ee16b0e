"""Two files of one person made one, and made two again; two people who look like one told apart, and taken back.
Nothing is ever deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain import one_person as rules
from app.domain.permissions import CUSTOMER_MERGE, CUSTOMER_TAKE_BACK, CUSTOMER_TELL_APART, CUSTOMER_UNMERGE
from app.errors import UserError
from app.i18n import N_
from app.models.party import Customer, ToldApart
from app.queries import one_person as query
from app.services import customers

if TYPE_CHECKING:
    from app.services.unit_of_work import Transaction, UnitOfWork


def merge(uow: UnitOfWork, *, customer_id: str, into: str) -> str:
    """They are one person: the first file goes into the second one, which is kept. Returns the kept file's id.

    A file that is merged already stands for the one that is kept for it.
    """
    with uow.begin(CUSTOMER_MERGE) as tx:
        file, kept = customers.kept(tx, customer_id), customers.kept(tx, into)
        if file is kept:
            raise UserError("same_person", N_("These are one customer's files already."), field="into")
        rules.check_merge(file.kind, kept.kind)
        file.merged_into = kept.id
        return kept.id


def unmerge(uow: UnitOfWork, *, customer_id: str) -> None:
    """They are two after all: a file that was merged stands by itself again, with what had been merged into it, and is
    not taken for the same again."""
    with uow.begin(CUSTOMER_UNMERGE) as tx:
        file, kept = tx.get(Customer, customer_id), customers.kept(tx, customer_id)
        if file is kept:
            message = N_("{name} is not merged into another file.")
            raise UserError("not_merged", message, field="id", name=file.name)
        file.merged_into = kept.merged_into = None  # of a ring, the kept one names somebody, too
        _tell_apart(tx, file, kept)


def tell_apart(uow: UnitOfWork, *, customer_id: str, other_id: str) -> None:
    """They look like one person and are two: nobody is asked again. What was said already is not said twice."""
    with uow.begin(CUSTOMER_TELL_APART) as tx:
        one, other = customers.kept(tx, customer_id), customers.kept(tx, other_id)
        if one is other:
            raise UserError("same_person", N_("These are one customer's files already."), field="other")
        _tell_apart(tx, one, other)


def take_back(uow: UnitOfWork, *, customer_id: str, other_id: str) -> None:
    """Perhaps they are one person after all, whichever of their files had been told apart."""
    with uow.begin(CUSTOMER_TAKE_BACK) as tx:
        said = query.standing(tx.session, customer_id, other_id)
        if not said:
            message = N_("Nobody has said that these are two people.")
            raise UserError("not_told_apart", message, field="other")
        for row_id in said:
            row = tx.get(ToldApart, row_id)
            row.withdrawn_at, row.withdrawn_by = tx.clock.now(), tx.actor.user_id


def _tell_apart(tx: Transaction, one: Customer, other: Customer) -> None:
    if not query.standing(tx.session, one.id, other.id):
        first, second = sorted((one.id, other.id))
        tx.add(
            ToldApart(
                branch_id=one.branch_id, one_id=first, other_id=second, user_id=tx.actor.user_id, at=tx.clock.now()
            )
        )  # fmt: skip
