"""Loan plans: all terms at the left, the last to begin first; at the right new ones, with what they come to."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLineEdit, QVBoxLayout

from app.domain.finance import Method
from app.domain.loan_plan import KEYS
from app.i18n import N_, plural, tr
from app.presenters import deal_desk_words, words
from app.presenters.loan_plans import SAMPLE_PRICE, LoanPlansPresenter, PlansState, Terms
from app.views import theme
from app.views.context import Context
from app.views.list_card import ListCard
from app.views.page import Page
from app.views.widgets.buttons import Button
from app.views.widgets.card import Card, Fact, FactList
from app.views.widgets.choice import Choice
from app.views.widgets.delegates import Badge, Plain
from app.views.widgets.field import Field
from app.views.widgets.row_table import RowTable
from app.views.widgets.row_table_model import Column, RowTableModel
from app.views.widgets.text import label, row

TRY_AFTER_MS = 300
_PLANS = {"bank": N_("Bank"), "maker": N_("Maker")}
_STANDINGS = {
    "in_force": (N_("In force"), "ok"), "coming": (N_("Begins later"), "accent"), "past": (N_("Ended"), "neutral"),
}  # fmt: skip
_DONE = {"added": N_("The terms are kept"), "taken_out": N_("The terms are taken out")}


def columns() -> tuple[Column[Terms], ...]:
    """Whether they hold, from when, whose, and what they are."""
    return (
        Column("standing", N_("State"), lambda each: _standing(each).text, _standing, "badge", 124),
        Column("plan", N_("Plan"), lambda each: tr(_PLANS[each.offer.key]), _plan, "plain", 90),
        Column("from", N_("From"), _from, width=150),
        Column("lender", N_("Lender"), lambda each: tr(each.offer.lender), width=140, stretch=True),
        Column("months", N_("Months"), lambda each: str(each.offer.months), width=100, right=True),
        Column("rate", N_("Rate"), lambda each: _percent(each.offer.rate_bp), width=84, right=True),
        Column("share", N_("Share of the price"), lambda each: _percent(each.offer.share_bp), width=130, right=True),
        Column("method", N_("Repayment"), _method, width=150, spare=1),
    )  # fmt: skip


def _standing(terms: Terms) -> Badge:
    name, tone = _STANDINGS[terms.standing]
    return Badge(tr(name), tone)


def _plan(terms: Terms) -> Plain:
    return Plain(tr(_PLANS[terms.offer.key]), strong=True)


def _from(terms: Terms) -> str:
    return terms.begins.isoformat() if terms.begins else tr("the program's own")


def _percent(points: int) -> str:
    return f"{points / 100:g} %"


def _method(terms: Terms) -> str:
    return dict(deal_desk_words.loan_methods())[terms.offer.method.value]


class LoanPlansPage(Page):
    """Choosing terms puts them into the form: new ones are mostly the old ones with another rate."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        desk = context.desk
        self._presenter = context.presenter(
            "loan_plans",
            lambda: LoanPlansPresenter(context.run, desk.more["loan_plans"], desk.clock.today),
        )
        self._model: RowTableModel[Terms] = RowTableModel(columns(), self._presenter.fetch)
        self.table = RowTable(self._model, name=tr("Loan plans"))
        self.list = ListCard(
            self._model, self.table, identify=lambda each: each.key, retry=self._presenter.load
        )
        self.list.tools.addWidget(
            label(tr("Of each plan the newest terms that have begun are shown at the desk."), "caption")
        )
        self._filled = ""
        self._pause = QTimer(self, singleShot=True, interval=TRY_AFTER_MS)
        panel = self._make_panel()
        self.body.addWidget(self.list, 1)
        self.body.addWidget(panel)
        self.table.setMinimumHeight(theme.px(220))
        self.yield_room(sides={panel: 380})
        self._wire()
        self.remember("loan_plans", self.table)
        self._presenter.attach(self)
        self._presenter.load()

    def _make_panel(self) -> Card:
        card = Card(tr("New terms"), icon="bank-plus", padding=14)
        self.plan = Choice(tr("Plan"), [(key, tr(_PLANS[key])) for key in KEYS])
        self.method = Choice(tr("Repayment"), deal_desk_words.loan_methods())
        self.payer = Choice(tr("Interest paid by"), deal_desk_words.payers())
        names = ("from", "lender", "months", "rate", "share", "balloon", "buyer_rate")
        self.edits = {name: QLineEdit() for name in names}
        self.edits["from"].setPlaceholderText(tr("2026-03-14"))
        labels = {
            "from": tr("From"), "lender": tr("Lender"), "months": tr("Months"), "rate": tr("Lender's rate, % a year"),
            "share": tr("Loan, % of the price"), "balloon": tr("Left for the end, % of the loan"),
            "buyer_rate": tr("Buyer's rate, % a year"),
        }  # fmt: skip
        self.fields |= {name: Field(labels[name], edit) for name, edit in self.edits.items()}
        self.fields |= {"plan": Field(tr("Plan"), self.plan), "method": Field(tr("Repayment"), self.method)}
        self.fields["payer"] = Field(tr("Interest paid by"), self.payer)
        inside = QVBoxLayout()
        inside.setSpacing(theme.px(10))
        for group in (
            ("plan", "from"), ("lender",), ("months", "share"), ("method",), ("rate",), ("balloon",),
            ("buyer_rate", "payer"),
        ):  # fmt: skip
            inside.addLayout(row(*(self.fields[name] for name in group), spacing=10))
        self._sample = label("", "hint", wrap=True)
        self._facts = FactList(spacing=4)
        inside.addWidget(self._sample)
        inside.addWidget(self._facts)
        card.body.addLayout(inside)
        card.body.addStretch(1)
        self.add = Button(
            tr("Keep the terms"),
            icon="content-save-outline",
            kind="primary",
            key="Ctrl+S",
            on_click=self._add,
        )
        self.out = Button(tr("Take them out"), kind="danger", on_click=self._presenter.take_out)
        foot = card.footer()
        foot.setContentsMargins(*(theme.px(14), theme.px(10)) * 2)
        foot.addWidget(self.out)
        foot.addWidget(self.add, 1)
        return card

    def _wire(self) -> None:
        self._pause.timeout.connect(lambda: self._presenter.try_out(self._typed()))
        self.table.row_chosen.connect(self._presenter.choose)
        self.table.row_opened.connect(lambda _: self.edits["from"].setFocus())
        self.method.chosen.connect(lambda _: self._changed())
        for choice in (self.plan, self.payer):
            choice.chosen.connect(lambda _: self._changed())
        for edit in self.edits.values():
            edit.textEdited.connect(lambda _: self._changed())
        self.add_key(tr("Keep the terms"), "Ctrl+S", self._add, is_next=True)
        self.add_key(tr("Refresh"), "F5", self._presenter.load)
        self.add_key(tr("Back"), "Escape", lambda: self.go.emit("back", None))

    def title(self) -> str:
        return tr("Loan plans")

    def focus_first(self) -> None:
        self.table.setFocus()

    def show_state(self, state: PlansState) -> None:
        """The list, the form for what is chosen, and what was tried."""
        self.list.show_listing(state, state.chosen, lambda: None)
        total = state.listing.total
        self.list.count.setText(plural(total, N_("{n} set of terms"), N_("{n} sets of terms")))
        if state.chosen is not None and state.chosen.key != self._filled:
            self._fill(state.chosen)
        self.out.setVisible(self._presenter.can_take_out)
        self.add.set_busy(state.busy)
        self._show_tried(state)
        if state.done:
            self.banner.hide()
            self.said.emit(tr(_DONE[state.done]), "")

    def _show_tried(self, state: PlansState) -> None:
        tried = state.tried.plan if state.tried else None
        self._sample.setVisible(tried is not None)
        self._facts.setVisible(tried is not None)
        if tried is None:
            return
        self._sample.setText(tr("For a car of {price}").format(price=words.money(SAMPLE_PRICE)))
        facts: list[Fact] = [
            (tr("Loan"), words.money(tried.loan)), (tr("First instalment"), words.money(tried.first)),
            (tr("Last instalment"), words.money(tried.schedule[-1].payment)),
            (tr("Interest"), words.money(tried.interest)),
        ]  # fmt: skip
        self._facts.set_facts(facts)

    def show_page(self, offset: int, rows: tuple[Terms, ...]) -> None:
        """All rows are in the listing."""

    def _fill(self, terms: Terms) -> None:
        """The chosen ones as a beginning; their day stays only while it can still be kept."""
        self._filled, offer = terms.key, terms.offer
        begins = terms.begins if self._presenter.can_take_out else None
        texts = {
            "from": begins.isoformat() if begins else "", "lender": tr(offer.lender), "months": str(offer.months),
            "rate": f"{offer.rate_bp / 100:g}", "share": f"{offer.share_bp / 100:g}",
            "balloon": f"{offer.balloon_bp / 100:g}", "buyer_rate": f"{offer.buyer_rate_bp / 100:g}",
        }  # fmt: skip
        for name, text in texts.items():
            self.edits[name].setText(text)
        self.plan.set_key(offer.key)
        self.method.set_key(offer.method.value)
        self.payer.set_key(offer.payer.value)
        self._changed()

    def _changed(self) -> None:
        for field in self.fields.values():
            field.set_error("")
        method = self.method.key()
        self.fields["balloon"].setVisible(method == Method.BALLOON)
        for name in ("buyer_rate", "payer"):
            self.fields[name].setVisible(method == Method.SUBSIDISED)
        self._pause.start()

    def _typed(self) -> dict[str, str]:
        typed = {name: edit.text() for name, edit in self.edits.items()}
        method = self.method.key()
        if method != Method.BALLOON:
            typed["balloon"] = "0"
        if method != Method.SUBSIDISED:
            typed["buyer_rate"] = "0"
        return {**typed, "plan": self.plan.key(), "method": method, "payer": self.payer.key()}

    def _add(self) -> None:
        self.banner.hide()
        self._presenter.add(self._typed())
