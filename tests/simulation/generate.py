"""Scripts from seeds: what happens in about thirty virtual days, how often, and what goes wrong."""

from __future__ import annotations

import random

from tests.simulation.network import FAULTS
from tests.simulation.script import Script, Step

DAY = 24 * 60.0
WEIGHTS = {
    "sync": 34, "receive": 12, "sell": 16, "lease": 6, "release": 3, "unplug": 3, "plug": 5, "power_cut": 1, "clock_jump": 2,
}  # fmt: skip
SENDING = ("sync", "sell", "lease", "release")


def script_of(seed: int, terminals: int = 5, days: int = 30, steps: int | None = None) -> Script:
    """The run of a seed. Rates and sizes differ from seed to seed."""
    chance = random.Random(seed)
    count = steps if steps is not None else int(days * terminals * chance.uniform(0.7, 1.1))
    trouble, crashes = chance.choice((0.0, 0.05, 0.15, 0.4)), chance.choice((0.0, 0.02, 0.06, 0.15))
    weights = {name: weight * chance.uniform(0.5, 1.5) for name, weight in WEIGHTS.items()}
    times = sorted(chance.uniform(0, days * DAY) for _ in range(count))
    return Script(
        seed, terminals, tuple(_step(chance, at, terminals, weights, trouble, crashes) for at in times)
    )


def _step(
    chance: random.Random,
    at: float,
    terminals: int,
    weights: dict[str, float],
    trouble: float,
    crashes: float,
) -> Step:
    do = chance.choices(list(weights), list(weights.values()))[0]
    faults: dict[int, str] = {}
    if do in SENDING and chance.random() < trouble:
        faults = {
            chance.choice((0, 0, 1, 1, 2, 3)): chance.choice(FAULTS) for _ in range(chance.choice((1, 1, 2)))
        }
    ends = chance.random()
    return Step(
        round(at, 3), chance.randrange(terminals), do, chance.getrandbits(32), faults,
        crash=_point(chance) if ends < crashes else 0,
        server_crash=_point(chance) if do in SENDING and crashes <= ends < crashes * 1.5 else 0,
        power=chance.random() < 0.5,
    )  # fmt: skip


def _point(chance: random.Random) -> int:
    return chance.choice((chance.randrange(1, 12), chance.randrange(1, 60), chance.randrange(1, 250)))
