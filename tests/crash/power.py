"""Power cuts by record and replay: what an act did to the disk is recorded, then cut anywhere and rebuilt.

A write counts as safe once its file was synced, a name once its folder was. Of all else a disk may keep nothing,
everything, any half, or the beginning of something. Each such state is opened as after a restart.
"""

from __future__ import annotations

import hashlib
import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from app import db
from tests.crash import checks, disk, world
from tests.crash.acts import ACTS
from tests.shop import Till

SECTOR = 512
_PENDING_LOGS = ("wal_autocheckpoint=60",)  # so that the log is written back in the middle of an act too


@dataclass
class Recording:
    """What an act did below a folder, and after how many changes it acknowledged something."""

    act: str
    before: dict[str, bytes]
    data_key: bytes
    changes: list[disk.Change] = field(default_factory=list)
    said: list[tuple[int, str]] = field(default_factory=list)

    def said_by(self, cut: int) -> list[str]:
        """What had been acknowledged when so many changes had been made."""
        return [line for after, line in self.said if after <= cut]

    def without(self, forgotten: Callable[[disk.Change], bool]) -> Recording:
        """The same act of a program that forgets something."""
        said = [
            (sum(not forgotten(change) for change in self.changes[:after]), line) for after, line in self.said
        ]
        return replace(self, changes=[c for c in self.changes if not forgotten(c)], said=said)


def record(source: Path, folder: Path, act: str) -> Recording:
    """Do an act in a copy of the world, with every change written down."""
    copied = world.copy(source, folder)
    till = Till(copied / world.TILL)
    key = till.app.vault().unlock("wang", checks.PASSWORD).data_key
    root = copied / world.TILL
    made = Recording(act, {str(f.relative_to(root)): f.read_bytes() for f in root.iterdir()}, key)

    def note(change: disk.Change) -> None:
        names = (str(Path(name).relative_to(root)) if name else "" for name in (change.path, change.target))
        path, target = names
        made.changes.append(disk.Change(change.kind, path, change.offset, change.data, target))

    with _pragmas(*_PENDING_LOGS), disk.watched(root, note):
        ACTS[act](copied, lambda line: made.said.append((len(made.changes), line)))
    world.remove(copied)
    return made


@contextmanager
def _pragmas(*further: str) -> Iterator[None]:
    real = db._PRAGMAS
    db._PRAGMAS = (*real, *further)  # type: ignore[assignment]
    try:
        yield
    finally:
        db._PRAGMAS = real


@dataclass
class _File:
    """A file's safe content and what was done to it since."""

    safe: bytearray = field(default_factory=bytearray)
    since: list[disk.Change] = field(default_factory=list)

    def content(self, kept: list[disk.Change]) -> bytes:
        """The content if the disk kept these."""
        made = bytearray(self.safe)
        for change in kept:
            _do(made, change)
        return bytes(made)


def _do(content: bytearray, change: disk.Change) -> None:
    if change.kind == "truncate":
        del content[change.offset :]
        return
    content.extend(bytes(max(0, change.offset - len(content))))
    content[change.offset : change.offset + len(change.data)] = change.data


class Platter:
    """A disk that is told what was done, and can say what may be left of it."""

    def __init__(self, before: dict[str, bytes]) -> None:
        self.names = {name: _File(bytearray(content)) for name, content in before.items()}
        self._safe_names = dict(self.names)
        self._name_changes: list[tuple[disk.Change, _File | None]] = []

    def take(self, change: disk.Change) -> None:
        """One more change was made."""
        if change.kind in ("write", "truncate"):
            self.names[change.path].since.append(change)
        elif change.kind == "sync":
            file = self.names[change.path]
            file.safe, file.since = bytearray(file.content(file.since)), []
        elif change.kind == "syncdir":
            self._safe_names, self._name_changes = dict(self.names), []
        else:
            file_or_none = _File() if change.kind == "create" else None
            self._name_changes.append((change, file_or_none))
            _rename(self.names, change, file_or_none)

    def left(self, how: str, chance: random.Random) -> dict[str, bytes]:
        """A state that a power cut may leave: `nothing`, `everything`, `half` or `torn` of what was not synced."""
        keeps = {"nothing": 0, "everything": len(self._name_changes)}
        names = dict(self._safe_names)
        for change, file in self._name_changes[: keeps.get(how, chance.randint(0, len(self._name_changes)))]:
            _rename(names, change, file)
        return {name: file.content(_kept(file.since, how, chance)) for name, file in names.items()}


def _rename(names: dict[str, _File], change: disk.Change, file: _File | None) -> None:
    if change.kind == "create" and file is not None:
        names[change.path] = file
    elif change.kind == "unlink":
        names.pop(change.path, None)
    elif change.kind == "rename" and change.path in names:
        names[change.target] = names.pop(change.path)


def _kept(since: list[disk.Change], how: str, chance: random.Random) -> list[disk.Change]:
    if how == "nothing":
        return []
    if how == "half":
        return [change for change in since if chance.random() < 0.5]
    if how == "torn" and since:
        *first, last = since[: chance.randint(1, len(since))]
        size = chance.randint(0, len(last.data) // SECTOR) * SECTOR
        return [*first, disk.Change(last.kind, last.path, last.offset, last.data[:size])]
    return since


@dataclass(frozen=True)
class State:
    """What a cut left, and what is wrong with it."""

    cut: int
    how: str
    said: list[str]
    problems: list[str]


def replay(made: Recording, folder: Path, *, seeds: int, every: int = 1) -> Iterator[State]:
    """Cut a recording after each change, or each so many, and look at what may be left; same states once."""
    platter, seen = Platter(made.before), set[bytes]()
    variants = [("nothing", 0), ("everything", 0)]
    variants += [(how, seed) for seed in range(seeds) for how in ("half", "torn")]
    for cut in range(len(made.changes) + 1):
        if cut:
            platter.take(made.changes[cut - 1])
        for how, seed in variants if cut % every == 0 else ():
            left, said = platter.left(how, random.Random(cut * 1000 + seed)), made.said_by(cut)
            if (sort := _sort(left, said)) not in seen:
                seen.add(sort)
                yield State(cut, how, said, _look(made, left, said, folder))


def _sort(left: dict[str, bytes], said: list[str]) -> bytes:
    """The same for states that are the same."""
    sort = hashlib.blake2b(repr(said).encode())
    for name, content in sorted(left.items()):
        sort.update(f"{name} {len(content)}\n".encode() + content)
    return sort.digest()


def _look(made: Recording, left: dict[str, bytes], said: list[str], folder: Path) -> list[str]:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name, content in left.items():
        if not name.endswith("-shm"):  # the log's index is in memory alone
            (folder / name).write_bytes(content)
    return checks.restarted(folder, made.act, made.data_key, said)
