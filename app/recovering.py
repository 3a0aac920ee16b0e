"""The way back when the keychain has lost this terminal's secrets: a code, a password, and the server's word.

Without the device secret no password opens anything here. The server holds the data key, sealed to its recovery
key. It gives it for a one-time code that an administrator made for this terminal, to a person with their own
password. Everything is then wrapped anew under a new device secret. The data file is not touched: what was not
sent is in it.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from app import crypto
from app.errors import DataDamaged, ServerUnreachable, SignInFailed, UserError
from app.keychain import FILE, Keychain
from app.single import folder_errors
from app.sync import welcome as welcoming

if TYPE_CHECKING:
    from app.sync.transport import Transport
    from app.vault.slots import Unlocked
    from app.vault.vault import Vault

UNREADABLE = ("keychain_passphrase", "keychain_damaged")
"""A keychain file that nobody can open any more."""


@dataclass(frozen=True)
class Asking:
    """Who asks with which code."""

    code: str
    user: str
    password: str = field(repr=False)


def recover(vault: Vault, keychain: Keychain, folder: Path, transport: Transport, asking: Asking) -> Unlocked:
    """Get the data key back and wrap it anew. An answer that was lost is asked for again with the same code."""
    code = asking.code.strip().upper()
    pending = f"recovering.{crypto.sha256_hex(code.encode())[:16]}"
    seed, ephemeral = crypto.new_signing_key(), crypto.new_box_key()
    with _openable(keychain, folder, pending):
        secret = _kept(keychain, pending)
        welcome = transport.recover(
            {
                "code": code, "terminal": vault.identity().id, "secret": secret,
                "user": asking.user, "password": asking.password,
                "session_key": crypto.b64(crypto.public_of(seed)),
                "ephemeral": crypto.b64(crypto.box_public_of(ephemeral)),
            }
        )  # fmt: skip
    data_key = crypto.open_sealed(ephemeral, crypto.unb64(welcome["data_key"]))
    user, session = welcoming.user_of(welcome), welcoming.session_of(welcome, seed)
    unlocked = vault.begin_anew(user, asking.password, data_key, session, secret.encode())
    keychain.delete(pending)
    return unlocked


def _kept(keychain: Keychain, pending: str) -> str:
    """The terminal's new secret, kept before the server hears of it."""
    kept = keychain.get(pending)
    if kept is None:
        kept = secrets.token_urlsafe(32).encode()
        keychain.set(pending, kept)
    return kept.decode()


@contextmanager
def _openable(keychain: Keychain, folder: Path, pending: str) -> Iterator[None]:
    """A keychain file that does not open is set aside for a new one; if the server says no, it is put back."""
    file, aside = folder / FILE, folder / f"{FILE}.lost"
    lost = _is_lost(keychain, pending)
    with folder_errors():
        if lost:
            file.replace(aside)
    try:
        yield
    except ServerUnreachable:
        raise  # perhaps it said yes, to the secret that is in the new file
    except UserError as refused:
        if lost:
            with folder_errors():
                aside.replace(file)
        elif refused.code == "code_invalid":
            keychain.delete(pending)
        raise


def _is_lost(keychain: Keychain, name: str) -> bool:
    try:
        keychain.get(name)
    except (SignInFailed, DataDamaged) as error:
        if error.code not in UNREADABLE:
            raise
        return True
    return False
