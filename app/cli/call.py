"""A call of the command line, and what a verb answers."""

from __future__ import annotations

import argparse
import getpass
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app import i18n, paths, standard
from app.errors import EXIT_DONE, UsageError, UserError
from app.i18n import N_, tr

if TYPE_CHECKING:
    from app.bootstrap import App
    from app.workplace import Workplace


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
    unfetched: bool = False
    """Nothing of the centre's is in the data file yet, or not again: lists that are empty say nothing."""
    clock_trouble: UserError | None = None
    """The computer's clock is wrong, and a person has to set it."""

    @cached_property
    def app(self) -> App:
        """The application over the chosen folder."""
        from app import bootstrap

        return bootstrap.create(self.folder, self.environ)

    @property
    def folder(self) -> Path:
        """The terminal's folder."""
        return paths.data(self.environ, self.arguments.data)

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

    @property
    def seal_passphrase(self) -> str:
        """That of a seal's file: from the environment, else the next line of standard input, else a prompt."""
        if (given := self.environ.get("SHOWROOM_SEAL_PASSPHRASE")) is not None:
            return given
        if not sys.stdin.isatty() and (line := self.line()):
            return line
        message = N_(
            "The seal's passphrase is needed: SHOWROOM_SEAL_PASSPHRASE, or a line of standard input."
        )
        return self.asked(tr("The seal's passphrase: "), UsageError("seal_passphrase", message, field="file"))

    def line(self) -> str:
        """The next line of standard input."""
        return standard.line()

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
        workplace = self.app.sign_in(self.user, self.password)
        self.unfetched = workplace.unfetched
        self.look_at_clock(workplace)
        return workplace

    def look_at_clock(self, workplace: Workplace) -> None:
        """Whether it is wrong, by what the server said last."""
        self.clock_trouble = workplace.clock_trouble
