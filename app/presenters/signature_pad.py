"""The signature pad while somebody signs: opened, listened to, and tried again when it is gone. Nothing of it on the
screen's thread; nothing where no pad was chosen."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from app.domain.strokes import Ink
from app.errors import UserError
from app.presenters.base import Presenter, Run

AGAIN_S = 2.0
"""Between tries to find one that is gone."""


class OpenPad(Protocol):
    """A pad that answers."""

    def read(self) -> tuple[Ink, ...]:
        """What the pen did since; waits a moment for it. Raises when the pad is gone."""

    def close(self) -> None:
        """Let go of it."""


class PadGateway(Protocol):
    """The door to the pad of this desk."""

    def open_pad(self) -> OpenPad | None:
        """The one that was chosen; none: nobody signs on a pad here. Raises when it does not answer."""


@dataclass(frozen=True)
class PadState:
    """Whether it is there now."""

    here: bool = False


class PadPresenter(Presenter[PadState]):
    """Listens while it is asked to. Ink goes where `drawn` says, on the thread of the screen.

    There is one connection at a time, and one piece of work on it: some pads speak to one listener alone.
    """

    def __init__(self, run_aside: Run, gateway: PadGateway) -> None:
        super().__init__(run_aside, PadState())
        self._gateway = gateway
        self.drawn: Callable[[tuple[Ink, ...]], object] = lambda _: None
        self._wanted = False
        self._at_work = False
        self._pad: OpenPad | None = None
        self._told = ""

    def start(self) -> None:
        """Open it, and listen until `stop`."""
        self._wanted, self._told = True, ""
        if not self._at_work:
            self._open(pause=0.0)
        elif self._pad is not None:
            self._set(here=True)

    def stop(self) -> None:
        """Nobody signs now: what the pen does from here on goes nowhere."""
        self._wanted = False
        self._set(here=False)

    def let_go(self) -> None:
        """The field is gone, without having been closed: listen no more."""
        super().let_go()
        self.drawn = lambda _: None
        self._wanted = False

    def _open(self, *, pause: float) -> None:
        def work() -> OpenPad | None:
            time.sleep(pause)
            return self._gateway.open_pad()

        self._at_work = True
        self._run(work, self._opened, self._gone)

    def _opened(self, pad: OpenPad | None) -> None:
        if pad is None:
            self._at_work = False
            return
        self._pad = pad
        if self._wanted:
            self._told = ""
            self._set(here=True)
        self._listen(pad)

    def _listen(self, pad: OpenPad) -> None:
        if self._wanted:
            self._run(pad.read, lambda ink: self._heard(pad, ink), lambda error: self._lost(pad, error))
        else:
            self._close(pad, self._rested)

    def _heard(self, pad: OpenPad, ink: tuple[Ink, ...]) -> None:
        if ink and self._wanted:
            self.drawn(ink)
        self._listen(pad)

    def _lost(self, pad: OpenPad, error: Exception) -> None:
        self._close(pad, lambda: self._gone(error))

    def _close(self, pad: OpenPad, then: Callable[[], object]) -> None:
        self._pad = None
        self._run(pad.close, lambda _: then(), lambda _: then())

    def _rested(self) -> None:
        """Closed; somebody may have begun anew meanwhile."""
        self._at_work = False
        if self._wanted:
            self._open(pause=0.0)

    def _gone(self, error: Exception) -> None:
        """Say so once, and look for it again and again."""
        if not self._wanted:
            self._at_work = False
            return
        self._set(here=False)
        said = error.code if isinstance(error, UserError) else "fault"
        if said != self._told:
            self._told = said
            self._fail(error)
        if isinstance(error, UserError):
            self._open(pause=AGAIN_S)
        else:
            self._at_work = False
