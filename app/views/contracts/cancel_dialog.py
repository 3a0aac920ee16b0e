"""Cancel a contract: the reason first, then what will have happened. The safe choice has the focus."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.domain.deposits import DepositFate
from app.i18n import N_, plural, tr
from app.presenters import words
from app.presenters.cancelling import FATES, REASONS, CancelPresenter, CancelState
from app.views import errors, theme
from app.views.context import Context
from app.views.modal import Modal
from app.views.widgets.buttons import Button
from app.views.widgets.choice import Choice
from app.views.widgets.edits import PasswordEdit
from app.views.widgets.field import Field
from app.views.widgets.scroll import scrolling
from app.views.widgets.segments import Segments
from app.views.widgets.text import icon_label, label, row, set_tone
from app.views.widgets.toast import said_over

_NOTHING, _LATER = ("", "—"), "later"


class CancelDialog(Modal):
    """Nothing is deleted: the contract stays, with its reason, and can never be opened again."""

    def __init__(self, presenter: CancelPresenter, said: Callable[[str, str], object]) -> None:
        title = tr("Cancel contract {no}").format(no=presenter.state.no)
        super().__init__(
            title, icon="close-octagon-outline", colour="bad", size=QSize(theme.px(620), theme.px(640))
        )
        self._presenter, self._said = presenter, said
        self.reason = Choice(tr("Reason"), [_NOTHING, *((key, tr(name)) for key, name in REASONS.items())])
        self.reason.chosen.connect(presenter.choose_reason)
        self.note = QLineEdit()
        fates = [*((fate.value, tr(name)) for fate, name in FATES.items()), (_LATER, tr("Decide later"))]
        self.fate = Segments(fates, name=tr("Deposit"), current="returned")
        self.fate.chosen.connect(
            lambda key: presenter.choose_fate(None if key == _LATER else DepositFate(key))
        )
        self.manager, self.password = Choice(tr("Manager")), PasswordEdit(tr("The manager's own password"))
        self.fields = {
            "reason": Field(tr("Reason"), self.reason),
            "note": Field(tr("In your own words"), self.note, optional=True),
            "approver": Field(tr("Manager"), self.manager),
            "password": Field(tr("The manager's own password"), self.password),
        }
        self._deposit = QWidget()
        self._sentences = QVBoxLayout()
        self.body.addWidget(scrolling(self._make_form(), only_down=True))
        self._make_buttons()
        presenter.attach(self)

    def _make_form(self) -> QFrame:
        form = QFrame()
        form.setProperty("ground", "surface")
        inside = QVBoxLayout(form)
        inside.setContentsMargins(*(theme.px(20), theme.px(16)) * 2)
        inside.setSpacing(theme.px(14))
        self._buyer = label("", "strong")
        inside.addWidget(self._buyer)
        inside.addLayout(self._beside("reason", "note"))
        deposit = QVBoxLayout(self._deposit)
        deposit.setContentsMargins(0, 0, 0, 0)
        deposit.setSpacing(theme.px(4))
        self._sum = label("", "label")
        deposit.addWidget(self._sum)
        deposit.addLayout(row(self.fate, None))
        deposit.addWidget(self._make_approval())
        inside.addWidget(self._deposit)
        inside.addStretch(1)
        inside.addWidget(label(tr("What happens"), "section"))
        self._sentences.setSpacing(theme.px(6))
        inside.addLayout(self._sentences)
        return form

    def _make_approval(self) -> QWidget:
        """Shown when the deposit shall be kept: a manager says so here."""
        self.approval = QWidget()
        asked = QVBoxLayout(self.approval)
        asked.setContentsMargins(0, theme.px(4), 0, 0)
        asked.setSpacing(theme.px(6))
        self.approval_words = label("", "caption", wrap=True)
        asked.addWidget(self.approval_words)
        asked.addLayout(self._beside("approver", "password"))
        self.password.returnPressed.connect(self._on_password)
        return self.approval

    def _beside(self, *names: str) -> QHBoxLayout:
        line = row(*(self.fields[name] for name in names), spacing=10)
        for at in range(len(names)):
            line.setStretch(at, 1)
        return line

    def _make_buttons(self) -> None:
        self.keep = Button(tr("Keep the contract"), key="Esc", on_click=self.reject)
        self.end = Button(tr("Cancel the contract"), kind="danger", on_click=self._cancel)
        self.footer.addStretch(1)
        self.footer.addWidget(self.keep)
        self.footer.addWidget(self.end)

    def _cancel(self) -> None:
        """A reason in words is needed where none of the list fits."""
        errors.clear(self.fields)
        self.banner.hide()
        state, note = self._presenter.state, self.note.text().strip()
        reason, asks = state.reason, state.needs_manager
        if not reason:
            self.fields["reason"].set_missing()
            self.reason.setFocus()
        elif reason == "other" and not note:
            self.fields["note"].set_missing()
            self.note.setFocus()
        elif asks and not self.manager.key():
            self.banner.say(self.approval_words.text(), tone="warn")
            self.fate.setFocus()
        elif asks and not self.password.text():
            self.fields["password"].set_missing()
            self.password.setFocus()
        else:
            approver = (self.manager.key(), self.password.text()) if asks else None
            self.password.clear()
            self._presenter.cancel(note, approver)

    def _on_password(self) -> None:
        """There is no way back, so that it takes one key more."""
        self.end.setFocus()

    def show_state(self, state: CancelState) -> None:
        """The money, and what follows from what is chosen."""
        standing = state.standing
        self._buyer.setText(f"{standing.buyer} · {standing.car}" if standing else "")
        self._deposit.setVisible(standing is not None and bool(standing.deposit))
        if standing is not None:
            amount = words.money(standing.deposit)
            self._sum.setText(tr("The deposit of {amount}").format(amount=amount))
        self.fate.set_current(state.fate.value if state.fate else _LATER)
        self._show_approval(state)
        self._show_sentences()
        self.end.set_busy(state.busy)
        if state.asked is not None and self.isVisible():
            self._finish(state.asked)

    def _show_approval(self, state: CancelState) -> None:
        managers = state.standing.approvers if state.standing else ()
        self.approval.setVisible(state.needs_manager)
        for name in ("approver", "password"):
            self.fields[name].setVisible(bool(managers))
        self.manager.set_choices(managers)
        if not state.needs_manager:
            self.password.clear()
        if managers:
            said = tr("To keep the deposit needs the yes of a manager who neither cancels nor sold the car.")
        else:
            said = tr(
                "To keep the deposit needs the yes of a manager who neither cancels nor sold the car, and none has "
                "signed in at this terminal. Decide later, or sign one in while online."
            )
        self.approval_words.setText(said)
        set_tone(self.approval_words, "" if managers else "warn")

    def _show_sentences(self) -> None:
        while (item := self._sentences.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        for sentence in self._presenter.consequences():
            line = QWidget()
            line.setLayout(row(icon_label("arrow-right", size=16), label(sentence, wrap=True), spacing=8))
            line.layout().setStretch(1, 1)  # type: ignore[union-attr]
            self._sentences.addWidget(line)

    def _finish(self, asked: int) -> None:
        waits = plural(asked, N_("{n} refund waits for a manager"), N_("{n} refunds wait for a manager"))
        no = self._presenter.state.no
        self._said(tr("{no} is cancelled").format(no=no), waits if asked else "")
        self._presenter.detach(self)
        self.accept()

    def show_error(self, error: Exception) -> None:
        """Above the form: what hinders it is seldom a field."""
        errors.present(error, banner=self.banner, fields=self.fields)


def open_cancel_dialog(parent: QWidget, context: Context, argument: Any) -> None:
    """Open it for a contract's number."""
    presenter = CancelPresenter(context.run, context.desk.more["cancelling"], str(argument))
    dialog = CancelDialog(presenter, said_over(parent))
    dialog.show_over(parent)
    dialog.keep.setFocus(Qt.FocusReason.OtherFocusReason)
    presenter.start()
