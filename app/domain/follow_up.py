"""Calls after the sale (回访): on the first, seventh and thirtieth day after the handover, with outcome and score."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from app.errors import UserError
from app.i18n import N_

STEPS: Mapping[str, int] = {"day1": 1, "day7": 7, "day30": 30}
"""Each call and so many days after the handover it is due."""
OUTCOMES: Mapping[str, str] = {"reached": N_("Reached"), "no_answer": N_("No answer")}
BEST = 5
LAPSES = timedelta(days=30)
"""So long after its day a call that nobody made is not asked for any more."""


def due_on(handed_on: date, step: str) -> date:
    """The day of a call."""
    return handed_on + timedelta(days=STEPS[step])


def state(due: date, today: date, *, reached: bool, may_call: bool = True) -> str:
    """`done`, `planned`, `due` today, `overdue`, `lapsed`; or `unwanted` of who withdrew the consent to be called."""
    if reached:
        return "done"
    if not may_call:
        return "unwanted"
    if due >= today:
        return "due" if due == today else "planned"
    return "overdue" if today - due <= LAPSES else "lapsed"


def check_call(outcome: str, score: int | None) -> None:
    """Whoever was reached gave one to five points; who was not gave none."""
    if outcome == "reached" and (score is None or not 1 <= score <= BEST):
        raise UserError("call_score", N_("Note how content they are: one to five points."), field="score")
    if outcome != "reached" and score is not None:
        raise UserError("call_score", N_("Nobody who was not reached gives points."), field="score")
