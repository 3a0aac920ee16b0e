"""What is judged of the dealership's settings: an administrator's desk says the loan plans and the check-lists, and
nothing else."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from app.domain import check_list, loan_plan
from app.domain.permissions import CHECK_LISTS, LOAN_PLANS
from app.i18n import N_
from app.services.judgement.hearing import Doubt, Hearing, Judged, checks

_A_DAY = timedelta(days=1)  # the terminal's day may have begun before the server's, or end later


_CHECKS: dict[tuple[str, str], Callable[[Any], None]] = {
    (LOAN_PLANS.name, loan_plan.SETTING): loan_plan.check,
    (CHECK_LISTS.name, check_list.SETTING): check_list.check_kept,
}


@checks("setting")
def _setting(hearing: Hearing, row: Judged) -> None:
    check = _CHECKS.get((hearing.action.name, row.after["name"]))
    if check is None or (row.before is not None and row.changed("name")):
        text = N_("This setting is the server's: showroom-server setting set")
        raise Doubt("quarantined", "setting_other", text)
    check(json.loads(row.after["value"]))
    if row.after["name"] == check_list.SETTING and row.before is not None:
        _keeps_begun(hearing, json.loads(row.before["value"]), json.loads(row.after["value"]))


def _keeps_begun(hearing: Hearing, before: list[dict[str, Any]], after: list[dict[str, Any]]) -> None:
    """By a list that has begun cars were looked at: it stays as it was."""
    day = (hearing.now.date() - _A_DAY).isoformat()
    if any(each["valid_from"] < day and each not in after for each in before):
        raise Doubt("quarantined", "list_begun", N_("A check-list that has begun stays as it is."))
