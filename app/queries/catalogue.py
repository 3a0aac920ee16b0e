"""The trims of the catalogue, each with what stands in stock of it."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from app.domain import search
from app.domain.catalogue import Stock, Trim, usual_figures
from app.domain.energy import Energy
from app.domain.loan_plan import QUOTED_BY, Offer
from app.domain.states import VehicleStatus
from app.queries import energies, loan_plans
from app.queries.paints import called

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_TRIMS = """
SELECT id, code, brand, series, trim, model_year, energy, body, seats, range_km, list_price, attributes
FROM model WHERE {which} ORDER BY brand, series, list_price, code"""
_STOCK = """
SELECT v.model_id, s.branch_id = :branch, s.status, coalesce(v.colour, ''), count(*), count(l.id), min(s.arrived_on)
FROM stock_stay s JOIN vehicle v ON v.id = s.vehicle_id
LEFT JOIN lease l ON l.id = v.id AND l.terminal_id = :terminal AND (l."until" IS NULL OR l."until" > :now)
WHERE s.active = 1 AND s.status IN ('in_stock', 'in_transit', 'demonstrator'){which}
GROUP BY 1, 2, 3, 4"""


@dataclass(frozen=True)
class Place:
    """From where one looks: what is here, and what this terminal holds. `now` is the instant as text."""

    branch_id: str
    terminal_id: str
    now: str
    today: date


def list_trims(session: Session, at: Place) -> list[Trim]:
    """All that are offered, by brand, series and price."""
    stock = _stock(session, at, called(session))
    rows = session.execute(text(_TRIMS.format(which="archived = 0")))
    return _with_stock(session, rows, stock, at)


def get_trims(session: Session, at: Place, ids: Iterable[str], *, counted: bool = True) -> list[Trim]:
    """Those with these ids, in the same order; also one that is not offered any more. `counted`: with their cars, which
    takes longer than all the rest."""
    named = {"ids": json.dumps(list(ids))}
    of_these = " AND v.model_id IN (SELECT value FROM json_each(:ids))"
    stock = _stock(session, at, called(session), of_these, **named) if counted else {}
    rows = session.execute(text(_TRIMS.format(which="id IN (SELECT value FROM json_each(:ids))")), named)
    return _with_stock(session, rows, stock, at)


def _with_stock(session: Session, rows: Iterable[Any], stock: dict[str, Stock], at: Place) -> list[Trim]:
    known, plans = energies.known(session), loan_plans.in_force(session, at.today)
    usual = next(offer for offer in plans if offer.key == QUOTED_BY)
    return [_trim(row, stock.get(row.id, Stock()), known[row.energy], at.today, usual) for row in rows]


def find_trims(session: Session, typed: str) -> frozenset[str]:
    """Ids of those that a search finds: by the name in Latin or Chinese, by initials, or by the code."""
    words, _ = search.match_expression(typed)
    if not words:
        return frozenset()
    hits = "SELECT rowid FROM model_words WHERE model_words MATCH :words"
    found = f"SELECT id FROM model WHERE archived = 0 AND rowid IN ({hits})"
    return frozenset(session.scalars(text(found), {"words": words}))


def list_paints(session: Session, model_id: str) -> list[str]:
    """The colours of a model's cars in stock, as they were taken in; the most frequent first."""
    statement = """
SELECT v.colour FROM stock_stay s JOIN vehicle v ON v.id = s.vehicle_id
WHERE v.model_id = :model AND s.active = 1 AND coalesce(v.colour, '') <> '' GROUP BY 1 ORDER BY count(*) DESC, 1"""
    return list(session.scalars(text(statement), {"model": model_id}))


def _stock(
    session: Session, at: Place, paint: Callable[[str], str], which: str = "", **named: str
) -> dict[str, Stock]:
    values = {"branch": at.branch_id, "terminal": at.terminal_id, "now": at.now, **named}
    groups: defaultdict[str, list[Any]] = defaultdict(list)
    for row in session.execute(text(_STOCK.format(which=which)), values):
        groups[row[0]].append(row[1:])
    return {model: _summary(rows, paint) for model, rows in groups.items()}


def _summary(rows: Iterable[Any], paint: Callable[[str], str]) -> Stock:
    """One trim's groups of cars: here or not, status, colour, how many, how many held, and when the first came."""
    number = Counter[str]()
    colours = Counter[str]()
    arrivals = []
    for here, status, colour, cars, held, first in rows:
        if status == VehicleStatus.DEMONSTRATOR:
            number["demonstrators"] += cars if here else 0
            continue
        in_stock = status == VehicleStatus.IN_STOCK
        number[("here" if here else "elsewhere") if in_stock else "in_transit"] += cars
        number["held"] += held
        colours[paint(colour)] += cars
        if in_stock and first:
            arrivals.append(first)
    shown = tuple(
        sorted(((name, n) for name, n in colours.items() if name), key=lambda each: (-each[1], each[0]))
    )
    oldest = date.fromisoformat(min(arrivals)) if arrivals else None
    return Stock(**number, colours=shown, oldest=oldest)


def _trim(row: Any, stock: Stock, energy: Energy, today: date, usual: Offer) -> Trim:
    tax, monthly = usual_figures(row.list_price, energy, today, usual)
    return Trim(
        id=row.id, code=row.code, brand=row.brand, series=row.series, trim=row.trim, model_year=row.model_year,
        energy=energy, body=row.body or "", seats=row.seats, range_km=row.range_km, list_price=row.list_price,
        attributes=json.loads(row.attributes or "{}"), tax=tax, monthly=monthly, stock=stock, usual=usual,
    )  # fmt: skip
