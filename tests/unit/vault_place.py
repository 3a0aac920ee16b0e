"""A folder with keys for two people, on a machine whose clock and keychain a test holds."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from app import crypto
from app.errors import SignInFailed, UserError
from app.vault.key_file import User
from app.vault.keys import TerminalIdentity
from app.vault.slots import Session
from app.vault.vault import Vault

CHEAP = crypto.KdfParams(memory_kib=64, iterations=1, lanes=1)
ROOT = Path(__file__).resolve().parents[2]
START = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
WANG, LI = User("wang", "王伟", ("sales",)), User("li", "李娜", ("manager", "sales"))
CLIENT = b"the client secret of a terminal."
RECOVERY = bytes(range(32))
TERMINAL = TerminalIdentity(
    id="0190-1",
    name="Counter 1",
    code="C1",
    branch="MAIN",
    server_url="https://example.org",
    server_signing_key="",
    server_sealing_key="",
    recovery_key=crypto.b64(crypto.box_public_of(RECOVERY)),
)


class Machine:
    """A clock with a power switch. The wall clock says what it was set to; `real` is the truth."""

    def __init__(self) -> None:
        self.real, self._up, self._wall = 0.0, 1000.0, START

    def now(self) -> datetime:
        return self._wall

    def today(self) -> date:
        return self._wall.date()

    def monotonic(self) -> float:
        return self._up

    def advance(self, seconds: float) -> None:
        self.real, self._up, self._wall = (
            self.real + seconds,
            self._up + seconds,
            self._wall + timedelta(seconds=seconds),
        )

    def restart(self, seconds_off: float) -> None:
        self.real, self._up = self.real + seconds_off, 5.0

    def set(self, **delta: float) -> None:
        self._wall += timedelta(**delta)


class FakeKeychain:
    """Remembers in memory."""

    def __init__(self, name: str = "secret-service") -> None:
        self.name, self.secrets = name, dict[str, bytes]()

    def get(self, name: str) -> bytes | None:
        return self.secrets.get(name)

    def set(self, name: str, secret: bytes) -> None:
        self.secrets[name] = secret

    def delete(self, name: str) -> None:
        self.secrets.pop(name, None)


class Place:
    """A folder with Wang and Li in it, and how to open it again as after a restart."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.keychain, self.clock = folder, FakeKeychain(), Machine()
        vault, self.data_key = Vault.create(
            folder, self.keychain, self.clock, terminal=TERMINAL, client_secret=CLIENT, params=CHEAP
        )
        self.sessions = {user.name: session(user) for user in (WANG, LI)}
        vault.add_user(WANG, "wang's password", self.data_key, self.sessions["wang"])
        vault.add_user(LI, "li's password", self.data_key, self.sessions["li"])

    def vault(self) -> Vault:
        return Vault(self.folder, self.keychain, self.clock, CHEAP)

    def content(self) -> dict[str, object]:
        return json.loads((self.folder / "keys.json").read_text(encoding="utf-8"))["keys"]

    def fail(self, times: int = 1, user: str = "wang") -> None:
        for _ in range(times):
            with pytest.raises(SignInFailed):
                self.vault().unlock(user, "wrong")


def change_password(vault: Vault, name: str, old: str, new: str) -> None:
    """Wrap a user's keys anew, as after the server's yes."""
    unlocked = vault.unlock(name, old)
    vault.add_user(unlocked.user, new, unlocked.data_key, unlocked.session)


def session(user: User) -> Session:
    return Session(f"ticket of {user.name}", START + timedelta(hours=72), crypto.new_signing_key())


def code_of(call: Callable[[], object]) -> str:
    with pytest.raises(UserError) as caught:
        call()
    return caught.value.code


def refuse(number: int) -> Callable[..., None]:
    """What fails with that error of the system."""

    def fail(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    return fail
