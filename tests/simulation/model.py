"""What must be true, kept by something small that knows nothing of the program: it is told what was acknowledged.

No module of the product is imported here.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Deed:
    """One business action that a terminal has acknowledged, or may have done before it ended."""

    op_id: str
    terminal: str
    no: int
    action: str
    user: str
    branch: str
    at: float
    sure: bool = (
        True  # acknowledged; else the terminal ended in the middle of it, and it was found afterwards
    )
    excused: str = ""  # why it need not be on the server
    numbers: tuple[str, ...] = ()
    contract: str = ""
    price: int = 0
    vin: str = ""
    confirmed: bool = False
    receipt: str = ""
    amount: int = 0
    kind: str = ""
    refund_of: str = ""
    writes: tuple[Write, ...] = ()


@dataclass(frozen=True)
class Write:
    """A field that was given a value by somebody who saw another there. All values of a run differ."""

    table: str
    row: str
    field: str
    was: str
    new: str


@dataclass(frozen=True)
class Paper:
    """What left the printer."""

    subject: str
    version: int
    digest: str


@dataclass
class Staff:
    """When somebody's role at a branch was taken away and given back, by the server."""

    changes: list[tuple[float, bool]] = field(default_factory=list)

    def had(self, at: float) -> bool:
        """Whether they had it then."""
        held = True
        for when, active in self.changes:
            if when <= at:
                held = active
        return held


@dataclass
class Model:
    """Everything that was acknowledged in a run."""

    deeds: dict[str, Deed] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)  # printed number → the deed that gave it out
    papers: list[Paper] = field(default_factory=list)
    staff: dict[tuple[str, str], Staff] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)  # what was wrong the moment it happened

    def done(self, deed: Deed) -> None:
        """A deed was acknowledged, or found after a crash."""
        self.deeds[deed.op_id] = deed
        for number in deed.numbers:
            other = self.numbers.setdefault(number, deed.op_id)
            if other != deed.op_id:
                self.wrong.append(f"numbers: {number} was given out twice")

    def printed(self, paper: Paper) -> None:
        """A paper left the printer."""
        self.papers.append(paper)

    def role(self, user: str, branch: str, at: float, *, active: bool) -> None:
        """The server took somebody's role, or gave it back."""
        self.staff.setdefault((user, branch), Staff()).changes.append((at, active))

    def excuse(self, terminal: str, after: int, why: str) -> None:
        """Deeds of that terminal beyond that number may be gone."""
        for deed in self.deeds.values():
            if deed.terminal == terminal and deed.no > after and not deed.excused:
                deed.excused = why

    def of(self, terminal: str) -> list[Deed]:
        """A terminal's deeds."""
        return [deed for deed in self.deeds.values() if deed.terminal == terminal]
