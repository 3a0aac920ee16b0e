"""Scripts from seeds: what happens in about thirty virtual days, how often, and what goes wrong."""

from __future__ import annotations

import random

from tests.simulation.network import FAULTS
from tests.simulation.script import Script, Step

DAY = 24 * 60.0
WEIGHTS = {
    "sync": 60.0, "receive": 16, "sell": 20, "sell_held": 4, "lease": 8, "release": 3, "transfer": 3, "customer": 12, "renew": 10,
    "draft": 9, "edit": 22, "sign": 8, "close_shift": 5, "amend": 3, "cancel": 4, "pay": 7, "refund": 6, "decide": 12, "print_contract": 5,
    "unplug": 5, "plug": 9, "power_cut": 2, "clock_jump": 3, "upgrade": 1, "server_ends": 2,
}  # fmt: skip
RARE = {
    "demote": 2.0, "promote": 2, "lock_out": 0.7, "back_up_server": 2, "restore_server": 1, "back_up": 2, "restore": 1,
    "clone": 0.7,
}  # fmt: skip
"""Not in every run: what they do to the rest of it is large."""
TRADE = {
    "used_car": 45.0, "used_car_money": 20, "loan": 35, "sell_with_gift": 8, "add_ons": 10, "draft": 18,
    "draft_add_ons": 24, "list_gifts": 3,
}  # fmt: skip
"""In a quarter of the runs: used cars that pay for new ones, loans, gifts, and add-ons that come and go."""
STOCKS = (0, 4)
"""How many cars may stand at each branch in the beginning."""
SIZES = {5: 0.83, 3: 0.07, 4: 0.03, 8: 0.05, 20: 0.015, 50: 0.005}
"""In which share of the runs there are so many terminals."""
SENDING = ("sync", "sell", "lease", "release", "sign", "refund", "renew")


def size_of(seed: int) -> int:
    """How many terminals the run of a seed has."""
    return random.Random(f"size/{seed}").choices(list(SIZES), list(SIZES.values()))[0]


def script_of(seed: int, terminals: int | None = None, days: int = 30, steps: int | None = None) -> Script:
    """The run of a seed. Rates and sizes differ from seed to seed."""
    chance, terminals = random.Random(seed), terminals or size_of(seed)
    count = steps if steps is not None else int(days * terminals * chance.uniform(0.45, 0.75))
    trouble, crashes = chance.choice((0.0, 0.05, 0.15, 0.4)), chance.choice((0.0, 0.02, 0.06, 0.15))
    weights = {name: weight * chance.uniform(0.5, 1.5) for name, weight in WEIGHTS.items()}
    weights |= {name: weight * 2 for name, weight in RARE.items() if chance.random() < 0.4}
    if random.Random(f"trade/{seed}").random() < 0.25:
        weights |= TRADE
    times = sorted(chance.uniform(0, days * DAY) for _ in range(count))
    return Script(
        seed,
        terminals,
        tuple(_step(chance, at, terminals, weights, trouble, crashes) for at in times),
        cars=chance.choice(STOCKS),
        access_minutes=chance.choice((15, 7 * 24 * 60, 7 * 24 * 60)),
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
