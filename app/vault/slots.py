"""A user's slot: the data key and the session key, wrapped by the password and the device secret together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from functools import cached_property

from app import crypto
from app.clock import from_iso, iso
from app.domain import user_names
from app.errors import SignInFailed
from app.i18n import N_
from app.vault.key_file import User
from app.vault.keys import Keys, Slot, Tries

_DATA, _SESSION = "data key", "session key"


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
        return self._signer(payload)

    @cached_property
    def _signer(self) -> Callable[[bytes], bytes]:
        return crypto.signer(self.session.seed)


def named(keys: Keys, given: str) -> str:
    """The name of a user who has signed in here while online, however its capitals were typed."""
    name = user_names.meant(given, keys.users)
    if name is None:
        raise _unknown(given)
    return name


def find(keys: Keys, name: str) -> Slot:
    """The slot of the user of just that name."""
    if name not in keys.users:
        raise _unknown(name)
    return keys.users[name]


def put(keys: Keys, name: str, slot: Slot) -> Keys:
    """The records with this slot in place of an older one."""
    return replace(keys, users={**keys.users, name: slot})


def new_kek(password: str, device_secret: bytes, params: crypto.KdfParams) -> tuple[bytes, str]:
    """The key that wraps a user's keys, and the salt to note beside them."""
    salt = crypto.new_salt()
    return _kek(password, salt, device_secret, params), crypto.b64(salt)


def made(keys: Keys, unlocked: Unlocked, salt: str, params: crypto.KdfParams) -> Slot:
    """The slot of a user whose key was derived with this salt and these costs."""
    user, session = unlocked.user, unlocked.session
    return Slot(
        display=user.display,
        roles=list(user.roles),
        kdf=asdict(params),
        salt=salt,
        data_key=_wrap(unlocked.kek, unlocked.data_key, _meaning(keys, user.name, _DATA)),
        seed=_wrap(unlocked.kek, session.seed, _meaning(keys, user.name, _SESSION)),
        ticket=session.ticket,
        expires_at=iso(session.expires_at),
        tries=Tries(),
    )


def renewed(keys: Keys, unlocked: Unlocked) -> Slot:
    """The slot with the user's new session; refused when the password was changed elsewhere meanwhile."""
    user, session = unlocked.user, unlocked.session
    slot = find(keys, user.name)
    try:
        _open(unlocked.kek, slot.data_key, _meaning(keys, user.name, _DATA))
    except crypto.WrongKey:
        raise _wrong() from None
    return replace(
        slot,
        display=user.display,
        roles=list(user.roles),
        seed=_wrap(unlocked.kek, session.seed, _meaning(keys, user.name, _SESSION)),
        ticket=session.ticket,
        expires_at=iso(session.expires_at),
    )


def opened(keys: Keys, name: str, password: str, device_secret: bytes) -> Unlocked:
    """The unwrapping, which is the only check of a password there is."""
    slot = find(keys, name)
    kek = _kek(password, crypto.unb64(slot.salt), device_secret, crypto.KdfParams(**slot.kdf))
    try:
        data_key = _open(kek, slot.data_key, _meaning(keys, name, _DATA))
        seed = _open(kek, slot.seed, _meaning(keys, name, _SESSION))
    except crypto.WrongKey:
        raise _wrong() from None
    return Unlocked(keys.user(name), Session(slot.ticket, from_iso(slot.expires_at), seed), data_key, kek)


def _kek(password: str, salt: bytes, device_secret: bytes, params: crypto.KdfParams) -> bytes:
    material = crypto.derive(password, salt, params) + device_secret
    return crypto.mix(material, salt=salt, purpose=b"showroom user key 1")


def _wrap(kek: bytes, plain: bytes, meaning: bytes) -> str:
    return crypto.b64(crypto.wrap(kek, plain, meaning))


def _open(kek: bytes, wrapped: str, meaning: bytes) -> bytes:
    return crypto.unwrap(kek, crypto.unb64(wrapped), meaning)


def _meaning(keys: Keys, name: str, what: str) -> bytes:
    """What a wrapped key is: a slot copied to another user, or into another folder, does not open."""
    return "\n".join(("showroom", keys.vault, name, what)).encode()


def _unknown(name: str) -> SignInFailed:
    message = N_("{user} has not signed in here yet. Sign in once while online: showroom login")
    return SignInFailed("user_unknown_here", message, user=name)


def _wrong() -> SignInFailed:
    return SignInFailed("wrong_password", N_("The password is wrong. Type it again."), field="password")
