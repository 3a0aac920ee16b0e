"""What the server says to someone who signs in: who they are, their session, which terminal this is."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from app.clock import from_iso
from app.vault.key_file import User
from app.vault.keys import TerminalIdentity
from app.vault.slots import Session
from app.vault.tickets import claims

Welcome = dict[str, Any]


def user_of(welcome: Welcome) -> User:
    """The person, with the roles that the ticket names."""
    said = welcome["user"]
    return User(said["name"], said["display"], tuple(claims(welcome["ticket"])["roles"]))


def session_of(welcome: Welcome, seed: bytes) -> Session:
    """The ticket, and the private key that it vouches for."""
    return Session(welcome["ticket"], from_iso(claims(welcome["ticket"])["expires_at"]), seed)


def named(identity: TerminalIdentity, welcome: Welcome) -> TerminalIdentity:
    """The terminal with the name, the prefix and the branch that the server gave it."""
    terminal, branch = welcome["terminal"], welcome["branch"]
    more = {"branch_id": branch["id"], "branch_name": branch["name"], "scopes": welcome["scopes"]}
    return replace(identity, name=terminal["name"], code=terminal["prefix"], branch=branch["code"], more=more)


def takes_days_away(new: Session, old: Session) -> bool:
    """Whether a renewal says nothing new and ends earlier: a sign-in for a show is kept. Other rights are news."""
    said, before = claims(new.ticket), claims(old.ticket)
    news = any(said[name] != before[name] for name in ("branch", "roles", "password_no"))
    return not news and new.expires_at < old.expires_at
