"""Tickets and access tokens (JWT, Ed25519): who signed in where, with which session key, until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey
from sqlalchemy import bindparam, select

from app import crypto
from app.clock import from_iso, iso
from app.domain.permissions import Role
from app.i18n import N_
from app.ids import new_id
from app.models.org import Terminal, User, UserRole
from app.services.judgement import Doubt
from server.models import Ticket

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from server.keys import Keys

ALGORITHM = "Ed25519"
TOKENS_KEPT = 10_000

_REVOKED = select(Ticket.__table__.c.revoked).where(Ticket.__table__.c.id == bindparam("ticket"))
_USER, _ROLE = User.__table__.c, UserRole.__table__.c
_ROLES = (
    select(_ROLE.role)
    .join(User.__table__, _USER.id == _ROLE.user_id)
    .where(
        _ROLE.user_id == bindparam("user"),
        _ROLE.branch_id == bindparam("branch"),
        _ROLE.active.is_(True),
        _USER.disabled.is_(False),
    )
)


@dataclass(frozen=True)
class Known:
    """A ticket that is really ours."""

    user_id: str
    roles: frozenset[Role]
    key: bytes
    issued_at: datetime
    expires_at: datetime
    branch_id: str = ""


@dataclass(frozen=True)
class Validity:
    """From when until when a ticket is good, for which password; for a show also the manager who vouched for it."""

    since: datetime
    until: datetime
    password_no: int
    vouched_by: str | None = None


@cache
def _jwk(keys: Keys) -> OKPKey:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    private = Ed25519PrivateKey.from_private_bytes(keys.signing)
    return OKPKey.import_key(private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))


def sign(keys: Keys, claims: dict[str, Any]) -> str:
    """A signed token."""
    return jwt.encode({"alg": ALGORITHM}, claims, _jwk(keys), algorithms=[ALGORITHM])


def claims_of(keys: Keys, token: str, kind: str) -> dict[str, Any] | None:
    """The claims of a token of ours and of that kind; its expiry is for the caller to judge."""
    claims = _claims(keys, token)
    return claims if claims is not None and claims.get("kind") == kind else None


@lru_cache(maxsize=TOKENS_KEPT)
def _claims(keys: Keys, token: str) -> dict[str, Any] | None:
    """A token comes with every request and every op, and says the same each time: its signature is looked at once."""
    try:
        return jwt.decode(token, _jwk(keys), algorithms=[ALGORITHM]).claims
    except (JoseError, ValueError):
        return None


def issue(
    session: Session,
    keys: Keys,
    *,
    user: User,
    terminal: Terminal,
    key: str,
    valid: Validity,
) -> str:
    """A new ticket for a user at a terminal: vouches for the session's public key, from then until then."""
    ticket = Ticket(id=new_id(), user_id=user.id, terminal_id=terminal.id, expires_at=valid.until)
    session.add(ticket)
    roles = current_roles(session, user.id, terminal.branch_id)
    claims = {
        "kind": "ticket",
        "jti": ticket.id,
        "sub": user.id,
        "name": user.name,
        "display": user.display_name,
        "terminal": terminal.id,
        "branch": terminal.branch_id,
        "prefix": terminal.prefix,
        "finance": terminal.finance,
        "roles": sorted(role.value for role in roles),
        "key": key,
        "password_no": valid.password_no,
        "issued_at": iso(valid.since),
        "expires_at": iso(valid.until),
        **({"vouched_by": valid.vouched_by} if valid.vouched_by else {}),
    }
    return sign(keys, claims)


def read(session: Session, keys: Keys, token: str, terminal_id: str) -> Known:
    """The ticket under which an op was signed; `Doubt` when it is not ours, another terminal's or revoked."""
    claims = claims_of(keys, token, "ticket")
    if claims is None or claims["terminal"] != terminal_id:
        raise Doubt("quarantined", "ticket", N_("The sign-in under which this was done is not known here."))
    revoked = session.connection().scalar(_REVOKED, {"ticket": claims["jti"]})
    if (
        revoked
    ):  # one that we signed and do not know was given out after the backup that we were restored from
        raise Doubt("quarantined", "ticket", N_("The sign-in under which this was done is not known here."))
    roles = frozenset(Role(role) for role in claims["roles"])
    valid = from_iso(claims["issued_at"]), from_iso(claims["expires_at"])
    return Known(claims["sub"], roles, crypto.unb64(claims["key"]), *valid, claims["branch"])


def current_roles(session: Session, user_id: str, branch_id: str) -> frozenset[Role]:
    """What a user may do at a branch now; nothing once disabled."""
    found = session.connection().scalars(_ROLES, {"user": user_id, "branch": branch_id})
    return frozenset(Role(role) for role in found)
