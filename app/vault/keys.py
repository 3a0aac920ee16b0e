"""`keys.json`: its records, and reading and writing it whole. Reading needs no cipher."""

from __future__ import annotations

import json
import zlib
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from app.errors import DataDamaged, UserError
from app.i18n import N_
from app.single import folder_errors, replace_file, sync_folder

KEYS, COPY = "keys.json", "keys.bak"
_FORMAT = 1


class User(NamedTuple):
    """Whom the screen may name before anybody has signed in."""

    name: str
    display: str
    roles: tuple[str, ...]


@dataclass(frozen=True)
class TerminalIdentity:
    """What the server said at enrolment. All of it is public; keys are base64."""

    id: str
    name: str
    code: str
    branch: str
    server_url: str
    server_signing_key: str
    server_sealing_key: str
    recovery_key: str
    more: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Tries:
    """How often somebody was wrong, and how long to wait: `wait` seconds from `at` on the monotonic clock."""

    count: int = 0
    wait: float = 0.0
    at: float = 0.0


@dataclass(frozen=True)
class Slot:
    """One user: names, the ticket, and two keys wrapped by their password and the device secret."""

    display: str
    roles: list[str]
    kdf: dict[str, int]
    salt: str
    data_key: str
    seed: str
    ticket: str
    expires_at: str
    tries: Tries


@dataclass(frozen=True)
class Keys:
    """The whole file. `seen` is the latest instant known, `seen_at` the monotonic clock at that moment."""

    vault: str
    keychain: str
    terminal: TerminalIdentity
    seen: str
    seen_at: float
    users: dict[str, Slot]

    def user(self, name: str) -> User:
        """The public part of a slot."""
        return User(name, self.users[name].display, tuple(self.users[name].roles))


def read(folder: Path) -> Keys:
    """The records of a terminal's folder."""
    raw = _bytes(folder / KEYS)
    if raw is not None:
        return _parsed(raw, folder / KEYS)
    if (folder / COPY).exists():
        raise _damaged(folder / KEYS)
    raise UserError(
        "not_enrolled", N_("This data folder is not a terminal yet. Make it one with: showroom enrol")
    )


def write(folder: Path, keys: Keys, *, copy: bool) -> None:
    """Write durably. The copy follows whenever more than a counter changed; `mend` puts it back."""
    raw = _text(asdict(keys)).encode()
    replace_file(folder / KEYS, raw)
    if copy:
        replace_file(folder / COPY, raw)


def make_room(folder: Path) -> None:
    """Refuse a folder that is a terminal; set keys aside that nobody can read any more."""
    try:
        mend(folder)
    except DataDamaged as error:
        if error.code != "keys_damaged":
            raise
        _set_aside(folder)
    except UserError:
        return
    else:
        if not read(folder).users:
            return  # an enrolment that ended half way: nobody can open anything here
        raise UserError("already_enrolled", N_("This data folder is a terminal already."))


def mend(folder: Path) -> bool:
    """Put the copy in the place of a damaged file; True when that was needed and done."""
    try:
        read(folder)
    except DataDamaged:
        raw = _bytes(folder / COPY)
        if raw is None:
            raise
        _parsed(raw, folder / COPY)
        replace_file(folder / KEYS, raw)
        return True
    return False


def _set_aside(folder: Path) -> None:
    with folder_errors():
        for name in (KEYS, COPY):
            if (folder / name).exists():
                (folder / name).replace(folder / f"{name}.damaged")
        sync_folder(folder)


def _bytes(path: Path) -> bytes | None:
    with folder_errors():
        try:
            return path.read_bytes()
        except FileNotFoundError:
            return None


def _parsed(raw: bytes, path: Path) -> Keys:
    try:
        content = json.loads(raw)
        if content["format"] != _FORMAT:
            raise _foreign(path)
        body = content["keys"]
        # The sum tells a damaged file from a wrong password: without it, a flipped bit would look like one.
        if content["sum"] != _sum(body):
            raise _damaged(path)
        slots = {
            name: Slot(**{**slot, "tries": Tries(**slot["tries"])}) for name, slot in body["users"].items()
        }
        return Keys(**{**body, "terminal": TerminalIdentity(**body["terminal"]), "users": slots})
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise _damaged(path) from error


def _text(body: dict[str, Any]) -> str:
    return json.dumps(
        {"format": _FORMAT, "sum": _sum(body), "keys": body}, indent=1, ensure_ascii=False, allow_nan=False
    )


def _sum(body: object) -> int:
    return zlib.crc32(json.dumps(body, sort_keys=True).encode())


def _damaged(path: Path) -> DataDamaged:
    return DataDamaged(
        "keys_damaged",
        N_(
            "The key file {file} is damaged. Nothing else was changed. Run: showroom doctor --repair. If "
            "that does not help, ask for an enrolment code and run showroom enrol on this folder: the "
            "server gives its key back, and unsent work is kept."
        ),
        file=str(path),
    )


def _foreign(path: Path) -> DataDamaged:
    return DataDamaged(
        "keys_newer",
        N_("The key file {file} was written by a newer Showroom. Install that version, then try again."),
        file=str(path),
    )
