"""Rows of a used car that pays for a new one, as a desk of ours makes them."""

from __future__ import annotations

from typing import Any

from app import crypto
from app.clock import iso
from app.domain.trade_in import PLACES
from app.ids import new_id, vehicle_id
from app.models.base import canonical_json
from tests.server.client import Sale, Terminal
from tests.server.conftest import World
from tests.server.wire import reason
from tests.shop import new_vin

VALUE = 6_800_000
PAYOFF = 800_000
TERMS = {
    "plate": "浙A7K2M5", "vin": "LFVTEST1000000000", "car": "大众", "first_registered_on": "2019-06-18", "km": 1,
    "value": 0, "credited": 0,
}  # fmt: skip
"""A used car on a paper."""


def appraisal(desk: Terminal, drawn: Sale, **values: Any) -> dict[str, Any]:
    given = {
        "branch_id": desk.branch_id, "deal_id": drawn.deal_id, "user_id": desk.as_("wang").user_id,
        "at": iso(desk.clock.now()), "plate": "浙A7K2M5", "vin": new_vin(), "brand": "大众", "series": "朗逸",
        "energy": "petrol", "first_registered_on": "2019-06-18", "km": 86_400, "owners": 1, "payoff": 0,
        "transfer_by": "seller", "market": 7_460_000, "marks": "[]", "state": "appraising", "payout": 0,
    }  # fmt: skip
    return desk.new("trade_in", **(given | values))


def photographed(desk: Terminal, used_id: str) -> None:
    rows = [
        desk.new(
            "attachment", branch_id=desk.branch_id, owner_table="trade_in", owner_id=used_id, kind="picture",
            name=f"{place}.jpeg", media_type="image/jpeg", size=1000, sha256=f"{n:064x}", state="pending", withdrawn=0,
            user_id=desk.as_("wang").user_id, at=iso(desk.clock.now()),
        )
        for n, place in enumerate(PLACES)
    ]  # fmt: skip
    assert reason(desk.do("trade_in.attach", *rows)) == ("applied", "")


def valued(desk: Terminal, used: dict[str, Any], **values: Any) -> dict[str, Any]:
    """A value with the yes of the manager who stands there."""
    who, given = desk.as_("sun"), used["set"]
    said = {name: given[name] for name in ("plate", "vin", "km", "payoff")}
    said = {"trade_in_id": used["id"], **said, "value": VALUE, "approver_id": who.user_id}
    signature = crypto.b64(crypto.sign(who.seed, canonical_json(said).encode()))
    row = {
        "state": "approved", "value": VALUE, "valued_by": desk.as_("wang").user_id, "approver_id": who.user_id,
        "ticket": who.ticket, "signature": signature, "valid_until": "2026-11-29",
    }  # fmt: skip
    return desk.change("trade_in", used["id"], **(row | values))


def approved(desk: Terminal, used: dict[str, Any]) -> None:
    assert reason(desk.do("trade_in.appraise", valued(desk, used))) == ("applied", "")
    desk.pull()


def accepted(
    desk: Terminal, drawn: Sale, used: dict[str, Any], *, amount: int = VALUE, **values: Any
) -> list[dict[str, Any]]:
    """The line, the contract's next version, the used car's state."""
    version = desk.rows["contract", drawn.contract_id]["version"] + 1
    line = desk.new(
        "contract_line", contract_id=drawn.contract_id, branch_id=desk.branch_id, kind="trade_in", label="浙A7K2M5",
        nature="optional", amount=amount, trade_in_id=used["id"], removed=0,
    )  # fmt: skip
    return [
        desk.change("trade_in", used["id"], **({"state": "accepted"} | values)),
        desk.change("contract", drawn.contract_id, version=version), line,
    ]  # fmt: skip


def payout_consent(desk: Terminal, used: dict[str, Any], payout: int) -> dict[str, Any]:
    """A manager's yes to paying out what a used car is worth above what is owed."""
    who = desk.as_("sun")
    said = {"trade_in_id": used["id"], "value": VALUE, "payout": payout, "approver_id": who.user_id}
    signature = crypto.b64(crypto.sign(who.seed, canonical_json(said).encode()))
    return {"payout_approver_id": who.user_id, "payout_ticket": who.ticket, "payout_signature": signature}


def taken(
    desk: Terminal, model_id: str, used: dict[str, Any], *, cost: int = VALUE, vin: str = "", tag: int = VALUE
) -> list[dict[str, Any]]:
    vin, stay = vin or used["set"]["vin"], new_id()
    car = vehicle_id(vin)
    rows = [
        desk.change("trade_in", used["id"], state="taken", vehicle_id=car),
        desk.new("vehicle", car, "org", vin=vin, model_id=model_id, certificate_state="in_hand"),
        desk.new(
            "stock_stay", stay, "org", vehicle_id=car, branch_id=desk.branch_id, stock_no=vin[-6:], status="in_stock",
            active=1, list_price=tag, arrived_on="2026-11-22", check_digit_accepted=1,
        ),
        desk.new(
            "stock_movement", stay_id=stay, from_status=None, to_status="in_stock", reason="traded_in",
            user_id=desk.as_("wang").user_id, at=iso(desk.clock.now()),
        ),
    ]  # fmt: skip
    return [
        *rows, desk.sealed(desk.new("stock_cost", scope=f"{desk.scope}:finance", stay_id=stay, cost=cost))
    ]  # fmt: skip


def kept(desk: Terminal, used: dict[str, Any], **values: Any) -> list[dict[str, Any]]:
    """A manager's word that the car stays: its worth is owed."""
    worth = VALUE - used["set"]["payoff"]
    given = {
        "state": "kept",
        "note": "已转售",
        "payout": worth,
        "payout_approver_id": desk.as_("sun").user_id,
    }
    return [desk.change("trade_in", used["id"], **(given | values))]


def handed_in(world: World, desk: Terminal, drawn: Sale, used: dict[str, Any]) -> None:
    """Approved, on the contract, which is signed, and in our stock; pulled."""
    approved(desk, used)
    worth = VALUE - used["set"]["payoff"]
    assert reason(desk.do("trade_in.accept", *accepted(desk, drawn, used, amount=worth))) == ("applied", "")
    desk.pull()
    assert reason(desk.do("contract.sign", *desk.signing(drawn.contract_id))) == ("applied", "")
    desk.pull()
    assert reason(desk.do("trade_in.take", *taken(desk, world.model_id, used))) == ("applied", "")
    desk.pull()


def ended(desk: Terminal, drawn: Sale) -> None:
    """The contract is cancelled; pulled."""
    version = desk.rows["contract", drawn.contract_id]["version"] + 1
    ends = {"state": "cancelled", "cancelled_reason": "x", "version": version}
    contract = desk.change("contract", drawn.contract_id, **ends)
    deal = desk.change("deal", drawn.deal_id, state="cancelled")
    assert reason(desk.do("contract.cancel", contract, deal)) == ("applied", "")
    desk.pull()


def given_back(desk: Terminal, used: dict[str, Any]) -> list[dict[str, Any]]:
    (stay,) = desk.all("stock_stay", vehicle_id=vehicle_id(used["set"]["vin"]))
    told = desk.new(
        "stock_movement", stay_id=stay["id"], from_status="in_stock", to_status="returned", reason="given_back",
        user_id=desk.as_("sun").user_id, at=iso(desk.clock.now()),
    )  # fmt: skip
    return [
        desk.change("trade_in", used["id"], state="cancelled", note="x"),
        desk.change("stock_stay", stay["id"], status="returned", active=0),
        told,
    ]


def paid_out(
    desk: Terminal, drawn: Sale, used: dict[str, Any], amount: int, user: str = "qian"
) -> list[dict[str, Any]]:
    return desk.payment(drawn.deal_id, -amount, kind="payout", user=user, about_id=used["id"])


def paid_off(desk: Terminal, drawn: Sale, used: dict[str, Any], **values: Any) -> list[dict[str, Any]]:
    given = {"kind": "payoff", "user": "qian", "about_id": used["id"], "reference": "TR-8"} | values
    return desk.payment(drawn.deal_id, given.pop("amount", -PAYOFF), **given)
