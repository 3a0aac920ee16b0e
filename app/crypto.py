"""Keys: deriving, wrapping, sealing and signing. Shared by terminal and server.

`cryptography` is imported inside the functions, so that a window can be painted before it is loaded.
Every form written here starts with a version byte or has a fixed length; what does not fit is `WrongKey`.
"""

from __future__ import annotations

import base64
import hashlib
import os
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

T = TypeVar("T")
R = TypeVar("R")
KEY_BYTES = 32
SALT_BYTES = 16
_NONCE_BYTES = 12
_MANY = 50  # from so many on threads are worth their making
_WRAPPED = b"\x01"
_BOX = b"showroom sealed box 1"


_PRIME = (1 << 255) - 19
_EIGHTH = 0x05FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826
_SMALL = frozenset(y % _PRIME for y in (1, 0, -1, _EIGHTH, -_EIGHTH))
"""The y of Ed25519's eight points of small order. Under such a key anybody can sign, without a secret."""


class WrongKey(Exception):
    """The key does not open this, or somebody has changed it. One cannot tell which."""


@dataclass(frozen=True)
class KdfParams:
    """What Argon2id costs; stored beside each salt, so that it can be raised later."""

    memory_kib: int = 64 * 1024
    iterations: int = 3
    lanes: int = 1


def random_key() -> bytes:
    """32 random bytes: a data key, a device secret, a seed."""
    return os.urandom(KEY_BYTES)


def new_salt() -> bytes:
    """A salt for `derive`."""
    return os.urandom(SALT_BYTES)


def derive(password: str, salt: bytes, params: KdfParams) -> bytes:
    """A key from a password by Argon2id. The text is NFC first: keyboards differ in how they compose it."""
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    kdf = Argon2id(
        salt=salt,
        length=KEY_BYTES,
        iterations=params.iterations,
        lanes=params.lanes,
        memory_cost=params.memory_kib,
    )
    return kdf.derive(unicodedata.normalize("NFC", password).encode())


def mix(material: bytes, *, salt: bytes, purpose: bytes) -> bytes:
    """A key for one purpose from secret material, by HKDF-SHA256."""
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=salt, info=purpose).derive(material)


def wrap(key: bytes, plaintext: bytes, aad: bytes) -> bytes:
    """Encrypt by AES-256-GCM; `aad` says what it is, so that one wrap cannot pass as another."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = os.urandom(_NONCE_BYTES)
    return _WRAPPED + nonce + AESGCM(_checked(key)).encrypt(nonce, plaintext, aad)


def unwrap(key: bytes, wrapped: bytes, aad: bytes) -> bytes:
    """What `wrap` was given; `WrongKey` when key, `aad` or a byte of it differ."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    start = len(_WRAPPED) + _NONCE_BYTES
    if not wrapped.startswith(_WRAPPED) or len(wrapped) < start + 16:
        raise WrongKey
    try:
        return AESGCM(_checked(key)).decrypt(wrapped[len(_WRAPPED) : start], wrapped[start:], aad)
    except InvalidTag:
        raise WrongKey from None


def new_box_key() -> bytes:
    """The private half of a pair to which others seal (X25519)."""
    return random_key()


def box_public_of(private: bytes) -> bytes:
    """The public half that belongs to `new_box_key`."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def seal(public: bytes, plaintext: bytes) -> bytes:
    """An anonymous sealed box: only the holder of the private half can open it, not even the sealer."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

    ephemeral = X25519PrivateKey.generate()
    sender = ephemeral.public_key().public_bytes_raw()
    shared = ephemeral.exchange(X25519PublicKey.from_public_bytes(public))
    return sender + wrap(mix(shared, salt=sender + public, purpose=_BOX), plaintext, _BOX)


def open_sealed(private: bytes, box: bytes) -> bytes:
    """What was sealed to this key; `WrongKey` when it was sealed to another, or changed."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

    own = X25519PrivateKey.from_private_bytes(private)
    sender = box[:KEY_BYTES]
    try:
        shared = own.exchange(X25519PublicKey.from_public_bytes(sender))
    except ValueError:  # too short, or a point of low order, which would make a key that anybody knows
        raise WrongKey from None
    key = mix(shared, salt=sender + own.public_key().public_bytes_raw(), purpose=_BOX)
    return unwrap(key, box[KEY_BYTES:], _BOX)


def new_signing_key() -> bytes:
    """The seed of a signing key (Ed25519)."""
    return random_key()


def public_of(seed: bytes) -> bytes:
    """The public key by which signatures of this seed are verified."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


def is_signing_public(public: bytes) -> bool:
    """Whether a person can have this public key: it is none under which signatures can be made up."""
    y = int.from_bytes(public, "little") & ((1 << 255) - 1)
    return len(public) == KEY_BYTES and y % _PRIME not in _SMALL


def sign(seed: bytes, data: bytes) -> bytes:
    """64 bytes that only the holder of the seed can make."""
    return signer(seed)(data)


def signer(seed: bytes) -> Callable[[bytes], bytes]:
    """The same for whoever signs often: the key is made ready once."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return Ed25519PrivateKey.from_private_bytes(seed).sign


def verify(public: bytes, data: bytes, signature: bytes) -> bool:
    """Whether `signature` was made over `data` by the holder; nonsense is simply not a signature."""
    from cryptography.exceptions import InvalidSignature

    try:
        _verifier(public).verify(signature, data)
    except (InvalidSignature, ValueError):
        return False
    return True


def abreast(work: Callable[[T], R], given: Sequence[T]) -> list[R]:
    """What `work` makes of each. From many on by several threads: signing and verifying let go of the interpreter, so
    that every processor has a share."""
    share = -(-len(given) // (os.cpu_count() or 1))
    if share < _MANY or share == len(given):
        return [work(each) for each in given]
    from concurrent.futures import ThreadPoolExecutor

    def part(start: int) -> list[R]:
        return [work(each) for each in given[start : start + share]]

    starts = range(share, len(given), share)
    with ThreadPoolExecutor(len(starts)) as pool:
        others = pool.map(part, starts)
        return [made for some in (part(0), *others) for made in some]


@lru_cache(maxsize=1000)
def _verifier(public: bytes) -> Ed25519PublicKey:
    """The key made ready: many signatures in a row are by one hand."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    if not is_signing_public(public):
        raise ValueError("a key of small order, or none")
    return Ed25519PublicKey.from_public_bytes(public)


def sha256_hex(data: bytes) -> str:
    """SHA-256 in small hexadecimal letters."""
    return hashlib.sha256(data).hexdigest()


def b64(data: bytes) -> str:
    """Standard base64, as used in our files and on the wire."""
    return base64.b64encode(data).decode("ascii")


def unb64(text: str) -> bytes:
    """The bytes of `b64`; `ValueError` for anything else."""
    return base64.b64decode(text.encode("ascii"), validate=True)


def _checked(key: bytes) -> bytes:
    """AES would take 16 bytes as well; we never mean that."""
    if len(key) != KEY_BYTES:
        raise ValueError(f"a key has {KEY_BYTES} bytes, not {len(key)}")
    return key
