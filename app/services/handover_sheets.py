"""From rows to the handover sheet, and from a handover to its paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app import i18n
from app.domain.delivery import MarkKind
from app.domain.handover_sheet import HandoverSheet, Readings
from app.services import gates, papers

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.models.deal import Contract


def draw(session: Session, contract: Contract, readings: Readings, language: str) -> HandoverSheet:
    """The sheet as it is signed, in the language of the paper."""
    signature = papers.latest_signature(session, contract.id)
    made = papers.document(session, contract)
    with i18n.speaking(language):
        facts = gates.facts(session, contract, readings.handed_on)
        follows = gates.gate(session, contract, readings.handed_on).follows
    papers_mark = facts.mark(MarkKind.PAPERS)
    there = papers_mark.details.get("there", []) if papers_mark else []
    done = (each.label for each in facts.fittings if each.mark is not None and each.mark.is_done)
    return HandoverSheet(
        contract_no=contract.no, contract_version=signature.version if signature else contract.version,
        seller=made.seller, buyer=made.buyer.name, car=made.car, handed_on=readings.handed_on,
        km=readings.km, charge=readings.charge, keys=readings.keys,
        place=readings.place or contract.delivery_place or made.seller.address, papers=tuple(there),
        fitted=tuple(done), follows=tuple(f"{line.name}: {line.reason}" for line in follows), language=language,
    )  # fmt: skip
