"""The end of a run: everything works again, and within a few rounds everybody must hold the same."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from app.errors import AppError

if TYPE_CHECKING:
    from tests.simulation.terminal import Terminal
    from tests.simulation.world import World

ROUNDS, MINUTES = 8, 10.0


def heal(world: World) -> list[str]:
    """Bring network and clocks back and let all terminals sync, a few times; what does not drain is said."""
    world.network.deliver_late()
    for terminal in world.terminals:
        terminal.online, terminal.clock.wrong_by = True, timedelta()
    world.central.clock.wrong_by = timedelta()
    world.chance.seed(world.script.seed, "healed")
    world.network.begin({}, down=False)
    said: dict[int, str] = {}
    for _ in range(ROUNDS):
        world.time.minutes += MINUTES
        before = [
            terminal.look("SELECT value FROM state WHERE name = 'cursor'") for terminal in _living(world)
        ]
        for terminal in _living(world):
            said[terminal.index] = _synced(world, terminal)
        after = [
            terminal.look("SELECT value FROM state WHERE name = 'cursor'") for terminal in _living(world)
        ]
        if before == after and not any(
            _waiting(terminal) for terminal in _living(world) if not terminal.stuck
        ):
            break
    world.say("healed", *(f"{index}={words}" for index, words in sorted(said.items())))
    return [
        f"liveness: terminal {t.index} still has {_waiting(t)} ops to send ({said[t.index]})"
        for t in _living(world)
        if _waiting(t) and not t.stuck
    ] + [
        f"liveness: terminal {t.index} does not sync: {said[t.index]}"
        for t in _living(world)
        if said[t.index] != "synced" and not t.stuck
    ]


def _living(world: World) -> list[Terminal]:
    return [terminal for terminal in world.terminals if terminal.alive]


def _waiting(terminal: Terminal) -> int:
    return int(terminal.look("SELECT count(*) FROM op WHERE state = 'waiting'")[0][0])


def _synced(world: World, terminal: Terminal) -> str:
    world.chance.clock = terminal.clock
    try:
        terminal.as_("wang").sync()
    except AppError as error:
        return str(getattr(error, "code", type(error).__name__))
    return "synced"
