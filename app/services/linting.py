"""The contract linter over rows: everything that is looked at before a contract is signed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.documents.fonts import missing_glyphs
from app.domain import lint, pricing
from app.domain.lint import Finding
from app.models.deal import Contract
from app.services import approving, discounts, papers

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Session

    from app.domain.contract_template import Template


def findings(session: Session, contract: Contract, roles: Iterable[str]) -> tuple[list[Finding], Template]:
    """Every check's outcome for a contract as it stands and the words it is in, for somebody with these roles."""
    from app.documents.contract import printed_text

    made = papers.document(session, contract)
    held = list(roles)
    limit, deal = pricing.limit_of(held, discounts.limits(session)), discounts.given(session, made.sheet)
    words = papers.words(session, made)
    found = lint.lint(
        made, template=papers.binding(session, contract, words), limit_bp=limit,
        approved=not approving.of_price(session, contract, deal).lacks, gifts=deal.gifts.for_roles(held),
        missing_glyphs=missing_glyphs(printed_text(made)),
    )  # fmt: skip
    return found, words
