"""Cards of the loan page: deal and plan at the left; lender, consequences and what was noted at the right."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from app.domain.finance import Instalment
from app.domain.loan import LABELS, LoanState
from app.domain.money import format_amount
from app.i18n import N_, tr
from app.presenters import words
from app.presenters.loan import DealOfLoan, LoanItem
from app.views import theme
from app.views.widgets.buttons import Button
from app.views.widgets.card import Card, Fact, FactList
from app.views.widgets.text import badge, icon_label, label, row, set_tone

TONES = {
    "draft": "neutral", "submitted": "accent", "conditions": "warn", "approved": "ok", "declined": "bad",
    "released": "ok", "withdrawn": "neutral",
}  # fmt: skip
SHOWN = 7  # instalments
_HEADS = (N_("Instalment no."), N_("Principal"), N_("Interest in it"), N_("Left"))


class DealCard(Card):
    """The deal's money."""

    def __init__(self, on_open: Callable[[], object]) -> None:
        super().__init__(tr("Deal"), icon="file-sign", padding=14)
        self._signed = badge("")
        self.header.addWidget(self._signed)
        self.header.addStretch(1)
        self.open = Button(tr("Open"), kind="quiet", on_click=on_open)
        self.header.addWidget(self.open)
        self._facts = FactList(spacing=6)
        self.body.addWidget(self._facts)

    def show_deal(self, deal: DealOfLoan) -> None:
        """What is payable, and by whom."""
        self._signed.setText(tr("Signed") if deal.signed else tr("Draft"))
        set_tone(self._signed, "ok" if deal.signed else "neutral")
        loan = deal.plan.amount if deal.plan else 0
        released = deal.loan is not None and deal.loan.state == LoanState.RELEASED
        left = deal.payable - deal.paid - (0 if released else loan)
        facts: list[Fact] = [
            (tr("Vehicle price"), words.money(deal.price)), (tr("Payable here"), words.money(deal.payable)),
            (tr("Loan in the contract"), words.money(-loan)),
            (tr("The buyer pays"), words.money(deal.payable - loan)),
            (tr("Received"), words.money(deal.paid), "ok" if deal.paid else ""),
            (tr("Left for the buyer"), words.money(left)),
        ]  # fmt: skip
        self._facts.set_facts(facts)


class PlanCard(Card):
    """The instalment and the first months of the schedule."""

    def __init__(self) -> None:
        super().__init__(tr("Plan"), icon="calculator-variant-outline", padding=14)
        self._monthly = label("", "figure")
        self._facts = FactList(spacing=4)
        self.body.addWidget(self._monthly)
        self.body.addWidget(self._facts)
        self._grid = QGridLayout()
        self._grid.setVerticalSpacing(theme.px(4))
        self.body.addLayout(self._grid)
        self._cells = [[label("", "caption") for _ in _HEADS] for _ in range(SHOWN + 1)]
        for at, line in enumerate(self._cells):
            for column, cell in enumerate(line):
                self._grid.addWidget(
                    cell, at, column, Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
                )
                if at == 0:
                    cell.setText(tr(_HEADS[column]))
        self._rest = label("", "caption")
        self.body.addWidget(self._rest)

    def show_deal(self, deal: DealOfLoan) -> None:
        """Of the application, or of the contract's plan until there is one."""
        terms = deal.loan.terms if deal.loan else deal.plan
        schedule = deal.schedule
        first = schedule[0].payment if schedule else 0
        self._monthly.setText(words.money(first) if schedule else tr("No loan yet"))
        interest = sum(each.interest for each in schedule)
        facts: list[Fact] = []
        if terms is not None and schedule:
            facts = [
                (tr("Instalments"), str(len(schedule))), (tr("Rate a year"), f"{terms.rate_bp / 100:g} %"),
                (tr("Interest in all"), words.money(interest)),
                (tr("Paid back"), words.money(terms.amount + interest)),
            ]  # fmt: skip
        self._facts.set_facts(facts)
        shown = tr("{n} of {all} instalments").format(n=SHOWN, all=len(schedule))
        self._rest.setText(shown if len(schedule) > SHOWN else "")
        for at, line in enumerate(self._cells[1:]):
            self._show_line(line, schedule[at] if at < len(schedule) else None)

    def _show_line(self, cells: list[QLabel], paid: Instalment | None) -> None:
        shown: tuple[str, ...] = ("", "", "", "")
        if paid is not None:
            sums = (paid.principal, paid.interest, paid.left)
            shown = (str(paid.month), *map(format_amount, sums))
        for cell, text in zip(cells, shown, strict=True):
            cell.setText(text)
            cell.setFont(theme.tabular(cell.font()))


class LenderCard(Card):
    """What the lender says, and its conditions."""

    def __init__(self, on_met: Callable[[int], object]) -> None:
        super().__init__(tr("Lender"), icon="bank-outline", padding=14)
        self._on_met = on_met
        self.state = badge("")
        self.header.addStretch(1)
        self.header.addWidget(self.state)
        self._facts = FactList(spacing=5)
        self.body.addWidget(self._facts)
        self._list = QVBoxLayout()
        self._list.setSpacing(theme.px(4))
        self.body.addLayout(self._list)

    def show_loan(self, loan: LoanItem) -> None:
        """Granted, or asked."""
        self.state.setText(tr(LABELS[LoanState(loan.state)]))
        set_tone(self.state, TONES[loan.state])
        if self.title is not None:
            self.title.setText(loan.terms.lender)
        amount = tr("Granted") if loan.is_granted else tr("Asked for")
        terms = tr("{n} months").format(n=loan.terms.months)
        facts: list[Fact] = [
            (amount, words.money(loan.terms.amount)),
            (tr("Term and rate"), f"{terms} · {loan.terms.rate_bp / 100:g} %"),
            (tr("Approval no."), loan.approval_no or "—"),
            (tr("Valid until"), words.day(loan.valid_until) if loan.valid_until else "—"),
        ]  # fmt: skip
        self._facts.set_facts(facts)
        while (item := self._list.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        for at, each in enumerate(loan.conditions, 1):
            line = QWidget()
            icon, tone = ("check-circle-outline", "ok") if each.met else ("clock-outline", "warn")
            met = Button(tr("Met"), kind="quiet", on_click=partial(self._on_met, at))
            met.setAccessibleName(f"{tr('Met')}: {each.text}")
            met.setVisible(not each.met)
            due = tr("by {day}").format(day=words.day(each.due_on)) if each.due_on else ""
            text = label(" · ".join(filter(None, (each.text, due))), "body", wrap=True)
            inside = row(icon_label(icon, colour=tone), text, met)
            inside.setStretch(1, 1)
            line.setLayout(inside)
            self._list.addWidget(line)


class LinesCard(Card):
    """A few sentences, each with an icon: what follows, or what was noted."""

    def __init__(self, title: str, icon: str) -> None:
        super().__init__(title, icon=icon, padding=14)
        self._list = QVBoxLayout()
        self._list.setSpacing(theme.px(6))
        self.body.addLayout(self._list)

    def show_lines(self, lines: list[tuple[str, str]]) -> None:
        """Tone and sentence of each."""
        icons = {"ok": "check-circle-outline", "bad": "close-octagon-outline", "warn": "alert-outline"}
        while (item := self._list.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        for tone, sentence in lines:
            line = QWidget()
            mark = icon_label(icons.get(tone, "information-outline"), colour=tone or "text2", size=16)
            inside = row(mark, label(sentence, "caption", wrap=True))
            inside.setStretch(1, 1)
            line.setLayout(inside)
            self._list.addWidget(line)
