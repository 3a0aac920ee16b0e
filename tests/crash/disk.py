"""Sees every change of files below a folder before it is made, and may stop it.

SQLite's own writes are seen where SQLite hands them to the system: its default VFS is told to open files with
methods that ask us first. Python's are seen in `os` and `io`. So no compiler and no preloaded library is needed.
"""

from __future__ import annotations

import builtins
import ctypes
import errno
import io
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ctypes import CFUNCTYPE, POINTER, Structure, c_char_p, c_int, c_int64, c_void_p, cast
from dataclasses import dataclass
from typing import Any

OK, IOERR, FULL = 0, 10, 13
_WRITING = set("wax+")


@dataclass(frozen=True)
class Change:
    """One thing that is about to happen: `create`, `write`, `truncate`, `sync`, `rename`, `unlink`, `syncdir`."""

    kind: str
    path: str
    offset: int = 0
    data: bytes = b""
    target: str = ""


Before = Callable[[Change], None]


def _pass(change: Change) -> None:
    del change


class _Watch:
    """What is watched, and who is asked. One a process: the VFS is the process's too."""

    root = "\0"
    before: Before = staticmethod(_pass)
    paths: dict[int, str] = {}  # noqa: RUF012 - one a process
    real: dict[str, Any] = {}  # noqa: RUF012 - likewise


def _tell(kind: str, path: Any, offset: int = 0, data: bytes = b"", target: Any = "") -> None:
    name = os.fspath(path)
    if isinstance(name, str) and os.path.join(name, "" if kind == "syncdir" else name).startswith(
        _Watch.root
    ):
        _Watch.before(Change(kind, name, offset, data, os.fspath(target)))


@contextmanager
def watched(root: Any, before: Before) -> Iterator[None]:
    """Ask `before` about every change below `root`; it may raise OSError, or end the process."""
    _install()
    _Watch.root, _Watch.before = os.path.join(os.fspath(root), ""), before
    try:
        yield
    finally:
        _Watch.root, _Watch.before = "\0", _pass


# ---------------------------------------------------------------- SQLite


class _File(Structure):
    _fields_ = (("methods", c_void_p),)


_WRITE = CFUNCTYPE(c_int, c_void_p, c_void_p, c_int, c_int64)
_TRUNCATE = CFUNCTYPE(c_int, c_void_p, c_int64)
_SYNC = CFUNCTYPE(c_int, c_void_p, c_int)
# The name as a pointer: behind it lie the parameters that SQLite reads too.
_OPEN = CFUNCTYPE(c_int, c_void_p, c_void_p, c_void_p, c_int, c_void_p)
_DELETE = CFUNCTYPE(c_int, c_void_p, c_char_p, c_int)


class _Methods(Structure):
    """sqlite3_io_methods: those that we put ourselves before, and the others as they are."""

    _fields_ = (
        ("version", c_int), ("close", c_void_p), ("read", c_void_p), ("write", _WRITE),
        ("truncate", _TRUNCATE), ("sync", _SYNC), ("others", c_void_p * 13),
    )  # fmt: skip


class _Vfs(Structure):
    _fields_ = (
        ("version", c_int), ("file_size", c_int), ("longest_path", c_int), ("next", c_void_p),
        ("name", c_char_p), ("data", c_void_p), ("open", _OPEN), ("delete", _DELETE),
    )  # fmt: skip


_kept: list[Any] = []  # what C points to must not be collected
_CREATE, _JOURNALS = 0x4, 0x800 | 0x4000 | 0x80000


def _asked(kind: str, path: str, *more: Any) -> int:
    """Ask, and turn a refusal into SQLite's own code."""
    try:
        _tell(kind, path, *more)
    except OSError as error:
        return FULL if error.errno == errno.ENOSPC else IOERR
    return OK


def _watch_sqlite(library: str) -> None:
    find = ctypes.CDLL(library).sqlite3_vfs_find
    find.restype, find.argtypes = POINTER(_Vfs), [c_char_p]
    vfs = find(None).contents
    # Copies: taken from a structure, a function pointer would follow what is written there.
    real_open, real_delete = (
        _again(kind, getattr(vfs, name)) for kind, name in ((_OPEN, "open"), (_DELETE, "delete"))
    )
    methods: dict[int, _Methods] = {}
    syncs_folder: set[int] = set()

    def opened(this: int, name: int | None, file: int, flags: int, out: int) -> int:
        path = os.fsdecode(ctypes.string_at(name)) if name else ""
        fresh = bool(name) and not os.path.exists(path)
        if fresh and flags & _CREATE and (code := _asked("create", path)):
            return code
        code = real_open(this, name, file, flags, out)
        if code == OK and name:
            _Watch.paths[file] = path
            # SQLite syncs the folder with the first sync of a log that this connection might have made.
            may_be_new = flags & _CREATE and flags & _JOURNALS
            (syncs_folder.add if may_be_new else syncs_folder.discard)(file)
            held = cast(file, POINTER(_File)).contents
            if held.methods not in methods:
                methods[held.methods] = _watching(held.methods, syncs_folder)
            held.methods = ctypes.addressof(methods[held.methods])
        return int(code)

    def deleted(this: int, name: bytes, synced: int) -> int:
        path = os.fsdecode(name)
        if os.path.exists(path) and (code := _asked("unlink", path)):
            return code
        code = real_delete(this, name, synced)
        return int(code) or (_asked("syncdir", os.path.dirname(path)) if synced else OK)

    _kept.extend((vfs, methods, _OPEN(opened), _DELETE(deleted)))
    vfs.open, vfs.delete = _kept[-2:]


def _again(kind: Any, function: Any) -> Any:
    return kind(cast(function, c_void_p).value)


def _watching(address: int, syncs_folder: set[int]) -> _Methods:
    """A copy of a file's methods that asks before it writes."""
    real = cast(address, POINTER(_Methods)).contents
    write, truncate, sync = (
        _again(_WRITE, real.write),
        _again(_TRUNCATE, real.truncate),
        _again(_SYNC, real.sync),
    )

    def on_write(file: int, data: int, length: int, offset: int) -> int:
        code = _asked("write", _Watch.paths[file], offset, ctypes.string_at(data, length))
        return code or int(write(file, data, length, offset))

    def on_truncate(file: int, size: int) -> int:
        return _asked("truncate", _Watch.paths[file], size) or int(truncate(file, size))

    def on_sync(file: int, flags: int) -> int:
        path = _Watch.paths[file]
        code = _asked("sync", path) or int(sync(file, flags))
        if code == OK and file in syncs_folder:
            syncs_folder.discard(file)
            code = _asked("syncdir", os.path.dirname(path))
        return code

    copy = _Methods.from_buffer_copy(real)
    copy.write, copy.truncate, copy.sync = _WRITE(on_write), _TRUNCATE(on_truncate), _SYNC(on_sync)
    return copy


# ---------------------------------------------------------------- Python


class _Raw(io.FileIO):
    """A file that is written by Python."""

    def write(self, data: Any, /) -> int:
        offset = os.lseek(self.fileno(), 0, os.SEEK_END if "a" in self.mode else os.SEEK_CUR)
        _tell("write", _Watch.paths.get(-self.fileno() - 1, ""), offset, bytes(data))
        return super().write(data)

    def truncate(self, size: int | None = None, /) -> int:
        _tell("truncate", _Watch.paths.get(-self.fileno() - 1, ""), self.tell() if size is None else size)
        return super().truncate(size)


def _open(
    file: Any, mode: str = "r", buffering: int = -1, encoding: str | None = None, errors: str | None = None,
    newline: str | None = None, closefd: bool = True, opener: Any = None,
) -> Any:  # fmt: skip
    if not _WRITING & set(mode) or _Watch.root == "\0":
        return _Watch.real["open"](file, mode, buffering, encoding, errors, newline, closefd, opener)
    if not isinstance(file, int):
        _opening(file, new="w" in mode)
    raw = _Raw(file, mode.replace("b", "").replace("t", ""), closefd, opener)
    if not isinstance(file, int):
        _Watch.paths[-raw.fileno() - 1] = os.fspath(file)
    if buffering == 0:
        return raw
    buffered = (io.BufferedRandom if "+" in mode else io.BufferedWriter)(raw)
    return buffered if "b" in mode else io.TextIOWrapper(buffered, encoding, errors, newline, buffering == 1)


def _opening(path: Any, *, new: bool) -> None:
    """What opening a file for writing does to it."""
    if not os.path.exists(path):
        _tell("create", path)
    elif new:
        _tell("truncate", path)


def _os_open(path: Any, flags: int, *more: Any, **named: Any) -> int:
    if flags & os.O_CREAT or flags & os.O_TRUNC:
        _opening(path, new=bool(flags & os.O_TRUNC))
    handle: int = _Watch.real["os.open"](path, flags, *more, **named)
    _Watch.paths[-handle - 1] = os.fspath(path)
    return handle


def _fsync(handle: Any) -> None:
    number = handle if isinstance(handle, int) else handle.fileno()
    path = _Watch.paths.get(-number - 1, "")
    if os.path.isdir(path):
        _tell("syncdir", path)
    else:
        _tell("sync", path)
    _Watch.real["fsync"](handle)


def _renamed(source: Any, target: Any, **named: Any) -> None:
    _tell("rename", source, target=target)
    _Watch.real["replace"](source, target, **named)


def _unlinked(path: Any, **named: Any) -> None:
    if os.path.lexists(path):
        _tell("unlink", path)
    _Watch.real["unlink"](path, **named)


def _install() -> None:
    if _Watch.real:
        return
    from sqlcipher3 import _sqlite3  # type: ignore[attr-defined]

    _watch_sqlite(_sqlite3.__file__)
    _Watch.real = {
        "open": io.open, "os.open": os.open, "fsync": os.fsync, "replace": os.replace, "unlink": os.unlink,
    }  # fmt: skip
    builtins.open = io.open = _open
    os.open, os.fsync, os.unlink, os.remove = _os_open, _fsync, _unlinked, _unlinked  # type: ignore[assignment]
    os.replace = os.rename = _renamed  # type: ignore[assignment]
    shutil._USE_CP_SENDFILE = False  # type: ignore[attr-defined] # else copies would pass by us
