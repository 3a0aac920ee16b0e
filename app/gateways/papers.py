"""The print and sign dialog's door: papers, printers, the signature."""

from __future__ import annotations

import hashlib
import threading
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app import db, paths
from app.documents.fonts import missing_glyphs
from app.domain import identity
from app.domain.contract_document import ContractDocument, DepositTerms
from app.domain.contract_template import Template
from app.domain.deposits import kind_for
from app.domain.states import ContractState
from app.errors import UserError
from app.gateways import yeses
from app.gateways.devices import DevicesOfTerminal
from app.i18n import N_, tr
from app.presenters.print_sign import PDF_FILE, Habits, Outcome, Paper, PrintAsked, PrinterChoice
from app.presenters.scan import recognise
from app.presenters.sent import Sent
from app.queries import desk as desk_rows
from app.services import contracts, papers, payments, printouts, receipts, redrawing
from app.services.contracts import Deposit, Signing

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.models.deal import Contract
    from app.workplace import Workplace

_HABITS = "printing"


class PapersOfTerminal:
    """`presenters.print_sign.PapersGateway` over an opened terminal; any thread may call it."""

    def __init__(self, workplace: Workplace) -> None:
        self._at = workplace
        self._ready: tuple[tuple[ContractDocument, Template], bytes] | None = None
        self._making = threading.Lock()
        self._devices = DevicesOfTerminal(workplace)

    # ------------------------------------------------------------ looking

    def paper(self, asked: PrintAsked, language: str) -> Paper:
        """The paper as it was signed, or as it would be if it were signed now."""
        with self._at.reading() as session:
            contract = contracts.find(session, asked.no)
            signature = papers.signature_in_force(session, contract)
            if signature is not None:
                made, strokes = papers.as_it_stands(signature, contract), signature.strokes
                made = replace(made, language=language or made.language)
            else:
                made, strokes = self._expected(session, contract, asked, language), None
            copy_no = desk_rows.times_printed(session, asked.no) if signature else 0
            words = papers.words(session, made)
        return Paper(
            no=made.no, contract_id=contract.id, buyer=made.buyer.name, agent=made.seller.agent,
            language=made.language, version=made.version, signed=signature is not None, provisional=made.provisional,
            copy_no=copy_no, missing_glyphs=_missing(made), put_down=made.deposit is not None,
            document=made, words=words, strokes=strokes,
        )  # fmt: skip

    def _expected(
        self, session: Session, contract: Contract, asked: PrintAsked, language: str
    ) -> ContractDocument:
        """What the signature will pin, so that the paper can be made before."""
        made = papers.document(session, contract, language=language)
        certain = self._certain(session, contract)
        if made.language != contract.language:
            made = replace(made, version=made.version + 1)
        asked_now = asked.deposit.amount if asked.deposit is not None else 0
        deposit = made.deposit
        amount = asked_now + (
            self._put_down(session, contract) if certain else deposit.amount if deposit else 0
        )
        if amount:
            due_on = deposit.due_on if deposit else self._at.clock.today()
            deposit = DepositTerms(kind_for(provisional=not certain), amount, due_on)
        state = ContractState.SIGNED if certain else ContractState.APPROVED
        today = self._at.clock.today()
        return replace(made, deposit=deposit, provisional=not certain, state=state, signed_on=today)

    def _put_down(self, session: Session, contract: Contract) -> int:
        """What will be 定金 once it is signed."""
        taken = payments.put_down(session, contract.deal_id, "deposit")
        return taken + payments.becomes_deposit(session, contract)

    def _certain(self, session: Session, contract: Contract) -> bool:
        """Whether it would be signed for certain now; what cannot be signed at all is refused as it is signed."""
        with suppress(UserError):
            return contracts.may_confirm(session, contract, self._at.signing(None))[0]
        return False

    def preview(self, paper: Paper) -> bytes:
        """For the screen: the identity number shows its last four characters."""
        made: ContractDocument = paper.document
        hidden = replace(made, buyer=replace(made.buyer, id_number=identity.mask_id(made.buyer.id_number)))
        return papers.original(hidden, paper.words, strokes=paper.strokes)

    def prepare(self, paper: Paper) -> None:
        """Make the whole paper while people still look at the preview."""
        self._whole(paper.document, paper.words)

    def _whole(self, made: ContractDocument, words: Template) -> bytes:
        with self._making:
            if self._ready is None or self._ready[0] != (made, words):
                self._ready = (made, words), papers.original(made, words)
            return self._ready[1]

    # ------------------------------------------------------------ signing

    def sign(self, asked: PrintAsked, paper: Paper, strokes: Any, password: str) -> Outcome:
        """Sign with the deposit, in one transaction; the papers are those that were pinned."""
        at = self._at
        kept = self.kept(strokes, password)
        if paper.language != self._language_of(asked.no):
            redrawing.speak(at.unit_of_work(), contract_id=paper.contract_id, language=paper.language)
        signing = self.signing(asked, kept or None, paper.document)
        sold = contracts.sign(at.unit_of_work(), contract_id=paper.contract_id, signing=signing)
        with at.reading() as session:
            printed = self._pdf_of(session, sold.contract_no, kept)
            made = [(sold.contract_no, printed, 0)]
            if sold.receipt_no:
                made.append((sold.receipt_no, receipts.paper(session, sold.receipt_no), 1))
        return Outcome(sold.contract_no, sold.receipt_no or "", sold.confirmed, tuple(made))

    def kept(self, strokes: Any, password: str) -> dict[str, Any]:
        """What a signature keeps of how it was made; a password that is given must be right."""
        kept = dict(strokes or {})
        if password:
            self._at.vault.unlock(self._at.unlocked.user.name, password)
            kept["seller_by"] = "password"
        return kept

    def _language_of(self, no: str) -> str:
        with self._at.reading() as session:
            return contracts.find(session, no).language

    def signing(self, asked: PrintAsked, strokes: Any, shown: ContractDocument) -> Signing:
        """How it is signed: deposit, consent, strokes, what was shown, and the paper that was made before of that."""
        self._at.require_clock()
        deposit = asked.deposit

        def render(made: ContractDocument, words: Template) -> str:
            if not papers.pen_strokes(strokes):
                return hashlib.sha256(self._whole(made, words)).hexdigest()
            return papers.pdf_hash(made, words, strokes)

        return replace(
            self._at.signing(Deposit(deposit.amount, deposit.method) if deposit else None),
            approve=yeses.approve_with(asked.consent),
            render=render,
            strokes=strokes,
            shown=shown,
        )

    def _pdf_of(self, session: Session, no: str, strokes: Any) -> bytes:
        contract = contracts.find(session, no)
        signature = papers.latest_signature(session, contract.id)
        if signature is not None and not papers.pen_strokes(strokes):
            made = ContractDocument.from_dict(signature.document)
            return self._whole(made, papers.words(session, made))
        return papers.printable(session, contract)

    def reprint(self, paper: Paper) -> Outcome:
        """A further copy of what was signed, marked as such."""
        made: ContractDocument = paper.document
        pdf = papers.copy_of(made, paper.words, paper.copy_no, strokes=paper.strokes)
        return Outcome(made.no, "", not made.provisional, ((made.no, pdf, 0),))

    # ------------------------------------------------------------ printing

    def printers(self) -> tuple[PrinterChoice, ...]:
        """Queues of this machine, and a file."""
        from app.devices import printing

        found = tuple(PrinterChoice(each.name, each.name) for each in printing.list_printers())
        return (*found, PrinterChoice(PDF_FILE, tr("Save as PDF")))

    def habits(self) -> Habits:
        """What was chosen here last time; a file in the home folder the first time."""
        with self._at.reading() as session:
            known = desk_rows.local_fact(session, _HABITS) or {}
        return Habits(**{"folder": str(paths.documents()), **known})

    def remember(self, habits: Habits) -> None:
        """For next time."""
        from app.models.local import State

        with db.write_session(self._at.database) as session, session.begin():
            session.merge(State(name=_HABITS, value=asdict(habits)))

    def print(self, printer: str, title: str, pdf: bytes, copies: int) -> None:
        """Hand it to the printer, and note that it left."""
        from app.devices import printing

        if self._goes_on_a_roll(title):
            self._devices.print_receipt(title)
            return
        target = printing.printer_for(printer)
        printouts.hand_over(
            self._at.unit_of_work(), subject=title, printer=printer, pdf=pdf,
            send=lambda: printing.print_pdf(target, pdf, title=title, copies=copies),
        )  # fmt: skip

    def save(self, folder: str, title: str, pdf: bytes, *, name: str = "") -> str:
        """Write it into a folder, by its title if it has no name; an older paper of that name stays."""
        if self._goes_on_a_roll(title):
            return self._devices.print_receipt(title)
        file = free_file(folder, name or title)
        printouts.hand_over(
            self._at.unit_of_work(), subject=title, printer=printouts.INTO_A_FILE, pdf=pdf,
            send=lambda: write_file(file, pdf),
        )  # fmt: skip
        return str(file)

    def send(self, title: str, pdf: bytes, *, name: str = "") -> Sent:
        """To where papers were printed last, or into a file."""
        habits = self.habits()
        if habits.printer in ("", PDF_FILE):
            return Sent(
                self.save(habits.folder, title, pdf, name=name), filed=not self._goes_on_a_roll(title)
            )
        self.print(habits.printer, title, pdf, 1)
        return Sent(habits.printer)

    def _goes_on_a_roll(self, title: str) -> bool:
        """Receipts come out of the receipt printer where there is one."""
        return recognise(title).kind == "receipt" and self._devices.receipt_printer() is not None


def write_file(file: Path, pdf: bytes) -> None:
    """Write a paper where somebody wants it."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(pdf)
    except OSError as error:
        message = N_("{file} cannot be written. Choose another place.")
        raise UserError("file_not_writable", message, field="folder", file=str(file.parent)) from error


def free_file(folder: str, title: str) -> Path:
    """A name in the folder that no older paper has; in the home folder's documents where none was chosen."""
    where = Path(folder).expanduser() if folder else paths.documents()
    file, copy = where / f"{title}.pdf", 1
    while file.exists():
        copy += 1
        file = where / f"{title} ({copy}).pdf"
    return file


def _missing(made: ContractDocument) -> str:
    from app.documents.contract import printed_text

    return missing_glyphs(printed_text(made))
