"""Rows of an application for a loan, as a desk of ours makes them."""

from __future__ import annotations

from typing import Any

from app.clock import iso
from app.domain.loan import PAPERS
from tests.server.client import Terminal

GRANTED = 8_000_000


def event(desk: Terminal, used: str, state: str, user: str = "wang") -> dict[str, Any]:
    return desk.new(
        "loan_event", application_id=used, branch_id=desk.branch_id, state=state, user_id=desk.as_(user).user_id,
        at=iso(desk.clock.now()),
    )  # fmt: skip


def application(desk: Terminal, deal: str, papers: str = "there", **values: Any) -> list[dict[str, Any]]:
    given = {
        "branch_id": desk.branch_id, "deal_id": deal, "user_id": desk.as_("wang").user_id, "at": iso(desk.clock.now()),
        "lender": "承安银行", "amount": GRANTED, "months": 36, "rate_bp": 299, "state": "draft", "conditions": "[]",
    }  # fmt: skip
    row = desk.new("loan_application", **(given | values))
    listed = [
        desk.new("loan_paper", application_id=row["id"], branch_id=desk.branch_id, kind=kind, state=papers)
        for kind in PAPERS
    ]
    return [row, *listed, event(desk, row["id"], row["set"]["state"])]


def moved(desk: Terminal, applied: str, state: str, **values: Any) -> list[dict[str, Any]]:
    return [
        desk.change("loan_application", applied, state=state, **values), event(desk, applied, state)
    ]  # fmt: skip


def released(
    desk: Terminal, deal: str, granted: str, amount: int = GRANTED, **values: Any
) -> list[dict[str, Any]]:
    paid = {"kind": "loan", "user": "qian", "about_id": granted, "reference": "TR-1"} | values
    rows = desk.payment(deal, amount, **paid)
    return [
        desk.change("loan_application", granted, state="released"),
        event(desk, granted, "released", "qian"),
        *rows,
    ]
