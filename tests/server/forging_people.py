"""Honest ops about people: consent, whole numbers, leads. Each with rows of its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from app.clock import iso
from tests.server.client import Terminal

Op = tuple[str, list[dict[str, Any]], str]
"""Action, rows, who."""


def ops(desk: Terminal) -> Iterator[Op]:
    """One of every action."""
    at, wang = iso(desk.clock.now()), desk.as_("wang").user_id
    customer = desk.customer()
    assert desk.do("customer.add", customer)["status"] == "applied"
    known = {"branch_id": desk.branch_id, "customer_id": customer["id"], "user_id": wang}
    consent = desk.new("consent", **known, purpose="contact", way="paper", given_at=at)
    yield "consent.give", [desk.new("consent", **known, purpose="share", way="pad", given_at=at)], "wang"
    assert desk.do("consent.give", consent)["status"] == "applied"
    desk.pull()
    withdrawn = desk.change("consent", consent["id"], withdrawn_at=at, withdrawn_by=wang)
    yield "consent.withdraw", [withdrawn], "wang"
    yield "customer.reveal", [desk.new("reveal", **known, field="phone", reason="loan", at=at)], "wang"
    other = desk.customer()
    assert desk.do("customer.add", other)["status"] == "applied"
    desk.pull()
    merged = desk.change("customer", other["id"], merged_into=customer["id"])
    yield "customer.merge", [merged], "wang"
    gone = desk.customer()
    assert desk.do("customer.add", gone)["status"] == "applied"
    desk.pull()
    assert (
        desk.do("customer.merge", desk.change("customer", gone["id"], merged_into=customer["id"]))["status"]
        == "applied"
    )
    desk.pull()
    yield "customer.unmerge", [desk.change("customer", gone["id"], merged_into=None)], "wang"
    pair = {"branch_id": desk.branch_id, "user_id": wang, "at": at}
    pair |= dict(zip(("one_id", "other_id"), sorted((customer["id"], gone["id"])), strict=True))
    yield "customer.tell_apart", [desk.new("told_apart", **pair)], "wang"
    told = desk.new("told_apart", **pair)
    assert desk.do("customer.tell_apart", told)["status"] == "applied"
    desk.pull()
    yield (
        "customer.take_back",
        [desk.change("told_apart", told["id"], withdrawn_at=at, withdrawn_by=wang)],
        "wang",
    )
    yield from _leads(desk, {**known, "opened_at": at})


def _leads(desk: Terminal, known: dict[str, Any]) -> Iterator[Op]:
    def lead() -> dict[str, Any]:
        values = {"source": "web", "grade": "A", "state": "open", "owner_id": known["user_id"]}
        return desk.new("lead", **known, **values)

    def added() -> str:
        made = lead()
        assert desk.do("lead.add", made)["status"] == "applied"
        desk.pull()
        return str(made["id"])

    at = known["opened_at"]
    lost = {"state": "lost", "lost_reason": "price", "closed_at": at}
    yield "lead.add", [lead()], "wang"
    yield "lead.follow", [desk.change("lead", added(), grade="H")], "wang"
    yield "lead.lose", [desk.change("lead", added(), **lost)], "wang"
    gone = added()
    assert desk.do("lead.lose", desk.change("lead", gone, **lost))["status"] == "applied"
    desk.pull()
    opened = desk.change("lead", gone, state="open", lost_reason=None, closed_at=None)
    yield "lead.reopen", [opened], "wang"
    yield "lead.assign", [desk.change("lead", added(), owner_id=desk.as_("zhao").user_id)], "sun"
