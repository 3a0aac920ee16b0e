"""Days in files and on the command line: whatever a spreadsheet of this country makes of them."""

from __future__ import annotations

from datetime import date

import pytest

from app.domain import days
from app.errors import UserError
from app.presenters.dates import read_date


@pytest.mark.parametrize(
    "text",
    [
        "2028-02-29", "2028/2/29", "2028.2.29", "2028年2月29日", "20280229", " 2028-02-29 ", "2028/2/29 0:00",
        "2028-02-29 00:00:00", "2028-02-29T00:00:00", "２０２８／２／２９",
    ],
)  # fmt: skip
def test_a_day_may_be_written_as_spreadsheets_do(text: str) -> None:
    assert days.parse(text, field="arrived_on") == date(2028, 2, 29)


@pytest.mark.parametrize(
    "text",
    [
        "", "2026-02-29", "2026-04-31", "26-03-14", "14.03.2026", "3/14/2026", "2026-3/14", "0000-00-00", "46095",
        "2026-W11-6", "2026-03-14 10:30", "٢٠٢٦-٠٣-١٤", "2026年3月14", "2026-03-14-", "tomorrow",
    ],
)  # fmt: skip
def test_what_is_no_day_or_could_be_two_is_refused(text: str) -> None:
    with pytest.raises(UserError) as told:
        days.parse(text, field="arrived_on")
    assert (told.value.code, told.value.field) == ("date_wrong", "arrived_on")


def test_two_digits_of_a_year_typed_at_the_desk_are_of_this_century() -> None:
    assert read_date("27-2-28", date(2026, 11, 28)) == date(2027, 2, 28)
