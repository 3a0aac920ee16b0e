"""A card reader for the tests: a socket that speaks the readers' protocol, with a card on it, without, or garbling."""

from __future__ import annotations

import socketserver
import threading
from dataclasses import dataclass, field
from functools import reduce
from operator import xor

HEAD = b"\xaa\xaa\xaa\x96\x69"
FIND, SELECT, READ = b"\x20\x01", b"\x20\x02", b"\x30\x01"


def card_text(name: str, number: str, address: str, until: str = "长期") -> bytes:
    """What stands on a card, field by field."""
    fields = (
        (name, 15), ("1", 1), ("01", 2), ("19491231", 8), (address, 35), (number, 18), ("杭州市公安局", 15),
        ("20160101", 8), (until, 8), ("", 18),
    )  # fmt: skip
    return "".join(f"{text:<{width}}" for text, width in fields).encode("utf-16-le")


@dataclass
class CardReader:
    """Where it listens, and what lies on it."""

    port: int = 0
    card: bytes = b""
    garbles: bool = False
    unreadable: bool = False
    asked: list[bytes] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    def answer(self, command: bytes) -> bytes:
        """Status and contents."""
        self.asked.append(command)
        if command == FIND:
            return b"\x9f\0\0\0\0" if self.card else b"\x80"
        if command == SELECT:
            return b"\x81" if self.unreadable else b"\x90" + bytes(8)
        photo = bytes(1024)
        sizes = len(self.card).to_bytes(2, "big") + len(photo).to_bytes(2, "big")
        return b"\x90" + sizes + self.card + photo


class _Wire(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        reader: CardReader = self.server.reader  # type: ignore[attr-defined]
        while self.rfile.read(len(HEAD)) == HEAD:
            length = self.rfile.read(2)
            asked = self.rfile.read(int.from_bytes(length, "big"))
            assert reduce(xor, length + asked) == 0, "a wrong check byte"
            said = b"\0\0" + reader.answer(asked[:-1])
            body = (len(said) + 1).to_bytes(2, "big") + said
            self.wfile.write(HEAD + body + bytes([reduce(xor, body) ^ reader.garbles]))


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads, allow_reuse_address = True, True


class running:  # noqa: N801 - reads as a statement
    """A reader for as long as the block lasts."""

    def __enter__(self) -> CardReader:
        self._server = _Server(("127.0.0.1", 0), _Wire)
        reader = CardReader(self._server.server_address[1])
        self._server.reader = reader  # type: ignore[attr-defined]
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return reader

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
