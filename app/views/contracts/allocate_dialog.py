"""Allocate a car: what was signed for on the left, the cars of that model on the right."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QButtonGroup, QFrame, QRadioButton, QVBoxLayout, QWidget

from app.i18n import N_, plural, tr
from app.presenters import words
from app.presenters.allocating import AllocatePresenter, AllocateState, CarChoice, Waiting, passed_over
from app.views import errors, navigation, theme
from app.views.context import Context
from app.views.modal import Modal
from app.views.widgets.buttons import Button
from app.views.widgets.card import Card, FactList
from app.views.widgets.scroll import scrolling
from app.views.widgets.state_panel import StatePanel
from app.views.widgets.text import badge, label, row

SIDE = 320


class AllocateDialog(Modal):
    """Arrow keys go through the cars, Ctrl+Enter allocates."""

    def __init__(self, presenter: AllocatePresenter) -> None:
        title = tr("A car for contract {no}").format(no=presenter.state.no)
        super().__init__(title, icon="car-key", size=QSize(theme.px(900), theme.px(600)))
        self._presenter = presenter
        self._shown: Waiting | None = None
        self._facts = FactList(spacing=8)
        self.cars = QButtonGroup(self)
        side = Card(tr("Signed for"), icon="file-sign", padding=14)
        side.setFixedWidth(theme.px(SIDE))
        side.body.addWidget(self._facts)
        note = tr(
            "The customer signed for model, colour and options, so nobody signs again. The notice tells the VIN."
        )
        side.body.addWidget(label(note, "caption", wrap=True))
        self.before = label("", "caption", tone="warn", wrap=True)
        side.body.addWidget(self.before)
        side.body.addStretch(1)
        self.body.addWidget(side)
        self.body.addWidget(self._make_cars(), 1)
        self.footer.addStretch(1)
        self.footer.addWidget(Button(tr("Cancel"), key="Esc", on_click=self.reject))
        self.commit = Button(tr("Allocate"), kind="primary", key="Ctrl+Enter", on_click=presenter.allocate)
        self.footer.addWidget(self.commit)
        presenter.attach(self)

    def _make_cars(self) -> Card:
        card = Card(tr("Cars of this model in stock"), icon="warehouse", padding=0)
        self._count = badge("")
        card.header.addWidget(self._count)
        card.header.addStretch(1)
        content = QFrame()
        content.setProperty("ground", "surface")
        self._list = QVBoxLayout(content)
        self._list.setContentsMargins(*(theme.px(14),) * 4)
        self._list.setSpacing(theme.px(6))
        self._states = StatePanel(scrolling(content, only_down=True))
        card.body.addWidget(self._states)
        return card

    def show_state(self, state: AllocateState) -> None:
        """The order once read, its cars, and the one that is chosen."""
        if state.waiting is not None and state.waiting != self._shown:
            self._shown = state.waiting
            self._show_order(state.waiting)
            self._show_cars(state.waiting.cars, state.vin)
        if self.commit is not None:
            self.commit.setEnabled(bool(state.vin))
            self.commit.set_busy(state.busy)
            known = state.vin and tr("Allocate …{vin}").format(vin=state.vin[-6:])
            self.commit.setText(known or tr("Allocate"))
        if state.done and self.isVisible():
            self._presenter.detach(self)
            self.accept()

    def _show_order(self, order: Waiting) -> None:
        day = words.day(order.delivery_on) if order.delivery_on else "—"
        self._facts.set_facts(
            [
                (tr("Buyer"), order.buyer), (tr("Model"), order.model), (tr("Colour"), order.colour or "—"),
                *([(tr("Options"), order.options)] if order.options else []),
                (tr("Drawn"), words.day(order.signed_on)), (tr("Handover"), day),
                (tr("Received"), words.money(order.received)),
                (tr("In line"), words.place(len(order.before) + 1, order.waiting)),
            ]
        )  # fmt: skip
        go_on = tr("You may go on all the same.")
        self.before.setText(f"{passed_over(order.before)}\n{go_on}")
        self.before.setVisible(bool(order.before))

    def _show_cars(self, cars: tuple[CarChoice, ...], chosen: str) -> None:
        while (item := self._list.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        fitting = sum(car.fits for car in cars)
        self._count.setText(plural(fitting, N_("{n} fits"), N_("{n} fit")))
        for car in cars:
            self._list.addWidget(self._make_car(car, chosen))
        self._list.addStretch(1)
        if cars:
            self._states.show_content()
        else:
            self._states.show_message(
                "warehouse", tr("No car of this model is in stock"),
                tr("The order keeps its place. Ask another branch for a car, or order one."),
            )  # fmt: skip

    def _make_car(self, car: CarChoice, chosen: str) -> QWidget:
        colours = " / ".join(part for part in (car.colour, car.interior) if part)
        choice = QRadioButton(f"…{car.vin[-6:]} · {colours}")
        choice.setAccessibleName(f"{car.vin} {colours}")
        choice.setEnabled(car.fits)
        choice.setChecked(car.vin == chosen)
        choice.toggled.connect(lambda on, vin=car.vin: self._presenter.choose(vin) if on else None)
        self.cars.addButton(choice)
        if car.vin == chosen:
            choice.setFocus(Qt.FocusReason.OtherFocusReason)
        why = self._presenter.why_not(car)
        since = tr("in stock since {day}").format(day=words.day(car.arrived_on))
        line = QWidget()
        said = label(
            why or car.differs or since, "caption", tone="warn" if why or car.differs else "", wrap=True
        )
        line.setLayout(row(choice, None, said))
        return line

    def show_error(self, error: Exception) -> None:
        """Above the cars."""
        errors.present(error, banner=self.banner)


def open_allocate_dialog(parent: QWidget, context: Context, argument: Any) -> None:
    """Open it for a contract's number; the notice is printed next."""
    no = str(argument)
    presenter = AllocatePresenter(context.run, context.run_io, context.desk.more["allocating"], no)
    dialog = AllocateDialog(presenter)
    go_on: Callable[[], None] = partial(
        navigation.open_dialog, "print", parent, context, {"no": no, "notice": True}
    )
    dialog.accepted.connect(go_on)
    dialog.show_over(parent)
    presenter.start()
