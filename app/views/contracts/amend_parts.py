"""Parts of the amendment dialog: an add-on that comes, lines that go, a manager's yes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from app.domain import discount
from app.domain.money import format_amount
from app.i18n import in_a_row, tr
from app.presenters import words
from app.presenters.amending import AmendPresenter, AmendState, shares
from app.views import theme
from app.views.widgets.banner import Banner
from app.views.widgets.buttons import Button, IconButton
from app.views.widgets.choice import Choice
from app.views.widgets.edits import PasswordEdit
from app.views.widgets.field import Field
from app.views.widgets.money_edit import MoneyEdit
from app.views.widgets.text import label, row
from app.views.widgets.tick_box import TickBox


class AddOnForm(QWidget):
    """What is added: a name and an amount, Enter; each can be taken back."""

    def __init__(self, presenter: AmendPresenter) -> None:
        super().__init__()
        self._presenter = presenter
        self._shown: tuple[tuple[str, int], ...] = ()
        inside = QVBoxLayout(self)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(theme.px(6))
        self.name, self.amount = QLineEdit(), MoneyEdit(tr("Amount"))
        self.add = Button(tr("Add"), icon="plus", on_click=self.take)
        self._name = Field(tr("New add-on"), self.name)
        fields = row(self._name, Field(tr("Amount"), self.amount), spacing=8)
        fields.setStretch(0, 2)
        fields.setStretch(1, 1)
        inside.addLayout(fields)
        inside.addLayout(row(None, self.add))
        self._added = QVBoxLayout()
        inside.addLayout(self._added)
        self.name.returnPressed.connect(self.amount.setFocus)
        self.amount.returnPressed.connect(self.take)

    def take(self) -> bool:
        """Add what was typed; false, and said beside it, if it is half an add-on."""
        self.amount.take()
        name, amount = self.name.text().strip(), self.amount.amount()
        whole = bool(name and amount)
        self._name.set_error("" if whole else tr("Give a name and an amount"))
        if name and amount:
            self._presenter.add(name, amount)
            self.name.clear()
            self.amount.set_amount(None)
        self.name.setFocus()
        return whole

    def has_text(self) -> bool:
        """Whether something was typed that was not added yet."""
        return bool(self.name.text().strip() or self.amount.text().strip())

    def show_state(self, state: AmendState) -> None:
        """What was added so far."""
        if state.wanted.add == self._shown:
            return
        self._shown = state.wanted.add
        while (item := self._added.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        for at, (name, amount) in enumerate(self._shown):
            line = QWidget()
            back = IconButton(
                "close", tr("Take back {name}").format(name=name), on_click=partial(self._drop, at)
            )
            line.setLayout(row(label(f"{name} · ¥{format_amount(amount)}"), None, back))
            self._added.addWidget(line)

    def _drop(self, at: int) -> None:
        self._presenter.drop(at)
        self.name.setFocus()


class LinesForm(QWidget):
    """The lines that were signed: a tick takes one out. Used cars with an approved value: a tick puts one on."""

    def __init__(self, presenter: AmendPresenter) -> None:
        super().__init__()
        self._presenter = presenter
        self._inside = QVBoxLayout(self)
        self._inside.setContentsMargins(0, 0, 0, 0)
        self._inside.setSpacing(theme.px(2))
        self._head = label(tr("Take out of the contract"), "label")
        self._inside.addWidget(self._head)
        self.ticks: dict[str, TickBox] = {}
        self.shares = label("", "caption", wrap=True)
        self.hide()

    def show_state(self, state: AmendState) -> None:
        """Made once: a signed contract's lines stay what they are. Who gets how much follows from the rest."""
        signed = state.signed
        buyer = signed.buyer if signed is not None else ""
        self.shares.setText("\n".join(shares(car, buyer) for car in state.cars))
        self.shares.setVisible(bool(state.cars))
        if self.ticks or signed is None or not (signed.lines or signed.cars):
            return
        self._head.setVisible(bool(signed.lines))
        for line in signed.lines:
            worth = tr("worth {amount}").format(amount=words.money(line.amount)) if line.gift else ""
            self._tick(line.id, line.label, worth or words.money(line.amount), self._presenter.take_out)
        if signed.cars:
            self._inside.addWidget(label(tr("Used cars with an approved value"), "label"))
        for car in signed.cars:
            self._tick(car.id, car.label, words.money(car.value), self._presenter.put_on)
        self._inside.addWidget(self.shares)
        self.show()

    def _tick(self, key: str, name: str, amount: str, change: Callable[[str, bool], None]) -> None:
        tick = self.ticks[key] = TickBox(f"{name} · {amount}")
        tick.toggled.connect(partial(change, key))
        self._inside.addWidget(tick)


class ApprovalForm(QWidget):
    """Shown when the price is below the seller's own limit, or a used car is worth more than is owed."""

    def __init__(self, presenter: AmendPresenter) -> None:
        super().__init__()
        self._presenter = presenter
        self._said = ("", "", "")
        self._banner = Banner(tone="warn", icon="shield-check-outline")
        self.manager = Choice(tr("Manager"))
        self.password, self.reason = PasswordEdit(tr("The manager's own password")), QLineEdit()
        self.code = Choice(tr("Reason"), [("", tr("Choose …")), *discount.reasons()])
        self.code.set_narrow()
        self.fields = {
            "approver": Field(tr("Manager"), self.manager),
            "password": Field(tr("The manager's own password"), self.password),
            "reason_code": Field(tr("Reason"), self.code),
            "reason": Field(tr("In words"), self.reason),
        }
        self.approve = Button(tr("Approve"), icon="shield-check-outline", on_click=self._approve)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(theme.px(8))
        inside.addWidget(self._banner)
        self._asked = QWidget()
        asked = QVBoxLayout(self._asked)
        asked.setContentsMargins(0, 0, 0, 0)
        for field in self.fields.values():
            asked.addWidget(field)
        asked.addLayout(row(None, self.approve))
        inside.addWidget(self._asked)
        self.password.returnPressed.connect(self._on_from_password)
        self.reason.returnPressed.connect(self._approve)

    def _approve(self) -> None:
        said, code = self.reason.text().strip(), self.code.key()
        priced = self._presenter.state.needs_price
        for name, missing in (
            ("password", not self.password.text()),
            ("reason_code", priced and not code),
            ("reason", priced and code == discount.OTHER and not said),
        ):
            self.fields[name].set_error("")
            if missing:
                self.fields[name].set_missing()
                self.fields[name].control.setFocus()
                return
        why = (code, said) if priced else None
        self._presenter.approve(self.manager.key(), self.password.text(), why)
        self.password.clear()

    def show_state(self, state: AmendState) -> None:
        """Who may say yes, and whether they have."""
        self.setVisible(state.lowest is not None or state.paid_out > 0)
        self._asked.setVisible(state.needs_approval)
        for name in ("reason_code", "reason"):
            self.fields[name].setVisible(state.needs_price)
        if state.signed is not None:
            self.manager.set_choices(state.signed.approvers)
        self.approve.set_busy(state.busy)
        said = _said(state)
        if said != self._said:
            self._said = said
            title, text, tone = said
            self._banner.say(title, text, tone=tone)

    def _on_from_password(self) -> None:
        if self._presenter.state.needs_price:
            self.code.setFocus()
        else:
            self._approve()


def _said(state: AmendState) -> tuple[str, str, str]:
    """What is asked of a manager or was answered: headline, text, tone."""
    if state.needs_price:
        said = tr("Your lowest price is {price}. A manager approves on this screen.").format(
            price=words.money(state.lowest)
        )
        if state.beside:
            gifts = tr("Not on the list of gifts: {gifts}.").format(gifts=in_a_row(state.beside))
            said = words.sentences(gifts, said)
        return tr("A manager must approve this price"), words.sentences(said, _paid_out(state)), "warn"
    if state.payout:
        said = tr("No price goes below zero. A manager approves on this screen.")
        return tr("A manager must approve what is paid out"), words.sentences(_paid_out(state), said), "warn"
    if state.paid_out:
        title = tr("{name} approved what is paid out").format(name=state.payout_by)
        return title, _paid_out(state), "ok"
    by = state.approved.by if state.approved else ""
    return tr("{name} approved this price").format(name=by), "", "ok"


def _paid_out(state: AmendState) -> str:
    if not state.paid_out or state.signed is None:
        return ""
    said = tr("{amount} are paid out to {name}.")
    return said.format(amount=words.money(state.paid_out), name=state.signed.buyer)
