"""PDFs of anyone, opened in a process of their own: one that hangs or fills the memory takes nothing with it.

The reader (`reader.py`) is given neither the terminal's folder nor its environment, and no file is written. It is
bounded, not caged: what bounds its memory is the operating system, which Windows and macOS do not offer for one
process; there time and the size of the picture are the bounds.
"""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from app import certificates
from app.clock import from_iso
from app.documents import preview, seals
from app.documents.preview import Picture, not_shown
from app.domain.seal import Found, Stamp
from app.errors import UserError
from app.i18n import N_

LIMIT_S = 15.0
MOST_BYTES = 1 << 30
_KEPT = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT", "LANG", "LC_ALL")
_NO_WINDOW = getattr(subprocess, "CREATE_NO_WINDOW", 0)
_ROOT = Path(__file__).resolve().parents[2]
"""Where the reader starts, so that it finds this program and no other."""


def count_pages(pdf: bytes) -> int:
    """How many pages it has; refused in a sentence if it cannot be opened within bounds."""
    said, _ = _read(pdf, ask="count")
    return int(said["pages"])


def page(pdf: bytes, at: int, longest: int) -> Picture:
    """One page, its longer side so many pixels whatever its own measure is."""
    said, pixels = _read(pdf, ask="page", at=at, longest=longest)
    width, height, stride = int(said["width"]), int(said["height"]), int(said["stride"])
    whole = width * 4 <= stride and len(pixels) == stride * height
    if not whole or not 0 < max(width, height) <= longest + 1:
        raise not_shown()
    return Picture(width, height, stride, pixels)


def shows(pdf: bytes, ours: bytes, *, longest: int = 1600) -> bool:
    """Whether it shows the same pages as a paper of ours, however it was packed: computers compress differently."""
    count = preview.count_pages(ours)
    try:
        return count_pages(pdf) == count and all(
            page(pdf, at, longest) == preview.page(ours, at, longest) for at in range(count)
        )
    except UserError:  # what cannot be opened shows nothing
        return False


def seal_on(pdf: bytes) -> Found | None:
    """The seal behind a paper; None if what stands there is none that can be read."""
    seals.require()
    said = _read(pdf, ask="seal")[0]["seal"]
    if said is None:
        return None
    try:
        certificate = certificates.read(base64.b64decode(said["certificate"]))
        stamp = _stamp(*said["stamp"]) if said["stamp"] else None
    except ValueError:
        return None
    return Found(
        certificate, from_iso(said["at"]) if said["at"] else None, said["intact"], said["last"], stamp
    )


def _stamp(at: str, certificate: str) -> Stamp:
    return Stamp(from_iso(at), certificates.read(base64.b64decode(certificate)).holder)


def _read(pdf: bytes, **asked: Any) -> tuple[dict[str, Any], bytes]:
    """Ask a reader; what it says, and the pixels behind that."""
    bounds = {"seconds": LIMIT_S, "bytes": MOST_BYTES + len(pdf)}
    question = json.dumps({**asked, **bounds}).encode("ascii") + b"\n"
    try:
        done = subprocess.run(
            [sys.executable, "-m", "app.documents.reader"], input=question + pdf, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, env=_environment(), cwd=_ROOT, timeout=LIMIT_S, creationflags=_NO_WINDOW,
            check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise _too_heavy() from error
    head, _, pixels = done.stdout.partition(b"\n")
    if done.returncode != 0 or not head:
        raise _too_heavy()
    said: dict[str, Any] = json.loads(head)
    if "refused" in said:
        raise _too_heavy() if said["refused"] == "heavy" else not_shown()
    return said, pixels


def _environment() -> dict[str, str]:
    """What Python needs to start; passwords and keys that stand in ours stay there."""
    return {name: os.environ[name] for name in _KEPT if name in os.environ}


def _too_heavy() -> UserError:
    message = N_(
        "This PDF takes too long or too much memory to be shown. It is kept as it is; save a copy to open it elsewhere."
    )
    return UserError("pdf_too_heavy", message, field="file")
