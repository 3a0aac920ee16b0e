"""The door of the files of a contract or a customer."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from app.domain.attachments import FileState
from app.errors import DataDamaged, UserError
from app.filing import Filing
from app.gateways.seals import SealOfTerminal
from app.i18n import N_
from app.presenters.attachments import Added, FileItem, Owner
from app.single import explained

if TYPE_CHECKING:
    from app.queries.attachments import FileRow
    from app.workplace import Workplace


class AttachmentsOfTerminal:
    """`presenters.attachments.AttachmentsGateway` over an opened terminal; any thread may call it."""

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace

    def files(self, owner: Owner) -> tuple[FileItem, ...]:
        """With where each content lies."""
        filing = Filing(self._workplace)
        rows = (
            filing.files_of(owner.key) if owner.table == "contract" else filing.files_of_customer(owner.key)
        )
        shown = filing.versions_of_scans(owner.key) if owner.table == "contract" else {}
        return tuple(
            FileItem(
                row.id, row.name, row.kind, row.size, row.at, row.by, _place(filing, row), shown.get(row.id)
            )
            for row in rows
        )

    def add(self, owner: Owner, paths: Sequence[str], *, scan: bool) -> Added:
        """One after the other. A full disk ends it: the others would not fit either."""
        filing, names, refused = Filing(self._workplace), list[str](), list[tuple[str, str]]()
        for path in map(Path, paths):
            try:
                if owner.table == "contract":
                    filing.attach(owner.key, path, scan=scan)
                else:
                    filing.attach_to_customer(owner.key, path)
                names.append(path.name)
            except DataDamaged as error:
                refused.append((path.name, error.message))
                break
            except UserError as error:
                refused.append((path.name, error.message))
        return Added(tuple(names), tuple(refused))

    def may_seal(self, owner: Owner) -> bool:
        """A contract's signed paper, where the seal is."""
        return owner.table == "contract" and SealOfTerminal(self._workplace).may_put(owner.key)

    def seal(self, owner: Owner) -> str:
        """In the language that it was signed in."""
        return SealOfTerminal(self._workplace).put(owner.key).attachment_id

    def withdraw(self, file_id: str) -> None:
        """Before it went up."""
        Filing(self._workplace).withdraw(file_id)

    def save(self, file_id: str, path: str) -> None:
        """Whole or not at all, and nowhere within the terminal's own folder."""
        target, filing = Path(path), Filing(self._workplace)
        if target.resolve().is_relative_to(self._workplace.folder.resolve()):
            raise UserError(
                "file_own", N_("{file} belongs to this terminal. Choose another place."), file=path
            )
        content = filing.content(filing.file(file_id))
        draft = target.with_name(f".{target.name}.{os.getpid()}.new")
        try:
            first = next(content, b"")  # whatever is wrong with the file or the network comes before a draft
            with draft.open("wb") as out:
                out.write(first)
                out.writelines(content)
            draft.replace(target)
        except OSError as error:
            told = explained(error)
            if told.code == "disk_full":
                raise told from error
            message = N_("{file} cannot be written. Choose another place.")
            raise UserError("file_not_writable", message, file=path) from error
        finally:
            with suppress(OSError):
                draft.unlink()


def _place(filing: Filing, row: FileRow) -> str:
    here = filing.store.has(row.sha256)
    if row.state == FileState.READY:
        return "here" if here else "centre"
    return "waiting" if here else "elsewhere"
