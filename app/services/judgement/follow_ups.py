"""What is judged of calls after the sale: the car was handed over, and only who was reached gave points."""

from __future__ import annotations

from app.domain import follow_up as rules
from app.i18n import N_
from app.queries import follow_ups
from app.services.judgement.hearing import Doubt, Hearing, Judged, checks


@checks("follow_up")
def _call(hearing: Hearing, row: Judged) -> None:
    rules.check_call(row.after["outcome"], row.after["score"])
    if not follow_ups.is_handed_over(hearing.session, row.after["contract_id"]):
        raise Doubt("parked", "not_handed_over", N_("The car of this contract was not handed over yet."))
