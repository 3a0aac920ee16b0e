"""The records of `keys.json`: the terminal, and a slot for each of its users."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from app.errors import DataDamaged, UserError
from app.i18n import N_
from app.single import folder_errors, replace_file, sync_folder
from app.vault import key_file
from app.vault.key_file import COPY, KEYS, User


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
    return _records(key_file.bytes_of(folder), folder / KEYS)


def write(folder: Path, keys: Keys, *, copy: bool) -> None:
    """Write durably. The copy follows whenever more than a counter changed; `mend` puts it back."""
    key_file.write(folder, keys, copy=copy)


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
        raw = key_file.content(folder / COPY)
        if raw is None:
            raise
        _records(raw, folder / COPY)
        replace_file(folder / KEYS, raw)
        return True
    return False


@lru_cache(maxsize=4)  # one verb asks for them a dozen times, and the same bytes say the same
def _records(raw: bytes, path: Path) -> Keys:
    body = key_file.body_of(raw, path)
    try:
        slots = {
            name: Slot(**{**slot, "tries": Tries(**slot["tries"])}) for name, slot in body["users"].items()
        }
        return Keys(**{**body, "terminal": TerminalIdentity(**body["terminal"]), "users": slots})
    except key_file.MALFORMED as error:
        raise key_file.damaged(path) from error


def _set_aside(folder: Path) -> None:
    with folder_errors():
        for name in (KEYS, COPY):
            if (folder / name).exists():
                (folder / name).replace(folder / f"{name}.damaged")
        sync_folder(folder)
