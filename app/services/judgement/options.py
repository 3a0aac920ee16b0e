"""What is judged of options: they are those of the trim at its prices, or those that the car in stock has."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from app.domain import catalogue
from app.domain import options as rules
from app.domain.options import Option
from app.domain.permissions import CONTRACT_ALLOCATE, RESOLVE
from app.i18n import N_
from app.models.vehicle import Model, Vehicle
from app.services.judgement.hearing import Doubt, Hearing, Judged, Row, checks


def of_contract(row: Row) -> tuple[Option, ...]:
    """What a contract's row says was chosen."""
    try:
        return rules.read(json.loads(row["options"]) if row["options"] else None)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise Doubt("quarantined", "malformed", N_("The options cannot be read.")) from error


def are_same(row: Judged) -> bool:
    """Whether a contract that is changed has the options that it had, whatever they cost."""
    before, after = (
        [option.code for option in of_contract(each)] for each in (row.before or {"options": None}, row.after)
    )
    return before == after


@checks("contract")
def _options(hearing: Hearing, row: Judged) -> None:
    """Those that were chosen anew, or came with another car, or stay when their car goes: they were in its price, and
    cost what the catalogue says from then on. An allocated car has what it has: what was ordered stays."""
    if hearing.action is CONTRACT_ALLOCATE or not row.changed("options", "model_id", "vehicle_id"):
        return
    chosen, model_id, car = of_contract(row.after), row.after["model_id"], row.after["vehicle_id"]
    if hearing.action is RESOLVE and row.before and row.before["vehicle_id"] and not car:
        had = of_contract(row.before)  # of these nobody chose any
        chosen = tuple(each for each in chosen if each not in had or _is_for_nothing(hearing, each, model_id))
    require_offered(hearing, chosen, model_id, car)


def _is_for_nothing(hearing: Hearing, option: Option, model_id: str) -> bool:
    """Whether the catalogue says what it costs, and it says nothing."""
    offered = next(_catalogues(hearing, model_id))
    return not option.amount and any(each.code == option.code for each in offered)


def require_offered(
    hearing: Hearing, chosen: Sequence[Option], model_id: str, vehicle_id: str | None
) -> None:
    """Each once, by name and price as the catalogue has it, or had it when its author may have seen it."""
    if not chosen:
        return
    offered = [option for each in _catalogues(hearing, model_id) for option in each]
    if vehicle_id is not None:
        has = {code for known in _fitted(hearing, vehicle_id) for code in known or ()}
        offered = list(rules.fitted((), has)) + [
            option for each in offered for option in rules.fitted([each], [each.code]) if each.code in has
        ]
    if len({option.code for option in chosen}) < len(chosen) or not set(chosen) <= set(offered):
        text = N_("The options are not those of this trim, or not at its prices.")
        raise Doubt("quarantined", "options", text)


def _catalogues(hearing: Hearing, model_id: str) -> Iterator[tuple[Option, ...]]:
    yield catalogue.offered(hearing.session.get_one(Model, model_id).attributes)
    for before in hearing.formerly("model", model_id, "attributes"):
        yield catalogue.offered(json.loads(before or "{}"))


def _fitted(hearing: Hearing, vehicle_id: str) -> Iterator[Any]:
    car = hearing.session.get(Vehicle, vehicle_id)
    yield car.options if car else None
    for before in hearing.formerly("vehicle", vehicle_id, "options"):
        yield json.loads(before or "null")
