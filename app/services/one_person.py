"""Two files of one person made one, and made two again. Neither is ever deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain import one_person as rules
from app.domain.permissions import CUSTOMER_MERGE, CUSTOMER_UNMERGE
from app.errors import UserError
from app.i18n import N_
from app.models.party import Customer
from app.services import customers

if TYPE_CHECKING:
    from app.services.unit_of_work import UnitOfWork


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
    """They are two after all: a file that was merged stands by itself again, with what had been merged into it."""
    with uow.begin(CUSTOMER_UNMERGE) as tx:
        file, kept = tx.get(Customer, customer_id), customers.kept(tx, customer_id)
        if file is kept:
            message = N_("{name} is not merged into another file.")
            raise UserError("not_merged", message, field="id", name=file.name)
        file.merged_into = kept.merged_into = None  # of a ring, the kept one names somebody, too
