"""What must be true, kept by something small that knows nothing of the program: it is told what was acknowledged.

No module of the product is imported here.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Write:
    """A field that was given a value by somebody who saw another there. All values of a run differ."""

    table: str
    row: str
    field: str
    was: str
    new: str


@dataclass
class Deed:
    """One business action that a terminal has acknowledged, or may have done before it ended."""

    op_id: str
    machine: int
    terminal: str
    no: int
    action: str
    user: str
    branch: str
    at: float
    sure: bool = True  # acknowledged; else the machine ended in the middle of it, and it was found afterwards
    excused: str = ""  # why it need not be on the server
    unfenced: bool = False  # the server forgot a lease that this went by
    fenced_until: float = math.inf  # when the server gives the car to others, if it has not heard of the sale
    numbers: tuple[str, ...] = ()
    contract: str = ""
    price: int = 0
    vin: str = ""
    confirmed: bool = False
    cancelled: str = ""
    receipt: str = ""
    amount: int = 0
    kind: str = ""
    refund_of: str = ""
    writes: tuple[Write, ...] = ()


@dataclass
class Model:
    """Everything that was acknowledged in a run."""

    deeds: dict[str, Deed] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)  # printed number → the deed that gave it out
    staff: dict[tuple[str, str], list[tuple[float, bool]]] = field(default_factory=dict)
    originals: set[tuple[str, str, str]] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)  # what was wrong the moment it happened
    unheard: set[int] = field(
        default_factory=set
    )  # machines that go by leases which a restored server forgot
    _kept: dict[tuple[str, str], bool] = field(default_factory=dict)

    def done(self, deed: Deed) -> None:
        """A deed was acknowledged, or found after a crash."""
        self.deeds[deed.op_id] = deed
        deed.unfenced |= deed.machine in self.unheard
        for number in deed.numbers:
            other = self.deeds[self.numbers.setdefault(number, deed.op_id)]
            copies = other.terminal == deed.terminal and other.machine != deed.machine
            if other is not deed and not copies:
                self.wrong.append(f"numbers: {number} was given out twice")

    def printed(self, terminal: str, no: str, digest: str, *, original: bool, pinned: str) -> None:
        """A paper left a printer; `pinned` is the hash that was signed."""
        if not original:
            return
        if digest != pinned:
            self.wrong.append(f"papers: {no} is not what was signed")
        if (terminal, no, digest) in self.originals:
            self.wrong.append(f"papers: {no} left the printer twice without being called a copy")
        self.originals.add((terminal, no, digest))

    def role(self, user: str, branch: str, at: float, *, active: bool) -> None:
        """The server took somebody's role, or gave it back."""
        self.staff.setdefault((user, branch), []).append((at, active))

    def has_role(self, user: str, branch: str, at: float) -> bool:
        """Whether somebody had their role then."""
        held = True
        for when, active in self.staff.get((user, branch), ()):
            if when <= at:
                held = active
        return held

    def backed_up(self, at: float) -> None:
        """The server was backed up."""
        self._kept = {who: self.has_role(*who, at) for who in self.staff}

    def restored(self, at: float, machines: int) -> None:
        """The server is what it was when it was backed up: it has forgotten roles and leases."""
        for who in self.staff:
            self.role(*who, at, active=self._kept.get(who, True))
        for deed in self.deeds.values():
            deed.unfenced = True
        self.unheard = set(range(machines))

    def synced(self, machine: int) -> None:
        """A machine has heard which leases the server knows."""
        self.unheard.discard(machine)

    def copied(self, machine: int, copy: int) -> None:
        """A machine's folder is on another one, too."""
        if machine in self.unheard:
            self.unheard.add(copy)

    def excuse(self, machine: int, why: str, *, after: int = 0) -> None:
        """Deeds of that machine beyond that number may be gone, if the server does not know them."""
        for deed in self.deeds.values():
            if deed.machine == machine and deed.no > after and not deed.excused:
                deed.excused = why
