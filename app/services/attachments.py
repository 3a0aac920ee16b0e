"""Files that people put to a contract, and pictures of the catalogue. The content is on the disk before the row is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.domain.attachments import FileKind, check_size, is_picture
from app.domain.permissions import CATALOGUE_PICTURE, CONTRACT_ATTACH
from app.errors import UserError
from app.i18n import N_
from app.models.attachment import Attachment, ModelPicture
from app.models.vehicle import Model
from app.services import contracts

if TYPE_CHECKING:
    from app.services.unit_of_work import Transaction, UnitOfWork


@dataclass(frozen=True)
class Content:
    """A file as it was kept: what it is, and the hashes by which it is known."""

    kind: FileKind
    name: str
    media_type: str
    size: int
    sha256: str
    thumbnail_size: int | None = None
    thumbnail_sha256: str | None = None


def attach(uow: UnitOfWork, *, contract_no: str, content: Content) -> str:
    """Put a file to a contract; returns the attachment's id. The same file twice is once."""
    check_size(content.media_type, content.size)
    with uow.begin(CONTRACT_ATTACH) as tx:
        contract = contracts.find(tx.session, contract_no)
        known = select(Attachment.id).where(
            Attachment.owner_id == contract.id, Attachment.sha256 == content.sha256
        )
        if (there := tx.session.scalar(known)) is not None:
            return there
        row = Attachment(
            branch_id=contract.branch_id,
            owner_table="contract",
            owner_id=contract.id,
            **_columns(tx, content),
        )
        return tx.add(row).id


def set_picture(uow: UnitOfWork, *, code: str, content: Content) -> str:
    """What a model of the catalogue looks like from now on; returns the picture's id."""
    check_size(content.media_type, content.size)
    if not is_picture(content.media_type):
        message = N_("A model is shown by a picture. Take a JPEG, PNG or WebP file.")
        raise UserError("not_a_picture", message, field="file")
    with uow.begin(CATALOGUE_PICTURE) as tx:
        model_id = tx.session.scalar(select(Model.id).where(Model.code == code))
        if model_id is None:
            message = N_("The catalogue has no model {model}.")
            raise UserError("model_unknown", message, field="code", model=code)
        return tx.add(ModelPicture(model_id=model_id, **_columns(tx, content))).id


def _columns(tx: Transaction, content: Content) -> dict[str, object]:
    return {**vars(content), "kind": str(content.kind), "user_id": tx.actor.user_id, "at": tx.clock.now()}
