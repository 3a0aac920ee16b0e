"""Runs a verb: language, credentials, errors and exit codes in one place."""

from __future__ import annotations

import argparse
import gc
import getpass
import json
import os
import sys
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app import i18n, paths
from app.errors import EXIT_DONE, UsageError, UserError
from app.i18n import N_, tr

if TYPE_CHECKING:
    from app.bootstrap import App
    from app.workplace import Workplace

_VERBS = {
    "enrol": "terminal", "login": "terminal", "recover": "terminal", "password": "terminal",
    "status": "terminal", "sync": "terminal", "show-check": "terminal",
    "stock": "stock", "customer": "customers", "sell": "selling", "contract": "contracts", "pay": "money",
    "refund": "money", "void": "money", "reversals": "money",
    "conflicts": "conflicts", "catalogue": "catalogue", "import": "files", "export": "files",
    "digest": "care", "audit": "care", "backup": "care", "restore": "care", "doctor": "care",
}  # fmt: skip
EXIT_FAULT, EXIT_INTERRUPTED = 1, 130


@dataclass
class Answer:
    """What a verb says: the JSON object, the text for people, and the exit code."""

    values: dict[str, Any] = field(default_factory=dict)
    text: str = ""
    code: int = EXIT_DONE


@dataclass
class Call:
    """A call of the command line: its arguments and surroundings."""

    arguments: argparse.Namespace
    environ: Mapping[str, str]

    @cached_property
    def app(self) -> App:
        """The application over the chosen folder."""
        from app import bootstrap

        return bootstrap.create(self.folder, self.environ)

    @property
    def folder(self) -> Path:
        """The terminal's folder."""
        return self.arguments.data or Path(self.environ.get("SHOWROOM_DATA") or paths.default_data())

    @property
    def user(self) -> str:
        """Who acts."""
        name = self.arguments.user or self.environ.get("SHOWROOM_USER")
        if not name:
            message = N_("Say who you are: --user NAME or SHOWROOM_USER.")
            raise UsageError("user_missing", message, field="user")
        return str(name)

    @cached_property
    def password(self) -> str:
        """Their password: from standard input, the environment or a prompt."""
        if self.arguments.password_stdin:
            return self.line()
        if (given := self.environ.get("SHOWROOM_PASSWORD")) is not None:
            return given
        message = N_("A password is needed: SHOWROOM_PASSWORD or --password-stdin.")
        return self.asked(tr("Password: "), UsageError("password_missing", message, field="password"))

    @property
    def approver_password(self) -> str:
        """The approver's own: from the environment, else the next line of standard input, else a prompt."""
        if (given := self.environ.get("SHOWROOM_APPROVER_PASSWORD")) is not None:
            return given
        if not sys.stdin.isatty() and (line := self.line()):
            return line
        message = N_(
            "The approver's password is needed: SHOWROOM_APPROVER_PASSWORD, or a line of standard input."
        )
        error = UsageError("approver_password", message, field="approver")
        return self.asked(tr("The approver's password: "), error)

    @property
    def new_password(self) -> str:
        """From the environment, else the next line of standard input, else typed twice."""
        if (given := self.environ.get("SHOWROOM_NEW_PASSWORD")) is not None:
            return given
        if not sys.stdin.isatty() and (line := self.line()):
            return line
        message = N_("The new password is needed: SHOWROOM_NEW_PASSWORD, or a line of standard input.")
        error = UsageError("new_password_missing", message, field="new_password")
        given = self.asked(tr("New password: "), error)
        if self.asked(tr("Once more: "), error) != given:
            raise UsageError("password_differs", N_("The two passwords differ."), field="new_password")
        return given

    def line(self) -> str:
        """The next line of standard input."""
        return sys.stdin.readline().rstrip("\r\n")

    def asked(self, prompt: str, otherwise: UsageError) -> str:
        """A secret that a person types; without a person there, an error."""
        if not sys.stdin.isatty():
            raise otherwise
        return getpass.getpass(prompt)

    @property
    def document_language(self) -> str:
        """The language of documents that this call makes."""
        return str(self.arguments.document_lang or i18n.language())

    def sign_in(self) -> Workplace:
        """Open the replica as the user who acts."""
        return self.app.sign_in(self.user, self.password)


def run(argv: list[str], environ: Mapping[str, str] = os.environ) -> int:
    """Run a command line; returns its exit code."""
    as_json = "--json" in argv
    try:
        i18n.set_language(_language(argv, environ))
        return _run(argv, environ, as_json=as_json)
    except UserError as error:
        return _fail(error, as_json)
    except BrokenPipeError:  # whoever read our words has heard enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_DONE
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED
    except Exception:  # a fault of ours: the report for us, a sentence for people
        traceback.print_exc()
        message = N_("Something went wrong that should not have. Please report what stands above.")
        _fail(UserError("unexpected", message), as_json)
        return EXIT_FAULT


def _run(argv: list[str], environ: Mapping[str, str], *, as_json: bool) -> int:
    from app.cli import parser

    if broken := next((word for word in argv if not _is_text(word)), None):
        shown = broken.encode(errors="replace").decode()
        raise UsageError("text_broken", N_("This is not text in UTF-8: {given}"), given=shown)
    arguments = parser.for_desk(argv) or parser.build().parse_args(argv)
    if arguments.verb is None or arguments.verb == "demo":
        return _screens(arguments, environ)
    from app import db  # not above: the desk must paint before the database is loaded

    with db.storage_errors():
        answer = _verb(arguments.verb)(Call(arguments, environ))
    _say(answer, as_json)
    return answer.code


def _is_text(word: str) -> bool:
    """Whether the bytes that the shell gave are UTF-8; others come as half characters."""
    return not any("\ud800" <= char <= "\udfff" for char in word)


def _verb(name: str) -> Callable[[Call], Answer]:
    module = import_module(f"app.cli.{_VERBS[name]}")
    verb: Callable[[Call], Answer] = getattr(module, f"{name.replace('-', '_')}_")
    return verb


def _screens(arguments: argparse.Namespace, environ: Mapping[str, str]) -> int:
    """The desk, or the demo. Imported late: a verb must not wait for Qt."""
    call = Call(arguments, environ)
    if arguments.verb == "demo":
        from app import demo

        return demo.run(headless=arguments.headless, language=i18n.language(), environ=environ)
    gc.disable()  # starting makes no garbage; the desk turns it on again once its window is up
    from app import main

    return main.open_desk(call.folder, environ, i18n.language())


def _language(argv: list[str], environ: Mapping[str, str]) -> str:
    """`--lang`, else the environment's; looked up before parsing, since parsing can fail too."""
    for word, following in zip(argv, [*argv[1:], ""], strict=True):
        given = following if word == "--lang" else word.removeprefix("--lang=")
        if given in i18n.LANGUAGES and word.startswith("--lang"):
            return given
    spoken = environ.get("LC_ALL") or environ.get("LC_MESSAGES") or environ.get("LANG") or ""
    return "zh_CN" if spoken.startswith("zh") else "en"


def _fail(error: UserError, as_json: bool) -> int:
    if as_json:
        body = {"code": error.code, "message": error.message, "field": error.field}
        print(json.dumps({"error": body}, ensure_ascii=False))
    print(error.message, file=sys.stderr)
    return error.exit_code


def _say(answer: Answer, as_json: bool) -> None:
    if as_json:
        print(json.dumps(answer.values, ensure_ascii=False), flush=True)
        if answer.code != EXIT_DONE:
            print(answer.text, file=sys.stderr)
    elif answer.text:
        print(answer.text, flush=True)
