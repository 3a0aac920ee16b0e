"""Small made-up doors of the desk: stopwatch, devices, scans, the password."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from app.domain.id_card import IdCard
from app.domain.stopwatch import Lap, Sale
from app.errors import ServerUnreachable, SignInFailed, UserError
from app.i18n import N_
from app.presenters.devices import RollPrinter
from app.presenters.scan import Checked, words_of_contract
from app.presenters.seal import Held

NOW = datetime(2026, 11, 22, 4, 20, tzinfo=UTC)


def today_at(hour: int, minute: int, *, days: int = 0) -> datetime:
    local = NOW.astimezone().replace(hour=hour, minute=minute, second=0, microsecond=0)
    return (local + timedelta(days=days)).astimezone(UTC)


class FakeStopwatch:
    """Three sales of this week, and one before it."""

    def __init__(self) -> None:
        today = NOW.date()
        self.on, self.sales = True, [
            _measured(today, 1.0), _measured(today, 0.8), _measured(today, 1.4), _measured(today - timedelta(days=8), 9.0),
        ]  # fmt: skip

    def read(self) -> tuple[bool, tuple[Sale, ...]]:
        return self.on, tuple(self.sales)

    def keep(self, sale: Sale) -> None:
        self.sales.append(sale)

    def switch(self, on: bool) -> None:
        self.on = on


def _measured(day: date, slower: float) -> Sale:
    seconds = {"customer": 24, "car": 7, "terms": 21, "deposit": 8, "print": 18}
    keys = {"customer": 30, "car": 7, "terms": 5, "deposit": 5, "print": 2}
    return Sale(day, {step: Lap(seconds[step] * slower, keys[step]) for step in seconds})


class FakeDevices:
    """A receipt printer that prints unless it is called `off`."""

    def __init__(self) -> None:
        self.printer, self.tried, self.at, self.signs = RollPrinter(), list[RollPrinter](), "", ""
        self.card: IdCard | None = IdCard("高远", "11010519491231002X", "杭州市滨江区江陵路 88 号")

    def roll_printer(self) -> RollPrinter:
        return self.printer

    def reader(self) -> str:
        return self.at

    def pad(self) -> str:
        return self.signs

    def open_pad(self) -> None:
        """Nobody signs on a pad here."""

    def keep(self, printer: RollPrinter, reader: str, pad: str) -> RollPrinter:
        self.printer, self.at, self.signs = printer, reader, pad
        return printer

    def read_card(self) -> IdCard:
        if self.card is None:
            raise UserError("card_missing", N_("There is no card on the reader. Put it there and try again."))
        return self.card

    def try_out(self, printer: RollPrinter) -> None:
        if printer.address == "off":
            raise UserError("printer_unreachable", N_("It does not answer."))
        self.tried.append(printer)


class FakeSeal:
    """Holds a seal that the dealership knows, or takes one by the passphrase `right`, which it does not know yet."""

    def __init__(self) -> None:
        self.one: Held | None = Held(
            "杭州澄远汽车销售服务有限公司, 合同专用章",
            "某某电子认证有限公司",
            date(2027, 11, 30),
            known=True,
            pem="PEM",
        )

    def held(self) -> Held | None:
        return self.one

    def hold(self, file: Path, passphrase: str) -> None:
        if passphrase != "right":
            raise UserError("seal_passphrase_wrong", N_("It does not open it."), field="passphrase")
        self.one = Held(file.stem, "某某电子认证有限公司", date(2028, 1, 31), known=False, pem="PEM 2")

    def give_up(self) -> None:
        self.one = None


class FakeScans:
    """Knows one paper."""

    def verify(self, code: str) -> Checked:
        valid = code.endswith("7F3A91C05D2E0B44")
        return Checked(valid, words_of_contract(valid=valid, version=1, newest=1))


class FakePassword:
    """Changes `showroom` for another, if the centre answers."""

    def __init__(self, *, online: bool = False) -> None:
        self.online, self.password = online, "showroom"

    def change(self, old: str, new: str) -> None:
        if old != self.password:
            raise SignInFailed("wrong_password", N_("User or password is wrong."))
        if not self.online:
            raise ServerUnreachable("password_offline", N_("The centre does not answer."))
        self.password = new
