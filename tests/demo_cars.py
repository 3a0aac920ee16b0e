"""The demo's catalogue and cars as the showroom sees them, straight from the files."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from datetime import date, timedelta
from functools import cache

from app.domain import energy
from app.domain.catalogue import Stock, Trim, usual_figures
from app.domain.money import parse_amount
from app.i18n import language
from app.paths import resource

TODAY = date(2026, 11, 22)
OWN = ("code", "brand", "series", "trim", "model_year", "energy", "body", "seats", "range_km", "list_price")


def _read(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(resource("demo", name).read_text(encoding="utf-8").splitlines()))


def _stock(colour: str) -> dict[str, Stock]:
    """Every fifth car stands at the other branch, as the demo has it."""
    here, elsewhere = Counter[str](), Counter[str]()
    colours: defaultdict[str, Counter[str]] = defaultdict(Counter)
    oldest: dict[str, date] = {}
    for number, row in enumerate(_read("vins.csv")):
        model = row["model"]
        (here if number % 5 else elsewhere)[model] += 1
        colours[model][row[colour]] += 1
        arrived = TODAY - timedelta(days=int(row["days_in_stock"]))
        oldest[model] = min(arrived, oldest.get(model, arrived))
    return {
        model: Stock(
            here[model], elsewhere[model], colours=tuple(colours[model].most_common()), oldest=oldest[model]
        )
        for model in colours
    }


def demo_trims() -> tuple[Trim, ...]:
    """All trims of the demo, painted in the words of the language in force."""
    return _trims("colour" if language() == "zh_CN" else "colour_en")


@cache
def _trims(colour: str) -> tuple[Trim, ...]:
    stock = _stock(colour)
    return tuple(_trim(row, stock.get(row["code"], Stock())) for row in _read("catalogue.csv"))


def _trim(row: dict[str, str], stock: Stock) -> Trim:
    price = parse_amount(row["list_price"])
    runs_on = energy.shipped()[row["energy"]]
    tax, monthly = usual_figures(price, runs_on, TODAY)
    year, seats, reach = (
        int(row[name]) if row[name] else None for name in ("model_year", "seats", "range_km")
    )
    attributes = {name: value for name, value in row.items() if value and name not in OWN}
    return Trim(
        row["code"], row["code"], row["brand"], row["series"], row["trim"], year, runs_on, row["body"], seats,
        reach, price, attributes, tax, monthly, stock,
    )  # fmt: skip


def demo_trim(code: str) -> Trim:
    """One of them."""
    return next(trim for trim in demo_trims() if trim.code == code)
