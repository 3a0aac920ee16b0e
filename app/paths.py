"""Where things lie: resources beside the program's own modules, and the terminal's own folder."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def resource(*parts: str) -> Path:
    """A file under `resources/`."""
    return Path(__file__).resolve().parent.parent.joinpath("resources", *parts)


def documents() -> Path:
    """Where people look for papers that were saved."""
    wanted = Path.home() / "Documents"
    return wanted if wanted.is_dir() else Path.home()


def data(environ: Mapping[str, str], given: str | Path | None) -> Path:
    """The terminal's folder: what `--data` names, else `SHOWROOM_DATA`, else this system's place for it."""
    return Path(given or environ.get("SHOWROOM_DATA") or default_data())


def default_data() -> Path:
    """The terminal's folder when neither `--data` nor `SHOWROOM_DATA` names one."""
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local"))
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Application Support"
    else:
        base = Path(os.environ.get("XDG_DATA_HOME", Path.home() / ".local" / "share"))
    return base / "showroom"
