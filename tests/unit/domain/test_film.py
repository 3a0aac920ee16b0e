"""How long a film is, by its header alone; rubbish has no length."""

from __future__ import annotations

import random
import struct

from app.domain import film

FTYP = struct.pack(">I4s4sI", 16, b"ftyp", b"mp42", 0)


def box(kind: bytes, inside: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(inside), kind) + inside


def old(scale: int, length: int) -> bytes:
    return box(b"mvhd", struct.pack(">BxxxIIII", 0, 1, 1, scale, length) + bytes(80))


def new(scale: int, length: int) -> bytes:
    return box(b"mvhd", struct.pack(">BxxxQQIQ", 1, 1, 1, scale, length) + bytes(80))


def test_both_forms_of_the_header_say_it() -> None:
    assert film.seconds(FTYP + box(b"moov", old(600, 55_200))) == 92.0
    assert (
        film.seconds(FTYP + box(b"free", bytes(50)) + box(b"moov", box(b"iods", b"x") + new(1000, 1500)))
        == 1.5
    )


def test_a_film_that_says_it_at_its_end_or_not_at_all_has_none() -> None:
    large = struct.pack(">I4sQ", 1, b"mdat", 5_000_000_000) + bytes(100)
    assert film.seconds(FTYP + large) is None
    assert film.seconds(FTYP + box(b"moov", old(0, 9))) is None
    assert film.seconds(FTYP) is None
    assert film.seconds(b"") is None


def test_no_header_that_was_cut_or_made_up_does_harm() -> None:
    whole = FTYP + box(b"moov", old(600, 55_200))
    for end in range(len(whole)):
        film.seconds(whole[:end])
    chance = random.Random(7)
    for _ in range(2000):
        spoiled = bytearray(whole)
        for _ in range(4):
            spoiled[chance.randrange(len(spoiled))] = chance.randrange(256)
        film.seconds(bytes(spoiled))
