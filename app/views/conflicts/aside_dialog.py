"""What was set aside: facts at the left, what becomes of it at the right. 1 to 5 choose, Ctrl+Enter decides."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QGridLayout, QLineEdit, QRadioButton, QVBoxLayout, QWidget

from app.i18n import N_, tr
from app.presenters.set_aside import (
    CORRECTABLE,
    DECISIONS,
    NOTED,
    REASONED,
    Aside,
    AsidePresenter,
    AsideState,
)
from app.views import errors, theme
from app.views.context import Context
from app.views.modal import Modal
from app.views.widgets.banner import Banner
from app.views.widgets.buttons import Button
from app.views.widgets.card import Card, FactList
from app.views.widgets.field import Field
from app.views.widgets.scroll import scrolling
from app.views.widgets.text import icon_label, keycap, label, row
from app.views.widgets.toast import said_over

Said = Callable[[str, str], object]
_FIRST = int(Qt.Key.Key_1)


class AsideDialog(Modal):
    """Everybody sees it; a manager who did not do it decides."""

    def __init__(self, presenter: AsidePresenter, said: Said) -> None:
        size = QSize(theme.px(940), theme.px(780))
        super().__init__(tr("Set aside"), icon="hand-back-right-outline", colour="conflict", size=size)
        self._presenter, self._said = presenter, said
        self._shown: Aside | None = None
        self.radios: dict[str, QRadioButton] = {}
        self.fields: dict[str, Field] = {}
        self._why, self._who = Banner(tone="conflict"), Banner(tone="neutral", icon="shield-account-outline")
        self._facts = FactList(spacing=10)
        self.reason = QLineEdit()
        self.reason.textEdited.connect(presenter.set_reason)
        self._reason_field = Field(tr("Reason"), self.reason)
        self._group = QButtonGroup(self)
        self.body.addWidget(self._make_content())
        self._make_footer_buttons()
        presenter.attach(self)
        presenter.load()

    def _make_content(self) -> QWidget:
        content = QFrame()
        content.setProperty("ground", "bg")
        inside = QVBoxLayout(content)
        inside.setContentsMargins(*(theme.px(16),) * 4)
        inside.setSpacing(theme.px(12))
        inside.addWidget(self._why)
        inside.addWidget(self._who)
        done = Card(tr("What was done"), icon="file-document-outline", padding=16)
        done.body.addWidget(self._facts)
        done.body.addStretch(1)
        self._choice = Card(tr("What becomes of it"), icon="gavel", padding=16)
        self._choices = QVBoxLayout()
        self._choices.setSpacing(theme.px(4))
        self._choice.body.addLayout(self._choices)
        self._corrections = QWidget()
        self._correcting = QGridLayout(self._corrections)
        self._correcting.setContentsMargins(theme.px(26), 0, 0, 0)
        self._choice.body.addWidget(self._corrections)
        self._choice.body.addWidget(self._reason_field)
        self._choice.body.addStretch(1)
        cards = row(spacing=12)
        cards.addWidget(done, 2)
        cards.addWidget(self._choice, 3)
        inside.addLayout(cards, 1)
        return scrolling(content, only_down=True)

    def _make_footer_buttons(self) -> None:
        self._mark, self._left = (
            icon_label("alert-circle-outline", colour="conflict"),
            label("", "caption", wrap=True),
        )
        self.footer.addWidget(self._mark)
        self.footer.addWidget(self._left, 1)
        self._later = Button(tr("Decide later"), key="Esc", on_click=self.reject)
        self.footer.addWidget(self._later)
        self.commit = Button(
            tr("Decide"), icon="check", kind="primary", key="Ctrl Enter", on_click=self._presenter.save
        )
        self.footer.addWidget(self.commit)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A number chooses, where no field wanted it."""
        at = event.key() - _FIRST
        if 0 <= at < len(self.radios):
            self._presenter.choose_at(at)
        else:
            super().keyPressEvent(event)

    def show_state(self, state: AsideState) -> None:
        """Everything as it stands."""
        if state.done:
            self._said(tr("Decided. The centre carries it out with the next sync"), "")
            self.accept()
            return
        if state.case is not None and state.case is not self._shown:
            self._show_case(state.case)
        for name, radio in self.radios.items():
            radio.setChecked(name == state.decision)
        self._corrections.setVisible(state.decision == "correct")
        self._reason_field.setVisible(state.decision in DECISIONS)
        self._reason_field.set_error("")
        self.reason.setPlaceholderText("" if state.decision in REASONED else tr("optional"))
        self._left.setText("" if state.case is not None and not state.case.may_decide else state.why_not)
        self._mark.setVisible(bool(self._left.text()))
        if self.commit is not None:
            self.commit.setEnabled(state.case is not None and not state.why_not)
            self.commit.set_busy(state.busy)

    def _show_case(self, case: Aside) -> None:
        self._shown = case
        self.title.setText(case.title)
        self._why.say(tr(_HEADINGS[case.kind]), case.why)
        self._who.setVisible(bool(case.refusal))
        if case.refusal:
            self._who.say(case.refusal)
        self._facts.set_facts(case.facts)
        self._choice.setVisible(case.may_decide)
        if self.commit is not None:
            self.commit.setVisible(case.may_decide)
        self._later.setText(tr("Decide later") if case.may_decide else tr("Close"))
        if case.may_decide:
            self._offer(case)
        (next(iter(self.radios.values()), self._later)).setFocus()

    def _offer(self, case: Aside) -> None:
        for at, name in enumerate(case.decisions):
            self._choices.addLayout(self._decision(name, at + 1, case))
        for name, value in case.fields:
            edit = QLineEdit(value)
            edit.textEdited.connect(lambda text, name=name: self._presenter.set_value(name, text))
            self.fields[name] = Field(tr(CORRECTABLE[name]), edit)
            self._correcting.addWidget(self.fields[name], *divmod(self._correcting.count(), 2))

    def _decision(self, name: str, number: int, case: Aside) -> QVBoxLayout:
        words, comes = (tr(each) for each in ({**DECISIONS, **NOTED})[name])
        radio = QRadioButton(words)
        radio.setAccessibleName(words)
        radio.setAccessibleDescription(comes)
        radio.clicked.connect(lambda _=False: self._presenter.choose(name))
        self._group.addButton(radio)
        self.radios[name] = radio
        made = QVBoxLayout()
        made.setSpacing(theme.px(1))
        made.addLayout(row(radio, None, keycap(str(number))))
        warned = name == "discard" and case.money
        hint = (
            tr("Money was received: reverse it instead, so that the books show it going back.")
            if warned
            else comes
        )
        below = label(hint, "caption", tone="warn" if warned else "", wrap=True)
        below.setContentsMargins(theme.px(26), 0, 0, theme.px(6))
        made.addWidget(below)
        return made

    def show_error(self, error: Exception) -> None:
        """Beside the value it is about, or above everything: nothing was written."""
        columns = {name: field for name, field in self.fields.items() if self._corrections.isVisible()}
        errors.present(error, banner=self.banner, fields=columns)


_HEADINGS = {
    "op": N_("Why it does not count yet"), "paper": N_("New paper for the customer"),
    "used_car": N_("What is to be put right"), "lines": N_("What is to be put right"),
    "dates": N_("What is to be looked at"),
}  # fmt: skip


def open_aside_dialog(parent: QWidget, context: Context, argument: object) -> None:
    """Open it for a case's id."""
    presenter = AsidePresenter(context.run, context.desk.more["set_aside"], str(argument))
    said = said_over(parent)
    AsideDialog(presenter, said).show_over(parent)
