"""An identity card reader that speaks the common protocol of such readers, by way of the network or a serial server.

Each message is a head, a length, its contents and a check byte. Ask for a card until one lies there, choose it, read
it: text and photograph come together, and the photograph is not kept.
"""

from __future__ import annotations

import socket
import time
from functools import reduce
from operator import xor

from app.devices.addresses import host_and_port
from app.domain import id_card
from app.domain.id_card import IdCard
from app.errors import UserError
from app.i18n import N_

PORT = 10000
_HEAD = b"\xaa\xaa\xaa\x96\x69"
_FIND, _SELECT, _READ = b"\x20\x01", b"\x20\x02", b"\x30\x01"
_FOUND, _DONE = 0x9F, 0x90
_CONNECT_S, _ANSWER_S, _CARD_S, _AGAIN_S = 3.0, 3.0, 6.0, 0.2
_LONGEST = 4096


def check(address: str) -> str:
    """The reader's address in full; refuses what is none."""
    host, port = host_and_port(address, PORT)
    if not host:
        message = N_("“{given}” is no address of a card reader. Write its name or number in the network.")
        raise UserError("reader_unknown", message, field="reader", given=address)
    return f"{host}:{port}"


def read(address: str) -> IdCard:
    """The card that lies on the reader, or is put there within some seconds."""
    host, port = host_and_port(address, PORT)
    try:
        with socket.create_connection((host, port), timeout=_CONNECT_S) as wire:
            wire.settimeout(_ANSWER_S)
            return _read(wire)
    except OSError as error:
        message = N_("The card reader {reader} does not answer. Is it on and connected?")
        raise UserError("reader_unreachable", message, field="reader", reader=host) from error


def _read(wire: socket.socket) -> IdCard:
    until = time.monotonic() + _CARD_S
    while _asked(wire, _FIND)[0] != _FOUND:
        if time.monotonic() > until:
            raise UserError("card_missing", N_("There is no card on the reader. Put it there and try again."))
        time.sleep(_AGAIN_S)
    try:
        if _asked(wire, _SELECT)[0] != _DONE:
            raise ValueError("not chosen")
        status, said = _asked(wire, _READ)
        if status != _DONE:
            raise ValueError(status)
        length = int.from_bytes(said[:2], "big")
        return id_card.parse(said[4 : 4 + length])
    except ValueError as error:
        message = N_("The card cannot be read. Put it on the reader once more, or type what stands on it.")
        raise UserError("card_unreadable", message) from error


def _asked(wire: socket.socket, command: bytes) -> tuple[int, bytes]:
    """The answer's status and what follows it."""
    body = (len(command) + 1).to_bytes(2, "big") + command
    wire.sendall(_HEAD + body + bytes([reduce(xor, body)]))
    if _exactly(wire, len(_HEAD)) != _HEAD:
        raise ConnectionError("no message")
    length = _exactly(wire, 2)
    size = int.from_bytes(length, "big")
    if not 4 <= size <= _LONGEST:
        raise ConnectionError("no message")
    said = _exactly(wire, size)
    if reduce(xor, length + said) != 0:
        raise ConnectionError("garbled")
    return said[2], said[3:-1]


def _exactly(wire: socket.socket, size: int) -> bytes:
    got = b""
    while len(got) < size:
        part = wire.recv(size - len(got))
        if not part:
            raise ConnectionError("it hung up")
        got += part
    return got
