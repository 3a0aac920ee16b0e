"""A run written down: what is done when and where, and what goes wrong in the middle of it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path


@dataclass(frozen=True)
class Step:
    """One thing that somebody does. `pick` seeds all choices within it."""

    at: float  # minutes since the beginning
    who: int
    do: str
    pick: int
    faults: dict[int, str] = field(
        default_factory=dict
    )  # number of the request in this step → what befalls it
    crash: int = 0  # the terminal ends at that point of its storage
    server_crash: int = 0
    power: bool = False  # a crash takes with it what was not made durable
    seller: str = ""  # which of the salespeople stands there; else by choice


@dataclass(frozen=True)
class Script:
    """A whole run."""

    seed: int
    terminals: int
    steps: tuple[Step, ...]
    cars: int = 0  # that stand at each branch in the beginning
    access_minutes: int = 15  # how long a terminal's token is good
    ticket_hours: int = 72  # and a person's ticket

    def dumps(self) -> str:
        """As a file that people can read: a line for each step."""
        head = json.dumps({name: value for name, value in vars(self).items() if name != "steps"})
        return "\n".join([head, *(json.dumps(_short(step)) for step in self.steps)]) + "\n"

    @classmethod
    def loads(cls, text: str) -> Script:
        """What `dumps` wrote."""
        head, *lines = text.splitlines()
        return cls(**json.loads(head), steps=tuple(_step(json.loads(line)) for line in lines))

    @classmethod
    def load(cls, file: Path) -> Script:
        """From a file."""
        return cls.loads(file.read_text(encoding="utf-8"))

    def with_steps(self, steps: list[Step]) -> Script:
        """The same with other steps."""
        return replace(self, steps=tuple(steps))


def _short(step: Step) -> dict[str, object]:
    return {name: value for name, value in asdict(step).items() if value or name in ("at", "who")}


def _step(given: dict[str, object]) -> Step:
    faults = {int(number): str(what) for number, what in dict(given.pop("faults", {})).items()}  # type: ignore[call-overload]
    return Step(**{"pick": 0, **given, "faults": faults})  # type: ignore[arg-type]
