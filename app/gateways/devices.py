"""The door to what hangs on this terminal. What was chosen stays on this terminal; any thread may call it."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from app import db
from app.errors import UserError
from app.i18n import N_, language, tr
from app.presenters.devices import RollPrinter
from app.queries import desk as desk_rows
from app.services import printouts, receipts

if TYPE_CHECKING:
    from app.devices.receipt_printer import ReceiptPrinter
    from app.devices.signature_pad import SignaturePad
    from app.domain.id_card import IdCard
    from app.workplace import Workplace

_CHOSEN, _READER, _PAD = "receipt_printer", "id_reader", "signature_pad"


class DevicesOfTerminal:
    """`presenters.devices.DevicesGateway` over an opened terminal, and the way of a receipt onto a roll."""

    def __init__(self, workplace: Workplace) -> None:
        self._at = workplace

    def receipt_printer(self) -> ReceiptPrinter | None:
        """Where receipts come out; none: they are papers like others."""
        from app.devices.receipt_printer import ReceiptPrinter

        with self._at.reading() as session:
            known = desk_rows.local_fact(session, _CHOSEN)
        return ReceiptPrinter(**known) if known else None

    def roll_printer(self) -> RollPrinter:
        """The same, as the dialog has it."""
        chosen = self.receipt_printer()
        return RollPrinter(**asdict(chosen)) if chosen else RollPrinter()

    def reader(self) -> str:
        """Where the card reader is; empty: there is none."""
        with self._at.reading() as session:
            return str(desk_rows.local_fact(session, _READER) or "")

    def pad(self) -> str:
        """Where the signature pad is; empty: there is none."""
        with self._at.reading() as session:
            return str(desk_rows.local_fact(session, _PAD) or "")

    def keep(self, printer: RollPrinter, reader: str, pad: str) -> RollPrinter:
        """Choose them, or none; the printer with its address in full."""
        from app.devices import id_reader, signature_pad
        from app.models.local import State

        chosen = _checked(printer) if printer.address.strip() else None
        reads = id_reader.check(reader) if reader.strip() else ""
        signs = signature_pad.check(pad) if pad.strip() else ""
        with db.write_session(self._at.database) as session, session.begin():
            session.merge(State(name=_CHOSEN, value=asdict(chosen) if chosen else {}))
            session.merge(State(name=_READER, value=reads))
            session.merge(State(name=_PAD, value=signs))
        return RollPrinter(**asdict(chosen)) if chosen else RollPrinter()

    def read_card(self) -> IdCard:
        """The identity card on the reader; one that is out of date is refused."""
        from app.devices import id_reader

        reader = self.reader()
        if not reader:
            message = N_("There is no card reader at this desk. Name one under Devices, in your menu.")
            raise UserError("reader_missing", message)
        card = id_reader.read(reader)
        if card.expired(self._at.clock.today()):
            message = N_("This card was good until {day}. Ask for the new one.")
            raise UserError("card_expired", message, day=card.valid_until)
        return card

    def open_pad(self) -> SignaturePad | None:
        """The signature pad that was chosen, ready to draw; none: people sign with pen, finger or mouse."""
        from app.devices.signature_pad import SignaturePad

        pad = self.pad()
        return SignaturePad(pad) if pad else None

    def try_out(self, printer: RollPrinter) -> None:
        """A slip with a bit of everything."""
        from app.devices import receipt_printer
        from app.documents.slip import sample

        target = _checked(printer)
        slip = sample(self._at.identity.name, width=target.width, language=language(), drawer=target.drawer)
        receipt_printer.send(target, receipt_printer.commands(target, slip))

    def print_receipt(self, no: str) -> str:
        """On the roll: the original once, then copies. Says where it went."""
        from app.devices import receipt_printer
        from app.documents.slip import slip_of

        target = self.receipt_printer()
        assert target is not None  # noqa: S101 - whoever calls has looked
        with self._at.reading() as session:
            said, since = receipts.document(session, no), receipts.since(session, receipts.find(session, no))
            copy_no = desk_rows.times_printed(session, no)
        slip = slip_of(said, width=target.width, copy_no=copy_no, drawer=target.drawer, since=since)
        sent = receipt_printer.commands(target, slip)
        printouts.hand_over(
            self._at.unit_of_work(), subject=no, printer=target.address, pdf=sent,
            send=lambda: receipt_printer.send(target, sent),
        )  # fmt: skip
        return tr("{no} to {printer}").format(no=no, printer=target.host)


def _checked(printer: RollPrinter) -> ReceiptPrinter:
    from app.devices import receipt_printer

    return receipt_printer.check(receipt_printer.ReceiptPrinter(**asdict(printer)))
