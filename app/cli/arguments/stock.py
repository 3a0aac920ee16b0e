"""The arguments of cars in stock and of the catalogue."""

from __future__ import annotations

from pathlib import Path

from app.cli.arguments.base import Parser, Verbs, words
from app.domain.catalogue import ORDERS, PLACES, SEATS
from app.domain.colours import FAMILIES
from app.domain.recommend import USES
from app.domain.states import VehicleStatus


def add(verbs: Verbs) -> None:
    _stock(verbs)
    _catalogue(verbs)


def _stock(verbs: Verbs) -> None:
    stock = words(verbs, "stock", help="cars in stock")
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


def _catalogue(verbs: Verbs) -> None:
    catalogue = words(verbs, "catalogue", help="models")
    picture = catalogue.add_parser("picture", help="show a model by this picture or film")
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
    asked.add_argument("--budget", metavar="AMOUNT", help="for car and purchase tax")
    asked.add_argument("--monthly", metavar="AMOUNT")
    asked.add_argument("--use", choices=tuple(USES), default="")
    asked.add_argument("--energy", action="append", default=[])
    asked.add_argument("--range", type=int, default=0, metavar="KM")
    asked.add_argument("--seats", type=int, default=0)
    asked.add_argument("--colour", choices=FAMILIES, default="")
    asked.add_argument("--within", type=int, metavar="DAYS", help="when the car is needed")
