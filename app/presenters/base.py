"""What every presenter is made of: a state replaced as a whole, a view that shows it, work run elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, Protocol, TypeVar

S = TypeVar("S")
S_contra = TypeVar("S_contra", contravariant=True)
T = TypeVar("T")


class Run(Protocol):
    """Does work off the screen's thread and hands the result back on it. A test's does it at once."""

    def __call__(
        self, op: Callable[[], T], on_done: Callable[[T], object], on_error: Callable[[Exception], object]
    ) -> None: ...


class View(Protocol[S_contra]):
    """What a presenter needs of its screen."""

    def show_state(self, state: S_contra) -> None:
        """Show this state; called for every change and once on attaching."""

    def show_error(self, error: Exception) -> None:
        """Say what went wrong, beside the field or as a banner."""


class Presenter(Generic[S]):
    """Holds a screen's state. It outlives its view: switching the language rebuilds views, not presenters."""

    def __init__(self, run: Run, state: S) -> None:
        self._run = run
        self.state = state
        self._view: View[S] | None = None
        self._latest: dict[str, int] = {}

    def attach(self, view: View[S]) -> None:
        """Take a view and show it the state."""
        self._view = view
        view.show_state(self.state)

    def detach(self, view: View[S]) -> None:
        """Let go of a view, unless another took its place."""
        if self._view is view:
            self._view = None

    def let_go(self) -> None:
        """Forget the view: it is about to be torn down."""
        self._view = None

    def _set(self, **changes: Any) -> None:
        self.state = _replaced(self.state, changes)
        if self._view is not None:
            self._view.show_state(self.state)

    def _fail(self, error: Exception) -> None:
        if self._view is not None:
            self._view.show_error(error)

    def _ask(
        self, op: Callable[[], T], on_done: Callable[[T], object], *, topic: str,
        on_error: Callable[[Exception], object] | None = None,
    ) -> None:  # fmt: skip
        """Run `op`; of several asked under one topic only the last one's answer counts."""
        turn = self._latest[topic] = self._latest.get(topic, 0) + 1

        def done(result: T) -> None:
            if self._latest[topic] == turn:
                on_done(result)

        def failed(error: Exception) -> None:
            if self._latest[topic] == turn:
                (on_error or self._fail)(error)

        self._run(op, done, failed)


def _replaced(state: S, changes: dict[str, Any]) -> S:
    """States are frozen dataclasses; of those that the first paint waits for, named tuples."""
    if isinstance(state, tuple):
        return state._replace(**changes)  # type: ignore[attr-defined,no-any-return]
    from dataclasses import replace

    return replace(state, **changes)  # type: ignore[type-var]


def run_now(
    op: Callable[[], T], on_done: Callable[[T], object], on_error: Callable[[Exception], object]
) -> None:
    """A `Run` for tests and scripts: does the work at once."""
    try:
        result = op()
    except Exception as error:
        on_error(error)
    else:
        on_done(result)
