"""Unfinished deals as plain JSON, and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from datetime import date, datetime
from typing import Any

from app.clock import from_iso, iso
from app.domain import records
from app.domain.loan_plan import Offer
from app.presenters.deal_desk_plans import with_offer
from app.presenters.deal_desk_rows import Approved, DeskBuyer, DeskCar, DeskDeposit, DeskLine, Kept
from app.presenters.deal_desk_state import DeskState

MOST = 8
"""Older ones go: whoever has not come back to them will not."""


def content_of(state: DeskState) -> dict[str, Any]:
    """What someone entered."""
    return {
        "buyer": asdict(state.buyer) if state.buyer else None,
        "vin": state.car.vin if state.car else "",
        "model": state.car.model if state.car else "",
        "order": _order(state.car) if state.car and state.car.comes_later else None,
        "discount": state.discount,
        "lines": [asdict(line) for line in state.lines],
        "plan": state.plan,
        "loan": state.loan,
        "offers": [records.to_dict(offer) for offer in state.offers if offer not in state.facts.offers],
        "delivery_on": state.delivery_on.isoformat() if state.delivery_on else "",
        "delivery_place": state.delivery_place,
        "terms": state.terms,
        "language": state.language,
        "deposit": asdict(state.deposit) if state.deposit else None,
        "deal": state.deal,
        "contract": state.drawn.no if state.drawn else "",
        "approved": asdict(state.given_here) if state.given_here else None,
    }


def _order(car: DeskCar) -> list[Any]:
    return [car.model_code, car.colour, [option.code for option in car.options]]


def restore(content: Mapping[str, Any], state: DeskState) -> DeskState:
    """The state with what was entered; car and contract are read anew."""
    buyer = DeskBuyer(**content["buyer"]) if content.get("buyer") else None
    day, offers = content.get("delivery_on"), state.facts.offers
    for offer in content.get("offers", ()):
        offers = with_offer(offers, records.from_dict(Offer, offer))
    return replace(
        state,
        buyer=buyer,
        filling=buyer is not None and not buyer.id and not buyer.ready,
        discount=content["discount"],
        lines=tuple(DeskLine(**line) for line in content["lines"]),
        plan=content["plan"],
        loan=content["loan"],
        offers=offers,
        delivery_on=date.fromisoformat(day) if day else None,
        delivery_place=content["delivery_place"],
        terms=content["terms"],
        language=content["language"],
        deposit=_deposit(content),
        deal=content.get("deal", ""),
        approved=_approved(content),
    )


def waiting_for(kept: Iterable[Kept], contract_no: str) -> tuple[Approved | None, DeskDeposit | None]:
    """What waits for the signature of that contract since it was set aside: a manager's yes, and the money."""
    found = next((each.content for each in kept if _contract(each) == contract_no), {})
    return _approved(found), _deposit(found)


def _approved(content: Mapping[str, Any]) -> Approved | None:
    yes = content.get("approved")
    return Approved(**yes) if yes else None


def _deposit(content: Mapping[str, Any]) -> DeskDeposit | None:
    deposit = content.get("deposit")
    return DeskDeposit(**deposit) if deposit else None


def put_aside(state: DeskState, now: datetime) -> tuple[Kept, ...]:
    """The deals set aside, this one first."""
    content = content_of(state)
    who = state.buyer.name if state.buyer else ""
    what = state.car.model if state.car else ""
    title = " · ".join(part for part in (who, what) if part)
    others = [
        each for each in state.kept if not content["contract"] or _contract(each) != content["contract"]
    ]
    return (Kept(iso(now), title, now, content), *others)[:MOST]


def _contract(kept: Kept) -> str:
    return str(kept.content.get("contract", ""))


def write(state: DeskState, now: datetime) -> dict[str, Any]:
    """Everything unfinished: the deal on the desk, unless it is empty or signed, and those set aside."""
    listed = put_aside(state, now) if state.unfinished else state.kept
    at = [iso(each.at) if each.at else "" for each in listed]
    if state.unfinished:
        at[0] = ""  # the time of the deal on the desk would make every content differ
    return {"deals": [[when, each.title, each.content] for when, each in zip(at, listed, strict=True)]}


def read(content: Mapping[str, Any]) -> tuple[Kept, ...]:
    """What `write` wrote."""
    return tuple(
        Kept(when or "now", title, from_iso(when) if when else None, deal)
        for when, title, deal in content.get("deals", ())
    )
