"""Printing a comparison: where to, in which language."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QLineEdit, QVBoxLayout

from app.i18n import tr
from app.presenters.print_sign import OTHER, PDF_FILE
from app.presenters.showroom_compare import ComparePresenter, CompareState
from app.views import errors, theme
from app.views.contracts.print_form import LANGUAGE_NAMES
from app.views.modal import Modal
from app.views.widgets.buttons import Button
from app.views.widgets.choice import Choice
from app.views.widgets.field import Field
from app.views.widgets.segments import Segments
from app.views.widgets.text import label, row


class SheetDialog(Modal):
    """The rows that are in sight go onto the sheet."""

    def __init__(self, presenter: ComparePresenter) -> None:
        super().__init__(
            tr("Print the comparison"), icon="printer-outline", size=QSize(theme.px(480), theme.px(400))
        )
        self._presenter = presenter
        self.printer = Choice(tr("Printer"))
        self.address, self.folder = QLineEdit(), QLineEdit()
        self.address.setPlaceholderText("ipp://192.168.1.20/ipp/print")
        self.language = Segments(LANGUAGE_NAMES, name=tr("Language of the sheet"))
        self.fields = {
            "printer": Field(tr("Printer"), self.printer),
            "address": Field(tr("Address of the printer"), self.address),
            "folder": Field(tr("Folder"), self.folder),
        }
        inside = QVBoxLayout()
        inside.setContentsMargins(*(theme.px(20),) * 4)
        inside.setSpacing(theme.px(14))
        for field in self.fields.values():
            inside.addWidget(field)
        inside.addLayout(row(label(tr("Language of the sheet"), "label"), None, self.language))
        self._what = label("", "caption", wrap=True)
        inside.addWidget(self._what)
        inside.addStretch(1)
        self.body.addLayout(inside)
        self.go = Button(
            tr("Print"), icon="printer-outline", kind="primary", key="Ctrl Enter", on_click=self._print
        )
        self.footer.addStretch(1)
        self.footer.addWidget(Button(tr("Back"), key="Esc", on_click=self.reject))
        self.footer.addWidget(self.go)
        self.commit = self.go
        self.language.chosen.connect(presenter.choose_language)
        self.printer.chosen.connect(lambda _: self._show_fields())

    def show_state(self, state: CompareState) -> None:
        """Choices and habits; it closes itself once the sheet has gone off."""
        if not state.printing:
            self.accept()
            return
        keys = [choice.key for choice in state.printers]
        choices = [(choice.key, choice.name) for choice in state.printers]
        if self.printer.count() != len(choices) + 1:
            self.printer.set_choices([*choices, (OTHER, tr("Another printer in the network …"))])
            wanted = state.habits.printer or PDF_FILE
            self.printer.set_key(wanted if wanted in keys else OTHER if choices else "")
            self.address.setText(wanted if wanted not in keys and wanted != PDF_FILE else "")
        if not self.folder.hasFocus() and not self.folder.text():
            self.folder.setText(state.habits.folder)
        self.language.set_current(state.language)
        only, every = tr("Only what differs is printed."), tr("All rows are printed.")
        self._what.setText(only if state.only else every)
        self.go.set_busy(state.busy)
        self._show_fields()

    def _show_fields(self) -> None:
        self.fields["address"].setVisible(self.printer.key() == OTHER)
        self.fields["folder"].setVisible(self.printer.key() == PDF_FILE)
        self.go.setText(tr("Save") if self.printer.key() == PDF_FILE else tr("Print"))

    def _print(self) -> None:
        errors.clear(self.fields)
        chosen = self.printer.key()
        if chosen == OTHER and not self.address.text().strip():
            self.fields["address"].set_missing()
            self.address.setFocus()
            return
        self._presenter.choose_printer(self.address.text().strip() if chosen == OTHER else chosen)
        self._presenter.choose_folder(self.folder.text())
        self._presenter.print()

    def show_error(self, error: Exception) -> None:
        """Beside the field, or above."""
        errors.present(error, banner=self.banner, fields=self.fields)

    def reject(self) -> None:
        self._presenter.close()
        super().reject()
