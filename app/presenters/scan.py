"""What a scanned code is: a car, a contract, a receipt, the QR of a paper, or nothing of ours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from app.domain import vin as vins
from app.domain.contract_document import find_code
from app.domain.money import format_amount
from app.domain.numbering import NumberKind, parse_number
from app.domain.seal import Seal, SealState
from app.errors import UserError
from app.i18n import in_a_row, tr

LONGEST = 64
"""Of what is shown of a code that nobody knows."""
_KINDS = {NumberKind.CONTRACT: "contract", NumberKind.DEAL: "deal", NumberKind.RECEIPT: "receipt"}


@dataclass(frozen=True)
class Scan:
    """A code and what it stands for: `vehicle`, `contract`, `deal`, `receipt`, or nothing known."""

    text: str
    kind: str = ""
    code: str = ""
    """The whole text of a paper's QR, which tells whether the paper is ours and unchanged."""


class ScanGateway(Protocol):
    """What a scanned paper is compared with."""

    def verify(self, code: str) -> Checked:
        """Whether the paper with this code is ours and unchanged."""


@dataclass(frozen=True)
class Checked:
    """What is to be said of a paper."""

    valid: bool
    words: str


def recognise(text: str) -> Scan:
    """Tell by its form what was scanned."""
    tidy = text.strip().upper()
    try:
        vins.check_vin(tidy)
        return Scan(vins.normalise_vin(tidy), "vehicle")
    except UserError:
        pass
    code = find_code(tidy)
    try:
        number = parse_number(code.no if code else tidy)
    except UserError:
        return Scan(text)
    return Scan(str(number), _KINDS.get(number.kind, ""), str(code) if code else "")


def is_rubbish(text: str) -> bool:
    """Whether no field can have been meant: control characters, or more than any code that people scan."""
    return not text.isprintable() or len(text) > LONGEST


def shown(text: str) -> str:
    """A code that nobody knows, short enough and safe to show."""
    plain = "".join(letter if letter.isprintable() else "·" for letter in text[:LONGEST])
    return plain + ("…" if len(text) > LONGEST else "")


def words_of_contract(
    *, valid: bool, version: int | None, newest: int | None, cancelled: bool = False, by_hash: bool = False
) -> str:
    """What is to be said of a contract's paper; `by_hash`: of one that only a newer program can draw."""
    if not valid:
        return tr("This is not the paper that was signed.")
    words = tr("This is our paper, unchanged.")
    if by_hash:
        words += "\n" + tr(
            "It was drawn by a newer version of Showroom: this is the very file that was signed, and its pages were "
            "not compared. Update the program on this computer to compare them."
        )
    if newest != version:
        words += "\n" + tr("But version {version} was signed after it.").format(version=newest)
    if cancelled:
        words += "\n" + tr("But the contract was cancelled since.")
    return words


def words_of_seal(seal: Seal) -> str:
    """What is to be said of the seal on a paper."""
    if seal.state is SealState.BROKEN:
        return tr("The seal on this file is broken: the file is not the one that was sealed.")
    told = {
        SealState.WHOLE: tr("It has the seal of {holder}, whole, of {day}."),
        SealState.EXPIRED: tr(
            "It has the seal of {holder}, whole, of {day}. The seal's certificate was good until {until}: "
            "the seal alone proves nothing any more, what is kept here does."
        ),
        SealState.UNKNOWN: tr("Its seal is none of this dealership's. It calls itself {holder}."),
        SealState.CHANGED: tr(
            "Something was added to this file after {holder} sealed it. Ask for the file as it was given out."
        ),
    }[seal.state]
    day, until = (f"{each:%Y-%m-%d}" if each else "—" for each in (seal.at, seal.until))
    said = told.format(holder=shown(seal.holder or ""), day=day, until=until)
    if seal.stamp is not None:
        stamped = tr("Its time stamp is of {at}, by one that calls itself {authority}.")
        at = f"{seal.stamp.at.astimezone():%Y-%m-%d %H:%M}"
        said += "\n" + stamped.format(at=at, authority=shown(seal.stamp.by))
    return said


def words_of_scan(contracts: tuple[str, ...], *, version: int | None, newest: int | None) -> str:
    """What is to be said of the scan of a signed page."""
    if len(contracts) > 1:
        words = tr("This page is filed with several contracts, so it stands for none of them: {contracts}.")
        return words.format(contracts=in_a_row(contracts))
    if version is None:
        return tr("This page was filed with {no} before that was signed.").format(no=contracts[0])
    words = tr("This is the signed page of {no}, version {version}.").format(no=contracts[0], version=version)
    if newest != version:
        words += "\n" + tr("But version {version} was signed after it.").format(version=newest)
    return words


def words_of_receipt(*, amount: int | None, given_back: int) -> str:
    """What is to be said of a receipt; without an amount it is none of ours."""
    if amount is None:
        return tr("This is not the receipt that was given.")
    words = tr("This is our receipt, unchanged: {amount}.").format(amount=format_amount(amount))
    if given_back:
        back = format_amount(given_back)
        words += "\n" + tr("But {amount} of it was given back since.").format(amount=back)
    return words
