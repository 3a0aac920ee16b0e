"""Which programs this server talks to: its own version of the protocol and the two before it."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Header

from app.errors import UserError
from app.i18n import N_
from app.sync import protocol


class OutOfDate(UserError):
    """The caller's program is too old to be served; what it has not sent is taken all the same."""


async def spoken(showroom_version: Annotated[str, Header()] = "1/1") -> None:
    """Refuse a program that is too old. It says `protocol/schema`; whoever says nothing speaks the first."""
    numbers = showroom_version.split("/")
    given = [int(number) if number.isdecimal() and len(number) < 9 else 0 for number in numbers]
    oldest = protocol.oldest_served()
    if len(given) != 2 or given[0] < oldest[0] or given[1] < oldest[1]:
        raise OutOfDate(
            "client_too_old",
            N_(
                "This version of Showroom is too old for the server. Update it; what was entered is not lost."
            ),
        )


UpToDate = Depends(spoken)
