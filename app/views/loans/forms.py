"""What is written down of a loan at the side: the application, the lender's answer, its money."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit

from app.domain import loan as rules
from app.domain.loan import LABELS, LoanState, Terms
from app.errors import UserError
from app.i18n import tr
from app.presenters.loan import Condition, DealOfLoan, LoanItem
from app.views.side_form import SideForm
from app.views.widgets.choice import Choice
from app.views.widgets.money_edit import MoneyEdit

ANSWERS = (LoanState.APPROVED, LoanState.CONDITIONS, LoanState.DECLINED)


class _TermsForm(SideForm):
    """Lender, amount, months and rate."""

    def __init__(self, title: str, icon: str) -> None:
        super().__init__(title, icon)
        self.lender, self.amount = QLineEdit(), MoneyEdit()
        self.months, self.rate = QLineEdit(), QLineEdit()

    def add_terms(self) -> None:
        """The four fields."""
        self.add_field("lender", tr("Lender"), self.lender, wide=True)
        self.add_field("amount", tr("Loan (¥)"), self.amount, wide=True)
        self.add_field("months", tr("Months"), self.months)
        self.add_field("rate", tr("Rate a year (%)"), self.rate)

    def show_terms(self, terms: Terms | None) -> None:
        """As they are known."""
        self.lender.setText(terms.lender if terms else "")
        self.amount.set_amount(terms.amount if terms else None)
        self.months.setText(str(terms.months) if terms else "36")
        self.rate.setText(f"{terms.rate_bp / 100:g}" if terms else "")

    def terms(self) -> Terms | None:
        """As they are typed; none: something is wrong, and says so."""
        if not self.amount.take():
            return None
        if not self.months.text().strip().isdecimal():
            self.wrong("months", tr("This is a number without a comma"))
            return None
        try:
            rate = rules.read_rate(self.rate.text())
        except UserError as error:
            self.wrong("rate", error.message)
            return None
        return Terms(self.lender.text().strip(), self.amount.amount() or 0, int(self.months.text()), rate)


class ApplyForm(_TermsForm):
    """What is asked for: the contract's loan, unless somebody says otherwise."""

    saved = Signal(object)

    def __init__(self) -> None:
        super().__init__(tr("Apply for a loan"), "bank-plus")
        self.add_terms()

    def begin(self, deal: DealOfLoan) -> None:
        """The contract's plan."""
        self.clear_errors()
        self.show_terms(deal.plan)
        self.focus_first()

    def _save(self) -> None:
        self.clear_errors()
        if (terms := self.terms()) is not None:
            self.saved.emit(terms)


class AnswerForm(_TermsForm):
    """What the lender says."""

    saved = Signal(object, object, str)

    def __init__(self) -> None:
        super().__init__(tr("The lender's answer"), "bank-check")
        self.state = Choice(tr("Answer"), [(state, tr(LABELS[state])) for state in ANSWERS])
        self.no, self.until, self.note = QLineEdit(), QLineEdit(), QLineEdit()
        self.conditions = [QLineEdit(), QLineEdit(), QLineEdit()]
        self.until.setPlaceholderText("2026-12-06")
        self.add_field("state", tr("Answer"), self.state, wide=True)
        self.add_terms()
        self.lender.setReadOnly(True)
        self.add_field("approval_no", tr("Approval no."), self.no, optional=True)
        self.add_field("valid_until", tr("Valid until"), self.until, optional=True)
        for at, edit in enumerate(self.conditions, 1):
            words = tr("Condition {n}").format(n=at)
            self.add_field(
                "conditions" if at == 1 else f"condition_{at}", words, edit, wide=True, optional=True
            )
        self.add_field("note", tr("Note"), self.note, wide=True, optional=True)

    def begin(self, loan: LoanItem) -> None:
        """As it was asked, or as it was granted before."""
        self.clear_errors()
        self.show_terms(loan.terms)
        self.no.setText(loan.approval_no)
        self.until.setText(loan.valid_until.isoformat() if loan.valid_until else "")
        self.note.clear()
        known = [each.text for each in loan.conditions]
        for edit, text in zip(self.conditions, [*known, "", "", ""], strict=False):
            edit.setText(text)
        self.focus_first()

    def _save(self) -> None:
        self.clear_errors()
        terms = self.terms()
        until, right = self.day("valid_until", self.until, needed=False)
        if terms is None or not right:
            return
        texts = [edit.text().strip() for edit in self.conditions]
        conditions = tuple(Condition(text) for text in texts if text)
        said = LoanItem(
            "", terms, approval_no=self.no.text().strip(), valid_until=until, conditions=conditions
        )
        self.saved.emit(LoanState(self.state.key()), said, self.note.text())


class ReleaseForm(SideForm):
    """The lender's money."""

    saved = Signal(int, str)

    def __init__(self) -> None:
        super().__init__(tr("The lender's money"), "bank-transfer-in")
        self.amount, self.reference = MoneyEdit(), QLineEdit()
        self.add_field("amount", tr("Came in (¥)"), self.amount, wide=True)
        self.add_field("reference", tr("Reference of the transfer"), self.reference, wide=True)

    def begin(self, loan: LoanItem) -> None:
        """What was granted."""
        self.clear_errors()
        self.amount.set_amount(loan.terms.amount)
        self.reference.clear()
        self.focus_first()

    def _save(self) -> None:
        self.clear_errors()
        if self.amount.take():
            self.saved.emit(self.amount.amount() or 0, self.reference.text())
