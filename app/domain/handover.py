"""When a car is handed over."""

from __future__ import annotations

from datetime import date, timedelta

from app.errors import UserError
from app.i18n import N_

PROMISED_WITHIN = timedelta(days=90)
"""By when a car that is ordered is promised where nobody names a day."""


def refuse_past(on: date | None, today: date) -> None:
    """A handover is promised for today or later, or left open."""
    if on is not None and on < today:
        message = N_("The handover date {date} is past. Choose today or a later day.")
        raise UserError("date_past", message, field="delivery_date", date=on.isoformat())
