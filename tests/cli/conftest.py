"""The command line, run in this process: cheap, and the same code as the program's."""

from __future__ import annotations

import contextlib
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from app.cli import run
from tests.shop import ENVIRON, PASSWORD, Shop, Till


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
    """`showroom` for one folder; every call must end as it says that it should (None: however it likes)."""

    till: Till

    def __call__(
        self, *words: Any, ends: int | None = 0, user: str = "wang", password: str = PASSWORD, lang: str = "en",
        environ: dict[str, str] | None = None, stdin: str = "",
    ) -> Said:  # fmt: skip
        argv = ["--data", str(self.till.folder), "--lang", lang, "--json", *map(str, words)]
        surroundings = {**ENVIRON, "SHOWROOM_USER": user, "SHOWROOM_PASSWORD": password, **(environ or {})}
        said = call(argv, surroundings, stdin)
        assert ends in (None, said.code), (words, said)
        return said


def call(argv: list[str], environ: dict[str, str], stdin: str = "") -> Said:
    """Run a command line."""
    out, err = io.StringIO(), io.StringIO()
    with (
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr("sys.stdin", io.StringIO(stdin))
        code = run.run(argv, environ)
    return Said(code, out.getvalue(), err.getvalue())


@pytest.fixture(scope="module")
def place(running_shop: Shop, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Cli]]:
    """Makes terminals of one branch for a module; everybody can sign in at them."""
    branch, made = running_shop.branch(), list[Till]()

    def make(name: str) -> Cli:
        running_shop.start()
        till = Till(tmp_path_factory.mktemp("till") / "data")
        till.enrol(running_shop.url, running_shop.code(branch), name)
        made.append(till)
        return Cli(till)

    yield make
    for till in made:
        till.close()


@pytest.fixture(scope="module")
def cli(place: Callable[[str], Cli]) -> Cli:
    """The command line of a counter, at which everybody of the branch has signed in."""
    made = place("Counter 1")
    for user in ("liu", "zhao", "qian", "sun", "admin"):
        made.till.as_(user)
    return made


@pytest.fixture(scope="module")
def booth(place: Callable[[str], Cli]) -> Cli:
    """The command line of another terminal of the same branch."""
    return place("Booth 2")


@pytest.fixture
def online(running_shop: Shop) -> Shop:
    """The server, which runs."""
    return running_shop.start()


@pytest.fixture
def offline(running_shop: Shop) -> Iterator[Shop]:
    """The server, which is away."""
    running_shop.stop()
    yield running_shop
    running_shop.start()
