"""The arguments of what this terminal is, and of what hangs on it."""

from __future__ import annotations

from pathlib import Path

from app.cli.arguments.base import Verbs, words
from app.presenters.devices import TEXTS, WIDTHS


def add(verbs: Verbs) -> None:
    _terminal(verbs)
    _devices(verbs)


def _terminal(verbs: Verbs) -> None:
    demo = verbs.add_parser("demo", help="embedded server, two terminals, demo data")
    demo.add_argument("--headless", action="store_true", help="play the whole story in the console")
    enrol = verbs.add_parser("enrol", help="make this folder a terminal")
    enrol.add_argument("--server", required=True, metavar="URL")
    enrol.add_argument("--code", required=True)
    enrol.add_argument("--name", default="")
    login = verbs.add_parser("login", help="a further user of this terminal, online once")
    login.add_argument("--show", type=int, metavar="DAYS", help="may sign offline for so long; at most 14")
    login.add_argument("--approver", metavar="USER", help="the manager who vouches for --show")
    recover = verbs.add_parser("recover", help="the keychain is lost: open this terminal again, online")
    recover.add_argument("--code", required=True, help="a recovery code of the administrator's")
    verbs.add_parser("password", help="another password for whoever acts, at every terminal; online")
    check = verbs.add_parser("show-check", help="is this terminal ready for an auto show?")
    check.add_argument("--days", type=int, default=4, help="how long the show lasts")
    verbs.add_parser("status", help="who, where, what waits")
    sync = verbs.add_parser("sync", help="send what waits, fetch what changed")
    sync.add_argument("--watch", action="store_true", help="stay and sync again and again")


def _devices(verbs: Verbs) -> None:
    device = words(verbs, "device", help="what hangs on this terminal")
    device.add_parser("list")
    printer = device.add_parser("receipt-printer", help="where receipts come out")
    printer.add_argument("address", nargs="?", metavar="HOST[:PORT]")
    printer.add_argument("--none", action="store_true", help="receipts are printed like other papers")
    printer.add_argument("--width", type=int, choices=WIDTHS, default=80, help="of the paper, in millimetres")
    printer.add_argument("--text", choices=tuple(TEXTS), default="gb18030", help="how letters are sent")
    printer.add_argument("--drawer", action="store_true", help="a cash drawer hangs on it")
    reader = device.add_parser("id-reader", help="where identity cards are read")
    reader.add_argument("address", nargs="?", metavar="HOST[:PORT]")
    reader.add_argument("--none", action="store_true", help="people type what stands on the card")
    pad = device.add_parser("signature-pad", help="where buyers sign")
    pad.add_argument("address", nargs="?", metavar="usb|DEVICE|HOST[:PORT]")
    pad.add_argument("--none", action="store_true", help="they sign with pen, finger or mouse, or on paper")
    seal = device.add_parser("seal", help="the dealership's seal for contracts (PAdES)")
    seal.add_argument(
        "file", nargs="?", type=Path, metavar="FILE.p12", help="its passphrase: SHOWROOM_SEAL_PASSPHRASE"
    )
    seal.add_argument("--none", action="store_true", help="this terminal seals nothing")
    device.add_parser("test", help="print a slip on it")
