"""Terminals that come back under another name, or after this server has forgotten them.

A terminal proves itself by its secret, a person by a ticket of ours and a signature with the session key that
the ticket names. Neither needs a password typed: both lie behind one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import select

from app import crypto
from app.clock import from_iso
from app.errors import SignInFailed
from app.i18n import N_
from app.models.base import canonical_json
from app.models.org import Branch, Terminal, User
from app.sync import protocol
from server import administration, reading, terminals, tickets
from server.accounts import Accounts, SignIn, malformed
from server.models import ServerState, TerminalSecret, Ticket
from server.terminals import NewTerminal

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.clock import Clock
    from server.keys import Keys
    from server.settings import Settings

MOST_NO = 1 << 40


@dataclass(frozen=True)
class Returning:
    """A terminal that this server has lost: it was enrolled after the backup that the server came from."""

    ticket: str
    secret: str
    data_key: str
    name: str
    signature: str


@dataclass(frozen=True)
class Copying:
    """A folder that was copied, or restored from an older day, and asks to be a terminal of its own.

    Its ops go on at `first_no`: those before it are the old terminal's.
    """

    ticket: str
    terminal: str
    secret: str
    data_key: str
    first_no: int
    signature: str


class Identities:
    """Gives terminals their identities back, or new ones, inside one transaction."""

    def __init__(self, session: Session, keys: Keys, clock: Clock, settings: Settings) -> None:
        self._session, self._keys, self._clock = session, keys, clock
        self._accounts = Accounts(session, keys, clock, settings)

    def give_back(self, asked: Returning) -> None:
        """Take a lost terminal in again, as what its ticket says it is; what it sent it sends once more."""
        claims = self._proven(asked)
        known = self._session.get(TerminalSecret, claims["terminal"])
        if known is not None:
            if self._session.get(Ticket, claims["jti"]) is None:  # a sign-in that we gave and forgot, with a
                known.secret_hash = terminals.fingerprint(asked.secret)  # secret of after a lost keychain
            self._accounts.terminal(known.terminal_id, asked.secret)  # else an answer was lost: nothing to do
            return
        branch = self._session.get(Branch, claims["branch"])
        taken = self._session.scalar(select(Terminal.id).where(Terminal.prefix == claims.get("prefix")))
        if branch is None or taken is not None or not claims.get("prefix"):
            raise _unknown()
        new = NewTerminal(
            claims["terminal"], asked.name, asked.secret, asked.data_key, incarnation="",
            prefix=claims["prefix"], by=claims["sub"],
        )  # fmt: skip
        terminals.add(self._session, self._clock, new, branch, finance=bool(claims["finance"]))

    def copy(self, old_id: str, asked: Copying) -> dict[str, Any]:
        """A new terminal at the same branch, which may hand in what the old one had not sent."""
        claims = self._proven(asked)
        user = self._session.get(User, claims["sub"])
        if claims["terminal"] != old_id or user is None or from_iso(claims["expires_at"]) < self._clock.now():
            raise SignInFailed(
                "ticket_over", N_("Sign in again while online: this folder needs a new identity.")
            )
        old = self._session.get_one(Terminal, old_id, with_for_update={"key_share": True})
        branch = self._session.get_one(Branch, old.branch_id, with_for_update={"key_share": True})
        known = self._session.get(Terminal, asked.terminal)
        if known is None:
            if not 1 <= asked.first_no <= MOST_NO:
                raise malformed("first_no")
            new = NewTerminal(
                asked.terminal, old.name, asked.secret, asked.data_key, first_no=asked.first_no, copy_of=old_id,
                by=user.id,
            )  # fmt: skip
            known = terminals.add(self._session, self._clock, new, branch, finance=old.finance)
        else:
            self._accounts.terminal(known.id, asked.secret)
        person = SignIn(user.name, "", claims["key"], password_no=claims["password_no"])
        return self._accounts.sign_in(known.id, user.id, person)

    def _proven(self, asked: Returning | Copying) -> dict[str, Any]:
        """The ticket's claims, if whoever asks holds the session key that it names."""
        claims = tickets.claims_of(self._keys, asked.ticket, "ticket")
        said = canonical_json({name: value for name, value in vars(asked).items() if name != "signature"})
        if claims is None or not crypto.verify(
            crypto.unb64(claims["key"]), said.encode(), reading.unb64(asked.signature)
        ):
            raise _unknown()
        ticket = self._session.get(Ticket, claims["jti"])
        if ticket is not None and ticket.revoked:
            raise _unknown()
        return claims


def went_back(session: Session, keys: Keys, terminal_id: str, proof: protocol.Acknowledged) -> bool:
    """Whether this server once answered an op that it does not know: then its history begins a new epoch.

    The op's header must be the caller's own, and hashed as the server checked it before it countersigned; a
    quarantined op's hash may be anything.
    """
    try:
        head = msgspec.json.decode(proof.header, type=reading.Head)
    except (msgspec.MsgspecError, UnicodeError):
        return False
    said = f"{proof.hash}:{proof.status}".encode()
    ours = crypto.verify(crypto.public_of(keys.signing), said, reading.unb64(proof.countersign))
    own = head.terminal == terminal_id and protocol.header_hash(proof.header) == proof.hash
    session.get_one(ServerState, "epoch", with_for_update=True)  # two terminals may notice at once
    secret = session.get_one(TerminalSecret, terminal_id, populate_existing=True)
    if (
        not (ours and own)
        or proof.status == "quarantined"
        or head.no <= secret.last_no
        or not secret.incarnation
    ):
        return False
    administration.begin_epoch(session)
    return True


def _unknown() -> SignInFailed:
    return SignInFailed("terminal_unknown", N_("The server does not know this terminal."))
