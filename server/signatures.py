"""Signatures by libsodium, in half the time of `app.crypto` and with its answers. A terminal does without: it has few.

`tests/server/test_signatures.py` holds both against each other.
"""

from __future__ import annotations

from functools import cache

from nacl.bindings import crypto_sign, crypto_sign_open, crypto_sign_seed_keypair
from nacl.exceptions import BadSignatureError

from app import crypto

_BYTES = 64


def sign(seed: bytes, data: bytes) -> bytes:
    """64 bytes that only the holder of the seed can make: the same ones every time."""
    return crypto_sign(data, _secret(seed))[:_BYTES]


def verify(public: bytes, data: bytes, signature: bytes) -> bool:
    """Whether `signature` was made over `data` by the holder of the other half of `public`.

    libsodium believes nothing that `app.crypto` does not; it refuses a little more. So a yes is a yes, and only who
    tampers pays for the second look. A server must not doubt what every terminal believes.
    """
    if len(public) == crypto.KEY_BYTES and len(signature) == _BYTES:
        try:
            crypto_sign_open(signature + data, public)
        except BadSignatureError:
            pass
        else:
            return True
    return crypto.verify(public, data, signature)


@cache
def _secret(seed: bytes) -> bytes:
    """Both halves of a key, as libsodium wants them: to make them takes as long as a signature."""
    return crypto_sign_seed_keypair(seed)[1]
