"""The server in a process of its own that begins where everything is imported already: a second and a half saved.

It is the program's own `main` with the program's own words and surroundings; only what Python reads before that was
read once, by the process that all of them are forked from. `tests/server/test_cli.py` and the demo's tests start the
program from nothing.
"""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

FORKS = "forkserver" in multiprocessing.get_all_start_methods()
IMPORTED = ["server.__main__", "server.cli.parser", "server.cli.verbs", "server.cli.serving", "server.main"]


class Forked:
    """A process as `subprocess.Popen` has it, as far as tests ask."""

    def __init__(self, words: Sequence[str], environment: Mapping[str, str], log: Path) -> None:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(IMPORTED)
        self._process = context.Process(target=_run, args=(words, dict(environment), str(log)), daemon=True)
        self._process.start()

    @property
    def pid(self) -> int:
        assert self._process.pid is not None
        return self._process.pid

    def poll(self) -> int | None:
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        self._process.join(timeout)
        if (code := self._process.exitcode) is None:
            raise subprocess.TimeoutExpired("server", timeout or 0.0)
        return code


def started(
    words: Sequence[str], environment: Mapping[str, str], log: Path
) -> Forked | subprocess.Popen[bytes]:
    """`python -m server` with these words, as the leader of a group of its own, its output added to `log`."""
    if FORKS:
        return Forked(words, environment, log)
    with log.open("ab") as said:
        return subprocess.Popen(
            [sys.executable, "-m", "server", *words], env=environment,
            stdin=subprocess.DEVNULL, stdout=said, stderr=said, start_new_session=True,
        )  # fmt: skip


def _run(words: Sequence[str], environment: dict[str, str], log: str) -> None:
    os.setsid()
    os.environ.clear()
    os.environ.update(environment)
    said = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for stream in (1, 2):
        os.dup2(said, stream)
    os.close(said)
    from server.__main__ import main

    sys.exit(main(words))
