"""The server's keys, kept apart from its database: signing, sealing, and the terminals' recovery key."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app import crypto
from app.errors import DataDamaged
from app.i18n import N_
from app.single import sync_folder
from server import signatures


@dataclass(frozen=True)
class Keys:
    """Private seeds; the public halves go to every terminal at enrolment."""

    signing: bytes
    sealing: bytes
    recovery: bytes

    @classmethod
    def load(cls, data: Path) -> Keys:
        """Read the key file that `create` wrote."""
        try:
            fields = json.loads((data / "keys" / "server-keys.json").read_text(encoding="utf-8"))
            return cls(**{name: crypto.unb64(value) for name, value in fields.items()})
        except (OSError, ValueError, TypeError) as error:
            text = N_("The server's keys cannot be read. Run “showroom-server init” or restore {folder}.")
            raise DataDamaged("server_keys", text, folder=data / "keys") from error

    @classmethod
    def create(cls, data: Path) -> Keys:
        """Make new keys and write them, readable by this user only."""
        keys = cls(crypto.new_signing_key(), crypto.new_box_key(), crypto.new_box_key())
        folder = data / "keys"
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(folder / "server-keys.json", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump({name: crypto.b64(value) for name, value in vars(keys).items()}, file)
            file.flush()
            os.fsync(file.fileno())
        for named in (folder, data):
            sync_folder(named)
        return keys

    def public(self) -> dict[str, str]:
        """What a terminal is told."""
        return {
            "signing": crypto.b64(crypto.public_of(self.signing)),
            "sealing": crypto.b64(crypto.box_public_of(self.sealing)),
            "recovery": crypto.b64(crypto.box_public_of(self.recovery)),
        }

    def countersign(self, op_hash: str, status: str) -> str:
        """The server's signature under an op's hash and what became of it."""
        return crypto.b64(signatures.sign(self.signing, f"{op_hash}:{status}".encode()))

    def open(self, sealed: str) -> dict[str, Any]:
        """What a terminal sealed to this server."""
        opened: dict[str, Any] = json.loads(crypto.open_sealed(self.sealing, crypto.unb64(sealed)))
        return opened
