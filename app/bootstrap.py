"""The composition root: a folder becomes a terminal, a password opens it, and everything is wired together here.

Qt-free: the command line and the desk use the same objects.
"""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app import crypto, recovering
from app.changes import ChangeBus
from app.clock import Clock, SystemClock
from app.domain import passwords
from app.errors import AppError, ServerUnreachable, SignInFailed, UserError
from app.i18n import N_
from app.keychain import Keychain, choose_keychain
from app.single import folder_errors, make_folder, sweep
from app.sync import welcome as welcoming
from app.vault import key_file
from app.vault.key_file import User
from app.vault.keys import TerminalIdentity
from app.vault.slots import Unlocked
from app.vault.vault import REPLICA, Vault

if TYPE_CHECKING:
    from app.sync.transport import Transport
    from app.workplace import Workplace

FAREWELL_SECONDS = 10.0
"""So long somebody's access token is tried to be given back after they have gone."""
_NO_ADDRESS = N_("No answer from {server}. Check the address and the network, then try again.")
"""Until the server has answered once there is nothing here to go on with."""
_NO_SIGN_IN = N_(
    "No answer from the centre. The first sign-in at this terminal, one with a new password and one for an auto show "
    "need the network. Check its cable or Wi-Fi and try again. Whoever has signed in here before can work without it."
)
"""Whoever signs in chose no address and cannot check it: they read what they can do."""
_NO_PASSWORD = N_(
    "No answer from the centre. Your password is the same at every terminal, so changing it needs the network. Sign in "
    "with the old one; should it not be taken any more, the change arrived: then take the new one, online."
)
"""A password is one for all terminals. Where the answer was lost, either may hold now."""


@contextmanager
def _server_needed(message: str, code: str = "unreachable", **values: str) -> Iterator[None]:
    """Say `message`, under this code, where the server does not answer. What else it says of itself stays."""
    try:
        yield
    except ServerUnreachable as error:
        if error.code != "unreachable":
            raise
        raise ServerUnreachable(code, message, **values) from error


@dataclass(frozen=True)
class ShowSignIn:
    """What a sign-in for an auto show takes: how many days, and the manager who vouches for it."""

    days: int
    approver: str
    approver_password: str = field(repr=False)


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
        return key_file.exists(self.folder)

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
        """Who may sign in here."""
        return list(key_file.door(self.folder).users) if self.enrolled else []

    def enrol(
        self, *, server: str, code: str, name: str, user: str, password: str,
        on_registered: Callable[[], None] = lambda: None,
    ) -> Workplace:  # fmt: skip
        """Make this folder a terminal and make its first sync."""
        from app.sync.transport import Transport

        with (
            _server_needed(_NO_ADDRESS, field="server", server=server),
            closing(Transport(server)) as transport,
        ):
            about = transport.about()
            new = [name for name in _OWN if not (self.folder / name).exists()]
            pending = self._pending(code)
            identity = _identity(pending.terminal_id, name, server, about["keys"])
            vault, _ = Vault.create(
                self.folder, self.keychain, self.clock, terminal=identity,
                client_secret=pending.client_secret.encode(), params=self.kdf,
            )  # fmt: skip
            try:
                unlocked = self._made_terminal(transport, vault, pending, identity, (user, password))
            except BaseException as error:
                self._forget(pending, new, refused=type(error) in (UserError, SignInFailed))
                raise
        self.keychain.delete(pending.key)
        on_registered()
        workplace = self._workplace(vault, unlocked)
        try:
            _first_sync(workplace)
        except ServerUnreachable as error:
            message = N_("This is a terminal now, but its first sync did not end. Run: showroom sync")
            raise ServerUnreachable("first_sync", message) from error
        return workplace

    def _made_terminal(
        self, transport: Transport, vault: Vault, pending: _Pending, identity: TerminalIdentity,
        person: tuple[str, str],
    ) -> Unlocked:  # fmt: skip
        from app.workplace import create_replica

        user, password = person
        seed = crypto.new_signing_key()
        welcome = transport.enrol(
            {
                "code": pending.code, "name": name_of(identity), "terminal": identity.id,
                "secret": pending.client_secret,
                "data_key": crypto.b64(vault.sealed_for_recovery(pending.data_key)),
                "user": user, "password": password, "session_key": crypto.b64(crypto.public_of(seed)),
            }
        )  # fmt: skip
        _set_aside(self.folder / REPLICA)
        create_replica(self.folder / REPLICA, pending.data_key, welcome)
        vault.set_identity(welcoming.named(identity, welcome))
        return _add_user(vault, welcome, password, pending.data_key, seed)

    def _pending(self, code: str) -> _Pending:
        """The terminal that this code was tried for before, since an answer can get lost; else a new one."""
        from app.ids import plain_code

        new = _Pending(plain_code(code), secrets_id(), secrets.token_urlsafe(32), crypto.random_key())
        make_folder(self.folder)
        kept = self.keychain.get(new.key)
        if kept is None:
            self.keychain.set(new.key, new.to_bytes())
            return new
        return _Pending.from_bytes(kept)

    def _forget(self, pending: _Pending, new: list[str], *, refused: bool) -> None:
        """An enrolment that failed leaves no terminal behind; one that the server refused leaves nothing."""
        if refused:
            self.keychain.delete(pending.key)
        for name in ("keys.json", "keys.bak", *new):
            if refused or name != _SECRETS:
                with suppress(OSError):
                    (self.folder / name).unlink()

    def sign_in(self, user: str, password: str) -> Workplace:
        """Open the replica offline: the unwrapping of its key is the password check."""
        vault = self.vault()
        return self._workplace(vault, vault.unlock(user, password))

    def login(self, user: str, password: str) -> Workplace:
        """A further user's first sign-in here, or one after a password reset: online."""
        vault = self.vault()
        if not self.users() and not (self.folder / REPLICA).exists():
            message = N_(
                "The enrolment of this folder did not end. Run it again, with the same code: "
                "showroom enrol --server URL --code CODE"
            )
            raise UserError("enrolment_unfinished", message)
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

    def recover(self, *, code: str, user: str, password: str) -> Workplace:
        """Open the folder again after its keychain was lost, with a code of the administrator's: online."""
        from app.services import key_events
        from app.sync.transport import Transport

        vault = self.vault()
        server = vault.identity().server_url
        with (
            _server_needed(_NO_ADDRESS, field="server", server=server),
            closing(Transport(server)) as transport,
        ):
            asking = recovering.Asking(code, user, password)
            unlocked = recovering.recover(vault, self.keychain, self.folder, transport, asking)
        workplace = self._workplace(vault, unlocked)
        with suppress(
            UserError
        ):  # a damaged or restored file takes no entry now; the server has noted it anyway
            key_events.note_opened(workplace.unit_of_work(), terminal_id=workplace.identity.id)
        return workplace

    def change_password(self, user: str, old: str, new: str) -> Unlocked:
        """Give a user a new password, at the centre and here at once. There is one for all terminals, so: online."""
        from app.sync.transport import Credentials, Transport

        vault = self.vault()
        unlocked = vault.unlock(user, old)
        passwords.check(new, user)
        seed = crypto.new_signing_key()
        fields = {
            "user": user, "password": old, "new_password": new,
            "session_key": crypto.b64(crypto.public_of(seed)),
        }  # fmt: skip
        with (
            _server_needed(_NO_PASSWORD, "password_offline"),
            closing(Transport(vault.identity().server_url)) as transport,
        ):
            welcome = transport.change_password(Credentials.of(vault), fields)
        return _add_user(vault, welcome, new, unlocked.data_key, seed)

    def renew_ticket(self, workplace: Workplace, password: str) -> None:
        """A fresh ticket, when half of the present one is over and the server answers."""
        vault = self.vault()
        with suppress(ServerUnreachable, UserError):
            welcome, seed, _ = self._ticket(
                vault, workplace.unlocked.user.name, password, with_data_key=False
            )
            session = welcoming.session_of(welcome, seed)
            if not welcoming.takes_days_away(session, workplace.unlocked.session):
                workplace.unlocked = vault.renew_ticket(
                    workplace.unlocked, session, welcoming.user_of(welcome)
                )

    def revoke(self, token: str) -> None:
        """Tell the centre that an access token is given back, if it answers; else the token ends by itself."""
        from app.sync.transport import Credentials, Transport

        if not token:
            return
        vault = self.vault()
        with (
            suppress(AppError),
            closing(Transport(vault.identity().server_url, within=FAREWELL_SECONDS)) as transport,
        ):
            transport.revoke(Credentials.of(vault), token)

    def sign_in_for_show(self, user: str, password: str, show: ShowSignIn) -> Workplace:
        """Sign in online with a ticket that lasts for an auto show; a manager's password vouches for it."""
        vault = self.vault()
        return self._workplace(vault, self._vouched(vault, vault.unlock(user, password), password, show))

    def stay_for_show(self, workplace: Workplace, password: str, show: ShowSignIn) -> None:
        """The same for someone who is signed in already."""
        workplace.unlocked = self._vouched(self.vault(), workplace.unlocked, password, show)

    def _vouched(self, vault: Vault, unlocked: Unlocked, password: str, show: ShowSignIn) -> Unlocked:
        welcome, seed, _ = self._ticket(vault, unlocked.user.name, password, with_data_key=False, show=show)
        return vault.renew_ticket(unlocked, welcoming.session_of(welcome, seed), welcoming.user_of(welcome))

    def _ticket(
        self, vault: Vault, user: str, password: str, *, with_data_key: bool, show: ShowSignIn | None = None
    ) -> tuple[dict[str, Any], bytes, bytes]:
        from app.sync.transport import Credentials, Transport

        vault.require_keychain()
        seed, ephemeral = crypto.new_signing_key(), crypto.new_box_key()
        fields = {"username": user, "password": password, "session_key": crypto.b64(crypto.public_of(seed))}
        if show is not None:
            vouched = {"approver": show.approver, "approver_password": show.approver_password}
            fields |= {"show_days": str(show.days), **vouched}
        if with_data_key:
            fields["ephemeral"] = crypto.b64(crypto.box_public_of(ephemeral))
        server = vault.identity().server_url
        with _server_needed(_NO_SIGN_IN), closing(Transport(server)) as transport:
            return transport.sign_in(Credentials.of(vault), fields), seed, ephemeral

    def workplace_of(self, unlocked: Unlocked) -> Workplace:
        """The workplace of someone who was unlocked already; the replica is not touched yet."""
        return self._workplace(self.vault(), unlocked)

    def _workplace(self, vault: Vault, unlocked: Unlocked) -> Workplace:
        from app.services import restoring
        from app.workplace import Workplace

        restoring.finish(self.folder)
        sweep(self.folder, self.clock.now())
        return Workplace(self.folder, vault, unlocked, self.clock, self.bus)


def _first_sync(workplace: Workplace) -> None:
    """Many terminals may begin on one morning: a server that says when it has room again is asked again then."""
    for _ in range(BUSY_TRIES):
        try:
            workplace.sync()
        except ServerUnreachable as error:
            if error.retry_after is None:
                raise
            time.sleep(min(error.retry_after, BUSY_SECONDS))
        else:
            return
    workplace.sync()


BUSY_TRIES, BUSY_SECONDS = 20, 5.0
_SECRETS = "keychain.json"
_OWN = (REPLICA, f"{REPLICA}-wal", f"{REPLICA}-shm", _SECRETS)


@dataclass(frozen=True)
class _Pending:
    """What an enrolment tells the server of the terminal to be. Kept in the keychain until it is one."""

    code: str
    terminal_id: str
    client_secret: str
    data_key: bytes

    @property
    def key(self) -> str:
        """Its name in the keychain."""
        return f"enrolling.{crypto.sha256_hex(self.code.encode())[:16]}"

    def to_bytes(self) -> bytes:
        """As the keychain keeps it."""
        return json.dumps({**vars(self), "data_key": crypto.b64(self.data_key)}).encode()

    @classmethod
    def from_bytes(cls, kept: bytes) -> _Pending:
        """What `to_bytes` wrote."""
        fields = json.loads(kept)
        return cls(**{**fields, "data_key": crypto.unb64(fields["data_key"])})


def _set_aside(replica: Path) -> None:
    """Keep a data file whose keys were lost: it may hold work that was never sent."""
    with folder_errors():
        for suffix in ("", "-wal", "-shm"):
            present = replica.with_name(replica.name + suffix)
            if present.exists():
                present.replace(replica.with_name(f"aside-{int(present.stat().st_mtime)}-{present.name}"))


def create(
    folder: Path,
    environ: Mapping[str, str],
    clock: Clock | None = None,
    *,
    kdf: crypto.KdfParams | None = None,
) -> App:
    """The application over a folder."""
    return App(folder, environ, clock or SystemClock(), ChangeBus(), kdf)


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


def _add_user(vault: Vault, welcome: dict[str, Any], password: str, data_key: bytes, seed: bytes) -> Unlocked:
    return vault.add_user(welcoming.user_of(welcome), password, data_key, welcoming.session_of(welcome, seed))
