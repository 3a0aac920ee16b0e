"""Putting a backup in the place of a damaged replica."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from itertools import count
from pathlib import Path

from app.single import FileLock, folder_errors, sync_folder
from app.vault.vault import REPLICA

_READY = f"{REPLICA}.ready"


def restore(folder: Path, backup: Path, mark: Callable[[Path], None]) -> None:
    """Replace the replica by a verified backup. The present file is set aside, never deleted.

    `mark` notes in the draft that it was restored, before it takes the replica's place.
    """
    draft = folder / f"{REPLICA}.restoring"
    with folder_errors():
        try:
            # Only its owner may read it.
            os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
            shutil.copyfile(backup, draft)
            mark(draft)
            with draft.open("rb+") as file:
                os.fsync(file.fileno())
            draft.replace(folder / _READY)
        finally:
            with suppress(OSError):  # on a full disk it would keep the room that is lacking
                draft.unlink()
        sync_folder(folder)
    finish(folder)


def finish(folder: Path) -> None:
    """Take the last steps of a restore. They are more than one, so each start looks whether some are left."""
    ready = folder / _READY
    if not ready.exists():
        return
    with folder_errors(), FileLock(folder / "restore.lock"):
        if not ready.exists():
            return  # somebody else has done it meanwhile
        aside = _unused(folder)
        with suppress(FileNotFoundError):  # it belongs to the file that goes
            (folder / "outbox.copy").replace(folder / f"{aside}.copy")
        # The file last: as long as it is there, its log belongs to the same name.
        for suffix in ("-wal", "-shm", ""):
            with suppress(FileNotFoundError):
                (folder / f"{REPLICA}{suffix}").replace(folder / f"{aside}{suffix}")
        ready.replace(folder / REPLICA)
        sync_folder(folder)


def _unused(folder: Path) -> str:
    """A name for the file that is set aside: an earlier one may hold the only copy of unsent work."""
    names = (f"damaged-{n}-{REPLICA}" if n else f"damaged-{REPLICA}" for n in count())
    return next(name for name in names if not (folder / name).exists())
