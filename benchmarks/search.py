"""Finding a car among 50,000, a customer among 200,000, a deal, a contract or a receipt, by what people type."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from functools import partial

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.domain.search import initials
from app.gateways.contracts import ContractsFromReplica
from app.gateways.search import SearchFromReplica
from app.presenters.contract_list import ContractFilter
from app.queries import customers, stock
from benchmarks import dealership
from benchmarks.measure import Figure, Taken, Work, milliseconds, p95

QUERY_MS, EVERYWHERE_MS = 16, 30
EVERYWHERE = 5
LIMIT, SAMPLES, ROUNDS = 50, 25, 5
_FLOOR = text("SELECT id, name, phone, id_number, address, kind FROM customer ORDER BY rowid DESC LIMIT 50")

Find = Callable[[Session, str], object]


def figures() -> list[Figure]:
    """A line for each kind of thing that is typed: the query alone."""
    workplace = dealership.workplace(dealership.folder(dealership.FULL))
    now, contracts = workplace.now_text(), ContractsFromReplica(workplace)
    finds: dict[str, Find] = {
        "customer": lambda session, typed: customers.list_with_deals(session, typed, limit=LIMIT),
        "car": lambda session, typed: stock.list_stock(session, now, stock.StockFilter(typed), limit=LIMIT),
        "contract": lambda _, typed: contracts.page(ContractFilter(typed), 0, LIMIT),
        "contract without a car": lambda _, typed: contracts.page(ContractFilter(typed, "no_car"), 0, LIMIT),
    }
    made = []
    with workplace.reading() as session:
        everywhere = SearchFromReplica(workplace)
        for (subject, kind), typed in samples(session).items():
            if subject in finds:
                limit, taken = _taken(session, finds[subject], typed)
                what = f"Query: {subject} by {kind}"
                made.append(Figure(what, "50 rows by rowid, p95", limit, taken, QUERY_MS, judged_by="most"))
            if any(typed):
                limit, taken = _taken(
                    session, lambda _, text: everywhere.search(text, limit=EVERYWHERE), typed
                )
                what = f"Everywhere: {subject} by {kind}"
                made.append(
                    Figure(what, "50 rows by rowid, p95", limit, taken, EVERYWHERE_MS, judged_by="most")
                )
    workplace.close()
    return made


def _taken(session: Session, find: Find, typed: list[str]) -> tuple[Taken, Taken]:
    """p95 of the bare reading of 50 rows and of the search in each round, in turns and in another order."""
    bare: list[float] = []
    found: list[float] = []
    chance = random.Random(1)
    for typing in typed:
        find(session, typing)
    for _ in range(ROUNDS):
        chance.shuffle(typed)
        times = [
            (
                _worked(lambda: session.execute(_FLOOR).all()),
                _worked(partial(find, session, typing)),
            )
            for typing in typed
        ]
        bare.append(p95([first for first, _ in times]))
        found.append(p95([second for _, second in times]))
    return Taken(bare), Taken(found)


def _worked(work: Work) -> float:
    return milliseconds(work, time.thread_time)  # all of it is in memory, so it only computes


def samples(session: Session) -> dict[tuple[str, str], list[str]]:
    """What people type, taken from the rows that are there."""
    chance = random.Random(7)
    rows = session.execute(text("SELECT name, phone, id_number FROM customer ORDER BY rowid")).all()
    people = chance.sample([row for row in rows if not row.name.isascii()], SAMPLES)
    short = chance.sample([row.name for row in rows if len(row.name) == 2], SAMPLES)
    latin = chance.sample([row.name for row in rows if row.name.isascii()], SAMPLES)
    vins = chance.sample(list(session.scalars(text("SELECT vin FROM vehicle ORDER BY id"))), SAMPLES)
    receipts = chance.sample(
        list(session.scalars(text("SELECT receipt_no FROM payment ORDER BY id"))), SAMPLES
    )
    deals = chance.sample(list(session.scalars(text("SELECT no FROM deal ORDER BY id"))), SAMPLES)
    models = session.execute(text("SELECT brand, series, attributes ->> '$.brand_zh' AS zh FROM model")).all()
    models = chance.sample(models, SAMPLES)
    return {
        ("customer", "nothing: the whole list"): [""],
        ("customer", "two-character name"): short,
        ("customer", "whole name"): [row.name for row in people],
        ("customer", "common family name"): list("王李张刘陈杨黄赵吴周"),
        ("customer", "given name"): [row.name[1:] for row in people],
        ("customer", "pinyin initials"): [initials(row.name) for row in people],
        ("customer", "one letter"): list("wlzcyh"),
        ("customer", "Latin name, or its beginning"): [name[: chance.randrange(3, 12)] for name in latin],
        ("customer", "end of the telephone number"): [row.phone[-4:] for row in people],
        ("customer", "beginning of the telephone number"): [
            row.phone[: chance.randrange(3, 8)] for row in people
        ],
        ("customer", "telephone number"): [row.phone for row in people],
        ("customer", "end of the identity number"): [row.id_number[-6:] for row in people],
        ("receipt", "end of its number"): [no[-4:] for no in receipts],
        ("receipt", "reference"): [no[:10] for no in receipts],
        ("deal", "end of its number"): [no[-5:] for no in deals],
        ("contract", "nothing: the whole list"): [""],
        ("contract", "end of its number"): [no[-5:] for no in deals],
        ("contract", "two-character name"): short,
        ("contract without a car", "nothing: the whole list"): [""],
        ("car", "nothing: the whole list"): [""],
        ("car", "VIN"): vins,
        ("car", "end of the VIN"): [vin[-chance.randrange(4, 7) :] for vin in vins],
        ("car", "beginning of the VIN"): [vin[: chance.randrange(3, 8)] for vin in vins],
        ("car", "three characters of the VIN"): [
            vin[at : at + 3] for at, vin in zip(range(14), vins, strict=False)
        ],
        ("car", "brand"): [model.brand for model in models],
        ("car", "brand in Chinese"): [model.zh for model in models if model.zh],
        ("car", "model"): [f"{model.brand} {model.series}" for model in models],
        ("car", "model's pinyin initials"): [
            initials(model.zh) for model in models if model.zh and "-" not in model.zh
        ],
        ("car", "one letter"): list("abcmst"),
    }
