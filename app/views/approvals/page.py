"""Approvals: what waits, or was answered, at the left; at the right what it is about, a note, and two answers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import zip_longest

from PySide6.QtWidgets import QLineEdit

from app.i18n import N_, plural, tr
from app.presenters import words
from app.presenters.approvals import ApprovalsPresenter, ApprovalsState, Request
from app.views import theme
from app.views.context import Context
from app.views.list_card import ListCard
from app.views.list_page import ListPage
from app.views.widgets.buttons import Button, link
from app.views.widgets.card import Card, FactList, FigureCard
from app.views.widgets.delegates import Plain
from app.views.widgets.field import Field
from app.views.widgets.row_table import RowTable
from app.views.widgets.row_table_model import Column, RowTableModel
from app.views.widgets.segments import Segments
from app.views.widgets.text import badge, label, row, set_tone

_TONES = {
    "contract": "accent", "discount": "accent", "refund": "warn", "trade_in": "warn", "void": "bad", "twofold": "bad",
    "kept": "bad",
}  # fmt: skip
LONG, TOO_LONG = timedelta(minutes=30), timedelta(hours=2)
"""After which a request has waited long for somebody who stands at a counter."""
_DONE = {"approved": N_("Approved"), "returned": N_("Sent back with your note")}


def columns(now: Callable[[], datetime]) -> tuple[Column[Request], ...]:
    """What is asked, of whom and about what; since when."""

    def since(each: Request) -> Plain:
        return _since(each, now())

    return (
        Column("what", N_("What is asked"), lambda each: each.title, _what, "plain", 220, stretch=True),
        Column("since", N_("When"), lambda each: since(each).text, since, "plain", 92),
    )


def _what(request: Request) -> Plain:
    return Plain(request.title, strong=True, second=f"{request.who} · {request.about}")


def _since(request: Request, now: datetime) -> Plain:
    """How long somebody waits, or when it was answered."""
    if request.asked_at is None:
        return Plain("—")
    if request.answered:
        return Plain(words.day(request.asked_at))
    waited = now - request.asked_at
    tone = "bad" if waited >= TOO_LONG else "warn" if waited >= LONG else ""
    return Plain(words.span(waited), tone=tone)


class ApprovalsPage(ListPage):
    """Arrows choose, Alt+A says yes, Alt+D sends back."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._presenter = approvals_presenter(context)
        model: RowTableModel[Request] = RowTableModel(columns(context.desk.clock.now), self._presenter.fetch)
        self.table = RowTable(model, name=tr("Waiting"), rows="tall")
        self.list = ListCard(model, self.table, identify=lambda each: each.key, retry=self._presenter.load)
        views = [("waiting", tr("Waiting")), ("answered", tr("Answered"))]
        self.views = Segments(views, name=tr("Show"), current=self._presenter.state.view)
        self.views.chosen.connect(self._presenter.show)
        self.list.tools.addWidget(self.views)
        self.list.tools.addStretch(1)
        self.panel = self._make_panel()
        self.body.addWidget(self.list)
        self.body.addWidget(self.panel, 1)
        self.table.setMinimumHeight(theme.px(260))
        self.yield_room(turn=(self._figures_row,), sides={self.list: 430})
        self.fields |= {"note": self.note_field, "reason": self.note_field}
        self.table.row_chosen.connect(self._presenter.choose)
        yes = self.add_key(tr("Approve"), "Alt+A", lambda: self._answer(yes=True), is_next=True)
        no = self.add_key(tr("Send back"), "Alt+D", lambda: self._answer(yes=False))
        self._keys_of = yes, no, self.add_key(tr("Open the contract"), "Ctrl+Return", self._open)
        self.add_key(tr("Refresh"), "F5", self._presenter.load)
        self._presenter.attach_list(self)
        self._presenter.load()

    def _make_panel(self) -> Card:
        panel = Card(tr("What it is about"), padding=16)
        panel.body.setSpacing(theme.px(14))
        self.kind = badge("")
        self.open = link(tr("Open the contract"), self._open, key="Ctrl Enter")
        panel.header.addWidget(self.kind)
        panel.header.addStretch(1)
        panel.header.addWidget(self.open)
        names = (tr("Discount"), tr("Price after it"), tr("Same model, last 30 days"))
        self.figures = [FigureCard(name) for name in names]
        self._figures_row = row(*self.figures)
        self.facts = FactList(beside=True)
        self.note_edit = QLineEdit()
        self.note_field = Field(tr("Note (needed when you send it back)"), self.note_edit)
        self.decline = Button(
            tr("Send back"), kind="danger", key="Alt D", on_click=lambda: self._answer(yes=False)
        )
        self.approve = Button(
            tr("Approve"), kind="primary", key="Alt A", on_click=lambda: self._answer(yes=True)
        )
        self.own = label("", "caption", tone="warn", wrap=True)
        panel.body.addLayout(self._figures_row)
        panel.body.addWidget(self.facts)
        panel.body.addWidget(self.own)
        panel.body.addWidget(self.note_field)
        panel.body.addLayout(row(self.decline, None, self.approve))
        panel.body.addStretch(1)
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
        self.kind.setText(request.no if request else "—")
        set_tone(self.kind, _TONES[request.kind] if request else "neutral")
        self.open.setVisible(_of_contract(request))
        for key, may in zip(
            self._keys_of, (state.may_approve, state.may_decline, _of_contract(request)), strict=True
        ):
            key.setEnabled(may)
        for card, figure in zip_longest(self.figures, request.figures if request else ()):
            card.setVisible(figure is not None)
            if figure is not None:
                card.set_figure(figure.value, figure.note, tone=figure.tone)
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
        if request is not None and _of_contract(request):
            self.go.emit("contracts", request.no)


def _of_contract(request: Request | None) -> bool:
    return request is not None and request.kind in ("contract", "discount")


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
