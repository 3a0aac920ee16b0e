"""When and where the car is handed over."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit

from app.domain.handover import refuse_past
from app.errors import UserError
from app.i18n import tr
from app.presenters.dates import read_date
from app.presenters.deal_desk import DealDeskPresenter
from app.presenters.deal_desk_state import DeskState
from app.views import theme
from app.views.deals.chain import EnterChain
from app.views.widgets.card import Card
from app.views.widgets.field import Field
from app.views.widgets.text import row

_AHEAD = 3


class DateEdit(QLineEdit):
    """Takes `2026-11-25`, `11-25`, `25` or `+3`; shows the whole date."""

    entered = Signal(object)
    refused = Signal(str)
    """Why what stands there is no date; empty once it is one again."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.today = date(2026, 1, 1)
        self._shown, self._wrong = "", False
        self.setAccessibleName(name)
        self.editingFinished.connect(self.take)

    def set_date(self, when: date | None) -> None:
        """Show a date without telling anyone."""
        self._shown = when.isoformat() if when else ""
        if self.text() != self._shown:
            self.setText(self._shown)

    def take(self) -> bool:
        """Read what stands there; whether it is a date, or nothing. What stood there before is not read again."""
        if self.text() == self._shown:
            self._tell("")
            return True
        try:
            when = read_date(self.text(), self.today)
            refuse_past(when, self.today)  # what a draft of an older day says stays as it is
        except UserError as error:
            self._tell(error.message)
            return False
        self._tell("")
        self.set_date(when)
        self.entered.emit(when)
        return True

    def _tell(self, sentence: str) -> None:
        if sentence or self._wrong:
            self._wrong = bool(sentence)
            self.refused.emit(sentence)


def example(today: date) -> str:
    """Two ways to write a day that is still to come."""
    return f"{today + timedelta(days=_AHEAD):%m-%d}, +{_AHEAD}"


def _is_typed_in(edit: QLineEdit) -> bool:
    """Whether somebody's typing would be overwritten. A focus that only came by keeps nothing from being shown."""
    return edit.hasFocus() and edit.isModified()


class HandoverCard(Card):
    """Date and place in one row; both may be left open, but the date of an order without a car."""

    done = Signal()

    def __init__(self, presenter: DealDeskPresenter) -> None:
        super().__init__(tr("Handover"), icon="truck-fast-outline", padding=12)
        self._presenter = presenter
        self.date, self.place = DateEdit(tr("Handover date")), QLineEdit()
        self._date = Field(tr("Date"), self.date)
        self.body.addLayout(row(self._date, Field(tr("Place"), self.place)))
        self.date.entered.connect(self._entered)
        self.place.editingFinished.connect(self._left)
        self._chain = EnterChain([self.date, self.place], then=self.done.emit)
        self.body.setContentsMargins(*(theme.px(12),) * 4)

    def show_state(self, state: DeskState) -> None:
        """Fill the fields, except the one that is being typed in."""
        later = state.car is not None and state.car.comes_later
        self._date.set_name(tr("Promised for") if later else tr("Date"))
        self.date.today = state.facts.today
        if not _is_typed_in(self.date) and not self._date.error():
            self.date.set_date(state.delivery_on)
        if not _is_typed_in(self.place) and self.place.text() != state.delivery_place:
            self.place.setText(state.delivery_place)
        self.date.setPlaceholderText("" if state.closed else example(state.facts.today))
        for edit in (self.date, self.place):
            edit.setReadOnly(state.closed)

    def settle(self) -> bool:
        """Whether what stands there is a date, or nothing; else the keys go there."""
        right = self.date.isReadOnly() or self.date.take()
        if not right:
            self.date.setFocus()
        return right

    def forget(self) -> None:
        """What was typed for the deal before is not this one's."""
        self.date.set_date(self._presenter.state.delivery_on)
        self.date.take()

    def _entered(self, when: date | None) -> None:
        self._presenter.set_delivery(on=when, place=self.place.text())

    def _left(self) -> None:
        self._presenter.set_delivery(on=self._presenter.state.delivery_on, place=self.place.text())
