"""The arguments of quotes, the counter flow and contracts."""

from __future__ import annotations

from pathlib import Path

from app.cli.arguments.base import PAPERS, Parser, Verbs, words
from app.domain import discount
from app.domain.deposits import DepositFate
from app.domain.shift import METHODS
from app.errors import UsageError
from app.i18n import N_


def add(verbs: Verbs) -> None:
    _sell(verbs)
    _quotes(verbs)
    _contracts(verbs)
    _conflicts(verbs)


def _sell(verbs: Verbs) -> None:
    sell = verbs.add_parser("sell", help="the counter flow in one action")
    subject = sell.add_mutually_exclusive_group(required=True)
    subject.add_argument("--vin")
    subject.add_argument("--model", metavar="CODE")
    sell.add_argument("--colour")
    _options(sell)
    _order(sell)
    sell.add_argument("--deposit", metavar="AMOUNT")
    sell.add_argument("--method", choices=METHODS)
    sell.add_argument("--reference")
    sell.add_argument("--approver", metavar="USER", help="a manager; password in SHOWROOM_APPROVER_PASSWORD")
    _why(sell)


def _quotes(verbs: Verbs) -> None:
    quote = words(verbs, "quote", help="what a customer is offered, in versions")
    give = quote.add_parser("give")
    subject = give.add_mutually_exclusive_group(required=True)
    subject.add_argument("--vin")
    subject.add_argument("--model", metavar="CODE")
    give.add_argument("--colour")
    _options(give)
    _order(give)
    give.add_argument("--deal", metavar="NO", help="a further version of that deal's")
    give.add_argument("--valid-until", metavar="DATE", help="else seven days from now")
    quote.add_parser("list").add_argument("deal", nargs="?", default="")
    for name in ("show", "pdf", "contract"):
        quote.add_parser(name).add_argument("no")
    quote.choices["pdf"].add_argument("--out", type=Path, required=True)


def _contracts(verbs: Verbs) -> None:
    contract = words(verbs, "contract", help="contracts")
    draft = contract.add_parser("draft")
    draft.add_argument("--vin", required=True)
    _order(draft)
    contract.add_parser("list").add_argument("text", nargs="?", default="")
    for name in (
        "show",
        "edit",
        "amend",
        "allocate",
        "cancel",
        "lint",
        "submit",
        "approve",
        "return",
        "pdf",
        "print",
        "attach",
        "attachments",
        "attachment",
        "withdraw",
    ):
        contract.add_parser(name).add_argument("no")
    for name in ("edit", "amend"):
        contract.choices[name].add_argument(
            "--set", action="append", default=[], required=name == "edit", metavar="FIELD=VALUE"
        )
    _amend(contract.choices["amend"])
    contract.choices["allocate"].add_argument("--vin", required=True)
    for name in ("pdf", "print"):
        contract.choices[name].add_argument("--notice", action="store_true", help="that of the allocated car")
        contract.choices[name].add_argument(
            "--amendment", type=int, metavar="N", help="that amendment's paper"
        )
    submit = contract.choices["submit"].add_mutually_exclusive_group()
    submit.add_argument("--take-back", action="store_true", help="to change it again")
    submit.add_argument("--reason", default="")
    contract.choices["approve"].add_argument("--reason", default="")
    for name in ("cancel", "return"):
        contract.choices[name].add_argument("--reason", required=True)
    contract.choices["cancel"].add_argument(
        "--deposit", choices=[fate.value for fate in DepositFate], help="and ask for what goes back"
    )
    contract.choices["cancel"].add_argument(
        "--approver", metavar="USER", help="a manager, if the deposit is kept"
    )
    contract.choices["attach"].add_argument("file", nargs="?", type=Path, help="else the signed paper itself")
    contract.choices["attach"].add_argument("--scan", action="store_true", help="a page with ink on it")
    contract.choices["attachment"].add_argument("id")
    contract.choices["withdraw"].add_argument("id")
    contract.choices["attachment"].add_argument("--out", type=Path, required=True)
    contract.choices["pdf"].add_argument("--out", type=Path, required=True)
    contract.choices["pdf"].add_argument("--seal", action="store_true", help="under the dealership's seal")
    contract.choices["print"].add_argument("--printer", required=True)
    contract.choices["print"].add_argument("--paper", choices=PAPERS, default="", help="another size than A4")
    contract.choices["print"].add_argument("--copies", type=_at_least_one, default=1)
    contract.add_parser("verify").add_argument("paper", metavar="FILE_OR_CODE")


def _amend(amend: Parser) -> None:
    _charges(amend)
    amend.add_argument(
        "--without", action="append", default=[], metavar="NAME", help="take an add-on or a used car out"
    )
    amend.add_argument(
        "--used-car", action="append", default=[], metavar="ID|PLATE", help="put an approved used car on"
    )
    amend.add_argument("--approver", metavar="USER", help="a manager, for a lower price or a payout")
    _why(amend)


def _at_least_one(text: str) -> int:
    """A number of copies. What is wrong with it is said by our own error, in the language chosen."""
    if not text.strip().isdecimal() or int(text) < 1:
        message = N_("“{given}” is no number of copies. Print at least 1.")
        raise UsageError("copies_wrong", message, field="copies", given=text)
    return int(text)


def _conflicts(verbs: Verbs) -> None:
    conflicts = words(verbs, "conflicts", help="what waits for a person")
    conflicts.add_parser("list")
    conflicts.add_parser("show").add_argument("id")
    resolve = conflicts.add_parser("resolve")
    resolve.add_argument("id")
    resolve.add_argument("--take", choices=("mine", "theirs"))
    resolve.add_argument("--set", action="append", default=[], metavar="GROUP=mine|theirs|VALUE")


def _order(parser: Parser) -> None:
    parser.add_argument("--customer", required=True, metavar="ID|JSON")
    parser.add_argument("--price", required=True, metavar="AMOUNT")
    _charges(parser)
    parser.add_argument("--collected", action="append", default=[], metavar="NAME=PAYEE=AMOUNT[/PASSED_ON]")
    parser.add_argument("--gift", action="append", default=[], metavar="NAME=WORTH[/COST]")
    parser.add_argument("--delivery-date", metavar="DATE")
    parser.add_argument("--delivery-place")


def _charges(parser: Parser) -> None:
    """What is sold beside the car, with what it costs us."""
    for name in ("--add-on", "--warranty", "--service"):
        parser.add_argument(name, action="append", default=[], metavar="NAME=AMOUNT[/COST]")


def _options(parser: Parser) -> None:
    parser.add_argument(
        "--option", action="append", default=[], metavar="CODE", help="of the model, see catalogue show"
    )


def _why(parser: Parser) -> None:
    parser.add_argument("--why", choices=sorted(discount.codes()), help="why a manager approves")
    parser.add_argument("--why-note", default="", metavar="TEXT")
