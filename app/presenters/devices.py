"""What hangs on this terminal: its receipt printer, tried out, its reader of identity cards, its signature pad."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from app.i18n import N_
from app.presenters.base import Presenter, Run

WIDTHS = {58: N_("58 mm"), 80: N_("80 mm"), 241: N_("241 mm, forms of several parts")}
"""Of the paper, in millimetres."""
TEXTS = {
    "gb18030": N_("Chinese letters of the printer (GB18030)"), "gbk": N_("Chinese letters of the printer (GBK)"),
    "utf-8": N_("Letters of the printer (UTF-8)"), "raster": N_("Pictures: any printer, slower"),
}  # fmt: skip


@dataclass(frozen=True)
class RollPrinter:
    """A receipt printer as the dialog has it; without an address there is none."""

    address: str = ""
    width: int = 80
    text: str = "gb18030"
    drawer: bool = False


class DevicesGateway(Protocol):
    """Where the choice is kept, and what prints."""

    def roll_printer(self) -> RollPrinter:
        """The one that was chosen."""

    def reader(self) -> str:
        """Where the card reader is; empty: there is none."""

    def pad(self) -> str:
        """Where the signature pad is; empty: there is none."""

    def keep(self, printer: RollPrinter, reader: str, pad: str) -> RollPrinter:
        """Choose them, or none; the printer with its address in full."""

    def try_out(self, printer: RollPrinter) -> None:
        """Print a line of every kind on it; raises when it cannot."""


@dataclass(frozen=True)
class DevicesState:
    """What the dialog shows."""

    printer: RollPrinter = RollPrinter()
    reader: str = ""
    pad: str = ""
    loaded: bool = False
    busy: bool = False
    tried: bool = False
    """The test came out."""
    done: bool = False


class DevicesPresenter(Presenter[DevicesState]):
    """Reads, tries out and keeps the choice. Printers are slow: nothing of it on the screen's thread."""

    def __init__(self, run_io: Run, gateway: DevicesGateway) -> None:
        super().__init__(run_io, DevicesState())
        self._gateway = gateway

    def load(self) -> None:
        """Show what was chosen before."""
        door = self._gateway
        self._run(
            lambda: (door.roll_printer(), door.reader(), door.pad()),
            lambda found: self._set(printer=found[0], reader=found[1], pad=found[2], loaded=True), self._failed,
        )  # fmt: skip

    def try_out(self, printer: RollPrinter) -> None:
        """Print a test on what is entered, kept or not."""
        self._set(printer=printer, busy=True, tried=False)
        self._run(
            lambda: self._gateway.try_out(printer), lambda _: self._set(busy=False, tried=True), self._failed
        )

    def keep(self, printer: RollPrinter, reader: str, pad: str) -> None:
        """Receipts go there, cards are read there, and buyers sign there, from now on."""
        self._set(printer=printer, reader=reader, pad=pad, busy=True, tried=False)
        self._run(
            lambda: self._gateway.keep(printer, reader, pad),
            lambda kept: self._set(printer=kept, busy=False, done=True), self._failed,
        )  # fmt: skip

    def _failed(self, error: Exception) -> None:
        self._set(busy=False)
        self._fail(error)
