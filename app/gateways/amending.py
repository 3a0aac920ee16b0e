"""The amendment dialog's door, and the papers of amendments."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from app.documents.contract import printed_text
from app.documents.fonts import missing_glyphs
from app.domain import identity
from app.domain.amendment import Amendment
from app.domain.contract_document import ContractDocument
from app.domain.money import format_amount
from app.domain.pricing import Nature
from app.domain.trade_in import shown_plate
from app.gateways import yeses
from app.gateways.papers import PapersOfTerminal
from app.i18n import tr
from app.models.deal import Deal
from app.presenters import deal_desk_words
from app.presenters.amending import Given, Rehearsed, Signed, SignedLine, UsedCarItem, Wanted
from app.presenters.print_sign import Outcome, Paper, PrintAsked
from app.queries import desk as desk_rows
from app.queries.trade_ins import list_trade_ins
from app.services import amending, approving, contracts, papers, price_sheets
from app.workplace import Workplace


class AmendmentsOfTerminal:
    """`presenters.amending.AmendGateway` over an opened terminal."""

    def __init__(self, workplace: Workplace) -> None:
        self._at = workplace

    def signed(self, no: str) -> Signed:
        """The contract as it was signed last, and what its next amendment would be called."""
        with self._at.reading() as session:
            contract = contracts.find(session, no)
            delivery = contract.delivery_date
            values = {
                "price": format_amount(contract.price),
                "delivery_date": delivery.isoformat() if delivery else "",
                "delivery_place": contract.delivery_place or "",
                "terms": contract.terms or "",
                "buyer.phone": contract.buyer_phone or "",
                "buyer.address": contract.buyer_address or "",
            }
            lines = tuple(
                SignedLine(
                    line.id, tr("Trade-in {plate}").format(plate=shown_plate(line.label)), -line.amount
                )
                if line.trade_in_id
                else SignedLine(
                    line.id, deal_desk_words.named(line.label), line.amount, gift=line.nature == Nature.GIFT
                )
                for line in price_sheets.lines_of(session, contract.id)
            )
            deal_no = session.get_one(Deal, contract.deal_id).no
            used = (each for each in list_trade_ins(session, deal_no=deal_no) if each.state == "approved")
            cars = tuple(UsedCarItem(each.id, shown_plate(each.plate), each.value or 0) for each in used)
            number = len(papers.amendments(session, contract.id)) + 1
        managers = tuple(
            (user.name, user.display) for user in self._at.vault.users() if "manager" in user.roles
        )
        others = tuple(each for each in managers if each[0] != self._at.unlocked.user.name)
        next_no = f"{contract.no}-B{number}"
        return Signed(
            contract.no, next_no, contract.buyer_name, contract.version, values, lines, cars, others,
            self._at.clock.today(),
        )  # fmt: skip

    def rehearse(self, no: str, wanted: Wanted) -> Rehearsed:
        """What would come of it."""
        tried = amending.rehearse(self._at.unit_of_work(), no=no, change=change_of(wanted))
        asked = sum(each.said["payout"] for each in tried.payouts if not each.approver_id)
        before = tried.amendment.before.trade_ins
        cars = tuple(car for car in tried.amendment.after.trade_ins if car not in before)
        return Rehearsed(tried.amendment, tried.lowest, cars, asked, tried.beside)

    def approve(self, no: str, wanted: Wanted, who: tuple[str, str], why: tuple[str, str] | None) -> Given:
        """A manager's consent to the price as it would be, if it is asked for with a reason, and to what is paid out
        for used cars."""
        yes, shown = self._at.approval(*who), {user.name: user.display for user in self._at.vault.users()}
        change = replace(change_of(wanted), approve=yes)
        tried, by = (
            amending.rehearse(self._at.unit_of_work(), no=no, change=change),
            shown.get(who[0], who[0]),
        )
        if why is None:
            return Given(by, tried.payouts)
        price = yeses.approved(self._at, who[0], approving.because(yes, *why)(tried.said))
        return Given(by, tried.payouts, price)


class PapersOfAmendments(PapersOfTerminal):
    """The same dialog signs and prints an amendment, or prints one that was signed once more."""

    def paper(self, asked: PrintAsked, language: str) -> Paper:
        """The amendment as it was signed, or as it would be."""
        if asked.amendment is not None:
            change = change_of(asked.amendment)
            made = amending.rehearse(self._at.unit_of_work(), no=asked.no, change=change).amendment
            signed, copy_no = papers.Signed(made), 0
        else:
            with self._at.reading() as session:
                contract = contracts.find(session, asked.no)
                signed = papers.amendment(session, contract, asked.addendum)
                copy_no = desk_rows.times_printed(session, signed.amendment.no)
        after = signed.amendment.after
        with self._at.reading() as session:
            words = papers.words(session, after, language)
        spoken = replace(signed.amendment, after=replace(after, language=language or after.language))
        return Paper(
            no=spoken.no, contract_id="", buyer=after.buyer.name, agent=after.seller.agent,
            language=spoken.after.language, version=after.version, signed=asked.amendment is None,
            provisional=False, copy_no=copy_no, missing_glyphs=missing_glyphs(printed_text(after)),
            document=replace(signed, amendment=spoken), words=words, strokes=signed.strokes,
        )  # fmt: skip

    def preview(self, paper: Paper) -> bytes:
        """For the screen: identity numbers show their last four characters."""
        signed: papers.Signed = paper.document
        made = signed.amendment
        hidden = Amendment(made.number, _masked(made.before), _masked(made.after))
        return papers.addendum(replace(signed, amendment=hidden), paper.words)

    def prepare(self, paper: Paper) -> None:
        """One page: it is made when it is needed."""

    def sign(self, asked: PrintAsked, paper: Paper, strokes: Any, password: str) -> Outcome:
        """Amend and sign in one transaction; the paper is that of what was pinned."""
        at, wanted = self._at, asked.amendment
        if wanted is None:
            return self.reprint(paper)
        after = paper.document.amendment.after
        spoken = replace(after, language=self._language_of(asked.no), signed_on=at.clock.today())
        signing = self.signing(asked, self.kept(strokes, password) or None, spoken)
        sold = amending.amend(at.unit_of_work(), no=asked.no, change=change_of(wanted), signing=signing)
        with at.reading() as session:
            signed = papers.amendments(session, sold.contract_id)[-1]
        return self._out(signed, papers.addendum(signed, paper.words))

    def reprint(self, paper: Paper) -> Outcome:
        """A further copy, marked as such."""
        signed: papers.Signed = paper.document
        return self._out(signed, papers.addendum(signed, paper.words, copy_no=paper.copy_no))

    @staticmethod
    def _out(signed: papers.Signed, pdf: bytes) -> Outcome:
        return Outcome(signed.amendment.no, "", True, ((signed.amendment.no, pdf, 0),))


def change_of(wanted: Wanted) -> amending.Change:
    """What the dialog asks for, as the service takes it."""
    added = tuple(contracts.Line(label, amount) for label, amount in wanted.add)
    given = {each.said["trade_in_id"]: each for each in wanted.payouts}

    def approve(said: dict[str, Any]) -> approving.Consent | None:
        yes = given.get(said["trade_in_id"])
        return yes if yes is not None and yes.said == said else None

    return amending.Change(dict(wanted.values), added, wanted.remove, wanted.cars, approve)


def _masked(made: ContractDocument) -> ContractDocument:
    return replace(made, buyer=replace(made.buyer, id_number=identity.mask_id(made.buyer.id_number)))
