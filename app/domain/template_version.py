"""Versions of a contract's text: drafted, published on a day, withdrawn. What is published never changes."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from app.domain import contract_template
from app.domain.contract_template import Template
from app.errors import PermissionDenied, UserError
from app.i18n import N_

LANGUAGES = ("zh_CN", "en")
CONTRACT = "contract"
"""The name that all versions of the sales contract share."""
_REVISION = re.compile(r"[0-9A-Za-z][0-9A-Za-z.-]{0,19}", re.ASCII)


def age(revision: str) -> tuple[int, ...]:
    """What puts the program's own revisions in order: 2026-11.10 is newer than 2026-11.9."""
    return tuple(map(int, re.findall(r"[0-9]+", revision)))


class TemplateState(StrEnum):
    """How far a version has come."""

    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


_S = TemplateState
TEMPLATE: Mapping[TemplateState, frozenset[TemplateState]] = {
    _S.DRAFT: frozenset({_S.PUBLISHED, _S.WITHDRAWN}),
    _S.PUBLISHED: frozenset({_S.WITHDRAWN}),
    _S.WITHDRAWN: frozenset(),
}
LABELS: Mapping[TemplateState, str] = {
    _S.DRAFT: N_("Draft"),
    _S.PUBLISHED: N_("Published"),
    _S.WITHDRAWN: N_("Withdrawn"),
}


def read(
    name: str, revision: str, valid: tuple[date, date | None], body: object, *, withdrawn: bool = False
) -> dict[str, Template]:
    """A version in each of its two languages; refused in words if it is no template."""
    if not isinstance(body, Mapping) or set(body) != set(LANGUAGES):
        raise UserError("template_malformed", N_("A template needs its text in Chinese and in English."))
    begins, ends = valid
    return {
        language: _spoken(name, revision, language, (begins, ends), body[language], withdrawn)
        for language in LANGUAGES
    }


def _spoken(
    name: str, revision: str, language: str, valid: tuple[date, date | None], text: Any, withdrawn: bool
) -> Template:
    if not isinstance(text, Mapping):
        raise UserError("template_malformed", N_("A template needs its text in Chinese and in English."))
    begins, ends = valid
    head = {
        "id": name, "version": revision, "language": language, "valid_from": begins.isoformat(),
        "valid_to": ends.isoformat() if ends else None,
    }  # fmt: skip
    template = contract_template.parse({**text, **head})
    return contract_template.withdraw(template) if withdrawn else template


def text_of(data: Mapping[str, Any]) -> dict[str, Any]:
    """What a stored version keeps of a template's JSON: the text, without the head that its row has."""
    names = ("title", "provisional_title", "provisional_note", "required_fields", "clauses", "labels")
    return {name: data[name] for name in names}


def check_revision(revision: str) -> None:
    """A version's name is printed on the contract, and said on the telephone."""
    if not _REVISION.fullmatch(revision):
        message = N_("Name the version with at most 20 letters, digits, dots and hyphens, such as 2026-12.")
        raise UserError("template_revision", message, field="revision")


def next_revision(known: Collection[str], today: date) -> str:
    """A name for a new version: the month, `2026-12`, and a number if that is taken."""
    month = f"{today:%Y-%m}"
    names = [month, *(f"{month}.{n}" for n in range(2, len(known) + 3))]
    return next(name for name in names if name not in known)


def check_dates(valid_from: date, valid_to: date | None) -> None:
    """A version ends after it begins."""
    if valid_to is not None and valid_to < valid_from:
        raise UserError("template_dates", N_("The last day is before the first one."), field="valid_to")


def check_publisher(edited_by: str | None, user_id: str, *, others: bool) -> None:
    """Nobody publishes what they wrote, where there is another administrator to read it first."""
    if others and edited_by == user_id:
        message = N_("Another administrator publishes what you wrote: four eyes read what customers sign.")
        raise PermissionDenied("self_approval", message)
