"""The door of the comparison of two files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.identity import last_four
from app.errors import UserError
from app.i18n import N_
from app.ids import made_at
from app.presenters.same_person import Compared, FileSide
from app.queries import customers, one_person
from app.services import one_person as files

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.queries.customers import CustomerFile
    from app.workplace import Workplace

_COMPARED = ("name", "kind", "phone", "id_kind", "id_number", "address", "note")


class SamePersonOfTerminal:
    """`presenters.same_person.SamePersonGateway` over an opened terminal."""

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace

    def compare(self, one: str, other: str) -> Compared:
        """Both as they are; of two that are one customer's the kept one first."""
        with self._workplace.reading() as session:
            kept = one_person.kept_of(session, one)
            merged = kept == one_person.kept_of(session, other)
            if merged and kept == other:
                one, other = other, one
            apart = not merged and bool(one_person.standing(session, one, other))
            rows = [_file(session, each) for each in (one, other)]
            left, right = (_side(session, row) for row in rows)
        differs = frozenset(name for name in _COMPARED if getattr(rows[0], name) != getattr(rows[1], name))
        return Compared((left, right), differs, merged, apart)

    def merge(self, file: str, into: str) -> None:
        """They are one."""
        files.merge(self._workplace.unit_of_work(), customer_id=file, into=into)

    def unmerge(self, file: str) -> None:
        """They are two."""
        files.unmerge(self._workplace.unit_of_work(), customer_id=file)

    def tell_apart(self, one: str, other: str) -> None:
        """They are two, and nobody is asked again."""
        files.tell_apart(self._workplace.unit_of_work(), customer_id=one, other_id=other)

    def take_back(self, one: str, other: str) -> None:
        """Perhaps they are one after all."""
        files.take_back(self._workplace.unit_of_work(), customer_id=one, other_id=other)


def _file(session: Session, customer_id: str) -> CustomerFile:
    found = customers.find_file(session, customer_id)
    if found is None:
        raise UserError("customer_unknown", N_("This customer is not on file here."))
    return found


def _side(session: Session, row: CustomerFile) -> FileSide:
    own = one_person.belongings(session, row.id)
    return FileSide(
        id=row.id, name=row.name, kind=row.kind, phone=row.phone, id_kind=row.id_kind,
        id_last4=last_four(row.id_number) if row.id_number else "", address=row.address, note=row.note,
        made_at=made_at(row.id), deals=own.deals, signed=own.signed, quotes=own.quotes, drives=own.drives,
    )  # fmt: skip
