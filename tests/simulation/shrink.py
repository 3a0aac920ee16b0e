"""Making a failing script shorter: fewer machines, fewer steps, fewer faults, as long as it still fails in the same way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from tests.simulation.script import Script, Step

Fails = Callable[[Script], bool]


def kind_of(problems: list[str]) -> str:
    """What a failure is called: the name of the check that found the first problem."""
    return problems[0].partition(":")[0] if problems else ""


def shrunk(script: Script, fails: Fails, most: int = 400) -> Script:
    """A shorter script that still fails. `most` is how many runs may be spent on it."""
    left = [most]

    def still(steps: list[Step]) -> bool:
        left[0] -= 1
        return left[0] >= 0 and fails(script.with_steps(steps))

    steps = list(script.steps)
    for machine in range(script.terminals):
        without = [step for step in steps if step.who != machine]
        if len(without) < len(steps) and still(without):
            steps = without
    steps = _fewer(steps, still)
    return script.with_steps(_calmer(steps, still))


def _fewer(steps: list[Step], still: Callable[[list[Step]], bool]) -> list[Step]:
    """Leave out ever smaller pieces."""
    size = len(steps) // 2
    while size:
        start = 0
        while start < len(steps):
            without = steps[:start] + steps[start + size :]
            if still(without):
                steps = without
            else:
                start += size
        size //= 2
    return steps


def _calmer(steps: list[Step], still: Callable[[list[Step]], bool]) -> list[Step]:
    """Leave out what goes wrong, one thing at a time."""
    for number, step in enumerate(steps):
        for calm in (
            replace(step, faults={}),
            replace(step, crash=0, power=False),
            replace(step, server_crash=0),
        ):
            tried = [*steps[:number], calm, *steps[number + 1 :]]
            if calm != steps[number] and still(tried):
                steps = tried
    return steps
