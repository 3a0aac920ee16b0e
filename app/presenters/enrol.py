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
    """How far enrolment has come: a step and, in the first sync, rows."""

    step: str
    """`register`, `first_sync`, `index`, `ready`."""
    done: int = 0
    total: int = 0
    part: str = ""
    """What is being downloaded, in people's words."""
    part_done: int = 0
    part_total: int = 0


@dataclass(frozen=True)
class EnrolState:
    """What the first-run page shows."""

    busy: bool = False
    progress: EnrolProgress | None = None
    parts: tuple[EnrolProgress, ...] = ()
    """The latest word on each part, in the order in which they came."""
    finished: bool = False


class EnrolPresenter(Presenter[EnrolState]):
    """Makes this folder a terminal."""

    def __init__(self, run_io: Run, post: Callable[[Callable[[], object]], None], terminal: Terminal) -> None:
        super().__init__(run_io, EnrolState())
        self._terminal, self._post = terminal, post

    def tell(self, step: EnrolProgress) -> None:
        """How far it has come."""
        parts = {part.part: part for part in self.state.parts}
        if step.part:
            parts[step.part] = step
        self._set(progress=step, parts=tuple(parts.values()))

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
