"""Papers that the desk gives out before anything is signed: the schedule of a loan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.documents.loan_schedule import LoanSchedule, render_schedule
from app.errors import UserError
from app.gateways.papers import PapersOfTerminal
from app.i18n import N_, speaking, tr
from app.presenters.deal_desk_state import DeskState
from app.presenters.sent import Sent

if TYPE_CHECKING:
    from app.domain.finance import Plan
    from app.workplace import Workplace


class DeskPapers:
    """Makes them, and hands them to the printer that was chosen last."""

    def __init__(self, workplace: Workplace) -> None:
        self._at, self._papers = workplace, PapersOfTerminal(workplace)

    def schedule(
        self, plan: Plan, *, language: str, lender: str = "", buyer: str = "", car: str = ""
    ) -> bytes:
        """The schedule of a loan, in the dealership's name."""
        from app.models.org import Branch

        with self._at.reading() as session:
            branch = session.get_one(Branch, self._at.actor.branch_id)
            contact = " · ".join(filter(None, (branch.name, branch.address, branch.phone)))
            seller = branch.seller or branch.name
        made = LoanSchedule(plan, self._at.clock.today(), seller, contact, lender, buyer, car)
        return render_schedule(made, language=language)

    def print_schedule(self, state: DeskState) -> Sent:
        """The schedule of the plan on the desk; says where it went."""
        chosen = state.chosen
        if chosen.plan is None:
            message = N_("Choose a plan with a loan first: Alt+2 or Alt+3.")
            raise UserError("plan_without_loan", message, field="plan")
        with speaking(state.language):
            lender = tr(chosen.offer.lender)
        pdf = self.schedule(
            chosen.plan, language=state.language, lender=lender,
            buyer=state.buyer.name if state.buyer else "", car=state.car.model if state.car else "",
        )  # fmt: skip
        return self._papers.send(
            f"schedule-{state.car.vin or state.car.model_code if state.car else ''}", pdf
        )
