"""Scanned pages with ink on them: which contract's they are, and which of its signatures they show.

A scan shows the latest signature that was there when it was filed: its row says which. The row is signed and never
changes, and its content is named by its hash: that binds the page to one contract.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.domain import attachments as rules
from app.errors import UserError
from app.i18n import N_
from app.queries import attachments as query

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.models.deal import Contract
    from app.queries.attachments import ScanRow


@dataclass(frozen=True)
class Scanned:
    """What is known of a page: everywhere it was filed as a signed page, the first time first."""

    filed: tuple[ScanRow, ...]

    @property
    def contracts(self) -> tuple[str, ...]:
        """The contracts that it was filed with."""
        return tuple(dict.fromkeys(row.contract_no for row in self.filed))

    @property
    def valid(self) -> bool:
        """Whether it stands for one contract, which was signed by then. A page of two stands for none."""
        return len(self.contracts) == 1 and self.filed[0].version is not None


def verify(session: Session, content: bytes) -> Scanned | None:
    """Compare a file with the signed pages that were filed; None if it is none of them. Works offline."""
    filed = query.list_scans(session, _hashes(content))
    return Scanned(tuple(filed)) if filed else None


def refuse_of_another(session: Session, contract: Contract, sha256: str) -> None:
    """A page with ink on it belongs to one contract."""
    for row in query.list_scans(session, (sha256,)):
        if row.contract_no != contract.no:
            message = N_(
                "This page is filed with contract {no} already. Choose the one that was signed for {this}."
            )
            raise UserError("scan_of_another", message, field="file", no=row.contract_no, this=contract.no)


def _hashes(content: bytes) -> tuple[str, ...]:
    """That of the file as it is; of a picture also as it is kept here."""
    found = [content]
    try:
        if rules.is_picture(rules.media_type_of(content[: rules.HEAD_BYTES])):
            from app.documents import pictures  # here and not above: it takes a while to load

            found.append(pictures.prepare(content).content)
    except UserError:
        pass  # no file of a kind that is filed, or a damaged picture: then only the same bytes are the same
    return tuple(hashlib.sha256(each).hexdigest() for each in found)
