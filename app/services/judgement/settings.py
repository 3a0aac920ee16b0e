"""What is judged of the dealership's settings: an administrator's desk says the loan plans and the check-lists, and
nothing else."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from app.domain import check_list, loan_plan
from app.domain.permissions import CHECK_LISTS, LOAN_PLANS
from app.i18n import N_
from app.ids import setting_id
from app.queries import check_lists
from app.services.judgement.hearing import Doubt, Hearing, Judged, checks

_A_DAY = timedelta(days=1)  # the terminal's day may have begun before the server's, or end later


@checks("setting")
def _setting(hearing: Hearing, row: Judged) -> None:
    name, value = row.after["name"], json.loads(row.after["value"])
    if row.before is None or not row.changed("name"):
        if hearing.action is LOAN_PLANS and name == loan_plan.SETTING:
            loan_plan.check(value)
            return
        if hearing.action is CHECK_LISTS and name.startswith(check_list.SETTINGS):
            _list(hearing, row, value)
            return
    text = N_("This setting is the server's: showroom-server setting set")
    raise Doubt("quarantined", "setting_other", text)


def _list(hearing: Hearing, row: Judged, value: Mapping[str, Any]) -> None:
    """A list begins on no day that is past, and stays as it was once it has begun or cars were looked at by it."""
    check_list.check_kept(value)
    name = check_list.SETTINGS + value["id"]
    if row.after["name"] != name or row.id != setting_id(name):
        raise Doubt("quarantined", "id", N_("A check-list's id does not belong to its name."))
    if row.before is not None and _has_begun(hearing, json.loads(row.before["value"])):
        raise Doubt("quarantined", "list_begun", N_("A check-list that has begun stays as it is."))
    if value["valid_from"] < (hearing.done_on - _A_DAY).isoformat():
        raise Doubt("quarantined", "list_past", N_("A check-list begins on no day that is past."))


def _has_begun(hearing: Hearing, before: Mapping[str, Any]) -> bool:
    yesterday = (hearing.now.date() - _A_DAY).isoformat()
    return before["valid_from"] <= yesterday or check_lists.is_used(hearing.session, before["id"])
