"""A terminal that dies at any statement: what was acknowledged stays, half of anything never shows."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from app.sync import audit, integrity
from tests.shop import Shop, Till, new_vin, settle

WHOLE = ("customer", "deal", "contract", "signature", "payment", "ledger_entry")


def killed_at_each_point(till: Till, target: Path, what: str, step: int) -> list[dict[str, Any]]:
    """What became of each copy of the folder."""
    till.close()
    words = [sys.executable, "-m", "tests.sync.victim", str(till.folder), str(target), what, str(step)]
    done = subprocess.run(words, capture_output=True, encoding="utf-8", timeout=240, check=False,
                          env={**os.environ, "PYTHONPATH": os.getcwd()})  # fmt: skip
    points = [json.loads(line) for line in done.stdout.splitlines()]
    assert points, done.stderr
    assert not points[-1]["killed"], done.stderr
    assert points[-1]["said"], done.stderr
    return points


def counts(till: Till) -> dict[str, int]:
    """How many rows a sale leaves in each table."""
    return {table: till.query(f"SELECT count(*) FROM {table}")[0][0] for table in WHOLE}


def digests(till: Till) -> Any:
    """What the terminal holds of the server's."""
    with till.wang.reading() as session:
        return integrity.digests(session)


def sound(till: Till) -> None:
    """Nothing is broken: file, rows, chains, ledger."""
    from app import db

    assert db.check_integrity(till.wang.database) == []
    with till.wang.reading() as session:
        assert integrity.wrong_rows(session) == []
        assert audit.verify(session, till.wang.vault.identity())[1] == []
    assert till.query("SELECT coalesce(sum(amount), 0) FROM ledger_entry") == [(0,)]


def test_a_sale_that_is_killed_is_there_or_not_there(counter: Till, tmp_path: Path) -> None:
    counter.sell(counter.receive(new_vin())[0])
    before = counts(counter)
    points = killed_at_each_point(counter, tmp_path / "points", "sell", 3)
    assert len(points) > 10
    whole = {table: number + (2 if table == "ledger_entry" else 1) for table, number in before.items()}
    seen = set()
    for point in points:
        till = Till(Path(point["folder"]))
        found = counts(till)
        assert found in (before, whole), point
        assert found == whole or not point["said"], point
        assert till.query("SELECT count(*) FROM op") == [(2 + (found == whole),)], point
        sound(till)
        seen.add(found == whole)
        till.close()
    assert seen == {True, False}


@pytest.mark.parametrize("step", [7])
def test_a_sync_that_is_killed_goes_on_where_it_was(
    counter: Till, booth: Till, shop: Shop, tmp_path: Path, step: int
) -> None:
    """Ops arrive once and pages are whole, wherever it died; rows and cursor are of one transaction."""
    booth.receive(new_vin(), new_vin())
    booth.sync()
    counter.receive(new_vin())
    sold = counter.sell(None, model="QIN-2025")
    points = killed_at_each_point(counter, tmp_path / "points", "sync", step)
    assert len(points) > 5
    for point in points:
        till = Till(Path(point["folder"]))
        sound(till)
        assert till.query("SELECT count(*) FROM contract WHERE no = :n", n=sold.contract_no) == [(1,)]
        till.close()
    last, first = (Till(Path(point["folder"])) for point in (points[-1], points[0]))
    first.sync()  # the first one died before it had said anything: it sends what the others have sent
    settle(last, booth)
    assert booth.query("SELECT no FROM contract") == [(sold.contract_no,)]
    assert booth.query("SELECT count(*), sum(amount) FROM payment") == [(1, 500_000)]
    assert digests(last) == digests(booth)
    for till in (first, last):
        till.close()
