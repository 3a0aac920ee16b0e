"""The side of the follow-up list: a new lead, and whom leads are handed to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from app.domain.lead import GRADES, SOURCES
from app.errors import UserError
from app.i18n import N_, plural, tr
from app.presenters.customer_list import is_known
from app.presenters.lead_list import Entered, LeadListState
from app.presenters.test_drive_diary import Choice as Choosable
from app.views import errors, theme
from app.views.leads.panel import NOTHING, StepFields
from app.views.widgets.banner import Banner
from app.views.widgets.buttons import Button
from app.views.widgets.card import Card
from app.views.widgets.choice import Choice
from app.views.widgets.field import Field
from app.views.widgets.scroll import scrolling
from app.views.widgets.text import column, holding, label

TYPING_MS = 150


class LeadForm(Card):
    """Who, from where, how warm, what they want, what happens next. Somebody on file is not entered again."""

    people_asked = Signal(str)
    save_asked = Signal(object)
    again_asked = Signal(object)
    """The same, although somebody of that number is on file."""
    cancelled = Signal()

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__(tr("New lead"), icon="account-plus-outline", padding=0)
        self._offered: tuple[tuple[Choosable, ...], tuple[Choosable, ...]] = ((), ())
        self.name, self.phone, self.interest, self.note = (QLineEdit() for _ in range(4))
        self.person = Choice(tr("On file"))
        self.source = Choice(tr("Source"), [(key, tr(name)) for key, name in SOURCES.items()])
        self.grade = Choice(tr("Grade"), [(key, tr(name)) for key, name in GRADES.items()])
        self.model = Choice(tr("Model"), [NOTHING])
        self.steps = StepFields(today)
        self.fields = {
            "name": Field(tr("Name"), self.name, hint=tr("Whoever is on file is found while you type")),
            "customer": Field(tr("On file"), self.person),
            "phone": Field(tr("Mobile phone"), self.phone),
            "source": Field(tr("Source"), self.source), "grade": Field(tr("Grade"), self.grade),
            "model": Field(tr("Interested in"), self.model),
            "interest": Field(tr("In their own words"), self.interest, optional=True),
            "note": Field(tr("What was said"), self.note, optional=True),
            **self.steps.fields,
        }  # fmt: skip
        self.banner = Banner(tone="bad")
        self.banner.hide()
        inside = column(self.banner, *self.fields.values(), None, spacing=10)
        inside.setContentsMargins(*(theme.px(14),) * 4)
        self.body.addWidget(scrolling(holding(inside, ground="surface"), only_down=True))
        foot = self.footer()
        foot.setContentsMargins(*(theme.px(14), theme.px(10)) * 2)
        foot.addWidget(Button(tr("Back"), key="Esc", on_click=self.cancelled.emit), 1)
        self.save = Button(tr("Save lead"), kind="primary", key="Ctrl Enter", on_click=self.commit)
        foot.addWidget(self.save, 2)
        self._typing = QTimer(self, interval=TYPING_MS, singleShot=True)
        self._typing.timeout.connect(lambda: self.people_asked.emit(self.name.text()))
        self.name.textEdited.connect(lambda _: self._typing.start())
        self.person.activated.connect(lambda _: self._show_person())

    def start(self) -> None:
        """Empty the form and begin."""
        errors.clear(self.fields)
        self.banner.hide()
        for edit in (self.name, self.phone, self.interest, self.note):
            edit.clear()
        self._offered = ((), ())
        self.person.clear()
        self.source.set_key("walk_in")
        self.grade.set_key("B")
        self.model.set_key("")
        self.steps.show_step("", None, "")
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_state(self, state: LeadListState) -> None:
        """The people that were found, the models there are."""
        offered = state.people, state.overview.models
        if offered != self._offered:  # filling a list anew would close it under somebody's hand
            given = len(state.people) == 1 and not self.name.text()
            self._offered = offered
            people = [(each.id, each.words) for each in state.people]
            self.person.set_choices([*(() if given else [("", tr("Somebody new"))]), *people])
            self.model.set_choices([NOTHING, *((each.id, each.words) for each in state.overview.models)])
            if given:
                self.name.setText(state.people[0].words)
                self.source.setFocus(Qt.FocusReason.OtherFocusReason)
        self._show_person()
        self.save.set_busy(state.busy)

    def _show_person(self) -> None:
        self.fields["customer"].setVisible(bool(self._offered[0]))
        self.fields["phone"].setVisible(not self.person.key())

    def commit(self) -> None:
        """Check what can be checked here, and hand it over."""
        errors.clear(self.fields)
        self.banner.hide()
        if not self.person.key():
            for key, edit in (("name", self.name), ("phone", self.phone)):
                if not edit.text().strip():
                    self.fields[key].set_missing()
                    edit.setFocus()
                    return
        try:
            self.save_asked.emit(self._entered())
        except UserError as error:
            self.show_error(error)

    def _entered(self) -> Entered:
        return Entered(
            customer_id=self.person.key(), name=self.name.text().strip(), phone=self.phone.text().strip(),
            source=self.source.key(), grade=self.grade.key(), model=self.model.key(),
            interest=self.interest.text(), note=self.note.text(), step=self.steps.step(),
        )  # fmt: skip

    def show_error(self, error: Exception) -> None:
        """Beside the field, or above the form; somebody who is on file is offered."""
        errors.present(error, banner=self.banner, fields=self.fields)
        if is_known(error):
            known = str(error.values.get("id", ""))
            self.fields[str(error.field)].offer_fix(
                tr("Take that one"), lambda: self._take(known, str(error.values.get("name", "")))
            )

    def _take(self, customer_id: str, name: str) -> None:
        """The customer who is on file already."""
        errors.clear(self.fields)
        self.person.set_choices([(customer_id, name)])
        self._offered = ((Choosable(customer_id, name),), self._offered[1])
        self._show_person()
        self.save.setFocus()

    def stops(self) -> tuple[QWidget, ...]:
        """For the tab key, in order."""
        return (
            self.name, self.person, self.phone, self.source, self.grade, self.model, self.interest, self.note,
            self.steps.kind, self.steps.when, self.steps.about, self.save,
        )  # fmt: skip


class AssignForm(Card):
    """Whom the leads that are meant go to."""

    assign_asked = Signal(object)
    cancelled = Signal()

    def __init__(self) -> None:
        super().__init__(tr("Reassign"), icon="account-switch-outline", padding=14)
        self._count = label("", "body", wrap=True)
        self.owner = Choice(tr("New owner"))
        self._sellers: tuple[Choosable, ...] = ()
        self.fields = {"owner": Field(tr("New owner"), self.owner)}
        self.banner = Banner(tone="bad")
        self.banner.hide()
        inside = QVBoxLayout()
        inside.setSpacing(theme.px(12))
        for part in (self.banner, self._count, *self.fields.values()):
            inside.addWidget(part)
        inside.addStretch(1)
        self.body.addLayout(inside)
        foot = self.footer()
        foot.setContentsMargins(*(theme.px(14), theme.px(10)) * 2)
        foot.addWidget(Button(tr("Back"), key="Esc", on_click=self.cancelled.emit), 1)
        self.save = Button(tr("Reassign"), kind="primary", key="Ctrl Enter", on_click=self.commit)
        foot.addWidget(self.save, 2)

    def start(self) -> None:
        """Begin with the choice."""
        errors.clear(self.fields)
        self.banner.hide()
        self.owner.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_state(self, state: LeadListState, meant: int) -> None:
        """How many go, and to whom they can."""
        self._count.setText(
            plural(meant, N_("{n} lead goes to somebody else"), N_("{n} leads go to somebody else"))
        )
        if state.overview.sellers != self._sellers:
            self._sellers = state.overview.sellers
            self.owner.set_choices([(each.id, each.words) for each in self._sellers])
        self.save.set_busy(state.busy)

    def commit(self) -> None:
        """Hand them on."""
        chosen = next((each for each in self._sellers if each.id == self.owner.key()), None)
        if chosen is not None:
            self.assign_asked.emit(chosen)

    def show_error(self, error: Exception) -> None:
        """Beside the field, or above."""
        errors.present(error, banner=self.banner, fields=self.fields)
