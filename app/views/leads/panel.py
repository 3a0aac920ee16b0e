"""The side of the follow-up list: who it is, what was said, and what came of this contact."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QVBoxLayout, QWidget

from app.domain.lead import CONTACTS, GRADES, OUTCOMES, REASONS, STEPS
from app.errors import UserError
from app.i18n import N_, tr
from app.presenters import words
from app.presenters.dates import read_date, read_when, written
from app.presenters.lead_list import LeadItem, LeadListState, Logged, Lost, Said, Step
from app.views import errors, theme
from app.views.leads.columns import GRADE_TONES
from app.views.widgets.banner import Banner
from app.views.widgets.buttons import Button, link
from app.views.widgets.card import Card
from app.views.widgets.choice import Choice
from app.views.widgets.field import Field
from app.views.widgets.note_edit import NoteEdit
from app.views.widgets.picks import WordPicks
from app.views.widgets.scroll import scrolling
from app.views.widgets.segments import Segments
from app.views.widgets.text import ElidedLabel, badge, icon_label, label, row, set_tone
from app.views.widgets.tip import tip

_LATEST = 4
_ICONS = {
    "visit": "storefront-outline", "call": "phone-outline", "message": "message-text-outline", "drive": "steering",
}  # fmt: skip
NOTHING = ("", "—")


class StepFields:
    """What happens next, on which day, and what about: three fields that belong together."""

    def __init__(self, today: Callable[[], date]) -> None:
        self._today = today
        self.kind = Choice(tr("Next action"), [NOTHING, *((key, tr(name)) for key, name in STEPS.items())])
        self.when, self.about = QLineEdit(), QLineEdit()
        self.when.setPlaceholderText(tr("+3, 11-25 or 11-25 10:00"))
        self.fields = {
            "next_kind": Field(tr("Next action"), self.kind),
            "next_at": Field(tr("On"), self.when),
            "next_note": Field(tr("What about"), self.about, optional=True),
        }

    def show_step(self, kind: str, at: datetime | None, note: str) -> None:
        """Show a plan."""
        self.kind.set_key(kind)
        self.when.setText(written(at))
        self.about.setText(note)

    def step(self) -> Step:
        """What was entered; raises UserError for a day that is none, or an action without a day."""
        step = Step(self.kind.key(), read_when(self.when.text(), self._today()), self.about.text())
        if bool(step.kind) is not (step.at is not None):
            field = "next_at" if step.kind else "next_kind"
            raise UserError("step_half", N_("Say what happens next, and on which day."), field=field)
        return step


class LeadPanel(Card):
    """The chosen lead. What was entered is kept until another lead is chosen."""

    log_asked = Signal(object)
    lose_asked = Signal(object)
    reopen_asked = Signal()
    file_asked = Signal(str)

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__(padding=0)
        self._today = today
        self._lead: LeadItem | None = None
        self._said_shown: tuple[Said, ...] = ()
        self._nobody = label(tr("Choose a lead to see it here"), "caption", wrap=True)
        self._name, self._grade = ElidedLabel("", "title", grow=False), badge("")
        self.file = link(tr("Open file"), self._open_file)
        self._head = QWidget()
        self._head.setLayout(row(self._name, self._grade, None, self.file))
        self._times = QWidget()
        self._lines = QGridLayout(self._times)
        self._make_fields()
        self._lay_out()

    def _make_fields(self) -> None:
        self.outcome = Segments(
            [(key, tr(OUTCOMES[key])) for key in ("reached", "no_answer", "lost")], name=tr("What came of it")
        )
        self.outcome.chosen.connect(lambda _: self._show_outcome())
        self.kind = Choice(tr("How"), [(key, tr(name)) for key, name in CONTACTS.items()])
        self.grade = Choice(tr("Grade"), [(key, tr(name)) for key, name in GRADES.items()])
        self.note, self.again = NoteEdit(), QLineEdit()
        self.again.setPlaceholderText(tr("+30 or 2027-05-22"))
        self.reason = WordPicks(
            tr("Why was it lost?"), [(key, tr(name)) for key, name in REASONS.items()], columns=1, single=True
        )
        self.steps = StepFields(self._today)
        self.fields = {
            "kind": Field(tr("How"), self.kind),
            "lost_reason": Field(tr("Why was it lost?"), self.reason),
            "note": Field(tr("What was said"), self.note, optional=True),
            "ask_again_on": Field(tr("Ask again"), self.again, optional=True),
            **self.steps.fields,
            "grade": Field(tr("Grade"), self.grade),
        }
        self.banner = Banner(tone="bad")
        self.banner.hide()

    def _lay_out(self) -> None:
        content = QWidget()
        content.setProperty("ground", "surface")
        inside = QVBoxLayout(content)
        inside.setContentsMargins(*(theme.px(14),) * 4)
        inside.setSpacing(theme.px(10))
        self._lines.setContentsMargins(0, 0, 0, theme.px(6))
        self._lines.setColumnStretch(2, 1)
        self._title = label(tr("Log this contact"), "section")
        self._closed = label("", "body", wrap=True)
        for part in (
            self._nobody,
            self._head,
            self._times,
            self._closed,
            self._title,
            self.banner,
            self.outcome,
        ):
            inside.addWidget(part)
        for field in self.fields.values():
            inside.addWidget(field)
        inside.addStretch(1)
        self.body.addWidget(scrolling(content, only_down=True))
        foot = self.footer()
        foot.setContentsMargins(*(theme.px(14), theme.px(10)) * 2)
        self.save = Button(tr("Log the contact"), kind="primary", key="Ctrl Enter", on_click=self.commit)
        foot.addWidget(self.save, 1)

    def show_state(self, state: LeadListState) -> None:
        """Whoever is chosen; the form is emptied for somebody else."""
        lead, before = state.chosen, self._lead
        self._lead = lead
        if lead is not None and (before is None or before.id != lead.id or before.state != lead.state):
            self._start(lead)
        if state.said != self._said_shown:
            self._show_said(state.said)
        self.reason_counts(state.overview.lost)
        self.save.set_busy(state.busy)
        self._show_outcome()

    def reason_counts(self, lost: dict[str, int]) -> None:
        """How often each reason was given this month."""
        for key, button in zip(REASONS, self.reason.buttons(), strict=True):
            number = lost.get(key, 0)
            name = tr(REASONS[key])
            said = tr("{reason} · {n} this month").format(reason=name, n=number) if number else name
            button.setText(said)
            button.setAccessibleName(said)

    def _start(self, lead: LeadItem) -> None:
        errors.clear(self.fields)
        self.banner.hide()
        self.note.clear()
        self.again.clear()
        self.outcome.set_current("reached")
        self.kind.set_key("call")
        self.reason.set_keys(frozenset())
        self.grade.set_key(lead.grade)
        self.steps.show_step("", None, "")

    def _show_outcome(self) -> None:
        lead, lost = self._lead, self.outcome.current() == "lost"
        asked = tr("Where, and what decided it?") if lost else tr("What was said")
        self.fields["note"].set_name(tr("{name} (optional)").format(name=asked))
        open_ = lead is not None and lead.state == "open"
        self._nobody.setVisible(lead is None)
        self.save.setVisible(lead is not None)
        for part in (self._head, self._times):
            part.setVisible(lead is not None)
        for part in (self._title, self.outcome):
            part.setVisible(open_)
        for key, field in self.fields.items():
            for_lost = key in ("lost_reason", "ask_again_on")
            field.setVisible(open_ and (key == "note" or for_lost is lost))
        self._closed.setVisible(lead is not None and lead.state == "lost")
        if lead is None:
            return
        self._name.setText(lead.name)
        self._grade.setText(lead.grade)
        set_tone(self._grade, GRADE_TONES[lead.grade])
        said = tr("Log the contact") if not lost else tr("Mark as lost")
        self.save.setText(said if open_ else tr("Take it up again"))
        if lead.state == "lost":
            self._closed.setText(words.sentences(tr(REASONS[lead.lost_reason]), lead.lost_note))

    def _show_said(self, said: tuple[Said, ...]) -> None:
        self._said_shown = said
        while (item := self._lines.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        for at, each in enumerate(said[:_LATEST]):
            told = each.note or f"{tr(CONTACTS[each.kind])}: {tr(OUTCOMES[each.outcome])}"
            top = Qt.AlignmentFlag.AlignTop
            self._lines.addWidget(label(words.day(each.at), "caption"), at, 0, top)
            self._lines.addWidget(icon_label(_ICONS[each.kind], size=16), at, 1, top)
            line = label(told, "body", wrap=True)
            line.setToolTip(tip(each.by))
            self._lines.addWidget(line, at, 2)

    def _open_file(self) -> None:
        if self._lead is not None:
            self.file_asked.emit(self._lead.customer_id)

    def commit(self) -> None:
        """Log it, mark it as lost, or take it up again."""
        errors.clear(self.fields)
        self.banner.hide()
        try:
            self._commit()
        except UserError as error:
            self.show_error(error)

    def _commit(self) -> None:
        if self._lead is None or not self.save.isVisible():
            return
        if self._lead.state == "lost":
            self.reopen_asked.emit()
        elif self.outcome.current() == "lost":
            reason = next(iter(self.reason.keys()), "")
            again = read_date(self.again.text(), self._today(), field="ask_again_on")
            self.lose_asked.emit(Lost(reason, self.note.text(), again))
        else:
            said = self.kind.key(), self.outcome.current(), self.note.text()
            self.log_asked.emit(Logged(*said, self.steps.step(), self.grade.key()))

    def show_error(self, error: Exception) -> None:
        """Beside the field, or above the form."""
        if isinstance(error, UserError) and error.field == "lost_note":
            self.fields["note"].set_error(error.message)
        else:
            errors.present(error, banner=self.banner, fields=self.fields)

    def stops(self) -> tuple[QWidget, ...]:
        """For the tab key, in order."""
        return (
            self.file, self.outcome, self.kind, *self.reason.buttons(), self.note, self.again, self.steps.kind,
            self.steps.when, self.steps.about, self.grade, self.save,
        )  # fmt: skip
