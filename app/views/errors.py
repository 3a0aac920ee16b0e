"""How errors reach people: beside the field, as a banner, or as a report that can be copied."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from types import TracebackType

from app.errors import UserError
from app.i18n import tr
from app.views.widgets.banner import Banner
from app.views.widgets.field import Field
from app.views.widgets.scroll import bring_into_sight

Report = Callable[[BaseException], None]


def present(error: Exception, *, banner: Banner, fields: Mapping[str, Field] | None = None) -> None:
    """Show a user's error beside the field it names, or as a banner; hand anything else to the hook."""
    if not isinstance(error, UserError):
        tell_hook(error)
        return
    place = (fields or {}).get(error.field or "")
    if place is not None:
        place.set_error(error.message)
        place.control.setFocus()
        bring_into_sight(place)  # whoever tries again has the focus there already
    else:
        banner.say(error.message, tone="bad")


def tell_hook(error: Exception) -> None:
    """A fault of the program is the hook's, wherever it came up."""
    sys.excepthook(type(error), error, error.__traceback__)


def clear(fields: Mapping[str, Field]) -> None:
    """Take all sentences away, before something is tried again."""
    for field in fields.values():
        field.set_error("")


def number(error: BaseException) -> str:
    """A short number by which people can name a fault on the telephone."""
    from zlib import crc32

    code = crc32("".join(_places(error)).encode()) & 0xFFFFFF
    return f"{code >> 16:02X}-{code & 0xFFFF:04X}"


def report(error: BaseException, *, version: str) -> str:
    """What a developer needs. Types and places only: what was typed stays here."""
    lines = [f"Showroom {version}, {sys.platform}, Python {sys.version.split()[0]}"]
    lines.append(tr("Report {number}").format(number=number(error)))
    lines.extend(_places(error))
    return "\n".join(lines)


def _places(error: BaseException) -> list[str]:
    import traceback  # only when something went wrong
    from pathlib import Path

    places = [
        f"{Path(frame.filename).name}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(error.__traceback__)
    ]
    cause = error.__cause__ or error.__context__
    return [*(_places(cause) if cause else []), *places, type(error).__name__]


def install_hook(show: Report) -> Callable[[], None]:
    """Unexpected errors: on stderr for whoever watches, and on screen for whoever works.

    Call the result to go back to the hook before.
    """
    before = sys.excepthook

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        sys.__excepthook__(kind, error, trace)
        if not isinstance(error, KeyboardInterrupt):
            show(error)

    sys.excepthook = hook

    def uninstall() -> None:
        sys.excepthook = before

    return uninstall
