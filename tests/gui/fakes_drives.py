"""The test drives of the mockup, in memory and in two languages."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from app.domain import test_drive as rules
from app.errors import UserError
from app.i18n import N_
from app.presenters.test_drive_diary import USUAL, Back, Choice, DriveRow, Shown
from tests.gui.story import ZHOU

NOW = datetime(2026, 11, 22, 4, 20, tzinfo=UTC)

# days from today, hour, minute, state, buyer, car, vin, consultant, km out, km in
_DRIVES = (
    (1, 10, 0, "booked", ("何志远", "He Zhiyuan"), 0, "LCY7E4AB8T1000213", 0, None, None),
    (0, 16, 0, "booked", ("顾思琪", "Gu Siqi"), 0, "LCY7E4AB8T1000213", 1, None, None),
    (0, 14, 30, "booked", ("沈嘉宁", "Shen Jianing"), 0, "LCY7E4AB8T1000213", 0, None, None),
    (0, 12, 0, "out", ("孟凡", "Meng Fan"), 1, "LCYC5PAB9T1000233", 1, 12_406, None),
    (0, 11, 20, "returned", ("周明慧", "Zhou Minghui"), 0, "LCY7E4AB8T1000213", 0, 8_394, 8_412),
    (0, 10, 0, "returned", ("许若琳", "Xu Ruolin"), 0, "LCY7E4AB8T1000213", 1, 8_373, 8_394),
    (0, 9, 30, "cancelled", ("韩磊", "Han Lei"), 1, "LCYC5PAB9T1000233", 1, None, None),
    (-1, 16, 0, "returned", ("罗子衡", "Luo Ziheng"), 1, "LCYC5PAB9T1000233", 0, 12_391, 12_406),
    (-1, 11, 0, "returned", ("高远", "Gao Yuan"), 0, "LCY7E4AB8T1000213", 0, 8_361, 8_373),
)  # fmt: skip
_CARS = (("X7 四驱旗舰", "X7 AWD Flagship"), ("C5 四驱性能", "C5 AWD Performance"))
_SELLERS = (("陈思远", "Chen Siyuan"), ("沈悦", "Shen Yue"))


class FakeDrives:
    """A diary of a few days; a second booking of one car at one time is refused."""

    def __init__(self, language: str = "en") -> None:
        self._at = at = 0 if language == "zh_CN" else 1
        today = NOW.astimezone().replace(minute=0, second=0, microsecond=0)
        self.rows: list[DriveRow] = []
        self.printed: list[Shown] = []
        for no, (days, hour, minute, state, who, car, vin, seller, out, back) in enumerate(_DRIVES):
            starts = today.replace(hour=hour, minute=minute) + timedelta(days=days)
            made = DriveRow(
                f"d{no}", starts.astimezone(UTC), (starts + USUAL).astimezone(UTC), state, who[at],
                ZHOU.buyer.phone if who == ZHOU.buyer.name else f"1370000{3300 + no}", _CARS[car][at], vin, _SELLERS[seller][at], out, back, car_id=vin,
                customer_id=f"c{no}", agreed_at=starts.astimezone(UTC) if out is not None else None,
                licence_last4="3317" if out is not None else "", licence_class="C1" if out is not None else "",
                licence_until=date(2031, 8, 14) if out is not None else None,
            )  # fmt: skip
            self.rows.append(made)

    def count(self) -> int:
        return len(self.rows)

    def page(self, offset: int, limit: int) -> tuple[DriveRow, ...]:
        return tuple(self.rows[offset : offset + limit])

    def cars(self) -> tuple[Choice, ...]:
        vins = ("LCY7E4AB8T1000213", "LCYC5PAB9T1000233")
        return tuple(
            Choice(vin, f"{names[self._at]} …{vin[-6:]}") for vin, names in zip(vins, _CARS, strict=True)
        )

    def people(self, text: str) -> tuple[Choice, ...]:
        names = (("沈嘉宁", "Shen Jianing"), ("沈芸", "Shen Yun"))
        return tuple(
            Choice(f"p{no}", f"{name[self._at]} 137 •••• 33{no:02}")
            for no, name in enumerate(names)
            if text.lower() in name[self._at].lower()
        )

    def book(self, *, customer: str, car: str, starts_at: datetime, ends_at: datetime) -> None:
        if any(row.vin == car and row.starts_at < ends_at and starts_at < row.ends_at for row in self.rows):
            message = N_("The car is booked from {start:%H:%M} to {end:%H:%M}. Choose another time or car.")
            start, end = starts_at.astimezone(), ends_at.astimezone()
            raise UserError("car_booked", message, field="starts_at", start=start, end=end)
        who = next(person.words for person in self.people("") if person.id == customer)
        made = DriveRow(f"d{len(self.rows)}", starts_at, ends_at, "booked", who, "", car, car, "")
        self.rows = [made, *self.rows]

    def rebook(self, drive: str, *, car: str, starts_at: datetime, ends_at: datetime) -> None:
        self._change(drive, starts_at=starts_at, ends_at=ends_at, car_id=car, vin=car)

    def days(self, first: date, last: date) -> tuple[DriveRow, ...]:
        return tuple(row for row in self.rows if first <= row.starts_at.astimezone().date() <= last)

    def find(self, drive: str) -> DriveRow | None:
        return next((row for row in self.rows if row.id == drive), None)

    def last_km(self, car: str) -> int | None:
        return max((row.km_in for row in self.rows if row.car_id == car and row.km_in), default=None)

    def paper(self, drive: str, shown: Shown, folder: str) -> str:
        self.printed.append(shown)
        return f"{folder}/TD-1.pdf"

    def agree(self, drive: str, shown: Shown, strokes: Any) -> None:
        rules.check_licence(shown.number, shown.kind, shown.until, NOW.date())
        self._change(
            drive, agreed_at=NOW, licence_last4=shown.number[-4:], licence_class=shown.kind,
            licence_until=shown.until,
        )  # fmt: skip

    def hand_over(self, drive: str, *, km_out: int) -> None:
        self._change(drive, state="out", km_out=km_out)

    def take_back(self, drive: str, back: Back) -> None:
        self._change(drive, state="returned", km_in=back.km, rating=back.rating, liked=back.liked)

    def cancel(self, drive: str) -> None:
        self._change(drive, state="cancelled")

    def _change(self, drive: str, **values: Any) -> None:
        self.rows = [replace(row, **values) if row.id == drive else row for row in self.rows]
