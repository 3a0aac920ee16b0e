"""The side panel of the stock list: one car, and what can be done with it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QStackedWidget, QVBoxLayout, QWidget

from app.i18n import tr
from app.presenters import labels, words
from app.presenters.pictures import PicturesPresenter
from app.presenters.stock_list import StockListPresenter, StockListState, VehicleRow
from app.views import theme
from app.views.widgets.banner import Banner
from app.views.widgets.buttons import Button, IconButton
from app.views.widgets.card import Card, FactList
from app.views.widgets.choice import Choice
from app.views.widgets.field import Field
from app.views.widgets.model_picture import ModelPicture
from app.views.widgets.scroll import scrolling
from app.views.widgets.text import icon_label, keycap, label, line, row


class CarPanel(Card):
    """Facts, the right to sell it here, and sending it to another branch."""

    closed = Signal()
    deal_asked = Signal(str)

    def __init__(self, presenter: StockListPresenter, pictures: PicturesPresenter) -> None:
        super().__init__(tr("Car"), padding=0, names=True)
        self._presenter = presenter
        self.header.addStretch(1)
        self.header.addWidget(IconButton("close", tr("Close"), on_click=self.closed.emit))
        self.picture = ModelPicture(pictures)
        self._facts = FactList()
        self._right = Banner(tone="ok", icon="key-chain")
        self._lease = Button(tr("Hold it here"), icon="key-chain", key="Ctrl E", on_click=presenter.lease)
        self._for_show = Button(
            tr("For a show"), icon="tent", key="Ctrl Shift E", on_click=presenter.lease_for_show
        )
        self._release = Button(tr("Hand it back"), icon="keyboard-return", on_click=presenter.release)
        self._transfer = self._make_transfer()
        self.body.setSpacing(0)
        self._pages = QStackedWidget()
        self._pages.addWidget(scrolling(self._make_content(), only_down=True))
        self._pages.addWidget(self._make_nothing())
        self.body.addWidget(self._pages, 1)
        self._foot = self.footer()
        self._foot.setContentsMargins(*(theme.px(14), theme.px(10)) * 2)
        kind = "plain" if presenter.can_lease else "primary"
        self.send = Button(tr("Send"), kind=kind, on_click=lambda: presenter.transfer(self.target.key()))
        self.deal = Button(tr("Start a deal"), kind="primary", key="F2", on_click=self._ask_deal)
        self._foot.addWidget(self.send, 1)
        self._foot.addWidget(self.deal, 2)

    def _make_content(self) -> QWidget:
        content = QWidget()
        content.setProperty("ground", "surface")
        inside = QVBoxLayout(content)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(0)
        inside.addWidget(self.picture)
        padded = QVBoxLayout()
        padded.setContentsMargins(theme.px(14), theme.px(12), theme.px(14), theme.px(14))
        padded.setSpacing(theme.px(12))
        padded.addWidget(self._facts)
        padded.addWidget(line())
        padded.addWidget(self._right)
        for way in (self._lease, self._for_show, self._release):  # beside each other they would not fit
            padded.addLayout(row(way, None))
        padded.addWidget(self._transfer)
        padded.addStretch(1)
        inside.addLayout(padded, 1)
        return content

    @staticmethod
    def _make_nothing() -> QFrame:
        frame = QFrame()
        inside = QVBoxLayout(frame)
        words_ = label(tr("Choose a car to see it here"), "caption")
        words_.setAlignment(Qt.AlignmentFlag.AlignCenter)
        inside.addWidget(words_)
        return frame

    def _make_transfer(self) -> QWidget:
        part = QWidget()
        inside = QVBoxLayout(part)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(theme.px(10))
        inside.addWidget(line())
        icon = icon_label("truck-fast-outline", colour="accent")
        inside.addLayout(row(icon, label(tr("Send to another branch"), "section"), None, keycap("Ctrl M")))
        self.target = Choice(tr("To"))
        inside.addWidget(Field(tr("To"), self.target))
        return part

    def show_state(self, state: StockListState) -> None:
        """The car chosen, or an invitation to choose one."""
        car = state.chosen
        self._pages.setCurrentIndex(0 if car else 1)
        self.deal.setVisible(self._presenter.can_lease)
        self.send.setVisible(self._presenter.can_transfer)
        self.send.setEnabled(False)
        self.deal.setEnabled(car is not None and car.status in ("in_stock", "in_transit", "demonstrator"))
        self.may_lease = self.may_hold_for_show = False
        if car is None:
            if self.title is not None:
                self.title.setText(tr("Car"))
            return
        self._show_car(car, state)
        self._transfer.setVisible(self._presenter.can_transfer and car.status == "in_stock")
        self.target.set_choices(state.branches)
        self.send.setEnabled(bool(state.branches) and not state.busy and car.status == "in_stock")
        self.send.set_busy(state.busy == "transfer")

    def _show_car(self, car: VehicleRow, state: StockListState) -> None:
        if self.title is not None:
            self.title.setText(f"{car.model} …{car.vin[-4:]}")
        self.picture.show_model(car.model_code, car.model, car.colour)
        status, tone = labels.car(car.status)
        arrived = car.arrived_on.isoformat() if car.arrived_on else "—"
        self._facts.set_facts(
            [
                (tr("Status"), status, tone if tone in ("ok", "warn", "bad") else ""),
                *([_ordered(car)] if car.ordered else []),
                (tr("VIN"), car.vin), (tr("Stock no."), car.stock_no),
                (tr("Colour"), f"{car.colour} / {car.interior}" if car.interior else car.colour),
                (tr("Place"), car.place), (tr("Arrived"), arrived),
                (tr("Certificate"), labels.certificate(car.certificate_state)),
                (tr("List price"), words.money(car.list_price)),
            ]
        )  # fmt: skip
        self._show_right(car, state)

    def _show_right(self, car: VehicleRow, state: StockListState) -> None:
        sellable = car.status in ("in_stock", "in_transit", "reserved")
        if car.elsewhere:
            where = tr("It stands at {branch}").format(branch=car.branch)
            self._right.say(where, tr("Have it sent to your branch first, then sell it."), tone="warn")
        elif car.lease_mine:
            until = (
                tr("Until it is handed back.")
                if car.lease_kind == "show"
                else tr("Until {when}.").format(when=words.until(car.lease_until, self._presenter.now))
                if car.lease_until
                else tr("Until the business day ends.")
            )
            self._right.say(tr("This terminal may sell it offline"), until, tone="ok")
        elif car.lease_terminal:
            who = tr("{terminal} holds this car").format(terminal=car.lease_terminal)
            self._right.say(who, tr("Here you can quote it or take a provisional order."), tone="warn")
        else:
            free = tr("With a network F8 takes it by itself. Take it now to sell it without one.")
            self._right.say(tr("Free at the centre"), free, tone="neutral")
        self._right.setVisible(sellable)
        may = self._presenter.can_lease
        sellable = sellable and not car.elsewhere
        self.may_lease = may and sellable and not car.lease_terminal
        self._lease.setVisible(self.may_lease)
        day_only = car.lease_mine and car.lease_kind != "show"
        self.may_hold_for_show = self.may_lease or (may and sellable and day_only)
        self._for_show.setVisible(self.may_hold_for_show)
        self._release.setVisible(may and car.lease_mine)
        self._lease.set_busy(state.busy == "lease")
        self._release.set_busy(state.busy == "release")

    def _ask_deal(self) -> None:
        if (car := self._presenter.state.chosen) is not None:
            self.deal_asked.emit(car.vin)


def _ordered(car: VehicleRow) -> tuple[str, str, str]:
    """Whose order names it, by which number, drawn where; only where, for those who see no customers."""
    if not car.ordered_by:
        return tr("Order drawn at"), car.ordered_at or "—", "warn"
    return tr("Ordered by"), f"{labels.buyer_at(car.ordered_by, car.ordered_at)} · {car.ordered_no}", "warn"
