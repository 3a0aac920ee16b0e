"""The terminal's keys: who may open the replica, and with what. Signing in offline *is* the unwrapping.

`keys.json` holds, for each user, the data key and the private half of the session key, both wrapped by
HKDF(Argon2id(password) + device secret); the device secret is in the keychain. There is no password hash.
Naming the users reads JSON and nothing else, so that the sign-in window is painted before any cipher loads.

Waiting after wrong tries is measured by the monotonic clock alone, which runs from the start of the machine
and which nobody can set. After a restart it counts from zero, so at least that much time has really passed.
Time while the machine was off or asleep therefore does not count: a lock may last longer, never shorter.
Whether a ticket is still valid is asked of `Vault.now`, which never runs backwards either.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from app import crypto
from app.clock import Clock, from_iso, iso
from app.errors import DataDamaged, SignInFailed, UserError
from app.i18n import N_
from app.single import FileLock, folder_errors, replace_file

if TYPE_CHECKING:
    from app.keychain import Keychain

KEYS, COPY, REPLICA = "keys.json", "keys.bak", "replica.db"
CLIENT_SECRET = "client"  # noqa: S105 - the secret's name
_FORMAT = 1
_FREE_TRIES, _MOST_TRIES, _LOCK_SECONDS = 5, 10, 30 * 60.0
_T = TypeVar("_T")


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
class Session:
    """A ticket the server signed and the private key of the session that it names."""

    ticket: str
    expires_at: datetime
    seed: bytes = field(repr=False)


@dataclass(frozen=True)
class Unlocked:
    """A user signed in. `kek` stays in memory so that a ticket can be renewed without the password."""

    user: User
    session: Session
    data_key: bytes = field(repr=False)
    kek: bytes = field(repr=False)

    def sign(self, payload: bytes) -> bytes:
        """This user's signature; the ticket says by which public key it is verified."""
        return crypto.sign(self.session.seed, payload)


@dataclass(frozen=True)
class Approval:
    """Somebody's consent to exactly one payload, given with their own password at this terminal."""

    user: User
    ticket: str
    signature: bytes


@dataclass(frozen=True)
class _Tries:
    count: int = 0
    wait: float = 0.0  # seconds to wait, counted from `at` on the monotonic clock
    at: float = 0.0


@dataclass(frozen=True)
class _Slot:
    display: str
    roles: list[str]
    kdf: dict[str, int]
    salt: str
    data_key: str
    seed: str
    ticket: str
    expires_at: str
    tries: _Tries


@dataclass(frozen=True)
class _Keys:
    vault: str
    keychain: str
    terminal: TerminalIdentity
    seen: str  # the latest instant known, and the monotonic clock then
    seen_at: float
    users: dict[str, _Slot]


class Vault:
    """The keys of one folder. Any number of processes may use it at once."""

    def __init__(
        self, folder: Path, keychain: Keychain, clock: Clock, params: crypto.KdfParams | None = None
    ) -> None:
        self._folder, self._keychain, self._clock = folder, keychain, clock
        self._params = params or crypto.KdfParams()
        self._lock = FileLock(folder / "keys.lock")

    def create(self, terminal: TerminalIdentity, client_secret: bytes) -> bytes:
        """Make the folder a terminal; returns the new data key, which no user can open yet."""
        with folder_errors():
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with self._lock:
            if any((self._folder / name).exists() for name in (KEYS, COPY)):
                raise UserError("already_enrolled", N_("This data folder is a terminal already."))
            keys = _Keys(
                vault=crypto.random_key().hex()[:16],
                keychain=self._keychain.name,
                terminal=terminal,
                seen=iso(self._clock.now()),
                seen_at=self._clock.monotonic(),
                users={},
            )
            self._keychain.set(_device(keys), crypto.random_key())
            self._keychain.set(_named(keys, CLIENT_SECRET), client_secret)
            self._write(keys)
        return crypto.random_key()

    # ------------------------------------------------------------ what may be read by anybody

    def users(self) -> list[User]:
        """Those who have signed in here while online, in the order of their first time."""
        return [_user(name, slot) for name, slot in self._read().users.items()]

    def identity(self) -> TerminalIdentity:
        """Which terminal this is and how to recognise its server."""
        return self._read().terminal

    def now(self) -> datetime:
        """The time by which tickets expire: never earlier than any time known before."""
        return self._now(self._read())

    # ------------------------------------------------------------ users

    def add_user(self, user: User, password: str, data_key: bytes, session: Session) -> Unlocked:
        """Give a user a slot after an online sign-in; an older slot of that name goes."""
        secret = self._device_secret()
        salt = crypto.new_salt()
        kek = _kek(crypto.derive(password, salt, self._params), secret)

        def add(keys: _Keys) -> tuple[_Keys, None]:
            slot = _Slot(
                display=user.display,
                roles=list(user.roles),
                kdf=asdict(self._params),
                salt=crypto.b64(salt),
                data_key=_wrapped(kek, data_key, keys.vault, user.name, "data key"),
                seed=_wrapped(kek, session.seed, keys.vault, user.name, "session"),
                ticket=session.ticket,
                expires_at=iso(session.expires_at),
                tries=_Tries(),
            )
            return replace(keys, users={**keys.users, user.name: slot}), None

        self._change(add)
        return Unlocked(user, session, data_key, kek)

    def forget_user(self, name: str) -> None:
        """Take a user's slot away, as the server says."""
        self._change(
            lambda keys: (replace(keys, users={k: v for k, v in keys.users.items() if k != name}), None)
        )

    def unlock(self, name: str, password: str) -> Unlocked:
        """Sign in. A try is counted, durably, before it is evaluated; a right one clears the count."""
        secret = self._device_secret()
        vault, slot = self._change(lambda keys: self._count_try(keys, name), structural=False)
        params = crypto.KdfParams(**slot.kdf)
        kek = _kek(crypto.derive(password, crypto.unb64(slot.salt), params), secret)
        try:
            data_key = _opened(kek, slot.data_key, vault, name, "data key")
            seed = _opened(kek, slot.seed, vault, name, "session")
        except crypto.WrongKey:
            raise _wrong() from None
        self._change(lambda keys: (_with_tries(keys, name, _Tries()), None), structural=False)
        return Unlocked(_user(name, slot), Session(slot.ticket, from_iso(slot.expires_at), seed), data_key, kek)

    def approve(self, name: str, password: str, payload: bytes) -> Approval:
        """Another user's consent to `payload`: their password, counted like a sign-in, and their signature."""
        unlocked = self.unlock(name, password)
        return Approval(unlocked.user, unlocked.session.ticket, unlocked.sign(payload))

    def renew_ticket(self, unlocked: Unlocked, session: Session, user: User | None = None) -> Unlocked:
        """Keep a new ticket and session key, and the roles that came with them; needs no password."""
        user = user or unlocked.user

        def renew(keys: _Keys) -> tuple[_Keys, None]:
            slot = _slot(keys, user.name)
            try:  # the password may have been changed in another process since
                _opened(unlocked.kek, slot.data_key, keys.vault, user.name, "data key")
            except crypto.WrongKey:
                raise _wrong() from None
            slot = replace(
                slot,
                display=user.display,
                roles=list(user.roles),
                ticket=session.ticket,
                expires_at=iso(session.expires_at),
                seed=_wrapped(unlocked.kek, session.seed, keys.vault, user.name, "session"),
            )
            return replace(keys, users={**keys.users, user.name: slot}), None

        self._change(renew)
        return replace(unlocked, user=user, session=session)

    def change_password(self, name: str, old: str, new: str) -> Unlocked:
        """Wrap this user's keys anew; that `new` is good enough is for the caller to check."""
        unlocked = self.unlock(name, old)
        return self.add_user(unlocked.user, new, unlocked.data_key, unlocked.session)

    # ------------------------------------------------------------ the terminal

    def set_identity(self, terminal: TerminalIdentity, client_secret: bytes | None = None) -> None:
        """Keep what the server says of this terminal now; a new id (a clone's) brings a new client secret."""
        self._change(lambda keys: (replace(keys, terminal=terminal), None))
        if client_secret is not None:
            self.keep_secret(CLIENT_SECRET, client_secret)

    def note_server_time(self, instant: datetime) -> None:
        """The server is believed, also when it says that our clock was far ahead."""
        seen_at = self._clock.monotonic()
        self._change(lambda keys: (replace(keys, seen=iso(instant), seen_at=seen_at), None), structural=False)

    def sealed_for_recovery(self, data_key: bytes) -> bytes:
        """The data key for the server's recovery key, so that unsent work outlives every password."""
        return crypto.seal(crypto.unb64(self.identity().recovery_key), data_key)

    def secret(self, name: str = CLIENT_SECRET) -> bytes | None:
        """A secret of this terminal from the keychain, such as a refresh token."""
        return self._keychain.get(_named(self._checked(), name))

    def keep_secret(self, name: str, value: bytes | None) -> None:
        """Keep a secret in the keychain; None forgets it."""
        key = _named(self._checked(), name)
        if value is None:
            self._keychain.delete(key)
        else:
            self._keychain.set(key, value)

    def move_keychain(self, to: Keychain) -> None:
        """Carry this terminal's secrets to another keychain, while the old one can still be opened."""
        device, client = self._device_secret(), self.secret()

        def move(keys: _Keys) -> tuple[_Keys, None]:
            to.set(_device(keys), device)
            if client is not None:
                to.set(_named(keys, CLIENT_SECRET), client)
            return replace(keys, keychain=to.name), None

        self._change(move)
        self._keychain = to

    def replace_keychain(self, client_secret: bytes) -> None:
        """The keychain was lost: a new device secret. Every user signs in online once more."""

        def begin(keys: _Keys) -> tuple[_Keys, None]:
            self._keychain.set(_device(keys), crypto.random_key())
            self._keychain.set(_named(keys, CLIENT_SECRET), client_secret)
            return replace(keys, keychain=self._keychain.name, users={}), None

        self._change(begin)
