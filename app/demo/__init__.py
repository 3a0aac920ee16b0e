"""The demo: an embedded server, two terminals, a made-up dealership, and the story that shows what matters."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from app import display
from app.i18n import tr


def run(*, headless: bool, language: str, environ: Mapping[str, str]) -> int:
    """Open the desk on demo data; without a display say so, and play the story in the console."""
    if not headless and not display.is_there(environ):
        print(tr("There is no display here, so the story is played in the console."))
        headless = True
    if not headless:
        from app.demo.shop import open_desks

        return open_desks(language, environ)
    from app.demo.story import play

    with tempfile.TemporaryDirectory(prefix="showroom-demo-") as folder:
        return play(Path(folder), language, lambda text: print(text, flush=True))


def environment() -> dict[str, str]:
    """The demo's terminals keep their secrets in a file: there may be no keychain, and nothing here is real."""
    return {**os.environ, "SHOWROOM_KEYCHAIN": "file", "SHOWROOM_KEYCHAIN_PASSPHRASE": "demo"}
