"""Pictures of the made-up dealership's cars: the demo's drawings."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from app.documents import pictures
from app.documents.preview import Picture
from app.errors import ServerUnreachable
from app.i18n import N_
from app.paths import resource
from app.presenters.pictures import Hold, Leaf, Subject

DRAWN = {
    "x7": "NIO-ES8-25", "x5s": "GACAION-AIONV-25", "x5r": "GACAION-AIONY-25", "c5": "BYD-HAN-FLAGSHIP-25",
    "c5p": "LEAP-B01-562KWH-25", "m9": "ZEEKR-7X-25", "c3": "LEAP-T03-413KWH-25",
}  # fmt: skip
"""The X7 with rear drive has none."""


CLIP = Path(__file__).parents[1] / "data" / "films" / "clip.mp4"
"""Three seconds."""
FAULTS = ("p1", "p2", "p3", "p4")
"""Photos of faults at the X7."""


@cache
def drawn(code: str, number: int, longest: int, family: str = "") -> Picture:
    """The first in the colour it is asked for, the second out of doors."""
    files = resource("demo", "pictures")
    first = next(files.glob(f"{DRAWN[code]}-*-{family}.webp"), None) if family and number == 1 else None
    file = first or next(files.glob(f"{DRAWN[code]}-{number:02}-*.webp"))
    return pictures.shown(file.read_bytes(), longest)


class FakePictures:
    """Two of each model; the second is at the centre only."""

    def __init__(self, *, online: bool = True) -> None:
        self.online = online
        self.asked: list[Subject] = []

    def small(self, subject: Subject, longest: int) -> Picture | None:
        self.asked.append(subject)
        kind, key, *family = subject
        if kind == "file":
            return drawn("x7", 1 + FAULTS.index(key) % 2, longest) if key in FAULTS else None
        return drawn(key, 1, longest, *family) if kind == "model" and key in DRAWN else None

    def leaves(self, subject: Subject) -> tuple[Leaf, ...]:
        kind, key, *_ = subject
        if kind == "file":
            return (Leaf(key, "handover.mp4", "video", "12 MB"),)
        return tuple(Leaf(f"{key}/{n}", f"{key}-{n}.jpg") for n in (1, 2)) if key in DRAWN else ()

    def large(self, leaf: Leaf, longest: int) -> Picture:
        code, _, number = leaf.key.partition("/")
        if number == "2" and not self.online:
            raise ServerUnreachable("unreachable", N_("The centre does not answer."))
        return drawn(code, int(number), longest)

    def film(self, leaf: Leaf, hold: Hold) -> Any:
        return hold(CLIP.stat().st_size, (CLIP.read_bytes(),))
