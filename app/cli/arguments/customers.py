"""The arguments of customers, leads and test drives."""

from __future__ import annotations

from pathlib import Path

from app.cli.arguments.base import Verbs, words
from app.domain.consent import PURPOSES, REVEAL_FIELDS, REVEAL_REASONS, WAYS
from app.domain.lead import CONTACTS, GRADES, REASONS, SOURCES, STEPS
from app.domain.test_drive import LICENCE_CLASSES


def add(verbs: Verbs) -> None:
    _customers(verbs)
    _leads(verbs)
    _test_drives(verbs)


def _customers(verbs: Verbs) -> None:
    customer = words(verbs, "customer", help="customers")
    customer.add_parser("list").add_argument("text", nargs="?", default="")
    customer.add_parser("show").add_argument("id")
    add = customer.add_parser("add")
    add.add_argument("fields", metavar="JSON")
    add.add_argument("--accept-warnings", action="store_true", help="although that number is on file")
    merge = customer.add_parser("merge", help="two files are one person's: one goes into the other")
    merge.add_argument("id")
    merge.add_argument("--into", required=True, metavar="ID", help="the file that is kept")
    customer.add_parser("unmerge", help="they are two after all").add_argument("id")
    apart = customer.add_parser("apart", help="two who look like one person are two")
    apart.add_argument("id")
    apart.add_argument("--other", required=True, metavar="ID", help="the other one")
    apart.add_argument("--withdraw", action="store_true", help="perhaps they are one after all")
    consent = customer.add_parser("consent", help="what a customer agrees to")
    consent.add_argument("id")
    consent.add_argument("purpose", choices=tuple(PURPOSES))
    consent.add_argument("--way", default="paper", choices=tuple(WAYS))
    consent.add_argument("--withdraw", action="store_true")
    reveal = customer.add_parser("reveal", help="a whole number, for a reason that is audited")
    reveal.add_argument("id")
    reveal.add_argument("--field", default="id_number", choices=tuple(REVEAL_FIELDS))
    reveal.add_argument("--reason", required=True, choices=tuple(REVEAL_REASONS))
    reveal.add_argument("--note", default="")
    edit = customer.add_parser("edit")
    edit.add_argument("id")
    edit.add_argument("--set", action="append", required=True, metavar="FIELD=VALUE")


def _leads(verbs: Verbs) -> None:
    lead = words(verbs, "lead", help="who may buy, and what happens next")
    listed = lead.add_parser("list")
    listed.add_argument("view", nargs="?", default="todo", choices=("todo", "open", "lost", "all"))
    listed.add_argument("--owner", default="", metavar="USER|nobody")
    listed.add_argument("--grade", action="append", default=[], choices=tuple(GRADES))
    add = lead.add_parser("add")
    add.add_argument("--customer", required=True, metavar="ID|JSON")
    add.add_argument("--source", required=True, choices=tuple(SOURCES))
    add.add_argument("--model", default="", metavar="CODE")
    add.add_argument("--accept-warnings", action="store_true", help="although that number is on file")
    for name in ("show", "next", "lose", "reopen"):
        lead.add_parser(name).add_argument("id")
    follow = lead.choices["next"]
    follow.add_argument(
        "--contact", choices=tuple(CONTACTS), help="what happened; else only the plan changes"
    )
    follow.add_argument("--no-answer", action="store_true")
    for parser in (add, follow):
        parser.add_argument("--grade", default="B" if parser is add else "", choices=tuple(GRADES))
        parser.add_argument("--interest", default="")
        parser.add_argument("--note", default="", help="what was said")
    for parser in (add, follow, lead.choices["reopen"]):
        parser.add_argument("--next", default="", choices=tuple(STEPS))
        parser.add_argument("--on", default="", metavar="DATE", help="or 'DATE TIME'")
        parser.add_argument("--about", default="", help="what the next step is about")
    lose = lead.choices["lose"]
    lose.add_argument("--reason", required=True, choices=tuple(REASONS))
    lose.add_argument("--note", default="")
    lose.add_argument("--ask-again", default="", metavar="DATE")
    assign = lead.add_parser("assign")
    assign.add_argument("ids", nargs="+", metavar="ID")
    assign.add_argument("--to", required=True, metavar="USER")


def _test_drives(verbs: Verbs) -> None:
    drive = words(verbs, "test-drive", help="demonstrators: booked, out, back")
    drive.add_parser("list")
    book = drive.add_parser("book")
    book.add_argument("--customer", required=True, metavar="ID")
    for name in ("show", "move", "agree", "out", "back", "cancel", "pdf"):
        drive.add_parser(name).add_argument("id")
    for parser in (book, drive.choices["move"]):
        parser.add_argument("--vin", required=True)
        parser.add_argument("--at", required=True, metavar="'DATE TIME'")
        parser.add_argument("--minutes", type=int, default=45)
    agree = drive.choices["agree"]
    agree.add_argument("--licence", required=True, metavar="NUMBER")
    agree.add_argument("--class", dest="kind", default="C1", help=", ".join(LICENCE_CLASSES))
    agree.add_argument("--until", required=True, metavar="DATE")
    for name in ("out", "back"):
        drive.choices[name].add_argument("--km", type=int, required=True)
    back = drive.choices["back"]
    back.add_argument("--rating", type=int)
    back.add_argument("--liked", default="")
    back.add_argument("--worried", default="")
    drive.choices["pdf"].add_argument("--out", type=Path, required=True)
