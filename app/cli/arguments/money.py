"""The arguments of money and its paper."""

from __future__ import annotations

from pathlib import Path

from app.cli.arguments.base import PAPERS, Verbs, words
from app.domain.shift import METHODS


def add(verbs: Verbs) -> None:
    _pay(verbs)
    _receipts(verbs)
    _shifts(verbs)


def _pay(verbs: Verbs) -> None:
    pay = verbs.add_parser("pay", help="take money for a deal")
    pay.add_argument("deal")
    pay.add_argument("--amount", required=True)
    pay.add_argument("--method", required=True, choices=METHODS)
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
    reversals = words(verbs, "reversals", help="refunds and voids that wait for a manager")
    reversals.add_parser("list")
    for name in ("approve", "decline"):
        decided = reversals.add_parser(name)
        decided.add_argument("id")
        decided.add_argument("--note", default="")


def _receipts(verbs: Verbs) -> None:
    receipt = words(verbs, "receipt", help="receipts and their paper")
    receipt.add_parser("list").add_argument("text", nargs="?", default="")
    for name in ("show", "pdf", "print"):
        receipt.add_parser(name).add_argument("no")
    receipt.choices["print"].add_argument("--printer", help="another than this desk's receipt printer")
    receipt.choices["print"].add_argument("--paper", choices=PAPERS, default="", help="another size than A5")
    receipt.choices["pdf"].add_argument("--out", type=Path, required=True)
    receipt.add_parser("verify").add_argument("paper", metavar="FILE_OR_CODE")


def _shifts(verbs: Verbs) -> None:
    shift = words(verbs, "shift", help="a person's shift at this till")
    shift.add_parser("list")
    shift.add_parser("open").add_argument("--cash", default="0", metavar="AMOUNT", help="in the drawer")
    close = shift.add_parser("close")
    close.add_argument("id", nargs="?", help="somebody else's; for finance and managers")
    close.add_argument("--counted", action="append", default=[], metavar="METHOD=AMOUNT")
    close.add_argument("--reason", default="", help="why the count differs")
    pdf = shift.add_parser("pdf")
    pdf.add_argument("id")
    pdf.add_argument("--out", type=Path, required=True)
