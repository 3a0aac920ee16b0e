"""Honest ops of used cars that pay for new ones, and of loans. Each with a deal of its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from app.clock import iso
from app.ids import vehicle_id
from app.models.base import canonical_json
from tests.server import lending, trading
from tests.server.client import Sale, Terminal

Op = tuple[str, list[dict[str, Any]], str, frozenset[str], frozenset[str]]
"""Action, rows, who, tables whose rows may be missing, states that would do as well."""
NONE = frozenset[str]()
PAYOUT = 100


def ops(desk: Terminal, model_id: str) -> Iterator[Op]:
    """One of every action."""
    yield from _used_cars(desk, model_id)
    yield from _loans(desk, model_id)


def _used_cars(desk: Terminal, model_id: str) -> Iterator[Op]:
    used = _appraised(desk, _drawn(desk, model_id))
    further = trading.appraisal(desk, _drawn(desk, model_id))
    yield "trade_in.appraise", [further], "wang", NONE, NONE
    photo = desk.new(
        "attachment", branch_id=desk.branch_id, owner_table="trade_in", owner_id=used["id"], kind="picture",
        name="vin.jpeg", media_type="image/jpeg", size=9, sha256="0d" * 32, state="pending", withdrawn=0,
        user_id=desk.as_("wang").user_id, at=iso(desk.clock.now()),
    )  # fmt: skip
    yield "trade_in.attach", [photo], "wang", NONE, NONE
    asked = {
        "state": "submitted", "value": trading.VALUE, "valued_by": desk.as_("wang").user_id,
        "valid_until": "2026-11-29",
    }  # fmt: skip
    _do(desk, "trade_in.appraise", [desk.change("trade_in", used["id"], **asked)])
    decided = {
        "state": "approved",
        "approver_id": desk.as_("sun").user_id,
        "decided_at": iso(desk.clock.now()),
    }
    yield (
        "trade_in.decide", [desk.change("trade_in", used["id"], **decided)], "sun", NONE, frozenset({"declined"})
    )  # fmt: skip
    sale = _drawn(desk, model_id)
    used = _appraised(desk, sale)
    trading.approved(desk, used)
    yield "trade_in.accept", trading.accepted(desk, sale, used), "wang", frozenset({"contract"}), NONE
    sale = _drawn(desk, model_id)
    used = _accepted(desk, sale, 0)
    _do(desk, "contract.sign", desk.signing(sale.contract_id))
    yield (
        "trade_in.take",
        trading.taken(desk, model_id, used),
        "wang",
        NONE,
        frozenset({"pledged", "redeemed"}),
    )
    yield _back(desk, model_id)
    yield _keep(desk, model_id)
    yield _pay_off(desk, model_id)
    sale = _drawn(desk, model_id)
    used = _accepted(desk, sale, PAYOUT)
    _do(desk, "contract.sign", desk.signing(sale.contract_id))
    _do(desk, "trade_in.take", trading.taken(desk, model_id, used))
    paid = desk.payment(sale.deal_id, -PAYOUT, kind="payout", user="qian", about_id=used["id"])
    yield "trade_in.pay_out", paid, "qian", NONE, NONE


def _keep(desk: Terminal, model_id: str) -> Op:
    """The used car of a contract that was cancelled stays, and its worth is owed."""
    return (
        "trade_in.keep",
        trading.kept(desk, _cancelled(desk, model_id)),
        "sun",
        NONE,
        frozenset({"cancelled"}),
    )


def _pay_off(desk: Terminal, model_id: str) -> Op:
    """The lender of a used car that was handed in gets what was still owed."""
    sale = _drawn(desk, model_id)
    used = _handed_in(desk, model_id, sale, payoff=trading.PAYOFF)
    rows = desk.payment(
        sale.deal_id, -trading.PAYOFF, kind="payoff", user="qian", about_id=used["id"], reference="TR-8"
    )
    return "trade_in.pay_off", rows, "qian", NONE, NONE


def _handed_in(desk: Terminal, model_id: str, sale: Sale, payoff: int = 0) -> dict[str, Any]:
    """A used car that pays for a signed contract, in our stock."""
    used = _accepted(desk, sale, 0, payoff=payoff)
    _do(desk, "contract.sign", desk.signing(sale.contract_id))
    _do(desk, "trade_in.take", trading.taken(desk, model_id, used))
    return used


def _cancelled(desk: Terminal, model_id: str) -> dict[str, Any]:
    """A used car that was handed in for a contract that is cancelled."""
    sale = _drawn(desk, model_id)
    used = _handed_in(desk, model_id, sale)
    version = desk.rows["contract", sale.contract_id]["version"] + 1
    ended = {"state": "cancelled", "cancelled_reason": "x", "version": version}
    _do(desk, "contract.cancel", [
        desk.change("contract", sale.contract_id, **ended), desk.change("deal", sale.deal_id, state="cancelled"),
    ])  # fmt: skip
    return used


def _back(desk: Terminal, model_id: str) -> Op:
    """The used car of a contract that was cancelled goes back."""
    used = _cancelled(desk, model_id)
    (stay,) = desk.all("stock_stay", vehicle_id=vehicle_id(used["set"]["vin"]))
    rows = [
        desk.change("trade_in", used["id"], state="cancelled", note="x"),
        desk.change("stock_stay", stay["id"], status="returned", active=0),
        desk.new(
            "stock_movement", stay_id=stay["id"], from_status="in_stock", to_status="returned", reason="given_back",
            user_id=desk.as_("sun").user_id, at=iso(desk.clock.now()),
        ),
    ]  # fmt: skip
    return "trade_in.give_back", rows, "sun", NONE, NONE


def _loans(desk: Terminal, model_id: str) -> Iterator[Op]:
    papers = frozenset({"loan_paper"})
    yield "loan.apply", lending.application(desk, _financed(desk, model_id)), "wang", papers, NONE
    sent = lending.application(desk, _financed(desk, model_id))
    _do(desk, "loan.apply", sent)
    rest = frozenset({"withdrawn"})
    yield "loan.move", lending.moved(desk, sent[0]["id"], "submitted"), "wang", NONE, rest
    deal = _financed(desk, model_id)
    rows = lending.application(desk, deal)
    _do(desk, "loan.apply", rows)
    _do(desk, "loan.move", lending.moved(desk, rows[0]["id"], "submitted"))
    granted = {"granted": lending.GRANTED, "granted_months": 36, "granted_rate_bp": 299}
    _do(desk, "loan.move", lending.moved(desk, rows[0]["id"], "approved", **granted))
    yield "loan.release", lending.released(desk, deal, rows[0]["id"]), "qian", NONE, NONE


def _drawn(desk: Terminal, model_id: str) -> Sale:
    sale = desk.draft(None, model_id)
    _do(desk, "contract.draft", sale.changes)
    return sale


def _financed(desk: Terminal, model_id: str) -> str:
    """A signed contract over a loan; its deal."""
    sale = desk.sale(None, model_id)
    plan = {"kind": "loan", "lender": "承安银行", "loan": lending.GRANTED, "months": 36, "rate_bp": 299}
    sale.changes[2]["set"]["plan"] = canonical_json(plan)
    _do(desk, "deal.sell", sale.changes)
    return sale.deal_id


def _appraised(desk: Terminal, sale: Sale, **values: Any) -> dict[str, Any]:
    """An appraisal with all of its photos."""
    used = trading.appraisal(desk, sale, **values)
    _do(desk, "trade_in.appraise", [used])
    trading.photographed(desk, used["id"])
    desk.pull()
    return used


def _accepted(desk: Terminal, sale: Sale, payout: int, payoff: int = 0) -> dict[str, Any]:
    used = _appraised(desk, sale, payoff=payoff)
    trading.approved(desk, used)
    values: dict[str, Any] = {"payout": payout}
    if payout:
        values |= trading.payout_consent(desk, used, payout)
    rows = trading.accepted(desk, sale, used, amount=trading.VALUE - payoff - payout, **values)
    _do(desk, "trade_in.accept", rows)
    return used


def _do(desk: Terminal, action: str, rows: list[dict[str, Any]]) -> None:
    outcome = desk.do(action, *rows, user="wang")
    assert outcome["status"] == "applied", (action, outcome)
    desk.pull()
