"""The versions of the contract's text: which one is in force, which one a document names, and the list of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, func, or_, select

from app.domain import template_version
from app.domain.contract_template import Template
from app.domain.template_version import CONTRACT, TemplateState
from app.models.deal import Contract
from app.models.org import ContractTemplate, User

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_IN_FORCE = (
    select(ContractTemplate)
    .where(
        ContractTemplate.name == CONTRACT,
        ContractTemplate.state == TemplateState.PUBLISHED,
        ContractTemplate.valid_from <= bindparam("day"),
        or_(ContractTemplate.valid_to.is_(None), ContractTemplate.valid_to >= bindparam("day")),
    )
    .order_by(ContractTemplate.valid_from.desc(), ContractTemplate.revision.desc())
    .limit(1)
)
_NAMED = select(ContractTemplate).where(
    ContractTemplate.name == bindparam("name"), ContractTemplate.revision == bindparam("revision")
)


@dataclass(frozen=True)
class VersionRow:
    """A version in the list."""

    id: str
    revision: str
    state: str
    valid_from: date
    valid_to: date | None
    edited_by: str
    edited_at: datetime | None
    contracts: int


def in_force(session: Session, on: date) -> ContractTemplate | None:
    """The version that contracts drawn on a day use: of those published for it the one that began last."""
    return session.scalars(_IN_FORCE, {"day": on}).first()


def find(session: Session, revision: str) -> ContractTemplate | None:
    """A version of the sales contract by its name."""
    return session.scalars(_NAMED, {"name": CONTRACT, "revision": revision.strip()}).first()


def read(row: ContractTemplate) -> Mapping[str, Template]:
    """The words of a version in both languages; refused in words if they are no template."""
    withdrawn = row.state == TemplateState.WITHDRAWN
    return _parsed(row.name, row.revision, (row.valid_from, row.valid_to), withdrawn, row.body)


@lru_cache(maxsize=16)
def _parsed(
    name: str, revision: str, valid: tuple[date, date | None], withdrawn: bool, text: str
) -> Mapping[str, Template]:
    return template_version.read(name, revision, valid, json.loads(text), withdrawn=withdrawn)


def name_of(session: Session, template_id: str | None) -> str:
    """How a document names its version."""
    row = session.get(ContractTemplate, template_id) if template_id else None
    return f"{row.name}@{row.revision}" if row else ""


def named(session: Session, name: str) -> Mapping[str, Template] | None:
    """The words of the version that a document names, as `name@revision`."""
    called, _, revision = name.rpartition("@")
    row = session.scalars(_NAMED, {"name": called, "revision": revision}).first()
    return read(row) if row else None


def list_versions(session: Session) -> list[VersionRow]:
    """All versions, the newest first."""
    used = select(Contract.template_id, func.count().label("n")).group_by(Contract.template_id).subquery()
    found = session.execute(
        select(ContractTemplate, User.display_name, used.c.n)
        .outerjoin(User, User.id == ContractTemplate.edited_by)
        .outerjoin(used, used.c.template_id == ContractTemplate.id)
        .where(ContractTemplate.name == CONTRACT)
        .order_by(ContractTemplate.valid_from.desc(), ContractTemplate.revision.desc())
    )
    return [_row(row, name, count) for row, name, count in found]


def _row(row: ContractTemplate, name: str | None, count: int | None) -> VersionRow:
    return VersionRow(
        row.id, row.revision, row.state, row.valid_from, row.valid_to, name or "", row.edited_at, count or 0
    )


def body_of(row: ContractTemplate) -> dict[str, Any]:
    """A copy of the stored text, to be edited."""
    body: dict[str, Any] = json.loads(row.body)
    return body
