"""Unfinished deals, kept on this terminal until they become contracts: a power cut loses nothing typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.models.local import State

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def _name(user_id: str) -> str:
    return f"d:{user_id}"


def read(session: Session, user_id: str) -> dict[str, Any]:
    """What this person has not finished here."""
    found = session.get(State, _name(user_id))
    return dict(found.value) if found else {}


def keep(session: Session, user_id: str, unfinished: dict[str, Any]) -> None:
    """Keep it. The replica is encrypted, so it may hold what a customer said."""
    session.merge(State(name=_name(user_id), value=unfinished))
