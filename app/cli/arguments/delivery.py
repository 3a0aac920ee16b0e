"""The arguments of `delivery`."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.cli.arguments.base import Verbs, words
from app.domain.delivery import MarkKind, MarkState
from app.domain.release import WAIVABLE
from app.domain.words import CERTIFICATE_STATES
from app.queries.deliveries import VIEWS


def add(verbs: Verbs) -> None:
    what = words(verbs, "delivery", help="inspection, release and handover of sold cars")
    listed = what.add_parser("list")
    listed.add_argument("text", nargs="?", default="")
    listed.add_argument("--view", choices=tuple(VIEWS), default="open")
    what.add_parser("show").add_argument("no")
    _pdi(what.add_parser("pdi"))
    _mark(what.add_parser("mark"))
    moved = what.add_parser("certificate")
    moved.add_argument("vin")
    moved.add_argument("state", choices=sorted(CERTIFICATE_STATES))
    release = what.add_parser("release")
    release.add_argument("no")
    release.add_argument("--date", metavar="DATE", help="of the handover; else the one promised")
    release.add_argument(
        "--waive", action="append", default=[], choices=sorted(item.value for item in WAIVABLE)
    )
    release.add_argument("--reason", default="", help="why that may follow")
    _handover(what.add_parser("handover"))
    pdf = what.add_parser("pdf")
    pdf.add_argument("no")
    pdf.add_argument("--out", type=Path, required=True)


def _pdi(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("vin")
    parser.add_argument(
        "--set", action="append", default=[], metavar="LINE=ok|fault:WHAT|parts:WHAT|mended:HOW"
    )
    parser.add_argument("--all-ok", action="store_true", help="every line that nobody has looked at yet")
    parser.add_argument("--due", metavar="DATE", help="when the fault shall be mended")
    parser.add_argument("--photo", type=Path, action="append", default=[], metavar="FILE")
    parser.add_argument(
        "--of", default="", metavar="LINE", help="whose fault the photo shows, if none is named by --set"
    )


def _mark(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("no")
    parser.add_argument("kind", choices=[kind.value for kind in MarkKind])
    parser.add_argument("state", nargs="?", choices=[state.value for state in MarkState], default="done")
    parser.add_argument("--reference", default="", help="the number on the paper, or why it is not needed")
    parser.add_argument("--date", metavar="DATE")
    parser.add_argument("--amount")
    parser.add_argument("--papers", action="append", default=[], metavar="all|PAPER")
    parser.add_argument("--keys", type=int, metavar="N")
    parser.add_argument("--line", metavar="ID", help="the accessory that is fitted")


def _handover(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("no")
    parser.add_argument("--km", type=int, required=True)
    parser.add_argument("--charge", type=int, metavar="PERCENT", help="of the battery or the tank")
    parser.add_argument("--keys", type=int, default=2)
    parser.add_argument("--place", default="")
    parser.add_argument("--date", metavar="DATE", help="else today")
