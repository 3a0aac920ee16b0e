"""Verbs of files: import and export."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.call import Answer, Call
from app.cli.stock import reported
from app.errors import DataDamaged, UserError
from app.i18n import N_, tr
from app.single import explained

if TYPE_CHECKING:
    from app.workplace import Workplace


def import_(call: Call) -> Answer:
    """Take in a catalogue, stock, customers or deals."""
    from app.services import catalogue, check_lists, customers, deals, stock

    asked = call.arguments
    with closing(call.sign_in()) as workplace:
        uow, how = workplace.unit_of_work(), {"dry_run": asked.dry_run}
        if asked.kind == "catalogue":
            return reported(catalogue.import_catalogue(uow, asked.file, **how))
        if asked.kind == "check-lists":
            return reported(check_lists.import_lists(uow, asked.file, **how))
        if asked.kind == "customers":
            return reported(customers.import_customers(uow, asked.file, **how))
        if asked.kind == "deals":
            return reported(deals.import_deals(uow, asked.file, **how))
        return reported(stock.receive_file(uow, asked.file, accept_warnings=asked.accept_warnings, **how))


def export_(call: Call) -> Answer:
    """Write rows to a file, or everything the user may see to a folder."""
    with closing(call.sign_in()) as workplace:
        return _export(call, workplace)


def _export(call: Call, workplace: Workplace) -> Answer:
    from app.services import exporting

    asked = call.arguments
    roles = workplace.actor.roles
    if asked.kind == "all":
        _refuse_within(call, asked.file)
        try:
            with workplace.reading() as session:
                counts = exporting.export_all(session, roles, asked.file)
        except DataDamaged as error:  # writing a file is no fault of the replica, which was open meanwhile
            if isinstance(error.__cause__, OSError):
                raise not_writable(error.__cause__, asked.file) from error
            raise
    else:
        with workplace.reading() as session:
            data, number = exporting.export_kind(session, roles, asked.kind, asked.file.suffix)
        write_file(call, asked.file, data)
        counts = {asked.kind: number}
    text = tr("Wrote {n} rows to {file}.").format(n=sum(counts.values()), file=asked.file)
    return Answer({"rows": counts, "file": str(asked.file)}, text)


def _refuse_within(call: Call, folder: Path) -> None:
    """A terminal's folder never holds customers in clear."""
    if folder.resolve().is_relative_to(call.folder.resolve()):
        raise UserError(
            "file_own", N_("{file} belongs to this terminal. Choose another place."), file=str(folder)
        )


def write_file(call: Call, file: Path, data: bytes | Iterator[bytes]) -> None:
    """Write what was asked for: whole or not at all, and never over a terminal's own files.

    A pipe or a device gets the bytes themselves: a file in its place would put an end to it.
    """
    refuse_own(call, file)
    if not file.name:  # `/`, `.` or an empty word
        raise not_writable(IsADirectoryError(), file)
    stays = file.exists() and not file.is_file()
    if file.is_symlink() and not stays:
        file = file.resolve()  # the link stays, too
    draft = file if stays else file.with_name(f".{file.name}.{os.getpid()}.new")
    try:
        with draft.open("wb") as target:
            target.writelines([data] if isinstance(data, bytes) else data)
        if not stays:
            draft.replace(file)
    except OSError as error:
        raise not_writable(error, file) from error
    finally:
        if not stays:
            with suppress(OSError):
                draft.unlink()


def refuse_own(call: Call, file: Path) -> None:
    """The data file, its log and the keys are never written over, whatever somebody types."""
    own = [
        each
        for name in ("replica.db*", "keys.*", "keychain.*", "*.lock", "blobs/*")
        for each in call.folder.glob(name)
    ]
    if any(file.exists() and file.samefile(each) for each in own):
        raise UserError(
            "file_own", N_("{file} belongs to this terminal. Choose another place."), file=str(file)
        )


def not_writable(error: OSError, file: Path) -> UserError:
    """The sentence for a file that could not be written."""
    told = explained(error)
    if told.code == "disk_full":
        return told
    message = N_("{file} cannot be written. Choose another place.")
    return UserError("file_not_writable", message, field="file", file=str(file))
