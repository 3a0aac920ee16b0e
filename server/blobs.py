"""Contents of pictures and papers at the server: uploads that grow chunk by chunk, and whole files by their hash.

A content is stored once, but belongs to a scope only when one of its terminals has sent all of it: to know a hash is
not to hold the content, and nobody learns whether another branch has it.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, cast

from sqlalchemy import delete, or_, select

from app.domain.attachments import FileState
from app.errors import UserError
from app.i18n import N_
from app.models.registry import BY_TABLE, FILES, plain
from app.services.unit_of_work import track
from app.single import FileLock, sync_folder
from server import feed, reactions
from server.feed import Touched
from server.models import BlobRef

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.clock import Clock
    from app.models.attachment import StoredFile
    from server.db import Database

LEFT_SECONDS = 30 * 86_400.0
"""After so long an upload that nobody went on with is thrown away, and so is a content that no row names."""


class BlobRefused(UserError):
    """The chunk does not fit; the client asks how far the upload is and goes on from there."""


class Blobs:
    """The contents of one server. Processes that share the folder may serve one upload by turns."""

    def __init__(self, database: Database, folder: Path, clock: Clock) -> None:
        self._database, self._folder, self._clock = database, folder, clock

    def size(self, scope: str, sha256: str) -> int | None:
        """How large a content is, if a row of the scope names it."""
        with self._database.reading() as session:
            return _named(session, scope, sha256)

    def file(self, scope: str, sha256: str) -> Path | None:
        """The whole content, if it belongs to the scope."""
        with self._database.reading() as session:
            known = session.get(BlobRef, (scope, sha256)) is not None
        file = self.whole(sha256)
        return file if known and file.is_file() else None

    def lost(self, sha256: str) -> bool:
        """Whether there is no file of that content."""
        return not self.whole(sha256).is_file()

    def whole(self, sha256: str) -> Path:
        """Where a whole content lies, if it is here."""
        return self._folder / "content" / sha256[:2] / sha256

    def held(self) -> set[str]:
        """The contents that some scope holds."""
        with self._database.reading() as session:
            return set(session.scalars(select(BlobRef.sha256)))

    def is_whole(self, sha256: str) -> bool:
        """Whether it is here, and what it should be."""
        try:
            with self.whole(sha256).open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest() == sha256
        except FileNotFoundError:
            return False

    def put(self, sha256: str, content: Iterator[bytes]) -> None:
        """Put a content back that was looked at on the way; whatever ends it early leaves nothing."""
        target = self.whole(sha256)
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = target.with_suffix(".part")
        try:
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
                file.writelines(content)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(target)
        finally:
            with suppress(OSError):
                draft.unlink()
        sync_folder(target.parent)

    def ask_again(self, lost: Iterable[str]) -> None:
        """Contents that are gone: their rows are pending again, so that whichever terminal has them sends them."""
        with self._database.writing() as session:
            track(session)
            for sha256 in lost:
                session.execute(delete(BlobRef).where(BlobRef.sha256 == sha256))
                for row in _naming(session, sha256, FileState.READY):
                    row.state = FileState.PENDING
            touched = Touched()
            reactions.gather(session, touched)
            if touched.entries:
                feed.publish(session, touched)

    def offset(self, scope: str, sha256: str, size: int) -> int:
        """How far the scope's upload is; all of it when the content belongs to the scope already."""
        if self.file(scope, sha256) is not None:
            return size
        with suppress(FileNotFoundError):
            return self._part(scope, sha256).stat().st_size
        return 0

    def take(self, scope: str, sha256: str, offset: int, chunk: bytes, size: int) -> int:
        """Add a chunk, durably; with the last one the hash is looked at and the rows become ready. The new offset."""
        with self._locked(sha256):
            here = self.offset(scope, sha256, size)
            if offset != here or offset + len(chunk) > size:
                raise BlobRefused("blob_offset", N_("The upload is at byte {offset}."), offset=here)
            if self.file(scope, sha256) is None:
                self._append(self._part(scope, sha256), chunk)
                if offset + len(chunk) < size:
                    return offset + len(chunk)
                self._finish(scope, sha256)
            self._mark_ready(scope, sha256)
        return size

    def collect(self, *, left: float = LEFT_SECONDS) -> int:
        """Throw away uploads that nobody went on with and contents that no row names any more. How many files."""
        with self._database.writing() as session:
            for known in session.scalars(select(BlobRef)).all():
                if _named(session, known.scope, known.sha256) is None:
                    session.delete(known)
            session.flush()
            held = set(session.scalars(select(BlobRef.sha256)))
        gone = 0
        for file in [*self._folder.glob("parts/*.part"), *self._folder.glob("content/*/*")]:
            with suppress(OSError):
                if file.name not in held and time.time() - file.stat().st_mtime > left:
                    file.unlink()
                    gone += 1
        return gone

    def _finish(self, scope: str, sha256: str) -> None:
        part, whole = self._part(scope, sha256), self.whole(sha256)
        with part.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
        if found != sha256:
            part.unlink()
            raise BlobRefused("blob_hash", N_("What arrived is not what was announced. It is sent anew."))
        whole.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        part.replace(whole)  # the same bytes, if another scope has sent them before
        sync_folder(whole.parent)

    def _mark_ready(self, scope: str, sha256: str) -> None:
        """The content is the scope's now; rows all of whose contents are here become ready, in one commit."""
        with self._database.writing() as session:
            session.merge(BlobRef(scope=scope, sha256=sha256, at=self._clock.now()))
            session.flush()
            track(session)
            for row in _naming(session, sha256, FileState.PENDING, scope):
                if all(session.get(BlobRef, (scope, name)) for name in _contents(row)):
                    row.state = FileState.READY
            touched = Touched()
            reactions.gather(session, touched)
            if touched.entries:
                feed.publish(session, touched)

    @staticmethod
    def _append(part: Path, chunk: bytes) -> None:
        part.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab") as file:
            file.write(chunk)
            file.flush()
            os.fsync(file.fileno())

    @contextmanager
    def _locked(self, sha256: str) -> Iterator[None]:
        """One chunk of a content at a time, whichever process it came to."""
        locks = self._folder / "locks"
        locks.mkdir(mode=0o700, parents=True, exist_ok=True)
        with FileLock(locks / sha256[:2], patience=30.0):
            yield

    def _part(self, scope: str, sha256: str) -> Path:
        return self._folder / "parts" / f"{hashlib.sha256(scope.encode()).hexdigest()[:16]}-{sha256}.part"


def _naming(session: Session, sha256: str, state: FileState, scope: str = "") -> Iterator[StoredFile]:
    """The rows in a state that name a content; of one scope, or of all."""
    for table in FILES:
        t = plain(table).c
        named = or_(t.sha256 == sha256, t.thumbnail_sha256 == sha256)
        found = select(t.id).where(t.state == state, t.ver > 0, named)
        for row_id in session.scalars(found.where(t.scope == scope) if scope else found).all():
            yield cast("StoredFile", session.get_one(BY_TABLE[table], row_id))


def _contents(row: StoredFile) -> list[str]:
    return [row.sha256, *([row.thumbnail_sha256] if row.thumbnail_sha256 else [])]


def _named(session: Session, scope: str, sha256: str) -> int | None:
    """The size that a row of the scope says; none if no row names the content."""
    for table in FILES:
        t = plain(table).c
        for name, size in ((t.sha256, t.size), (t.thumbnail_sha256, t.thumbnail_size)):
            found = session.scalar(select(size).where(name == sha256, t.scope == scope).limit(1))
            if found is not None:
                return int(found)
    return None
