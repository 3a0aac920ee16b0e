"""F9: the deposit, with its cap beside the field. It is kept until the contract is signed."""

from __future__ import annotations

from PySide6.QtCore import Qt

from app.domain.deposits import DepositKind
from app.domain.money import format_amount
from app.errors import UserError
from app.i18n import tr
from app.presenters import deal_desk_words
from app.presenters.deal_desk import DealDeskPresenter
from app.presenters.deal_desk_state import DeskState
from app.views.deals.chain import EnterChain
from app.views.deals.side_panel import SidePanel
from app.views.widgets.choice import Choice
from app.views.widgets.field import Field
from app.views.widgets.money_edit import MoneyEdit
from app.views.widgets.text import label


class DepositPanel(SidePanel):
    """Amount, Enter, way to pay, Enter."""

    def __init__(self, presenter: DealDeskPresenter) -> None:
        title = tr("Deposit")
        super().__init__(presenter, title, icon="cash-plus", commit=tr("Take at signing"))
        self.amount = MoneyEdit(tr("Amount (¥)"))
        self.amount.setProperty("big", True)
        self.method = Choice(tr("Way to pay"), deal_desk_words.methods())
        self._field = Field(tr("Amount (¥)"), self.amount)
        self.add_field("deposit", self._field)
        self.add_field("method", Field(tr("Way to pay"), self.method))
        self._law = label("", "caption", wrap=True)
        self._when = label("", "caption", wrap=True)
        self.inside.addWidget(self._law)
        self.inside.addWidget(self._when)
        self.inside.addStretch(1)
        self._chain = EnterChain([self.amount, self.method], then=self.go)
        self.amount.amount_changed.connect(lambda _: self._judge())

    def show_state(self, state: DeskState) -> None:
        """The cap and what the law says of this money."""
        most = format_amount(state.deposit_cap)
        if self.title is not None:
            self.title.setText(deal_desk_words.deposit(state.deposit_kind))
        if state.deposit_kind is DepositKind.PREPAYMENT:
            law = tr(
                "A prepayment is refundable: the car is not certain yet. At most 20 % of the price, ¥{most}."
            )
        else:
            law = tr("A deposit binds both sides. At most 20 % of the price counts: ¥{most}.")
        self._law.setText(law.format(most=most))
        self._when.setText(
            tr("The receipt is made when the contract is signed (F10); until then nothing is booked.")
        )

    def forget(self) -> None:
        self.clear_errors()
        self.amount.set_amount(None)
        self.method.set_key(deal_desk_words.methods()[0][0])

    def begin(self) -> None:
        """Start with the amount that was entered before, if any."""
        self.clear_errors()
        kept = self.presenter.state.deposit
        self.amount.set_amount(kept.amount if kept else None)
        if kept is not None:
            self.method.set_key(kept.method)
        self.amount.setFocus(Qt.FocusReason.OtherFocusReason)

    def _judge(self) -> None:
        self._field.set_error("")
        cap = self.presenter.state.deposit_cap
        amount = self.amount.amount() or 0
        if amount > cap > 0:
            words = tr("Above 20 % of the price. The most you can take is ¥{most}.")
            self._field.set_error(words.format(most=format_amount(cap)))
            self._field.offer_fix(tr("Use it"), lambda: self._use(cap))

    def _use(self, cap: int) -> None:
        self.amount.set_amount(cap)
        self._field.set_error("")
        self.amount.setFocus()

    def go(self) -> None:
        """Keep the money for the signature."""
        if not self.amount.take():
            self.amount.setFocus()
            return
        try:
            self.presenter.set_deposit(self.amount.amount(), self.method.key())
        except UserError as error:
            self.show_error(error)
            if error.field == "deposit":
                self._judge()
