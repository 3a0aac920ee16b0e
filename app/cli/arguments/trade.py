"""The arguments of trade-ins and loans."""

from __future__ import annotations

from pathlib import Path

from app.cli.arguments.base import Verbs, words
from app.domain.finance import Method, Payer
from app.domain.loan import LoanState, PaperState
from app.domain.shift import METHODS


def add(verbs: Verbs) -> None:
    _trade_ins(verbs)
    _loans(verbs)


def _trade_ins(verbs: Verbs) -> None:
    what = words(verbs, "trade-in", help="a customer's used car that pays for part of a new one")
    add = what.add_parser("add")
    add.add_argument("deal")
    for name in ("plate", "vin", "brand"):
        add.add_argument(f"--{name}", required=True)
    add.add_argument("--series", default="")
    add.add_argument("--energy", default="petrol")
    add.add_argument("--first-registered", required=True, metavar="DATE")
    add.add_argument("--km", required=True, type=int)
    listed = what.add_parser("list")
    listed.add_argument("deal", nargs="?", default="")
    listed.add_argument("--waiting", action="store_true", help="for a manager")
    names = (
        "show", "edit", "offer", "photo", "value", "approve", "decline", "accept", "take-off", "take", "pay-off",
        "pay-out", "keep", "give-back", "cancel",
    )  # fmt: skip
    for name in names:
        what.add_parser(name).add_argument("id", metavar="ID|PLATE")
    for parser in (add, what.choices["edit"]):
        parser.add_argument("--set", action="append", default=[], metavar="FIELD=VALUE")
        parser.add_argument("--mark", action="append", default=[], metavar="AREA=FINDING=AMOUNT")
    offer = what.choices["offer"]
    offer.add_argument("--bidder", required=True)
    offer.add_argument("--amount", required=True)
    offer.add_argument("--valid-until", metavar="DATE")
    offer.add_argument("--note")
    what.choices["photo"].add_argument("photos", nargs="+", metavar="PLACE=FILE")
    what.choices["value"].add_argument("--amount", required=True)
    what.choices["value"].add_argument("--offer", metavar="ID", help="the offer that it rests on")
    for name in ("value", "accept"):
        what.choices[name].add_argument("--approver", metavar="USER", help="a manager who stands here")
    for name in ("approve", "decline"):
        what.choices[name].add_argument("--note", default="")
    what.choices["take"].add_argument("--model", metavar="CODE", help="of the catalogue, if it knows the car")
    what.choices["take"].add_argument("--list-price", metavar="AMOUNT")
    for name, needed in (("pay-out", False), ("pay-off", True)):
        what.choices[name].add_argument("--method", required=True, choices=METHODS)
        what.choices[name].add_argument("--reference", required=needed)
    for name in ("keep", "give-back", "cancel"):
        what.choices[name].add_argument("--reason", required=True)


def _loans(verbs: Verbs) -> None:
    what = words(verbs, "loan", help="what a loan costs a month, and applications for one")
    _applications(what)
    quote = what.add_parser("quote")
    quote.add_argument("--months", type=int, required=True)
    quote.add_argument("--rate", required=True, metavar="PERCENT", help="the lender's, a year")
    for name in ("price", "down", "loan", "monthly", "balloon"):
        quote.add_argument(f"--{name}", metavar="AMOUNT")
    quote.add_argument("--repay", choices=[each.value for each in Method], default="equal_instalment")
    quote.add_argument("--buyer-rate", default="0", metavar="PERCENT", help="of a subsidised loan")
    quote.add_argument("--payer", choices=[each.value for each in Payer], default="maker")
    quote.add_argument("--out", type=Path, metavar="FILE", help="the schedule as a PDF")
    plans = what.add_parser("plans")
    plans.add_argument(
        "--add", metavar="TERMS", help="plan=bank; from=2026-12-01; lender=…; months=36; rate=2.99; share=58"
    )
    plans.add_argument("--take-out", metavar="PLAN=DAY", help="terms that have not begun")


def _applications(what: Verbs) -> None:
    apply = what.add_parser("apply")
    apply.add_argument("deal")
    for name in ("lender", "amount", "rate"):
        apply.add_argument(f"--{name}", required=True)
    apply.add_argument("--months", required=True, type=int)
    listed = what.add_parser("list")
    listed.add_argument("deal", nargs="?", default="")
    listed.add_argument("--owed", action="store_true", help="granted, and not paid out yet")
    for name in ("show", "paper", "state", "met", "released"):
        what.add_parser(name).add_argument("id", metavar="ID|DEAL|CONTRACT")
    paper = what.choices["paper"]
    paper.add_argument("kind")
    paper.add_argument("state", choices=[each.value for each in PaperState])
    moved = what.choices["state"]
    moved.add_argument(
        "state",
        choices=[each.value for each in LoanState if each not in (LoanState.DRAFT, LoanState.RELEASED)],
    )
    for name in ("amount", "rate", "no", "valid-until"):
        moved.add_argument(f"--{name}")
    moved.add_argument("--months", type=int)
    moved.add_argument("--condition", action="append", default=[], metavar="TEXT[@DATE]")
    for parser in (paper, moved):
        parser.add_argument("--note", default="")
    what.choices["met"].add_argument("number", type=int)
    released = what.choices["released"]
    released.add_argument("--amount", required=True)
    released.add_argument("--reference", required=True)
    released.add_argument("--method", default="transfer", choices=METHODS)
