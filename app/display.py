"""Whether a window can be shown: Qt would end the program without a word for people."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from app.errors import UserError
from app.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Mapping


def is_there(environ: Mapping[str, str]) -> bool:
    """Whether there is a display, or whoever starts us chose a way to do without one."""
    if sys.platform in ("win32", "darwin"):
        return True
    return any(environ.get(name) for name in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY"))


def require(environ: Mapping[str, str]) -> None:
    """Refuse to open a window where none can be shown."""
    if not is_there(environ):
        message = N_(
            "There is no display here, so the desk cannot open. Everything works without one, too: showroom --help"
        )
        raise UserError("display_missing", message)
