"""Verbs of files that belong to a contract."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.cli.call import Answer, Call
from app.cli.files import write_file
from app.clock import iso
from app.errors import UserError
from app.filing import Filing
from app.i18n import N_, tr

if TYPE_CHECKING:
    from app.queries.attachments import FileRow
    from app.workplace import Workplace


def _attach(call: Call, workplace: Workplace) -> Answer:
    filing, asked = Filing(workplace), call.arguments
    if asked.file is None:
        found = filing.attach_paper(asked.no)
    else:
        found = filing.attach(asked.no, asked.file, scan=asked.scan)
    text = tr("The file belongs to contract {no} now. It goes up with the next sync.").format(no=asked.no)
    return Answer(_shown(_found(filing, asked.no, found)), text)


def _attachments(call: Call, workplace: Workplace) -> Answer:
    rows = Filing(workplace).files_of(call.arguments.no)
    text = "\n".join(f"{row.id}  {row.kind:<8} {row.size:>10}  {row.state:<7} {row.name}" for row in rows)
    return Answer({"attachments": [_shown(row) for row in rows]}, text or tr("No files."))


def _attachment(call: Call, workplace: Workplace) -> Answer:
    filing, asked = Filing(workplace), call.arguments
    row = _found(filing, asked.no, asked.id)
    write_file(call, asked.out, filing.content(row))
    return Answer({**_shown(row), "file": str(asked.out)}, str(asked.out))


def _withdraw(call: Call, workplace: Workplace) -> Answer:
    filing, asked = Filing(workplace), call.arguments
    row = _found(filing, asked.no, asked.id)
    filing.withdraw(row.id)
    return Answer({**_shown(row), "withdrawn": True}, tr("{name} was taken back.").format(name=row.name))


def _found(filing: Filing, no: str, row_id: str) -> FileRow:
    for row in filing.files_of(no):
        if row.id == row_id:
            return row
    message = N_("Contract {no} has no file with the id {id}. See: showroom contract attachments {no}")
    raise UserError("attachment_unknown", message, field="id", no=no, id=row_id)


def _shown(row: FileRow) -> dict[str, Any]:
    """A file as scripts read it."""
    return {
        "id": row.id, "kind": row.kind, "name": row.name, "media_type": row.media_type, "size": row.size,
        "sha256": row.sha256, "state": row.state, "at": iso(row.at), "by": row.by,
    }  # fmt: skip


VERBS = {"attach": _attach, "attachments": _attachments, "attachment": _attachment, "withdraw": _withdraw}
