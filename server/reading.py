"""Reading an op before anything of it is believed: its shape, its hashes, its signature.

Whatever is wrong with one op must not keep the ops after it from landing, so nothing here may raise anything
but `Doubt`; only an op without a readable number refuses the whole push.
"""

from __future__ import annotations

import hashlib
import re
from typing import Annotated, Any

import msgspec

from app import crypto
from app.i18n import N_
from app.models.base import Wire
from app.services.judgement import Doubt
from app.sync import protocol
from app.sync.protocol import SignedOp
from server.keys import Keys

_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_UNREADABLE = (msgspec.MsgspecError, UnicodeError, RecursionError)
_HEX64 = re.compile(r"[0-9a-f]{64}")
Id = Annotated[str, msgspec.Meta(pattern=f"^{_UUID}$", max_length=36)]
Name = Annotated[str, msgspec.Meta(pattern=r"^[a-z_.]+$", max_length=40)]
Version = Annotated[int, msgspec.Meta(ge=0, lt=1 << 62)]


class Head(msgspec.Struct, frozen=True):
    """An op's header."""

    no: int
    op_id: Id
    terminal: str
    action: Name
    schema: int
    user: Annotated[str, msgspec.Meta(max_length=60)]
    hlc: Annotated[str, msgspec.Meta(pattern=r"^\d{15}-\d{5}-\w{1,16}$", max_length=40)]
    prev: str
    payload_hash: str
    epoch: Annotated[str, msgspec.Meta(max_length=40)] = ""


class Change(msgspec.Struct, frozen=True):
    """One row's part in an op."""

    table: Name
    id: Id
    scope: Annotated[str, msgspec.Meta(max_length=60)]
    base: Version | None
    set: dict[str, Wire]
    was: dict[str, Wire] = {}


class _Payload(msgspec.Struct, frozen=True):
    """What an op changes, as most are written."""

    changes: list[Change]
    wrapped: None = None


class _Sealed(msgspec.Struct, frozen=True):
    """A change that only this server can read."""

    table: Name
    sealed: str


class _Wrapper(msgspec.Struct, frozen=True):
    """A payload that is another op."""

    wrapped: SignedOp


class _Number(msgspec.Struct, frozen=True):
    no: Annotated[int, msgspec.Meta(ge=1, lt=1 << 62)]


# Made once: what is read thousands of times in a long push.
_NUMBERS, _HEADS = msgspec.json.Decoder(_Number), msgspec.json.Decoder(Head)
_PAYLOADS = msgspec.json.Decoder(_Payload)


class Unreadable(Exception):
    """Not even its number can be read."""


def number_of(op: SignedOp) -> int:
    """An op's number, or `Unreadable`."""
    try:
        return _NUMBERS.decode(op.header).no
    except _UNREADABLE as error:
        raise Unreadable(str(error)) from error


def op_id_of(op: SignedOp) -> str | None:
    """An op's id, if it can be read."""
    try:
        return head_of(op).op_id
    except Doubt:
        return None


def identity_of(op: SignedOp) -> str:
    """By what an op is known again: the hash that it gives for itself, if it looks like one."""
    return op.hash if _HEX64.fullmatch(op.hash) else hashlib.sha256(op.hash.encode()).hexdigest()


def wrapped(op: SignedOp) -> SignedOp | None:
    """The op that a wrapper hands in."""
    try:
        return msgspec.json.decode(op.payload, type=_Wrapper).wrapped
    except _UNREADABLE:
        return None


def wrapped_id(op: SignedOp, head: Head) -> str | None:
    """The id of the op that a wrapper hands in."""
    inner = wrapped(op) if head.action == protocol.WRAP else None
    return op_id_of(inner) if inner else None


def head_of(op: SignedOp) -> Head:
    """The header's fields, or `Doubt`."""
    try:
        return _HEADS.decode(op.header)
    except _UNREADABLE as error:
        raise malformed() from error


def plain_changes(op: SignedOp) -> list[dict[str, Any]] | None:
    """The row changes as plain dicts; nothing if one of them is sealed, or they cannot be read at all."""
    try:
        return [msgspec.structs.asdict(change) for change in _PAYLOADS.decode(op.payload).changes]
    except _UNREADABLE:
        return None


def opened_changes(op: SignedOp, keys: Keys) -> list[dict[str, Any]]:
    """The row changes of which some are sealed; or `Doubt`."""
    try:
        given = msgspec.json.decode(op.payload, type=dict[str, Any])["changes"]
        changes = [_opened(change, keys) for change in given]
    except (*_UNREADABLE, KeyError, TypeError, ValueError, crypto.WrongKey) as error:
        raise malformed() from error
    return [msgspec.structs.asdict(change) for change in changes]


def shown_changes(op: SignedOp) -> list[dict[str, Any]]:
    """The changes as far as they can be read, sealed ones left out: for showing an op that was set aside."""
    if (plain := plain_changes(op)) is not None:
        return plain
    try:
        payload = (wrapped(op) or op).payload
        given = msgspec.json.decode(payload, type=dict[str, Any])["changes"]
        return [msgspec.structs.asdict(msgspec.convert(c, Change)) for c in given if "sealed" not in c]
    except (*_UNREADABLE, KeyError, TypeError):
        return []


def _opened(change: Any, keys: Keys) -> Change:
    if not (isinstance(change, dict) and "sealed" in change):
        return msgspec.convert(change, Change)
    sealed = msgspec.convert(change, _Sealed)
    opened = msgspec.convert(keys.open(sealed.sealed), Change)
    if opened.table != sealed.table:
        raise ValueError(opened.table)
    return opened


def require_untouched(op: SignedOp, head: Head, terminal_id: str) -> None:
    """The op is this terminal's, and header and payload are as they were when it was written."""
    if (
        head.terminal != terminal_id
        or protocol.header_hash(op.header) != op.hash
        or protocol.payload_hash(op.salt, op.payload) != head.payload_hash
    ):
        raise Doubt("quarantined", "forged", N_("The op was changed after it was written."))


def unb64(text: str) -> bytes:
    """The bytes, or none of them: what is no base64 is no signature either."""
    try:
        return crypto.unb64(text)
    except ValueError:
        return b""


def malformed() -> Doubt:
    """Whoever wrote this op does not know the form, or would not keep to it."""
    return Doubt("quarantined", "malformed", N_("The op is not written as it should be."))
