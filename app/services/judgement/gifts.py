"""What gifts count, by the list that whoever wrote a paper can have had: it may have changed since."""

from __future__ import annotations

import json

from sqlalchemy import select

from app.domain import gift
from app.domain.gift import Gifts
from app.domain.pricing import PriceSheet
from app.models.org import Setting
from app.services.judgement.hearing import Hearing

_LIST = select(Setting.id, Setting.value).where(Setting.name == gift.SETTING)


def as_seen(hearing: Hearing, sheet: PriceSheet) -> Gifts:
    """Of the list of now and those that an honest author may have had instead, the one by which the gifts count
    least."""
    found = hearing.session.execute(_LIST).first()
    if found is None:
        return Gifts()
    former = (json.loads(each or "[]") for each in hearing.formerly("setting", found.id, "value"))
    lists = map(gift.read, (found.value, *former))
    return min(lists, key=lambda gifts: gifts.counted(sheet))
