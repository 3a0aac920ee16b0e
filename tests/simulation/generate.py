"""Scripts from seeds: what happens in about thirty virtual days, how often, and what goes wrong."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

from tests.simulation.network import FAULTS
from tests.simulation.script import Script, Step

DAY = 24 * 60.0
OPENS, LASTS, ASIDE = (0.0, 180.0), 360.0, 0.15
"""When shifts begin, in minutes of the day, how long they last, and the share of steps beside all shifts."""
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
    "used_car": 45.0, "used_car_money": 20, "loan": 35, "lender_pays": 14, "sell_with_gift": 8, "add_ons": 10,
    "draft": 18, "draft_add_ons": 24, "draft_options": 12, "list_gifts": 3,
}  # fmt: skip
"""In a quarter of the runs: used cars that pay for new ones, loans, gifts, and add-ons that come and go."""
LEASES = {"show_car": 120.0, "lease": 16, "release": 12, "sell_held": 24, "receive": 24, "sync": 30}
"""In another quarter: few cars of which many want one, so that leases are asked for, given back and sold by."""
TICKET_HOURS, MONTH_HOURS = 72, 31 * 24
"""In a third of the runs a ticket is good for as long as usual, and in a third a token; in the others all the time,
since each sign-in and each token costs as much as a small round."""
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
    theme = random.Random(f"trade/{seed}").random()
    weights |= TRADE if theme < 0.25 else LEASES if theme < 0.5 else {}
    shifts = _shifts(chance, days, terminals)
    times = sorted((_when(chance, days, terminals, shifts) for _ in range(count)), key=lambda when: when.at)
    return Script(
        seed,
        terminals,
        tuple(_step(chance, when, weights, trouble, crashes) for when in times),
        cars=chance.choice(STOCKS),
        access_minutes=chance.choice((15, MONTH_HOURS * 60, MONTH_HOURS * 60)),
        ticket_hours=chance.choice((TICKET_HOURS, MONTH_HOURS, MONTH_HOURS)),
    )


@dataclass(frozen=True)
class _Shift:
    """A day on which one terminal is busy, from when on, and who sells there."""

    at: float
    who: int
    seller: str


def _shifts(chance: random.Random, days: int, terminals: int) -> list[_Shift]:
    """People work in shifts: on some days, and then two or three terminals beside each other. What they do there falls
    into a few hours, in which tickets, tokens and leases of a day hold."""
    shifts = []
    for _ in range(terminals + 1):
        day, first = chance.randrange(days) * DAY, chance.randrange(terminals)
        for who in range(first, first + chance.choice((2, 2, 3))):
            shifts.append(
                _Shift(day + chance.uniform(*OPENS), who % terminals, chance.choice(("wang", "zhao")))
            )
    return shifts


def _when(chance: random.Random, days: int, terminals: int, shifts: list[_Shift]) -> _Shift:
    """When and where something is done: mostly in a shift, else at any time and anywhere, by anybody."""
    if chance.random() < ASIDE:
        return _Shift(chance.uniform(0, days * DAY), chance.randrange(terminals), "")
    shift = chance.choice(shifts)
    return replace(shift, at=shift.at + chance.uniform(0, LASTS))


def _step(
    chance: random.Random,
    when: _Shift,
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
        round(when.at, 3), when.who, do, chance.getrandbits(32), faults,
        crash=_point(chance) if ends < crashes else 0,
        server_crash=_point(chance) if do in SENDING and crashes <= ends < crashes * 1.5 else 0,
        power=chance.random() < 0.5, seller=when.seller,
    )  # fmt: skip


def _point(chance: random.Random) -> int:
    return chance.choice((chance.randrange(1, 12), chance.randrange(1, 60), chance.randrange(1, 250)))
