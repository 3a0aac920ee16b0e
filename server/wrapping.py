"""Ops of a folder's earlier identity, handed in by its present one: judged as what they were."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from app.i18n import N_
from app.services.judgement import Doubt
from app.sync import protocol
from app.sync.protocol import SignedOp
from server import reading, terminals
from server.facts import Place
from server.models import OpLog, TerminalSecret

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from server.reading import Head


@dataclass(frozen=True)
class Opened:
    """The op in a wrapper, where it was written, and what is known of it."""

    op: SignedOp
    head: Head
    place: Place
    before: str  # the reading of the clock of the op before it, as believed
    known: bool  # it is here already: the other copy had sent it


def opened(session: Session, place: Place, op: SignedOp, head: Head) -> Opened:
    """What the terminal at `place` hands in, or `Doubt` when it is not an identity of the same folder's."""
    inner = reading.wrapped(op)
    if inner is None:
        raise Doubt("quarantined", "malformed", N_("The op is not written as it should be."))
    its = reading.head_of(inner)
    if its.action == protocol.WRAP or its.terminal not in terminals.family_of(session, place.terminal_id):
        raise Doubt("quarantined", "forged", N_("The op was changed after it was written."))
    written_at = Place.of(session, session.get_one(TerminalSecret, its.terminal))
    return Opened(inner, its, written_at, _before(session, its), _is_known(session, inner, its, head.op_id))


def _before(session: Session, head: Head) -> str:
    found: str | None = session.scalar(
        select(OpLog.hlc)
        .where(OpLog.terminal_id == head.terminal, OpLog.no < head.no)
        .order_by(OpLog.no.desc())
        .limit(1)
    )
    return found or ""


def _is_known(session: Session, op: SignedOp, head: Head, wrapper: str) -> bool:
    log = session.scalars(
        select(OpLog).where(or_(OpLog.op_id == head.op_id, OpLog.wraps == head.op_id), OpLog.op_id != wrapper)
    ).first()
    if log is None:
        return False
    stored = SignedOp(**log.body)
    if (reading.wrapped(stored) or stored).hash != op.hash:
        raise Doubt("quarantined", "op_repeated", N_("The op was sent before under another number."))
    return True
