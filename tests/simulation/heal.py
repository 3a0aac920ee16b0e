"""The end of a run: everything works again, and within a few rounds everybody must hold the same."""

from __future__ import annotations

import base64
import json
from datetime import timedelta
from typing import TYPE_CHECKING

from app.errors import AppError

if TYPE_CHECKING:
    from tests.simulation.terminal import Terminal
    from tests.simulation.world import World

ROUNDS, MINUTES = 8, 10.0
STUCK = ("terminal_revoked",)


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
        for terminal in world.terminals:
            if said.get(terminal.index) == "synced" and _is_done(world, terminal):
                continue
            if said.get(terminal.index) == "ticket_over":
                terminal.sign_in_anew("wang")  # a copy proves itself by somebody who stands there
            said[terminal.index] = _synced(world, terminal)
            if said[terminal.index] in STUCK and not terminal.stuck:
                terminal.stuck = said[terminal.index]
        if all(terminal.stuck or _is_done(world, terminal) for terminal in world.terminals):
            break
    world.say("healed", *(f"{index}={words}" for index, words in sorted(said.items())))
    going = [terminal for terminal in world.terminals if not terminal.stuck]
    return [
        f"liveness: terminal {t.index}: {said[t.index]}, {_waiting(t)} ops to send"
        for t in going
        if not _is_done(world, t)
    ]


def _is_done(world: World, terminal: Terminal) -> bool:
    """Whether it has sent everything, and is as far as the server."""
    heads = world.central.heads()
    ((cursor,),) = terminal.look("SELECT value FROM state WHERE name = 'cursor'")
    seqs = json.loads(base64.urlsafe_b64decode(json.loads(cursor)))[1]
    return not _waiting(terminal) and all(seqs.get(s, 0) == heads.get(s, 0) for s in terminal.scopes)


def _waiting(terminal: Terminal) -> int:
    return int(terminal.look("SELECT count(*) FROM op WHERE state = 'waiting'")[0][0])


def _synced(world: World, terminal: Terminal) -> str:
    world.chance.clock = terminal.clock
    try:
        terminal.as_("wang").sync()
    except AppError as error:
        return str(getattr(error, "code", type(error).__name__))
    return "synced"
