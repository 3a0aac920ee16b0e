"""What the arguments of all verbs share."""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import Any, NoReturn, TypeAlias

from app.errors import UsageError
from app.i18n import LANGUAGES, N_, tr

PAPERS = ("a4", "a5")
_REFUSALS = (
    N_("the following arguments are required: %s"),
    N_("one of the arguments %s is required"),
    N_("unrecognized arguments: %s"),
    N_("invalid choice: %(value)r (choose from %(choices)s)"),
    N_("unknown parser %(parser_name)r (choices: %(choices)s)"),
    N_("invalid %(type)s value: %(value)r"),
    N_("not allowed with argument %s"),
    N_("ignored explicit argument %r"),
    N_("expected one argument"),
    N_("expected at most one argument"),
    N_("expected at least one argument"),
    N_("argument %(argument_name)s: %(message)s"),
)
"""What argparse says of words that it cannot take, in its own English."""


_GAP = re.compile(r"%(?:\((\w+)\))?[sr]")


def _in_our_language(message: str) -> str:
    """A refusal of argparse's, which knows no Chinese, as people read it; what it says of an argument stands in it."""
    for refusal in _REFUSALS:
        words = _GAP.sub("\0", refusal).split("\0")
        found = re.fullmatch("(.+?)".join(map(re.escape, words)), message, re.DOTALL)
        if found is not None:
            names = [gap[1] for gap in _GAP.finditer(refusal)]
            said = dict(zip(names, found.groups(), strict=True))
            return _filled(tr(refusal), said)
    return message


def _filled(refusal: str, said: dict[str | None, str]) -> str:
    said = {name: _in_our_language(value) if name == "message" else value for name, value in said.items()}
    return _GAP.sub(lambda gap: said[gap[1]], refusal)


class Parser(argparse.ArgumentParser):
    """Raises instead of ending the process, so that `--json` can answer with an object.

    The common options may stand before the verb or after it; what is not given there undoes nothing.

    There are a hundred and fifty verbs and a call means one: a parser is made when it is first looked into, and
    until then only keeps what it was asked to take.
    """

    def __init__(self, *, shown: bool = False, **how: Any) -> None:
        self._unmade: tuple[bool, dict[str, Any]] | None = (shown, how)
        self._asked = list[tuple[tuple[str, ...], dict[str, Any]]]()

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") or self._unmade is None:
            raise AttributeError(f"{type(self).__name__} has no {name}")
        self._make(*self._unmade)
        return getattr(self, name)

    def _make(self, shown: bool, how: dict[str, Any]) -> None:
        self._unmade = None
        super().__init__(allow_abbrev=False, **how)
        _common(self, shown=shown)
        for names, more in self._asked:
            self.add_argument(*names, **more)

    def add_argument(self, *names: str, **how: Any) -> Any:
        if self._unmade is None:
            return super().add_argument(*names, **how)
        self._asked.append((names, how))
        return None

    def error(self, message: str) -> NoReturn:
        raise UsageError("usage", N_("{what}\nSee: showroom --help"), what=_in_our_language(message))


Verbs: TypeAlias = "argparse._SubParsersAction[Parser]"  # noqa: SLF001 - argparse has no public name for it


def words(verbs: Verbs, name: str, *, help: str) -> Verbs:
    """A verb that takes a further word, such as `stock list`."""
    return verbs.add_parser(name, help=help).add_subparsers(dest="what", required=True, parser_class=Parser)


def _common(parser: argparse.ArgumentParser, *, shown: bool) -> None:
    def add(name: str, text: str, **how: Any) -> None:
        hidden: dict[str, Any] = {} if shown else {"default": argparse.SUPPRESS}
        parser.add_argument(name, help=text if shown else argparse.SUPPRESS, **how, **hidden)

    add("--data", "the terminal's folder (or SHOWROOM_DATA)", type=Path, metavar="DIR")
    add("--lang", "language of messages and documents", choices=LANGUAGES)
    add("--document-lang", "language of documents, if another", choices=LANGUAGES)
    add("--json", "one JSON object on standard output", action="store_true")
    add("--user", "who acts (or SHOWROOM_USER); password in SHOWROOM_PASSWORD")
    add("--password-stdin", "read the password from standard input", action="store_true")
