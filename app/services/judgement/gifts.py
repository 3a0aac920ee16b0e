"""What gifts count, by the list that whoever wrote a paper can have had: it may have changed since."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import select

from app.domain import gift
from app.domain.gift import Gifts, Given
from app.domain.pricing import Nature, PriceSheet
from app.models.org import Setting
from app.services.judgement.hearing import Hearing

_SETTINGS = select(Setting.id, Setting.name, Setting.value).where(
    Setting.name.in_((gift.SETTING, gift.ASKED))
)


def as_seen(hearing: Hearing, sheet: PriceSheet) -> list[Given]:
    """A deal's prices by the list of now, and by those that an honest author may have had instead. What is right by
    one of them is right."""
    if not any(line.nature is Nature.GIFT for line in sheet.lines):
        return [Given(sheet, Gifts())]
    seen: dict[str, list[Any]] = {gift.SETTING: [None], gift.ASKED: [None]}
    for row in hearing.session.execute(_SETTINGS):
        former = (json.loads(each or "null") for each in hearing.formerly("setting", row.id, "value"))
        seen[row.name] = [row.value, *former]
    return [
        Given(sheet, gift.read(listed, asked)) for listed in seen[gift.SETTING] for asked in seen[gift.ASKED]
    ]
