"""Days and times as people type them: in short."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from app.domain.lead import END_OF_DAY
from app.errors import UserError
from app.i18n import N_


def read_date(text: str, today: date, *, field: str = "delivery_date") -> date | None:
    """The date that someone typed in short; the next one that fits."""
    text = text.strip().replace("/", "-").replace(".", "-")
    if not text:
        return None
    try:
        if text.startswith("+"):
            return today + timedelta(days=int(text[1:]))
        parts = [int(part) for part in text.split("-")]
        if len(parts) == 3:
            year, month, day = parts
            return date(year if year > 99 else 2000 + year, month, day)
        month, day = parts if len(parts) == 2 else (today.month, parts[0])
        found = today.replace(month=month, day=day)
        if found >= today:
            return found
        later = today.replace(day=1) + timedelta(days=31)
        return found.replace(year=today.year + 1) if len(parts) == 2 else later.replace(day=day)
    except (ValueError, TypeError, OverflowError) as error:  # a telephone number is no day of any year
        message = N_("“{given}” is not a date. Write it as 2026-03-14.")
        raise UserError("date_wrong", message, field=field, given=text) from error


def read_when(text: str, today: date) -> datetime | None:
    """A day, and perhaps a time behind it: `11-25 10:00`, `+3`; a time alone is today's. None for an empty text."""
    words = text.replace("：", ":").split()
    try:
        clock = time.fromisoformat(words.pop().zfill(5)) if words and ":" in words[-1] else END_OF_DAY
    except ValueError as error:
        raise _no_day_with_a_time(text) from error
    day = read_date(" ".join(words), today, field="next_at") if words else today if ":" in text else None
    try:
        return datetime.combine(day, clock).astimezone() if day is not None else None
    except (ValueError, OverflowError) as error:  # at either end of the calendar
        raise _no_day_with_a_time(text) from error


def _no_day_with_a_time(text: str) -> UserError:
    message = N_("“{given}” is not a day with a time. Write it as 2026-03-14 10:00.")
    return UserError("date_wrong", message, field="next_at", given=text)


def example(today: date, clock: str = "") -> str:
    """How a day that is still to come is written: tomorrow's, with a time where one belongs to it."""
    return f"{today + timedelta(days=1)} {clock}".strip()


def written(when: datetime | None) -> str:
    """The way back, as a form shows it."""
    if when is None:
        return ""
    here = when.astimezone()
    return f"{here:%Y-%m-%d}" if here.time() == END_OF_DAY else f"{here:%Y-%m-%d %H:%M}"
