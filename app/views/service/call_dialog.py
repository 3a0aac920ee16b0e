"""A call after the sale is noted: whether they were reached, how content they are, what they said."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout

from app.domain.follow_up import BEST, OUTCOMES
from app.i18n import tr
from app.presenters.service_call import CallPresenter, CallState
from app.views import errors, theme
from app.views.context import Context
from app.views.modal import Modal
from app.views.service.words import call_name
from app.views.widgets.buttons import Button
from app.views.widgets.choice import Choice
from app.views.widgets.field import Field
from app.views.widgets.text import label
from app.views.widgets.toast import said_over


class CallDialog(Modal):
    """Outcome, points, words; points only of who was reached."""

    commit: Button

    def __init__(self, presenter: CallPresenter, said: Callable[[str, str], object]) -> None:
        super().__init__(
            tr("Call after the sale"), icon="phone-check-outline", size=QSize(theme.px(460), theme.px(440))
        )
        self._presenter, self._said, call = presenter, said, presenter.call
        self.outcome = Choice(tr("Outcome"), [(key, tr(name)) for key, name in OUTCOMES.items()])
        points = [(str(n), tr("{n} of {most} points").format(n=n, most=BEST)) for n in range(BEST, 0, -1)]
        self.score = Choice(tr("How content they are"), [("", "—"), *points])
        self.note = QLineEdit()
        self.fields = {
            "outcome": Field(tr("Outcome"), self.outcome),
            "score": Field(tr("How content they are"), self.score),
            "note": Field(tr("What was said"), self.note, optional=True),
        }
        form = QFrame()
        form.setProperty("ground", "surface")
        inside = QVBoxLayout(form)
        inside.setContentsMargins(*(theme.px(20), theme.px(16)) * 2)
        inside.setSpacing(theme.px(12))
        inside.addWidget(label(f"{call_name(call)} · {call.customer} · {call.car}", "strong", wrap=True))
        for field in self.fields.values():
            inside.addWidget(field)
        inside.addStretch(1)
        self.body.addWidget(form)
        self.commit = Button(tr("Log the call"), kind="primary", key="Ctrl Enter", on_click=self._log)
        self.footer.addStretch(1)
        self.footer.addWidget(Button(tr("Back"), key="Esc", on_click=self.reject))
        self.footer.addWidget(self.commit)
        self.outcome.chosen.connect(lambda outcome: self.fields["score"].setVisible(outcome == "reached"))
        presenter.attach(self)

    def _log(self) -> None:
        errors.clear(self.fields)
        self.banner.hide()
        reached = self.outcome.key() == "reached"
        score = int(self.score.key()) if reached and self.score.key() else None
        self._presenter.log(self.outcome.key(), score, self.note.text())

    def show_state(self, state: CallState) -> None:
        """Busy, or noted: then it closes."""
        self.commit.set_busy(state.busy)
        if state.saved and self.isVisible():
            self._presenter.detach(self)
            self._said(tr("The call is logged"), "")
            self.accept()

    def show_error(self, error: Exception) -> None:
        """Beside the field, or above the form."""
        errors.present(error, banner=self.banner, fields=self.fields)


def open_call_dialog(parent: Any, context: Context, argument: Any) -> None:
    """Open it for a `CallItem`."""
    presenter = CallPresenter(context.run, context.desk.more["service"], argument)
    CallDialog(presenter, said_over(parent)).show_over(parent)
