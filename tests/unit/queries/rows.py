"""A small replica with real tables and indexes: 120 cars of three models, 80 customers, 40 contracts."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine

from app.models import registry, schema
from app.sync.replica import upsert_sql

KEY = bytes(range(32))
NOW = "2026-11-22T09:00:00.000000Z"
MODELS = (
    ("BYD", "Han", "比亚迪", "汉"),
    ("NIO", "ET5", "蔚来", "ET5"),
    ("Volkswagen", "Lavida", "大众", "朗逸"),
)
NAMES = ("王伟", "王明慧", "李娜", "欧阳静", "Anna Novak", "张伟", "刘洋", "王芳")
STATUSES = ("in_stock", "in_transit", "reserved", "sold")


def row(number: int, **values: Any) -> dict[str, Any]:
    """What every synced row has; ids in the order of the numbers."""
    row_id = f"00000000-0000-7000-8000-{number:012d}"
    return {"id": row_id, "scope": "org", "ver": 1, "row_hash": 0, **values}


def id_of(number: int) -> str:
    return str(row(number)["id"])


def _cars() -> list[tuple[str, list[dict[str, Any]]]]:
    models = [
        row(n, code=f"{brand}-{n}", brand=brand, series=series, trim="Plus", energy="bev", list_price=100,
            attributes=f'{{"brand_zh":"{brand_zh}","series_zh":"{series_zh}"}}', archived=0)
        for n, (brand, series, brand_zh, series_zh) in enumerate(MODELS, 1)
    ]  # fmt: skip
    vehicles = [
        row(1000 + n, vin=f"LSV{n % 7:06d}B{n * 37:07d}", model_id=id_of(1 + n % 3),
            certificate_state="pledged" if n % 9 == 0 else "in_hand", colour="白")
        for n in range(120)
    ]  # fmt: skip
    stays = [
        row(2000 + n, vehicle_id=id_of(1000 + n), branch_id=id_of(1), stock_no=f"S{n}", status=STATUSES[n % 4],
            active=int(n % 10 != 9), location=f"B-{n % 6}", list_price=100 + n % 8, check_digit_accepted=0,
            arrived_on=None if n % 11 == 0 else f"2026-{1 + n % 9:02d}-{1 + n % 28:02d}")
        for n in range(120)
    ]  # fmt: skip
    leases = [row(1000 + n, terminal_id=id_of(5), fence=1, kind="day", until=None) for n in (3, 4)]
    leases.append(row(1005, terminal_id=id_of(5), fence=1, kind="day", until="2026-01-01T00:00:00.000000Z"))
    return [("model", models), ("vehicle", vehicles), ("stock_stay", stays), ("lease", leases)]


def _people() -> list[tuple[str, list[dict[str, Any]]]]:
    customers = [
        row(3000 + n, branch_id=id_of(1), kind="person", name=NAMES[n % len(NAMES)], phone=f"138{n * 1013:08d}",
            id_kind="id_card", id_number=f"33010819900101{n:04d}", archived=int(n % 16 == 15))
        for n in range(80)
    ]  # fmt: skip
    deals = [
        row(4000 + n, no=f"MAIN01-26-D{n}", branch_id=id_of(1), customer_id=id_of(3000 + n // 2),
            seller_id=id_of(2), state="contracted", opened_on="2026-11-01")
        for n in range(40)
    ]  # fmt: skip
    contracts = [
        row(5000 + n, no=f"MAIN01-26-{98700 + n}", branch_id=id_of(1), deal_id=id_of(4000 + n), seller_id=id_of(2),
            state="signed" if n % 3 else "draft", provisional=0, version=1, language="zh_CN",
            customer_id=id_of(3000 + n // 2), buyer_name=NAMES[n % len(NAMES)], model_id=id_of(1 + n % 3),
            vehicle_id=id_of(1000 + n) if n % 2 else None, list_price=1, price=1, discount=0,
            drawn_on="2026-11-01")
        for n in range(40)
    ]  # fmt: skip
    payments = [
        row(6000 + n, receipt_no=f"R-MAIN01-26-{71000 + n}", branch_id=id_of(1), deal_id=id_of(4000 + n), kind="balance",
            amount=100, method="card", reference=f"POS-{n:06d}", user_id=id_of(2), paid_on="2026-11-01", at=NOW)
        for n in range(40)
    ]  # fmt: skip
    return [("customer", customers), ("deal", deals), ("contract", contracts), ("payment", payments)]


def fill(engine: Engine) -> None:
    """Make the tables, and write the rows as the sync engine does."""
    schema.upgrade_replica(engine)
    place = [
        ("branch", [row(1, code="MAIN", name="滨江店", currency="CNY")]),
        ("terminal", [row(5, name="Counter 1", branch_id=id_of(1), prefix="MAIN01", finance=0, revoked=0)]),
        ("user", [row(2, name="wang", display_name="王雅婷", disabled=0, password_no=1)]),
    ]
    connection: Any = engine.raw_connection()
    for table, rows in [*place, *_cars(), *_people()]:
        columns = registry.COLUMNS[table]
        whole = [registry.defaults(table) | values for values in rows]
        connection.executemany(
            upsert_sql(table), [[values.get(column) for column in columns] for values in whole]
        )
    connection.commit()
    connection.close()
