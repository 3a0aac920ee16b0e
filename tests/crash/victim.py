"""A process that does one thing at a terminal and dies in the middle, or whose disk does.

Started once for many points: for each it copies the world and forks, so that a point costs no interpreter start.
"""

from __future__ import annotations

import errno
import os
import signal
import sys
import tempfile
import traceback
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path

from app.errors import UserError
from tests.crash import checks, disk, world
from tests.crash.acts import ACTS
from tests.crash.revision import with_a_further_revision
from tests.memory import in_memory
from tests.shop import Till

LIMIT_SECONDS = 60
REFUSALS = {"disk_full", "disk_failed", "folder_read_only"}
WRONG = "wrong: "


@dataclass
class Point:
    """What became of one copy."""

    act: str
    number: int
    how: str
    died: bool
    said: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


@dataclass
class Countdown:
    """Lets so many changes pass. What comes then: the process dies, or the disk takes no more."""

    left: int
    how: str
    seen: int = 0

    def __call__(self, change: disk.Change) -> None:
        """One more change is about to be made."""
        self.seen += 1
        if self.seen < self.left:
            return
        if self.how == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        elif change.kind in ("write", "create", "truncate"):
            number = errno.ENOSPC if self.how == "full" else errno.EROFS
            raise OSError(number, os.strerror(number), change.path)


class Victims:
    """Processes that die while they do things in copies of one world."""

    def __init__(self, source: Path) -> None:
        self.source, self._warm = source, dict[str, int]()
        self._folder = tempfile.TemporaryDirectory(prefix="showroom-crash-", dir=in_memory(2**28))

    def close(self) -> None:
        """Give the space back."""
        self._folder.cleanup()

    def changes(self, act: str) -> int:
        """How many changes of files the act makes. Done here once: what it loads, the forks need not load."""
        if act not in self._warm:
            copied, said = self._copy(f"{act}-warm"), list[str]()
            count = Countdown(10**9, "kill")
            _act(copied, act, count, said.append)
            _look(copied, act, said, said.append, goes_on=True)
            self._warm[act] = count.seen
            world.remove(copied)
        return self._warm[act]

    def at(self, act: str, number: int, *, how: str = "kill", again: int = 0, goes_on: bool = True) -> Point:
        """Let the n-th change of an act be the last; with `again`, let the sync after it die at a change too.

        Afterwards everything is looked at; and if it `goes_on`, the terminal sells and syncs as well.
        """
        total, copied = self.changes(act), self._copy(f"{act}-{number}-{again}")
        work = _act if how == "kill" else _act_without_room
        code, said = child(lambda say: work(copied, act, Countdown(number, how), say))()
        if again:
            child(lambda say: _act(copied, "sync", Countdown(again, how), say))()
        looked, problems = child(lambda say: _look(copied, act, said, say, goes_on=goes_on))()
        if looked != 0:
            problems.append(f"the look at it ended with {looked}")
        if code != (-signal.SIGKILL if how == "kill" and number <= total else 0):
            problems.append(f"the act ended with {code}")
        problems += [line.removeprefix(WRONG) for line in said if line.startswith(WRONG)]
        world.remove(copied)
        return Point(act, number, how, code != 0, said, problems)

    def _copy(self, name: str) -> Path:
        return world.copy(self.source, Path(self._folder.name) / name)


def spread(total: int, wanted: int) -> list[int]:
    """So many numbers from 1 to a total, evenly."""
    return sorted({max(1, round(total * (n + 0.5) / wanted)) for n in range(wanted)})


def _act(folder: Path, act: str, before: disk.Before, say: Callable[[str], None]) -> None:
    with disk.watched(folder / world.TILL, before):
        ACTS[act](folder, say)


def _act_without_room(folder: Path, act: str, before: disk.Before, say: Callable[[str], None]) -> None:
    """The act may refuse, in words for people; who has the file open can read on while the disk is full."""
    desk = Till(folder / world.TILL)
    assert desk.query("SELECT count(*) FROM contract") > [(0,)]
    with disk.watched(folder / world.TILL, before):
        try:
            ACTS[act](folder, say)
        except UserError as refused:
            say(f"refused {refused.code}")
            if refused.code not in REFUSALS:
                say(f"{WRONG}refused with {refused.code}: {refused}")
        except Exception as fault:  # whatever it is, it is no sentence for people
            say(f"{WRONG}{type(fault).__name__}: {fault}")
        try:
            desk.query("SELECT sum(amount) FROM ledger_entry")
        except UserError as unreadable:
            say(f"{WRONG}cannot be read: {unreadable.code}")


def _look(
    folder: Path, act: str, said: list[str], say: Callable[[str], None], *, goes_on: bool
) -> None:  # fmt: skip
    with with_a_further_revision() if act == "migrate" else nullcontext():
        for problem in checks.thorough(folder, said, goes_on=goes_on):
            say(problem.replace("\n", " "))


def child(work: Callable[[Callable[[str], None]], None]) -> Callable[[], tuple[int, list[str]]]:
    """Start a process of its own; call what comes back for how it ended, negative for a signal, and what it said."""
    read, write = os.pipe()
    number = os.fork()
    if number == 0:
        code = 1
        try:
            os.close(read)
            signal.alarm(LIMIT_SECONDS)
            work(lambda line: os.write(write, f"{line}\n".encode()) and None)
            code = 0
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stderr.flush()
            os._exit(code)
    os.close(write)

    def end() -> tuple[int, list[str]]:
        with os.fdopen(read, encoding="utf-8") as pipe:
            said = pipe.read().splitlines()
        return os.waitstatus_to_exitcode(os.waitpid(number, 0)[1]), said

    return end
