"""Terminals that come back, and folders that become terminals of their own."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel

from app.sync import protocol
from server import identities, pull
from server.context import Caller, Origin, Serving, reader_of
from server.identities import Copying, Identities, Returning
from server.routes.texts import Text

router = APIRouter(prefix="/sync/v1", tags=["identity"])


class ReturnAsked(BaseModel):
    """A ticket of this server's, and the session key's signature over the other fields."""

    ticket: Text
    secret: Text
    data_key: Text
    name: Text
    signature: Text


class CopyAsked(BaseModel):
    """The same, with the id and the secret of the terminal to be, and the number of its first op."""

    ticket: Text
    terminal: Text
    secret: Text
    data_key: Text
    first_no: int
    signature: Text


@router.post("/return")
def give_back(server: Serving, origin: Origin, asked: ReturnAsked) -> dict[str, Any]:
    """Take a terminal in again that was enrolled after the backup this server was restored from."""
    with server.attempts.counted("enrol", origin), server.database.writing() as session:
        door = Identities(session, server.keys, server.clock, server.settings)
        door.give_back(Returning(**asked.model_dump()))
    return {"returned": True}


class AcknowledgedOp(BaseModel):
    """An op of the caller's with the outcome that this server gave."""

    header: Text
    hash: Text
    status: Text
    countersign: Text


@router.post("/went-back")
def went_back(server: Serving, caller: Caller, asked: AcknowledgedOp) -> dict[str, Any]:
    """Be shown that this database is older than what it has answered; a new epoch then begins."""
    with server.database.writing() as session:
        reader_of(session, caller)
        found = identities.went_back(
            session, server.keys, caller.id, protocol.Acknowledged(**asked.model_dump())
        )
        return {"went_back": found, "epoch": pull.epoch(session)}


@router.post("/copy")
def copy(server: Serving, caller: Caller, asked: CopyAsked) -> dict[str, Any]:
    """Make a terminal of its own of a folder that was copied or restored."""
    with server.database.writing() as session:
        reader_of(session, caller)
        door = Identities(session, server.keys, server.clock, server.settings)
        answer = door.copy(caller.id, Copying(**asked.model_dump()))
    return answer | server.access_token(asked.terminal)
