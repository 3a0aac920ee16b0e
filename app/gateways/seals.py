"""The door to the dealership's seal at this terminal.

The key file lies in the encrypted replica, its passphrase in the keychain: neither is of use without the other.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from app import certificates, db
from app.devices import time_stamp
from app.documents import foreign, seals
from app.errors import UserError
from app.filing import Filing
from app.i18n import N_
from app.presenters.seal import Held
from app.queries import desk as desk_rows
from app.services import contracts, sealing

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from app.certificates import Certificate, KeyFile
    from app.workplace import Workplace

_CHOSEN = "seal"
"""The name of both: the local fact, and the secret in the keychain."""
_MOST_BYTES = 1_000_000
"""Of a key file: a few thousand are usual."""


@dataclass(frozen=True)
class Sealed:
    """A paper with its seal, filed with its contract under this id."""

    name: str
    pdf: bytes
    attachment_id: str


def content_of(file: Path) -> bytes:
    """What a key file holds."""
    try:
        with file.open("rb") as opened:
            return opened.read(_MOST_BYTES)
    except OSError as error:
        message = N_("{file} cannot be read. Look whether it is there.")
        raise UserError("file_not_readable", message, field="file", file=str(file)) from error


class SealOfTerminal:
    """The seal that this terminal holds, if it holds one."""

    def __init__(self, workplace: Workplace) -> None:
        self._at = workplace

    def chosen(self) -> Certificate | None:
        """Whose seal it is."""
        known = self._kept()
        return certificates.read(base64.b64decode(known["certificate"])) if known else None

    def may_put(self, no: str) -> bool:
        """Whether a seal is here, and the contract is one that takes it."""
        if self.chosen() is None:
            return False
        with self._at.reading() as session:
            return sealing.takes_seal(contracts.find(session, no))

    def keep(self, content: bytes, passphrase: str) -> None:
        """Hold this seal from now on."""
        opened = certificates.open_key_file(content, passphrase)
        self._at.vault.keep_secret(_CHOSEN, passphrase.encode())
        encoded = {"file": content, "certificate": opened.certificate.der}
        self._remember({name: base64.b64encode(each).decode("ascii") for name, each in encoded.items()})

    def held(self) -> Held | None:
        """The same, as the dialog has it."""
        chosen = self.chosen()
        if chosen is None:
            return None
        with self._at.reading() as session:
            known = chosen.fingerprint in sealing.known(session)
        return Held(chosen.holder, chosen.issuer, chosen.ends_at.date(), known, chosen.pem)

    def hold(self, file: Path, passphrase: str) -> None:
        """Hold the seal in a file from now on."""
        self.take(content_of(file), passphrase)

    def take(self, content: bytes, passphrase: str) -> None:
        """Hold this seal from now on; refused in words if nothing could be sealed with it."""
        found = certificates.open_key_file(content, passphrase)
        sealing.refuse_expired(found.certificate, self._at.clock.now())
        self.keep(content, passphrase)

    def give_up(self) -> None:
        """Hold none."""
        self._remember({})
        self._at.vault.forget_secret_of(self._at.vault.identity().id, _CHOSEN)

    def put(self, no: str, *, language: str | None = None, amendment: int | None = None) -> Sealed:
        """Seal what was signed, and file it with the contract: so it is kept who sealed what, and when."""
        seals.require()
        seal, now = self._open(), self._at.clock.now()
        self._at.require_clock()
        with self._at.reading() as session:
            sealing.refuse_unfit(session, seal.certificate, now)
            paper = sealing.paper(session, no, language=language, amendment=amendment)
            authority = sealing.authority(session)
        pdf = self._sealed(paper.pdf, seal, now, authority)
        return Sealed(paper.name, pdf, Filing(self._at).attach_made(no, paper.name, pdf))

    def _sealed(self, paper: bytes, seal: KeyFile, now: datetime, authority: str) -> bytes:
        """Under the seal, stamped with the time if the dealership has named who stamps."""
        if not authority:
            return seals.put(paper, seal, at=now)
        pdf = seals.put(paper, seal, at=now, ask=partial(time_stamp.ask, authority))
        found = foreign.seal_on(pdf)
        if found is None or not found.intact or found.stamp is None:
            raise seals.unstamped()
        return pdf

    def _open(self) -> KeyFile:
        known = self._kept()
        if not known:
            message = N_("This terminal holds no seal. See: showroom device seal --help")
            raise UserError("seal_missing", message)
        passphrase = self._at.vault.secret(_CHOSEN)
        if passphrase is None:
            message = N_(
                "The keychain does not know the seal's passphrase any more. Choose the seal once more."
            )
            raise UserError("seal_locked", message)
        return certificates.open_key_file(base64.b64decode(known["file"]), passphrase.decode())

    def _kept(self) -> dict[str, str]:
        with self._at.reading() as session:
            return dict(desk_rows.local_fact(session, _CHOSEN) or {})

    def _remember(self, value: dict[str, str]) -> None:
        from app.models.local import State

        with db.write_session(self._at.database) as session, session.begin():
            session.merge(State(name=_CHOSEN, value=value))
