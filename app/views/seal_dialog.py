"""The dealership's seal at this terminal: whose it holds, another one from its file, or none."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QLineEdit, QVBoxLayout, QWidget

from app.i18n import N_, tr
from app.presenters.seal import Held, SealPresenter, SealState
from app.views import errors, theme
from app.views.context import Context
from app.views.modal import Modal
from app.views.widgets.buttons import Button
from app.views.widgets.card import FactList
from app.views.widgets.edits import PasswordEdit
from app.views.widgets.field import Field
from app.views.widgets.scroll import scrolling
from app.views.widgets.text import holding, label, row

_DONE = {
    "held": N_("This terminal holds the seal now"),
    "given_up": N_("This terminal holds no seal any more"),
}


class SealDialog(Modal):
    """The file goes into the encrypted replica, its passphrase into the keychain."""

    def __init__(self, presenter: SealPresenter) -> None:
        super().__init__(
            tr("The dealership's seal"), icon="stamper", size=QSize(theme.px(540), theme.px(560))
        )
        self._presenter = presenter
        self.facts, self.copy = (
            FactList(),
            Button(tr("Copy its certificate"), icon="content-copy", on_click=self._copy),
        )
        self.none = label(
            tr("This terminal holds no seal. It gives out papers without one."), "body", wrap=True
        )
        self.unknown = label(
            tr(
                "The dealership does not know this seal yet, so it seals nothing. Have its certificate put into the "
                "setting seal.certificates at the centre, then sync."
            ),
            "caption",
            wrap=True,
        )
        self.unknown.setProperty("tone", "warn")
        self.file, self.passphrase = QLineEdit(), PasswordEdit(tr("Its passphrase"))
        self.file.setAccessibleName(tr("File of the seal"))
        self.file.setPlaceholderText("seal.p12")
        self.choose = Button(tr("Choose a file"), icon="folder-open-outline", on_click=self._choose)
        self.fields = {
            "file": Field(tr("File of the seal (.p12, .pfx), from a certificate authority"), self.file),
            "passphrase": Field(tr("Its passphrase"), self.passphrase),
        }
        self._lay_out()
        self.file.returnPressed.connect(self.passphrase.setFocus)
        self.passphrase.returnPressed.connect(self._hold)
        presenter.attach(self)
        presenter.load()
        self.file.setFocus()

    def _lay_out(self) -> None:
        inside = QVBoxLayout()
        inside.setContentsMargins(*(theme.px(20), theme.px(14)) * 2)
        inside.setSpacing(theme.px(10))
        told = tr(
            "With it, whoever works here can seal what both sides have signed: any PDF reader then says who gave the "
            "paper out, and that nothing was changed since."
        )
        inside.addWidget(label(told, "fact", wrap=True))
        for part in (self.none, self.facts, self.unknown):
            inside.addWidget(part)
        inside.addLayout(row(self.copy, None))
        inside.addWidget(self.fields["file"])
        inside.addLayout(row(self.choose, None))
        inside.addWidget(self.fields["passphrase"])
        kept = tr("The file is kept encrypted at this terminal alone, and its passphrase in the keychain.")
        inside.addWidget(label(kept, "caption", wrap=True))
        inside.addStretch(1)
        self.body.addWidget(scrolling(holding(inside, ground="surface"), only_down=True))
        self.give_up = Button(tr("Hold none"), kind="danger", on_click=self._presenter.give_up)
        self.footer.addWidget(self.give_up)
        self.footer.addStretch(1)
        self.footer.addWidget(Button(tr("Back"), key="Esc", on_click=self.reject))
        self.commit = Button(tr("Hold this seal"), kind="primary", key="Ctrl+Enter", on_click=self._hold)
        self.footer.addWidget(self.commit)

    def show_state(self, state: SealState) -> None:
        """Whose seal it is, and what was just done."""
        held = state.held
        self.none.setVisible(state.loaded and held is None)
        for part in (self.facts, self.copy, self.give_up):
            part.setVisible(held is not None)
        self.unknown.setVisible(held is not None and not held.known)
        if held is not None:
            self.facts.set_facts(_facts(held))
        for button in (self.commit, self.give_up):
            if button is not None:
                button.set_busy(state.busy)
        if state.done:
            self.file.clear()
            self.passphrase.clear()
            self.banner.say(tr(_DONE[state.done]), tone="ok")

    def show_error(self, error: Exception) -> None:
        """Beside the field that is wrong; what the keychain says as a banner."""
        errors.present(error, banner=self.banner, fields=self.fields)

    def _choose(self) -> None:
        path, _ = QFileDialog.getOpenFileName(
            self, tr("File of the seal"), "", tr("Key files ({types})").format(types="*.p12 *.pfx")
        )
        if path:
            self.file.setText(path)
            self.passphrase.setFocus()

    def _hold(self) -> None:
        self.banner.hide()
        errors.clear(self.fields)
        self._presenter.hold(self.file.text().strip(), self.passphrase.text())

    def _copy(self) -> None:
        if (held := self._presenter.state.held) is not None:
            QGuiApplication.clipboard().setText(held.pem)
            self.banner.say(tr("The certificate is copied"), tone="ok")


def _facts(held: Held) -> tuple[tuple[str, str] | tuple[str, str, str], ...]:
    known = (tr("Known to the dealership"), tr("yes")) if held.known else None
    return (
        (tr("Holder"), held.holder), (tr("Issued by"), held.issuer), (tr("Good until"), held.until.isoformat()),
        known or (tr("Known to the dealership"), tr("no"), "warn"),
    )  # fmt: skip


def open_seal_dialog(parent: QWidget, context: Context, argument: object) -> None:
    """Open it; it stays open and tells what was done."""
    SealDialog(SealPresenter(context.run_io, context.desk.more["seal"])).show_over(parent)
