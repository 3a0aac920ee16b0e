"""The rows of a delivery, as a terminal would write them: inspection, marks, release, handover."""

from __future__ import annotations

from datetime import date
from typing import Any

from app.clock import iso
from app.domain import check_list, energy, handover_sheet
from app.domain.contract_document import Car as PaperCar
from app.domain.contract_document import Seller
from app.domain.handover_sheet import HandoverSheet
from app.models.base import canonical_json
from tests.server.client import LIST_PRICE, Car, Sale, Terminal
from tests.server.wire import reason

DAY = "2026-11-22"
LIST = check_list.in_force(date.fromisoformat(DAY))
Change = dict[str, Any]


def look(
    desk: Terminal, car: Car, line: str, finding: str = "ok", user: str = "liu", **values: Any
) -> Change:
    """A look at one line of the car's check-list."""
    given = {
        "branch_id": desk.branch_id, "stay_id": car.stay_id, "check_list": LIST.id, "line": line,
        "finding": finding, "user_id": desk.as_(user).user_id, "at": iso(desk.clock.now()),
    }  # fmt: skip
    return desk.new("inspection", **{**given, **values})


def mark(desk: Terminal, sale: Sale, kind: str, user: str = "sun", **values: Any) -> Change:
    """Something noted for a delivery."""
    given = {
        "branch_id": desk.branch_id, "contract_id": sale.contract_id, "kind": kind, "state": "done",
        "user_id": desk.as_(user).user_id, "at": iso(desk.clock.now()),
    }  # fmt: skip
    return desk.new("delivery_mark", **{**given, **values})


def marks(desk: Terminal, sale: Sale, user: str = "sun") -> list[Change]:
    """All that a delivery needs noted."""
    there = canonical_json({"there": list(check_list.paper_names())})
    return [
        mark(desk, sale, "invoice", user, reference="0387", amount=LIST_PRICE),
        mark(desk, sale, "insurance", user, reference="P-1", day="2026-11-01"),
        mark(desk, sale, "plates", user, reference="浙A·临 08127"),
        mark(desk, sale, "papers", user, details=there),
        mark(desk, sale, "keys", user, details=canonical_json({"count": 2})),
    ]


def sold(desk: Terminal, model_id: str) -> tuple[Sale, Car]:
    """A signed contract with its car, in the showroom's own hands."""
    car = desk.receive(model_id)
    sale = desk.sale(car, model_id)
    assert reason(desk.do("deal.sell", *sale.changes)) == ("applied", "")
    desk.pull()
    return sale, car


def prepare(desk: Terminal, sale: Sale, car: Car, *, without: str = "") -> None:
    """All of the gate green, but for one thing."""
    if without != "money":
        assert reason(desk.do("payment.take", *desk.payment(sale.deal_id, LIST_PRICE))) == ("applied", "")
    lines = [line.key for line in LIST.for_energy(energy.shipped()["bev"]) if line.key != without]
    looks = [look(desk, car, line) for line in lines]
    assert reason(desk.do("delivery.inspect", *looks, user="liu")) == ("applied", "")
    noted = [each for each in marks(desk, sale) if each["set"]["kind"] != without]
    assert reason(desk.do("delivery.mark", *noted, user="sun")) == ("applied", "")
    desk.pull()


def release(desk: Terminal, sale: Sale, user: str = "wang", **values: Any) -> list[Change]:
    """The car may leave."""
    given = {
        "branch_id": desk.branch_id, "contract_id": sale.contract_id, "released_for": DAY,
        "waived": "[]", "user_id": desk.as_(user).user_id, "at": iso(desk.clock.now()),
    }  # fmt: skip
    return [
        desk.new("release", **{**given, **values}),
        desk.change("deal", sale.deal_id, state="delivering"),
    ]


def handover(
    desk: Terminal,
    sale: Sale,
    car: Car,
    user: str = "wang",
    *,
    to: str = "closed",
    buyer: str = "李晓明",
    vin: str = "",
    **values: Any,
) -> list[Change]:
    """The car is the customer's."""
    sheet = HandoverSheet(
        contract_no=sale.contract_no, contract_version=1, seller=Seller("测试汽车"), buyer=buyer,
        car=PaperCar("BYD", "秦", vin=vin or car.vin), handed_on=date.fromisoformat(DAY), km=18, charge=74,
    ).to_dict()  # fmt: skip
    given = {
        "branch_id": desk.branch_id, "contract_id": sale.contract_id, "handed_on": DAY, "km": 18, "charge": 74,
        "language": "zh_CN", "sheet": canonical_json(sheet), "sheet_digest": handover_sheet.digest(sheet),
        "user_id": desk.as_(user).user_id, "at": iso(desk.clock.now()),
    }  # fmt: skip
    return [
        desk.new("handover", **{**given, **values}),
        desk.change("deal", sale.deal_id, state=to),
        desk.change("contract", sale.contract_id, handed_over=1),
        desk.change("stock_stay", car.stay_id, status="delivered", active=0),
        desk.movement(car, "sold", "delivered", user),
    ]
