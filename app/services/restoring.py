"""Putting a backup in the place of a damaged replica."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from itertools import count
from pathlib import Path

from app.single import sync_folder
from app.vault import REPLICA


def restore(folder: Path, backup: Path, mark: Callable[[Path], None]) -> None:
    """Replace the replica by a verified backup. The present file is set aside, never deleted.

    `mark` notes in the draft that it was restored, before it takes the replica's place.
    """
    replica = folder / REPLICA
    draft = folder / f"{REPLICA}.restoring"
    shutil.copyfile(backup, draft)
    mark(draft)
    with draft.open("rb+") as file:
        os.fsync(file.fileno())
    aside = _unused(folder)
    for suffix in ("", "-wal", "-shm"):
        present = folder / f"{REPLICA}{suffix}"
        with suppress(FileNotFoundError):
            present.replace(folder / f"{aside}{suffix}")
    draft.replace(replica)
    sync_folder(folder)


def _unused(folder: Path) -> str:
    """A name for the file that is set aside: an earlier one may hold the only copy of unsent work."""
    names = (f"damaged-{n}-{REPLICA}" if n else f"damaged-{REPLICA}" for n in count())
    return next(name for name in names if not any(folder.glob(f"{name}*")))
