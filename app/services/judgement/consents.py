"""What is judged of consent and of looks at whole numbers: given whole, withdrawn once, never without a reason."""

from __future__ import annotations

from app.domain import consent as rules
from app.i18n import N_
from app.services.judgement.hearing import Doubt, Hearing, Judged, checks


def withdrawn_once(hearing: Hearing, row: Judged) -> bool:
    """Whether it was said without a withdrawal, and is withdrawn once, by the signer."""
    after, before = row.after, row.before
    rules.check_withdrawn(after["withdrawn_at"], after["withdrawn_by"])
    if before is None:
        return after["withdrawn_at"] is None
    if not row.changed("withdrawn_at", "withdrawn_by"):
        return True
    seen = hearing.as_seen(row.table, row.id)
    # Withdrawn at another desk meanwhile: withdrawn is withdrawn.
    meanwhile = seen is not None and "withdrawn_at" in seen.elsewhere
    first = before["withdrawn_at"] is None or (meanwhile and after["withdrawn_at"] is not None)
    return first and after["withdrawn_by"] == hearing.user_id


@checks("consent")
def _consent(hearing: Hearing, row: Judged) -> None:
    if not withdrawn_once(hearing, row):
        raise Doubt("quarantined", "consent", N_("A consent is withdrawn once, by whoever takes it back."))


@checks("reveal")
def _reveal(hearing: Hearing, row: Judged) -> None:
    rules.check_reveal(row.after["reason"], row.after["note"])
