"""The audit trail as the server keeps and shares it: one entry for each op, chained per terminal."""

from __future__ import annotations

from sqlalchemy import Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Policy, Scope, Shared, Sync


class AuditEntry(Shared):
    """The header of an op (its id is the op's id) with the terminal's chain and the server's counter-signature.

    `payload_hash` is over salt and payload, so that personal data can be erased without breaking the chain.
    """

    __tablename__ = "audit_entry"
    __sync__ = Sync(Scope.BRANCH, default=Policy.APPEND)
    __table_args__ = (Index(None, "terminal_id", "no", unique=True),)

    branch_id: Mapped[str] = mapped_column(String(36))
    terminal_id: Mapped[str] = mapped_column(String(36))
    no: Mapped[int] = mapped_column(Integer)
    action: Mapped[str] = mapped_column(String(40))
    header: Mapped[str] = mapped_column(String)
    hash: Mapped[str] = mapped_column(String(64))
    signature: Mapped[str] = mapped_column(String(200))
    signer: Mapped[str] = mapped_column(String(60))
    outcome: Mapped[str] = mapped_column(String(16))
    server_signature: Mapped[str] = mapped_column(String(200))
