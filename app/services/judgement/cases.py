"""What is judged of decisions: who may decide which case."""

from __future__ import annotations

import json

from app.domain.permissions import Role
from app.i18n import N_
from app.services.judgement.hearing import Doubt, Hearing, Judged, checks


@checks("sync_case")
def _decision(hearing: Hearing, row: Judged) -> None:
    """Who decides signs for it; an op that was set aside is decided by a manager, and never by its author."""
    case = row.after
    if case["state"] != "resolved":
        if row.before is None or row.before["state"] != case["state"]:
            raise Doubt("quarantined", "state_unknown", N_("There is no such state."))
        return
    if case["resolved_by"] != hearing.user_id:
        raise Doubt("quarantined", "author", N_("A row names another person than the one who signed."))
    if case["kind"] == "op":
        author = json.loads(case["data"]).get("user_id")
        if Role.MANAGER not in hearing.roles or author == hearing.user_id:
            raise Doubt(
                "quarantined", "not_a_manager", N_("A manager decides this, and not about their own.")
            )
