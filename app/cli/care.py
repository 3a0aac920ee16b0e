"""Verbs of care: digest, audit, backup, restore, doctor."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli.call import Answer, Call
from app.cli.files import refuse_own
from app.errors import (
    EXIT_DAMAGED,
    EXIT_DONE,
    EXIT_REFUSED,
    DataDamaged,
    ServerUnreachable,
    UsageError,
    UserError,
)
from app.i18n import N_, tr
from app.single import DeskLock, FileLock

if TYPE_CHECKING:
    from app.vault.slots import Unlocked
    from app.workplace import Workplace


def digest_(call: Call) -> Answer:
    """Per scope and table: count and digest of what the server has acknowledged."""
    from app.sync import integrity

    with closing(call.sign_in()) as workplace, workplace.reading() as session:
        found = integrity.digests(session)
    lines = [
        f"{scope} {table} {v['count']} {v['digest']}" for scope, t in found.items() for table, v in t.items()
    ]
    return Answer(found, "\n".join(lines))


def audit_(call: Call) -> Answer:
    """Verify the chains of the audit trail."""
    from app.sync import audit

    with closing(call.sign_in()) as workplace, workplace.reading() as session:
        ops, problems = audit.verify(session, workplace.vault.identity())
    values = {"ok": not problems, "ops": ops, "problems": problems}
    text = "\n".join(problems) or tr("{n} entries verified.").format(n=ops)
    return Answer(values, text, EXIT_REFUSED if problems else EXIT_DONE)


def backup_(call: Call) -> Answer:
    """`backup FILE`, or `backup verify FILE`."""
    from app import db

    words = call.arguments.words
    if words[0] == "verify" and len(words) == 2:
        unlocked = _unlock(call)
        return _verified(Path(words[1]), unlocked)
    if len(words) != 1:
        raise UsageError("usage", N_("Write: backup FILE, or: backup verify FILE"))
    with closing(call.sign_in()) as workplace:
        target = Path(words[0]).absolute()
        refuse_own(call, target)
        if not target.parent.is_dir():
            message = N_("There is no folder {folder}.")
            raise UserError("folder_not_found", message, field="file", folder=str(target.parent))
        if target.is_dir():
            raise UserError(
                "file_is_folder", N_("{file} is a folder. Name a file in it."), field="file", file=str(target)
            )
        db.backup(workplace.database, workplace.unlocked.data_key, target)
        return _verified(target, workplace.unlocked)


def _verified(file: Path, unlocked: Unlocked) -> Answer:
    from app import db
    from app.models.registry import COLUMNS

    problems = db.verify_backup(file, unlocked.data_key)
    if problems:
        return Answer({"ok": False, "rows": 0, "problems": problems}, "\n".join(problems), EXIT_DAMAGED)
    rows = db.count_rows(file, unlocked.data_key, COLUMNS)
    return Answer({"ok": True, "rows": rows}, tr("Sound: {n} rows.").format(n=rows))


def _unlock(call: Call) -> Unlocked:
    return call.app.vault().unlock(call.user, call.password)


def restore_(call: Call) -> Answer:
    """Put a backup in the replica's place; the present file is kept beside it."""
    from app import db
    from app.services import restoring
    from app.vault.vault import REPLICA

    unlocked = _unlock(call)
    file = call.arguments.file.absolute()
    answer = _verified(file, unlocked)
    if answer.code != EXIT_DONE:
        answer.values["error"] = {"code": "backup_damaged", "message": answer.text, "field": "file"}
        return answer
    # An open desk, or a sync, would go on writing into the file that was set aside.
    # So would a sale that another program is in the middle of.
    replica = call.folder / REPLICA
    with (
        DeskLock(call.folder),
        FileLock(call.folder / "sync.lock"),
        db.replacing(replica, unlocked.data_key),
    ):
        restoring.restore(call.folder, file, lambda draft: mark_restored(draft, unlocked.data_key))
    return answer


def mark_restored(draft: Path, data_key: bytes) -> None:
    """Note in a replica that is about to be put in place that it is older than what this terminal did."""
    from app import db
    from app.sync.replica import Replica

    with db.storage_errors(), closing(db.bulk_connection(draft, data_key)) as connection:
        Replica(connection).mark_restored()


def doctor_(call: Call) -> Answer:
    """Look at keys, file, structure and content; says what to do, and with `--repair` does what it can."""
    repaired: list[str] = []
    incidents: list[dict[str, Any]] = []
    try:
        _look_at_keys(call, repaired)
        unlocked = _unlock(call)
        problems = _look_at_data(call, unlocked, repaired)
        with closing(call.app.workplace_of(unlocked)) as workplace:
            incidents = workplace.incidents()
    except (DataDamaged, ServerUnreachable) as error:
        problems = [error.message]
    values = {"ok": not problems, "problems": problems, "repaired": repaired, "incidents": incidents}
    text = "\n".join([*repaired, *problems]) or tr("All is well.")
    return Answer(values, text, EXIT_DAMAGED if problems else EXIT_DONE)


def _look_at_keys(call: Call, repaired: list[str]) -> None:
    from app.vault import keys

    if not call.arguments.repair:
        keys.read(call.folder)
    elif keys.mend(call.folder):
        repaired.append(tr("The key file was damaged; its copy was put in its place."))


def _look_at_data(call: Call, unlocked: Unlocked, repaired: list[str]) -> list[str]:
    """What is wrong with the data file. Wrong rows come again from the server; a broken file is built anew."""
    with closing(call.app.workplace_of(unlocked)) as workplace:
        problems, broken = _wrong(workplace)
        if not problems or not call.arguments.repair:
            return problems
        if broken:
            with DeskLock(call.folder), FileLock(call.folder / "sync.lock"):
                saved = workplace.rebuild()
            text = tr("The damaged file was set aside and a new one made; {n} unsent entries were saved.")
            repaired.append(text.format(n=saved))
        workplace.sync(anew=True)
        left, _ = _wrong(workplace)
        done = tr("Fetched again from the server: {what}")
        repaired += [done.format(what=problem) for problem in problems if problem not in left]
        return left


def _wrong(workplace: Workplace) -> tuple[list[str], bool]:
    """What is wrong, and whether the file itself is broken."""
    from app import db
    from app.sync import integrity

    try:
        problems = db.check_integrity(workplace.database) or workplace.missing_ops()
        if problems:
            return problems, True
        with workplace.reading() as session:
            return integrity.wrong_rows(session), False
    except DataDamaged as error:
        return [error.message], True
