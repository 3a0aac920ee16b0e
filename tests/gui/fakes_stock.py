"""The cars of the mockups, in memory and in two languages."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from app.domain.states import LIFE
from app.errors import ServerUnreachable
from app.i18n import N_
from app.presenters.stock_list import LineProblem, ReceiveResult, StockCounts, StockFilter, VehicleRow

TODAY = date(2026, 11, 22)
CLOSING = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)
MODELS = {
    "x7": ("X7 四驱旗舰", "X7 AWD Flagship", 26_880_000), "x5s": ("X5 智享版 2025", "X5 Smart 2025", 17_980_000),
    "x5r": ("X5 远行版", "X5 Range", 19_980_000), "c5": ("C5 长续航 Max", "C5 Long Range Max", 22_890_000),
    "c5p": ("C5 四驱性能", "C5 AWD Performance", 25_990_000), "m9": ("M9 行政版", "M9 Executive", 39_800_000),
    "c3": ("C3 尊享版", "C3 Premium", 12_980_000), "x7r": ("X7 后驱长续航", "X7 RWD Long Range", 24_580_000),
}  # fmt: skip
_PAINTS = {
    "brown": ("棕", "Brown"), "white": ("云母白", "Mica white"), "red": ("赤霞红", "Sunset red"),
    "black": ("墨黑", "Ink black"), "grey": ("石墨灰", "Graphite grey"), "silver": ("海盐灰", "Sea-salt grey"),
    "blue": ("曜夜蓝", "Night blue"), "green": ("松石绿", "Turquoise green"),
}  # fmt: skip
_PLACES = {
    "xs": ("萧山库", "Xiaoshan"), "bj": ("滨江", "Binjiang"), "b2": ("B2 展台", "Booth B2"),
    "way": ("在途", "On its way"),
}  # fmt: skip

# vin, model, paint, place, slot, status, age, certificate, lease terminal, mine, kind
_CARS = (
    ("LCY5B2AA3S1001906", "x5s", "brown", "xs", "C-03", "in_stock", 94, "in_hand", "", 0, ""),
    ("LCY5B2AA7S1001911", "x5s", "white", "bj", "B-02", "in_stock", 88, "pledged", "", 0, ""),
    ("LCYC5PAB9T1000233", "c5p", "red", "bj", "A-01", "demonstrator", 71, "in_hand", "", 0, ""),
    ("LCYM9EAB5T1000078", "m9", "black", "xs", "A-11", "in_stock", 64, "pledged", "", 0, ""),
    ("LCY7E4AB3T1004102", "x7", "grey", "xs", "B-08", "in_stock", 58, "pledged", "", 0, ""),
    ("LCYC3LAA8T1003310", "c3", "silver", "bj", "B-06", "reserved", 43, "redeemed", "", 0, ""),
    ("LCY7E4AB3T1004133", "x7", "blue", "b2", "", "sold", 34, "redeemed", "HZ-B2-01", 0, "show"),
    ("LCY5D2AA8T1002240", "x5r", "white", "b2", "", "in_stock", 31, "in_hand", "HZ-B2-01", 0, "show"),
    ("LCYC5LAA2T1001577", "c5", "black", "bj", "A-04", "in_stock", 26, "in_hand", "HZ-BJ-02", 1, "day"),
    ("LCY7E4AB8T1004127", "x7", "blue", "bj", "A-07", "reserved", 21, "pledged", "HZ-BJ-02", 1, "day"),
    ("LCY7R2AB5T1003980", "x7r", "green", "bj", "A-08", "in_stock", 15, "in_hand", "HZ-BJ-02", 1, "day"),
    ("LCY7E4AB8T1004158", "x7", "white", "bj", "B-01", "in_stock", 12, "in_hand", "", 0, ""),
    ("LCYC5LAA8T1001602", "c5", "blue", "bj", "", "transfer", 9, "in_hand", "", 0, ""),
    ("LCY7E4AB0T1004171", "x7", "white", "way", "", "in_transit", None, "", "", 0, ""),
    ("LCYM9EAB1T1000081", "m9", "black", "bj", "A-02", "in_stock", 8, "in_hand", "HZ-BJ-02", 1, "day"),
    ("LCYC3LAA4T1003316", "c3", "blue", "bj", "B-09", "in_stock", 5, "in_hand", "HZ-BJ-02", 1, "day"),
)  # fmt: skip


def cars(language: str) -> list[VehicleRow]:
    """The cars of the mockup."""
    at = 0 if language == "zh_CN" else 1
    made = []
    for no, (vin, model, paint, place, slot, status, age, cert, lease, mine, kind) in enumerate(_CARS):
        where = _PLACES[place][at]
        made.append(
            VehicleRow(
                vin=vin, stock_no=f"{MODELS[model][1].split()[0]}-2609-{no + 11:03d}", model=MODELS[model][at],
                status=status, colour=_PAINTS[paint][at], interior=("云灰", "Cloud grey")[at],
                location=f"{where} {slot}".strip(), branch=("滨江展厅", "Binjiang showroom")[at],
                arrived_on=TODAY - timedelta(days=age) if age is not None else None, certificate_state=cert,
                certificate_no="WDF126090034102" if cert else "", list_price=MODELS[model][2],
                lease_terminal=("2 号展台", "Booth 2")[at] if lease == "HZ-B2-01" else lease, lease_mine=bool(mine), lease_kind=kind,
                lease_until=CLOSING if kind == "day" else None, model_code=model,
            )
        )  # fmt: skip
    return made


class FakeStock:
    """Stock in memory; leases need `online`."""

    def __init__(self, rows: list[VehicleRow], *, online: bool = True) -> None:
        self.rows, self.online = rows, online
        self.calls: list[tuple[Any, ...]] = []

    def counts(self, today: date) -> StockCounts:
        on_hand = [row for row in self.rows if row.status not in ("in_transit", "sold", "delivered")]
        ages = [row.age(today) or 0 for row in on_hand]
        return StockCounts(
            total=len(self.rows), in_stock=len(on_hand),
            sellable=sum(row.status == "in_stock" for row in self.rows),
            demonstrators=sum(row.status == "demonstrator" for row in self.rows),
            in_transit=sum(row.status == "in_transit" for row in self.rows),
            next_arrival=date(2026, 12, 2), reserved=sum(row.status == "reserved" for row in self.rows),
            ageing=sum(age >= 60 for age in ages), over_90=sum(age >= 90 for age in ages),
            pledged=sum(row.certificate_state == "pledged" for row in self.rows),
            leased=sum(row.lease_mine for row in self.rows),
        )  # fmt: skip

    def _found(self, wanted: StockFilter, today: date) -> list[VehicleRow]:
        views = {
            "sellable": lambda row: row.status == "in_stock", "in_transit": lambda row: row.status == "in_transit",
            "reserved": lambda row: row.status == "reserved", "ageing": lambda row: (row.age(today) or 0) >= 60,
            "leased": lambda row: row.lease_mine,
        }  # fmt: skip
        text = wanted.text.lower()
        rows = [
            row for row in self.rows
            if views.get(wanted.view, lambda row: True)(row)
            and text in f"{row.vin} {row.model} {row.colour} {row.location} {row.stock_no}".lower()
        ]  # fmt: skip
        keys = {
            "age": lambda row: row.age(today) if row.age(today) is not None else -1,
            "status": lambda row: LIFE.index(row.status),
        }
        key = keys.get(wanted.sort, lambda row: getattr(row, wanted.sort))
        return sorted(rows, key=key, reverse=wanted.descending)

    def count(self, wanted: StockFilter, today: date) -> int:
        return len(self._found(wanted, today))

    def page(self, wanted: StockFilter, today: date, offset: int, limit: int) -> tuple[VehicleRow, ...]:
        return tuple(self._found(wanted, today)[offset : offset + limit])

    def find(self, vin: str) -> VehicleRow | None:
        return next((row for row in self.rows if row.vin == vin), None)

    def _change(self, vins: tuple[str, ...], **values: Any) -> tuple[str, ...]:
        if not self.online:
            raise ServerUnreachable("unreachable", N_("The centre does not answer."))
        self.rows = [replace(row, **values) if row.vin in vins else row for row in self.rows]
        return vins

    def lease(self, vins: tuple[str, ...], *, show: bool = False) -> tuple[str, ...]:
        kind = "show" if show else "day"
        self.calls.append(("lease", vins, kind))
        taken = {row.vin for row in self.rows if row.lease_terminal and not row.lease_mine}
        return self._change(
            tuple(vin for vin in vins if vin not in taken),
            lease_terminal="HZ-BJ-02",
            lease_mine=True,
            lease_kind=kind,
            lease_until=None if show else CLOSING,
        )

    def release(self, vins: tuple[str, ...]) -> tuple[str, ...]:
        self.calls.append(("release", vins))
        return self._change(vins, lease_terminal="", lease_mine=False, lease_kind="", lease_until=None)

    def transfer(self, vin: str, to_branch: str) -> None:
        self.calls.append(("transfer", vin, to_branch))
        self.rows = [replace(row, status="transfer") if row.vin == vin else row for row in self.rows]

    def branches(self) -> tuple[tuple[str, str], ...]:
        zh = self.rows[0].branch == "滨江展厅"
        return ("XS", "萧山库" if zh else "Xiaoshan"), ("YH", "余杭展厅" if zh else "Yuhang")

    def receive(self, path: str, *, accept_warnings: bool) -> ReceiveResult:
        self.calls.append(("receive", path, accept_warnings))
        doubtful = LineProblem(7, "vin_check_digit", "The check digit of LCY7E4AB3T1004109 is wrong.")
        refused = LineProblem(12, "vin_known", "LCY5B2AA3S1001906 is in stock already.")
        return ReceiveResult(
            11 if accept_warnings else 10, (refused,), () if accept_warnings else (doubtful,)
        )
