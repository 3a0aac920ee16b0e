"""A call after the sale is noted."""

from __future__ import annotations

from dataclasses import dataclass

from app.presenters.base import Presenter, Run
from app.presenters.service_visits import CallItem, ServiceGateway


@dataclass(frozen=True)
class CallState:
    """How far the form is."""

    busy: bool = False
    saved: bool = False


class CallPresenter(Presenter[CallState]):
    """Notes one call."""

    def __init__(self, run: Run, gateway: ServiceGateway, call: CallItem) -> None:
        super().__init__(run, CallState())
        self._gateway, self.call = gateway, call

    def log(self, outcome: str, score: int | None, note: str) -> None:
        """Whether they were reached, how content they are, what they said."""
        if self.state.busy:
            return
        self._set(busy=True)
        self._run(
            lambda: self._gateway.log_call(self.call, outcome, score, note),
            lambda _: self._set(busy=False, saved=True), self._stopped,
        )  # fmt: skip

    def _stopped(self, error: Exception) -> None:
        self._set(busy=False)
        self._fail(error)
