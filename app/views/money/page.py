"""Receipts: find one, see what its deal owes, take money, give it back, print it again."""

from __future__ import annotations

from functools import cached_property

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout

from app.domain.money import format_amount
from app.domain.permissions import TRADE_IN_PAY_OUT
from app.i18n import N_, plural, tr
from app.presenters import words
from app.presenters.money import VIEWS, MoneyPresenter, MoneyState, Receipt
from app.views import theme
from app.views.context import Context
from app.views.list_card import ListCard
from app.views.list_page import SearchedListPage
from app.views.money import labels
from app.views.money.back_form import BackForm, DeclineForm
from app.views.money.forms import MoneyForm, TakeForm, standing_facts
from app.views.widgets.banner import Banner
from app.views.widgets.buttons import Button
from app.views.widgets.card import Card, FactList
from app.views.widgets.delegates import Badge, Plain
from app.views.widgets.edits import SearchEdit
from app.views.widgets.row_table import RowTable
from app.views.widgets.row_table_model import Column, RowTableModel
from app.views.widgets.segments import Segments
from app.views.widgets.text import label

_VIEWS = dict(zip(VIEWS, (N_("All"), N_("Taken"), N_("Given back"), N_("Waiting")), strict=True))
_DONE = {
    "taken": N_("The money is booked"), "back": N_("The money is given back"), "asked": N_("A manager is asked"),
    "approved": N_("It is approved"), "declined": N_("It is declined"), "printed": N_("Printed"),
    "filed": N_("Saved as PDF"),
}  # fmt: skip


def columns() -> tuple[Column[Receipt], ...]:
    """Number, when, what for, who, how, how much."""
    return (
        Column("no", N_("Receipt"), lambda row: row.no, lambda row: Plain(row.no, strong=True), "plain", 152),
        Column("at", N_("When"), lambda row: f"{words.day(row.at)} {words.hour(row.at)}", width=128),
        Column("kind", N_("Purpose"), lambda row: _kind(row).text, _kind, "badge", 150),
        Column("customer", N_("Customer"), lambda row: row.customer, width=110),
        Column("car", N_("Car"), lambda row: row.car, width=150, stretch=True, spare=2),
        Column("method", N_("Way to pay"), lambda row: labels.method(row.method), width=120),
        Column("reference", N_("Reference"), lambda row: row.reference, width=100, spare=1),
        Column("amount", N_("Amount (¥)"), lambda row: _amount(row), width=120, right=True),
    )  # fmt: skip


def _amount(row: Receipt) -> str:
    return f"−{format_amount(-row.amount)}" if row.amount < 0 else format_amount(row.amount)


def _kind(row: Receipt) -> Badge:
    if row.wish_state:
        return Badge(
            tr("Approved") if row.wish_state == "approved" else tr("Waits for a manager"), "conflict"
        )
    return Badge(tr(labels.KINDS[row.kind]), labels.TONES.get(row.kind, "neutral"))


class MoneyPage(SearchedListPage):
    """Receipts on the left; the chosen one, or a form, at the side."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        desk = context.desk
        self._presenter = context.presenter(
            "money", lambda: MoneyPresenter(context.run, desk.more["money"], desk.session)
        )
        model: RowTableModel[Receipt] = RowTableModel(columns(), self._presenter.fetch)
        self.table = RowTable(model, name=tr("Receipts"))
        self.list = ListCard(model, self.table, identify=lambda row: row.no, retry=self._presenter.load)
        self.search = SearchEdit(
            tr("Find a receipt"), tr("Number, buyer, VIN or reference"), key="F3",
            asked=self._presenter.state.wanted.text,
        )  # fmt: skip
        self.search.setMinimumWidth(theme.px(240))
        names = [(key, tr(name)) for key, name in _VIEWS.items()]
        self.views = Segments(names, name=tr("Show"), current=self._presenter.state.wanted.view)
        self.list.tools.addWidget(self.search, 1)
        self.list.tools.addWidget(self.views)
        self.panel = self._make_panel()
        self._side = QStackedWidget()
        self._side.addWidget(self.panel)
        self.body.addWidget(self.list, 1)
        self.body.addWidget(self._side)
        self.table.setMinimumHeight(theme.px(220))
        self.yield_room(turn=(self.list.tools,), sides={self._side: 340})
        self._kind_asked, self._form = "refund", ""
        self._wire()
        self.remember("money", self.table)
        self._presenter.attach_list(self)
        self._presenter.load()

    @cached_property
    def taking(self) -> TakeForm:
        """Money that is taken; made when it is first asked for, as the other forms are."""
        presenter, made = self._presenter, TakeForm()
        made.deals_asked.connect(presenter.find_deals)
        made.deal_chosen.connect(presenter.take_for)
        made.take_asked.connect(lambda parts, put_down: presenter.take(parts, put_down=put_down))
        self._add_form(made)
        return made

    @cached_property
    def giving(self) -> BackForm:
        """Money that goes back."""
        presenter, made = self._presenter, BackForm()
        made.may_refund = presenter.can_refund
        made.give_asked.connect(presenter.give_back)
        made.ask_asked.connect(presenter.ask)
        self._add_form(made)
        return made

    @cached_property
    def declining(self) -> DeclineForm:
        """Why money does not go back."""
        made = DeclineForm()
        made.decline_asked.connect(self._presenter.decline)
        self._add_form(made)
        return made

    def _add_form(self, form: MoneyForm) -> None:
        form.back.connect(self._presenter.stop)
        self._side.addWidget(form)
        self.fit_in(form)

    def _open_form(self) -> MoneyForm | None:
        """The form that is open in the presenter's state."""
        form = self._presenter.state.form
        return (
            self.taking
            if form == "take"
            else self.giving
            if form == "back"
            else self.declining
            if form
            else None
        )

    def _make_panel(self) -> Card:
        card = Card(tr("Receipt"), icon="receipt-text-outline", padding=14)
        self._notice = Banner(tone="conflict")
        self._facts, self._standing = FactList(spacing=8), FactList(spacing=8)
        self._nothing = label(tr("Choose a receipt to see it here"), "caption", wrap=True)
        self._of_deal = label(tr("The deal"), "section")
        inside = QVBoxLayout()
        inside.setSpacing(theme.px(12))
        for part in (self._notice, self._nothing, self._facts, self._of_deal, self._standing):
            inside.addWidget(part)
        inside.addStretch(1)
        card.body.addLayout(inside)
        buttons = QVBoxLayout()
        buttons.setSpacing(theme.px(8))
        self.approve = Button(tr("Approve"), kind="primary", on_click=self._presenter.approve)
        self.decline = Button(tr("Decline"), on_click=self._presenter.start_declining)
        self.carry_out = Button(tr("Give it back now"), kind="primary", on_click=self._presenter.carry_out)
        self.take = Button(tr("Take money"), icon="cash-plus", key="F9", on_click=self._take)
        self.again = Button(
            tr("Print a copy"), icon="printer-outline", key="F10", on_click=self._presenter.print
        )
        self.refund = Button(
            tr("Refund"), icon="cash-refund", key="Ctrl+R", on_click=lambda: self._back("refund")
        )
        void = Button(tr("Void"), icon="cancel", kind="danger", on_click=lambda: self._back("void"))
        self.void = void.keep_place()
        for button in (
            self.approve,
            self.decline,
            self.carry_out,
            self.take,
            self.again,
            self.refund,
            self.void,
        ):
            buttons.addWidget(button)
        foot = card.footer()
        foot.setContentsMargins(*(theme.px(14), theme.px(10)) * 2)
        foot.addLayout(buttons)
        return card

    def _wire(self) -> None:
        presenter = self._presenter
        self.wire_list(presenter)
        self.add_key(tr("Find"), "F3", self.search.search_anew)
        self.add_key(tr("Take money"), "F9", self._take, is_next=True)
        self._print_key = self.add_key(tr("Print a copy"), "F10", presenter.print)
        self._refund_key = self.add_key(tr("Refund"), "Ctrl+R", lambda: self._back("refund"))
        self._void_key = self.add_key(tr("Void"), "Ctrl+Shift+V", lambda: self._back("void"))
        self.add_key(tr("Count the till"), "F7", lambda: self.go.emit("till", None))
        if TRADE_IN_PAY_OUT.allowed_for(self.context.desk.session.roles):
            self.add_key(tr("Used cars"), "Ctrl+T", lambda: self.go.emit("used_car_money", None))
        self.add_key(tr("Refresh"), "F5", presenter.load, in_bar=False)
        self.add_key(tr("Commit"), "Ctrl+Return", self._commit, in_bar=False)
        self.add_key(tr("Back"), "Escape", self._leave, in_bar=False)

    def title(self) -> str:
        return tr("Money")

    def entered(self, argument: object) -> None:
        if isinstance(argument, dict) and "deal" in argument:
            self._presenter.start_taking(str(argument["deal"]))
        elif isinstance(argument, dict) and "find" in argument:
            self.search.setText(str(argument["find"]))
            self._presenter.search(str(argument["find"]))
        elif isinstance(argument, str):
            self._presenter.open(argument)

    def focus_first(self) -> None:
        form = self._open_form()
        if form is not None:
            form.focus_first()
        else:
            self.table.setFocus()

    def show_state(self, state: MoneyState) -> None:
        """List, and panel or form."""
        self.list.show_listing(state, state.chosen, lambda: self._show_empty(state))
        total = state.listing.total
        self.list.count.setText(plural(total, N_("{n} receipt"), N_("{n} receipts")))
        self.views.set_current(state.wanted.view)
        self._show_panel(state)
        self._show_form(state)
        if state.done:
            self.said.emit(tr(_DONE[state.done]), state.told)

    def _show_form(self, state: MoneyState) -> None:
        was, self._form = self._form, state.form
        form = self._open_form()
        if state.form != was:
            self.banner.hide()
            self._side.setCurrentWidget(form or self.panel)
            if isinstance(form, BackForm):
                form.kind.set_current(self._kind_asked)
            if form is not None:
                form.start(state)
        if form is not None:
            form.show_state(state)
        if state.form != was:
            self.focus_first()

    def _show_panel(self, state: MoneyState) -> None:
        receipt, presenter = state.chosen, self._presenter
        for part in (self._facts, self._of_deal, self._standing):
            part.setVisible(receipt is not None)
        self._nothing.setVisible(receipt is None)
        self._notice.setVisible(receipt is not None and bool(receipt.wish_id))
        self.approve.setVisible(presenter.can_decide)
        self.decline.setVisible(presenter.can_decide)
        self.carry_out.setVisible(presenter.can_carry_out)
        may_refund = presenter.can_go_back and presenter.can_refund
        for button, key, may in (
            (self.again, self._print_key, receipt is not None),
            (self.refund, self._refund_key, may_refund),
            (self.void, self._void_key, presenter.can_go_back),
        ):
            button.setVisible(may)
            key.setEnabled(may)
        self.take.setVisible(state.standing is None or state.standing.takes)
        for button in (self.approve, self.carry_out, self.again):
            button.set_busy(state.busy)
        if receipt is None:
            return
        if receipt.wish_id:
            what = f"{tr(labels.BACK[receipt.wish_kind])} {words.money(receipt.wish_amount)}"
            waits = receipt.wish_state == "asked"
            told = tr("Waits for a manager") if waits else tr("Approved, not given yet")
            asked = tr("{who} asked: {reason}").format(who=receipt.wish_name, reason=receipt.wish_reason)
            self._notice.say(what, f"{told} · {asked}", tone="conflict")
        self._facts.set_facts(_facts(receipt))
        self._standing.set_facts(standing_facts(state.standing) if state.standing else [])

    def _show_empty(self, state: MoneyState) -> None:
        if state.wanted.text or state.wanted.view != "all":
            self.show_misfit(
                tr("No receipt fits"), tr("There are more without the filter."), tr("Show all receipts")
            )
        else:
            self.list.states.show_message(
                "cash-register", tr("No receipts yet"), tr("Money that is taken for a deal shows here."),
                buttons=((tr("Take money"), self._take),),
            )  # fmt: skip

    def show_error(self, error: Exception) -> None:
        """In the form that is open, else above the page."""
        form = self._open_form()
        if form is not None:
            form.show_error(error)
        else:
            super().show_error(error)

    def _take(self) -> None:
        self._presenter.start_taking()

    def _back(self, kind: str) -> None:
        if kind == "void" or self._presenter.can_refund:
            self._kind_asked = kind
            self._presenter.start_back()

    def _commit(self) -> None:
        if (form := self._open_form()) is not None:
            form.commit.click()

    def _leave(self) -> None:
        if self._presenter.state.form:
            self._presenter.stop()
        else:
            self.go.emit("back", None)


def _reference(receipt: Receipt) -> tuple[str, str]:
    if receipt.continues:
        return tr("Continues"), tr("{no}; no further money").format(no=receipt.continues)
    return tr("Reference"), receipt.reference or "—"


def _by(receipt: Receipt) -> tuple[str, str]:
    """Who handled it, by what that was: a void and 订金 that becomes 定金 move no money."""
    if receipt.kind in ("void", "conversion"):
        return tr("Entered by"), receipt.cashier
    return tr("Given by") if receipt.amount < 0 else tr("Taken by"), receipt.cashier


def _facts(receipt: Receipt) -> list[tuple[str, str]]:
    facts = [
        (tr("Receipt"), receipt.no), (tr("Customer"), receipt.customer), (tr("Car"), receipt.car),
        (tr("Contract"), receipt.contract_no or "—"), (tr("Purpose"), tr(labels.KINDS[receipt.kind])),
        (tr("Amount"), words.money(receipt.amount)), (tr("Way to pay"), labels.method(receipt.method)),
        _reference(receipt), _by(receipt),
    ]  # fmt: skip
    if receipt.approver:
        facts.append((tr("Approved by"), receipt.approver))
    if receipt.against:
        facts.append((tr("Against receipt"), receipt.against))
    if receipt.reason:
        facts.append((tr("Reason"), receipt.reason))
    if receipt.amount > 0 and receipt.left != receipt.amount:
        facts.append((tr("Can go back"), words.money(receipt.left)))
    return facts
