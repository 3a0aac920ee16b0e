"""The whole command line, put together from the arguments of every area."""

from __future__ import annotations

from app import __version__
from app.cli.arguments import (
    care,
    customers,
    delivery,
    money,
    sales,
    service,
    stock,
    templates,
    terminal,
    trade,
)
from app.cli.arguments.base import Parser, Verbs


def build() -> Parser:
    """The whole command line."""
    parser = Parser(
        prog="showroom", description="Sell cars at the counter, with or without a network.", shown=True
    )
    parser.add_argument("--version", action="version", version=f"showroom {__version__}")
    verbs: Verbs = parser.add_subparsers(dest="verb", parser_class=Parser, metavar="VERB")
    for area in (terminal, stock, customers, sales, templates, money, trade, delivery, service, care):
        area.add(verbs)
    return parser
