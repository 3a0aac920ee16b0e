"""The door of the page on which an administrator writes the contract's text."""

from __future__ import annotations

from datetime import date
from typing import Any

from app.domain import template_samples, template_text, template_version
from app.domain.contract_template import Template
from app.domain.template_version import CONTRACT, LANGUAGES, TemplateState
from app.errors import UserError
from app.gateways import papers
from app.i18n import N_
from app.presenters.print_sign import PDF_FILE
from app.presenters.sent import Sent
from app.presenters.template_editor import Mark, Tried, Version, Wording
from app.queries import templates as query
from app.queries.templates import VersionRow
from app.services import templates
from app.workplace import Workplace


class TemplatesOfTerminal:
    """`presenters.template_editor.TemplatesGateway` over an opened terminal; any thread may call it."""

    def __init__(self, workplace: Workplace) -> None:
        self._at = workplace

    def versions(self) -> tuple[Version, ...]:
        """All of them, the newest first."""
        today = self._at.clock.today()
        with self._at.reading() as session:
            rows = query.list_versions(session)
            current = query.in_force(session, today)
        return tuple(_version(row, today, current.id if current else "") for row in rows)

    def open(self, revision: str) -> Wording:
        """The text of a version as lines."""
        with self._at.reading() as session:
            row = templates.get(session, revision)
            body = query.body_of(row)
            lines = {language: template_text.write(body[language]) for language in LANGUAGES}
        return Wording(lines, row.valid_from.isoformat(), row.valid_to.isoformat() if row.valid_to else "")

    def try_out(self, revision: str, wording: Wording, language: str, sample: str) -> Tried:
        """Findings, and a sample contract in the language that is being written."""
        from app.documents.contract import render_contract

        pair = self._read(revision, wording)
        marks = tuple(
            Mark(each.level, each.code, each.clause, each.field, each.message)
            for each in templates.review_pair(pair)
        )
        words = pair[language]
        made = template_samples.sample(sample, words)
        return Tried(marks, render_contract(made, template=words, watermark="draft"))

    def print(self, title: str, pdf: bytes) -> Sent:
        """Hand a paper to the printer that was chosen last; says where it went. A test stands in no reprint log."""
        from app.devices import printing

        habits = papers.PapersOfTerminal(self._at).habits()
        if habits.printer in ("", PDF_FILE):
            file = papers.free_file(habits.folder, title)
            papers.write_file(file, pdf)
            return Sent(str(file), filed=True)
        printing.print_pdf(printing.printer_for(habits.printer), pdf, title=title)
        return Sent(habits.printer)

    def _read(self, revision: str, wording: Wording) -> dict[str, Template]:
        return template_version.read(CONTRACT, revision, _days(wording), self._body(revision, wording))

    def _body(self, revision: str, wording: Wording) -> dict[str, dict[str, Any]]:
        with self._at.reading() as session:
            body = query.body_of(templates.get(session, revision))
        return {
            language: template_text.read(lines, labels=body[language]["labels"])
            for language, lines in wording.lines.items()
        }

    def save(self, revision: str, wording: Wording) -> None:
        """Keep a draft's text."""
        begins, ends = _days(wording)
        kept = templates.Wording(begins, ends, self._body(revision, wording))
        templates.save(self._at.unit_of_work(), revision=revision, wording=kept)

    def draft(self, like: str) -> str:
        """A new draft with the text of another version, named after the month."""
        with self._at.reading() as session:
            known = {row.revision for row in query.list_versions(session)}
        revision = template_version.next_revision(known, self._at.clock.today())
        templates.draft(self._at.unit_of_work(), revision=revision, like=like)
        return revision

    def publish(self, revision: str) -> None:
        """Make it binding from its first day."""
        templates.publish(self._at.unit_of_work(), revision=revision)

    def withdraw(self, revision: str, *, even_last: bool) -> None:
        """Let no new contract use it."""
        templates.withdraw(self._at.unit_of_work(), revision=revision, even_last=even_last)


def _days(wording: Wording) -> tuple[date, date | None]:
    begins = _day(wording.valid_from, "valid_from")
    ends = _day(wording.valid_to, "valid_to") if wording.valid_to else None
    template_version.check_dates(begins, ends)
    return begins, ends


def _day(text: str, name: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UserError(
            "date_invalid", N_("“{given}” is no date. Write 2026-12-01."), field=name, given=text
        ) from error


def _version(row: VersionRow, today: date, current: str) -> Version:
    standing = row.state
    if row.state == TemplateState.PUBLISHED:
        standing = "in_force" if row.id == current else "coming" if row.valid_from > today else "ended"
    return Version(
        row.revision, standing, row.valid_from, row.valid_to, row.edited_by, row.edited_at, row.contracts
    )
