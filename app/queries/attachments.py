"""Which files belong to something, and which picture a model is shown by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select, text

from app.domain.attachments import FileKind, FileState
from app.models.attachment import Attachment, ModelPicture, StoredFile
from app.models.deal import Contract, Signature
from app.models.delivery import Inspection
from app.models.org import User
from app.models.party import Customer
from app.models.vehicle import Model, StockStay, Vehicle
from app.queries import one_person
from app.queries.names import model_name

if TYPE_CHECKING:
    from collections.abc import Sequence
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


@dataclass(frozen=True, slots=True)
class ScanRow:
    """A signed page that was filed: with which contract, showing which signed version (none: it was not signed yet)."""

    id: str
    contract_no: str
    version: int | None
    newest: int | None
    name: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class UnsentRow:
    """A file whose content is not at the server yet; `about`: the contract, the customer, the car or the model."""

    sha256: str
    name: str
    size: int
    about: str


def list_of(session: Session, owner_id: str) -> list[FileRow]:
    """The files of a contract, or of a customer in whichever of their files, in the order in which they came."""
    found = (
        select(Attachment, User.display_name)
        .join(User, User.id == Attachment.user_id, isouter=True)
        .where(
            Attachment.owner_id.in_(one_person.files_of(session, owner_id)), Attachment.withdrawn.is_(False)
        )
        .order_by(Attachment.id)
    )
    return [_row(row, row.id, row.scope, name or "") for row, name in session.execute(found)]


def list_scans(session: Session, hashes: Sequence[str] = (), *, contract_no: str = "") -> list[ScanRow]:
    """Signed pages by their content's hash, or of a contract, the first one first."""
    newest = select(func.max(Signature.version)).where(Signature.contract_id == Contract.id)
    columns = (Attachment.id, Contract.no, Attachment.shows, newest.scalar_subquery(), Attachment.name)
    found = (
        select(*columns, func.coalesce(User.display_name, ""), Attachment.at)
        .join(Contract, Contract.id == Attachment.owner_id)
        .join(User, User.id == Attachment.user_id, isouter=True)
        .where(Attachment.kind == FileKind.SCAN, Attachment.withdrawn.is_(False))
        .where(Contract.no == contract_no if contract_no else Attachment.sha256.in_(hashes))
        .order_by(Attachment.id)
    )
    return [ScanRow(*row) for row in session.execute(found)]


def list_pictures(session: Session, code: str) -> list[FileRow]:
    """The pictures of a model, the newest first: that one stands for it. Then its films."""
    found = (
        select(ModelPicture)
        .join(Model, Model.id == ModelPicture.model_id)
        .where(Model.code == code, ModelPicture.withdrawn.is_(False))
        .order_by(ModelPicture.kind == FileKind.VIDEO, ModelPicture.id.desc())
    )
    return [_row(row, row.id, row.scope, "") for row in session.scalars(found)]


def find_file(session: Session, row_id: str) -> FileRow | None:
    """A file by its row's id, whatever it belongs to."""
    row = session.get(Attachment, row_id) or session.get(ModelPicture, row_id)
    return _row(row, row.id, row.scope, "") if row else None


def list_unsent(session: Session) -> list[UnsentRow]:
    """Of all files that the server does not have, the oldest first."""
    of_contracts = (
        select(
            Attachment.id,
            Attachment.sha256,
            Attachment.name,
            Attachment.size,
            func.coalesce(Contract.no, Customer.name, Vehicle.vin),
        )
        .join(Contract, Contract.id == Attachment.owner_id, isouter=True)
        .join(Customer, Customer.id == Attachment.owner_id, isouter=True)
        .join(Inspection, Inspection.id == Attachment.owner_id, isouter=True)
        .join(StockStay, StockStay.id == Inspection.stay_id, isouter=True)
        .join(Vehicle, Vehicle.id == StockStay.vehicle_id, isouter=True)
        .where(Attachment.state != FileState.READY, Attachment.withdrawn.is_(False))
    )
    of_models = (
        select(
            ModelPicture.id,
            ModelPicture.sha256,
            ModelPicture.name,
            ModelPicture.size,
            text(model_name("model")),
        )
        .join(Model, Model.id == ModelPicture.model_id)
        .where(ModelPicture.state != FileState.READY, ModelPicture.withdrawn.is_(False))
    )
    rows = [*session.execute(of_contracts), *session.execute(of_models)]
    in_order = sorted(rows, key=lambda row: str(row[0]))
    return [UnsentRow(sha256, name, size, about or "") for _, sha256, name, size, about in in_order]


def _row(row: StoredFile, row_id: str, scope: str, by: str) -> FileRow:
    return FileRow(
        row_id, scope, row.kind, row.name, row.media_type, row.size, row.sha256, row.thumbnail_size,
        row.thumbnail_sha256, row.state, row.at, by,
    )  # fmt: skip
