"""`keys.json` as a file: whole, checked, and who may be named before anybody has signed in.

The sign-in window waits for this module, so it needs no cipher and makes no records of secrets: see `keys`.
"""

from __future__ import annotations

import json
import zlib
from pathlib import Path
from typing import Any, NamedTuple

from app.errors import DataDamaged, UserError
from app.i18n import N_
from app.single import folder_errors, replace_file

KEYS, COPY = "keys.json", "keys.bak"
_FORMAT = 1
MALFORMED = (ValueError, TypeError, KeyError, AttributeError, RecursionError)
"""What a file that is not ours raises while it is taken apart."""


class User(NamedTuple):
    """Whom the screen may name before anybody has signed in."""

    name: str
    display: str
    roles: tuple[str, ...]


class Door(NamedTuple):
    """What stands at the door: the terminal, its branch, and who may go in."""

    terminal: str
    branch: str
    users: tuple[User, ...]


def exists(folder: Path) -> bool:
    """Whether the folder is a terminal already, damaged or not."""
    return any((folder / name).exists() for name in (KEYS, COPY))


def door(folder: Path) -> Door:
    """What the sign-in page shows."""
    body = read(folder)
    try:
        terminal = body["terminal"]
        users = [User(name, slot["display"], tuple(slot["roles"])) for name, slot in body["users"].items()]
        branch = terminal["more"].get("branch_name", terminal["branch"])
        return Door(terminal["name"], str(branch), tuple(users))
    except MALFORMED as error:
        raise damaged(folder / KEYS) from error


def read(folder: Path) -> dict[str, Any]:
    """What the file holds."""
    return body_of(bytes_of(folder), folder / KEYS)


def bytes_of(folder: Path) -> bytes:
    """The file as it is."""
    found = content(folder / KEYS)
    if found is not None:
        return found
    if (folder / COPY).exists():
        raise damaged(folder / KEYS)
    raise UserError(
        "not_enrolled", N_("This data folder is not a terminal yet. Make it one with: showroom enrol")
    )


def write(folder: Path, body: object, *, copy: bool) -> None:
    """Write a record durably, and a copy if wanted."""
    whole = {"format": _FORMAT, "sum": _sum(body), "keys": body}
    written = json.dumps(whole, default=vars, ensure_ascii=False, allow_nan=False).encode()
    replace_file(folder / KEYS, written)
    if copy:
        replace_file(folder / COPY, written)


def content(path: Path) -> bytes | None:
    """The bytes of the file or its copy; None where there is none."""
    with folder_errors():
        try:
            return path.read_bytes()
        except FileNotFoundError:
            return None


def body_of(raw: bytes, path: Path) -> dict[str, Any]:
    """What these bytes hold."""
    try:
        whole = json.loads(raw)
        if whole["format"] != _FORMAT:
            raise _foreign(path)
        body: dict[str, Any] = whole["keys"]
        # The sum tells a damaged file from a wrong password: without it, a flipped bit would look like one.
        if whole["sum"] != _sum(body):
            raise damaged(path)
    except MALFORMED as error:
        raise damaged(path) from error
    return body


def _sum(body: object) -> int:
    return zlib.crc32(json.dumps(body, sort_keys=True, default=vars).encode())


def damaged(path: Path) -> DataDamaged:
    """The file cannot be read, and what to do."""
    return DataDamaged(
        "keys_damaged",
        N_(
            "The key file {file} is damaged. Nothing else was changed. Run: showroom doctor --repair. If "
            "that does not help, ask for an enrolment code and run showroom enrol on this folder. The "
            "data file is set aside: what was not sent is in it."
        ),
        file=str(path),
    )


def _foreign(path: Path) -> DataDamaged:
    return DataDamaged(
        "keys_newer",
        N_("The key file {file} was written by a newer Showroom. Install that version, then try again."),
        file=str(path),
    )
