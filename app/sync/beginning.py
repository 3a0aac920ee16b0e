"""The first sync, and one that begins anew: a stream for each scope into a shadow file, then a pull, then the swap."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from app.errors import ServerUnreachable
from app.i18n import N_
from app.sync import protocol
from app.sync.repair import differing
from app.sync.replica import Replica, Round
from app.sync.shadow_file import ShadowFile
from app.sync.stream import Reader
from app.sync.transport import Credentials, Transport

T = TypeVar("T")
MALFORMED = (protocol.PageError, LookupError, TypeError, ValueError, AttributeError)
"""What a server that says something else than it should is noticed by."""
TRIES = 5  # of a stream that breaks off without bringing anything new


class Beginning:
    """Fetches everything that the terminal holds and puts it in the replica's place."""

    def __init__(
        self, replica: Path, data_key: bytes, transport: Transport, credentials: Credentials
    ) -> None:
        self._replica, self._key = replica, data_key
        self._transport, self._credentials = transport, credentials

    def run(self) -> int:
        """Fetch and swap; the number of rows. Until it returns the replica is what it was."""
        shadow = ShadowFile(self._replica, self._key)
        try:
            expected: dict[tuple[str, str], tuple[int, str]] = {}
            cursors = []
            for scope in self._called(lambda: self._transport.hello(None))["scopes"]:
                reader = self._fill(shadow, scope)
                expected |= {(scope, table): said for table, said in reader.finish().items()}
                cursors.append(reader.header["cursor"])
            shadow.finish(expected)
            shadow.swap(self._catch_up(Replica(shadow.connection), ",".join(cursors)))
        except MALFORMED as error:
            raise _broken() from error
        finally:
            shadow.discard()
        return sum(count for count, _ in expected.values())

    def _fill(self, shadow: ShadowFile, scope: str) -> Reader:
        """All rows of a scope. A stream that breaks off goes on where it was, unless the server has another by now."""
        reader, name, tries = Reader(), "", 0
        while True:
            before = reader.taken
            sent, pieces = self._called(partial(self._transport.bootstrap, scope, name, before))
            if name and sent != name:
                shadow.forget(scope)
                reader, before = Reader(), -1
            name = sent
            broke_off: Exception = protocol.PageError("the stream ends before its end line")
            try:
                for piece in pieces:
                    for block in reader.feed(piece):
                        shadow.put(block)
            except ServerUnreachable as error:
                broke_off = error
            if reader.ended:
                return reader
            tries = 0 if reader.taken > before else tries + 1
            if tries >= TRIES:
                raise broke_off

    def _catch_up(self, replica: Replica, cursor: str) -> int:
        """What came since the streams were made; the last op of this terminal that is in it."""
        pulled, more = Round(), True
        while more:
            data = self._called(lambda: self._transport.pull(pulled.cursor or cursor))
            more = pulled.add(*self._transport.read(data))
        replica.apply(pulled)
        if differing(replica.connection, pulled.check):
            raise protocol.PageError("the sums differ")
        return pulled.last_no

    def _called(self, call: Callable[[], T]) -> T:
        """A call with a valid access token."""
        return self._transport.called(call, self._credentials)


def _broken() -> ServerUnreachable:
    message: Any = N_(
        "What the server sent did not arrive whole. Nothing was changed; it is fetched again next time."
    )
    return ServerUnreachable("stream_broken", message)
