"""The process that opens one PDF of anyone: a question and the file on stdin, the answer on stdout, within bounds."""

from __future__ import annotations

import json
import os
import sys
from typing import Any


def main() -> int:
    """Answer one question. Whatever goes wrong here is said in one word, or by ending."""
    answer = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no part of the answer
    asked = json.loads(sys.stdin.buffer.readline())
    _bound(asked["seconds"], asked["bytes"])
    said, pixels = _answer(asked, sys.stdin.buffer.read())
    answer.write(json.dumps(said).encode("ascii") + b"\n" + pixels)
    answer.close()
    return 0


def _answer(asked: dict[str, Any], pdf: bytes) -> tuple[dict[str, Any], bytes]:
    from app.documents import preview
    from app.errors import UserError

    try:
        if asked["ask"] == "count":
            return {"pages": preview.count_pages(pdf)}, b""
        if asked["ask"] == "seal":
            return {"seal": _seal(pdf)}, b""
        page = preview.page(pdf, asked["at"], asked["longest"])
    except MemoryError:
        return {"refused": "heavy"}, b""
    except (UserError, RuntimeError, ValueError, IndexError):  # PDFium's own is a RuntimeError
        return {"refused": "damaged"}, b""
    return {"width": page.width, "height": page.height, "stride": page.stride}, page.pixels


def _seal(pdf: bytes) -> dict[str, Any] | None:
    from app.documents import seals

    try:
        return seals.look(pdf)
    except MemoryError:
        raise
    except Exception:  # whatever pyHanko stumbles over is no seal that holds
        return None


def _bound(seconds: float, most: int) -> None:
    """Where the system can: the memory, and the time even if nobody is left who would end us."""
    if sys.platform != "win32":
        import resource

        for kind, bound in ((resource.RLIMIT_CPU, int(seconds) + 1), (resource.RLIMIT_FSIZE, 0)):
            resource.setrlimit(kind, (bound, bound))
        if sys.platform == "linux":
            resource.setrlimit(resource.RLIMIT_AS, (most, most))


if __name__ == "__main__":
    sys.exit(main())
