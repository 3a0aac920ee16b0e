"""The forms for money that goes back: what and why, a manager's yes here, a manager's no."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit

from app.domain import reversal
from app.i18n import tr
from app.presenters import reasons, words
from app.presenters.money import Back, MoneyState
from app.views.money import labels
from app.views.money.forms import MoneyForm
from app.views.widgets.buttons import Button
from app.views.widgets.card import FactList
from app.views.widgets.choice import Choice
from app.views.widgets.edits import PasswordEdit
from app.views.widgets.field import Field
from app.views.widgets.money_edit import MoneyEdit
from app.views.widgets.segments import Segments
from app.views.widgets.text import label, row


class BackForm(MoneyForm):
    """Refund, void or twofold; with a manager here, or asked for. The maker's half first, then the approver's."""

    give_asked = Signal(object, object)
    ask_asked = Signal(object)

    def __init__(self) -> None:
        super().__init__(tr("Give money back"), "cash-refund", tr("Approve and give back"))
        self._facts = FactList(spacing=6)
        self.inside.addWidget(self._facts)
        self.kind = Segments([(key, tr(name)) for key, name in labels.BACK.items()], name=tr("What happens"))
        self.kind.chosen.connect(lambda _: self._judge())
        self.may_refund = True
        self.inside.addLayout(row(self.kind, None))
        self._law = label("", "caption", wrap=True)
        self.inside.addWidget(self._law)
        self.amount = MoneyEdit(tr("Amount (¥)"))
        self.amount.amount_changed.connect(lambda _: self._judge())
        self.reason = Choice(tr("Reason"))
        self.reason.chosen.connect(lambda _: self._judge())
        self.note, self.reference = QLineEdit(), QLineEdit()
        self.manager, self.password = Choice(tr("Manager")), PasswordEdit(tr("The manager's own password"))
        self.add("amount", Field(tr("Amount (¥)"), self.amount))
        self.add("reason", Field(tr("Reason"), self.reason))
        self.add("note", Field(tr("In your own words"), self.note))
        self.add("reference", Field(tr("Slip or transaction no."), self.reference, optional=True))
        self.add("approver", Field(tr("Manager"), self.manager))
        self.add("password", Field(tr("The manager's own password"), self.password))
        self.inside.addStretch(1)
        self.elsewhere = Button(tr("Ask a manager elsewhere"), on_click=self._ask)
        self.buttons.insertWidget(1, self.elsewhere)
        self._state: MoneyState | None = None
        self._reasons = reasons.MONEY_BACK

    def start(self, state: MoneyState) -> None:
        """For the chosen receipt, all that is left of it."""
        self.clear_errors()
        receipt = state.chosen
        self.amount.set_amount(receipt.left if receipt else None)
        for edit in (self.note, self.reference, self.password):
            edit.clear()
        self.reason.set_key("")
        self.show_state(state)

    def focus_first(self) -> None:
        """The amount is there: the reason comes next."""
        self.reason.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_state(self, state: MoneyState) -> None:
        """The receipt, and who may approve here."""
        self._state = state
        self.manager.set_choices(state.approvers)
        self.commit.set_busy(state.busy)
        if (receipt := state.chosen) is not None:
            refund = (
                ("refund", *(("twofold",) if receipt.kind == "deposit" else ())) if self.may_refund else ()
            )
            self.kind.offer((*refund, "void"))
            self._facts.set_facts(
                [
                    (receipt.no, receipt.customer),
                    (tr(labels.KINDS[receipt.kind]), labels.method(receipt.method)),
                    (tr("Can go back"), words.money(receipt.left)),
                ]
            )  # fmt: skip
        self._reasons = reasons.of_money_back(signed=bool(state.standing and state.standing.signed))
        listed = [(key, tr(name)) for key, name in self._reasons.items()]
        self.reason.set_choices([("", tr("Choose …")), *listed])
        self._judge()

    def _second(self) -> bool:
        alone = self._state.lone[0] if self._state else 0
        return reversal.needs_second(self.kind.current(), self.amount.amount() or 0, alone=alone)

    def _judge(self) -> None:
        kind, second = self.kind.current(), self._second()
        if kind != "refund" and self._state is not None and self._state.chosen is not None:
            self.amount.set_amount(self._state.chosen.left)
        self.amount.setEnabled(kind == "refund")
        laws = {
            "refund": tr("It goes back by the way it came, never above what was paid."),
            "void": tr("For a receipt that was entered wrongly, while its shift is open. It stays on file."),
            "twofold": tr("We broke the contract: the deposit (定金) goes back, and as much again."),
        }
        if self._state is not None and (why := self._state.lone[1]) != reversal.ABOVE:
            laws["refund"] = tr(why)
        self._law.setText(laws[kind])
        self.fields["note"].setVisible(self.reason.key() == "other")
        for name in ("approver", "password"):
            self.fields[name].setVisible(second)
        self.elsewhere.setVisible(second)
        both = tr("Approve and void") if kind == "void" else tr("Approve and give back")
        self.commit.setText(both if second else tr("Give back"))  # nobody voids alone

    def _made(self) -> Back | None:
        self.clear_errors()
        state, note = self._state, self.note.text().strip()
        if not self.amount.take() or state is None or state.chosen is None:
            return None
        if not self.reason.key():
            self.missing("reason")
            return None
        if self.reason.key() == "other" and not note:
            self.missing("note")
            return None
        named = "" if self.reason.key() == "other" else self._reasons[self.reason.key()]
        reason = reasons.stored(named, note)
        amount, reference = self.amount.amount() or 0, self.reference.text().strip()
        return Back(state.chosen.no, self.kind.current(), amount, reason, reference)

    def go(self) -> None:
        """With the manager's own password, where one is needed."""
        made, second = self._made(), self._second()
        if made is None:
            return
        if second and not self.password.text():
            self.missing("password")
            return
        approver = (self.manager.key(), self.password.text()) if second else None
        self.password.clear()
        self.give_asked.emit(made, approver)

    def _ask(self) -> None:
        if (made := self._made()) is not None:
            self.ask_asked.emit(made)


class DeclineForm(MoneyForm):
    """A manager says why not."""

    decline_asked = Signal(str)

    def __init__(self) -> None:
        super().__init__(tr("Decline"), "close-octagon-outline", tr("Decline it"))
        self.note = QLineEdit()
        self.add("note", Field(tr("Why not"), self.note))
        self.inside.addStretch(1)

    def start(self, state: MoneyState) -> None:
        """Empty."""
        self.clear_errors()
        self.note.clear()

    def focus_first(self) -> None:
        """The reason."""
        self.note.setFocus(Qt.FocusReason.OtherFocusReason)

    def go(self) -> None:
        """A no has a reason."""
        if self.note.text().strip():
            self.decline_asked.emit(self.note.text())
        else:
            self.missing("note")
