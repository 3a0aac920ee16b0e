"""The three columns of the deal desk, and how they share the window."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QSplitter

from app.views import theme
from app.views.deals.actions import ActionsColumn
from app.views.deals.car_card import CarCard
from app.views.deals.cards import GAP, scrolled
from app.views.deals.customer_card import CustomerCard
from app.views.deals.handover_card import HandoverCard
from app.views.deals.plans_card import PlansCard
from app.views.deals.price_card import PriceCard
from app.views.widgets.scroll import follow_focus
from app.views.widgets.text import column, holding

LEFT, RIGHT = 288, 304


class DeskColumns(QScrollArea):
    """Beside each other; in a narrow window below each other, and then all of it scrolls."""

    def __init__(
        self, left: tuple[CustomerCard, CarCard, HandoverCard], middle: tuple[PriceCard, PlansCard],
        right: ActionsColumn,
    ) -> None:  # fmt: skip
        super().__init__()
        gap = theme.px(GAP)
        self._car, (self._price, plans), self._right = left[1], middle, right
        self._left = scrolled(*left, shares=(0, 1))
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.setHandleWidth(gap)
        self._splitter.setChildrenCollapsible(False)
        for part in (self._left, holding(column(self._price, plans, spacing=GAP, shares=(0, 1))), right):
            self._splitter.addWidget(part)
        for at, stretch in enumerate((0, 1, 0)):
            self._splitter.setStretchFactor(at, stretch)
        self.setWidget(self._splitter)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        follow_focus(self)

    def set_narrow(self, narrow: bool) -> None:
        """Below each other, or beside."""
        way = Qt.Orientation.Vertical if narrow else Qt.Orientation.Horizontal
        if self._splitter.orientation() != way:
            self._splitter.setOrientation(way)
            for part in (self._left, self._price.table, self._right):
                part.set_whole(narrow)

    def share(self, width: int, height: int) -> None:
        """Give each its part of a page of this size, in pixels of the screen."""
        small, low = width / theme.scale() < 1250, height / theme.scale() < 760
        left, right = (LEFT - 28, RIGHT - 24) if small else (LEFT, RIGHT)
        left, right = theme.px(left), theme.px(right)
        self._price.set_compact(low)
        self._car.set_compact(low)
        self._splitter.setSizes([left, width - left - right - 4 * theme.px(GAP), right])
