"""Standard input, output and error of both programs: closed, broken off, on a full disk, not in UTF-8."""

from __future__ import annotations

import codecs
import io
import json
import os
import sys
from typing import Any

from app.errors import UsageError
from app.i18n import N_


def complete() -> None:
    """Open what the caller closed, on nothing. Else the next file that is opened would stand in its place, and what is
    said on standard error would come out on standard output."""
    sys.stdin = sys.stdin or open(os.devnull, encoding="utf-8")  # noqa: SIM115 - as long as the program runs
    sys.stdout = sys.stdout or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    sys.stderr = sys.stderr or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a code page may lack a letter of a name
            stream.reconfigure(errors="backslashreplace")
    words, own = sys.stderr, sys.stderr is sys.__stderr__  # tests listen with another
    if own and not words.isatty():
        taken = io.BufferedWriter(_Unheeded(words.fileno(), "wb", closefd=False))
        sys.stderr = io.TextIOWrapper(
            taken, encoding=words.encoding, errors="backslashreplace", line_buffering=True
        )


class _Unheeded(io.FileIO):
    """Where words go that change nothing: on a full disk, or to somebody who hung up, they are not missed."""

    def write(self, words: Any, /) -> int:
        """How much was taken: all of it."""
        try:
            return super().write(words)
        except OSError:
            return len(words)


def as_json(value: dict[str, Any]) -> str:
    """One object, in letters that standard output can write."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    return json.dumps(value, ensure_ascii=codecs.lookup(encoding).name != "utf-8")


def line() -> str:
    """The next line of standard input."""
    try:
        given = sys.stdin.readline().rstrip("\r\n")
        given.encode()
    except UnicodeError as error:
        raise UsageError("text_broken", N_("Standard input is not text in UTF-8.")) from error
    return given


def say(text: str) -> bool:
    """Write to standard output; whether it took that. Whoever hung up has heard enough."""
    try:
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()
    except BrokenPipeError:
        hush()
    except OSError:
        hush()
        return False
    return True


def hush() -> None:
    """Nothing more goes to standard output, nor what could not be written there."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
