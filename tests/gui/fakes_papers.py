"""The mockups' contract on real paper, with a printer that remembers what it was given."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from app.documents.contract import render_contract
from app.domain import identity
from app.errors import SignInFailed, UserError
from app.i18n import N_, tr
from app.presenters.print_sign import PDF_FILE, Habits, Outcome, Paper, PrintAsked, PrinterChoice
from tests.gui import story


class FakePapers:
    """Nothing is written; `broken` printers refuse."""

    def __init__(self, language: str = "en", *, provisional: bool = False, put_down: bool = True) -> None:
        self.zh, self.provisional = language == "zh_CN", provisional
        self.put_down = put_down
        self.language = language
        self.broken = False
        self.signed_with: list[tuple[PrintAsked, Paper, Any, str]] = []
        self.printed: list[tuple[str, str, int]] = []
        self.remembered = Habits("laser", "/tmp", 2, 2)  # noqa: S108 - never written to
        self.signed = False

    def paper(self, asked: PrintAsked, language: str) -> Paper:
        language = language or self.language
        usual = story.XU if self.provisional else story.ZHOU
        made = story.contract(
            story.SALES.get(asked.no, usual), language, no=asked.no, provisional=self.provisional
        )
        name, agent = made.buyer.name, made.seller.agent
        return Paper(
            asked.no,
            "k1",
            name,
            agent,
            language,
            1,
            self.signed,
            self.provisional,
            1 if self.signed else 0,
            "",
            made,
            put_down=self.put_down,
        )

    def preview(self, paper: Paper) -> bytes:
        made = paper.document
        hidden = replace(made, buyer=replace(made.buyer, id_number=identity.mask_id(made.buyer.id_number)))
        return render_contract(hidden, watermark="provisional" if self.provisional else None)

    def prepare(self, paper: Paper) -> None:
        """Made when it is asked for."""

    def printers(self) -> tuple[PrinterChoice, ...]:
        name = "柜台激光打印机（A4）" if self.zh else "Counter laser printer (A4)"
        return PrinterChoice("laser", name), PrinterChoice(PDF_FILE, tr("Save as PDF"))

    def habits(self) -> Habits:
        return self.remembered

    def remember(self, habits: Habits) -> None:
        self.remembered = habits

    def sign(self, asked: PrintAsked, paper: Paper, strokes: Any, password: str) -> Outcome:
        if password and password != "showroom":
            raise SignInFailed(
                "wrong_password", N_("The password is wrong. Type it again."), field="password"
            )
        self.signed_with.append((asked, paper, strokes, password))
        receipt = "R-HZ02-26-00772" if asked.deposit else ""
        papers = ((asked.no, b"%PDF-1", 0), *(((receipt, b"%PDF-2", 1),) if receipt else ()))
        return Outcome(asked.no, receipt, not self.provisional, papers)

    def reprint(self, paper: Paper) -> Outcome:
        return Outcome(paper.no, "", True, ((paper.no, b"%PDF-1", 0),))

    def print(self, printer: str, title: str, pdf: bytes, copies: int) -> None:
        if self.broken:
            printer = next(choice.name for choice in self.printers() if choice.key == printer)
            message = N_("The printer {printer} refused the job: {reason}.")
            raise UserError(
                "printer_refused", message, field="printer", printer=printer, reason=tr("it is out of paper")
            )
        self.printed.append((printer, title, copies))

    def save(self, folder: str, title: str, pdf: bytes) -> str:
        self.printed.append((PDF_FILE, title, 1))
        return f"{folder}/{title}.pdf"
