"""Approvals: what waits, or was answered, at the left; at the right what it is about, a note, and two answers."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit

from app.i18n import N_, plural, tr
from app.presenters import words
from app.presenters.approvals import ApprovalsPresenter, ApprovalsState, Request
from app.views import theme
from app.views.context import Context
from app.views.list_card import ListCard
from app.views.list_page import ListPage
from app.views.widgets.buttons import Button
from app.views.widgets.card import Card, FactList
from app.views.widgets.delegates import Badge, Plain
from app.views.widgets.field import Field
from app.views.widgets.row_table import RowTable
from app.views.widgets.row_table_model import Column, RowTableModel
from app.views.widgets.segments import Segments
from app.views.widgets.text import badge, label, row

KINDS = {
    "contract": (N_("Contract"), "accent"), "refund": (N_("Refund"), "warn"), "void": (N_("Void"), "bad"),
    "twofold": (N_("Twofold"), "bad"), "discount": (N_("Price"), "accent"), "kept": (N_("Deposit kept"), "bad"),
    "trade_in": (N_("Trade-in"), "warn"),
}  # fmt: skip
_DONE = {"approved": N_("Approved"), "returned": N_("Sent back with your note")}


def columns() -> tuple[Column[Request], ...]:
    """What, who, about what, how much."""
    return (
        Column("kind", N_("Kind"), lambda each: _kind(each).text, _kind, "badge", 96),
        Column("no", N_("Number"), lambda each: each.no, _no, "plain", 150),
        Column("who", N_("Customer"), lambda each: each.who, width=110),
        Column("about", N_("About"), lambda each: each.about, width=150, stretch=True),
        Column("amount", N_("Amount"), lambda each: words.money(each.amount), width=120, right=True),
    )


def _kind(request: Request) -> Badge:
    name, tone = KINDS[request.kind]
    return Badge(tr(name), tone)


def _no(request: Request) -> Plain:
    return Plain(request.no, strong=True)


class ApprovalsPage(ListPage):
    """Arrows choose, Alt+A says yes, Alt+D sends back."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._presenter = approvals_presenter(context)
        model: RowTableModel[Request] = RowTableModel(columns(), self._presenter.fetch)
        self.table = RowTable(model, name=tr("Waiting"))
        self.list = ListCard(model, self.table, identify=lambda each: each.key, retry=self._presenter.load)
        views = [("waiting", tr("Waiting")), ("answered", tr("Answered"))]
        self.views = Segments(views, name=tr("Show"), current=self._presenter.state.view)
        self.views.chosen.connect(self._presenter.show)
        self.list.tools.addWidget(self.views)
        self.list.tools.addStretch(1)
        self.panel = self._make_panel()
        self.body.addWidget(self.list, 3)
        self.body.addWidget(self.panel, 2)
        self.table.setMinimumHeight(theme.px(260))
        self.yield_room(sides={self.panel: 420})
        self.fields |= {"note": self.note_field, "reason": self.note_field}
        self.table.row_chosen.connect(self._presenter.choose)
        self.add_key(tr("Approve"), "Alt+A", lambda: self._answer(yes=True), is_next=True)
        self.add_key(tr("Send back"), "Alt+D", lambda: self._answer(yes=False))
        self.add_key(tr("Open the contract"), "Ctrl+Return", self._open)
        self.add_key(tr("Refresh"), "F5", self._presenter.load)
        self._presenter.attach_list(self)
        self._presenter.load()

    def _make_panel(self) -> Card:
        panel = Card(tr("What it is about"))
        self.kind = badge("")
        panel.header.addStretch(1)
        panel.header.addWidget(self.kind)
        self.facts = FactList()
        self.note_edit = QLineEdit()
        self.note_field = Field(tr("Note (needed when you send it back)"), self.note_edit)
        self.decline = Button(
            tr("Send back"), kind="danger", key="Alt D", on_click=lambda: self._answer(yes=False)
        )
        self.approve = Button(
            tr("Approve"), kind="primary", key="Alt A", on_click=lambda: self._answer(yes=True)
        )
        self.own = label("", "caption", tone="warn", wrap=True)
        panel.body.addWidget(self.facts)
        panel.body.addStretch(1)
        panel.body.addWidget(self.own)
        panel.body.addWidget(self.note_field)
        panel.body.addLayout(row(self.decline, None, self.approve))
        foot = tr("No network? Approve at the salesperson's till with your own password; your key signs it.")
        panel.footer().addWidget(label(foot, "caption", wrap=True))
        return panel

    def title(self) -> str:
        return tr("Approvals")

    def focus_first(self) -> None:
        self.table.setFocus()

    def show_state(self, state: ApprovalsState) -> None:
        """List and what is open."""
        self.list.show_listing(state, state.chosen, self._show_empty)
        total = state.listing.total
        waits = plural(total, N_("{n} request waits"), N_("{n} requests wait"))
        answers = plural(total, N_("The last answer"), N_("The last {n} answers"))
        self.list.count.setText(answers if state.view == "answered" else waits)
        request = state.chosen
        self.facts.set_facts(request.facts if request else ())
        self.kind.setText(_kind(request).text if request else "—")
        self.own.setText(_held(state))
        self.own.setVisible(bool(self.own.text()))
        self.approve.setEnabled(state.may_approve)
        for control in (self.decline, self.note_edit):
            control.setEnabled(state.may_decline)
        for part in (self.approve, self.decline, self.note_field):
            part.setVisible(state.view == "waiting")
        if state.done:
            self.note_edit.clear()
            self.note_field.set_error("")
            self.said.emit(tr(_DONE[state.done]), "")

    def _show_empty(self) -> None:
        if self._presenter.state.view == "answered":
            said = (
                tr("Nothing was answered yet"),
                tr("Every yes and no stands here, with who, when and why."),
            )
        else:
            said = tr("Nothing waits for you"), tr("What is asked of a manager stands here.")
        self.list.states.show_message("shield-check-outline", *said)

    def _answer(self, *, yes: bool) -> None:
        self._presenter.answer(yes=yes, note=self.note_edit.text())

    def _open(self) -> None:
        request = self._presenter.state.chosen
        if request is not None and request.kind in ("contract", "discount"):
            self.go.emit("contracts", request.no)


def _held(state: ApprovalsState) -> str:
    """Why whoever looks does not say yes."""
    request = state.chosen
    if request is None or request.answered or state.may_approve or state.busy:
        return ""
    if not request.own:
        return tr("It waits for somebody else’s answer first.") if not request.turn else ""
    if state.may_decline:
        return tr(
            "This is your own request: somebody else approves it. Send it back to take it back, and say why."
        )
    return tr("This is your own request: somebody else answers it.")


def approvals_presenter(context: Context) -> ApprovalsPresenter:
    """The one that the page and the contract list share."""
    gateway = context.desk.more["approvals"]
    return context.presenter("approvals", lambda: ApprovalsPresenter(context.run, gateway))
