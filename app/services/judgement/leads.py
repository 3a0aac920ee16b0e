"""What is judged of leads: whose they are and who hands them on, that an ending has its reason."""

from __future__ import annotations

from app.domain import lead as rules
from app.domain.lead import LeadState
from app.domain.permissions import LEAD_ADD, LEAD_LOSE
from app.i18n import N_
from app.services import leads
from app.services.judgement.hearing import Doubt, Hearing, Judged, checks


@checks("lead")
def _lead(hearing: Hearing, row: Judged) -> None:
    after, before = row.after, row.before
    user_id, roles = hearing.user_id, hearing.roles
    rules.check_step(after["next_kind"], after["next_at"])
    rules.check_ending(after["state"], after["lost_reason"], after["lost_note"])
    if before is None:
        if after["state"] != LeadState.OPEN or after["closed_at"] is not None:
            raise Doubt("quarantined", "lead", N_("A lead begins open."))
        rules.check_owner(None, after["owner_id"], user_id=user_id, roles=roles)
    elif hearing.action is LEAD_ADD:
        raise Doubt("quarantined", "fixed", N_("What a row belongs to is never changed."))
    else:
        rules.check_owner(before["owner_id"], after["owner_id"], user_id=user_id, roles=roles)
        if hearing.action is LEAD_LOSE:
            rules.check_closer(before["owner_id"], user_id=user_id, roles=roles)
    _owned(hearing, row)


def _owned(hearing: Hearing, row: Judged) -> None:
    """The owner sells here."""
    owner = row.after["owner_id"]
    if owner in (None, hearing.user_id) or not row.changed("owner_id"):
        return
    if not leads.sells_here(hearing.session, owner, row.after["branch_id"]):
        raise Doubt("quarantined", "owner_unknown", N_("Leads go to somebody who sells at this branch."))
