"""A manager approves a lower price on this terminal, with their own name, password and reason."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from app.domain import discount
from app.domain.approval_chain import PRICE
from app.domain.money import format_amount
from app.i18n import in_a_row, tr
from app.presenters import chain_words, reasons, words
from app.presenters.deal_desk import DealDeskPresenter
from app.presenters.deal_desk_state import DeskState
from app.views.deals.chain import EnterChain
from app.views.deals.side_panel import SidePanel
from app.views.widgets.buttons import link
from app.views.widgets.card import Fact, FactList
from app.views.widgets.choice import Choice
from app.views.widgets.edits import PasswordEdit
from app.views.widgets.field import Field
from app.views.widgets.text import label, row


class ApprovalPanel(SidePanel):
    """Shows floor and discount, never margin: a counter holds no costs."""

    def __init__(self, presenter: DealDeskPresenter) -> None:
        title = tr("Approval")
        super().__init__(presenter, title, icon="shield-check-outline", commit=tr("Approve"))
        self._facts = FactList(spacing=4)
        self.inside.addWidget(self._facts)
        self._nobody = label(
            tr("Nobody who may approve it has signed in here yet. One online sign-in is enough."), "caption",
            tone="warn", wrap=True,
        )  # fmt: skip
        self.inside.addWidget(self._nobody)
        self.manager = Choice(tr("Approved by"))
        self.password = PasswordEdit(tr("Their own password"))
        self.reason = QLineEdit()
        self.add_field("approver", Field(tr("Approved by"), self.manager))
        self.add_field("password", Field(tr("Their own password"), self.password))
        self.code = Choice(tr("Reason"), [("", tr("Choose …")), *discount.reasons()])
        self.code.set_narrow()
        self.add_field("reason_code", Field(tr("Reason"), self.code))
        self.add_field("reason", Field(tr("In words"), self.reason))
        self.elsewhere = link(tr("Ask somebody elsewhere"), self._ask, icon="send-outline")
        self.inside.addLayout(row(self.elsewhere, None))
        self.inside.addStretch(1)
        self._chain = EnterChain([self.manager, self.password, self.code, self.reason], then=self.go)
        self._shown_error: Exception | None = None

    def show_state(self, state: DeskState) -> None:
        """The price in question."""
        self.manager.set_choices(state.facts.approvers)
        somebody = bool(state.facts.approvers)
        self._nobody.setVisible(not somebody)
        for control in (self.manager, self.password, self.commit):
            control.setEnabled(somebody)
        facts: list[Fact] = [
            (tr("Your lowest price"), words.money(state.sheet.list_price - max(0, state.limit))),
            (tr("Price asked for"), words.money(state.price), "bad"),
            (f"{tr('Discount')} {_share(state)}", format_amount(state.discount)),
        ]
        if state.gifts:
            facts.append((tr("Gifts"), words.money(state.gifts)))
        if state.beside:
            facts.append((tr("Not on the list of gifts"), in_a_row(state.beside), "bad"))
        if state.drawn is not None:
            facts += chain_words.of_steps(step for step in state.drawn.links if step.matter == PRICE)
        self._facts.set_facts(facts)
        self.commit.set_busy(state.busy in ("approve", "draw"))
        if state.panel_error is not None and state.panel_error is not self._shown_error:
            self.password.clear()
            self.show_error(state.panel_error)
            self.password.setFocus()
        self._shown_error = state.panel_error

    def forget(self) -> None:
        self.clear_errors()
        self.password.clear()
        self.code.set_key("")
        self.reason.clear()

    def begin(self) -> None:
        """A manager sits down."""
        self.clear_errors()
        self.password.clear()
        here = len(self.presenter.state.facts.approvers)
        first = self.code if not here else self.password if here == 1 else self.manager
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _ask(self) -> None:
        """With the reason, if one was said: whoever is asked reads it beside the price."""
        self.presenter.submit(reasons.of_price(self.code.key(), self.reason.text()))

    def go(self) -> None:
        """Ask the vault; where no manager can say yes here, one elsewhere."""
        self.clear_errors()
        if not self.presenter.state.facts.approvers:
            self._ask()
            return
        for name, missing in (
            ("password", not self.password.text()),
            ("reason_code", not self.code.key()),
            ("reason", self.code.key() == discount.OTHER and not self.reason.text().strip()),
        ):
            if missing:
                self.fields[name].set_missing()
                self.fields[name].control.setFocus()
                return
        why = self.code.key(), self.reason.text()
        password = self.password.text()
        self.password.clear()  # the next link is somebody else's
        self.presenter.approve(self.manager.key(), password, why)


def _share(state: DeskState) -> str:
    listed = state.sheet.list_price
    return f"{state.discount * 100 / listed:.2f} %" if listed else "—"
