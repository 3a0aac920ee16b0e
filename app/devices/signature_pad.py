"""A signature pad that no driver turns into a pen: the ePad of ePadLink (USB 04DF:0012), by its own raw reports.

A report is six bytes, without a number before them, as the pad's HID descriptor says:

    byte 0     bits 0 and 1 buttons, 2 to 4 of the maker's, 5 the pen touches, 6 it is near, 7 always 0
    bytes 1-2  x, little-endian, 0 to 2896 from left to right
    bytes 3-4  y, little-endian, 0 to 1370 from top to bottom
    byte 5     bits 0 to 6 pressure, 7 always 0

Source: that descriptor as it is published with the package epad-signature-pad-hid-driver 0.1.0 (MIT), in its README
("How it works") and protocol.py. The reports come from Linux's hidraw, one a read, or through the network as they are,
from the computer where the pad hangs; there they may arrive in pieces, or begin in the middle of one.
"""

from __future__ import annotations

import os
import select
import socket
import sys
import time
from contextlib import suppress
from pathlib import Path

from app.devices.addresses import host_and_port
from app.domain.strokes import BOX_SHAPE, Ink
from app.errors import UserError
from app.i18n import N_

USB = "usb"
"""The pad that hangs on this computer, whatever number the system gave it."""
PORT = 10001
SIZE, WIDE, HIGH, HARDEST = 6, 2896, 1370, 127
_DEVICES, _IS_PAD = Path("/sys/class/hidraw"), "HID_ID=0003:000004DF:00000012"
_TOUCHES, _SPARE = 0x20, 0x80
_CONNECT_S, _WAIT_S, _TOGETHER_S = 3.0, 0.25, 0.015
_SURE = 3
"""So many reports in a row are no chance: with fewer after rubbish, one may begin in the middle of another."""
_RUBBISH = 600
"""So many bytes without a report are of no such pad."""


def check(address: str) -> str:
    """The pad's address in full: `usb`, a device of the system, or a host and port; refuses what is none."""
    given = address.strip()
    if given.lower() == USB or given.startswith("/dev/"):
        if sys.platform != "linux":
            message = N_(
                "On this system a signature pad is reached by the network alone: write its host and port."
            )
            raise UserError("pad_unknown", message, field="pad")
        return USB if given.lower() == USB else given
    host, port = host_and_port(given, PORT)
    if not host:
        message = N_(
            "“{given}” is no address of a signature pad. Write usb, or its name or number in the network."
        )
        raise UserError("pad_unknown", message, field="pad", given=given)
    return f"{host}:{port}"


class Reports:
    """Makes ink of bytes, however they are cut, and of rubbish nothing."""

    def __init__(self) -> None:
        self._held = b""
        self._sure = False
        self.rubbish = 0
        """Bytes since the last report."""

    def of(self, said: bytes) -> list[Ink]:
        """The reports that are whole now. After rubbish they are held back until enough have come to be sure."""
        self._held += said
        found: list[Ink] = []
        while len(self._held) >= SIZE:
            sure = 1 if self._sure else _SURE
            if not _are_reports(self._held[: sure * SIZE]):
                self._skip()
            elif len(self._held) < sure * SIZE:
                break
            else:
                found.append(self._next())
        return found

    def rest(self) -> list[Ink]:
        """What was held back, where nothing more comes: to the last byte it must be reports."""
        while not self._sure and len(self._held) >= SIZE:
            if len(self._held) % SIZE == 0 and _are_reports(self._held):
                self._sure = True
                return self.of(b"")
            self._skip()
        return []

    def _skip(self) -> None:
        self._held, self._sure = self._held[1:], False
        self.rubbish += 1

    def _next(self) -> Ink:
        report, self._held = self._held[:SIZE], self._held[SIZE:]
        self._sure, self.rubbish = True, 0
        return _ink(report)


def _are_reports(said: bytes) -> bool:
    """Whether each report that is whole in these bytes can be one."""
    return all(_is_report(said[at : at + SIZE]) for at in range(0, len(said) - SIZE + 1, SIZE))


def _is_report(said: bytes) -> bool:
    return not (said[0] | said[5]) & _SPARE and _number(said, 1) <= WIDE and _number(said, 3) <= HIGH


def _number(said: bytes, at: int) -> int:
    return int.from_bytes(said[at : at + 2], "little")


def _ink(report: bytes) -> Ink:
    """In the box that is signed in: as high as it, and in the middle, so that nothing is drawn out of shape."""
    across = 0.5 + (_number(report, 1) / WIDE - 0.5) * (WIDE / HIGH) / BOX_SHAPE
    down = bool(report[0] & _TOUCHES)
    return Ink(across, _number(report, 3) / HIGH, report[5] / HARDEST, down)


class SignaturePad:
    """A pad that answers. One thread at a time may read it."""

    def __init__(self, address: str) -> None:
        self._reports = Reports()
        self._wire = _device(address) if address == USB or address.startswith("/") else _network(address)

    def read(self) -> tuple[Ink, ...]:
        """What the pen did since; waits a moment for it, and gathers what comes close together. Raises when the pad is
        gone, after all that it had said was handed over."""
        try:
            if not self._comes(_WAIT_S):
                return tuple(self._reports.rest())
            found = self._reports.of(self._received())
            until = time.monotonic() + _TOGETHER_S
            while (left := until - time.monotonic()) > 0 and self._comes(left):
                with suppress(OSError):  # the next read meets it again, when this ink is drawn
                    found += self._reports.of(self._received())
        except (OSError, ValueError) as error:
            held = self._reports.rest()
            if held:
                return tuple(held)
            message = N_(
                "The signature pad is gone. What was drawn is kept: go on here with pen, finger or mouse."
            )
            raise UserError("pad_lost", message, field="pad") from error
        if self._reports.rubbish > _RUBBISH:
            message = N_(
                "What comes from there is no signature pad that this program knows. Look under Devices."
            )
            raise UserError("pad_garbled", message, field="pad")
        return tuple(found)

    def close(self) -> None:
        """Let go of it."""
        with suppress(OSError):
            self._wire.close()

    def _comes(self, seconds: float) -> bool:
        return bool(select.select([self._wire], [], [], seconds)[0])

    def _received(self) -> bytes:
        said = self._wire.recv(64 * SIZE)
        if not said:
            raise ConnectionError("it hung up")
        return said


class _File:
    """A device of the system, spoken to like a socket."""

    def __init__(self, path: str) -> None:
        self._at = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY)
        if os.isatty(self._at):
            import tty

            tty.setraw(self._at)

    def fileno(self) -> int:
        return self._at

    def recv(self, size: int) -> bytes:
        return os.read(self._at, size)

    def close(self) -> None:
        at, self._at = self._at, -1
        os.close(at)


def _device(address: str) -> _File:
    path = _found() if address == USB else address
    if not path:
        raise UserError(
            "pad_missing", N_("There is no signature pad on this computer. Is it plugged in?"), field="pad"
        )
    try:
        return _File(path)
    except PermissionError as error:
        message = N_(
            "This account may not read the signature pad {pad}. Ask whoever looks after this computer."
        )
        raise UserError("pad_forbidden", message, field="pad", pad=path) from error
    except OSError as error:
        raise _unreachable(path) from error


def _found() -> str:
    """The device of the first pad on USB."""
    for each in sorted(_DEVICES.glob("hidraw*")):
        with suppress(OSError):
            if _IS_PAD in (each / "device" / "uevent").read_text().upper().splitlines():
                return f"/dev/{each.name}"
    return ""


def _network(address: str) -> socket.socket:
    host, port = host_and_port(address, PORT)
    try:
        wire = socket.create_connection((host, port), timeout=_CONNECT_S)
    except OSError as error:
        raise _unreachable(host) from error
    wire.setsockopt(
        socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1
    )  # a silent pad and a dead one are alike otherwise
    for name, seconds in (("TCP_KEEPIDLE", 5), ("TCP_KEEPINTVL", 2), ("TCP_KEEPCNT", 3)):
        if hasattr(socket, name):
            wire.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), seconds)
    return wire


def _unreachable(pad: str) -> UserError:
    message = N_(
        "The signature pad {pad} does not answer. Is it connected? Sign here with pen, finger or mouse."
    )
    return UserError("pad_unreachable", message, field="pad", pad=pad)
