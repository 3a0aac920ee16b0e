"""Files of contracts and customers, and pictures of the catalogue. The content is on the disk before the row is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from app.domain.attachments import FileKind, FileState, check_size, is_picture, shows_a_model
from app.domain.permissions import (
    CATALOGUE_PICTURE,
    CONTRACT_ATTACH,
    CUSTOMER_ATTACH,
    FAULT_ATTACH,
    FILE_WITHDRAW,
    TRADE_IN_ATTACH,
)
from app.domain.trade_in import PLACES
from app.errors import UserError
from app.i18n import N_, in_a_row
from app.models.attachment import Attachment, ModelPicture
from app.models.delivery import Inspection
from app.models.party import Customer
from app.models.trade_in import TradeIn
from app.models.vehicle import Model
from app.services import contracts, customers, papers, scans

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.models.deal import Contract
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
        if content.kind is not FileKind.SCAN:
            return _added(tx, contract, content)
        scans.refuse_of_another(tx.session, contract, content.sha256)
        signed = papers.latest_signature(tx.session, contract.id)
        return _added(tx, contract, content, shows=signed.version if signed else None)


def attach_to_customer(uow: UnitOfWork, *, customer_id: str, content: Content) -> str:
    """Put a paper of theirs to a customer, such as a licence; returns the attachment's id."""
    check_size(content.media_type, content.size)
    with uow.begin(CUSTOMER_ATTACH) as tx:
        customer = tx.session.get(Customer, customer_id)
        if customer is None:
            message = N_("There is no customer {id} here.")
            raise UserError("customer_unknown", message, field="customer", id=customer_id)
        return _added(tx, customers.kept(tx, customer.id), content)


def attach_to_inspection(uow: UnitOfWork, *, look_id: str, content: Content) -> str:
    """Show a fault, or that it is mended, by a picture; returns the attachment's id."""
    check_size(content.media_type, content.size)
    if not is_picture(content.media_type):
        message = N_("A fault is shown by a picture. Take a JPEG, PNG or WebP file.")
        raise UserError("not_a_picture", message, field="file")
    with uow.begin(FAULT_ATTACH) as tx:
        return _added(tx, tx.get(Inspection, look_id), content)


def attach_to_trade_in(uow: UnitOfWork, *, trade_in_id: str, place: str, content: Content) -> str:
    """A photo of a used car, named after its place; the newest of a place counts. Returns the attachment's id."""
    check_size(content.media_type, content.size)
    if place not in PLACES:
        message = N_("There is no place “{place}” at a car. Known are: {known}.")
        raise UserError("place_unknown", message, field="place", place=place, known=in_a_row(PLACES))
    if not is_picture(content.media_type):
        raise UserError("not_a_picture", N_("A photo is a JPEG, PNG or WebP file."), field="file")
    suffix = content.media_type.rpartition("/")[2]
    with uow.begin(TRADE_IN_ATTACH) as tx:
        return _added(tx, tx.get(TradeIn, trade_in_id), replace(content, name=f"{place}.{suffix}"))


def _added(
    tx: Transaction, owner: Contract | Customer | Inspection | TradeIn, content: Content, **more: object
) -> str:
    known = select(Attachment.id).where(
        Attachment.owner_id == owner.id, Attachment.sha256 == content.sha256, Attachment.withdrawn.is_(False)
    )
    if isinstance(owner, TradeIn):  # a file of two places is two photos
        known = known.where(Attachment.name == content.name)
    if (there := tx.session.scalar(known)) is not None:
        return there
    row = Attachment(
        branch_id=owner.branch_id,
        owner_table=owner.__tablename__,
        owner_id=owner.id,
        **_columns(tx, content),
        **more,
    )
    return tx.add(row).id


def withdraw(uow: UnitOfWork, *, attachment_id: str) -> tuple[str, ...]:
    """Take a file back that the server does not have yet; returns the contents that no row names any more."""
    with uow.begin(FILE_WITHDRAW) as tx:
        row = tx.get(Attachment, attachment_id)
        if row.state == FileState.READY:
            message = N_(
                "{name} is at the centre already, and papers are never removed there. Add the right one too."
            )
            raise UserError("file_sent", message, name=row.name)
        row.withdrawn = True
        tx.session.flush()
        hashes = filter(None, (row.sha256, row.thumbnail_sha256))
        return tuple(sha256 for sha256 in hashes if not _named(tx.session, sha256))


def _named(session: Session, sha256: str) -> bool:
    """Whether a row that counts names a content."""
    found = (
        select(table.id).where(
            table.withdrawn.is_(False), or_(table.sha256 == sha256, table.thumbnail_sha256 == sha256)
        )
        for table in (Attachment, ModelPicture)
    )
    return any(session.scalars(each.limit(1)).first() is not None for each in found)


def set_picture(uow: UnitOfWork, *, code: str, content: Content) -> str:
    """What a model of the catalogue looks like from now on, or a film of it; returns the picture's id."""
    check_size(content.media_type, content.size)
    if not shows_a_model(content.media_type):
        message = N_("A model is shown by a picture or a film. Take a JPEG, PNG, WebP or MP4 file.")
        raise UserError("not_a_picture", message, field="file")
    with uow.begin(CATALOGUE_PICTURE) as tx:
        model_id = tx.session.scalar(select(Model.id).where(Model.code == code))
        if model_id is None:
            message = N_("The catalogue has no model {model}.")
            raise UserError("model_unknown", message, field="code", model=code)
        return tx.add(ModelPicture(model_id=model_id, **_columns(tx, content))).id


def _columns(tx: Transaction, content: Content) -> dict[str, object]:
    return {**vars(content), "kind": str(content.kind), "user_id": tx.actor.user_id, "at": tx.clock.now()}
