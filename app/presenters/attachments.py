"""The files of one contract or customer: what there is and where it lies, add, take back, save a copy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from app.changes import Changes
from app.i18n import N_, in_a_row, tr
from app.presenters.base import Presenter, Run
from app.presenters.pictures import TABLES


@dataclass(frozen=True)
class Owner:
    """Whose files: a `contract` by its number, or a `customer` by id."""

    table: str
    key: str


@dataclass(frozen=True, slots=True)
class FileItem:
    """A file. `place`: `waiting` (here, still to go up), `here` (at the centre too), `centre` or `elsewhere`."""

    id: str
    name: str
    kind: str
    """A `FileKind`."""
    size: int
    at: datetime
    by: str
    place: str
    signed_version: int | None = None
    """Of a signed page: the version whose signature it shows."""


PLACES = {
    "waiting": (N_("Waits"), N_("Waits to go up. Until then you can take it back.")),
    "here": (N_("Safe"), N_("At the centre, and on this computer: opens without a network.")),
    "centre": (N_("Centre"), N_("At the centre only. With a network it opens here too.")),
    "elsewhere": (
        N_("Elsewhere"),
        N_("Still on the computer where it was added. If that one is gone, add the file here again."),
    ),
}
"""In a word, and in a sentence."""


@dataclass(frozen=True)
class Added:
    """What became of files that were added: names, and the reason beside those that were not taken."""

    names: tuple[str, ...] = ()
    refused: tuple[tuple[str, str], ...] = ()


class AttachmentsGateway(Protocol):
    """What the list of files needs."""

    def files(self, owner: Owner) -> tuple[FileItem, ...]:
        """In the order in which they came."""

    def add(self, owner: Owner, paths: Sequence[str], *, scan: bool) -> Added:
        """Take files in, each by itself: one that cannot be read keeps out no other."""

    def may_seal(self, owner: Owner) -> bool:
        """Whether this terminal can put the dealership's seal on its paper."""

    def seal(self, owner: Owner) -> str:
        """Put the seal on its signed paper, and file that; the new file's id."""

    def withdraw(self, file_id: str) -> None:
        """Take one back that has not gone up."""

    def save(self, file_id: str, path: str) -> None:
        """Write a copy, in clear, to where somebody wants it; fetched first, if need be."""


@dataclass(frozen=True)
class AttachmentsState:
    """What the section shows."""

    owner: Owner | None = None
    files: tuple[FileItem, ...] = ()
    may_seal: bool = False
    chosen: FileItem | None = None
    busy: str = ""
    """`add`, `seal`, `withdraw` or `save`."""
    refused: str = ""
    """What was not taken and why; one line each."""
    told: tuple[str, str] = ("", "")
    """A word of success and its details; announced once."""

    @property
    def may_withdraw(self) -> bool:
        """Whether the chosen one can still be taken back."""
        return self.chosen is not None and self.chosen.place == "waiting" and not self.busy


class AttachmentsPresenter(Presenter[AttachmentsState]):
    """Follows what is chosen in the list beside it."""

    def __init__(self, run: Run, run_io: Run, gateway: AttachmentsGateway) -> None:
        super().__init__(run, AttachmentsState())
        self._run_io, self._gateway = run_io, gateway
        self._sealed = ""
        """The file that was sealed just now, until the list has it."""

    def show(self, owner: Owner | None) -> None:
        """The files of somebody or something else."""
        if owner != self.state.owner:
            self._set(owner=owner, files=(), may_seal=False, chosen=None, refused="")
            self.load()

    def load(self) -> None:
        """Read the list."""
        owner = self.state.owner
        if owner is not None:
            door = self._gateway
            self._ask(lambda: (door.files(owner), door.may_seal(owner)), self._loaded, topic="files")

    def _loaded(self, found: tuple[tuple[FileItem, ...], bool]) -> None:
        files, may_seal = found
        kept = self._sealed or (self.state.chosen.id if self.state.chosen else "")
        chosen = next((file for file in files if file.id == kept), None)
        if chosen is not None:
            self._sealed = ""
        self._set(files=files, may_seal=may_seal, chosen=chosen)

    def on_changes(self, changes: Changes) -> None:
        """A file was added, taken back, or went up; or a contract was signed, and takes a seal."""
        if changes.touches(*TABLES, "contract"):
            self.load()

    def choose(self, file: FileItem | None) -> None:
        """One of them."""
        self._set(chosen=file)

    def add(self, paths: Sequence[str], *, scan: bool = False) -> None:
        """Take files in; pictures are made anew, so this takes a moment."""
        owner = self.state.owner
        if owner is None or self.state.busy or not paths:
            return
        self._set(busy="add", refused="")
        self._run_io(lambda: self._gateway.add(owner, paths, scan=scan), self._added, self._not_done)

    def _added(self, added: Added) -> None:
        self._set(busy="", refused="\n".join(f"{name}: {reason}" for name, reason in added.refused))
        if added.names:
            names = in_a_row(added.names)
            self._tell(tr("Added: {files}").format(files=names), tr("Goes up by itself"))
        self.load()

    def seal(self) -> None:
        """Put the dealership's seal on the signed paper; the sealed file is chosen then, to be saved."""
        owner = self.state.owner
        if owner is None or self.state.busy or not self.state.may_seal:
            return
        self._set(busy="seal", refused="")
        self._run_io(lambda: self._gateway.seal(owner), self._put, self._not_done)

    def _put(self, file_id: str) -> None:
        self._sealed = file_id
        self._tell(tr("The paper is sealed"), tr("Save a copy for the customer"))
        self._done()

    def withdraw(self) -> None:
        """Take the chosen one back."""
        file = self.state.chosen
        if file is None or not self.state.may_withdraw:
            return
        self._set(busy="withdraw")
        self._run(lambda: self._gateway.withdraw(file.id), lambda _: self._done(), self._not_done)

    def save(self, path: str) -> None:
        """Write a copy of the chosen one."""
        file = self.state.chosen
        if file is None or self.state.busy or not path:
            return
        self._set(busy="save")
        self._run_io(lambda: self._gateway.save(file.id, path), lambda _: self._saved(path), self._not_done)

    def _saved(self, path: str) -> None:
        self._tell(tr("A copy is saved"), path)
        self._done()

    def _tell(self, title: str, detail: str) -> None:
        self._set(told=(title, detail))
        self._set(told=("", ""))

    def _done(self) -> None:
        self._set(busy="")
        self.load()

    def _not_done(self, error: Exception) -> None:
        self._set(busy="")
        self._fail(error)
