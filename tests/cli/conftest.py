"""The command line, run in this process: cheap, and the same code as the program's."""

from __future__ import annotations

import contextlib
import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from app.cli import run
from tests.shop import ENVIRON, PASSWORD, Till


@dataclass(frozen=True)
class Said:
    """What a call printed, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        """The one object on standard output."""
        value = json.loads(self.out)
        assert isinstance(value, dict)
        return value

    @property
    def error(self) -> dict[str, Any]:
        """The error object, which must be whole."""
        error: dict[str, Any] = self.json["error"]
        assert error["code"]
        assert error["message"]
        assert set(error) >= {"code", "message", "field"}
        assert error["message"] in self.err
        return error


@dataclass
class Cli:
    """`showroom` for one folder; every call must end as it says that it should."""

    till: Till

    def __call__(
        self, *words: Any, ends: int = 0, user: str = "wang", password: str = PASSWORD, lang: str = "en",
        environ: dict[str, str] | None = None, stdin: str = "",
    ) -> Said:  # fmt: skip
        argv = ["--data", str(self.till.folder), "--lang", lang, "--json", *map(str, words)]
        surroundings = {**ENVIRON, "SHOWROOM_USER": user, "SHOWROOM_PASSWORD": password, **(environ or {})}
        said = call(argv, surroundings, stdin)
        assert said.code == ends, (words, said)
        return said


def call(argv: list[str], environ: dict[str, str], stdin: str = "") -> Said:
    """Run a command line."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.stdin", io.StringIO(stdin))
        code = run.run(argv, environ)
    return Said(code, out.getvalue(), err.getvalue())


@pytest.fixture
def cli(counter: Till) -> Cli:
    """The command line of a terminal of its own."""
    return Cli(counter)


@pytest.fixture
def second(new_till: Callable[..., Till]) -> Cli:
    """The command line of another terminal of the same branch."""
    return Cli(new_till("Booth 2"))
