"""The side of the list of visits: the chosen one, and its next step."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QLineEdit, QWidget

from app.domain.service_visit import MOST_KM, check_paid
from app.errors import UserError
from app.i18n import tr
from app.presenters import words
from app.presenters.service_visits import Finished, VisitItem
from app.views import errors, theme
from app.views.service import words as said
from app.views.widgets.banner import Banner
from app.views.widgets.buttons import Button
from app.views.widgets.card import Card, Fact, FactList
from app.views.widgets.field import Field
from app.views.widgets.money_edit import MoneyEdit
from app.views.widgets.scroll import scrolling
from app.views.widgets.text import column, holding, label

_MAY_ARRIVE = ("booked", "missed")
_STEPS = {"booked": "arrived", "missed": "arrived", "arrived": "done"}


class VisitPanel(Card):
    """What is known of a visit; fields for what its next step notes."""

    arrive_asked = Signal(int)
    finish_asked = Signal(object)
    miss_asked = Signal()
    cancel_asked = Signal()
    move_asked = Signal()
    file_asked = Signal()

    def __init__(self, example: str) -> None:
        """`example`: how a day is written."""
        super().__init__(tr("Visit"), icon="car-wrench", padding=0)
        self._visit: VisitItem | None = None
        self._example = example
        self._nothing = label(tr("Choose a visit to see it here"), "caption", wrap=True)
        self._facts = FactList(spacing=8)
        self.km, self.work, self.next_on, self.next_km = (QLineEdit() for _ in range(4))
        self.paid = MoneyEdit(tr("Paid at the workshop (¥)"))
        for edit in (self.km, self.next_km):
            edit.setValidator(QIntValidator(0, MOST_KM, edit))
        as_this = tr("As {example}").format(example=example)
        self.fields = {
            "km": Field(tr("Kilometres at arrival"), self.km), "work": Field(tr("What was done"), self.work),
            "paid": Field(tr("Paid at the workshop (¥)"), self.paid, hint=tr("Noted only; no receipt of ours")),
            "next_on": Field(tr("Next service on"), self.next_on, hint=as_this, optional=True),
            "next_km": Field(tr("Next service at (km)"), self.next_km, optional=True),
        }  # fmt: skip
        self.banner = Banner(tone="bad")
        self.banner.hide()
        self.file = Button(tr("Open file"), icon="account-outline", on_click=self.file_asked.emit)
        self.move_ = Button(tr("Another time"), icon="calendar-edit", on_click=self.move_asked.emit)
        self.miss = Button(tr("Nobody came"), icon="account-off-outline", on_click=self.miss_asked.emit)
        self.cancel = Button(tr("Cancel the visit"), icon="cancel", on_click=self.cancel_asked.emit)
        parts = (self.banner, self._nothing, self._facts, *self.fields.values())
        inside = column(*parts, self.file, self.move_, self.miss, self.cancel, None, spacing=10)
        inside.setContentsMargins(*(theme.px(14),) * 4)
        self.body.addWidget(scrolling(holding(inside, ground="surface"), only_down=True))
        foot = self.footer()
        foot.setContentsMargins(*(theme.px(14), theme.px(10)) * 2)
        self.step = Button("", kind="primary", key="Ctrl+Enter", on_click=self.go_on)
        foot.addWidget(self.step, 1)
        self.show_visit(None, busy=False)

    def stops(self) -> tuple[QWidget, ...]:
        """For the tab key."""
        edits = (self.km, self.work, self.paid, self.next_on, self.next_km)
        return (*edits, self.file, self.move_, self.miss, self.cancel, self.step)

    def show_visit(self, visit: VisitItem | None, *, busy: bool) -> None:
        """This one, or that nothing is chosen."""
        if (visit.id if visit else "") != (self._visit.id if self._visit else "") or (
            visit is not None and self._visit is not None and visit.state != self._visit.state
        ):
            self._empty()
        self._visit = visit
        to = _STEPS.get(visit.state, "") if visit else ""
        self._nothing.setVisible(visit is None)
        self._facts.setVisible(visit is not None)
        for name, field in self.fields.items():
            field.setVisible(to == ("arrived" if name == "km" else "done"))
        self.file.setVisible(visit is not None)
        booked = visit is not None and visit.state == "booked"
        self.move_.setVisible(booked)
        self.miss.setVisible(booked)
        self.cancel.setVisible(booked or to == "done")
        self.step.setVisible(bool(to))
        self.step.setText(tr("The car is here") if to == "arrived" else tr("The car is ready"))
        self.step.set_busy(busy)
        if visit is not None:
            self._facts.set_facts(facts(visit))

    def _empty(self) -> None:
        errors.clear(self.fields)
        self.banner.hide()
        for edit in (self.km, self.work, self.next_on, self.next_km):
            edit.clear()
        self.paid.set_amount(None)

    def begin(self) -> None:
        """The focus to what the next step notes first."""
        if self._visit is not None and (to := _STEPS.get(self._visit.state)):
            (self.km if to == "arrived" else self.work).setFocus()

    def go_on(self) -> None:
        """Check what can be checked here, and hand it over."""
        errors.clear(self.fields)
        self.banner.hide()
        if self._visit is None or self._visit.state not in _STEPS:
            return
        if self._visit.state in _MAY_ARRIVE:
            if not self.km.text().strip():
                self.fields["km"].set_missing()
                self.km.setFocus()
                return
            self.arrive_asked.emit(int(self.km.text()))
            return
        if not self.work.text().strip():
            self.fields["work"].set_missing()
            self.work.setFocus()
            return
        day, readable = self._day()
        if readable and (paid := self._paid()) is not None:
            km = int(self.next_km.text()) if self.next_km.text().strip() else None
            self.finish_asked.emit(Finished(self.work.text(), paid, day, km))

    def _paid(self) -> int | None:
        """What was paid, 0 for nothing; None where nobody has said it, or what stands there is no amount."""
        if not self.paid.take():
            return None
        paid = self.paid.amount()
        try:
            check_paid(paid)
        except UserError as error:
            self.show_error(error)
            self.paid.setFocus()
            return None
        return paid

    def _day(self) -> tuple[date | None, bool]:
        """The day that was typed, if any; and whether what stands there can be read."""
        text = self.next_on.text().strip()
        try:
            return (date.fromisoformat(text) if text else None), True
        except ValueError:
            self.fields["next_on"].set_error(tr("Write the date as {example}").format(example=self._example))
            self.next_on.setFocus()
            return None, False

    def show_error(self, error: Exception) -> None:
        """Beside the field, or above all."""
        errors.present(error, banner=self.banner, fields=self.fields)


def facts(visit: VisitItem) -> list[Fact]:
    """All that is known of it."""
    when = f"{words.day(visit.starts_at)} {words.hour(visit.starts_at)}"
    found: list[Fact] = [
        (tr("State"), said.state(visit).text), (tr("Customer"), visit.customer),
        (tr("Telephone"), words.masked_phone(visit.phone) or "—"), (tr("Car"), visit.car), (tr("VIN"), visit.vin),
        (tr("Comes at"), when), (tr("What it comes for"), said.reasons(visit)), (tr("What is asked for"), visit.wish),
        (tr("Kilometres"), f"{visit.km:,}" if visit.km is not None else ""), (tr("What was done"), visit.work),
        (tr("Paid"), words.money(visit.paid) if visit.paid is not None else ""),
        (tr("Next service on"), visit.next_on.isoformat() if visit.next_on else ""),
        (tr("Next service at (km)"), f"{visit.next_km:,}" if visit.next_km is not None else ""),
        (tr("Booked by"), visit.by),
    ]  # fmt: skip
    return [fact for fact in found if fact[1]]
