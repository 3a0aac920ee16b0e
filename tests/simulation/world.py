"""One run: a server, terminals, a network and a model, driven by a script. The same script gives the same events."""

from __future__ import annotations

import hashlib
import random
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.errors import AppError
from tests.simulation.actions import ACTIONS
from tests.simulation.chance import Chance
from tests.simulation.model import Model
from tests.simulation.network import Network, Reply, Request
from tests.simulation.papers import Printers, instead_of_paper
from tests.simulation.script import Script, Step
from tests.simulation.shop import Central, Template, machinery
from tests.simulation.storage import Crash, Disks
from tests.simulation.terminal import Terminal
from tests.simulation.times import VirtualClock, WorldTime

MEMORY = Path("/dev/shm")  # noqa: S108 - a memory file system, where there is one


class World:
    """Everything in a run."""

    def __init__(
        self, script: Script, template: Template, folder: Path, chance: Chance, disks: Disks, network: Network
    ) -> None:
        self.script, self.folder, self.chance, self.time = script, folder, chance, WorldTime()
        self.disks, self.network, self.model, self.fired = disks, network, Model(), network.fired
        network.server = self._asked
        self.central = Central(
            template.copy("server", folder / "server"),
            VirtualClock(self.time),
            self.disks,
            access_minutes=script.access_minutes,
            ticket_hours=script.ticket_hours,
        )
        self.terminals = [
            Terminal(
                n,
                template.copy(f"terminal-{n}", folder / f"terminal-{n}"),
                VirtualClock(self.time),
                secrets,
                self.disks,
            )
            for n, secrets in enumerate(template.keychains)
        ]
        self.epoch = self.central.epoch()
        self.printers = Printers()
        self.events: list[str] = []
        self.cars = list(template.vins)  # every VIN that was ever taken in
        self.shown_by: dict[
            str, int
        ] = {}  # VIN → the last machine that leased it for somebody who looked at it
        self.serial = 0

    def _asked(self, request: Request) -> Reply | None:
        acting, self.chance.clock = self.chance.clock, self.central.clock
        crashes = self.central.crashes
        try:
            return self.central.answer(request)
        finally:
            self.chance.clock = acting
            if self.central.crashes > crashes:
                self.fired["crash.server"] += 1

    @contextmanager
    def in_office(self) -> Iterator[None]:
        """Something is done at the server itself."""
        acting, self.chance.clock = self.chance.clock, self.central.clock
        try:
            yield
        finally:
            self.chance.clock = acting

    def add_copy(self, terminal: Terminal, folder: Path) -> None:
        """A further machine with a copy of a terminal's folder and keychain."""
        clock = VirtualClock(self.time)
        clock.boot()
        copy = Terminal(len(self.terminals), folder, clock, terminal.keychain.secrets, self.disks)
        copy.backed_up, copy.restored = terminal.backed_up, terminal.restored
        self.terminals.append(copy)
        self.model.copied(terminal.index, copy.index)

    def unique(self) -> int:
        """A number that nothing else in the run has."""
        self.serial += 1
        return self.serial

    def run(self) -> None:
        """Play the script."""
        for number, step in enumerate(self.script.steps):
            self.time.minutes = max(self.time.minutes, step.at)
            self.chance.seed(self.script.seed, step.at, step.who, step.do, step.pick)
            self.network.deliver_late()
            terminal = self.terminals[step.who % len(self.terminals)]
            self.say(number, terminal.index, step.do, self._played(step, terminal, ACTIONS[step.do]))

    def _played(self, step: Step, terminal: Terminal, action: object) -> str:
        self.network.begin(step.faults, down=not terminal.online)
        terminal.seller = step.seller
        self.chance.clock, before = terminal.clock, terminal.last_no() if step.crash else 0
        terminal.disk.crash_at(step.crash)
        self.central.disk.crash_at(step.server_crash)
        self.central.power = step.power
        try:
            said = action(self, terminal, random.Random(step.pick))  # type: ignore[operator]
            self.fired[f"done.{step.do}"] += said not in ("nothing", None)
        except AppError as error:
            said = str(getattr(error, "code", type(error).__name__))
        except Crash:
            said = self._ended(step, terminal, before)
        finally:
            terminal.disk.crash_at(0)
            self.central.disk.crash_at(0)
        self.fired[f"said.{step.do}.{said.split()[0]}"] += 1
        return said

    def _ended(self, step: Step, terminal: Terminal, before: int) -> str:
        terminal.end(power=step.power)
        self.fired["crash.power" if step.power else "crash.terminal"] += 1
        after = terminal.last_no()
        known = {deed.no for deed in self.model.deeds.values() if deed.machine == terminal.index}
        for no in range(before + 1, after + 1):
            if no not in known:
                self.model.done(terminal.found_deed(no, self.time.minutes))
        return f"crashed {after - before}"

    def say(self, *what: object) -> None:
        """An event, for the hash and for people."""
        self.events.append(f"{self.time.minutes:.3f} " + " ".join(map(str, what)))

    @property
    def digest(self) -> str:
        """The hash of all events."""
        return hashlib.sha256("\n".join(self.events).encode()).hexdigest()

    def close(self) -> None:
        """End everything."""
        for terminal in self.terminals:
            terminal.close()
        self.central.close()


@contextmanager
def running(script: Script, template: Template) -> Iterator[World]:
    """A world for a script, in a folder of its own that is removed afterwards."""
    where = MEMORY if MEMORY.is_dir() else None
    folder = Path(tempfile.mkdtemp(prefix="showroom-simulation-", dir=where))
    chance, disks, network = Chance(), Disks(), Network()
    chance.seed(script.seed)
    try:
        with machinery(chance, disks, network):
            world = World(script, template, folder, chance, disks, network)
            with instead_of_paper(world.printers):
                yield world
            world.close()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
