"""How far a long run has come. It is kept in a file, so that a run can be stopped, and go on where it was."""

from __future__ import annotations

import json
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from tests.simulation.shrink import kind_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.simulation.runner import Outcome


@dataclass
class Tally:
    """What came of the seeds from `first` up to, without it, `next`."""

    first: int
    next: int
    wrong: dict[str, list[int]] = field(default_factory=dict)  # the check that failed → the seeds
    sizes: Counter[str] = field(default_factory=Counter)  # how many seeds had so many terminals
    fired: Counter[str] = field(default_factory=Counter)
    processor_seconds: float = 0.0
    seconds: float = 0.0

    @classmethod
    def of(cls, file: Path | None, first: int | None) -> Tally:
        """What an earlier run has kept in a file, if it began with the same seed; else the beginning of one."""
        kept = json.loads(file.read_text(encoding="utf-8")) if file and file.exists() else {}
        if not kept or first not in (None, kept["first"]):
            return cls(first or 0, first or 0)
        return cls(**kept | {"sizes": Counter(kept["sizes"]), "fired": Counter(kept["fired"])})

    def save(self, file: Path) -> None:
        """Keep it, whole or not at all."""
        file.parent.mkdir(parents=True, exist_ok=True)
        draft = file.with_suffix(".new")
        draft.write_text(json.dumps(vars(self), indent=1, sort_keys=True) + "\n", encoding="utf-8")
        draft.replace(file)

    def add(self, outcome: Outcome) -> None:
        """The next seed is over."""
        self.next += 1
        self.fired += outcome.fired
        self.sizes[str(outcome.script.terminals)] += 1
        self.processor_seconds += outcome.seconds
        if outcome.problems:
            self.wrong.setdefault(kind_of(outcome.problems), []).append(outcome.script.seed)

    @property
    def played(self) -> int:
        """How many seeds."""
        return self.next - self.first

    @property
    def failed(self) -> int:
        """How many of them were wrong."""
        return sum(map(len, self.wrong.values()))

    def said(self) -> str:
        """One line."""
        each = self.processor_seconds / self.played if self.played else 0.0
        return (
            f"{self.played} seeds from {self.first} on, {self.failed} wrong; "
            f"{self.seconds:.0f} s, {each:.2f} s of processor each"
        )


class Progress:
    """Says now and then how far a run is, and keeps it."""

    EVERY = 20.0  # seconds

    def __init__(self, tally: Tally, last: int, file: Path | None, say: Callable[[str], None]) -> None:
        self._tally, self._last, self._file, self._say = tally, last, file, say
        self._before, self._begun, self._said = tally.seconds, time.monotonic(), time.monotonic()
        self._from = tally.next

    def note(self, outcome: Outcome) -> None:
        """A seed is over."""
        self._tally.add(outcome)
        if outcome.problems:
            self._say("\n  ".join([f"seed {outcome.script.seed}:", *outcome.problems[:4]]))
        if time.monotonic() - self._said > self.EVERY:
            self.keep()
            self._say(f"{self._tally.said()}; {self._left() / 60:.0f} minutes left")

    def keep(self) -> None:
        """Write it down."""
        self._said = time.monotonic()
        self._tally.seconds = self._before + self._said - self._begun
        if self._file is not None:
            self._tally.save(self._file)

    def _left(self) -> float:
        pace = (self._said - self._begun) / (self._tally.next - self._from)
        return pace * (self._last - self._tally.next)
