"""What is judged of files: whose they are, what they may be. Their content comes later, and is looked at then."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.domain.attachments import MEGABYTE, FileKind, FileState, check_size, shows_a_model
from app.i18n import N_
from app.models.deal import Signature
from app.models.registry import table_of
from app.services.judgement.hearing import Doubt, Hearing, Judged, checks

if TYPE_CHECKING:
    from app.services.judgement.hearing import Row

OWNERS = {
    "contract.attach": "contract", "customer.attach": "customer", "delivery.attach": "inspection",
    "trade_in.attach": "trade_in",
}  # fmt: skip
"""Action to the table of a branch that its files belong to."""
_HASH = re.compile(r"[0-9a-f]{64}", re.ASCII)


@checks("attachment")
def _attachment(hearing: Hearing, row: Judged) -> None:
    if row.before is not None:
        return  # withdrawn, or put back: nothing else of it may change
    after = row.after
    _content(after)
    if after["owner_table"] != OWNERS.get(hearing.action.name):
        raise _malformed()
    owner = table_of(after["owner_table"])
    scope = hearing.session.scalar(select(owner.c.scope).where(owner.c.id == after["owner_id"]))
    if scope is None:
        raise Doubt("parked", "missing", N_("What the file belongs to is not here."))
    if scope != after["scope"]:
        raise Doubt("quarantined", "scope", N_("A row names something of another branch."))
    if after["shows"] is not None:
        _shows(hearing, after)


def _shows(hearing: Hearing, after: Row) -> None:
    """A page with ink on it shows a version that was signed."""
    if after["owner_table"] != "contract" or after["kind"] != FileKind.SCAN:
        raise _malformed()
    signed = select(Signature.id).where(
        Signature.contract_id == after["owner_id"], Signature.version == after["shows"]
    )
    if hearing.session.scalars(signed.limit(1)).first() is None:
        raise Doubt("parked", "missing", N_("The signature that the page shows is not here."))


@checks("model_picture")
def _picture(hearing: Hearing, row: Judged) -> None:
    if row.before is not None:
        return
    _content(row.after)
    if not shows_a_model(row.after["media_type"]):
        raise _malformed()


def _content(row: Row) -> None:
    """A new row is pending: only the server can say that it has the content."""
    check_size(row["media_type"], row["size"])
    thumbnail, size = row["thumbnail_sha256"], row["thumbnail_size"]
    hashes = [row["sha256"]] + ([thumbnail] if thumbnail is not None else [])
    small = size is None if thumbnail is None else isinstance(size, int) and 0 < size <= MEGABYTE
    if row["state"] != FileState.PENDING or not small or not all(map(_HASH.fullmatch, hashes)):
        raise _malformed()


def _malformed() -> Doubt:
    return Doubt("quarantined", "malformed", N_("A file is not described as it must be."))
