"""From rows to the handover sheet, and from a handover to its paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from app import i18n
from app.documents import layouts
from app.domain.delivery import MarkKind
from app.domain.handover_sheet import HandoverSheet, Readings
from app.errors import UserError
from app.i18n import N_
from app.models.delivery import Handover
from app.services import gates, papers

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

    from app.models.deal import Contract


def draw(session: Session, contract: Contract, readings: Readings, language: str) -> HandoverSheet:
    """The sheet as it is signed, in the language of the paper."""
    signature = papers.latest_signature(session, contract.id)
    made = papers.document(session, contract, language=language)
    with i18n.speaking(language):
        facts = gates.facts(session, contract, readings.handed_on)
        follows = gates.gate(session, contract, readings.handed_on).follows
    colon = "：" if language == "zh_CN" else ": "
    papers_mark = facts.mark(MarkKind.PAPERS)
    there = papers_mark.details.get("there", []) if papers_mark else []
    done = (each.label for each in facts.fittings if each.mark is not None and each.mark.is_done)
    return HandoverSheet(
        contract_no=contract.no, contract_version=signature.version if signature else contract.version,
        seller=made.seller, buyer=made.buyer.name, car=made.car, handed_on=readings.handed_on,
        km=readings.km, charge=readings.charge, keys=readings.keys,
        place=readings.place or contract.delivery_place or made.seller.address, papers=tuple(there),
        fitted=tuple(done), follows=tuple(f"{line.name}{colon}{line.reason}" for line in follows), language=language,
        contract_check=signature.document_digest[:16].upper() if signature else "", layout=layouts.newest(),
    )  # fmt: skip


def find(session: Session, contract: Contract) -> Handover:
    """The handover of a contract."""
    found = session.scalars(select(Handover).where(Handover.contract_id == contract.id)).first()
    if found is None:
        message = N_("The car of {no} is not handed over yet.")
        raise UserError("not_handed_over", message, field="contract", no=contract.no)
    return found


def handed_on(session: Session, contract: Contract) -> date | None:
    """The day on which the car was handed over, if it was."""
    days = select(Handover.handed_on).where(Handover.contract_id == contract.id)
    return session.scalars(days).first()


def paper(session: Session, contract: Contract, *, language: str = "", copy_no: int = 0) -> bytes:
    """The sheet as it was signed, or a further copy of it."""
    found = find(session, contract)
    made = HandoverSheet.from_dict(found.sheet)
    return layouts.layout_of(made.layout).handover(
        made, language=language, copy_no=copy_no,
        signatures=papers.pen_strokes(found.strokes),
    )  # fmt: skip
