"""Days as people and their spreadsheets write them: 2026-03-14, 2026/3/14, 2026.3.14, 2026年3月14日, 20260314."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from app.errors import UserError
from app.i18n import N_

_DAY = re.compile(
    # Spreadsheets write a midnight behind a day that was typed into a cell for times.
    r"(\d{4})(?:([-/.])(\d{1,2})\2(\d{1,2})|年(\d{1,2})月(\d{1,2})日|(\d\d)(\d\d))(?:[ T]0?0:00(?::00)?)?",
    re.ASCII,
)


def parse(text: str, *, field: str) -> date:
    """The day that was written, year first; a `UserError` for what is none."""
    # NFKC turns the full-width digits and signs of a Chinese keyboard into plain ones.
    if match := _DAY.fullmatch(unicodedata.normalize("NFKC", text).strip()):
        year, month, day = (int(part) for part in match.groups() if part and part not in "-/.")
        try:
            return date(year, month, day)
        except ValueError:
            pass  # no such day
    message = N_("“{given}” is not a date. Write it as 2026-03-14.")
    raise UserError("date_wrong", message, field=field, given=text)
