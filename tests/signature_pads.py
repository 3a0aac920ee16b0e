"""Signature pads for the tests: they write a real pad's reports into a pseudo-terminal or a socket, can be pulled out
in mid-signature, and can speak rubbish."""

from __future__ import annotations

import os
import select
import socket
from collections.abc import Iterable
from contextlib import suppress

WIDE, HIGH = 2896, 1370
Points = Iterable[tuple[int, int]]


def report(x: int, y: int, *, pressure: int = 64, down: bool = True, near: bool = True) -> bytes:
    """One, as the pad's descriptor has it."""
    return bytes([down << 5 | near << 6, x & 255, x >> 8, y & 255, y >> 8, pressure])


def stroke(points: Points, *, lifted: bool = True) -> bytes:
    """The pen comes near, is set down, drawn and, unless the stroke is not to end, lifted."""
    places = list(points)
    drawn = b"".join(report(*place) for place in places)
    end = report(*places[-1], pressure=0, down=False) if lifted else b""
    return report(*places[0], pressure=0, down=False) + drawn + end


class _Pad:
    address = ""

    def say(self, said: bytes) -> None:
        """These bytes come out of it."""
        raise NotImplementedError

    def unplug(self) -> None:
        """Gone, from one moment to the next."""
        raise NotImplementedError

    def draw(self, *points: tuple[int, int], lifted: bool = True) -> None:
        """A stroke."""
        self.say(stroke(points, lifted=lifted))


class PluggedIn(_Pad):
    """On this computer: what it says is read from a device."""

    def __init__(self) -> None:
        self._at, self._other = os.openpty()
        self.address = os.ttyname(self._other)

    def say(self, said: bytes) -> None:
        assert os.write(self._at, said) == len(said)

    def unplug(self) -> None:
        for each in (self._at, self._other):
            with suppress(OSError):
                os.close(each)


class InTheNetwork(_Pad):
    """On another computer, which hands its bytes on to whoever asked last."""

    def __init__(self) -> None:
        self._door = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self._door.getsockname()[1]}"
        self._wire: socket.socket | None = None

    def say(self, said: bytes) -> None:
        self._door.settimeout(10)
        while self._wire is None or select.select([self._door], [], [], 0)[0]:
            if self._wire is not None:
                self._wire.close()
            self._wire = self._door.accept()[0]
        self._wire.sendall(said)

    def unplug(self) -> None:
        if self._wire is not None:
            self._wire.close()
        self._door.close()


PADS = {"device": PluggedIn, "network": InTheNetwork}
