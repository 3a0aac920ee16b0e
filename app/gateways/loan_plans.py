"""The door of the page on which an administrator says the loan plans."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.domain import loan_plan
from app.domain.loan_plan import OFFERS
from app.presenters.loan_plans import Terms
from app.services import loan_plans
from app.workplace import Workplace


class LoanPlansOfTerminal:
    """`presenters.loan_plans.LoanPlansGateway` over an opened terminal."""

    def __init__(self, workplace: Workplace) -> None:
        self._at = workplace

    def terms(self) -> tuple[Terms, ...]:
        """The last to begin first; below them the program's own."""
        with self._at.reading() as session:
            said = loan_plans.listed(session)
        return standing(said, self._at.clock.today())

    def add(self, given: Mapping[str, Any]) -> None:
        """New terms."""
        loan_plans.add(self._at.unit_of_work(), given=given)

    def take_out(self, plan: str, begins: date) -> None:
        """Those that have not begun."""
        loan_plans.take_out(self._at.unit_of_work(), plan=plan, begins=begins)


def standing(said: list[Mapping[str, Any]], today: date) -> tuple[Terms, ...]:
    """Each with whether it holds today."""
    found, holds = [], set[str]()
    for each in said:
        begins, offer = date.fromisoformat(each["from"]), loan_plan.offer_of(each)
        if begins > today:
            found.append(Terms(offer, "coming", begins))
            continue
        found.append(Terms(offer, "past" if offer.key in holds else "in_force", begins))
        holds.add(offer.key)
    own = (offer for offer in OFFERS if offer.months)
    return (*found, *(Terms(offer, "past" if offer.key in holds else "in_force") for offer in own))
