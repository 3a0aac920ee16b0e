"""The dealership's seal at this terminal: which one it holds, another one from its file, or none."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from app.errors import UserError
from app.i18n import N_
from app.presenters.base import Presenter, Run

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date


@dataclass(frozen=True)
class Held:
    """A seal, as people have to know it."""

    holder: str
    issuer: str
    until: date
    known: bool
    """Whether the dealership has its certificate in its setting, so that its papers count."""
    pem: str
    """The certificate, for that setting."""


class SealGateway(Protocol):
    """Where the seal lies."""

    def held(self) -> Held | None:
        """The one that this terminal holds."""

    def hold(self, file: Path, passphrase: str) -> None:
        """Hold the one in a file; raises UserError on `file` or `passphrase`."""

    def give_up(self) -> None:
        """Hold none."""


@dataclass(frozen=True)
class SealState:
    """What the dialog shows."""

    held: Held | None = None
    loaded: bool = False
    busy: bool = False
    done: str = ""
    """`held` or `given_up`, just now."""


class SealPresenter(Presenter[SealState]):
    """Reads what is held, and changes it. Keychains may ask people first: nothing of it on the screen's thread."""

    def __init__(self, run_io: Run, gateway: SealGateway) -> None:
        super().__init__(run_io, SealState())
        self._gateway = gateway

    def load(self, done: str = "") -> None:
        """Show what is held."""
        self._run(
            self._gateway.held,
            lambda held: self._set(held=held, loaded=True, busy=False, done=done), self._failed,
        )  # fmt: skip

    def hold(self, file: str, passphrase: str) -> None:
        """Hold the seal in that file from now on."""
        if self.state.busy:
            return
        if not file:
            self._fail(UserError("seal_file_missing", N_("Choose the seal's file first."), field="file"))
            return
        self._change(lambda: self._gateway.hold(Path(file), passphrase), "held")

    def give_up(self) -> None:
        """Hold none from now on."""
        if not self.state.busy and self.state.held is not None:
            self._change(self._gateway.give_up, "given_up")

    def _change(self, act: Callable[[], None], done: str) -> None:
        self._set(busy=True, done="")
        self._run(act, lambda _: self.load(done), self._failed)

    def _failed(self, error: Exception) -> None:
        self._set(busy=False)
        self._fail(error)
