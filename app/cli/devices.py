"""Verbs of what hangs on this terminal."""

from __future__ import annotations

from contextlib import closing
from dataclasses import asdict
from typing import TYPE_CHECKING

from app.cli.call import Answer, Call
from app.errors import UsageError, UserError
from app.gateways.devices import DevicesOfTerminal
from app.i18n import N_, tr
from app.presenters.devices import RollPrinter

if TYPE_CHECKING:
    from app.workplace import Workplace


def device_(call: Call) -> Answer:
    """list, receipt-printer, id-reader, test."""
    verbs = {"list": _list, "receipt-printer": _choose, "id-reader": _reader, "test": _test}
    with closing(call.sign_in()) as workplace:
        return verbs[call.arguments.what](call, workplace)


def _list(call: Call, workplace: Workplace) -> Answer:
    return _said(DevicesOfTerminal(workplace))


def _choose(call: Call, workplace: Workplace) -> Answer:
    asked, door = call.arguments, DevicesOfTerminal(workplace)
    if (asked.address is None) != asked.none:
        raise UsageError("usage", N_("Write the printer's address, or --none."))
    printer = RollPrinter("" if asked.none else asked.address, asked.width, asked.text, asked.drawer)
    door.keep(printer, door.reader())
    return _said(door)


def _reader(call: Call, workplace: Workplace) -> Answer:
    asked, door = call.arguments, DevicesOfTerminal(workplace)
    if (asked.address is None) != asked.none:
        raise UsageError("usage", N_("Write the reader's address, or --none."))
    door.keep(door.roll_printer(), asked.address or "")
    return _said(door)


def _test(call: Call, workplace: Workplace) -> Answer:
    door = DevicesOfTerminal(workplace)
    printer = door.roll_printer()
    if not printer.address:
        message = N_("There is no receipt printer at this desk. See: showroom device receipt-printer --help")
        raise UserError("printer_missing", message)
    door.try_out(printer)
    return _said(door)


def _said(door: DevicesOfTerminal) -> Answer:
    printer, reader = door.roll_printer(), door.reader()
    lines = [
        f"{printer.address}  {printer.width} mm  {printer.text}"
        if printer.address
        else tr("No receipt printer here"),
        reader or tr("No card reader here"),
    ]
    values = {"receipt_printer": asdict(printer) if printer.address else None, "id_reader": reader or None}
    return Answer(values, "\n".join(lines))
