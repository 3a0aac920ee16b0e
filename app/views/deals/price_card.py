"""Price and add-ons: the price sheet, typed into as one talks."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal

from app.i18n import tr
from app.presenters import deal_desk_sheet
from app.presenters.deal_desk import DealDeskPresenter
from app.presenters.deal_desk_state import DeskState
from app.views.deals.chain import EnterChain
from app.views.deals.price_table import PriceTable
from app.views.widgets.buttons import Button
from app.views.widgets.card import Card
from app.views.widgets.text import ElidedLabel


class PriceCard(Card):
    """Enter walks down the amounts; after the last one comes the handover. What it comes to is always in sight."""

    done = Signal()
    used_car_asked = Signal()

    def __init__(self, presenter: DealDeskPresenter) -> None:
        super().__init__(tr("Price and add-ons"), padding=0)
        self._presenter = presenter
        self.header.addStretch(1)
        self.header.addWidget(ElidedLabel(tr("As on the customer's copy"), "caption", grow=False))
        self.used_car = Button(tr("Trade-in"), key="Ctrl T", on_click=self.used_car_asked.emit)
        self.header.addWidget(self.used_car)
        self.add_ons = Button(
            tr("Add-ons"), icon="plus", key="F6", on_click=lambda: presenter.show_panel("add_ons")
        )
        self.header.addWidget(self.add_ons)
        self.table = PriceTable()
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(0)
        self.body.addWidget(self.table)
        self.totals = PriceTable(pinned=True)
        self.body.addWidget(self.totals)
        bar = self.table.verticalScrollBar()
        bar.rangeChanged.connect(
            lambda _, most: self.totals.leave_room(bar.sizeHint().width() if most else 0)
        )
        self._chain: EnterChain | None = None
        self.table.entered.connect(self._entered)
        self.table.fields_changed.connect(self._chain_fields)

    def _chain_fields(self) -> None:
        self._chain = EnterChain(list(self.table.fields().values()), then=self.done.emit)

    def show_state(self, state: DeskState) -> None:
        """Figures anew."""
        self.add_ons.setEnabled(not state.closed)
        self.used_car.setEnabled(state.drawn is not None)
        rows = deal_desk_sheet.rows(state)
        sums = max(at for at, row in enumerate(rows) if row.total == "part")
        self.table.show_rows(rows[:sums], locked=state.closed)
        self.totals.show_rows(rows[sums:], locked=True)

    def set_compact(self, compact: bool) -> None:
        """For the smallest window."""
        for table in (self.table, self.totals):
            table.set_compact(compact)

    def focus(self, key: str = "discount") -> None:
        """Begin at an amount."""
        field = self.table.fields().get(key)
        if field is not None:
            field.setFocus(Qt.FocusReason.OtherFocusReason)

    def settle(self) -> bool:
        """Whether every amount is one; else the keys go to the first that is none."""
        wrong = next((field for field in self.table.fields().values() if not field.take()), None)
        if wrong is not None:
            wrong.setFocus(Qt.FocusReason.OtherFocusReason)
        return wrong is None

    def _entered(self, key: str, amount: int | None) -> None:
        if key == "discount":
            self._presenter.set_discount(amount)
        else:
            self._presenter.set_line(key, amount)
