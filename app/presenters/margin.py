"""What a deal brings: each line's price, cost and what remains, for the back office alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from app.domain.permissions import Role
from app.presenters.base import Presenter, Run
from app.presenters.session import Session
from app.queries.approvals import SEE_MARGIN


@dataclass(frozen=True, slots=True)
class MarginLine:
    """A line with its name in words. Amounts in fen; no cost where nobody has said it."""

    name: str
    remark: str
    price: int
    cost: int | None

    @property
    def remains(self) -> int | None:
        """What we keep of it; below 0 what it costs us."""
        return None if self.cost is None else self.price - self.cost


@dataclass(frozen=True)
class Margin:
    """All lines of a deal."""

    no: str
    lines: tuple[MarginLine, ...]

    @property
    def known(self) -> tuple[MarginLine, ...]:
        """Those whose cost is known."""
        return tuple(line for line in self.lines if line.cost is not None)

    @property
    def unknown(self) -> int:
        """How many lines' cost nobody has said: the sums are without them."""
        return len(self.lines) - len(self.known)

    @property
    def price(self) -> int:
        """What the lines bring whose cost is known."""
        return sum(line.price for line in self.known)

    @property
    def cost(self) -> int:
        """What they cost."""
        return sum(line.cost or 0 for line in self.known)


def may_see(session: Session) -> bool:
    """Whether somebody sees costs here: a manager or finance, at a terminal that holds them."""
    return session.finance and bool(session.roles & SEE_MARGIN)


def may_see_elsewhere(session: Session) -> bool:
    """Whether somebody of finance is at a terminal that holds no costs, and should know where they are."""
    return Role.FINANCE in session.roles and not session.finance


class MarginGateway(Protocol):
    """What the dialog needs."""

    def margin(self, no: str) -> Margin:
        """The lines of a contract's deal; raises PermissionDenied for whoever may not see them."""


@dataclass(frozen=True)
class MarginState:
    """What the dialog shows."""

    margin: Margin | None = None


class MarginPresenter(Presenter[MarginState]):
    """Reads it once: the dialog is opened to look."""

    def __init__(self, run: Run, gateway: MarginGateway, no: str) -> None:
        super().__init__(run, MarginState())
        self._gateway, self._no = gateway, no

    def load(self) -> None:
        """Read the lines."""
        self._ask(
            lambda: self._gateway.margin(self._no), lambda found: self._set(margin=found), topic="margin"
        )
