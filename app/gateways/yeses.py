"""A manager's signed yes as a screen holds it until it is used: plain values, which outlive the program."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from app.domain import approval
from app.models.deal import Contract
from app.models.org import User
from app.presenters.deal_desk_rows import Approved
from app.queries import submitted
from app.services import approving, discounts, price_sheets

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.domain.gift import Given
    from app.workplace import Workplace


def approved(at: Workplace, login: str, consent: approving.Consent) -> Approved:
    """The yes to a price, by the manager with that login name; nobody's own counts, nor that of who sold or asked."""
    with at.reading() as session:
        contract = session.get_one(Contract, consent.said["contract_id"])
        approving.refuse_own(contract, consent, at.actor.user_id)
    shown = {user.name: user.display for user in at.vault.users()}
    said = consent.said
    return Approved(
        said["price"], said["contract_id"], shown.get(login, login), asdict(consent), said["takings"],
        said["vehicle_id"] or said["model_id"], said["list_price"], gifts=said["gifts"],
    )  # fmt: skip


def on_file(session: Session, contract: Contract) -> Approved | None:
    """The last yes that covers the contract as it is drawn, and has not been taken back by a no, once all links of its
    price are answered; `agreed` where those of terms and payment are, too."""
    sheet = price_sheets.price_sheet(session, contract)
    deal = discounts.given(session, sheet)
    standing = approving.standing(session, contract, deal)
    if not standing or _lacks_price(session, contract, deal):
        return None
    yes = max(standing, key=lambda each: each.at)
    whole = [each for each in standing if each.kind == approval.CONTRACT]
    open_ones = approving.lacking(session, contract, deal, answers=approving.standing)
    agreed = max(whole, key=lambda each: each.at).agreed if whole and not open_ones else None
    manager = session.get(User, yes.approver_id)
    return Approved(
        yes.price, contract.id, manager.display_name if manager else "", takings=yes.takings,
        car_id=yes.vehicle_id or yes.model_id, list_price=yes.list_price, agreed=agreed or "", gifts=yes.gifts,
    )  # fmt: skip


def _lacks_price(session: Session, contract: Contract, deal: Given) -> bool:
    """Whether the price needs more yeses than stand; one to a price that needs none is not asked for more."""
    asks = discounts.needs_yes(session, deal, submitted.roles_of(session, contract.no))
    return asks and bool(approving.of_price(session, contract, deal).lacks)


def approve_with(given: Approved | None) -> approving.Approve | None:
    """Answers a question with the yes that was given before, whatever is asked: the service looks whether it fits."""
    if given is None or not given.consent:
        return None
    consent = approving.Consent(**given.consent)
    return lambda _: consent
