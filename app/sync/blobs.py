"""The queue of pictures and papers: contents go up and thumbnails come down, a chunk at a time, behind everything else.

Nothing of it is kept: what is to do is read from the rows and from what lies in the folder, so a crash loses no place
in any line. Ops never wait for it. Between two chunks it looks whether somebody wants the line, and gives way.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO, TypeVar

from sqlalchemy import select

from app.blobs import BlobStore, HashWrong
from app.domain.attachments import FileState
from app.errors import DataDamaged, ServerUnreachable, UserError
from app.i18n import N_
from app.models.registry import FILES, plain
from app.sync.transport import CHUNK, Blob, Credentials, Transport

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

T = TypeVar("T")
TRIES = 3  # of one upload whose place the server sees otherwise


class GaveWay(Exception):
    """Somebody else needs the line; what was moved so far is kept."""


@dataclass(frozen=True)
class Progress:
    """How far a run is, in bytes of all that it is to move; `sending`: whether the content goes up."""

    sha256: str
    sending: bool
    done: int
    of: int


@dataclass
class Moved:
    """What a run moved, and what it could not: hash to the reason, in a sentence."""

    sent: int = 0
    fetched: int = 0
    refused: dict[str, str] = field(default_factory=dict)
    gave_way: bool = False

    def and_(self, later: Moved) -> Moved:
        """This and what came after it, which says what is still refused."""
        return Moved(self.sent + later.sent, self.fetched + later.fetched, later.refused, later.gave_way)


def unsent(session: Session, *, judged: bool = False) -> list[Blob]:
    """Contents that are not at the server, small ones first, so that thumbnails lead; `judged`: whose rows are."""
    found = set()
    for table in FILES:
        t = plain(table).c
        for sha256, size in ((t.sha256, t.size), (t.thumbnail_sha256, t.thumbnail_size)):
            pending = select(t.scope, sha256, size).where(
                sha256.is_not(None), t.state != FileState.READY, t.withdrawn == 0
            )
            found |= {Blob(*row) for row in session.execute(pending.where(t.ver > 0) if judged else pending)}
    return sorted(found, key=lambda blob: (blob.size, blob.sha256))


def _thumbnails(session: Session) -> list[Blob]:
    """Of all rows whose contents are at the server, the newest first."""
    found = []
    for table in FILES:
        t = plain(table).c
        ready = select(t.scope, t.thumbnail_sha256, t.thumbnail_size).where(
            t.thumbnail_sha256.is_not(None), t.state == FileState.READY, t.withdrawn == 0
        )
        found += [Blob(*row) for row in session.execute(ready.order_by(t.id.desc()))]
    return list(dict.fromkeys(found))


class Transfers:
    """Moves the contents of one terminal over one line."""

    def __init__(
        self, store: BlobStore, transport: Transport, credentials: Credentials,
        wanted_elsewhere: Callable[[], bool] = lambda: False, told: Callable[[Progress], None] = lambda _: None,
    ) -> None:  # fmt: skip
        """`wanted_elsewhere`: whether something more important waits for the line. `told` hears of each chunk."""
        self._store, self._transport, self._credentials = store, transport, credentials
        self._wanted_elsewhere, self._told = wanted_elsewhere, told
        self._behind = self._in_all = 0  # bytes of the contents before this one, and of all of the run

    def run(self, session: Session) -> Moved:
        """Send what is to be sent, fetch thumbnails; one that fails does not hold up the others."""
        moved = Moved()
        up = [blob for blob in unsent(session, judged=True) if self._store.has(blob.sha256)]
        down = [blob for blob in _thumbnails(session) if not self._store.has(blob.sha256)]
        session.rollback()  # no snapshot is held while the line is slow
        self._behind, self._in_all = 0, sum(blob.size for blob in [*up, *down])
        try:
            for blob in up:
                moved.sent += self._tried(self._send, blob, moved)
            for blob in down:
                moved.fetched += self._tried(self.fetch, blob, moved)
        except GaveWay:
            moved.gave_way = True
        return moved

    def fetch(self, blob: Blob) -> bool:
        """Bring a content here, from where it broke off; it is here only once its hash is right."""
        with self._store.incoming(blob.sha256) as incoming:
            while incoming.offset < blob.size:
                self._give_way()
                incoming.write(self._called(lambda: self._transport.blob(blob, incoming.offset)))
                self._tell(blob, incoming.offset, sending=False)
            try:
                incoming.finish()
            except HashWrong as error:
                message = N_("A picture or paper did not arrive whole. It is fetched again next time.")
                raise UserError("blob_hash", message) from error
        return True

    def _tried(self, move: Callable[[Blob], bool], blob: Blob, moved: Moved) -> int:
        try:
            return int(move(blob))
        except ServerUnreachable:
            raise
        except UserError as error:
            moved.refused[blob.sha256] = error.message
            return 0
        finally:
            self._behind += blob.size

    def _tell(self, blob: Blob, offset: int, *, sending: bool) -> None:
        self._told(Progress(blob.sha256, sending, self._behind + offset, max(self._in_all, blob.size)))

    def _send(self, blob: Blob) -> bool:
        """Bring a content to the server, from where it broke off. False: its row is not there yet."""
        for _ in range(TRIES):
            offset = self._called(lambda: self._transport.blob_offset(blob))
            if offset is None:
                return False
            try:
                self._send_from(blob, offset)
            except DataDamaged as error:
                if error.code != "blob_damaged":
                    raise
                raise _damaged() from error
            except UserError as error:
                if error.code != "blob_offset":  # somebody else sends the same
                    raise
            else:
                return True
        return False

    def _send_from(self, blob: Blob, offset: int) -> None:
        with self._store.open(blob.sha256) as content:
            _skip(content, offset)
            while True:
                self._give_way()
                chunk, at = content.read(CHUNK), offset
                # The last one, empty or not, tells the server that all is there.
                self._called(lambda chunk=chunk, at=at: self._transport.send_blob(blob, at, chunk))  # type: ignore[misc]
                offset += len(chunk)
                self._tell(blob, offset, sending=True)
                if offset >= blob.size:
                    return
                if not chunk:
                    raise _damaged()

    def _give_way(self) -> None:
        if self._wanted_elsewhere():
            raise GaveWay

    def _called(self, call: Callable[[], T]) -> T:
        """A call with a token of this line's own."""
        return self._transport.called(call, self._credentials)


def _damaged() -> DataDamaged:
    """What cannot be sent is not at the server either: only whoever has the file can mend this."""
    message = N_("This file is damaged on this computer and cannot go up. Add it again from where it came.")
    return DataDamaged("blob_damaged", message)


def _skip(content: BinaryIO, count: int) -> None:
    """Read over what the server has; pieces are sealed in their order and looked at on the way."""
    while count > 0 and (data := content.read(min(count, 1 << 20))):
        count -= len(data)
