"""The dealership's seal on a paper: whose it is, and whether it is whole."""

from __future__ import annotations

import enum
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from app import certificates

if TYPE_CHECKING:
    from datetime import datetime

    from app.certificates import Certificate

STAMPED_BY = "seal.time_stamps"
"""The address of the time stamp authority that seals are stamped by; without one they are not."""
SETTING = "seal.certificates"
"""The certificates of the dealership's seals, old ones too: what any of them sealed is known."""
_END, _RANGE = b"%%EOF", b"/ByteRange"


class SealState(enum.StrEnum):
    """What is to be said of a seal."""

    WHOLE = "whole"
    EXPIRED = "expired"
    """Whole, but its certificate has run out since, or was not good yet."""
    UNKNOWN = "unknown"
    """Whole, but none of the dealership's."""
    CHANGED = "changed"
    """Something was added to the file after it was sealed."""
    BROKEN = "broken"
    """The file is not the one that was sealed, or this is no seal at all."""


HOLDS = frozenset({SealState.WHOLE, SealState.EXPIRED})
"""States in which the paper beneath the seal is the paper that the file shows."""


@dataclass(frozen=True)
class Stamp:
    """When an authority saw the seal, and what that calls itself. Whom to trust is not said here."""

    at: datetime
    by: str


@dataclass(frozen=True)
class Found:
    """What stands in a file: the arithmetic alone, whoever made it."""

    certificate: Certificate
    at: datetime | None
    """When it was made, as it says itself."""
    intact: bool
    last: bool
    """Whether nothing was added after it."""
    stamp: Stamp | None = None


@dataclass(frozen=True)
class Seal:
    """A seal on a paper. Of a broken one nothing more is known."""

    state: SealState
    holder: str | None = None
    issuer: str | None = None
    at: datetime | None = None
    until: datetime | None = None
    stamp: Stamp | None = None


def judge(found: Found | None, *, known: Collection[str], now: datetime) -> Seal:
    """What a seal is worth here; `known` are the fingerprints of the dealership's certificates."""
    if found is None or not found.intact:
        return Seal(SealState.BROKEN)
    of = found.certificate
    if not found.last:
        state = SealState.CHANGED
    elif of.fingerprint not in known:
        state = SealState.UNKNOWN
    elif not of.covers(now) or (found.at is not None and not of.covers(found.at)):
        state = SealState.EXPIRED
    else:
        state = SealState.WHOLE
    return Seal(state, of.holder, of.issuer, found.at, of.ends_at, found.stamp)


def beneath(pdf: bytes) -> bytes:
    """The paper as it was before anything was added to its file; one that has nothing added is itself.

    A seal is added behind, so that the paper's own bytes stay, and with them the hash that was signed.
    """
    end = pdf.find(_END)
    if end < 0:
        return pdf
    end += len(_END)
    for line_end in (b"\r\n", b"\n", b"\r"):
        if pdf.startswith(line_end, end):
            return pdf[: end + len(line_end)]
    return pdf[:end]


def is_sealed(pdf: bytes) -> bool:
    """Whether something behind the paper says that it is a seal: what it covers is always written in clear."""
    return _RANGE in pdf[len(beneath(pdf)) :]


def parse_authority(text: str) -> str:
    """The other setting's value: an address, or nothing. What is none is a ValueError."""
    address = text.strip()
    parts = urlsplit(address)
    if address and (parts.scheme not in ("http", "https") or not parts.hostname):
        raise ValueError(text)
    return address


def parse(text: str) -> list[str]:
    """The setting's value: the certificates of a PEM text. What is none is a ValueError."""
    return certificates.read_pem(text)
