"""Money for used cars: what goes to customers and to their lenders, what is still to come, and what was paid."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit

from app.domain.money import format_amount
from app.i18n import N_, plural, tr
from app.presenters import words
from app.presenters.used_car_dues import VIEWS, Due, DuesPresenter, DuesState
from app.views import theme
from app.views.context import Context
from app.views.list_card import ListCard
from app.views.list_page import SearchedListPage
from app.views.money import labels
from app.views.widgets.buttons import Button
from app.views.widgets.card import Card, Fact, FactList
from app.views.widgets.choice import Choice
from app.views.widgets.delegates import Badge, Plain
from app.views.widgets.edits import SearchEdit
from app.views.widgets.field import Field
from app.views.widgets.row_table import RowTable
from app.views.widgets.row_table_model import Column, RowTableModel
from app.views.widgets.segments import Segments
from app.views.widgets.text import label

_VIEWS = dict(zip(VIEWS, (N_("To be paid"), N_("Coming"), N_("Paid"), N_("All")), strict=True))
_STATES = {
    "due": (N_("To be paid"), "warn", "cash-clock"), "coming": (N_("Coming"), "neutral", "car-clock"),
    "undecided": (N_("Undecided"), "conflict", "help-circle-outline"), "paid": (N_("Paid"), "ok", "check"),
}  # fmt: skip
_WAITS = {
    "coming": N_("It is paid when the car is handed in."),
    "undecided": N_(
        "The contract was cancelled. A manager gives the car back or keeps it first: at the deal, Ctrl+T."
    ),
    "own": N_("You approved this payout. Somebody else pays it."),
    "paid": N_("It is paid."),
}
_PAYEES = {"payout": N_("Customer"), "payoff": N_("Its lender")}


def columns() -> tuple[Column[Due], ...]:
    """How far, for which car, to whom, how much."""
    return (
        Column("state", N_("State"), lambda due: _state(due).text, _state, "badge", 124),
        Column("plate", N_("Used car"), lambda due: due.plate, _plate, "plain", 112),
        Column("car", N_("Car"), lambda due: due.car, width=130, stretch=True, spare=1),
        Column("payee", N_("To whom"), lambda due: due.payee or "—", width=140, stretch=True),
        Column("as", N_("As"), lambda due: tr(_PAYEES[due.kind]), width=150, spare=2),
        Column("customer", N_("Customer"), lambda due: due.customer, width=120),
        Column("contract", N_("Contract"), lambda due: due.contract_no or "—", width=150),
        Column("amount", N_("Amount (¥)"), lambda due: format_amount(due.amount), width=120, right=True),
    )  # fmt: skip


def _plate(due: Due) -> Plain:
    return Plain(due.plate, strong=True)


def _state(due: Due) -> Badge:
    name, tone, icon = _STATES[due.state]
    return Badge(tr(name), tone, icon)


class UsedCarMoneyPage(SearchedListPage):
    """The list at the left; at the right the chosen sum and how it is paid."""

    home = "due"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        desk = context.desk
        self._presenter = context.presenter(
            "used_car_dues", lambda: DuesPresenter(context.run, desk.more["used_car_dues"], desk.session)
        )
        presenter = self._presenter
        model: RowTableModel[Due] = RowTableModel(columns(), presenter.fetch)
        self.table = RowTable(model, name=tr("Money for used cars"))
        self.list = ListCard(model, self.table, identify=lambda due: due.key, retry=presenter.load)
        self.search = SearchEdit(
            tr("Find a used car"), tr("Plate, contract, buyer or VIN"), key="F3",
            asked=presenter.state.wanted.text,
        )  # fmt: skip
        self.search.setMinimumWidth(theme.px(220))
        names = [(key, tr(name)) for key, name in _VIEWS.items()]
        self.views = Segments(names, name=tr("Show"), current=presenter.state.wanted.view)
        self.list.tools.addWidget(self.search, 1)
        self.list.tools.addWidget(self.views)
        self._shown = ""
        panel = self._make_panel()
        self.body.addWidget(self.list, 1)
        self.body.addWidget(panel)
        self.table.setMinimumHeight(theme.px(220))
        self.yield_room(turn=(self.list.tools,), sides={panel: 340})
        self._wire()
        self.remember("used_car_dues", self.table)
        presenter.attach_list(self)
        presenter.load()

    def _make_panel(self) -> Card:
        card = Card(tr("Pay"), icon="cash-fast", padding=14)
        self._facts, self._nothing = FactList(spacing=8), label(tr("Choose a sum to see it here"), "caption")
        self.method, self.reference = Choice(tr("Way to pay"), labels.methods()), QLineEdit()
        self.method.set_key("transfer")
        self.fields |= {
            "method": Field(tr("Way to pay"), self.method),
            "reference": Field(tr("Reference of the transfer"), self.reference),
        }
        self._why = label("", "caption", wrap=True)
        card.body.setSpacing(theme.px(12))
        for part in (self._nothing, self._facts, *self.fields.values(), self._why):
            card.body.addWidget(part)
        card.body.addStretch(1)
        self.pay = Button(tr("Pay"), icon="cash-fast", kind="primary", key="Ctrl+Enter", on_click=self._pay)
        self.receipt = Button(tr("Show the voucher"), icon="receipt-text-outline", on_click=self._open)
        foot = card.footer()
        foot.setContentsMargins(*(theme.px(14), theme.px(10)) * 2)
        foot.addWidget(self.pay, 1)
        foot.addWidget(self.receipt, 1)
        return card

    def _wire(self) -> None:
        presenter = self._presenter
        self.wire_list(presenter)
        self.table.row_opened.connect(lambda _: self._go_on())
        self.method.activated.connect(lambda _: self.reference.setFocus())
        self.reference.returnPressed.connect(self._pay)
        self.add_key(tr("Find"), "F3", self.search.search_anew)
        self._pay_key = self.add_key(tr("Pay"), "Ctrl+Return", self._pay, is_next=True)
        self.add_key(tr("Receipts"), "F9", lambda: self.go.emit("money", None))
        self.add_key(tr("Refresh"), "F5", presenter.load, in_bar=False)
        self.add_key(tr("Back"), "Escape", lambda: self.go.emit("back", None))

    def title(self) -> str:
        return tr("Money for used cars")

    def focus_first(self) -> None:
        self.table.setFocus()

    def show_state(self, state: DuesState) -> None:
        """List, and the chosen sum."""
        self.list.show_listing(state, state.chosen, lambda: self._show_empty(state))
        total = state.listing.total
        self.list.count.setText(plural(total, N_("{n} sum"), N_("{n} sums")))
        self.views.set_current(state.wanted.view)
        self._show_due(state)
        if state.done:
            self.said.emit(tr("It is paid"), state.done)

    def _show_due(self, state: DuesState) -> None:
        due, why, can = state.chosen, self._presenter.why_not, self._presenter.can_pay
        if (key := due.key if due else "") != self._shown:
            self._shown = key
            self.reference.clear()
            self.banner.hide()
        self._nothing.setVisible(due is None)
        self._facts.setVisible(due is not None)
        for field in self.fields.values():
            field.setVisible(can)
            field.set_error("")
        self._why.setText(tr(_WAITS[why]) if why else "")
        self._why.setVisible(bool(why))
        self.pay.setVisible(can)
        self.pay.set_busy(state.busy)
        self._pay_key.setEnabled(can)
        self.receipt.setVisible(due is not None and bool(due.receipt_no))
        if due is not None:
            self.pay.setText(tr("Pay {amount}").format(amount=words.money(due.left)))
            self._facts.set_facts(_facts(due))

    def _show_empty(self, state: DuesState) -> None:
        if state.wanted.text or state.wanted.view != "due":
            self.show_misfit(
                tr("No sum fits"), tr("There are others without the filter."), tr("Show what is to be paid")
            )
        else:
            self.list.states.show_message(
                "cash-check", tr("Nothing is to be paid for used cars"),
                tr("What customers and their lenders get for a used car stands here from the day it is handed in."),
            )  # fmt: skip

    def _go_on(self) -> None:
        if self._presenter.can_pay:
            self.method.setFocus()
        else:
            self._open()

    def _pay(self) -> None:
        self.banner.hide()
        self._presenter.pay(self.method.key(), self.reference.text())

    def _open(self) -> None:
        due = self._presenter.state.chosen
        if due is not None and due.receipt_no:
            self.go.emit("money", due.receipt_no)


def _facts(due: Due) -> list[Fact]:
    facts: list[Fact] = [
        (tr("Used car"), f"{due.plate} {due.car}".strip()),
        (tr(_PAYEES[due.kind]), due.payee or "—"),
        (tr("Amount"), words.money(due.amount)),
    ]
    if due.left not in (0, due.amount):
        facts.append((tr("Still to be paid"), words.money(due.left)))
    facts += [(tr("Customer"), due.customer), (tr("Contract"), due.contract_no or due.deal_no)]
    if due.approver:
        facts.append((tr("Approved by"), due.approver))
    if due.receipt_no:
        facts.append((tr("Voucher"), due.receipt_no))
    return facts
