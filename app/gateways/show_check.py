"""The door of the report before an auto show."""

from __future__ import annotations

from app import show_check
from app.bootstrap import App, ShowSignIn
from app.presenters.show_check import CheckLine, ShowSigning
from app.workplace import Workplace


class ShowCheckOfTerminal:
    """`presenters.show_check.ShowCheckGateway` over an opened terminal."""

    def __init__(self, app: App, workplace: Workplace) -> None:
        self._app, self._workplace = app, workplace

    def measure(self) -> tuple[CheckLine, ...]:
        """Measure it all now."""
        report = show_check.measure(self._workplace)
        return tuple(CheckLine(line.key, line.level, line.found, line.fix) for line in report.lines)

    def sign(self, password: str, asked: ShowSigning) -> None:
        """Sign in anew with a ticket that lasts; the centre checks both passwords."""
        show = ShowSignIn(asked.days, asked.approver, asked.approver_password)
        self._app.stay_for_show(self._workplace, password, show)
