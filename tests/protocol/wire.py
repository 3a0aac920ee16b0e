"""Bytes and texts of the sync protocol, from docs/protocol.md sections 2, 3, 5, 6 and 13 alone."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import secrets
import time
import uuid
from collections.abc import Iterable
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

BOX = b"showroom sealed box 1"
CARS = uuid.UUID("6f1c1a2e-7a51-5a0e-9d0b-5b8f2d1f7c11")


class NotWhole(Exception):
    """A page that did not arrive whole."""


def canonical(value: Any) -> str:
    """The one text of a JSON value."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def sha256(text: str) -> str:
    """A hash as it travels."""
    return hashlib.sha256(text.encode()).hexdigest()


def b64(data: bytes) -> str:
    """Keys, boxes and signatures as they travel."""
    return base64.b64encode(data).decode()


def new_id() -> str:
    """A UUIDv7."""
    number = time.time_ns() // 1_000_000 << 80 | 0x7 << 76 | secrets.randbits(12) << 64
    return str(uuid.UUID(int=number | 0b10 << 62 | secrets.randbits(62)))


def car_id(vin: str) -> str:
    """Everyone who takes in one car gives it this id."""
    return str(uuid.uuid5(CARS, vin))


def instant(seconds: float) -> str:
    """A moment as it is stored."""
    whole, micro = divmod(int(seconds * 1_000_000), 1_000_000)
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(whole)) + f".{micro:06}Z"


# ---------------------------------------------------------------- boxes and signatures


def _cipher(shared: bytes, salt: bytes) -> AESGCM:
    return AESGCM(HKDF(hashes.SHA256(), 32, salt, BOX).derive(shared))


def seal(plain: bytes, recipient: str) -> str:
    """A box that only the recipient opens."""
    to, fresh = X25519PublicKey.from_public_bytes(base64.b64decode(recipient)), X25519PrivateKey.generate()
    mine, nonce = fresh.public_key().public_bytes_raw(), secrets.token_bytes(12)
    cipher = _cipher(fresh.exchange(to), mine + to.public_bytes_raw())
    return b64(mine + b"\x01" + nonce + cipher.encrypt(nonce, plain, BOX))


def unseal(box: str, own: X25519PrivateKey) -> bytes:
    """What somebody sealed for us."""
    data = base64.b64decode(box)
    assert data[32] == 1, "another kind of box"
    sender = X25519PublicKey.from_public_bytes(data[:32])
    cipher = _cipher(own.exchange(sender), data[:32] + own.public_key().public_bytes_raw())
    return cipher.decrypt(data[33:45], data[45:], BOX)


def verify(key: str, signature: str, text: str) -> None:
    """Raise unless the signature of a text is by the holder of a key."""
    Ed25519PublicKey.from_public_bytes(base64.b64decode(key)).verify(
        base64.b64decode(signature), text.encode()
    )


def claims(token: str, key: str) -> dict[str, Any]:
    """What a ticket or an access token says, if the server signed it."""
    head, body, signature = token.split(".")
    raw = base64.urlsafe_b64decode(signature + "==")
    Ed25519PublicKey.from_public_bytes(base64.b64decode(key)).verify(raw, f"{head}.{body}".encode())
    assert json.loads(base64.urlsafe_b64decode(head + "==")) == {"typ": "JWT", "alg": "Ed25519"}
    found: dict[str, Any] = json.loads(base64.urlsafe_b64decode(body + "=="))
    return found


# ---------------------------------------------------------------- pages


def page(header: dict[str, Any], rows: Iterable[Any]) -> bytes:
    """A page to send."""
    lines = [(canonical(row) + "\n").encode() for row in rows]
    digest = hashlib.sha256(b"".join(lines)).hexdigest()
    end = {"end": True, "count": len(lines), "sha256": digest}
    return gzip.compress(
        b"".join([(canonical(header) + "\n").encode(), *lines, (canonical(end) + "\n").encode()])
    )


def read_page(data: bytes) -> tuple[dict[str, Any], list[Any]]:
    """Header and rows of a page, or NotWhole."""
    try:
        lines = gzip.decompress(data).splitlines(keepends=True)
        header, end = json.loads(lines[0]), json.loads(lines[-1])
    except (OSError, EOFError, ValueError, IndexError) as broken:
        raise NotWhole(str(broken)) from broken
    rows = lines[1:-1]
    if end != {"end": True, "count": len(rows), "sha256": hashlib.sha256(b"".join(rows)).hexdigest()}:
        raise NotWhole("the end line does not fit")
    return header, [json.loads(row) for row in rows]


# ---------------------------------------------------------------- rows


def row_hash(table: str, row: dict[str, Any]) -> int:
    """The check of a row's content; the row's columns are in the order in which they travelled."""
    rest = [value for name, value in row.items() if name not in {"id", "scope", "ver", "row_hash"}]
    text = canonical([table, row["id"], row["scope"], row["ver"], *rest])
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big", signed=True)


def digest(rows: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Count and digest of a table's rows in a scope."""
    count = upper = lower = 0
    for row in rows:
        number = row["row_hash"] % 2**64
        count, upper, lower = count + 1, upper + (number >> 32), lower + (number & 0xFFFFFFFF)
    return {"count": count, "digest": f"{upper % 2**64:016x}{lower % 2**64:016x}"}
