"""A manager's signed yes as a screen holds it until it is used: plain values, which outlive the program."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from app.errors import UserError
from app.i18n import N_
from app.models.org import User
from app.presenters.deal_desk_rows import Approved
from app.services import approving, discounts, price_sheets

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.models.deal import Contract
    from app.workplace import Workplace


def approved(at: Workplace, login: str, consent: approving.Consent) -> Approved:
    """The yes to a price, by the manager with that login name; nobody's own counts."""
    if consent.approver_id == at.actor.user_id:
        raise UserError("self_approval", N_("You cannot approve your own discount. Ask a manager."))
    shown = {user.name: user.display for user in at.vault.users()}
    said = consent.said
    return Approved(
        said["price"], said["contract_id"], shown.get(login, login), asdict(consent), said["takings"],
        said["vehicle_id"] or said["model_id"], said["list_price"], gifts=said["gifts"],
    )  # fmt: skip


def on_file(session: Session, contract: Contract) -> Approved | None:
    """The last yes of a manager that covers the contract as it is drawn, and has not been taken back by a no."""
    sheet = price_sheets.price_sheet(session, contract)
    standing = approving.standing(session, contract, discounts.given(session, sheet))
    if not standing:
        return None
    yes = max(standing, key=lambda each: each.at)
    manager = session.get(User, yes.approver_id)
    return Approved(
        yes.price, contract.id, manager.display_name if manager else "", takings=yes.takings,
        car_id=yes.vehicle_id or yes.model_id, list_price=yes.list_price, agreed=yes.agreed or "", gifts=yes.gifts,
    )  # fmt: skip


def approve_with(given: Approved | None) -> approving.Approve | None:
    """Answers a question with the yes that was given before, whatever is asked: the service looks whether it fits."""
    if given is None or not given.consent:
        return None
    consent = approving.Consent(**given.consent)
    return lambda _: consent
