"""The models of the mockups, in memory and in two languages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from app.domain import energy as energies
from app.domain.catalogue import Stock, Trim, usual_figures
from app.presenters.showroom import CarOfTrim, SheetAsked

TODAY = date(2026, 11, 22)
NIGHT, MICA, GRAPHITE, INK, RED, GREEN = "曜夜蓝", "云母白", "石墨灰", "墨黑", "赤霞红", "松石绿"
_ENGLISH = {NIGHT: "Night blue", MICA: "Mica white", GRAPHITE: "Graphite grey", INK: "Ink black", RED: "Sunset red", GREEN: "Turquoise green"}  # fmt: skip
_ELECTRIC = {
    "battery_chemistry": "lfp",
    "warranty": "4 years or 100,000 km",
    "warranty_zh": "4 年或 10 万公里",
}

# code, series, trim, in Chinese, year, energy, body, seats, range, yuan, wheels, 0-100, here, elsewhere, on the way, demo, days
_TRIMS = (
    ("x7", "X7", "AWD Flagship", "四驱旗舰", 2026, "erev", "suv", 5, 1320, 268_800, "awd", "4.9", 4, 2, 3, 1, 58),
    ("x7r", "X7", "RWD Long Range", "后驱长续航", 2026, "erev", "suv", 5, 1280, 229_800, "rwd", "6.8", 6, 0, 0, 0, 15),
    ("c5", "C5", "Long Range Max", "长续航 Max", 2026, "bev", "sedan", 5, 715, 215_800, "rwd", "5.6", 9, 1, 0, 0, 26),
    ("x5s", "X5", "Smart", "智享版", 2026, "bev", "suv", 5, 620, 189_800, "rwd", "6.9", 5, 0, 2, 0, 31),
    ("c5p", "C5", "AWD Performance", "四驱性能", 2026, "bev", "sedan", 5, 640, 259_800, "awd", "3.9", 1, 0, 0, 1, 71),
    ("x5r", "X5", "Range", "远行版", 2026, "erev", "suv", 5, 1150, 176_800, "rwd", "7.4", 7, 3, 0, 0, 12),
    ("c3", "C3", "Premium", "尊享版", 2026, "bev", "sedan", 5, 560, 162_800, "fwd", "7.2", 3, 0, 0, 0, 43),
    ("x5s25", "X5", "Smart 2025", "智享版 2025", 2025, "bev", "suv", 5, 560, 165_800, "rwd", "7.1", 2, 0, 0, 0, 94),
    ("m9", "M9", "Executive", "行政版", 2026, "erev", "mpv", 7, 1280, 398_000, "awd", "5.8", 2, 0, 0, 0, 64),
    ("c3c", "C3", "City", "都市版", 2026, "bev", "hatchback", 4, 410, 98_800, "fwd", "9.1", 0, 4, 0, 0, 20),
    ("v4", "V4", "1.5T Comfort", "1.5T 舒适型", 2026, "petrol", "sedan", 5, None, 109_800, "fwd", "", 0, 0, 2, 0, None),
    ("v4h", "V4", "Hybrid", "混动版", 2026, "phev", "sedan", 5, 120, 129_800, "fwd", "", 0, 0, 0, 0, None),
)  # fmt: skip
_SIZES = {
    "X7": (4950, 1985, 1745, 2960, 612), "X5": (4690, 1920, 1650, 2840, 520), "C5": (4870, 1930, 1450, 2920, 485),
    "C3": (4480, 1830, 1500, 2700, 410), "M9": (5220, 1999, 1790, 3150, 700), "V4": (4640, 1800, 1470, 2680, 430),
}  # fmt: skip
_DRIVEN = {"x7": "LCY7E4AB8T1000213", "c5p": "LCYC5PAB9T1000233"}
"""The demonstrators of the diary."""


def _attributes(series: str, zh: str, wheels: str, quick: str, energy: str) -> dict[str, str]:
    length, width, height, base, boot = _SIZES[series]
    made = {
        "brand_zh": "澄远", "series_zh": series, "trim_zh": zh, "drivetrain": wheels, "accel_0_100_s": quick,
        "length_mm": str(length), "width_mm": str(width), "height_mm": str(height), "wheelbase_mm": str(base),
        "cargo_l": str(boot), "airbags": "9" if length > 4900 else "6",
        "options": "Panoramic roof=9000; Head-up display=6000; Air suspension=18000",
        "options_zh": "全景天幕=9000；抬头显示=6000；空气悬架=18000",
    }  # fmt: skip
    if energy in ("bev", "erev"):
        made |= _ELECTRIC | {"battery_kwh": "39.1" if energy == "erev" else "75.6", "fast_charge_kw": "120"}
    return {key: value for key, value in made.items() if value}


def trims(language: str) -> tuple[Trim, ...]:
    """All of them, colours named in that language."""
    made = []
    for (
        code,
        series,
        trim,
        zh,
        year,
        energy,
        body,
        seats,
        reach,
        yuan,
        wheels,
        quick,
        here,
        away,
        way,
        demo,
        days,
    ) in _TRIMS:
        paints = (NIGHT, MICA, GRAPHITE, INK, RED, GREEN)
        first = sum(map(ord, code)) % len(paints)
        shown = [*paints[first:], *paints[:first]][: min(4, here + away + way)]
        names = [name if language == "zh_CN" else _ENGLISH[name] for name in shown]
        colours = tuple((name, 1) for name in names)
        oldest = TODAY - timedelta(days=days) if days is not None and here + away else None
        tax, monthly = usual_figures(yuan * 100, energies.shipped()[energy], TODAY)
        stock = Stock(here, away, way, 1 if here else 0, demo, colours, oldest)
        attributes = _attributes(series, zh, wheels, quick, energy)
        attributes["colours"] = "; ".join(
            [*names, *(n for n in _extra(language) if n.partition("=")[0] not in names)][:5]
        )
        made.append(
            Trim(code, code, "Chengyuan", series, trim, year, energies.shipped()[energy], body, seats, reach, yuan * 100, attributes, tax, monthly, stock)
        )  # fmt: skip
    return tuple(made)


def _extra(language: str) -> list[str]:
    return [f"{name if language == 'zh_CN' else _ENGLISH[name]}={amount}" for name, amount in ((MICA, 0), (INK, 0), (RED, 3000), (GREEN, 3000))]  # fmt: skip


class FakeShowroom:
    """A gateway that needs no replica."""

    def __init__(self, language: str = "en") -> None:
        self.zh, self.rows = language == "zh_CN", trims(language)
        self.printed: list[tuple[str, str, bytes]] = []
        self.sheets: list[tuple[tuple[str, ...], SheetAsked]] = []
        self.reads = 0

    def _(self, zh: str, en: str) -> str:
        return zh if self.zh else en

    def trims(self) -> tuple[Trim, ...]:
        self.reads += 1
        return self.rows

    def find(self, text: str) -> frozenset[str]:
        return frozenset(
            trim.id
            for trim in self.rows
            if text.lower() in f"{trim.name} {trim.attributes.get('trim_zh', '')} 澄远 {trim.code}".lower()
        )

    def cars(self, trim_id: str) -> tuple[CarOfTrim, ...]:
        trim = next(trim for trim in self.rows if trim.id == trim_id)
        stock, colours = trim.stock, [name for name, _ in trim.stock.colours] or [""]
        states = [("in_stock", True)] * stock.here + [("in_stock", False)] * stock.elsewhere
        states += [("in_transit", True)] * stock.in_transit + [("demonstrator", True)] * stock.demonstrators
        return tuple(
            CarOfTrim(
                id=_DRIVEN.get(trim.code, "") if status == "demonstrator" else f"{trim.code}-{at}", vin=f"LCY7E4AB8T100{4127 + at * 31}", status=status,
                colour=colours[at % len(colours)], interior=self._("云灰", "Cloud grey"),
                branch=self._("滨江展厅", "Binjiang hall") if here else self._("萧山店", "Xiaoshan"), here=here,
                location=f"A-{at + 1:02d}" if status != "in_transit" else "", list_price=trim.list_price,
                arrived_on=TODAY - timedelta(days=12 + at * 9) if status != "in_transit" else None,
                mine=at == 0 and here, held_by=self._("2 号展台", "Booth 2") if at == 2 else "",
            )
            for at, (status, here) in enumerate(states)
        )  # fmt: skip

    def sell_out(self, code: str) -> None:
        """No car of this model is left."""
        self.rows = tuple(replace(trim, stock=Stock()) if trim.code == code else trim for trim in self.rows)

    def sheet(self, trims: Sequence[Trim], asked: SheetAsked) -> bytes:
        self.sheets.append((tuple(trim.code for trim in trims), asked))
        return b"%PDF-1.4 a sheet"

    def print(self, printer: str, title: str, pdf: bytes) -> None:
        self.printed.append((printer, title, pdf))

    def save(self, folder: str, title: str, pdf: bytes) -> str:
        self.printed.append((folder, title, pdf))
        return f"{folder}/{title}.pdf"
