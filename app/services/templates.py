"""Versions of the contract's text: an administrator drafts, another one publishes; what is published stays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app.documents import templates as builtin
from app.documents.fonts import missing_glyphs
from app.domain import states, template_review, template_version
from app.domain.contract_template import Template
from app.domain.lint import Finding
from app.domain.permissions import TEMPLATE_EDIT, TEMPLATE_PUBLISH, TEMPLATE_WITHDRAW, Role
from app.domain.template_version import CONTRACT, TEMPLATE, TemplateState
from app.errors import UserError
from app.i18n import N_
from app.models.base import canonical_json
from app.models.org import ContractTemplate, UserRole
from app.queries import templates

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.services.unit_of_work import Transaction, UnitOfWork


@dataclass(frozen=True)
class Wording:
    """What a draft says: its days, and the text of each language."""

    valid_from: date
    valid_to: date | None
    body: Mapping[str, Mapping[str, Any]]


def draft(uow: UnitOfWork, *, revision: str, like: str) -> str:
    """A new draft with the text of another version; returns its id. It begins today until somebody says when."""
    revision = revision.strip()
    template_version.check_revision(revision)
    with uow.begin(TEMPLATE_EDIT) as tx:
        if templates.find(tx.session, revision) is not None:
            message = N_("There is a version {revision} already. Choose another name.")
            raise UserError("template_exists", message, field="revision", revision=revision)
        before = get(tx.session, like)
        made = ContractTemplate(
            name=CONTRACT, revision=revision, state=TemplateState.DRAFT, valid_from=tx.clock.today(),
            body=before.body, edited_by=tx.actor.user_id, edited_at=tx.clock.now(),
        )  # fmt: skip
        return tx.add(made).id


def save(uow: UnitOfWork, *, revision: str, wording: Wording) -> None:
    """Write a draft's text down. It may have faults still, but it must be a template."""
    template_version.check_dates(wording.valid_from, wording.valid_to)
    with uow.begin(TEMPLATE_EDIT) as tx:
        row = _draft(tx, revision)
        text = {language: dict(said) for language, said in wording.body.items()}
        template_version.read(row.name, row.revision, (wording.valid_from, wording.valid_to), text)
        body = canonical_json(text)
        if (row.valid_from, row.valid_to) != (wording.valid_from, wording.valid_to):
            row.valid_from, row.valid_to = wording.valid_from, wording.valid_to
        if row.body != body:
            row.body = body
            row.edited_by, row.edited_at = tx.actor.user_id, tx.clock.now()


def publish(uow: UnitOfWork, *, revision: str) -> None:
    """Make a draft binding from its first day on; from now on nobody changes it."""
    with uow.begin(TEMPLATE_PUBLISH) as tx:
        row = _draft(tx, revision)
        refuse_unfit(row)
        others = has_other_administrators(tx.session, row.edited_by)
        template_version.check_publisher(row.edited_by, tx.actor.user_id, others=others)
        row.state = states.move(TEMPLATE, TemplateState(row.state), TemplateState.PUBLISHED)
        row.published_by, row.published_at = tx.actor.user_id, tx.clock.now()


def withdraw(uow: UnitOfWork, *, revision: str, even_last: bool = False) -> None:
    """No new contract uses it any more. Those that were made with it keep it; a draft is dropped. Without the last one
    in force nothing new is signed, so that is done only by whoever means it."""
    with uow.begin(TEMPLATE_WITHDRAW) as tx:
        row = get(tx.session, revision)
        if row.state == TemplateState.WITHDRAWN:
            message = N_("{revision} is withdrawn already. See: showroom template list")
            raise UserError("template_withdrawn", message, field="revision", revision=row.revision)
        used = templates.in_force(tx.session, tx.clock.today())
        row.state = states.move(TEMPLATE, TemplateState(row.state), TemplateState.WITHDRAWN)
        tx.session.flush()
        if row is used and not even_last and templates.in_force(tx.session, tx.clock.today()) is None:
            message = N_(
                "{revision} is the only version in force: without it nothing is signed. Publish another one first, or "
                "withdraw it all the same: --even-last"
            )
            raise UserError("template_last", message, field="revision", revision=row.revision)


def get(session: Session, revision: str) -> ContractTemplate:
    """A version by its name; a `UserError` when there is none."""
    found = templates.find(session, revision)
    if found is None:
        message = N_("There is no version {revision}. See: showroom template list")
        raise UserError("template_unknown", message, field="revision", revision=revision)
    return found


def review(row: ContractTemplate) -> list[Finding]:
    """What is wrong or odd with a version."""
    return review_pair(templates.read(row))


def review_pair(pair: Mapping[str, Template]) -> list[Finding]:
    """The same, of words that nobody keeps yet."""
    return template_review.review(pair, template_review.Known(_labels(), missing_glyphs))


def refuse_unfit(row: ContractTemplate) -> None:
    """What stands in the way of publishing, said as a refusal."""
    template_version.check_dates(row.valid_from, row.valid_to)
    found = template_review.errors(review(row))
    if found:
        raise UserError(found[0].code, found[0].text, field=found[0].clause, **found[0].values)


def has_other_administrators(session: Session, user_id: str | None) -> bool:
    """Whether there is an administrator beside this one."""
    others = select(UserRole.id).where(
        UserRole.role == Role.ADMIN, UserRole.active.is_(True), UserRole.user_id != (user_id or "")
    )
    return session.scalars(others.limit(1)).first() is not None


def _labels() -> frozenset[str]:
    """The words of its own that the paper prints, beside the clauses."""
    return frozenset(name for template in builtin.builtin() for name in template.labels)


def _draft(tx: Transaction, revision: str) -> ContractTemplate:
    row = get(tx.session, revision)
    if row.state != TemplateState.DRAFT:
        message = N_("{revision} is published and never changes. Make a new version of it.")
        raise UserError("template_published", message, field="revision", revision=row.revision)
    return row
