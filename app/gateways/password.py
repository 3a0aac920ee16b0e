"""The door of the dialog that changes a password."""

from __future__ import annotations

from app.bootstrap import App
from app.workplace import Workplace


class PasswordOfTerminal:
    """`presenters.password_change.PasswordGateway` over an opened terminal."""

    def __init__(self, app: App, workplace: Workplace) -> None:
        self._app, self._workplace = app, workplace

    def change(self, old: str, new: str) -> None:
        """Change it; whoever is signed in goes on with the sign-in that comes with it."""
        place = self._workplace
        place.unlocked = self._app.change_password(place.unlocked.user.name, old, new)
