"""The verbs of `showroom-server` and their arguments. See design section 8."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import NoReturn

from app.domain.permissions import Role
from app.errors import UsageError
from app.i18n import N_
from server.settings import PREFIX, default_data

ROLES = [role.value for role in Role]


class _Parser(argparse.ArgumentParser):
    """Says what is wrong through our own error, so that it can be JSON."""

    def error(self, message: str) -> NoReturn:
        raise UsageError("usage", N_("{message}. Try {program} --help."), message=message, program=self.prog)


def build() -> argparse.ArgumentParser:
    """The whole command line."""
    common = _Parser(add_help=False)
    # Suppressed defaults: given after the verb they must not undo what was given before it.
    common.add_argument("--data", type=Path, default=argparse.SUPPRESS, help="the server's folder")
    common.add_argument(
        "--json", action="store_true", default=argparse.SUPPRESS, help="one JSON object on stdout"
    )
    parser = _Parser(prog="showroom-server", description="The central server of Showroom.", parents=[common])
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True, parser_class=_Parser)
    _running(verbs, common)
    _shop(verbs, common)
    _people(verbs, common)
    _care(verbs, common)
    return parser


def chosen_data(options: argparse.Namespace) -> Path:
    """The server's folder: the option, the environment, or the platform's place."""
    given: Path | None = getattr(options, "data", None)
    named = os.environ.get(PREFIX + "DATA")
    return given or (Path(named) if named else default_data())


_Verbs = argparse._SubParsersAction  # noqa: SLF001 - argparse has no public name for it


def _running(verbs: _Verbs[_Parser], common: _Parser) -> None:
    serve = verbs.add_parser("serve", parents=[common], help="answer terminals until stopped")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, choices=range(1, 65536), metavar="PORT", default=8470)
    serve.add_argument("--workers", type=int, default=1, help="processes; more than one wants PostgreSQL")
    verbs.add_parser("migrate", parents=[common], help="bring the database to this program's schema")


def _shop(verbs: _Verbs[_Parser], common: _Parser) -> None:
    init = verbs.add_parser(
        "init", parents=[common], help="set up keys, database, first branch, administrator"
    )
    init.add_argument("--admin", required=True, metavar="USER")
    init.add_argument("--branch", default="MAIN", metavar="CODE")
    _password(init)
    code = verbs.add_parser("enrol-code", parents=[common], help="a one-time code for a new terminal")
    code.add_argument("--branch", required=True, metavar="CODE")
    code.add_argument("--finance", action="store_true", help="a back-office terminal, which holds costs")
    recovery = verbs.add_parser(
        "recovery-code", parents=[common], help="for a terminal whose keychain is lost"
    )
    recovery.add_argument("--terminal", required=True, help="id, number prefix or name")
    branch = verbs.add_parser("branch", parents=[common], help="branches").add_subparsers(
        dest="action", metavar="ACTION", required=True, parser_class=_Parser
    )
    add = branch.add_parser("add", parents=[common])
    add.add_argument("code")
    add.add_argument("--name", help="as people call it; else its code")
    for detail in ("seller", "credit-code", "address", "phone"):
        add.add_argument(f"--{detail}")
    holder = branch.add_parser("holder", parents=[common], help="the terminal that holds its free cars")
    holder.add_argument("code")
    named = holder.add_mutually_exclusive_group(required=True)
    named.add_argument("terminal", nargs="?", help="id, number prefix or name")
    named.add_argument("--none", action="store_true", help="no terminal any more")
    setting = verbs.add_parser(
        "setting", parents=[common], help="what the dealership decides"
    ).add_subparsers(dest="action", metavar="ACTION", required=True, parser_class=_Parser)
    setting.add_parser("list", parents=[common])
    decided = setting.add_parser("set", parents=[common])
    decided.add_argument("name")
    decided.add_argument("value")
    read = verbs.add_parser("import", parents=[common], help="read a file into the catalogue")
    read.add_argument("kind", choices=["catalogue"])
    read.add_argument("file", type=Path)
    read.add_argument("--dry-run", action="store_true", help="check only")
    demo = verbs.add_parser(
        "demo-data", parents=[common], help="fill an empty server with a made-up dealership"
    )
    demo.add_argument("--seed", type=int, default=1)


def _people(verbs: _Verbs[_Parser], common: _Parser) -> None:
    user = verbs.add_parser("user", parents=[common], help="users").add_subparsers(
        dest="action", metavar="ACTION", required=True, parser_class=_Parser
    )
    add = user.add_parser("add", parents=[common])
    add.add_argument("user")
    add.add_argument("--role", required=True, choices=ROLES)
    add.add_argument("--branch", required=True, metavar="CODE")
    add.add_argument("--display", metavar="NAME")
    _password(add)
    for action in ("disable", "enable"):
        user.add_parser(action, parents=[common]).add_argument("user")
    role = user.add_parser("role", parents=[common], help="give a role, or take it away")
    role.add_argument("user")
    role.add_argument("--role", required=True, choices=ROLES)
    role.add_argument("--branch", required=True, metavar="CODE")
    role.add_argument("--remove", action="store_true")
    password = user.add_parser("password", parents=[common], help="a new password")
    password.add_argument("user")
    _password(password)
    terminal = verbs.add_parser("terminal", parents=[common], help="terminals").add_subparsers(
        dest="action", metavar="ACTION", required=True, parser_class=_Parser
    )
    terminal.add_parser("list", parents=[common])
    terminal.add_parser("revoke", parents=[common]).add_argument("terminal", help="id, number prefix or name")
    keys = terminal.add_parser("keys", parents=[common], help="who was given its key, when and why")
    keys.add_argument("terminal", help="id, number prefix or name")
    move = terminal.add_parser("move", parents=[common], help="give it to another branch, or other scopes")
    move.add_argument("terminal", help="id, number prefix or name")
    move.add_argument("--branch", required=True, metavar="CODE")
    move.add_argument("--finance", action="store_true", help="a back-office terminal, which holds costs")
    key = verbs.add_parser("api-key", parents=[common], help="keys of third parties").add_subparsers(
        dest="action", metavar="ACTION", required=True, parser_class=_Parser
    )
    key.add_parser("create", parents=[common]).add_argument("name")
    key.add_parser("list", parents=[common])
    key.add_parser("revoke", parents=[common]).add_argument("id")


def _care(verbs: _Verbs[_Parser], common: _Parser) -> None:
    verbs.add_parser("digest", parents=[common], help="count and digest of every scope and table")
    backup = verbs.add_parser("backup", parents=[common], help="write everything to a file, sealed")
    backup.add_argument("file", type=Path)
    backup.add_argument(
        "--verify", action="store_true", help="restore the file into nowhere and look for damage in it"
    )
    restore = verbs.add_parser(
        "restore", parents=[common], help="read a backup; terminals notice by the new epoch"
    )
    restore.add_argument("file", type=Path)
    restore.add_argument("--replace", action="store_true", help="also when the database is not empty")
    verbs.add_parser("compact", parents=[common], help="shorten the change log; once a day")
    verbs.add_parser("doctor", parents=[common], help="look for damage")


def _password(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--password-stdin", action="store_true", help="read the password from stdin")
