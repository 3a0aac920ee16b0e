"""Verbs of what hangs on this terminal."""

from __future__ import annotations

from contextlib import closing
from dataclasses import asdict
from typing import TYPE_CHECKING

from app.cli.call import Answer, Call
from app.errors import UsageError
from app.gateways.devices import DevicesOfTerminal
from app.i18n import N_, tr
from app.presenters.devices import RollPrinter

if TYPE_CHECKING:
    from app.workplace import Workplace


def device_(call: Call) -> Answer:
    """list, receipt-printer, test."""
    verbs = {"list": _list, "receipt-printer": _choose, "test": _test}
    with closing(call.sign_in()) as workplace:
        return verbs[call.arguments.what](call, workplace)


def _list(call: Call, workplace: Workplace) -> Answer:
    return _said(DevicesOfTerminal(workplace).roll_printer())


def _choose(call: Call, workplace: Workplace) -> Answer:
    asked, door = call.arguments, DevicesOfTerminal(workplace)
    if (asked.address is None) != asked.none:
        raise UsageError("usage", N_("Write the printer's address, or --none."))
    printer = RollPrinter("" if asked.none else asked.address, asked.width, asked.text, asked.drawer)
    return _said(door.keep(printer))


def _test(call: Call, workplace: Workplace) -> Answer:
    door = DevicesOfTerminal(workplace)
    printer = door.roll_printer()
    door.try_out(printer)
    return _said(printer)


def _said(printer: RollPrinter) -> Answer:
    if not printer.address:
        return Answer({"receipt_printer": None}, tr("No receipt printer here"))
    return Answer(
        {"receipt_printer": asdict(printer)}, f"{printer.address}  {printer.width} mm  {printer.text}"
    )
