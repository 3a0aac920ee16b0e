"""The arguments of every verb."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any, NoReturn, TypeAlias

from app import __version__
from app.domain.deposits import DepositFate
from app.errors import UsageError
from app.i18n import LANGUAGES, N_

KINDS = ("catalogue", "stock", "customers", "deals")


class Parser(argparse.ArgumentParser):
    """Raises instead of ending the process, so that `--json` can answer with an object.

    The common options may stand before the verb or after it; what is not given there undoes nothing.
    """

    def __init__(self, *, shown: bool = False, **how: Any) -> None:
        super().__init__(allow_abbrev=False, **how)
        _common(self, shown=shown)

    def error(self, message: str) -> NoReturn:
        raise UsageError("usage", N_("{what}\nSee: showroom --help"), what=message)


def build() -> argparse.ArgumentParser:
    """The whole command line."""
    parser = Parser(
        prog="showroom", description="Sell cars at the counter, with or without a network.", shown=True
    )
    parser.add_argument("--version", action="version", version=f"showroom {__version__}")
    verbs: Verbs = parser.add_subparsers(dest="verb", parser_class=Parser, metavar="VERB")
    for add in (
        _terminal,
        _stock,
        _customers,
        _leads,
        _test_drives,
        _sell,
        _contracts,
        _templates,
        _money,
        _quotes,
        _loans,
        _delivery,
        _trade,
        _conflicts,
        _catalogue,
        _files,
        _care,
    ):
        add(verbs)
    return parser


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


PAPERS = ("a4", "a5")
Verbs: TypeAlias = "argparse._SubParsersAction[Parser]"  # noqa: SLF001 - argparse has no public name for it


def _terminal(verbs: Verbs) -> None:
    demo = verbs.add_parser("demo", help="embedded server, two terminals, demo data")
    demo.add_argument("--headless", action="store_true", help="play the whole story in the console")
    enrol = verbs.add_parser("enrol", help="make this folder a terminal")
    enrol.add_argument("--server", required=True, metavar="URL")
    enrol.add_argument("--code", required=True)
    enrol.add_argument("--name", default="")
    login = verbs.add_parser("login", help="a further user of this terminal, online once")
    login.add_argument("--show", type=int, metavar="DAYS", help="may sign offline for so long; at most 14")
    login.add_argument("--approver", metavar="USER", help="the manager who vouches for --show")
    recover = verbs.add_parser("recover", help="the keychain is lost: open this terminal again, online")
    recover.add_argument("--code", required=True, help="a recovery code of the administrator's")
    verbs.add_parser("password", help="another password for whoever acts, at every terminal; online")
    check = verbs.add_parser("show-check", help="is this terminal ready for an auto show?")
    check.add_argument("--days", type=int, default=4, help="how long the show lasts")
    verbs.add_parser("status", help="who, where, what waits")
    sync = verbs.add_parser("sync", help="send what waits, fetch what changed")
    sync.add_argument("--watch", action="store_true", help="stay and sync again and again")


def _stock(verbs: Verbs) -> None:
    from app.domain.states import VehicleStatus  # not above: the desk's window waits for this module

    stock = verbs.add_parser("stock", help="cars in stock").add_subparsers(
        dest="what", required=True, parser_class=Parser
    )
    listed = stock.add_parser("list")
    listed.add_argument("text", nargs="?", default="")
    listed.add_argument(
        "--status", action="append", default=[], choices=[each.value for each in VehicleStatus]
    )
    stock.add_parser("show").add_argument("vin")
    receive = stock.add_parser("receive")
    receive.add_argument("file", type=Path)
    receive.add_argument("--accept-warnings", action="store_true")
    for name in ("lease", "release"):
        stock.add_parser(name).add_argument("vins", nargs="+", metavar="VIN")
    stock.choices["release"].add_argument(
        "--force", action="store_true", help="whoever holds it; for a manager, when a terminal is lost"
    )
    stock.choices["lease"].add_argument(
        "--show", action="store_true", help="until returned, for an auto show"
    )
    transfer = stock.add_parser("transfer")
    transfer.add_argument("vins", nargs="+", metavar="VIN")
    transfer.add_argument("--to", required=True, metavar="BRANCH")


def _customers(verbs: Verbs) -> None:
    # Not above: the desk's window waits for this module.
    from app.domain.consent import PURPOSES, REVEAL_FIELDS, REVEAL_REASONS, WAYS

    customer = verbs.add_parser("customer", help="customers").add_subparsers(
        dest="what", required=True, parser_class=Parser
    )
    customer.add_parser("list").add_argument("text", nargs="?", default="")
    customer.add_parser("show").add_argument("id")
    add = customer.add_parser("add")
    add.add_argument("fields", metavar="JSON")
    add.add_argument("--accept-warnings", action="store_true", help="although that number is on file")
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


def _test_drives(verbs: Verbs) -> None:
    from app.domain.test_drive import LICENCE_CLASSES  # not above: the desk's window waits for this module

    drive = verbs.add_parser("test-drive", help="demonstrators: booked, out, back").add_subparsers(
        dest="what", required=True, parser_class=Parser
    )
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


def _leads(verbs: Verbs) -> None:
    from app.domain.lead import (
        CONTACTS,
        GRADES,
        REASONS,
        SOURCES,
        STEPS,
    )  # not above: the desk waits for this

    lead = verbs.add_parser("lead", help="who may buy, and what happens next").add_subparsers(
        dest="what", required=True, parser_class=Parser
    )
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


def _sell(verbs: Verbs) -> None:
    sell = verbs.add_parser("sell", help="the counter flow in one action")
    subject = sell.add_mutually_exclusive_group(required=True)
    subject.add_argument("--vin")
    subject.add_argument("--model", metavar="CODE")
    sell.add_argument("--colour")
    _order(sell)
    sell.add_argument("--deposit", metavar="AMOUNT")
    sell.add_argument("--method", choices=("cash", "card", "transfer", "wechat", "alipay"))
    sell.add_argument("--reference")
    sell.add_argument("--approver", metavar="USER", help="a manager; password in SHOWROOM_APPROVER_PASSWORD")
    _why(sell)


def _why(parser: argparse.ArgumentParser) -> None:
    from app.domain import discount  # not above: the desk's window waits for this module

    parser.add_argument("--why", choices=sorted(discount.codes()), help="why a manager approves")
    parser.add_argument("--why-note", default="", metavar="TEXT")


def _order(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--customer", required=True, metavar="ID|JSON")
    parser.add_argument("--price", required=True, metavar="AMOUNT")
    parser.add_argument("--add-on", action="append", default=[], metavar="NAME=AMOUNT")
    parser.add_argument("--gift", action="append", default=[], metavar="NAME=WORTH[/COST]")
    parser.add_argument("--delivery-date", metavar="DATE")
    parser.add_argument("--delivery-place")


def _contracts(verbs: Verbs) -> None:
    contract = verbs.add_parser("contract", help="contracts").add_subparsers(
        dest="what", required=True, parser_class=Parser
    )
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
    amend = contract.choices["amend"]
    amend.add_argument("--add-on", action="append", default=[], metavar="NAME=AMOUNT")
    amend.add_argument("--without", action="append", default=[], metavar="NAME", help="take an add-on out")
    amend.add_argument("--approver", metavar="USER", help="a manager, for a lower price")
    _why(amend)
    contract.choices["allocate"].add_argument("--vin", required=True)
    for name in ("pdf", "print"):
        contract.choices[name].add_argument("--notice", action="store_true", help="that of the allocated car")
        contract.choices[name].add_argument(
            "--amendment", type=int, metavar="N", help="that amendment's paper"
        )
    contract.choices["submit"].add_argument("--take-back", action="store_true", help="to change it again")
    contract.choices["approve"].add_argument("--reason", default="")
    for name in ("cancel", "return"):
        contract.choices[name].add_argument("--reason", required=True)
    contract.choices["cancel"].add_argument(
        "--deposit", choices=[fate.value for fate in DepositFate], help="and ask for what goes back"
    )
    contract.choices["attach"].add_argument("file", nargs="?", type=Path, help="else the signed paper itself")
    contract.choices["attach"].add_argument("--scan", action="store_true", help="a page with ink on it")
    contract.choices["attachment"].add_argument("id")
    contract.choices["withdraw"].add_argument("id")
    contract.choices["attachment"].add_argument("--out", type=Path, required=True)
    contract.choices["pdf"].add_argument("--out", type=Path, required=True)
    contract.choices["print"].add_argument("--printer", required=True)
    contract.choices["print"].add_argument("--paper", choices=PAPERS, default="", help="another size than A4")
    contract.choices["print"].add_argument("--copies", type=_at_least_one, default=1)
    contract.add_parser("verify").add_argument("paper", metavar="FILE_OR_CODE")


def _templates(verbs: Verbs) -> None:
    from app.cli import template_parser

    parser = verbs.add_parser("template", help="versions of the contract's text")
    template_parser.build(parser.add_subparsers(dest="what", required=True, parser_class=Parser))


def _at_least_one(text: str) -> int:
    """A number of copies. What is wrong with it is said by our own error, in the language chosen."""
    if not text.strip().isdecimal() or int(text) < 1:
        message = N_("“{given}” is no number of copies. Print at least 1.")
        raise UsageError("copies_wrong", message, field="copies", given=text)
    return int(text)


def _money(verbs: Verbs) -> None:
    pay = verbs.add_parser("pay", help="take money for a deal")
    pay.add_argument("deal")
    pay.add_argument("--amount", required=True)
    pay.add_argument("--method", required=True, choices=("cash", "card", "transfer", "wechat", "alipay"))
    pay.add_argument("--reference")
    refund = verbs.add_parser("refund", help="give money back against its receipt")
    refund.add_argument("receipt")
    refund.add_argument("--amount", required=True)
    refund.add_argument("--reason", required=True)
    refund.add_argument("--reference")
    refund.add_argument("--twofold", action="store_true", help="we broke the contract: as much again")
    void = verbs.add_parser("void", help="take back a receipt that was entered wrongly")
    void.add_argument("receipt")
    void.add_argument("--reason", required=True)
    for parser in (refund, void):
        parser.add_argument("--approver", metavar="USER", help="a manager who stands here")
    _receipts(verbs)
    _shifts(verbs)
    _devices(verbs)
    reversals = verbs.add_parser(
        "reversals", help="refunds and voids that wait for a manager"
    ).add_subparsers(dest="what", required=True, parser_class=Parser)
    reversals.add_parser("list")
    for name in ("approve", "decline"):
        decided = reversals.add_parser(name)
        decided.add_argument("id")
        decided.add_argument("--note", default="")


def _receipts(verbs: Verbs) -> None:
    receipt = verbs.add_parser("receipt", help="receipts and their paper").add_subparsers(
        dest="what", required=True, parser_class=Parser
    )
    receipt.add_parser("list").add_argument("text", nargs="?", default="")
    for name in ("show", "pdf", "print"):
        receipt.add_parser(name).add_argument("no")
    receipt.choices["print"].add_argument("--printer", help="another than this desk's receipt printer")
    receipt.choices["print"].add_argument("--paper", choices=PAPERS, default="", help="another size than A5")
    receipt.choices["pdf"].add_argument("--out", type=Path, required=True)
    receipt.add_parser("verify").add_argument("paper", metavar="FILE_OR_CODE")


def _quotes(verbs: Verbs) -> None:
    quote = verbs.add_parser("quote", help="what a customer is offered, in versions").add_subparsers(
        dest="what", required=True, parser_class=Parser
    )
    give = quote.add_parser("give")
    subject = give.add_mutually_exclusive_group(required=True)
    subject.add_argument("--vin")
    subject.add_argument("--model", metavar="CODE")
    give.add_argument("--colour")
    _order(give)
    give.add_argument("--deal", metavar="NO", help="a further version of that deal's")
    give.add_argument("--valid-until", metavar="DATE", help="else seven days from now")
    quote.add_parser("list").add_argument("deal", nargs="?", default="")
    for name in ("show", "pdf", "contract"):
        quote.add_parser(name).add_argument("no")
    quote.choices["pdf"].add_argument("--out", type=Path, required=True)


def _loans(verbs: Verbs) -> None:
    from app.cli import parser_trade
    from app.domain.finance import Method, Payer  # not above: the desk's window waits for this module

    loan = verbs.add_parser("loan", help="what a loan costs a month, and applications for one")
    what = loan.add_subparsers(dest="what", required=True, parser_class=Parser)
    parser_trade.add_loans(what)
    quote = what.add_parser("quote")
    quote.add_argument("--months", type=int, required=True)
    quote.add_argument("--rate", required=True, metavar="PERCENT", help="the lender's, a year")
    for name in ("price", "down", "loan", "monthly", "balloon"):
        quote.add_argument(f"--{name}", metavar="AMOUNT")
    quote.add_argument("--repay", choices=[each.value for each in Method], default="equal_instalment")
    quote.add_argument("--buyer-rate", default="0", metavar="PERCENT", help="of a subsidised loan")
    quote.add_argument("--payer", choices=[each.value for each in Payer], default="maker")
    quote.add_argument("--out", type=Path, metavar="FILE", help="the schedule as a PDF")


def _devices(verbs: Verbs) -> None:
    from app.presenters.devices import TEXTS, WIDTHS

    device = verbs.add_parser("device", help="what hangs on this terminal").add_subparsers(
        dest="what", required=True, parser_class=Parser
    )
    device.add_parser("list")
    printer = device.add_parser("receipt-printer", help="where receipts come out")
    printer.add_argument("address", nargs="?", metavar="HOST[:PORT]")
    printer.add_argument("--none", action="store_true", help="receipts are printed like other papers")
    printer.add_argument("--width", type=int, choices=WIDTHS, default=80, help="of the paper, in millimetres")
    printer.add_argument("--text", choices=tuple(TEXTS), default="gb18030", help="how letters are sent")
    printer.add_argument("--drawer", action="store_true", help="a cash drawer hangs on it")
    reader = device.add_parser("id-reader", help="where identity cards are read")
    reader.add_argument("address", nargs="?", metavar="HOST[:PORT]")
    reader.add_argument("--none", action="store_true", help="people type what stands on the card")
    device.add_parser("test", help="print a slip on it")


def _shifts(verbs: Verbs) -> None:
    shift = verbs.add_parser("shift", help="a person's shift at this till").add_subparsers(
        dest="what", required=True, parser_class=Parser
    )
    shift.add_parser("list")
    shift.add_parser("open").add_argument("--cash", default="0", metavar="AMOUNT", help="in the drawer")
    close = shift.add_parser("close")
    close.add_argument("id", nargs="?", help="somebody else's; for finance and managers")
    close.add_argument("--counted", action="append", default=[], metavar="METHOD=AMOUNT")
    close.add_argument("--reason", default="", help="why the count differs")
    pdf = shift.add_parser("pdf")
    pdf.add_argument("id")
    pdf.add_argument("--out", type=Path, required=True)


def _delivery(verbs: Verbs) -> None:
    from app.cli import delivery_parser  # not above: the desk's window waits for this module

    parser = verbs.add_parser("delivery", help="inspection, release and handover of sold cars")
    delivery_parser.build(parser.add_subparsers(dest="what", required=True, parser_class=Parser))


def _trade(verbs: Verbs) -> None:
    from app.cli import parser_trade

    parser_trade.add_trade_ins(verbs, Parser)


def _conflicts(verbs: Verbs) -> None:
    conflicts = verbs.add_parser("conflicts", help="what waits for a person").add_subparsers(
        dest="what", required=True, parser_class=Parser
    )
    conflicts.add_parser("list")
    conflicts.add_parser("show").add_argument("id")
    resolve = conflicts.add_parser("resolve")
    resolve.add_argument("id")
    resolve.add_argument("--take", choices=("mine", "theirs"))
    resolve.add_argument("--set", action="append", default=[], metavar="GROUP=mine|theirs|VALUE")


def _files(verbs: Verbs) -> None:
    take = verbs.add_parser("import", help="catalogue, stock, customers or deals from a file")
    take.add_argument("kind", choices=KINDS)
    take.add_argument("file", type=Path)
    take.add_argument("--dry-run", action="store_true", help="judge every line, take in none")
    take.add_argument("--accept-warnings", action="store_true", help="cars with a wrong check digit too")
    give = verbs.add_parser("export", help="catalogue, stock, customers, deals, or all")
    give.add_argument("kind", choices=(*KINDS, "all"))
    give.add_argument("file", type=Path, metavar="FILE|DIR")


def _catalogue(verbs: Verbs) -> None:
    catalogue = verbs.add_parser("catalogue", help="models").add_subparsers(
        dest="what", required=True, parser_class=Parser
    )
    picture = catalogue.add_parser("picture", help="show a model by this picture")
    picture.add_argument("code")
    picture.add_argument("file", type=Path)
    _catalogue_list(catalogue.add_parser("list", help="models that fit"))
    catalogue.add_parser("show", help="one model with its specification").add_argument("code")
    compare = catalogue.add_parser("compare", help="two to four models side by side")
    compare.add_argument("codes", nargs="+", metavar="CODE")
    compare.add_argument("--differences", action="store_true", help="only what is not the same")
    compare.add_argument("--out", type=Path, metavar="FILE", help="the sheet as a PDF")
    _recommend(catalogue.add_parser("recommend", help="which models suit, and why"))


def _catalogue_list(listed: Parser) -> None:
    from app.domain.catalogue import (
        ORDERS,
        PLACES,
        SEATS,
    )  # not above: the desk's window waits for this module

    listed.add_argument("text", nargs="?", default="")
    for axis in ("brand", "body", "energy", "drive", "colour"):
        listed.add_argument(f"--{axis}", action="append", default=[])
    for name in ("price", "monthly"):
        listed.add_argument(f"--{name}-from", metavar="AMOUNT")
        listed.add_argument(f"--{name}-to", metavar="AMOUNT")
    listed.add_argument("--range", type=int, default=0, metavar="KM", help="at least so far")
    listed.add_argument("--seats", choices=tuple(SEATS), default="")
    listed.add_argument("--place", action="append", default=[], choices=PLACES)
    listed.add_argument("--sort", choices=tuple(ORDERS), default="stock")


def _recommend(asked: Parser) -> None:
    from app.domain.colours import FAMILIES
    from app.domain.recommend import USES

    asked.add_argument("--budget", metavar="AMOUNT", help="for car and purchase tax")
    asked.add_argument("--monthly", metavar="AMOUNT")
    asked.add_argument("--use", choices=tuple(USES), default="")
    asked.add_argument("--energy", action="append", default=[])
    asked.add_argument("--range", type=int, default=0, metavar="KM")
    asked.add_argument("--seats", type=int, default=0)
    asked.add_argument("--colour", choices=FAMILIES, default="")
    asked.add_argument("--within", type=int, metavar="DAYS", help="when the car is needed")


def _care(verbs: Verbs) -> None:
    verbs.add_parser("digest", help="count and digest per scope and table")
    audit = verbs.add_parser("audit", help="the audit trail").add_subparsers(
        dest="what", required=True, parser_class=Parser
    )
    audit.add_parser("verify")
    backup = verbs.add_parser("backup", help="a consistent encrypted copy; `backup verify FILE` checks one")
    backup.add_argument("words", nargs="+", metavar="FILE|verify FILE")
    verbs.add_parser("restore", help="put a backup in the replica's place").add_argument("file", type=Path)
    verbs.add_parser("doctor", help="is everything sound?").add_argument(
        "--repair", action="store_true", help="keys from their copy, rows from the server"
    )
