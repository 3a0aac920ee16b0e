"""Two programs that start at one moment on one folder: one desk, while verbs share it."""

from __future__ import annotations

import contextlib
import io
import json
import os
import random
import time
from collections.abc import Callable
from pathlib import Path

from app.cli import run
from tests.crash import checks, world
from tests.crash.victim import Point, child
from tests.shop import ENVIRON, Till

LATE_SECONDS = 0.004  # at most so much later does the second one start


def desks(folder: Path, chance: random.Random) -> Point:
    """Two desks: one opens and stays until the other has gone; that one says why, and ends with 3."""
    from app import main

    gone_read, gone_write = os.pipe()

    def opened() -> None:
        os.close(gone_write)
        os.read(gone_read, 1)  # until the other one is gone too, this desk is open
        raise SystemExit(0)

    def start(say: Callable[[str], None]) -> None:
        out = io.StringIO()
        main._application = opened  # type: ignore[assignment] # a desk without a window
        main._say_why_not = lambda *_: None  # and a refusal without one
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(io.StringIO()):
            try:
                code = run.run(["--data", str(folder), "--json"], {**ENVIRON, "QT_QPA_PLATFORM": "offscreen"})
            except SystemExit as closed:
                code = int(str(closed.code))
        said = json.loads(out.getvalue())["error"]["code"] if out.getvalue() else "opened"
        say(f"{code} {said}")

    ends = _together(start, chance, after_start=lambda: os.close(gone_write))
    os.close(gone_read)
    said = sorted(line for _, lines in ends for line in lines)
    problems = [] if said == ["0 opened", "3 desk_already_open"] else [str(ends)]
    return Point("desks", 0, "race", False, said, problems)


def writers(source: Path, copied: Path, chance: random.Random) -> Point:
    """Two programs that sell at one moment: both sales are whole, no number is given out twice."""
    world.copy(source, copied)

    def sell(say: Callable[[str], None]) -> None:
        till = Till(copied / world.TILL)
        sold = till.sell(None, model="QIN-2025")
        say(f"sold {sold.contract_no} {sold.receipt_no}")
        till.close()

    ends = _together(sell, chance)
    said = [line for _, lines in ends for line in lines]
    till = Till(copied / world.TILL)
    problems = [] if len(said) == 2 and said[0] != said[1] else [str(ends)]
    problems += checks.quick(till.folder, till.wang.unlocked.data_key, said)
    till.close()
    world.remove(copied)
    return Point("writers", 0, "race", False, said, problems)


def _together(
    work: Callable[[Callable[[str], None]], None],
    chance: random.Random,
    after_start: Callable[[], None] = lambda: None,
) -> list[tuple[int, list[str]]]:
    """Do something in two processes that start at one moment, or nearly."""
    read, write = os.pipe()

    def waiting(late: float) -> Callable[[Callable[[str], None]], None]:
        def go(say: Callable[[str], None]) -> None:
            os.close(write)
            os.read(read, 1)  # ends for both when this process closes its own end
            time.sleep(late)
            work(say)

        return go

    ends = [child(waiting(late)) for late in (0.0, chance.choice([0.0, chance.random() * LATE_SECONDS]))]
    after_start()
    os.close(read)
    os.close(write)
    return [end() for end in ends]
