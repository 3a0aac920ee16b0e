"""A manager's signed yes as a screen holds it until it is used: plain values, which outlive the program."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from app.errors import UserError
from app.i18n import N_
from app.presenters.deal_desk_rows import Approved
from app.services import approving

if TYPE_CHECKING:
    from app.workplace import Workplace


def approved(at: Workplace, login: str, consent: approving.Consent) -> Approved:
    """The yes to a price, by the manager with that login name; nobody's own counts."""
    if consent.approver_id == at.actor.user_id:
        raise UserError("self_approval", N_("You cannot approve your own discount. Ask a manager."))
    shown = {user.name: user.display for user in at.vault.users()}
    said = consent.said
    return Approved(
        said["price"], said["contract_id"], shown.get(login, login), asdict(consent), said["takings"],
        said["vehicle_id"] or "", said["list_price"],
    )  # fmt: skip


def approve_with(given: Approved | None) -> approving.Approve | None:
    """Answers a question with the yes that was given before, whatever is asked: the service looks whether it fits."""
    if given is None or not given.consent:
        return None
    consent = approving.Consent(**given.consent)
    return lambda _: consent
