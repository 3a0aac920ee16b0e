"""What happens in one process at a time, or in one step: locks on the folder, files replaced whole.

Locks are the operating system's, so a crash releases them. They hold between processes and between threads.
"""

from __future__ import annotations

import errno
import os
import shutil
import sys
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import DataDamaged, UserError
from app.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from types import TracebackType

_RETRY_SECONDS = 0.02
_LITTLE_ROOM = 100 << 20  # some hundred sales with their papers
_LEFT_SECONDS = 60.0  # a draft lives for milliseconds
_FULL = {errno.ENOSPC, errno.EFBIG} | {getattr(errno, "EDQUOT", errno.ENOSPC)}
_FORBIDDEN = {errno.EROFS, errno.EACCES, errno.EPERM}


def disk_full() -> DataDamaged:
    """No room: nothing was saved."""
    return DataDamaged(
        "disk_full", N_("The disk is full. Nothing was saved just now. Free some space, then try again.")
    )


def folder_read_only() -> DataDamaged:
    """The folder cannot be written."""
    return DataDamaged(
        "folder_read_only",
        N_(
            "The data folder cannot be written. Nothing was saved. "
            "Check the rights of the folder and whether the disk is read-only, then try again."
        ),
    )


def no_folder(folder: str) -> DataDamaged:
    """There is a file in the way, or the place takes no folders."""
    message = N_("No folder can be made at {folder}. Nothing was saved. Choose another place.")
    return DataDamaged("folder_impossible", message, folder=folder)


def disk_failed(reason: str) -> DataDamaged:
    """The disk answered with an error that is neither full nor forbidden."""
    return DataDamaged(
        "disk_failed",
        N_("The disk reported an error: {reason}. Check the disk and its cable, then run: showroom doctor"),
        reason=reason,
    )


@contextmanager
def folder_errors() -> Iterator[None]:
    """Turn the operating system's complaints about the folder into sentences that say what to do."""
    try:
        yield
    except OSError as error:
        raise explained(error) from error


def explained(error: OSError) -> DataDamaged:
    """The sentence for an error of the operating system."""
    if error.errno in _FULL:
        return disk_full()
    if error.errno in _FORBIDDEN:
        return folder_read_only()
    if error.errno == errno.ENOTDIR:
        return no_folder(str(error.filename))
    return disk_failed(error.strerror or type(error).__name__)


def make_folder(folder: Path) -> None:
    """Make a folder that only its owner may enter, and those above it."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except (FileNotFoundError, FileExistsError) as error:
        raise no_folder(str(folder)) from error
    except OSError as error:
        raise explained(error) from error


def may_write(folder: Path) -> bool:
    """Whether files can be written there, as far as rights go."""
    return os.access(folder, os.W_OK)


def has_room(folder: Path) -> bool:
    """Whether its disk takes some more days of work."""
    return shutil.disk_usage(folder).free >= _LITTLE_ROOM


def sync_folder(folder: Path) -> None:
    """Make a rename in `folder` survive a power cut. Windows cannot, and does not need it."""
    if sys.platform != "win32":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def replace_file(path: Path, content: bytes) -> None:
    """Write a file that only its owner may read: wholly, durably, or not at all."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.new")
    with folder_errors():
        try:
            handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(path)
            sync_folder(path.parent)
        finally:
            with suppress(OSError):
                draft.unlink()


def sweep(folder: Path, now: datetime) -> None:
    """Remove drafts of `replace_file` that a program left when it was killed. One that is in use is younger."""
    for draft in folder.glob(".*.new"):
        with suppress(OSError):
            if now.timestamp() - draft.stat().st_mtime > _LEFT_SECONDS:
                draft.unlink()


class FileLock:
    """An exclusive lock on a file. `with lock:` waits up to `patience` seconds, then says who is to wait."""

    def __init__(self, path: Path, *, patience: float = 10.0) -> None:
        self._path, self._patience = path, patience
        self._handle: int | None = None

    def acquire(self, *, wait: bool = True) -> bool:
        """Take the lock; False when another holds it (at once without `wait`, else after the patience)."""
        with folder_errors():
            handle = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        last = time.monotonic() + (self._patience if wait else 0)
        while not _try_lock(handle):
            if time.monotonic() >= last:
                os.close(handle)
                return False
            time.sleep(_RETRY_SECONDS)
        self._handle = handle
        return True

    def release(self) -> None:
        """Let others in; harmless when not held."""
        handle, self._handle = self._handle, None  # in this order: another thread may take it at once
        if handle is not None:
            os.close(handle)  # closing releases, on every system

    def __enter__(self) -> FileLock:
        if not self.acquire():
            raise UserError(
                "folder_busy",
                N_("Another program holds {file} for too long. Close it, then try again."),
                file=self._path.name,
            )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


class DeskLock:
    """One desk a folder. Verbs do not take it: they share the folder with an open desk."""

    def __init__(self, folder: Path) -> None:
        self._lock = FileLock(folder / "desk.lock")

    @property
    def is_held(self) -> bool:
        """Whether a desk is open there now."""
        free = self._lock.acquire(wait=False)
        self._lock.release()
        return not free

    def __enter__(self) -> DeskLock:
        if not self._lock.acquire(wait=False):
            raise UserError(
                "desk_already_open",
                N_("Showroom is already open for this data folder. Switch to its window, or close it first."),
            )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._lock.release()


if sys.platform == "win32":
    import msvcrt

    def _try_lock(handle: int) -> bool:
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _try_lock(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
