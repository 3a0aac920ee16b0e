"""Shift+F7: the terms of the chosen loan, what they come to, and the schedule on paper."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from app.domain.finance import Method, Payer
from app.domain.loan_plan import Offer
from app.domain.money import format_amount
from app.errors import UserError
from app.i18n import N_, tr
from app.presenters import deal_desk_words
from app.presenters.deal_desk import DealDeskPresenter
from app.presenters.deal_desk_plans import PlanFigures
from app.presenters.deal_desk_state import DeskState
from app.views.deals.chain import EnterChain
from app.views.deals.side_panel import SidePanel
from app.views.widgets.buttons import IconButton
from app.views.widgets.card import Fact, FactList
from app.views.widgets.choice import Choice
from app.views.widgets.field import Field
from app.views.widgets.text import row


class LoanPanel(SidePanel):
    """Every field counts when it is left; the plan beside it follows at once."""

    def __init__(self, presenter: DealDeskPresenter) -> None:
        super().__init__(
            presenter,
            tr("Terms of the loan"),
            icon="calculator-variant-outline",
            commit=tr("Use terms"),
        )
        self.method = Choice(tr("Repayment"), deal_desk_words.loan_methods())
        self.payer = Choice(tr("Interest paid by"), deal_desk_words.payers())
        self.months, self.rate, self.buyer_rate, self.balloon = (QLineEdit() for _ in range(4))
        for name, words, control in (
            ("method", tr("Repayment"), self.method),
            ("months", tr("Months"), self.months),
            ("rate", tr("Lender's rate, % a year"), self.rate),
            ("balloon", tr("Left for the end, % of the loan"), self.balloon),
            ("buyer_rate", tr("Buyer's rate, % a year"), self.buyer_rate),
            ("payer", tr("Interest paid by"), self.payer),
        ):
            self.fields[name] = Field(words, control)
        for names in (("method",), ("months", "rate"), ("balloon",), ("buyer_rate", "payer")):
            self.inside.addLayout(row(*(self.fields[name] for name in names)))
        self._facts = FactList(spacing=4)
        self.inside.addWidget(self._facts)
        self.print = IconButton(
            "printer-outline", tr("Print the schedule"), on_click=presenter.print_schedule
        )
        self.header.insertWidget(
            self.header.count() - 1, self.print
        )  # below it would be cut by the panel's foot
        self.inside.addStretch(1)
        self.method.chosen.connect(lambda _: self._show_fields())
        self._chain = EnterChain([self.months, self.rate, self.balloon, self.buyer_rate], then=self.go)
        self._shown: Offer | None = None
        self._shown_error: Exception | None = None

    def show_state(self, state: DeskState) -> None:
        """The plan that holds."""
        offer, figures = state.offer, state.chosen
        if offer != self._shown:
            self._shown = offer
            self._fill(offer)
        self._facts.set_facts(_facts(figures))
        self.commit.setEnabled(figures.plan is not None)
        self.print.setEnabled(figures.plan is not None and state.busy != "paper")
        if state.panel_error is not None and state.panel_error is not self._shown_error:
            self.show_error(state.panel_error)
        self._shown_error = state.panel_error

    def _fill(self, offer: Offer) -> None:
        self.method.set_key(offer.method.value)
        self.payer.set_key(offer.payer.value)
        self.months.setText(str(offer.months))
        for edit, points in (
            (self.rate, offer.rate_bp), (self.buyer_rate, offer.buyer_rate_bp), (self.balloon, offer.balloon_bp),
        ):  # fmt: skip
            edit.setText(f"{points / 100:g}")
        self._show_fields()

    def _show_fields(self) -> None:
        subsidised = self.method.key() == Method.SUBSIDISED
        self.fields["balloon"].setVisible(self.method.key() == Method.BALLOON)
        for name in ("buyer_rate", "payer"):
            self.fields[name].setVisible(subsidised)

    def begin(self) -> None:
        """Start with the months."""
        self.clear_errors()
        self._shown = None
        self.show_state(self.presenter.state)
        self.months.setFocus(Qt.FocusReason.OtherFocusReason)
        self.months.selectAll()

    def go(self) -> None:
        """These are the terms now."""
        self.clear_errors()
        try:
            method = Method(self.method.key())
            subsidised = method is Method.SUBSIDISED
            self.presenter.set_terms(
                method=method, months=_months(self.months.text()), rate_bp=_points(self.rate.text(), "rate"),
                balloon_bp=_points(self.balloon.text(), "balloon") if method is Method.BALLOON else 0,
                buyer_rate_bp=_points(self.buyer_rate.text(), "buyer_rate") if subsidised else 0,
                payer=Payer(self.payer.key()),
            )  # fmt: skip
        except UserError as error:
            self.show_error(error)


def _facts(figures: PlanFigures) -> list[Fact]:
    plan = figures.plan
    if plan is None:
        return [(tr("Loan"), "—")]
    facts: list[Fact] = [
        (tr("Loan"), format_amount(plan.loan)),
        (tr("First instalment"), format_amount(plan.first)),
        (tr("Last instalment"), format_amount(plan.schedule[-1].payment)),
        (tr("Interest"), format_amount(plan.interest)),
        (tr("Paid back"), format_amount(plan.total)),
    ]
    if plan.subsidy:
        who = dict(deal_desk_words.payers())[plan.agreed.payer.value]
        facts.append((tr("Interest that the {payer} pays").format(payer=who), format_amount(plan.subsidy)))
    return facts


def _months(text: str) -> int:
    if not text.strip().isdecimal():
        raise UserError("months_invalid", N_("Give a whole number of months."), field="months")
    return int(text)


def _points(text: str, field: str) -> int:
    """Per cent, as basis points."""
    try:
        points = Decimal(text.strip().rstrip("%") or "0") * 100
        if points == points.to_integral_value():
            return int(points)
    except InvalidOperation:
        pass
    raise UserError(
        "rate_invalid", N_("“{given}” is no rate. Write it in per cent, as 2.99."), field=field, given=text
    )
