"""The right side of a trade-in: the car's facts, the offers, the value and the one next step."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QLineEdit, QRadioButton, QVBoxLayout, QWidget

from app.domain.shift import METHOD_NAMES
from app.domain.trade_in import LABELS, TradeInState
from app.i18n import N_, tr
from app.presenters import words
from app.presenters.trade_in import OfferItem, UsedCar, UsedCarsState
from app.views import theme
from app.views.widgets.buttons import Button
from app.views.widgets.card import Card, Fact, FactList
from app.views.widgets.choice import Choice
from app.views.widgets.edits import PasswordEdit
from app.views.widgets.field import Field
from app.views.widgets.money_edit import MoneyEdit
from app.views.widgets.text import ElidedLabel, badge, label, row, set_tone

STEPS = {
    "submit": N_("Send for approval"), "decide": N_("Approve the value"), "accept": N_("Put it onto the contract"),
    "take": N_("The car is handed in"), "pay_out": N_("Pay out"), "pay_off": N_("Pay its lender"),
    "keep": N_("Keep the car"),
}  # fmt: skip
WAITS = {
    "wait": N_("It waits for a manager who neither appraised it nor gave its value."),
    "amend": N_(
        "The contract is signed: the car comes onto it by an amendment, Ctrl+M in the list of contracts."
    ),
    "sign": N_("The car is taken in when the contract is signed."),
    "finance": N_("Finance or a manager pays out what is due to the customer: Money, Ctrl+T."),
    "lender": N_("Finance or a manager pays the lender what is still owed on the car: Money, Ctrl+T."),
    "manager": N_(
        "The contract is cancelled: a manager gives the car back, or keeps it and pays what it is worth."
    ),
    "keep": N_(
        "The contract is cancelled: the car goes back, or it stays and the customer is paid what it is worth."
    ),
}


class FactsCard(Card):
    """What is known of the car."""

    def __init__(self) -> None:
        super().__init__(tr("Car"), icon="card-account-details-outline", padding=14)
        self.facts = FactList(spacing=5)
        self.header.addStretch(1)
        self.edit = Button(tr("Change"), kind="quiet")
        self.header.addWidget(self.edit)
        self.body.addWidget(self.facts)

    def show_car(self, car: UsedCar) -> None:
        """Its facts."""
        facts = car.facts
        owed = (
            " ".join(filter(None, (words.money(facts.payoff), facts.payoff_to)))
            if facts.payoff
            else tr("none")
        )
        accidents: Fact = (tr("Accidents, flood, fire"), facts.accidents or tr("none known"))
        self.facts.set_facts(
            [
                (tr("VIN"), f"…{facts.vin[-6:]}"), (tr("First registered"), facts.first_registered_on.isoformat()),
                (tr("Kilometres"), f"{facts.km:,} km"),
                (tr("Registered owner"), f"{facts.owner or '—'} · {facts.owners}"), (tr("Still owed on it"), owed),
                accidents,
                (tr("State"), tr(LABELS[TradeInState(car.state)])),
            ]
        )  # fmt: skip
        self.edit.setVisible(car.is_open)


class OffersCard(Card):
    """What others would pay; the one chosen proposes the value."""

    offer_chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__(tr("Offers"), icon="gavel", padding=0)
        self.count = badge("0")
        self.header.addWidget(self.count)
        self.header.addStretch(1)
        self.add = Button(tr("Add an offer"), icon="plus", key="Ctrl+O")
        self.header.addWidget(self.add)
        self._list = QVBoxLayout()
        self._list.setContentsMargins(*(theme.px(14), theme.px(8)) * 2)
        self._list.setSpacing(theme.px(8))
        self.body.addLayout(self._list)
        self._sums = FactList(spacing=4)
        foot = self.footer()
        foot.addWidget(self._sums, 1)
        self.choices = QButtonGroup(self)
        self._shown: tuple[OfferItem, ...] | None = None
        self._offers: dict[str, QRadioButton] = {}

    def chosen(self) -> str:
        """The offer that the value rests on."""
        return next((key for key, button in self._offers.items() if button.isChecked()), "")

    def show_car(self, car: UsedCar) -> None:
        """Offers in the order in which they came."""
        if car.offers != self._shown:
            self._shown = car.offers
            self._fill(car.offers)
        if car.offer_id in self._offers:
            self._offers[car.offer_id].setChecked(True)
        for button in self._offers.values():
            button.setEnabled(car.is_open)
        self.count.setText(str(len(car.offers)))
        self.add.setVisible(car.is_open)
        facts: list[Fact] = [
            (tr("Market price"), words.money(car.facts.market)), (tr("Damage"), words.money(-car.deductions)),
            (tr("Appraised at"), words.money(car.assessed)),
        ]  # fmt: skip
        self._sums.set_facts(facts)

    def _fill(self, offers: tuple[OfferItem, ...]) -> None:
        while (item := self._list.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        self._offers = {}
        for offer in offers:
            self._list.addWidget(self._line(offer))
        if not offers:
            self._list.addWidget(label(tr("Nobody has offered anything yet."), "caption", wrap=True))

    def _line(self, offer: OfferItem) -> QWidget:
        button = self._offers[offer.id] = QRadioButton(offer.bidder)
        amount = words.money(offer.amount)
        button.setAccessibleName(f"{offer.bidder} {amount}")
        button.clicked.connect(lambda: self.offer_chosen.emit(offer))
        self.choices.addButton(button)
        until = tr("until {day}").format(day=words.day(offer.valid_until)) if offer.valid_until else ""
        line = QWidget()
        note = ElidedLabel(" · ".join(filter(None, (until, offer.note))), "caption")
        sum_label = label(amount, "strong")
        sum_label.setFont(theme.tabular(sum_label.font()))
        line.setLayout(row(button, note, sum_label))
        return line


class ValueCard(Card):
    """The value, who says yes, and the next step."""

    step_asked = Signal()
    declined = Signal()
    taken_off = Signal()

    def __init__(self) -> None:
        super().__init__(tr("Approval"), icon="shield-check-outline", padding=14)
        self.value = MoneyEdit(tr("Value for the customer (¥)"))
        self.manager, self.password = Choice(tr("Manager")), PasswordEdit(tr("The manager's own password"))
        self.note, self.method = QLineEdit(), Choice(tr("Way to pay"))
        self.reference, self.reason = QLineEdit(), QLineEdit()
        self.method.set_choices([(key, tr(name)) for key, name in METHOD_NAMES.items()])
        self.method.set_key("transfer")
        self.fields = {
            "value": Field(tr("Value for the customer (¥)"), self.value),
            "approver": Field(tr("Manager"), self.manager),
            "password": Field(tr("Own password, if here"), self.password),
            "note": Field(tr("Note"), self.note, optional=True),
            "reason": Field(tr("Reason"), self.reason),
            "method": Field(tr("Way to pay"), self.method),
            "reference": Field(tr("Reference of the transfer"), self.reference),
        }
        self._verdict = label("", "caption", wrap=True)
        self._said = label("", "caption", wrap=True)
        self.body.addWidget(self.fields["value"])
        self.body.addWidget(self._verdict)
        self.body.addLayout(row(self.fields["approver"], self.fields["password"], spacing=10))
        for name in ("note", "reason", "method", "reference"):
            self.body.addWidget(self.fields[name])
        self.body.addWidget(self._said)
        foot = self.footer()
        foot.setContentsMargins(*(theme.px(14), theme.px(10)) * 2)
        buttons = QVBoxLayout()
        buttons.setSpacing(theme.px(8))
        self.go = Button(
            tr(STEPS["submit"]), icon="send", kind="primary", key="Ctrl+Enter", on_click=self.step_asked.emit
        )
        self.no = Button(tr("Decline"), kind="danger", on_click=self.declined.emit)
        self.off = Button(tr("Take it off the contract"), on_click=self.taken_off.emit)
        for button in (self.go, self.no, self.off):
            buttons.addWidget(button)
        foot.addLayout(buttons, 1)
        self._car = ""
        self.value.amount_changed.connect(lambda _: self._judge())
        self._assessed = 0

    def show_state(self, state: UsedCarsState, car: UsedCar, step: str) -> None:
        """What is asked of whom now."""
        if (car.id, car.state) != (self._car, self.property("at")):
            self._car = car.id
            self.setProperty("at", car.state)
            self.value.set_amount(car.value)
            self.password.clear()
            self.note.clear()
            self.reference.clear()
            self.reason.clear()
        self._assessed = car.assessed
        asks = step == "submit" or state.asks_payout
        managers = state.deal.approvers if state.deal else ()
        self.manager.set_choices(managers)
        self.fields["value"].control.setEnabled(step == "submit")
        self.fields["approver"].setVisible(asks and bool(managers))
        self.fields["password"].setVisible(asks and bool(managers))
        self.fields["note"].setVisible(step == "decide")
        self.fields["reason"].setVisible(step == "keep")
        self.fields["method"].setVisible(step in ("pay_out", "pay_off"))
        self.fields["reference"].setVisible(step == "pay_off")
        self.go.setVisible(step in STEPS)
        if step in STEPS:
            self.go.setText(self._step_words(state, step))
        self.go.set_busy(state.busy)
        self.no.setVisible(step in ("decide", "keep"))
        self.no.setText(tr("Give the car back") if step == "keep" else tr("Decline"))
        self.off.setVisible(car.state == TradeInState.ACCEPTED and step == "sign")
        self._said.setText(self._words(car, step))
        set_tone(self._said, "warn" if step == "submit" and car.missing else "")
        self._judge()

    def _step_words(self, state: UsedCarsState, step: str) -> str:
        if state.asks_payout:
            return tr("Approve the payout")
        return tr(STEPS[step])

    def _words(self, car: UsedCar, step: str) -> str:
        if step == "submit" and car.missing:
            return tr(
                "Photos still missing: {n}. It can be sent, and is approved when they are there."
            ).format(n=len(car.missing))
        parts = [tr(WAITS[step])] if step in WAITS else []
        if car.approver:
            parts.append(tr("Approved by {name}.").format(name=car.approver))
        if car.credited:
            parts.append(tr("{amount} off what the customer pays.").format(amount=words.money(car.credited)))
        if step == "keep":
            parts.append(
                tr("If it stays, {amount} is owed for it.").format(amount=words.money(car.owed_if_kept))
            )
        elif car.payout:
            parts.append(tr("{amount} are paid out.").format(amount=words.money(car.payout)))
        return words.sentences(*parts)

    def _judge(self) -> None:
        amount = self.value.amount()
        self._verdict.setVisible(amount is not None)
        if amount is not None:
            fits = amount <= self._assessed
            self._verdict.setText(tr("Not above the appraisal") if fits else tr("Above the appraisal"))
            set_tone(self._verdict, "ok" if fits else "warn")

    def who(self) -> tuple[str, str] | None:
        """The manager who stands here, if a password was typed."""
        typed = self.password.text()
        return (self.manager.key(), typed) if typed and self.manager.key() else None
