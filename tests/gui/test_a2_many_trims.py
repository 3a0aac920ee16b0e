"""A filter or a search over 2,000 trims does no more than it must: how long that takes is measured in benchmarks/."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event, text

from app.clock import FakeClock
from app.domain import catalogue
from app.gateways.showroom import ShowroomFromReplica
from app.presenters.base import run_now
from app.presenters.showroom import ShowroomPresenter
from app.workplace import Workplace
from tests.gui.fakes import NOW
from tests.gui.workshop import open_workshop

TRIMS = 2_000
_MORE = """
WITH RECURSIVE n(at) AS (SELECT 1 UNION ALL SELECT at + 1 FROM n WHERE at < :more)
INSERT INTO model ({columns})
SELECT {values} FROM model, n"""


@pytest.fixture(scope="module")
def counter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workplace]:
    """A terminal with so many trims; every tenth is an estate car, and one in a hundred has its own name."""
    workplace = open_workshop(tmp_path_factory.mktemp("counter"), clock=FakeClock(NOW))
    with workplace.database.begin() as connection:
        names = [row[1] for row in connection.execute(text("PRAGMA table_info(model)"))]
        changed = {
            "id": "printf('%08x-0000-7000-8000-000000000000', at)",
            "code": "code || '-' || at",
            "body": "CASE WHEN at % 10 THEN body ELSE 'wagon' END",
            "trim": "CASE WHEN at % 100 THEN trim ELSE 'Meridian ' || at END",
        }
        values = ", ".join(changed.get(name, name) for name in names)
        more = text(_MORE.format(columns=", ".join(names), values=values))
        connection.execute(more, {"more": TRIMS - 1})
    yield workplace
    workplace.close()


@pytest.fixture
def presenter(counter: Workplace) -> ShowroomPresenter:
    made = ShowroomPresenter(run_now, ShowroomFromReplica(counter), FakeClock(NOW))
    made.look(True)
    assert len(made.state.shown.trims) == TRIMS
    return made


@contextmanager
def questions(counter: Workplace) -> Iterator[list[str]]:
    """What the replica is asked meanwhile."""
    asked: list[str] = []

    def note(_: Any, __: Any, statement: str, *___: Any) -> None:
        if statement != "BEGIN":
            asked.append(statement)

    event.listen(counter.database, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(counter.database, "before_cursor_execute", note)


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How many trims are held against each axis."""
    counted: Counter[str] = Counter()

    def counting(axis: str, fits: Any) -> Any:
        def judge(trim: Any, wanted: Any) -> bool:
            counted[axis] += 1
            return bool(fits(trim, wanted))

        return judge

    monkeypatch.setattr(
        catalogue, "AXES", {axis: counting(axis, fits) for axis, fits in catalogue.AXES.items()}
    )
    return counted


def test_the_catalogue_is_read_with_as_many_questions_however_large_it_is(
    counter: Workplace, presenter: ShowroomPresenter
) -> None:
    with questions(counter) as asked:
        presenter.load()
    assert len(asked) <= 5  # the bank's plan in force among them


def test_a_filter_asks_the_replica_nothing_and_looks_at_each_trim_once(
    counter: Workplace, presenter: ShowroomPresenter, judged: Counter[str]
) -> None:
    with questions(counter) as asked:
        presenter.want(bodies=frozenset({"wagon"}))
    assert asked == []
    assert len(presenter.state.shown.trims) == TRIMS // 10 - 1
    assert set(judged) == set(catalogue.AXES)
    assert set(judged.values()) == {TRIMS}


def test_a_search_is_one_question_and_looks_at_what_it_finds_alone(
    counter: Workplace, presenter: ShowroomPresenter, judged: Counter[str]
) -> None:
    with questions(counter) as asked:
        presenter.search("meridian")
    assert len(asked) == 1
    found = TRIMS // 100 - 1
    assert len(presenter.state.shown.trims) == found
    assert set(judged.values()) == {found}
