"""The deal as its customer reads it, while the desk goes on: car, price list, ways to pay, what is paid."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLayout,
    QVBoxLayout,
    QWidget,
)

from app.domain.money import format_amount
from app.errors import UserError
from app.i18n import N_, tr
from app.presenters import words
from app.presenters.deal_desk_rows import DeskBuyer
from app.presenters.deal_for_customer import Charge, DealShown, PlanShown
from app.presenters.pictures import PicturesPresenter
from app.presenters.session import Session
from app.views import customer_window, theme
from app.views.context import pictures_presenter
from app.views.customer_window import CustomerWindow, Stage
from app.views.page import Page
from app.views.widgets.card import Card, FactList
from app.views.widgets.model_picture import ModelPicture
from app.views.widgets.scroll import ScrollColumn
from app.views.widgets.text import column, holding, label, row, set_tone

PICTURE, BESIDE, ACROSS, LINE = 380, 1100, 560, 28
"""The height of the picture, the width from which it has room beside the prices, that from which what is payable
has room beside its name, and the height of a line of the prices, at 100 %."""
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class PriceList(QWidget):
    """Item, payee, nature and amount; lines are reused, so that nothing flickers."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, theme.px(8), 0)
        self._grid.setHorizontalSpacing(theme.px(20))
        self._grid.setVerticalSpacing(theme.px(9))
        self._grid.setColumnStretch(0, 3)
        self._grid.setColumnStretch(1, 2)
        self._lines: list[tuple[QLabel, ...]] = []

    def show_charges(self, charges: tuple[Charge, ...]) -> None:
        """These and no others."""
        while len(self._lines) < len(charges):
            self._add()
        for at, line in enumerate(self._lines):
            for part in line:
                part.setVisible(at < len(charges))
            if at < len(charges):
                self._show(line, charges[at])

    def _add(self) -> None:
        line = tuple(label("", "body", wrap=at < 2) for at in range(4))
        line[3].setAlignment(_RIGHT)
        line[3].setFont(theme.tabular(line[3].font()))
        for at, part in enumerate(line):
            self._grid.addWidget(part, len(self._lines), at)
        self._lines.append(line)

    @staticmethod
    def _show(line: tuple[QLabel, ...], charge: Charge) -> None:
        amount = format_amount(charge.amount)
        for part, said in zip(line, (charge.item, charge.payee, charge.nature, amount), strict=True):
            part.setText(said)
            set_tone(part, "ok" if charge.minus and part is line[3] else "")
            kind = "title" if charge.total else "body"
            if part.property("type") != kind:
                part.setProperty("type", kind)
                theme.restyle(part)


class PlanCard(Card):
    """A way to pay; the chosen one is framed."""

    def __init__(self) -> None:
        super().__init__(padding=14)
        self._name, self._figure, self._detail = (
            label(""),
            label("", "title"),
            label("", "caption", wrap=True),
        )
        for part in (self._name, self._figure, self._detail):
            self.body.addWidget(part)

    def show_plan(self, plan: PlanShown) -> None:
        """Name, figure, and what stands behind it."""
        self._name.setText(plan.name)
        self._figure.setText(plan.figure)
        self._detail.setText(plan.detail)
        self.set_current(plan.chosen)


class CustomerView(CustomerWindow):
    """Beside the desk on a second screen it stays while one types; on the only one Esc or F11 goes back."""

    def __init__(self, pictures: PicturesPresenter, session: Session) -> None:
        super().__init__(session)
        self._shown: DealShown | None = None
        self.picture = ModelPicture(pictures, height=PICTURE)
        self.picture.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._title, self._about = label("", "hero", wrap=True), label("", "title", wrap=True)
        self._charges, self._payable = PriceList(), label("", "hero", tone="accent")
        self._payable.setFont(theme.tabular(theme.font("hero")))
        self._total_row = row(label(tr("Payable here"), "title"), None, self._payable)
        self._total = holding(self._total_row)
        self._plans = tuple(PlanCard() for _ in range(3))
        self._settled = FactList(spacing=10)
        across = self._across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)  # a small screen is not made wider
        across.addWidget(self._make_stage(), 9)
        self._lines = ScrollColumn(holding(column(self._charges, None), ground="surface"))
        self._prices = QVBoxLayout()
        self._scrolled = ScrollColumn(self._make_prices())
        self._sheet = QFrame()
        self._sheet.setProperty("ground", "surface")
        self._sheet.setProperty("part", "customer")
        self._below = QVBoxLayout(self._sheet)
        self._below.setSpacing(theme.px(12))
        self._below.addWidget(self._scrolled, 1)
        across.addWidget(self._sheet, 11)

    def _make_stage(self) -> QWidget:
        stage = Stage()
        inside = QVBoxLayout(stage)
        inside.setContentsMargins(*(theme.px(40), theme.px(32)) * 2)
        inside.setSpacing(theme.px(8))
        inside.addLayout(self.who())
        inside.addSpacing(theme.px(20))
        inside.addWidget(self._title)
        inside.addWidget(self._about)
        inside.addStretch(1)
        inside.addWidget(self.picture)
        inside.addStretch(1)
        return stage

    def _make_prices(self) -> QWidget:
        prices, inside = QWidget(), self._prices
        prices.setProperty("ground", "surface")
        prices.setLayout(inside)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(theme.px(12))
        inside.addWidget(label(tr("Price list"), "display"))
        inside.addWidget(self._lines, 1)
        inside.addWidget(self._total)
        inside.addLayout(row(*self._plans, spacing=12))
        inside.addWidget(self._settled)
        inside.addWidget(label(tr("The contract says the same, line by line."), "caption"))
        return prices

    def resizeEvent(self, event: QResizeEvent) -> None:
        """On a small screen, or at 200 %, the car is named above the prices, which scroll: each is read whole, and
        what they come to stays below them."""
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        small = self.width() < theme.px(BESIDE)
        ways = QBoxLayout.Direction
        self._across.setDirection(ways.TopToBottom if small else ways.LeftToRight)
        self._across.setStretch(0, 0 if small and self._shown else 9)
        least = self.width() < theme.px(ACROSS)
        self._total_row.setDirection(ways.TopToBottom if least else ways.LeftToRight)
        self.picture.setVisible(self._shown is not None and not small)
        self._lines.set_whole(small)
        self._below.setContentsMargins(*(theme.px(44), theme.px(16 if small else 32)) * 2)
        outside = self._total.parentWidget() is self._sheet
        if small and not outside:
            self._below.addWidget(self._total)
        elif outside and not small:
            self._prices.insertWidget(self._prices.indexOf(self._lines) + 1, self._total)

    def show_deal(self, deal: DealShown | None) -> None:
        """Another deal, another figure; between two customers nothing of either."""
        if deal == self._shown and self._title.text():
            return
        self._shown = deal
        self._sheet.setVisible(deal is not None)
        self._make_room()
        self._title.setText(deal.model if deal else tr("Welcome"))
        self._about.setText(deal.about if deal else "")
        if deal is None:
            return
        self.picture.show_model(deal.model_code, deal.model, deal.colour)
        self._charges.show_charges(deal.charges)
        self._payable.setText(words.money(deal.payable))
        for card, plan in zip(self._plans, deal.plans, strict=True):
            card.show_plan(plan)
        self._settled.set_facts([(name, words.money(amount)) for name, amount in deal.settled])

    def show_over(self, parent: QWidget) -> None:
        """On a second screen without taking the keyboard from the desk."""
        beside = self.place(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating, beside)
        self.showFullScreen()
        in_front = parent.window() if beside else self
        in_front.activateWindow()  # some desktops activate whatever fills a screen

    def keyPressEvent(self, event: QKeyEvent) -> None:
        pages, key = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}, Qt.Key(event.key())
        if key in (Qt.Key.Key_Escape, Qt.Key.Key_F11):
            self.close()
        elif key in pages:
            for area in (self._scrolled, self._lines):  # all of it in a small window, else the lines alone
                bar = area.verticalScrollBar()
                page = bar.pageStep() - theme.px(LINE)  # what was cut at its end is read whole on the next
                bar.setValue(bar.value() + pages[key] * page)


class CustomerScreen:
    """The customer's view of one desk, opened and closed with one key. It goes with the page that it belongs to.

    It is for the customer who is at the desk when it opens, else for the first who is chosen then. While the deal on
    the desk is another person's it says Welcome.
    """

    def __init__(self, page: Page) -> None:
        self._page = page
        self.shown: CustomerView | None = None
        self._reader: DeskBuyer | None = None

    def toggle(self, deal: DealShown | None, buyer: DeskBuyer | None) -> None:
        """Open it, or close it. Over the desk's own screen there must be a deal to read."""
        if self.shown is not None:
            self.shown.close()
        elif deal is None and customer_window.second_screen(self._page.window()) is None:
            self._page.show_error(UserError("deal_incomplete", N_("Choose a car first (F3)"), field="car"))
        else:
            context = self._page.context
            view = self.shown = CustomerView(pictures_presenter(context), context.desk.session)
            self._reader = buyer
            view.destroyed.connect(self._gone)
            view.show_deal(deal)
            view.show_over(self._page)

    def follow(self, deal: DealShown | None, buyer: DeskBuyer | None) -> None:
        """The desk says something else now."""
        if self.shown is None:
            return
        self._reader = self._reader or buyer
        theirs = buyer is None or self._reader is None or buyer.is_person(self._reader)
        if theirs:
            self._reader = buyer or self._reader  # by the latest of what is known of them
        self.shown.show_deal(deal if theirs else None)

    def _gone(self) -> None:
        self.shown = None
