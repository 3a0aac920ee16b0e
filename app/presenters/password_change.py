"""Another password for whoever is signed in: the old one, the new one twice, and how good it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from app.domain import passwords
from app.domain.passwords import Strength
from app.errors import UserError
from app.i18n import N_
from app.presenters.base import Presenter, Run

STRENGTHS = {
    Strength.TOO_SHORT: N_("At least 8 characters"),
    Strength.COMMON: N_("Anybody would try this one"),
    Strength.FAIR: N_("Fair; longer is better: a few words that belong to you"),
    Strength.GOOD: N_("Good"),
}


class PasswordGateway(Protocol):
    """What the dialog needs."""

    def change(self, old: str, new: str) -> None:
        """Change it at the centre and here; raises ServerUnreachable without a network, SignInFailed."""


@dataclass(frozen=True)
class PasswordState:
    """What the dialog shows."""

    strength: Strength | None = None
    """Of what was typed so far; none before that."""
    busy: bool = False
    done: bool = False


class PasswordPresenter(Presenter[PasswordState]):
    """Judges what is typed, and has it changed."""

    def __init__(self, run_io: Run, gateway: PasswordGateway, login: str) -> None:
        super().__init__(run_io, PasswordState())
        self._gateway, self._login = gateway, login

    def typed(self, new: str) -> None:
        """Say how good the new one is."""
        self._set(strength=passwords.strength(new, self._login) if new else None)

    def change(self, old: str, new: str, again: str) -> None:
        """Change it, if the new one will do and was typed the same twice."""
        if self.state.busy:
            return
        try:
            passwords.check(new, self._login)
            if again != new:
                raise UserError("password_differs", N_("The two passwords differ."), field="again")
        except UserError as error:
            self._fail(error)
            return
        self._set(busy=True)
        self._run(lambda: self._gateway.change(old, new), self._changed, self._failed)

    def _changed(self, _: object) -> None:
        self._set(busy=False, done=True)

    def _failed(self, error: Exception) -> None:
        self._set(busy=False)
        self._fail(error)
