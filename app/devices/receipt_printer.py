"""A receipt printer in the network (port 9100): asked how it is, given the slip, and asked whether it came out.
One for forms, with needles, is given the slip alone: it knows no such questions.

Nothing is sent to a printer that says that it cannot print. One that breaks off in mid-job leaves doubt, and whoever
logs prints must count that as printed. Printers that never answer are taken at their word.
"""

from __future__ import annotations

import socket
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

from app.devices import form_commands, slip_commands
from app.devices.addresses import host_and_port
from app.devices.slip_commands import TEXTS
from app.domain.slip import COLUMNS, FORM, Slip
from app.errors import PrintBrokeOff, UserError
from app.i18n import N_, in_a_row, tr

PORT = 9100
_CONNECT_S, _ANSWER_S, _PRINT_S = 5.0, 1.5, 30.0
_ASK = b"\x10\x04"  # DLE EOT n: answered at once, whatever else it does
_ASK_WHEN_DONE = b"\x1dr\x01"  # GS r 1: answered when all before it was printed
_TROUBLES = (
    (2, 0x04, N_("its cover is open")), (4, 0x60, N_("it is out of paper")), (2, 0x20, N_("it is out of paper")),
    (3, 0x08, N_("paper is jammed in it")), (3, 0x20, N_("it has a fault; switch it off and on")),
    (2, 0x40, N_("it has a fault; switch it off and on")),
)  # fmt: skip


@dataclass(frozen=True)
class ReceiptPrinter:
    """Where it is and how it is spoken to. Paper in millimetres; `drawer`: a cash drawer hangs on it."""

    address: str
    width: int = 80
    text: str = "gb18030"
    drawer: bool = False

    @property
    def host(self) -> str:
        """Its name in the network."""
        return urlsplit(self.address).hostname or ""

    @property
    def has_needles(self) -> bool:
        """Whether it prints on forms of several parts."""
        return self.width == FORM

    @property
    def port(self) -> int:
        """Where it listens."""
        return urlsplit(self.address).port or PORT


def check(printer: ReceiptPrinter) -> ReceiptPrinter:
    """The printer with its address in full; refuses what is none."""
    host, port = host_and_port(printer.address, PORT, scheme="escpos")
    if not host:
        message = N_("“{given}” is no address of a receipt printer. Write its name or number in the network.")
        raise UserError("printer_unknown", message, field="address", given=printer.address.strip())
    if printer.width not in COLUMNS or printer.text not in TEXTS:
        message = N_("Paper is 58, 80 or 241 mm wide; text goes as {texts}.")
        raise UserError("printer_settings", message, field="width", texts=in_a_row(TEXTS))
    return ReceiptPrinter(f"escpos://{host}:{port}", printer.width, printer.text, printer.drawer)


def commands(printer: ReceiptPrinter, slip: Slip) -> bytes:
    """A slip as this printer is told it."""
    if printer.has_needles:
        return form_commands.commands(slip, text=printer.text)
    return slip_commands.commands(slip, text=printer.text)


def send(printer: ReceiptPrinter, sent: bytes) -> None:
    """Print what `commands` made. Returns when it came out, as far as the printer tells; raises before anything was
    sent, or `PrintBrokeOff` when some of it may lie there."""
    with _connected(printer) as wire:
        talks, trouble = (False, "") if printer.has_needles else _state(wire)
        if trouble:
            message = N_("The receipt printer cannot print: {reason}. Nothing came out; the receipt is kept.")
            raise UserError("printer_not_ready", message, field="printer", reason=tr(trouble))
        try:
            wire.settimeout(_PRINT_S)
            wire.sendall(sent)
            if talks:
                _wait(wire)
        except OSError as error:
            reason = "" if printer.has_needles else _state(wire)[1]
            raise _broke_off(reason) from error


def _connected(printer: ReceiptPrinter) -> socket.socket:
    try:
        return socket.create_connection((printer.host, printer.port), timeout=_CONNECT_S)
    except OSError as error:
        message = N_("The receipt printer {printer} does not answer. Is it on, and in this network?")
        raise UserError("printer_unreachable", message, field="printer", printer=printer.host) from error


def _state(wire: socket.socket) -> tuple[bool, str]:
    """Whether it answers at all, and what is wrong with it."""
    answered = False
    for asked in (2, 3, 4):
        said = _ask(wire, asked)
        if said is None:
            return answered, ""
        answered = True
        for about, mask, reason in _TROUBLES:
            if about == asked and said & mask:
                return True, reason
    return answered, ""


def _ask(wire: socket.socket, about: int) -> int | None:
    try:
        wire.settimeout(_ANSWER_S)
        wire.sendall(_ASK + bytes([about]))
        while said := wire.recv(1):
            if said[0] & 0x93 == 0x12:  # the fixed bits of such an answer
                return said[0]
    except OSError:
        pass
    return None


def _wait(wire: socket.socket) -> None:
    """Until it says that all was printed. One that stopped says why when it is asked."""
    wire.sendall(_ASK_WHEN_DONE)
    until = time.monotonic() + _PRINT_S
    while time.monotonic() < until:
        wire.settimeout(_ANSWER_S)
        try:
            said = wire.recv(1)
        except TimeoutError:
            if _state(wire)[1]:
                raise
            continue
        if not said:
            raise ConnectionResetError
        if said[0] & 0x90 == 0:
            return
    raise TimeoutError


def _broke_off(reason: str) -> PrintBrokeOff:
    message = N_(
        "The receipt printer stopped in the middle: {reason}. The receipt is kept. Put that right and print it again: "
        "it will say COPY, because the first one may be readable."
    )
    told = tr(reason) if reason else tr("it broke off")
    return PrintBrokeOff("printer_broke_off", message, field="printer", reason=told)
