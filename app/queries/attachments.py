"""Which files belong to something, and which picture a model is shown by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.models.attachment import Attachment, ModelPicture, StoredFile
from app.models.org import User
from app.models.vehicle import Model

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file, and the hashes of its content and its thumbnail."""

    id: str
    scope: str
    kind: str
    name: str
    media_type: str
    size: int
    sha256: str
    thumbnail_size: int | None
    thumbnail_sha256: str | None
    state: str
    at: datetime
    by: str = ""


def list_of(session: Session, owner_id: str) -> list[FileRow]:
    """The files of a contract, in the order in which they came."""
    found = (
        select(Attachment, User.display_name)
        .join(User, User.id == Attachment.user_id, isouter=True)
        .where(Attachment.owner_id == owner_id)
        .order_by(Attachment.id)
    )
    return [_row(row, row.id, row.scope, name or "") for row, name in session.execute(found)]


def find_picture(session: Session, code: str) -> FileRow | None:
    """The newest picture of a model."""
    found = (
        select(ModelPicture)
        .join(Model, Model.id == ModelPicture.model_id)
        .where(Model.code == code)
        .order_by(ModelPicture.id.desc())
        .limit(1)
    )
    row = session.scalars(found).first()
    return _row(row, row.id, row.scope, "") if row else None


def _row(row: StoredFile, row_id: str, scope: str, by: str) -> FileRow:
    return FileRow(
        row_id, scope, row.kind, row.name, row.media_type, row.size, row.sha256, row.thumbnail_size,
        row.thumbnail_sha256, row.state, row.at, by,
    )  # fmt: skip
