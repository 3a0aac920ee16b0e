"""The dealership's seal on a paper: which papers take it, which seals are its own, and what a sealed file is worth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from app import certificates
from app.domain import seal as rules
from app.domain.seal import Seal
from app.domain.states import ContractState
from app.errors import UserError
from app.i18n import N_
from app.models.org import Setting
from app.services import contracts, papers

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from app.certificates import Certificate
    from app.models.deal import Contract
    from app.services.papers import Verdict


@dataclass(frozen=True)
class Paper:
    """What is to be sealed, and the name of its file."""

    name: str
    pdf: bytes


def known(session: Session) -> frozenset[str]:
    """The fingerprints of the dealership's seals (setting `seal.certificates`)."""
    found = session.scalar(select(Setting.value).where(Setting.name == rules.SETTING))
    return frozenset(certificates.fingerprint_of(pem) for pem in found or ())


def authority(session: Session) -> str:
    """The address of whoever stamps seals with the time (setting `seal.time_stamps`); empty: nobody does."""
    return session.scalar(select(Setting.value).where(Setting.name == rules.STAMPED_BY)) or ""


def refuse_unfit(session: Session, certificate: Certificate, now: datetime) -> None:
    """A seal that nobody would take is put on nothing."""
    if certificate.fingerprint not in known(session):
        message = N_(
            "The dealership does not know this seal yet. Ask the administrator to put its certificate into the "
            "setting {setting}, then sync."
        )
        raise UserError("seal_unknown", message, setting=rules.SETTING)
    refuse_expired(certificate, now)


def refuse_expired(certificate: Certificate, now: datetime) -> None:
    """What it would seal would be worth nothing."""
    if not certificate.covers(now):
        message = N_("The seal's certificate is good from {begins} to {ends}. Get a new one.")
        days = {"begins": f"{certificate.begins_at:%Y-%m-%d}", "ends": f"{certificate.ends_at:%Y-%m-%d}"}
        raise UserError("seal_expired", message, **days)


def takes_seal(contract: Contract) -> bool:
    """Whether both have signed it, and it is in force."""
    return not contract.provisional and contract.state in (ContractState.SIGNED, ContractState.AMENDED)


def paper(session: Session, no: str, *, language: str | None = None, amendment: int | None = None) -> Paper:
    """The paper of a contract, or of an amendment to it, as both have signed it; nothing else takes a seal."""
    contract = contracts.find(session, no)
    if not takes_seal(contract):
        message = N_(
            "Only what both sides have signed is sealed. {no} is not signed, or not in force any more."
        )
        raise UserError("seal_unsigned", message, field="no", no=no)
    spoken = f"-{language}" if language else ""
    if amendment is None:
        signature = papers.signature_in_force(session, contract)
        version = signature.version if signature else contract.version
        pdf = papers.printable(session, contract, language=language)
        return Paper(f"{contract.no}-v{version}{spoken}-sealed.pdf", pdf)
    signed = papers.amendment(session, contract, amendment)
    pdf = papers.addendum(signed, papers.words(session, signed.amendment.after, language))
    return Paper(f"{signed.amendment.no}{spoken}-sealed.pdf", pdf)


def verify(session: Session, given: bytes | str, *, now: datetime) -> tuple[Verdict, Seal | None]:
    """Compare a PDF or a code with what was signed, and look at the seal, if there is one. Works offline.

    A file with a seal is as good as its seal: under one that is broken, unknown or added to, nothing is valid.
    """
    from app.documents import foreign

    if isinstance(given, str) or not rules.is_sealed(given):
        return papers.verify(session, given), None
    seal = rules.judge(foreign.seal_on(given), known=known(session), now=now)
    beneath = rules.beneath(given) if seal.state in rules.HOLDS else None
    return papers.verify(session, given, beneath=beneath), seal
