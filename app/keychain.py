"""Where the few secrets lie: the system's keychain, or a file behind a passphrase. Never plaintext."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from app import crypto
from app.errors import DataDamaged, SignInFailed, UserError
from app.i18n import N_
from app.single import FileLock, folder_errors, replace_file

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

KIND_VARIABLE, PASSPHRASE_VARIABLE = "SHOWROOM_KEYCHAIN", "SHOWROOM_KEYCHAIN_PASSPHRASE"
FILE = "keychain.json"
_SERVICE = "Showroom"

# Only these. What `keyring` finds by itself may be a plaintext file, or one that forgets.
_BACKENDS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "linux": (
        ("secret-service", "keyring.backends.SecretService", "Keyring"),
        ("kwallet", "keyring.backends.kwallet", "DBusKeyring"),
    ),
    "win32": (("windows", "keyring.backends.Windows", "WinVaultKeyring"),),
    "darwin": (("macos", "keyring.backends.macOS", "Keyring"),),
}


class Keychain(Protocol):
    """Keeps a few named secrets."""

    @property
    def name(self) -> str:
        """Which one this is, as recorded in `keys.json`."""

    def get(self, name: str) -> bytes | None:
        """The secret, or None when it is not there."""

    def set(self, name: str, secret: bytes) -> None:
        """Keep a secret, durably; it replaces one of the same name."""

    def delete(self, name: str) -> None:
        """Forget a secret; harmless when it is not there."""


class SystemKeychain:
    """The keychain of the desktop: Secret Service, KWallet, Windows or macOS. Looked for when first used."""

    def __init__(self) -> None:
        self._found: tuple[str, KeyringBackend] | None = None

    @property
    def name(self) -> str:
        return self._open()[0]

    def get(self, name: str) -> bytes | None:
        try:
            text = self._open()[1].get_password(_SERVICE, name)
        except Exception as error:  # each backend brings exceptions of its own, D-Bus several kinds
            raise _unusable(error) from error
        return None if text is None else crypto.unb64(text)

    def set(self, name: str, secret: bytes) -> None:
        try:
            self._open()[1].set_password(_SERVICE, name, crypto.b64(secret))
        except Exception as error:  # as above
            raise _unusable(error) from error
        if self.get(name) != secret:
            raise _unusable(None)

    def delete(self, name: str) -> None:
        if self.get(name) is None:
            return
        try:
            self._open()[1].delete_password(_SERVICE, name)
        except Exception as error:  # as above
            raise _unusable(error) from error

    def _open(self) -> tuple[str, KeyringBackend]:
        self._found = self._found or _first_usable()
        return self._found


def _first_usable() -> tuple[str, KeyringBackend]:
    for name, module, class_name in _BACKENDS.get(sys.platform, ()):
        backend: Any = getattr(import_module(module), class_name)
        if backend.viable:
            return name, backend()
    raise _unusable(None)


def _unusable(error: Exception | None) -> UserError:
    if isinstance(error, UserError):
        return error
    return UserError(
        "keychain_unusable",
        N_(
            "No keychain of this system can be used. Unlock it and try again; or, where there is none, set "
            "SHOWROOM_KEYCHAIN=file and SHOWROOM_KEYCHAIN_PASSPHRASE to a long passphrase."
        ),
    )


class FileKeychain:
    """A file of wrapped secrets that one passphrase opens: for machines without a keychain."""

    name = "file"

    def __init__(self, path: Path, passphrase: str, params: crypto.KdfParams | None = None) -> None:
        if not passphrase:
            raise UserError(
                "keychain_passphrase_missing",
                N_("Set SHOWROOM_KEYCHAIN_PASSPHRASE to the passphrase of the keychain file."),
            )
        self._path, self._passphrase, self._params = path, passphrase, params or crypto.KdfParams()
        self._lock = FileLock(path.with_suffix(".lock"))
        self._key: tuple[str, bytes] | None = None  # salt and key: Argon2id is paid once

    def get(self, name: str) -> bytes | None:
        content = self._read()
        if content is None:
            return None
        key = self._open(content)
        try:
            wrapped = content["secrets"].get(name)
            return None if wrapped is None else crypto.unwrap(key, crypto.unb64(wrapped), name.encode())
        except (KeyError, ValueError, TypeError, AttributeError, crypto.WrongKey) as error:
            raise self._damaged() from error

    def set(self, name: str, secret: bytes) -> None:
        with self._lock:
            content = self._read() or self._new()
            key = self._open(content)
            content["secrets"][name] = crypto.b64(crypto.wrap(key, secret, name.encode()))
            self._write(content)

    def delete(self, name: str) -> None:
        with self._lock:
            content = self._read()
            if content is not None and content["secrets"].pop(name, None) is not None:
                self._open(content)  # who does not know the passphrase deletes nothing
                self._write(content)

    def _new(self) -> dict[str, Any]:
        salt = crypto.new_salt()
        key = crypto.derive(self._passphrase, salt, self._params)
        check = crypto.wrap(key, b"", b"check")
        return {
            "format": 1,
            "kdf": asdict(self._params),
            "salt": crypto.b64(salt),
            "check": crypto.b64(check),
            "secrets": {},
        }

    def _open(self, content: dict[str, Any]) -> bytes:
        if self._key and self._key[0] == content.get("salt"):
            return self._key[1]
        try:
            params = crypto.KdfParams(**content["kdf"])
            key = crypto.derive(self._passphrase, crypto.unb64(content["salt"]), params)
            crypto.unwrap(key, crypto.unb64(content["check"]), b"check")
        except (KeyError, ValueError, TypeError, AttributeError) as error:
            raise self._damaged() from error
        except crypto.WrongKey:
            raise SignInFailed(
                "keychain_passphrase",
                N_(
                    "The passphrase in SHOWROOM_KEYCHAIN_PASSPHRASE does not open the keychain file. Set the right "
                    "one. If it is lost, ask the administrator for a recovery code, choose a new passphrase and run: "
                    "showroom recover --code CODE. What was not sent is kept."
                ),
            ) from None
        self._key = content["salt"], key
        return key

    def _read(self) -> dict[str, Any] | None:
        with folder_errors():
            try:
                raw = self._path.read_bytes()
            except FileNotFoundError:
                return None
        try:
            content = json.loads(raw)
        except ValueError as error:
            raise self._damaged() from error
        if not isinstance(content, dict) or not isinstance(content.get("secrets"), dict):
            raise self._damaged()
        return content

    def _write(self, content: dict[str, Any]) -> None:
        replace_file(self._path, json.dumps(content, indent=1, sort_keys=True).encode())

    def _damaged(self) -> DataDamaged:
        return DataDamaged(
            "keychain_damaged",
            N_(
                "The keychain file {file} is damaged. Put a copy of it back. Without one, ask the administrator for "
                "a recovery code and run: showroom recover --code CODE. What was not sent is kept."
            ),
            file=str(self._path),
        )


def choose_keychain(
    environ: Mapping[str, str], folder: Path, params: crypto.KdfParams | None = None
) -> Keychain:
    """The keychain that the environment asks for, else the system's, which is opened when first used."""
    kind = environ.get(KIND_VARIABLE, "") or "system"
    if kind == "file":
        return FileKeychain(folder / FILE, environ.get(PASSPHRASE_VARIABLE, ""), params)
    if kind == "system":
        return SystemKeychain()
    raise UserError(
        "keychain_unknown", N_("SHOWROOM_KEYCHAIN is {kind}; it can be: file, system."), kind=kind
    )
