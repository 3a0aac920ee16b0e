"""What is judged of the dealership's settings: an administrator's desk says the loan plans, and nothing else."""

from __future__ import annotations

import json

from app.domain import loan_plan
from app.i18n import N_
from app.services.judgement.hearing import Doubt, Hearing, Judged, checks


@checks("setting")
def _plans(hearing: Hearing, row: Judged) -> None:
    if row.after["name"] != loan_plan.SETTING or (row.before is not None and row.changed("name")):
        text = N_("This setting is the server's: showroom-server setting set")
        raise Doubt("quarantined", "setting_other", text)
    loan_plan.check(json.loads(row.after["value"]))
