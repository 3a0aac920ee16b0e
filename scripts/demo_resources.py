"""Makes resources/demo/ from public data: `demo_resources.py SOURCE_FOLDER`; for developers.

SOURCE_FOLDER holds catalogue/ev_models.csv, catalogue/epa_vehicles_2000_2020.csv and LICENCES/.
Which cars are taken, their Chinese names and our made-up prices stand in demo_picks.csv beside this file.
The same input gives the same bytes.
"""

from __future__ import annotations

import csv
import random
import re
import shutil
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from demo_people import customers

from app.domain.vin import check_digit_ok

HERE = Path(__file__).resolve().parent
DEMO = HERE.parent / "resources" / "demo"
LICENCE = "open-ev-data-dataset.CDLA-Permissive-2.0.txt"
SEED = 20261122
CARS, STOCKED = 160, 55

Row = dict[str, str]

BODIES = {
    "crossover": "suv",
    "suv_coupe": "suv",
    "minivan": "mpv",
    "shooting_brake": "wagon",
    "fastback": "sedan",
}

# What the source calls a variant, and what the brochure in a Chinese showroom would.
TRIMS = (
    ("Extended Range", "长续航版"),
    ("Long Range", "长续航版"),
    ("Standard Range", "标准续航版"),
    ("All-Wheel Drive", "四驱版"),
    ("AWD", "四驱版"),
    ("4MATIC", "四驱版"),
    ("Rear-Wheel Drive", "后驱版"),
    ("RWD", "后驱版"),
    ("Dynamic", "动感型"),
    ("Performance", "高性能版"),
    ("Flagship", "旗舰型"),
    ("Premium", "尊享型"),
    ("Platinum", "铂金版"),
    ("Grand", "光辉版"),
    ("Comfort", "舒适型"),
    ("Superior", "超越型"),
    ("Elite", "精英版"),
    ("Luxury", "豪华版"),
    ("Dual Motor", "双电机"),
    ("Single Motor", "单电机"),
    ("Standard", "标准版"),
    ("Base", "标准版"),
    ("Plus", "升级版"),
)

ADDED = {
    "drivetrain": "drivetrain",
    "battery_kwh": "battery_gross_kwh",
    "battery_chemistry": "battery_chemistry",
    "power_kw": "system_power_kw",
    "torque_nm": "system_torque_nm",
    "fast_charge_kw": "dc_max_kw",
    "accel_0_100_s": "accel_0_100_s",
    "top_speed_kmh": "top_speed_kmh",
    "length_mm": "length_mm",
    "width_mm": "width_mm",
    "height_mm": "height_mm",
    "wheelbase_mm": "wheelbase_mm",
    "curb_weight_kg": "curb_weight_kg",
    "cargo_l": "cargo_l",
}
LUXURY = {"Grand": 0.5, "Platinum": 0.15}
SHORT = {"Volkswagen": "VW", "Mercedes-Benz": "MB", "Leapmotor": "LEAP"}
DRIVES = {"Front-Wheel Drive": "fwd", "Rear-Wheel Drive": "rwd"}
CATALOGUE_COLUMNS = (
    *"code brand series trim model_year energy body seats range_km list_price".split(),
    *"brand_zh series_zh trim_zh range_standard".split(),
    *ADDED,
    *"engine_l cylinders gearbox consumption_l_100km".split(),
    *"colours colours_zh interiors interiors_zh options options_zh source".split(),
)

# First three letters of a VIN, by brand: makers with works in China, as widely known.
MAKERS = {
    "BYD": "LGX",
    "YangWang": "LC0",
    "FangChengBao": "LC0",
    "NIO": "LJ1",
    "Zeekr": "L6T",
    "Geely": "L6T",
    "XPeng": "L1N",
    "Chery": "LVV",
    "Leapmotor": "LFZ",
    "Changan": "LS6",
    "GAC Aion": "LNA",
    "Voyah": "LDP",
    "Dongfeng": "LDP",
    "Roewe": "LSJ",
    "GWM": "LGW",
    "Hongqi": "LFP",
    "Tesla": "LRW",
    "Volkswagen": "LFV",
    "Audi": "LFV",
    "Toyota": "LVG",
    "Honda": "LHG",
    "BMW": "LBV",
    "Mercedes-Benz": "LE4",
    "Volvo": "LYV",
    "Polestar": "LPS",
    "Buick": "LSG",
    "Cadillac": "LSG",
    "Hyundai": "LBE",
}
LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
YEARS = {2023: "P", 2024: "R", 2025: "S"}
COLOURS = (
    ("珍珠白", "Pearl white", "#F4F2EC", 30),
    ("曜石黑", "Obsidian black", "#16181B", 20),
    ("钛空灰", "Titanium grey", "#6E7378", 16),
    ("星空银", "Starlight silver", "#C3C8CC", 10),
    ("深海蓝", "Deep-sea blue", "#1F3F66", 8),
    ("极光青", "Aurora teal", "#3F7F83", 5),
    ("朱砂红", "Cinnabar red", "#A3262A", 5),
    ("墨玉绿", "Jade green", "#2F4A3C", 4),
    ("香槟金", "Champagne gold", "#C9B38A", 3),
    ("晨雾紫", "Mist purple", "#8A7F9C", 2),
    ("落日橙", "Sunset orange", "#D2692E", 2),
)
INTERIORS = (("黑色", "Black", 50), ("米色", "Beige", 25), ("棕色", "Brown", 15), ("灰白", "Light grey", 10))
# What may be ordered beside the car, and from which list price on it is offered.
OPTIONS = (
    ("Panoramic roof", "全景天幕", 9_000, 120_000),
    ("Heated seats", "座椅加热", 3_000, 0),
    ("Head-up display", "抬头显示", 6_000, 180_000),
    ("Tow bar", "拖车钩", 4_500, 150_000),
    ("Air suspension", "空气悬架", 18_000, 300_000),
    ("Premium sound", "高级音响", 8_000, 200_000),
)
STOCK_COLUMNS = (
    *"vin model colour colour_en colour_hex interior interior_en".split(),
    *"list_price cost days_in_stock".split(),
)


def read(file: Path) -> list[Row]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def write(name: str, columns: Iterable[str], rows: Iterable[Row]) -> None:
    with (DEMO / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, tuple(columns), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def plain(number: str) -> str:
    """Without a pointless `.0`."""
    return number.removesuffix(".0")


def catalogue(source: Path) -> Iterator[Row]:
    """The picked cars, in the order of the picks: Chinese brands first."""
    files = {
        "ev": read(source / "catalogue" / "ev_models.csv"),
        "epa": read(source / "catalogue" / "epa_vehicles_2000_2020.csv"),
    }
    used: set[str] = set()
    for pick in read(HERE / "demo_picks.csv"):
        rows = electric(files["ev"], pick) if pick["source"] == "ev" else fuelled(files["epa"], pick)
        taken = list(rows)
        if not taken:
            raise LookupError(f"not in the source: {pick['make']} {pick['model']}")
        for row in taken:
            row["code"] = code(row, used)
            yield row | offered(row)


def offered(row: Row) -> Row:
    """Colours and options of a car: dear paints and dear options for dear cars."""
    price = float(row["list_price"])
    extra = 3_000 if price < 250_000 else 6_000
    paints = [(own, english, "" if share >= 8 else f"={extra}") for own, english, _, share in COLOURS]
    extras = [each for each in OPTIONS if price >= each[3]]
    return {
        "colours": "; ".join(f"{english}{more}" for _, english, more in paints),
        "colours_zh": "；".join(f"{own}{more}" for own, _, more in paints),
        "interiors": "; ".join(english for _, english, *_ in INTERIORS),
        "interiors_zh": "；".join(own for own, *_ in INTERIORS),
        "options": "; ".join(f"{name}={amount}" for name, _, amount, _ in extras),
        "options_zh": "；".join(f"{name}={amount}" for _, name, amount, _ in extras),
    }


def electric(rows: list[Row], pick: Row) -> Iterator[Row]:
    """The newest model year's variants that differ in what a buyer sees, cheapest first."""
    found = [row for row in rows if row["make"] == pick["make"] and row["model"] == pick["model"]]
    newest = max((row["year"] for row in found), default="")
    variants: dict[tuple[str, str, str], Row] = {}
    for row in found:
        if row["year"] == newest and row["battery_gross_kwh"] and row["drivetrain"]:
            variants.setdefault((row["battery_gross_kwh"], row["system_power_kw"], row["seats"]), row)
    ordered = sorted(
        variants.values(), key=lambda row: (float(row["battery_gross_kwh"]), float(row["system_power_kw"]))
    )
    for row in ordered[: int(pick["most"])]:
        yield {
            **described(pick, row["variant"] or ("Base" if row["trim"] == row["model"] else row["trim"])),
            "model_year": row["year"],
            "body": pick["body"] or BODIES.get(row["body_style"], row["body_style"]),
            "seats": row["seats"],
            **driven(row),
            "list_price": f"{price(pick, row, ordered[0])}.00",
            **{ours: plain(row[theirs]) for ours, theirs in ADDED.items()},
            "source": "open-ev-data",
        }


def driven(row: Row) -> Row:
    """How far it goes, and by which way of measuring."""
    for standard in ("cltc", "wltp", "epa"):
        if row[f"range_{standard}_km"]:
            return {"range_km": row[f"range_{standard}_km"], "range_standard": standard.upper()}
    return {"range_km": "", "range_standard": ""}


def price(pick: Row, row: Row, cheapest: Row) -> int:
    """The price in the source if it has one in yuan; else ours, dearer with battery, power and seats."""
    stated = re.search(r"CN:CNY:(\d+)", row["msrp"])
    if stated:
        return int(stated[1])
    battery = float(row["battery_gross_kwh"]) / float(cheapest["battery_gross_kwh"])
    power = float(row["system_power_kw"] or 1) / float(cheapest["system_power_kw"] or 1)
    factor = 1 + 0.35 * (battery - 1) + 0.15 * (power - 1) + LUXURY.get(row["variant"], 0)
    if row is cheapest:
        return int(pick["price"])
    return round(int(pick["price"]) * factor / 1000) * 1000 - 100


def fuelled(rows: list[Row], pick: Row) -> Iterator[Row]:
    """The newest row with this engine."""
    found = [
        row
        for row in rows
        if (row["make"], row["model"], row["displ"]) == (pick["make"], pick["model"], pick["displ"])
        and (row["fuelType1"] == "Diesel") == (pick["energy"] == "diesel")
    ]
    for row in sorted(found, key=lambda row: (row["year"], row["trany"]), reverse=True)[: int(pick["most"])]:
        yield {
            **described(
                pick, "" if not pick["series"] else row["model"].removeprefix(pick["series"]).strip()
            ),
            "trim_zh": "",
            "model_year": row["year"],
            "body": pick["body"],
            "seats": pick["seats"],
            "list_price": f"{pick['price']}.00",
            "drivetrain": DRIVES.get(row["drive"], "awd"),
            "engine_l": row["displ"],
            "cylinders": row["cylinders"],
            "gearbox": gearbox(row["trany"]),
            "consumption_l_100km": f"{235.215 / float(row['comb08']):.1f}",
            "source": "EPA",
        }


def gearbox(text: str) -> str:
    if "variable" in text:
        return "CVT"
    speeds = re.search(r"(\d+)", text)
    kind = "MT" if text.startswith("Manual") else "DCT" if "(AM" in text else "AT"
    return f"{speeds[1]}{kind}" if speeds else kind


def described(pick: Row, trim: str) -> Row:
    return {
        "brand": pick["make"],
        "brand_zh": pick["brand_zh"],
        "series": pick["series"] or pick["model"],
        "series_zh": pick["series_zh"],
        "trim": trim or f"{pick['displ']} L",
        "trim_zh": trim_zh(trim),
        "energy": pick["energy"],
    }


def trim_zh(trim: str) -> str:
    """The variant in Chinese, as far as its words are known: `17 kWh Long Range` → `17 kWh 长续航版`."""
    if re.fullmatch(r"[\d.]+ kWh?", trim):
        return f"{trim} 版"
    chinese = trim
    for english, word in TRIMS:
        chinese = chinese.replace(english, word)
    return chinese if chinese != trim else ""


def code(row: Row, used: set[str]) -> str:
    """A short name of its own for each car: `NIO-ET5-100KWH-25`."""
    brand, trim = SHORT.get(row["brand"], row["brand"]), row["trim"]
    series = row["series"].removeprefix(row["brand"]).strip()
    parts = [brand, series, "" if trim in ("Base", "Standard", row["series"]) else trim]
    words = [re.sub(r"[^A-Z0-9+]", "", part.upper().replace("Π", "PI")) for part in parts]
    name = "-".join([words[0][:8], *filter(None, (words[1][:14], words[2][:14])), row["model_year"][2:]])
    while name in used:
        name += "B"
    used.add(name)
    return name


def stock(cars: list[Row], chance: random.Random) -> Iterator[Row]:
    """Cars to sell: some of the recent models with works in China, cheap ones in greater number."""
    makes = [row for row in cars if row["brand"] in MAKERS and int(row["model_year"]) > 2020]
    kept = chance.sample(makes, STOCKED)
    weights = [1 / float(row["list_price"]) for row in kept]
    chosen = [*kept, *chance.choices(kept, weights, k=CARS - STOCKED)]
    for number, row in enumerate(sorted(chosen, key=lambda row: row["code"]), start=1):
        colour = chance.choices(COLOURS, [each[-1] for each in COLOURS])[0]
        interior = chance.choices(INTERIORS, [each[-1] for each in INTERIORS])[0]
        yuan = float(row["list_price"])
        yield {
            "vin": vin(row, number, chance),
            "model": row["code"],
            "colour": colour[0],
            "colour_en": colour[1],
            "colour_hex": colour[2],
            "interior": interior[0],
            "interior_en": interior[1],
            "list_price": row["list_price"],
            "cost": f"{round(yuan * chance.uniform(0.89, 0.95) / 100) * 100}.00",
            "days_in_stock": str(min(240, int(chance.expovariate(1 / 38)))),
        }


def vin(row: Row, number: int, chance: random.Random) -> str:
    """The maker's three letters, made-up places 4 to 8, check digit, year, made-up serial number."""
    head = (
        MAKERS[row["brand"]]
        + "".join(chance.choice(LETTERS) for _ in range(3))
        + f"{chance.randrange(100):02d}"
    )
    tail = f"{YEARS[int(row['model_year'])]}0{number:06d}"
    return next(full for digit in "0123456789X" if check_digit_ok(full := f"{head}{digit}{tail}"))


def main() -> int:
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    source = Path(sys.argv[1])
    chance = random.Random(SEED)
    DEMO.mkdir(parents=True, exist_ok=True)
    cars = list(catalogue(source))
    write("catalogue.csv", CATALOGUE_COLUMNS, cars)
    write("vins.csv", STOCK_COLUMNS, stock(cars, chance))
    people = customers(chance)
    write("customers.csv", people[0], people)
    shutil.copyfile(source / "LICENCES" / LICENCE, DEMO / f"LICENCE.{LICENCE}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
