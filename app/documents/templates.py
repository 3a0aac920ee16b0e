"""The templates that come with the program. Later versions of the contract come from the database, parsed alike."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from functools import cache

from app.domain.contract_document import ContractDocument
from app.domain.contract_template import Template, parse, withdraw
from app.domain.template_version import LANGUAGES, age
from app.paths import resource

FIRST = "2026-11"
"""The words of the first layout (`layouts.py`)."""


@cache
def builtin(kind: str = "contract") -> tuple[Template, ...]:
    """All contracts or receipts, newest first."""
    files = resource("templates").glob(f"{kind}-*.json")
    templates = [parse(json.loads(file.read_text(encoding="utf-8"))) for file in files]
    return tuple(
        sorted(templates, key=lambda template: (template.valid_from, age(template.version)), reverse=True)
    )


def template_for(document: ContractDocument, language: str) -> Template:
    """The template that a document names, in that language; if there is none, that of the document's day."""
    spoken = [template for template in builtin() if template.language == language]
    wanted = document.template.rpartition("@")[2]
    named = (template for template in spoken if wanted in (template.name, template.version))
    return next(named, None) or in_force(language, document.drawn_on)


def in_force(language: str, on: date) -> Template:
    """The newest template in force on a day, or the newest there is: an old date must still print."""
    spoken = [template for template in builtin() if template.language == language]
    return next((template for template in spoken if template.in_force(on)), spoken[0])


def nothing_in_force(on: date) -> Mapping[str, Template]:
    """What a paper is drafted in where no version may be used: it prints, and the linter stops it."""
    return {language: withdraw(in_force(language, on)) for language in LANGUAGES}


def words_of(kind: str, language: str, revision: str = FIRST) -> Template:
    """The words of a `receipt`, an `addendum` or a `notice`, in the revision that the paper's layout takes."""
    spoken = (template for template in builtin(kind) if template.language == language)
    return next(template for template in spoken if template.version == revision)
