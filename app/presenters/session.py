"""Who works here: the person signed in, their rights, and this terminal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.domain.permissions import ACTIONS, Role


@dataclass(frozen=True)
class Session:
    """A person at a terminal."""

    user_id: str
    login: str
    name: str
    roles: frozenset[Role]
    terminal: str
    """The terminal's name, e.g. HZ-BJ-02."""
    branch: str
    """The branch's name as people say it."""
    dealership: str = ""
    finance: bool = False
    """Whether this terminal holds costs."""
    answers: bool = False
    """Whether the dealership asks one of these roles before a contract is signed; managers are asked anyhow."""
    signing_until: datetime | None = None
    """Until when contracts may be confirmed offline."""

    @property
    def role(self) -> str:
        """The role that says most about someone, for the user menu."""
        order = (Role.MANAGER, Role.FINANCE, Role.SALES, Role.STOCK, Role.ADMIN)
        return next((role for role in order if role in self.roles), "")

    def may(self, action: str) -> bool:
        """Whether one of the roles may do a business action."""
        return ACTIONS[action].allowed_for(self.roles)
