"""The door of the report before an auto show."""

from __future__ import annotations

from app import show_check
from app.presenters.show_check import CheckLine
from app.workplace import Workplace


class ShowCheckOfTerminal:
    """`presenters.show_check.ShowCheckGateway` over an opened terminal."""

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace

    def measure(self) -> tuple[CheckLine, ...]:
        """Measure it all now."""
        report = show_check.measure(self._workplace)
        return tuple(CheckLine(line.key, line.level, line.found, line.fix) for line in report.lines)
