"""The terminal's keys: who may open the replica, and with what. Signing in offline *is* the unwrapping.

`keys.json` holds, for each user, the data key and the private half of the session key, both wrapped by
HKDF(Argon2id(password) + device secret); the device secret is in the keychain. There is no password hash.
Naming the users reads JSON and nothing else, so that the sign-in window is painted before any cipher loads.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app import crypto
from app.clock import Clock, from_iso, iso
from app.errors import DataDamaged, SignInFailed, UserError
from app.i18n import N_
from app.single import FileLock, make_folder
from app.vault import keys as files
from app.vault import patience, slots
from app.vault.key_file import User
from app.vault.keys import Keys, TerminalIdentity, Tries
from app.vault.slots import Session, Unlocked
from app.vault.tickets import claims

if TYPE_CHECKING:
    from app.keychain import Keychain

REPLICA = "replica.db"
CLIENT_SECRET = "client"  # noqa: S105 - the secret's name
_NOTE_EVERY = timedelta(minutes=5)
_DOOR_SECONDS = 60.0
"""Dozens of verbs may want in at once; each stands at the door for as long as its password takes."""


class Vault:
    """The keys of one folder. Any number of processes may use it at once."""

    def __init__(
        self, folder: Path, keychain: Keychain, clock: Clock, params: crypto.KdfParams | None = None
    ) -> None:
        self._folder, self._keychain, self._clock = folder, keychain, clock
        self._params = params or crypto.KdfParams()
        self._lock = FileLock(folder / "keys.lock")
        self._door = FileLock(folder / "sign-in.lock", patience=_DOOR_SECONDS)

    @classmethod
    def create(
        cls,
        folder: Path,
        keychain: Keychain,
        clock: Clock,
        *,
        terminal: TerminalIdentity,
        client_secret: bytes,
        params: crypto.KdfParams | None = None,
    ) -> tuple[Vault, bytes]:
        """Make a folder a terminal; returns its vault and the new data key, which no user can open yet."""
        make_folder(folder)
        vault = cls(folder, keychain, clock, params)
        with vault._lock:
            files.make_room(folder)
            keys = Keys(
                vault=_new_name(),
                keychain=keychain.name,
                terminal=terminal,
                seen=iso(clock.now()),
                seen_at=clock.monotonic(),
                users={},
            )
            keychain.set(_device(keys), crypto.random_key())
            keychain.set(_named(keys, CLIENT_SECRET), client_secret)
            files.write(folder, keys, copy=True)
        return vault, crypto.random_key()

    # ------------------------------------------------------------ what may be read by anybody

    def users(self) -> list[User]:
        """Those who have signed in here while online, in the order of their first time."""
        keys = files.read(self._folder)
        return [keys.user(name) for name in keys.users]

    def signing_until(self) -> list[tuple[User, datetime]]:
        """Those who may sign in here, and until when each may sign offline."""
        keys = files.read(self._folder)
        return [(keys.user(name), from_iso(slot.expires_at)) for name, slot in keys.users.items()]

    def tickets(self) -> list[tuple[str, dict[str, Any]]]:
        """What the tickets of those who may sign in here say, by name."""
        keys = files.read(self._folder)
        return [(name, claims(slot.ticket)) for name, slot in keys.users.items()]

    def identity(self) -> TerminalIdentity:
        """Which terminal this is and how to recognise its server."""
        return files.read(self._folder).terminal

    def now(self) -> datetime:
        """The time by which tickets expire: never earlier than any time noted before, every few minutes."""
        keys = files.read(self._folder)
        known = patience.known_time(keys, self._clock)
        restarted = self._clock.monotonic() < keys.seen_at
        if restarted or known - from_iso(keys.seen) > _NOTE_EVERY:
            with suppress(DataDamaged):  # a full disk is no reason not to know the time
                self._change(lambda keys: patience.at_moment(keys, self._clock), copy=False)
        return known

    # ------------------------------------------------------------ users

    def add_user(self, user: User, password: str, data_key: bytes, session: Session) -> Unlocked:
        """Give a user a slot after an online sign-in or under a new password; an older slot of that name goes."""
        kek, salt = slots.new_kek(password, self._device_secret(), self._params)
        unlocked = Unlocked(user, session, data_key, kek)
        self._change(lambda keys: slots.put(keys, user.name, slots.made(keys, unlocked, salt, self._params)))
        return unlocked

    def begin_anew(
        self, user: User, password: str, data_key: bytes, session: Session, client_secret: bytes
    ) -> Unlocked:
        """After the keychain was lost: new secrets in the one of now, and a slot for this user alone.

        The secrets are kept under new names before the file that needs them: a keychain that turns up again, or a
        power cut in between, leaves the old file as it was.
        """
        device = crypto.random_key()
        kek, salt = slots.new_kek(password, device, self._params)
        unlocked = Unlocked(user, session, data_key, kek)

        def change(keys: Keys) -> Keys:
            keys = replace(keys, vault=_new_name(), keychain=self._keychain.name, users={})
            self._keychain.set(_device(keys), device)
            self._keychain.set(_named(keys, CLIENT_SECRET), client_secret)
            return slots.put(keys, user.name, slots.made(keys, unlocked, salt, self._params))

        self._change(change)
        return unlocked

    def forget_user(self, name: str) -> None:
        """Take a user's slot away, as the server says."""
        self._change(lambda keys: replace(keys, users={k: v for k, v in keys.users.items() if k != name}))

    def unlock(self, name: str, password: str) -> Unlocked:
        """Sign in. A try is counted, durably, before it is evaluated; a right one clears the count.

        One after the other: tries under way at one time would count against each other, though all of them are right.
        """
        with self._door:
            return self._tried(name, password)

    def _tried(self, name: str, password: str) -> Unlocked:
        secret = self._device_secret()
        waiting = 0.0

        def count(keys: Keys) -> Keys:
            nonlocal waiting, name
            name = slots.named(keys, name)
            tries, waiting = patience.counted(slots.find(keys, name).tries, self._clock.monotonic())
            return self._with_tries(keys, name, tries)

        keys = self._change(count, copy=False)
        if waiting > 0:
            raise patience.locked(self._clock, waiting)
        try:
            unlocked = slots.opened(keys, name, password, secret)
        except SignInFailed:
            raise patience.wrong(slots.find(keys, name).tries) from None
        self._change(lambda keys: self._with_tries(keys, name, Tries()), copy=False)
        return unlocked

    def renew_ticket(self, unlocked: Unlocked, session: Session, user: User | None = None) -> Unlocked:
        """Keep a new ticket and session key, and the roles that came with them; needs no password."""
        unlocked = replace(unlocked, user=user or unlocked.user, session=session)
        self._change(lambda keys: slots.put(keys, unlocked.user.name, slots.renewed(keys, unlocked)))
        return unlocked

    # ------------------------------------------------------------ the terminal

    def set_identity(self, terminal: TerminalIdentity, client_secret: bytes | None = None) -> None:
        """Keep what the server says of this terminal now; a new id (a clone's) brings a new client secret."""
        self._change(lambda keys: replace(keys, terminal=terminal))
        if client_secret is not None:
            self.keep_secret(CLIENT_SECRET, client_secret)

    def become(self, terminal: TerminalIdentity, client_secret: bytes, unlocked: Unlocked) -> Unlocked:
        """A copy's own identity. Only this user's ticket is for it; all others' slots go."""

        def change(keys: Keys) -> Keys:
            name = unlocked.user.name
            slot = slots.renewed(keys, unlocked)
            keys = replace(keys, terminal=terminal, users={})
            self._keychain.set(_named(keys, CLIENT_SECRET), client_secret)
            return slots.put(keys, name, slot)

        self._change(change)
        return unlocked

    def note_server_time(self, instant: datetime) -> None:
        """The server is believed, also when it says that our clock was far ahead."""
        seen_at = self._clock.monotonic()
        self._change(lambda keys: replace(keys, seen=iso(instant), seen_at=seen_at), copy=False)

    def sealed_for_recovery(self, data_key: bytes) -> bytes:
        """The data key for the server's recovery key, so that unsent work outlives every password."""
        return crypto.seal(crypto.unb64(self.identity().recovery_key), data_key)

    def secret(self, name: str = CLIENT_SECRET) -> bytes | None:
        """A secret of this terminal from the keychain, such as a refresh token."""
        return self._keychain.get(_named(self._checked(), name))

    def keep_secret(self, name: str, value: bytes) -> None:
        """Keep a secret of this terminal in the keychain."""
        self._keychain.set(_named(self._checked(), name), value)

    def forget_secret_of(self, terminal_id: str, name: str) -> None:
        """Forget a secret of this terminal, or of the one that this folder was before."""
        self._keychain.delete(_of(terminal_id, name))

    def require_keychain(self) -> None:
        """Say it here when the keychain has lost this terminal: else the server would say that it does not know us."""
        self._device_secret()

    # ------------------------------------------------------------ within

    def _change(self, change: Callable[[Keys], Keys], *, copy: bool = True) -> Keys:
        with self._lock:
            keys = change(files.read(self._folder))
            files.write(self._folder, keys, copy=copy)
        return keys

    def _with_tries(self, keys: Keys, name: str, tries: Tries) -> Keys:
        keys = slots.put(keys, name, replace(slots.find(keys, name), tries=tries))
        return patience.at_moment(keys, self._clock)

    def _checked(self) -> Keys:
        """The records, when the keychain open now is the one they were made with."""
        keys = files.read(self._folder)
        if keys.keychain != self._keychain.name:
            raise UserError(
                "keychain_changed",
                N_(
                    "The secrets of this terminal are in the keychain “{recorded}”, but “{now}” is in use. "
                    "Set SHOWROOM_KEYCHAIN as before. If the old keychain is lost, ask the administrator for a "
                    "recovery code and run: showroom recover --code CODE. What was not sent is kept."
                ),
                recorded=keys.keychain,
                now=self._keychain.name,
            )
        return keys

    def _device_secret(self) -> bytes:
        secret = self._keychain.get(_device(self._checked()))
        if secret is None:
            raise SignInFailed(
                "device_secret_missing",
                N_(
                    "The keychain no longer knows this terminal. Put it back as it was. If it is lost, ask the "
                    "administrator for a recovery code and run: showroom recover --code CODE. "
                    "What was not sent is kept."
                ),
            )
        return secret


def _new_name() -> str:
    return crypto.random_key().hex()[:16]


def _device(keys: Keys) -> str:
    return f"{keys.vault}.device"


def _named(keys: Keys, name: str) -> str:
    return _of(keys.terminal.id, name)


def _of(terminal_id: str, name: str) -> str:
    return f"{terminal_id}.{name}"
