"""What every request shares, and who is asking. Nothing here is made at import time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any, Protocol, TypeVar

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.clock import Clock, SystemClock, from_iso, iso
from app.errors import SignInFailed
from app.i18n import N_
from app.models.org import Branch, Terminal
from server import tickets
from server.accounts import Accounts, Passwords
from server.blobs import Blobs
from server.db import Database
from server.keys import Keys
from server.limiting import Attempts
from server.models import TerminalSecret
from server.settings import Settings
from server.streams import Streams
from server.wakeups import WakeUps

T = TypeVar("T", bound="Enrolled")
_TOKEN_NO = select(TerminalSecret.__table__.c.token_no).where(
    TerminalSecret.__table__.c.terminal_id == bindparam("terminal")
)


class Enrolled(Protocol):
    """A terminal as it is read by whoever serves it."""

    @property
    def revoked(self) -> bool:
        """Whether it was shut out."""

    @property
    def token_no(self) -> int:
        """The number that its access tokens have."""


@dataclass(frozen=True)
class Bearer:
    """The terminal that an access token names, and the number that its tokens have until one is revoked."""

    id: str
    token_no: int


class Server:
    """Configuration, clock, database and keys of one process."""

    def __init__(self, settings: Settings, clock: Clock | None = None) -> None:
        self.settings, self.clock = settings, clock or SystemClock()
        self.database, self.keys = Database(settings), Keys.load(settings.data)
        self.wake_ups = WakeUps(self.database)
        self.database.on_commit = self.wake_ups.committed
        self.streams = Streams(self.database, settings.blobs_folder)
        self.blobs = Blobs(self.database, settings.blobs_folder, self.clock)
        self.passwords = Passwords(self.database, self.clock)
        self.attempts = Attempts(settings.redis_url, settings.failures_per_minute)

    def accounts(self, session: Session) -> Accounts:
        """Enrolment and sign-in in a session."""
        return Accounts(session, self.keys, self.clock, self.settings)

    def bearer_of(self, token: str) -> Bearer:
        """The terminal that an access token names; whether the token was revoked is seen with the terminal's row."""
        claims = tickets.claims_of(self.keys, token, "access")
        if claims is None or from_iso(claims["expires_at"]) < self.clock.now():
            raise _token_over()
        return Bearer(str(claims["terminal"]), int(claims.get("token_no", 0)))

    def access_token(self, terminal_id: str) -> dict[str, Any]:
        """A short-lived token for the sync endpoints, in the fields of an OAuth2 answer."""
        minutes = self.settings.access_minutes
        with self.database.reading() as session:
            number = session.connection().scalar(_TOKEN_NO, {"terminal": terminal_id})
        claims = {
            "kind": "access", "terminal": terminal_id, "token_no": number,
            "expires_at": iso(self.clock.now() + timedelta(minutes=minutes)),
        }  # fmt: skip
        token = tickets.sign(self.keys, claims)
        return {"access_token": token, "token_type": "Bearer", "expires_in": minutes * 60}


async def serving(request: Request) -> Server:
    """The server that the application was made with. Like what follows it waits for nothing, so it needs no thread:
    handing a request to one and back takes as long as a small answer."""
    server: Server = request.app.state.server
    return server


Serving = Annotated[Server, Depends(serving)]


async def coming_from(request: Request) -> str:
    """The caller's address, for limits only; behind a proxy the one that uvicorn was told to trust."""
    return request.client.host if request.client else "unknown"


Origin = Annotated[str, Depends(coming_from)]
_bearer = HTTPBearer(auto_error=False, description="An access token from /oauth/token.")


async def calling(
    server: Serving, token: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]
) -> Bearer:
    """The terminal that asks, by its access token."""
    return server.bearer_of(token.credentials if token else "")


Caller = Annotated[Bearer, Depends(calling)]


@dataclass(frozen=True)
class Reader:
    """What a terminal that only reads is served by."""

    scopes: list[str]
    last_no: int


_READER = (
    select(
        TerminalSecret.__table__.c.scopes,
        TerminalSecret.__table__.c.last_no,
        TerminalSecret.__table__.c.token_no,
        Terminal.__table__.c.revoked,
    )
    .join(Terminal.__table__, Terminal.__table__.c.id == TerminalSecret.__table__.c.terminal_id)
    .where(TerminalSecret.__table__.c.terminal_id == bindparam("terminal"))
)


def reader_of(session: Session, caller: Bearer) -> Reader:
    """What the server knows of a terminal; refused at once when it or its token was revoked.

    One statement past the ORM: half of what a round of one row took went into it.
    """
    found = admitted(session.connection().execute(_READER, {"terminal": caller.id}).first(), caller.token_no)
    return Reader(found.scopes, found.last_no)


@dataclass(frozen=True)
class Greeted(Reader):
    """What a hello says, and when the terminal last said how far it is."""

    branch: dict[str, str]
    passed_at: datetime | None


_BRANCH = Branch.__table__.c
_GREETED = _READER.add_columns(
    TerminalSecret.__table__.c.passed_at, _BRANCH.id, _BRANCH.code, _BRANCH.name
).join(Branch.__table__, _BRANCH.id == Terminal.__table__.c.branch_id)


def greeted(session: Session, caller: Bearer) -> Greeted:
    """The same with what a hello says beside it."""
    found = admitted(session.connection().execute(_GREETED, {"terminal": caller.id}).first(), caller.token_no)
    branch = {"id": found.id, "code": found.code, "name": found.name}
    return Greeted(found.scopes, found.last_no, branch, found.passed_at)


def admitted(terminal: T | None, token_no: int) -> T:
    """Refuse a terminal that is not here any more, or whose token is not good any more."""
    if terminal is None:
        raise SignInFailed("terminal_unknown", N_("The server does not know this terminal."))
    if terminal.revoked:
        raise SignInFailed("terminal_revoked", N_("This terminal was revoked. Ask the administrator."))
    if terminal.token_no != token_no:
        raise _token_over()
    return terminal


def _token_over() -> SignInFailed:
    return SignInFailed("token_expired", N_("The sign-in of this terminal has run out."))
