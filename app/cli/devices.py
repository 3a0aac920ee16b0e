"""Verbs of what hangs on this terminal."""

from __future__ import annotations

from contextlib import closing
from dataclasses import asdict
from typing import TYPE_CHECKING

from app.cli.call import Answer, Call
from app.clock import iso
from app.errors import UsageError, UserError
from app.gateways.devices import DevicesOfTerminal
from app.gateways.seals import SealOfTerminal, content_of
from app.i18n import N_, tr
from app.presenters.devices import RollPrinter

if TYPE_CHECKING:
    from app.certificates import Certificate
    from app.workplace import Workplace


def device_(call: Call) -> Answer:
    """list, receipt-printer, id-reader, signature-pad, seal, test."""
    verbs = {
        "list": _list, "receipt-printer": _choose, "id-reader": _reader, "signature-pad": _pad, "seal": _seal,
        "test": _test,
    }  # fmt: skip
    with closing(call.sign_in()) as workplace:
        return verbs[call.arguments.what](call, workplace)


def _list(call: Call, workplace: Workplace) -> Answer:
    return _said(workplace)


def _choose(call: Call, workplace: Workplace) -> Answer:
    asked, door = call.arguments, DevicesOfTerminal(workplace)
    if (asked.address is None) != asked.none:
        raise UsageError("usage", N_("Write the printer's address, or --none."))
    printer = RollPrinter("" if asked.none else asked.address, asked.width, asked.text, asked.drawer)
    door.keep(printer, door.reader(), door.pad())
    return _said(workplace)


def _reader(call: Call, workplace: Workplace) -> Answer:
    asked, door = call.arguments, DevicesOfTerminal(workplace)
    if (asked.address is None) != asked.none:
        raise UsageError("usage", N_("Write the reader's address, or --none."))
    door.keep(door.roll_printer(), asked.address or "", door.pad())
    return _said(workplace)


def _pad(call: Call, workplace: Workplace) -> Answer:
    asked, door = call.arguments, DevicesOfTerminal(workplace)
    if (asked.address is None) != asked.none:
        raise UsageError("usage", N_("Write the signature pad's address, or --none."))
    door.keep(door.roll_printer(), door.reader(), asked.address or "")
    return _said(workplace)


def _seal(call: Call, workplace: Workplace) -> Answer:
    asked, door = call.arguments, SealOfTerminal(workplace)
    if (asked.file is None) != asked.none:
        raise UsageError("usage", N_("Name the seal's file, or write --none."))
    if asked.none:
        door.give_up()
        return _said(workplace)
    content = content_of(asked.file)
    door.take(content, call.seal_passphrase)
    said, chosen = _said(workplace), door.chosen()
    pem = chosen.pem if chosen else ""
    return Answer({**said.values, "pem": pem}, f"{said.text}\n{pem}")


def _test(call: Call, workplace: Workplace) -> Answer:
    door = DevicesOfTerminal(workplace)
    printer = door.roll_printer()
    if not printer.address:
        message = N_("There is no receipt printer at this desk. See: showroom device receipt-printer --help")
        raise UserError("printer_missing", message)
    door.try_out(printer)
    return _said(workplace)


def _said(workplace: Workplace) -> Answer:
    door, seal = DevicesOfTerminal(workplace), SealOfTerminal(workplace).chosen()
    printer, reader, pad = door.roll_printer(), door.reader(), door.pad()
    lines = [
        f"{printer.address}  {printer.width} mm  {printer.text}"
        if printer.address
        else tr("No receipt printer here"),
        reader or tr("No card reader here"),
        pad or tr("No signature pad here"),
        f"{seal.holder}  {seal.ends_at:%Y-%m-%d}" if seal else tr("No seal here"),
    ]
    values = {
        "receipt_printer": asdict(printer) if printer.address else None, "id_reader": reader or None,
        "signature_pad": pad or None, "seal": _whose(seal) if seal else None,
    }  # fmt: skip
    return Answer(values, "\n".join(lines))


def _whose(seal: Certificate) -> dict[str, str]:
    """A seal as scripts read it."""
    return {
        "holder": seal.holder, "issuer": seal.issuer, "until": iso(seal.ends_at), "fingerprint": seal.fingerprint,
    }  # fmt: skip
