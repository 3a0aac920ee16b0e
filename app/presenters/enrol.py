"""First run: making a folder a terminal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.presenters.base import Presenter, Run

if TYPE_CHECKING:
    from app.presenters.sign_in import Terminal


@dataclass(frozen=True)
class Enrolment:
    """What makes a folder a terminal."""

    server: str
    code: str
    name: str
    login: str
    password: str


@dataclass(frozen=True)
class EnrolProgress:
    """How far enrolment has come."""

    step: str
    """`register`, `first_sync`, `ready`."""


@dataclass(frozen=True)
class EnrolState:
    """What the first-run page shows."""

    busy: bool = False
    progress: EnrolProgress | None = None
    finished: bool = False


class EnrolPresenter(Presenter[EnrolState]):
    """Makes this folder a terminal."""

    def __init__(self, run_io: Run, post: Callable[[Callable[[], object]], None], terminal: Terminal) -> None:
        super().__init__(run_io, EnrolState())
        self._terminal, self._post = terminal, post

    def tell(self, step: EnrolProgress) -> None:
        """How far it has come."""
        self._set(progress=step)

    def enrol(self, given: Enrolment) -> None:
        """Register, then fetch everything; may be tried again after a cut."""
        if self.state.busy:
            return
        self._set(busy=True, progress=EnrolProgress("register"))
        self._run(
            lambda: self._terminal.enrol(given, lambda step: self._post(lambda: self.tell(step))),
            lambda _: self._set(busy=False, finished=True, progress=EnrolProgress("ready")),
            self._failed,
        )

    def _failed(self, error: Exception) -> None:
        self._set(busy=False)
        self._fail(error)
