"""What happens in the back office: roles, lock-outs, backups of the server, and the server's own bad days."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from server import administration, backup, decisions
from tests.simulation.actions import NOTHING, action
from tests.simulation.shop import STAFF

if TYPE_CHECKING:
    from tests.simulation.terminal import Terminal
    from tests.simulation.world import World


@action
def demote(world: World, terminal: Terminal, pick: Random) -> str:
    """Somebody loses their role at a branch, while they may be selling somewhere without a network."""
    user = pick.choice(("zhao", "qian", "liu"))
    return _role(world, terminal, user, active=False)


@action
def promote(world: World, terminal: Terminal, pick: Random) -> str:
    """They get it back."""
    return _role(world, terminal, pick.choice(("zhao", "qian", "liu")), active=True)


def _role(world: World, terminal: Terminal, user: str, *, active: bool) -> str:
    if world.model.has_role(user, terminal.branch, world.time.minutes) == active:
        return NOTHING
    with world.in_office():
        administration.set_role(
            world.central.office(), name=user, role=STAFF[user], branch=terminal.branch, active=active
        )
    world.model.role(user, terminal.branch, world.time.minutes, active=active)
    return f"{user} {'has' if active else 'lost'} it"


@action
def lock_out(world: World, terminal: Terminal, pick: Random) -> str:
    """A terminal was stolen."""
    if sum(not each.stuck for each in world.terminals) <= 2:
        return NOTHING
    with world.in_office():
        administration.revoke_terminal(world.central.server.database, world.central.clock, terminal.id)
    for each in world.terminals:
        if each.id == terminal.id:
            each.stuck = "locked out"
            world.model.excuse(each.index, each.stuck)
    return "locked out"


GIFTS = (
    "[]",
    '[{"label": "行车记录仪", "worth": "500", "counts": "300"}]',
    '[{"label": "雨伞", "worth": "80"}]',
)
"""Lists of gifts: none, one with what sellers give here, and one without it, so that they ask a manager."""


@action
def list_gifts(world: World, terminal: Terminal, pick: Random) -> str:
    """The dealership says anew what is given here. Not once a backup could take that back and forget it."""
    if (world.folder / "server.backup").exists():
        return NOTHING
    listed = pick.choice(GIFTS)
    with world.in_office():
        decisions.decide(world.central.office(), name="gifts", value=listed)
    return listed


@action
def back_up_server(world: World, terminal: Terminal, pick: Random) -> str:
    """The nightly backup."""
    with world.in_office():
        backup.write(world.central.server.database, world.folder / "server.backup", world.central.server.keys)
    world.model.backed_up(world.time.minutes)
    return "written"


@action
def restore_server(world: World, terminal: Terminal, pick: Random) -> str:
    """The server's disk is lost; the last backup takes its place."""
    file = world.folder / "server.backup"
    if not file.exists():
        return NOTHING
    with world.in_office():
        backup.restore(world.central.server.database, file, world.central.server.keys, replace=True)
    world.epoch = world.central.epoch()
    world.model.restored(world.time.minutes, len(world.terminals))
    for each in world.terminals:
        if each.stuck:
            world.model.excuse(each.index, each.stuck)
    return "restored"


@action
def server_ends(world: World, terminal: Terminal, pick: Random) -> str:
    """The server's process is killed, or its power fails."""
    world.central.end(power=pick.random() < 0.5)
    return "started again"
