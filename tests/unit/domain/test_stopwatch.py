"""The stopwatch: laps of a sale, medians of a week, nothing of a customer."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from app.clock import FakeClock
from app.domain import stopwatch
from app.domain.stopwatch import Lap, Sale
from app.presenters.base import run_now
from app.presenters.stopwatch import Stopwatch, StopwatchPresenter

MONDAY = date(2026, 11, 16)


def sale(day: date, seconds: float, keys: int, step: str = "car") -> Sale:
    return Sale(day, {step: Lap(seconds, keys)})


def test_the_steps_targets_make_up_those_of_the_whole() -> None:
    assert (stopwatch.WHOLE.seconds, stopwatch.WHOLE.keys) == (90, 60)
    assert set(stopwatch.TARGETS) == set(stopwatch.STEPS)


def test_the_median_of_a_week_is_of_that_week_and_of_each_step_alone() -> None:
    sales = [sale(MONDAY, 8, 5), sale(MONDAY + timedelta(days=6), 10, 7), sale(MONDAY, 90, 6)]
    others = [sale(MONDAY - timedelta(days=1), 1, 1), sale(MONDAY + timedelta(days=7), 1, 1)]
    assert stopwatch.medians([*sales, *others], week=MONDAY) == {"car": Lap(10, 6)}
    assert stopwatch.count([*sales, *others], week=MONDAY) == 3
    assert stopwatch.medians(others, week=MONDAY) == {}


def test_old_sales_are_forgotten() -> None:
    today = MONDAY + timedelta(days=stopwatch.KEPT_DAYS)
    assert stopwatch.kept([sale(MONDAY, 1, 1), sale(today, 2, 2)], today) == (sale(today, 2, 2),)
    many = [sale(today, n, 1) for n in range(stopwatch.MOST_SALES + 3)]
    assert stopwatch.kept(many, today) == tuple(many[3:])


def test_a_sale_is_cut_into_its_steps_and_told_when_it_ends() -> None:
    clock, told = FakeClock(datetime(2026, 11, 16, 9, tzinfo=UTC)), list[Sale]()
    watch = Stopwatch(clock)
    watch.finished = told.append
    watch.reach("customer")
    clock.advance(seconds=100)  # nobody has touched a key: nothing runs
    for step, seconds, keys in (("customer", 20, 3), ("car", 5, 2), ("customer", 1, 1), ("print", 9, 1)):
        watch.reach(step)
        for _ in range(keys):
            watch.count_key()
        clock.advance(seconds=seconds)
    watch.stop()
    watch.stop()
    watch.count_key()
    watch.reach("deposit")
    laps = {"customer": Lap(21, 4), "car": Lap(5, 2), "print": Lap(9, 1)}
    assert told == [Sale(date(2026, 11, 16), laps)]
    assert (watch.seconds(), watch.keys) == (35, 7)
    watch.start()
    assert (watch.seconds(), watch.keys) == (0, 0)
    watch.stop()
    assert len(told) == 1


def test_the_report_has_the_whole_only_where_every_step_was_seen() -> None:
    class Kept:
        def __init__(self, *sales: Sale) -> None:
            self.sales = sales

        def read(self) -> tuple[bool, tuple[Sale, ...]]:
            return True, self.sales

        def keep(self, sale: Sale) -> None:
            raise OSError("the disk is full")

        def switch(self, on: bool) -> None:
            raise AssertionError(on)

    clock = FakeClock(datetime(2026, 11, 18, 9, tzinfo=UTC))
    presenter = StopwatchPresenter(run_now, Kept(sale(MONDAY, 8, 5)), clock)
    presenter.load()
    assert presenter.state.whole is None
    assert [line[0] for line in presenter.state.medians] == ["car"]
    every = Sale(MONDAY, {step: Lap(2, 1) for step in stopwatch.STEPS})
    presenter = StopwatchPresenter(run_now, Kept(every), clock)
    presenter.load()
    assert presenter.state.whole == Lap(10, 5)
    presenter.keep(every)  # that it cannot be kept disturbs nobody
