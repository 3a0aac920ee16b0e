"""Change password: the old one, the new one twice. One password for all terminals, so it needs the network."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.passwords import Strength
from app.errors import SignInFailed
from app.i18n import tr
from app.presenters.password_change import STRENGTHS, PasswordPresenter, PasswordState
from app.views import errors, theme
from app.views.context import Context
from app.views.modal import Modal
from app.views.widgets.buttons import Button
from app.views.widgets.edits import PasswordEdit
from app.views.widgets.field import Field
from app.views.widgets.text import label, set_tone

_TONES = {Strength.TOO_SHORT: "", Strength.COMMON: "bad", Strength.FAIR: "warn", Strength.GOOD: "ok"}


class PasswordDialog(Modal):
    """Enter goes from field to field and then commits."""

    commit: Button

    def __init__(self, presenter: PasswordPresenter) -> None:
        super().__init__(
            tr("Change password"), icon="form-textbox-password", size=QSize(theme.px(460), theme.px(460))
        )
        self._presenter = presenter
        self.old, self.new = PasswordEdit(tr("Present password")), PasswordEdit(tr("New password"))
        self.again = PasswordEdit(tr("New password once more"))
        self.fields = {
            "old": Field(tr("Present password"), self.old),
            "password": Field(tr("New password"), self.new),
            "again": Field(tr("New password once more"), self.again),
        }
        self.strength = label("", "caption", wrap=True)
        inside = QVBoxLayout()
        inside.setContentsMargins(*(theme.px(20), theme.px(14)) * 2)
        inside.setSpacing(theme.px(10))
        where = tr(
            "It is your password at every terminal. Changing it needs the network; other terminals take the new one at "
            "their next contact and not the old one any more."
        )
        inside.addWidget(label(where, "fact", wrap=True))
        for part in (*self._first_two(), self.strength, self.fields["again"]):
            inside.addWidget(part)
        inside.addStretch(1)
        self.body.addLayout(inside)
        self.footer.addStretch(1)
        self.footer.addWidget(Button(tr("Back"), key="Esc", on_click=self.reject))
        self.commit = Button(tr("Change password"), kind="primary", key="Ctrl+Enter", on_click=self._change)
        self.footer.addWidget(self.commit)
        self.new.textEdited.connect(presenter.typed)
        self.old.returnPressed.connect(self.new.setFocus)
        self.new.returnPressed.connect(self.again.setFocus)
        self.again.returnPressed.connect(self._change)
        presenter.attach(self)
        self.old.setFocus()

    def _first_two(self) -> tuple[QWidget, QWidget]:
        return self.fields["old"], self.fields["password"]

    def show_state(self, state: PasswordState) -> None:
        """How good the new one is; closed when it is changed."""
        if state.done:
            self.accept()
            return
        self.commit.set_busy(state.busy)
        judged = state.strength
        self.strength.setText("" if judged is None else tr(STRENGTHS[judged]))
        self.strength.setVisible(judged is not None)
        set_tone(self.strength, "" if judged is None else _TONES[judged])

    def show_error(self, error: Exception) -> None:
        """Beside the field that is wrong; no network and a lock as a banner."""
        if isinstance(error, SignInFailed) and error.code == "wrong_password":
            self.fields["old"].set_error(tr("This is not your present password."))
            self.old.selectAll()
            self.old.setFocus()
            return
        errors.present(error, banner=self.banner, fields=self.fields)

    def _change(self) -> None:
        self.banner.hide()
        errors.clear(self.fields)
        empty = next((field for field in self.fields.values() if not _text(field)), None)
        if empty is not None:
            empty.set_missing()
            empty.control.setFocus()
            return
        self._presenter.change(self.old.text(), self.new.text(), self.again.text())


def _text(field: Field) -> str:
    return field.control.text() if isinstance(field.control, PasswordEdit) else ""


def open_password_dialog(parent: QWidget, context: Context, argument: object) -> None:
    """Open it; `argument` is called with a sentence when it is done."""
    desk = context.desk
    dialog = PasswordDialog(PasswordPresenter(context.run_io, desk.more["password"], desk.session.login))
    if callable(argument):
        dialog.accepted.connect(lambda: argument(tr("Your password is changed")))
    dialog.show_over(parent)
