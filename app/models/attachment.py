"""Files that belong to something. The row says what a file is; its content travels by itself, named by its hash."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.attachments import FILE, KINDS, FileState
from app.models.base import Flag, IsoInstant, Nfc, Policy, Scope, Shared, Sync, ref


class StoredFile:
    """Columns of a table whose rows name contents by SHA-256. A picture's thumbnail is a content of its own."""

    kind: Mapped[str] = mapped_column(String(12))
    name: Mapped[str] = mapped_column(Nfc)
    media_type: Mapped[str] = mapped_column(String(60))
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    thumbnail_size: Mapped[int | None] = mapped_column(BigInteger)
    thumbnail_sha256: Mapped[str | None] = mapped_column(String(64), index=True)
    state: Mapped[str] = mapped_column(String(8), default=str(FileState.PENDING), index=True)
    withdrawn: Mapped[bool] = mapped_column(Flag, default=False)
    at: Mapped[datetime] = mapped_column(IsoInstant)


_GROUPS = {"withdrawn": (Policy.LWW, ("withdrawn",))}
"""All else of a row is only ever added; the state is the server's to change."""


class Attachment(StoredFile, Shared):
    """A paper, scan or picture of a contract or a customer of a branch."""

    __tablename__ = "attachment"
    __sync__ = Sync(
        Scope.BRANCH, groups=_GROUPS, default=Policy.APPEND, states={"state": FILE}, words={"kind": KINDS}
    )
    __table_args__ = (Index(None, "owner_table", "owner_id"),)

    branch_id: Mapped[str] = mapped_column(ref("branch.id"))
    owner_table: Mapped[str] = mapped_column(String(40))
    owner_id: Mapped[str] = mapped_column(String(36))
    shows: Mapped[int | None] = mapped_column(Integer)  # a signed page: which signed version of its contract
    user_id: Mapped[str] = mapped_column(ref("user.id"))


class ModelPicture(StoredFile, Shared):
    """What a model of the catalogue looks like; the newest is shown."""

    __tablename__ = "model_picture"
    __sync__ = Sync(
        Scope.ORG, groups=_GROUPS, default=Policy.APPEND, states={"state": FILE}, words={"kind": KINDS}
    )

    model_id: Mapped[str] = mapped_column(ref("model.id"), index=True)
    user_id: Mapped[str] = mapped_column(ref("user.id"))
