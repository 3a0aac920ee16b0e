"""A process that is killed: it does one thing at a terminal, and at its n-th statement it dies as in a power cut.

Started once; for each point it copies the folder and forks, so that a point costs no interpreter start.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from pathlib import Path
from typing import Any

from app import db
from tests.shop import Till, person


class Counting:
    """A DB-API connection that kills its process before its n-th statement, counted over all connections."""

    left = 0

    @classmethod
    def before(cls, statement: str) -> None:
        """One more statement is about to run."""
        del statement
        cls.left -= 1
        if cls.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


def watch() -> None:
    """Let every connection that is opened from now on count its statements."""
    real = db.raw_connection

    def opened(*given: Any, **how: Any) -> Any:
        connection = real(*given, **how)
        connection.set_trace_callback(Counting.before)
        return connection

    db.raw_connection = opened  # type: ignore[assignment]


def act(till: Till, what: str) -> str:
    """What the process was doing; the acknowledgement is what it returns."""
    if what == "sell":
        return till.sell(None, {**person("遇难者"), "phone": "13800000000"}, model="QIN-2025").contract_no
    till.sync()
    return "synced"


def main() -> None:
    """For each point: a copy of the folder, a child, and what became of it, as a line of JSON."""
    source, target, what, step = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], int(sys.argv[4])
    for point in range(1, 10_000, step):
        folder = target / f"{what}-{point}" / "data"
        shutil.copytree(source, folder)
        read, write = os.pipe()
        child = os.fork()
        if child == 0:
            Counting.left = point
            watch()
            os.write(write, act(Till(folder), what).encode())
            os._exit(0)
        os.close(write)
        _, status = os.waitpid(child, 0)
        said = os.read(read, 1000).decode()
        os.close(read)
        line = json.dumps({"folder": str(folder), "killed": os.WIFSIGNALED(status), "said": said})
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
        if not os.WIFSIGNALED(status):
            return


if __name__ == "__main__":
    main()
