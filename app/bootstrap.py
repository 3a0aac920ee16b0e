"""The composition root: a folder becomes a terminal, a password opens it, and everything is wired together here.

Qt-free: the command line and the desk use the same objects.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app import crypto
from app.changes import ChangeBus
from app.clock import Clock, SystemClock, from_iso
from app.errors import ServerUnreachable, SignInFailed, UserError
from app.i18n import N_
from app.keychain import Keychain, choose_keychain
from app.vault import CLIENT_SECRET, REPLICA, Session, TerminalIdentity, Unlocked, User, Vault

if TYPE_CHECKING:
    from app.sync.transport import Credentials
    from app.workplace import Workplace


@dataclass
class App:
    """A terminal's folder, before anyone has signed in."""

    folder: Path
    environ: Mapping[str, str]
    clock: Clock
    bus: ChangeBus
    kdf: crypto.KdfParams | None = None  # what new passwords cost, if not the usual

    @property
    def enrolled(self) -> bool:
        """Whether the folder is a terminal already."""
        return (self.folder / "keys.json").exists()

    @cached_property
    def keychain(self) -> Keychain:
        """Where this terminal's device secret lies. One object: a passphrase is paid for once."""
        return choose_keychain(self.environ, self.folder, self.kdf)

    def vault(self) -> Vault:
        """The keys of this folder."""
        if not self.enrolled:
            message = N_(
                "{folder} is not a terminal yet. Enrol it first: showroom enrol --server URL --code CODE"
            )
            raise UserError("not_enrolled", message, folder=self.folder)
        return Vault(self.folder, self.keychain, self.clock, self.kdf)

    def users(self) -> list[User]:
        """Who may sign in here; read without any cipher."""
        from app.vault import keys

        return (
            [keys.read(self.folder).user(name) for name in keys.read(self.folder).users]
            if self.enrolled
            else []
        )

    def enrol(
        self, *, server: str, code: str, name: str, user: str, password: str,
        on_registered: Callable[[], None] = lambda: None,
    ) -> Workplace:  # fmt: skip
        """Make this folder a terminal and make its first sync."""
        from app.sync.transport import Transport

        transport = Transport(server)
        about = transport.about()
        identity = _identity(secrets_id(), name, server, about["keys"])
        client_secret = secrets.token_urlsafe(32)
        vault, data_key = Vault.create(
            self.folder,
            self.keychain,
            self.clock,
            terminal=identity,
            client_secret=client_secret.encode(),
            params=self.kdf,
        )
        try:
            seed = crypto.new_signing_key()
            welcome = transport.enrol(
                {
                    "code": code, "name": name_of(identity), "terminal": identity.id, "secret": client_secret,
                    "data_key": crypto.b64(vault.sealed_for_recovery(data_key)), "user": user,
                    "password": password, "session_key": crypto.b64(crypto.public_of(seed)),
                }
            )  # fmt: skip
            from app.workplace import create_replica

            create_replica(self.folder / REPLICA, data_key, welcome)
            vault.set_identity(_named(identity, welcome))
            unlocked = _add_user(vault, welcome, password, data_key, seed)
        except BaseException:
            self._forget()
            raise
        on_registered()
        workplace = self._workplace(vault, unlocked)
        workplace.sync()
        return workplace

    def _forget(self) -> None:
        """An enrolment that failed leaves nothing behind."""
        for name in ("keys.json", "keys.bak", "keychain.json", REPLICA, f"{REPLICA}-wal", f"{REPLICA}-shm"):
            with suppress(OSError):
                (self.folder / name).unlink()

    def sign_in(self, user: str, password: str) -> Workplace:
        """Open the replica offline: the unwrapping of its key is the password check."""
        vault = self.vault()
        return self._workplace(vault, vault.unlock(user, password))

    def login(self, user: str, password: str) -> Workplace:
        """A further user's first sign-in here, or one after a password reset: online."""
        vault = self.vault()
        welcome, seed, ephemeral = self._ticket(vault, user, password, with_data_key=True)
        data_key = crypto.open_sealed(ephemeral, crypto.unb64(welcome["data_key"]))
        return self._workplace(vault, _add_user(vault, welcome, password, data_key, seed))

    def sign_in_anyhow(self, user: str, password: str) -> Workplace:
        """Offline if this user is known here with that password, else online, as the sign-in window does."""
        try:
            return self.sign_in(user, password)
        except SignInFailed as known:
            if known.code != "user_unknown_here":
                raise
            return self.login(user, password)

    def renew_ticket(self, workplace: Workplace, password: str) -> None:
        """A fresh ticket, when half of the present one is over and the server answers."""
        vault = self.vault()
        with suppress(ServerUnreachable, UserError):
            welcome, seed, _ = self._ticket(
                vault, workplace.unlocked.user.name, password, with_data_key=False
            )
            workplace.unlocked = vault.renew_ticket(
                workplace.unlocked, _session(welcome, seed), _user(welcome)
            )

    def _ticket(
        self, vault: Vault, user: str, password: str, *, with_data_key: bool
    ) -> tuple[dict[str, Any], bytes, bytes]:
        from app.sync.transport import Transport

        seed, ephemeral = crypto.new_signing_key(), crypto.new_box_key()
        fields = {"username": user, "password": password, "session_key": crypto.b64(crypto.public_of(seed))}
        if with_data_key:
            fields["ephemeral"] = crypto.b64(crypto.box_public_of(ephemeral))
        with closing(Transport(vault.identity().server_url)) as transport:
            return transport.sign_in(credentials(vault), fields), seed, ephemeral

    def workplace_of(self, unlocked: Unlocked) -> Workplace:
        """The workplace of someone who was unlocked already; the replica is not touched yet."""
        return self._workplace(self.vault(), unlocked)

    def _workplace(self, vault: Vault, unlocked: Unlocked) -> Workplace:
        from app.workplace import Workplace

        return Workplace(self.folder, vault, unlocked, self.clock, self.bus)


def create(
    folder: Path,
    environ: Mapping[str, str],
    clock: Clock | None = None,
    *,
    kdf: crypto.KdfParams | None = None,
) -> App:
    """The application over a folder."""
    return App(folder, environ, clock or SystemClock(), ChangeBus(), kdf)


def credentials(vault: Vault) -> Credentials:
    """How this terminal proves itself to its server."""
    from app.sync.transport import Credentials

    return Credentials(vault.identity().id, (vault.secret(CLIENT_SECRET) or b"").decode())


def secrets_id() -> str:
    """A new terminal's id."""
    from app.ids import new_id

    return new_id()


def name_of(identity: TerminalIdentity) -> str:
    """The terminal's name, or its computer's."""
    import platform

    return identity.name or platform.node() or "Terminal"


def _identity(terminal_id: str, name: str, server: str, keys: dict[str, str]) -> TerminalIdentity:
    return TerminalIdentity(
        id=terminal_id, name=name, code="", branch="", server_url=server.strip().rstrip("/"),
        server_signing_key=keys["signing"], server_sealing_key=keys["sealing"], recovery_key=keys["recovery"],
    )  # fmt: skip


def _named(identity: TerminalIdentity, welcome: dict[str, Any]) -> TerminalIdentity:
    terminal, branch = welcome["terminal"], welcome["branch"]
    more = {"branch_id": branch["id"], "branch_name": branch["name"], "scopes": welcome["scopes"]}
    return replace(identity, name=terminal["name"], code=terminal["prefix"], branch=branch["code"], more=more)


def _user(welcome: dict[str, Any]) -> User:
    return User(
        welcome["user"]["name"], welcome["user"]["display"], tuple(claims(welcome["ticket"])["roles"])
    )


def _session(welcome: dict[str, Any], seed: bytes) -> Session:
    return Session(welcome["ticket"], from_iso(claims(welcome["ticket"])["expires_at"]), seed)


def _add_user(vault: Vault, welcome: dict[str, Any], password: str, data_key: bytes, seed: bytes) -> Unlocked:
    return vault.add_user(_user(welcome), password, data_key, _session(welcome, seed))


def claims(ticket: str) -> dict[str, Any]:
    """What a ticket says. Whether it is the server's is judged there, at every op."""
    import base64
    import json

    body = ticket.split(".")[1]
    fields: dict[str, Any] = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    return fields
