"""What befalls a terminal: networks, clocks, power, backups, copies of its folder."""

from __future__ import annotations

import shutil
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from app import db
from app.services import restoring
from app.sync.replica import Replica
from tests.simulation.actions import NOTHING, action

if TYPE_CHECKING:
    from tests.simulation.terminal import Terminal
    from tests.simulation.world import World

JUMPS = (-5_256_000, -525_600, -1440, -60, -3, 0, 0, 0, 3, 60, 1440, 525_600, 5_256_000)


@action
def unplug(world: World, terminal: Terminal, pick: Random) -> str:
    """The terminal loses its network."""
    terminal.online = False
    return "offline"


@action
def plug(world: World, terminal: Terminal, pick: Random) -> str:
    """The network is back."""
    terminal.online = True
    return "online"


@action
def power_cut(world: World, terminal: Terminal, pick: Random) -> str:
    """The plug is pulled while nobody does anything."""
    terminal.end(power=True)
    return "started again"


@action
def clock_jump(world: World, terminal: Terminal, pick: Random) -> str:
    """Somebody sets the clock, or its battery is dead."""
    minutes = pick.choice(JUMPS)
    terminal.clock.wrong_by = timedelta(minutes=minutes)
    return f"by {minutes} minutes"


@action
def back_up(world: World, terminal: Terminal, pick: Random) -> str:
    """A backup of the terminal."""
    workplace = terminal.as_("wang")
    db.backup(workplace.database, workplace.unlocked.data_key, _backup_of(terminal))
    terminal.backed_up = terminal.last_no()
    return "written"


@action
def restore(world: World, terminal: Terminal, pick: Random) -> str:
    """The terminal's disk is lost; its last backup takes its place."""
    if not _backup_of(terminal).exists():
        return NOTHING
    key = terminal.as_("wang").unlocked.data_key

    def mark(draft: Path) -> None:
        with closing(db.raw_connection(draft, key)) as connection:
            Replica(connection).mark_restored()
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    terminal.close()
    restoring.restore(terminal.folder, _backup_of(terminal), mark)
    terminal.restored = True
    world.model.excuse(terminal.index, "the terminal was restored from a backup", after=terminal.backed_up)
    return "restored"


def _backup_of(terminal: Terminal) -> Path:
    return terminal.folder / "terminal.backup"


@action
def clone(world: World, terminal: Terminal, pick: Random) -> str:
    """The folder is copied to another machine, and both go on."""
    if any(each.id == terminal.id and each is not terminal for each in world.terminals):
        return NOTHING
    terminal.close()
    folder = world.folder / f"copy-{len(world.terminals)}"
    shutil.copytree(terminal.folder, folder)
    world.add_copy(terminal, folder)
    return "copied"


@action
def upgrade(world: World, terminal: Terminal, pick: Random) -> str:
    """A new version of the program starts over the folder: the tables that are made after an upgrade are made."""
    with terminal.as_("wang").database.begin() as connection:
        connection.exec_driver_sql("PRAGMA user_version=0")
    terminal.close()
    _ = terminal.as_("wang").database
    return "upgraded"
