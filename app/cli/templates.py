"""Verbs of the contract's text: look at versions, draft one, write it, try it, publish it, withdraw it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli.call import Answer, Call
from app.cli.files import write_file
from app.domain import template_diff, template_review, template_samples, template_text
from app.domain.template_diff import ClauseChange, Piece
from app.errors import EXIT_REFUSED, UserError
from app.i18n import N_, tr
from app.queries import templates as query
from app.services import templates

if TYPE_CHECKING:
    from app.workplace import Workplace


def template_(call: Call) -> Answer:
    """list, show, draft, save, check, preview, compare, publish, withdraw."""
    with closing(call.sign_in()) as workplace:
        return _VERBS[call.arguments.what](call, workplace)


def _list(call: Call, workplace: Workplace) -> Answer:
    with workplace.reading() as session:
        rows = query.list_versions(session)
    shown = [
        {
            "revision": row.revision, "state": row.state, "valid_from": row.valid_from.isoformat(),
            "valid_to": row.valid_to.isoformat() if row.valid_to else None, "contracts": row.contracts,
        }
        for row in rows
    ]  # fmt: skip
    text = "\n".join(f"{row['revision']:<12} {row['state']:<10} {row['valid_from']}" for row in shown)
    return Answer({"templates": shown}, text)


def _show(call: Call, workplace: Workplace) -> Answer:
    language = call.document_language
    with workplace.reading() as session:
        row = templates.get(session, call.arguments.revision)
        text = template_text.write(query.body_of(row)[language])
    return Answer({"revision": row.revision, "state": row.state, "language": language, "text": text}, text)


def _draft(call: Call, workplace: Workplace) -> Answer:
    asked = call.arguments
    templates.draft(workplace.unit_of_work(), revision=asked.revision, like=asked.like)
    return _said(call, workplace)


def _save(call: Call, workplace: Workplace) -> Answer:
    """Days, and the text of one language from a file or standard input."""
    asked, language = call.arguments, call.document_language
    with workplace.reading() as session:
        row = templates.get(session, asked.revision)
        body, begins, ends = query.body_of(row), row.valid_from, row.valid_to
    if asked.file is not None:
        body[language] = template_text.read(_lines(asked.file), labels=body[language]["labels"])
    begins = _day(asked.valid_from) if asked.valid_from else begins
    ends = _day(asked.valid_to) if asked.valid_to else None if asked.open_end else ends
    wording = templates.Wording(begins, ends, body)
    templates.save(workplace.unit_of_work(), revision=asked.revision, wording=wording)
    return _said(call, workplace)


def _lines(file: Path) -> str:
    try:
        return sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8-sig")
    except OSError as error:
        message = N_("{file} cannot be read. Look whether it is there.")
        raise UserError("file_not_readable", message, field="file", file=str(file)) from error
    except UnicodeDecodeError as error:
        message = N_("This is not text in UTF-8: {given}")
        raise UserError("text_broken", message, field="file", given=str(file)) from error


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UserError("date_invalid", N_("“{given}” is no date. Write 2026-12-01."), given=text) from error


def _check(call: Call, workplace: Workplace) -> Answer:
    return _said(call, workplace)


def _preview(call: Call, workplace: Workplace) -> Answer:
    from app.documents.contract import render_contract

    asked = call.arguments
    with workplace.reading() as session:
        words = query.read(templates.get(session, asked.revision))[call.document_language]
    sample = template_samples.sample(asked.sample, words)
    write_file(call, asked.out, render_contract(sample, template=words, watermark="draft"))
    return Answer({"revision": asked.revision, "file": str(asked.out)}, str(asked.out))


def _compare(call: Call, workplace: Workplace) -> Answer:
    asked, language = call.arguments, call.document_language
    with workplace.reading() as session:
        texts = [
            template_text.write(query.body_of(templates.get(session, name))[language])
            for name in (asked.before, asked.revision)
        ]
    found = template_diff.changes(*texts)
    shown = [
        {
            "clause": each.key, "heading": each.heading, "kind": each.kind.value,
            "lines": [{"before": _words(line.before), "after": _words(line.after)} for line in each.lines],
        }
        for each in found
    ]  # fmt: skip
    text = "\n".join(_told(each) for each in found) or tr("The texts are the same in this language.")
    return Answer(
        {"revision": asked.revision, "with": asked.before, "language": language, "changes": shown}, text
    )


def _words(pieces: Sequence[Piece]) -> str:
    return "".join(piece.text for piece in pieces)


def _told(change: ClauseChange) -> str:
    """A clause with its lines, as programs show differences."""
    sides = [
        (sign, _words(side))
        for line in change.lines
        for sign, side in zip("-+", (line.before, line.after), strict=True)
    ]
    head = f"{change.kind.value}: {change.heading or '#'}"
    return "\n".join([head, *(f"{sign} {words}" for sign, words in sides if words)])


def _publish(call: Call, workplace: Workplace) -> Answer:
    templates.publish(workplace.unit_of_work(), revision=call.arguments.revision)
    return _said(call, workplace)


def _withdraw(call: Call, workplace: Workplace) -> Answer:
    given = call.arguments
    templates.withdraw(workplace.unit_of_work(), revision=given.revision, even_last=given.even_last)
    return _said(call, workplace)


def _said(call: Call, workplace: Workplace) -> Answer:
    """The version, and what the linter says of it."""
    with workplace.reading() as session:
        row = templates.get(session, call.arguments.revision)
        found = templates.review(row)
    findings: list[dict[str, Any]] = [
        {
            "level": each.level,
            "code": each.code,
            "clause": each.clause,
            "language": each.field,
            "message": each.message,
        }
        for each in found
    ]
    text = "\n".join(f"{each['level']:<5}  {each['language']}  {each['message']}" for each in findings)
    values = {"revision": row.revision, "state": row.state, "findings": findings}
    stopped = call.arguments.what == "check" and bool(template_review.errors(found))
    return Answer(values, text or tr("Nothing to mend."), EXIT_REFUSED if stopped else 0)


_VERBS = {
    "list": _list, "show": _show, "draft": _draft, "save": _save, "check": _check, "preview": _preview,
    "compare": _compare, "publish": _publish, "withdraw": _withdraw,
}  # fmt: skip
