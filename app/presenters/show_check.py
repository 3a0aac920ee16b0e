"""Is this terminal ready for an auto show? Every line is measured now, never remembered."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from app.clock import Clock
from app.i18n import N_, plural, tr
from app.presenters.base import Presenter, Run

TITLES = {
    "clock": N_("Clock"), "data": N_("Data"), "cars": N_("Right to sell"), "ticket": N_("Your signing"),
    "others": N_("Others' signing"), "templates": N_("Contract templates"), "printer": N_("Printer"),
    "pictures": N_("Pictures"), "files": N_("Pictures and papers added here"), "disk": N_("Disk"),
    "backup": N_("Backup"),
}  # fmt: skip


@dataclass(frozen=True)
class CheckLine:
    """What was looked at. `level`: ready, advice or must."""

    key: str
    level: str
    found: str
    fix: str

    @property
    def title(self) -> str:
        """What it is, in words."""
        return tr(TITLES[self.key])


@dataclass(frozen=True)
class ShowSigning:
    """A sign-in that lasts for a show, and the manager who vouches for it."""

    days: int
    approver: str
    approver_password: str = field(repr=False)


class ShowCheckGateway(Protocol):
    """What the report needs of the terminal."""

    def measure(self) -> tuple[CheckLine, ...]:
        """Measure everything, what must be done first; takes seconds."""

    def sign(self, password: str, asked: ShowSigning) -> None:
        """Sign in anew for the show; `password` is one's own."""


@dataclass(frozen=True)
class ShowCheckState:
    """The last report."""

    lines: tuple[CheckLine, ...] = ()
    measured_at: datetime | None = None
    measuring: bool = False
    signing: bool = False

    @property
    def signs_too_short(self) -> bool:
        """Whether one's own signing ends before the show does."""
        return any(line.key == "ticket" and line.level != "ready" for line in self.lines)

    def count(self, level: str) -> int:
        """How many lines are at that level."""
        return sum(line.level == level for line in self.lines)


class ShowCheckPresenter(Presenter[ShowCheckState]):
    """Measures when it is opened and whenever somebody asks."""

    def __init__(self, run: Run, gateway: ShowCheckGateway, clock: Clock) -> None:
        super().__init__(run, ShowCheckState())
        self._gateway, self._clock = gateway, clock

    def measure(self) -> None:
        """Everything anew."""
        if self.state.measuring:
            return
        self._set(measuring=True)
        self._ask(self._gateway.measure, self._measured, topic="measure", on_error=self._failed)

    def _measured(self, lines: tuple[CheckLine, ...]) -> None:
        self._set(lines=lines, measured_at=self._clock.now(), measuring=False)

    def _failed(self, error: Exception) -> None:
        self._set(measuring=False)
        self._fail(error)

    def sign(self, password: str, asked: ShowSigning) -> None:
        """Let the signing last for the show, then measure again."""
        if self.state.signing:
            return
        self._set(signing=True)
        self._run(lambda: self._gateway.sign(password, asked), self._signed, self._not_signed)

    def _signed(self, _: object) -> None:
        self._set(signing=False)
        self.measure()

    def _not_signed(self, error: Exception) -> None:
        self._set(signing=False)
        self._fail(error)

    def verdict(self) -> tuple[str, str]:
        """The tone and the sentence above it all."""
        state = self.state
        if state.measured_at is None:
            return "neutral", tr("Measuring…")
        must, advice = state.count("must"), state.count("advice")
        if must:
            words = plural(must, N_("Do not leave yet: {n} thing must be done"),
                           N_("Do not leave yet: {n} things must be done"))  # fmt: skip
            return "bad", words
        if advice:
            return "warn", plural(advice, N_("You may leave; {n} thing is worth a look"),
                                  N_("You may leave; {n} things are worth a look"))  # fmt: skip
        return "ok", tr("Ready: you may leave")
