"""The door of the queue of pictures and papers."""

from __future__ import annotations

from collections.abc import Callable

from app.changes import Changes
from app.filing import Filing
from app.presenters.files import Moving, Ran, WaitingFile
from app.sync.blobs import Moved, Progress
from app.workplace import Workplace


class FilesOfTerminal:
    """`presenters.files.FilesGateway` over an opened terminal; any thread may call it."""

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace
        self._refused: dict[str, str] = {}
        self._names: dict[str, str] = {}
        self._progress: Progress | None = None

    def waiting(self) -> tuple[WaitingFile, ...]:
        """What lies here and not at the server, with what was said of it the last time."""
        rows = Filing(self._workplace).waiting()
        self._names = {row.sha256: row.name for row in rows}
        return tuple(
            WaitingFile(row.name, row.about, row.size, self._refused.get(row.sha256, "")) for row in rows
        )

    def move(self, over: Callable[[], bool]) -> Ran:
        """Run the queue once; screens hear of what came."""
        try:
            moved = Filing(self._workplace).transfer(over, self._note)
        finally:
            self._progress = None
        self._refused = moved.refused
        if moved.sent or moved.fetched:
            self._workplace.bus.publish(Changes({"content": frozenset()}))
        return Ran(moved.gave_way, self._troubles(moved))

    def moving(self) -> Moving | None:
        """How far the run is."""
        at = self._progress
        return Moving(self._names.get(at.sha256, ""), at.sending, at.done, at.of) if at else None

    def _note(self, progress: Progress) -> None:
        self._progress = progress

    def _troubles(self, moved: Moved) -> tuple[str, ...]:
        """What is not said beside a file that waits, each sentence once."""
        others = (said for sha256, said in moved.refused.items() if sha256 not in self._names)
        return tuple(dict.fromkeys(others))
