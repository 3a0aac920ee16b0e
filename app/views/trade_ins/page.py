"""A used car that pays for part of a new one: photos, damage, offers, value, approval, contract, stock."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.domain.money import format_amount
from app.domain.trade_in import Mark, shown_plate
from app.i18n import N_, plural, tr
from app.presenters import words
from app.presenters.scan import Scan
from app.presenters.trade_in import TradeInPresenter, UsedCar, UsedCarsState
from app.views import errors, theme
from app.views.context import Context, pictures_presenter
from app.views.page import Page
from app.views.side_form import SideForm
from app.views.trade_ins.forms import CarForm, MarkForm, OfferForm
from app.views.trade_ins.photos import PhotosCard
from app.views.trade_ins.side import FactsCard, OffersCard, ValueCard
from app.views.widgets.buttons import Button
from app.views.widgets.card import Card
from app.views.widgets.delegates import Plain
from app.views.widgets.row_table import RowTable
from app.views.widgets.row_table_model import Column, RowTableModel
from app.views.widgets.scroll import scrolling
from app.views.widgets.segments import Segments
from app.views.widgets.state_panel import StatePanel
from app.views.widgets.text import badge, label, set_tone

SIDE = 336
_DONE = {
    "noted": N_("Noted"), "submitted": N_("It waits for a manager"), "approved": N_("The value is approved"),
    "declined": N_("The value is declined"), "accepted": N_("It is on the contract"),
    "taken_off": N_("It is off the contract"), "taken": N_("The car is in stock"), "paid_out": N_("Paid out"),
    "paid_off": N_("The lender is paid"), "kept": N_("The car stays"), "given_back": N_("The car is given back"),
}  # fmt: skip
_UNSEEN = N_("It is sent, and comes before a manager when all photos are there")


def columns() -> tuple[Column[Mark], ...]:
    """Where, what, shown by what, how much."""
    return (
        Column("area", N_("Where"), lambda mark: mark.area, lambda mark: Plain(mark.area, strong=True), "plain", 160),
        Column("finding", N_("Finding"), lambda mark: mark.finding, width=240, stretch=True),
        Column("evidence", N_("Shown by"), lambda mark: mark.evidence or "—", width=150, spare=1),
        Column("deduction", N_("Takes off (¥)"), _deduction, width=130, right=True),
    )  # fmt: skip


def _deduction(mark: Mark) -> str:
    return f"−{format_amount(mark.deduction)}" if mark.deduction else format_amount(0)


class TradeInPage(Page):
    """The cars of one deal; one of them is looked at."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        desk = context.desk
        self.presenter = context.presenter(
            "trade_in", lambda: TradeInPresenter(context.run, desk.more["trade_ins"], desk.session)
        )
        self._contract = ""
        self._shown_cars: tuple[tuple[str, str], ...] = ()
        self.cars: Segments | None = None
        self.photos = PhotosCard(pictures_presenter(context))
        self._whole = StatePanel(self._make_content())
        self.body.addWidget(self._whole)
        self._wire()
        self.presenter.attach(self)

    # ------------------------------------------------------------ parts

    def _make_content(self) -> QWidget:
        content = QWidget()
        inside = QHBoxLayout(content)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(theme.px(12))
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(12))
        tabs = self._make_tabs()
        column.addLayout(tabs)
        column.addWidget(self.photos)
        column.addWidget(self._make_condition(), 1)
        inside.addWidget(scrolling(left, only_down=True), 1)
        self._right = self._make_side()
        inside.addWidget(self._right)
        self.yield_room(turn=(inside, tabs), sides={self._right: SIDE})
        return content

    def _make_tabs(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(theme.px(8))
        self._tabs = QHBoxLayout()
        self._tabs.setSpacing(theme.px(8))
        line.addLayout(self._tabs)
        self.add = Button(tr("Add a car (3 at most)"), icon="plus", on_click=lambda: self._open_form("car"))
        line.addWidget(self.add)
        line.addStretch(1)
        self._mortgage, self._until = badge(""), badge("")
        line.addWidget(self._mortgage)
        line.addWidget(self._until)
        return line

    def _make_condition(self) -> Card:
        card = Card(tr("Condition"), icon="clipboard-list-outline", padding=0)
        self._damage = badge("", "bad")
        card.header.addWidget(self._damage)
        card.header.addStretch(1)
        self.add_mark = Button(
            tr("Add a damage"), icon="plus", key="Ctrl+D", on_click=lambda: self._open_form("mark")
        )
        self.drop_mark = Button(tr("Remove"), key="Delete", on_click=self._drop_mark)
        card.header.addWidget(self.drop_mark)
        card.header.addWidget(self.add_mark)
        self._model: RowTableModel[Mark] = RowTableModel(columns())
        self.table = RowTable(self._model, name=tr("Condition"))
        self.table.setMinimumHeight(theme.px(150))
        card.body.addWidget(self.table, 1)
        foot = card.footer()
        self._total = label("", "strong")
        foot.addWidget(label(tr("Damage in all"), "strong"))
        foot.addStretch(1)
        foot.addWidget(self._total)
        return card

    def _make_side(self) -> QStackedWidget:
        self.facts, self.offers, self.value = FactsCard(), OffersCard(), ValueCard()
        self.forms: dict[str, SideForm] = {"car": CarForm(), "mark": MarkForm(), "offer": OfferForm()}
        known = QWidget()
        column = QVBoxLayout(known)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(12))
        column.addWidget(self.facts)
        column.addWidget(self.offers)
        column.addStretch(1)
        at_rest = QWidget()
        whole = QVBoxLayout(at_rest)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(theme.px(12))
        whole.addWidget(scrolling(known, only_down=True), 1)
        whole.addWidget(self.value)
        side = QStackedWidget()
        side.addWidget(at_rest)
        for form in self.forms.values():
            form.cancelled.connect(lambda: self.presenter.show_form(""))
            side.addWidget(scrolling(form, only_down=True))
        return side

    def _wire(self) -> None:
        presenter = self.presenter
        car, mark, offer = self.forms["car"], self.forms["mark"], self.forms["offer"]
        if isinstance(car, CarForm) and isinstance(mark, MarkForm) and isinstance(offer, OfferForm):
            car.saved.connect(presenter.add)
            mark.saved.connect(presenter.add_mark)
            offer.saved.connect(presenter.add_offer)
        self.photos.photo_chosen.connect(presenter.photograph)
        self.facts.edit.clicked.connect(lambda: self._open_form("edit"))
        self.offers.add.clicked.connect(lambda: self._open_form("offer"))
        self.offers.offer_chosen.connect(lambda offer: self.value.value.set_amount(offer.amount))
        self.value.step_asked.connect(self._step)
        self.value.declined.connect(self._decline)
        self.value.taken_off.connect(presenter.take_off)
        self.add_key(tr("Next photo"), "Ctrl+P", self.photos.take_next)
        self.add_key(tr("Add a damage"), "Ctrl+D", lambda: self._open_form("mark"))
        self.add_key(tr("Add an offer"), "Ctrl+O", lambda: self._open_form("offer"))
        self._step_key = self.add_key(tr("Next step"), "Ctrl+Return", self._step, is_next=True)
        self.add_key(tr("Remove the damage"), "Delete", self._drop_mark, in_bar=False)
        self.add_key(tr("Refresh"), "F5", presenter.reload, in_bar=False)
        self.add_key(tr("Back to the deal"), "Escape", self._back)
        left = (self.add, self.photos, self.drop_mark, self.add_mark, self.table)
        self.tab_through(*left, self.facts, self.offers, self.value)

    # ------------------------------------------------------------ page

    def title(self) -> str:
        car = self.presenter.state.car
        return f"{tr('Trade-in')} · {shown_plate(car.facts.plate)}" if car else tr("Trade-in")

    def subtitle(self) -> str:
        deal = self.presenter.state.deal
        return f"{deal.no} · {deal.customer}" if deal else super().subtitle()

    def note(self) -> str:
        car = self.presenter.state.car
        return tr("Appraised by {name}").format(name=car.appraiser) if car and car.appraiser else ""

    def entered(self, argument: object) -> None:
        if isinstance(argument, dict) and argument.get("deal"):
            self._contract = str(argument.get("contract", ""))
            self.presenter.open(str(argument["deal"]))
        else:
            self.presenter.reload()

    def scanned(self, scan: Scan) -> bool:
        form = self.forms["car"]
        if scan.kind == "vin" and self.presenter.state.form in ("car", "edit") and isinstance(form, CarForm):
            form.vin.setText(scan.text)
            return True
        return False

    def focus_first(self) -> None:
        self.add.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_state(self, state: UsedCarsState) -> None:
        """The deal's cars, the one that is looked at, or why there is none."""
        if state.deal is None:
            self._whole.show_message(
                "car-arrow-left", tr("No deal is open"),
                tr("Open a deal whose contract is drawn, and come back with Ctrl+T."),
            )  # fmt: skip
            return
        car = state.car
        self._show_tabs(state)
        if car is None and not state.form:
            self._whole.show_message(
                "car-arrow-left", tr("No used car yet"),
                tr("What the customer drives now can pay for part of the new car."),
                buttons=((tr("Add a car"), lambda: self._open_form("car")),),
            )  # fmt: skip
            self.heading_changed.emit()
            return
        self._whole.show_content()
        self._show_side(state)
        for part in (self._mortgage, self._until, self._damage, self.photos.count):
            part.setVisible(car is not None)  # while the first one is entered there is nothing to say of it
        if car is not None:
            self._show_car(state, car)
        if state.form or car is None:
            self._step_key.setEnabled(bool(state.form))
        if state.done:
            self.banner.hide()
            unseen = state.done == "submitted" and car is not None and car.missing
            self.said.emit(tr(_UNSEEN if unseen else _DONE[state.done]), car.facts.plate if car else "")
        self.heading_changed.emit()

    def _show_tabs(self, state: UsedCarsState) -> None:
        cars = state.deal.cars if state.deal else ()
        named = tuple(
            (car.id, f"{shown_plate(car.facts.plate)} · {car.facts.brand} {car.facts.series}".strip())
            for car in cars
        )
        if named != self._shown_cars:
            self._shown_cars = named
            while (item := self._tabs.takeAt(0)) is not None:
                if (widget := item.widget()) is not None:
                    widget.deleteLater()
            self.cars = Segments(named, name=tr("Used car")) if named else None
            if self.cars is not None:
                self.cars.chosen.connect(self.presenter.choose)
                self._tabs.addWidget(self.cars)
        if self.cars is not None and state.car is not None:
            self.cars.set_current(state.car.id)
        self.add.setEnabled(not state.full)

    def _show_car(self, state: UsedCarsState, car: UsedCar) -> None:
        owed = car.facts.payoff
        self._mortgage.setText(
            tr("Owed {amount}").format(amount=words.money(owed)) if owed else tr("No mortgage")
        )
        set_tone(self._mortgage, "warn" if owed else "ok")
        until = car.valid_until
        self._until.setVisible(until is not None)
        if until is not None:
            self._until.setText(tr("Holds until {day}").format(day=words.day(until)))
        self.photos.show_photos(car.photos, may=car.is_open)
        self._model.reset(len(car.marks), car.marks)
        self._damage.setText(plural(len(car.marks), N_("{n} deduction"), N_("{n} deductions")))
        set_tone(self._damage, "bad" if car.marks else "ok")
        self._total.setText(f"−{words.money(car.deductions)}" if car.deductions else words.money(0))
        self.add_mark.setEnabled(car.is_open)
        self.drop_mark.setEnabled(car.is_open and bool(car.marks))
        self.facts.show_car(car)
        self.offers.show_car(car)
        step = self.presenter.next_step()
        self.value.show_state(state, car, step)
        self._step_key.setEnabled(self.value.go.isVisibleTo(self.value))

    def _show_side(self, state: UsedCarsState) -> None:
        keys = ["", *self.forms]
        self._right.setCurrentIndex(keys.index("car" if state.form == "edit" else state.form))
        for form in self.forms.values():
            form.save.set_busy(state.busy)

    def show_error(self, error: Exception) -> None:
        """In the form that is open, beside the value, or above the page."""
        form = self.presenter.state.form
        if form:
            self.forms["car" if form == "edit" else form].show_error(error)
        else:
            errors.present(error, banner=self.banner, fields=self.value.fields)

    # ------------------------------------------------------------ acting

    def _open_form(self, form: str) -> None:
        state = self.presenter.state
        if state.deal is None or (form != "car" and (state.car is None or not state.car.is_open)):
            return
        if form == "car" and state.full:
            return
        self.presenter.show_form(form)
        shown = self.forms["car" if form == "edit" else form]
        if isinstance(shown, CarForm):
            shown.begin(state.car.facts if form == "edit" and state.car else None, state.deal.customer)
        elif isinstance(shown, MarkForm | OfferForm):
            shown.begin()

    def _drop_mark(self) -> None:
        if self.drop_mark.isEnabled():
            self.presenter.remove_mark(self.table.currentIndex().row())

    def _step(self) -> None:
        errors.clear(self.value.fields)
        self.banner.hide()
        if form := self.presenter.state.form:
            self.forms["car" if form == "edit" else form].save.click()
            return
        step, presenter = self.presenter.next_step(), self.presenter
        if step == "submit" and self.value.value.take():
            presenter.submit(self.value.value.amount() or 0, self.offers.chosen(), self.value.who())
        elif step == "decide":
            presenter.decide(approved=True, note=self.value.note.text())
        elif step == "accept":
            presenter.accept(self.value.who())
        elif step == "take":
            presenter.take()
        elif step == "pay_out":
            presenter.pay_out(self.value.method.key())
        elif step == "pay_off":
            presenter.pay_off(self.value.method.key(), self.value.reference.text())
        elif step == "keep":
            presenter.keep(self.value.reason.text())

    def _decline(self) -> None:
        if self.presenter.next_step() == "keep":
            self.presenter.give_back(self.value.reason.text())
            return
        self.presenter.decide(approved=False, note=self.value.note.text())

    def _back(self) -> None:
        if self.presenter.state.form:
            self.presenter.show_form("")
        else:
            self.go.emit("deal", {"contract": self._contract} if self._contract else None)
