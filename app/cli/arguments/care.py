"""The arguments of files, backups and checks."""

from __future__ import annotations

from pathlib import Path

from app.cli.arguments.base import Verbs, words

KINDS = ("catalogue", "stock", "customers", "deals", "check-lists")


def add(verbs: Verbs) -> None:
    _files(verbs)
    _care(verbs)


def _files(verbs: Verbs) -> None:
    take = verbs.add_parser("import", help="catalogue, stock, customers or deals from a file")
    take.add_argument("kind", choices=KINDS)
    take.add_argument("file", type=Path)
    take.add_argument("--dry-run", action="store_true", help="judge every line, take in none")
    take.add_argument("--accept-warnings", action="store_true", help="cars with a wrong check digit too")
    give = verbs.add_parser("export", help="catalogue, stock, customers, deals, or all")
    give.add_argument("kind", choices=(*KINDS, "all"))
    give.add_argument("file", type=Path, metavar="FILE|DIR")


def _care(verbs: Verbs) -> None:
    verbs.add_parser("digest", help="count and digest per scope and table")
    audit = words(verbs, "audit", help="the audit trail")
    audit.add_parser("verify")
    backup = verbs.add_parser("backup", help="a consistent encrypted copy; `backup verify FILE` checks one")
    backup.add_argument("words", nargs="+", metavar="FILE|verify FILE")
    verbs.add_parser("restore", help="put a backup in the replica's place").add_argument("file", type=Path)
    verbs.add_parser("doctor", help="is everything sound?").add_argument(
        "--repair", action="store_true", help="keys from their copy, rows from the server"
    )
