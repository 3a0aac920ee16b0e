"""Looking for damage: hashes, heads, ledger, cars sold twice, the ops' chains."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select, text

from app import crypto
from app.models.deal import Contract
from app.models.payment import LedgerEntry
from app.services.orders import CONFIRMED
from app.sync import protocol
from server import compaction, overview, rows
from server.models import BlobRef, ChangeLog, CompactionMark, OpLog, ScopeHead, TerminalSecret

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from server.blobs import Blobs
    from server.keys import Keys


def problems(session: Session, keys: Keys) -> list[dict[str, str]]:
    """Everything that is not as it should be; nothing is changed."""
    checks = (_file(session), _hashes(session), _heads(session), _ledger(session), _cars(session))
    found = [problem for check in checks for problem in check]
    return [*found, *_chains(session, keys)]


def log(session: Session, now: datetime) -> dict[str, Any]:
    """How long the change log is, when it was last made shorter, and which terminals hold that back."""
    entries = session.scalar(select(func.count()).select_from(ChangeLog))
    day = session.scalar(select(func.max(CompactionMark.day)))
    last = day.isoformat() if day else None
    return {
        "entries": entries,
        "last_compacted": last,
        "held_back_by": sorted(compaction.holding_back(session, now)),
    }


def _problem(code: str, what: str) -> dict[str, str]:
    return {"code": code, "what": what}


def _file(session: Session) -> Iterator[dict[str, str]]:
    if session.get_bind().dialect.name == "sqlite":
        for (said,) in session.execute(text("PRAGMA integrity_check")):
            if said != "ok":
                yield _problem("file", str(said))


def _hashes(session: Session) -> Iterator[dict[str, str]]:
    """Every row's hash is that of its content, and every head's sums are those of the rows."""
    hashes: dict[str, list[int]] = defaultdict(list)
    for table, row in overview.every_row(session):
        if row["row_hash"] != rows.hashed(table, row):
            yield _problem("row_hash", f"{table} {row['id']}")
        hashes[row["scope"]].append(row["row_hash"])
    for head in session.scalars(select(ScopeHead)):
        if (head.total, protocol.digest_text(head.hi, head.lo)) != protocol.digest(hashes[head.scope]):
            yield _problem("sums", head.scope)


def _heads(session: Session) -> Iterator[dict[str, str]]:
    logged = dict(
        session.execute(select(ChangeLog.scope, func.max(ChangeLog.seq)).group_by(ChangeLog.scope)).all()
    )
    for head in session.scalars(select(ScopeHead)):
        if logged.get(head.scope, 0) > head.seq:
            yield _problem("head", head.scope)


def _ledger(session: Session) -> Iterator[dict[str, str]]:
    unbalanced = (
        select(LedgerEntry.transaction_id)
        .group_by(LedgerEntry.transaction_id)
        .having(func.sum(LedgerEntry.amount) != 0)
    )
    for transaction in session.scalars(unbalanced):
        yield _problem("ledger", transaction)


def _cars(session: Session) -> Iterator[dict[str, str]]:
    twice = (
        select(Contract.vehicle_id)
        .where(
            Contract.vehicle_id.is_not(None), Contract.provisional.is_(False), Contract.state.in_(CONFIRMED)
        )
        .group_by(Contract.vehicle_id)
        .having(func.count() > 1)
    )
    for vehicle in session.scalars(twice):
        yield _problem("sold_twice", str(vehicle))


def missing_contents(session: Session, blobs: Blobs) -> list[dict[str, str]]:
    """Pictures and papers that a scope holds, and whose files are gone, as after a restore without their folder."""
    held = session.execute(select(BlobRef.scope, BlobRef.sha256).order_by(BlobRef.sha256))
    return [_problem("content", f"{scope} {sha256}") for scope, sha256 in held if blobs.lost(sha256)]


def _chains(session: Session, keys: Keys) -> Iterator[dict[str, str]]:
    """Every terminal's ops are numbered without a gap, and each outcome bears our signature."""
    public = crypto.public_of(keys.signing)
    for secret in session.scalars(select(TerminalSecret)):
        logs = session.scalars(
            select(OpLog).where(OpLog.terminal_id == secret.terminal_id).order_by(OpLog.no)
        ).all()
        if [n for log in logs if (n := log.no) >= secret.first_no] != list(
            range(secret.first_no, secret.last_no + 1)
        ):
            yield _problem("numbers", secret.terminal_id)
        for log in logs:
            said = f"{log.hash}:{log.status}".encode()
            if not crypto.verify(public, said, crypto.unb64(log.outcome["countersign"])):
                yield _problem("countersignature", f"{secret.terminal_id} {log.no}")
