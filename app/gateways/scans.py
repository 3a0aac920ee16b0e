"""The scanner's door: papers by the code in their QR."""

from __future__ import annotations

from app.presenters.scan import Checked, recognise, words_of_contract, words_of_receipt
from app.services import papers, receipts
from app.workplace import Workplace


class ScansOfTerminal:
    """`presenters.scan.ScanGateway` over an opened terminal."""

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace

    def verify(self, code: str) -> Checked:
        """Compared with what this terminal keeps; a stock keeper is told no amounts."""
        self._workplace.require_customers()
        with self._workplace.reading() as session:
            if recognise(code).kind == "receipt":
                given = receipts.verify(session, code)
                amount = given.document.amount if given.document else None
                return Checked(given.valid, words_of_receipt(amount=amount, given_back=given.given_back))
            paper = papers.verify(session, code)
        words = words_of_contract(
            valid=paper.valid, version=paper.version, newest=paper.newest, cancelled=paper.cancelled
        )
        return Checked(paper.valid, words)
