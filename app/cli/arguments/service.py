"""The arguments of visits to the workshop."""

from __future__ import annotations

from app.cli.arguments.base import Verbs, words
from app.domain.follow_up import OUTCOMES, STEPS
from app.domain.service_visit import REASONS, VIEWS


def add(verbs: Verbs) -> None:
    service = words(verbs, "service", help="visits to the workshop: booked, arrived, done")
    listed = service.add_parser("list")
    listed.add_argument("view", nargs="?", default="all", choices=VIEWS)
    listed.add_argument("--find", default="", metavar="TEXT", help="part of a name, telephone, VIN or car")
    listed.add_argument("--customer", default="", metavar="ID")
    service.add_parser("cars", help="a customer's cars, and until when their warranties run").add_argument(
        "customer", metavar="CUSTOMER"
    )
    calls = service.add_parser("calls", help="after the sale: who is to be called, and what came of it")
    calls.add_argument("--customer", default="", metavar="ID", help="all of one customer, also those made")
    call = service.add_parser("call", help="a call after the sale")
    call.add_argument("contract")
    call.add_argument("--step", required=True, choices=tuple(STEPS))
    call.add_argument("--outcome", default="reached", choices=tuple(OUTCOMES))
    call.add_argument("--score", type=int, help="1 to 5")
    call.add_argument("--note", default="")
    book = service.add_parser("book")
    book.add_argument("--customer", required=True, metavar="ID")
    book.add_argument("--vin", required=True)
    book.add_argument("--car", default="", metavar="MAKE-MODEL", help="of a car that is not known here")
    for name in ("show", "move", "arrive", "done", "missed", "cancel"):
        service.add_parser(name).add_argument("id")
    for parser in (book, service.choices["move"]):
        parser.add_argument("--at", required=True, metavar="'DATE TIME'")
        parser.add_argument("--for", dest="reasons", action="append", required=True, choices=tuple(REASONS))
        parser.add_argument("--wish", default="", help="what is asked for, in words")
    service.choices["arrive"].add_argument("--km", type=int, required=True)
    done = service.choices["done"]
    done.add_argument("--work", required=True, help="what was done")
    done.add_argument("--paid", default="0", metavar="AMOUNT", help="at the workshop's till; only noted")
    done.add_argument("--next-on", default="", metavar="DATE")
    done.add_argument("--next-km", type=int)
