"""A customer's file in a dialog: corrected, and what they agreed to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from app.domain.consent import PURPOSES, WAYS
from app.i18n import tr
from app.presenters import words
from app.presenters.customer_edit import CustomerEditPresenter, CustomerEditState, CustomerFile
from app.views import errors, theme
from app.views.context import Context
from app.views.customers.fields import CustomerFields
from app.views.modal import Modal
from app.views.widgets.buttons import Button
from app.views.widgets.choice import Choice
from app.views.widgets.field import Field
from app.views.widgets.scroll import scrolling
from app.views.widgets.text import label
from app.views.widgets.tick_box import TickBox
from app.views.widgets.toast import said_over


class CustomerDialog(Modal):
    """Left who they are, right what they agreed to; nothing is written before Save."""

    commit: Button

    def __init__(
        self, presenter: CustomerEditPresenter, said: Callable[[str, str], object],
        opened: Callable[[str], object],
    ) -> None:  # fmt: skip
        size = QSize(theme.px(820), theme.px(620))
        super().__init__(tr("Edit customer"), icon="account-edit-outline", size=size)
        self._presenter, self._said, self._opened = presenter, said, opened
        self._file: CustomerFile | None = None
        self.inputs = CustomerFields(note=True)
        self.fields = self.inputs.fields
        self.inputs.numbers_entered.connect(presenter.look_up)
        self.inputs.open_asked.connect(self._open)
        self.ticks = {key: TickBox(tr(name)) for key, name in PURPOSES.items()}
        self._since = {key: label("", "caption", wrap=True) for key in PURPOSES}
        self.way = Choice(tr("New consent was given"), [(key, tr(name)) for key, name in WAYS.items()])
        self._lay_out()
        self.keep = Button(tr("Back"), key="Esc", on_click=self.reject)
        self.commit = Button(tr("Save"), kind="primary", key="Ctrl Enter", on_click=self._save)
        self.footer.addStretch(1)
        self.footer.addWidget(self.keep)
        self.footer.addWidget(self.commit)
        presenter.attach(self)

    def _lay_out(self) -> None:
        content = QFrame()
        content.setProperty("ground", "surface")
        both = QHBoxLayout(content)
        both.setContentsMargins(*(theme.px(20), theme.px(16)) * 2)
        both.setSpacing(theme.px(28))
        left, right = QVBoxLayout(), QVBoxLayout()
        left.addWidget(self.inputs)
        left.addStretch(1)
        right.setSpacing(theme.px(6))
        right.addWidget(label(tr("Consent"), "section"))
        about = tr("Tick what the customer agreed to. To take a tick away is to withdraw the consent.")
        right.addWidget(label(about, "caption", wrap=True))
        for key, tick in self.ticks.items():
            right.addWidget(tick)
            right.addWidget(self._since[key])
        right.addSpacing(theme.px(8))
        right.addWidget(Field(tr("New consent was given"), self.way))
        right.addStretch(1)
        both.addLayout(left, 3)
        both.addLayout(right, 2)
        self.body.addWidget(scrolling(content, only_down=True))

    def _save(self) -> None:
        errors.clear(self.fields)
        self.banner.hide()
        values = {name: value.strip() for name, value in self.inputs.values().items()}
        if not values["id_number"]:
            del values["id_number"]  # the number on file stays
        agreed = {key: tick.isChecked() for key, tick in self.ticks.items()}
        self._presenter.save(values, agreed, self.way.key())

    def _open(self, customer_id: str) -> None:
        self._presenter.detach(self)
        self.reject()
        self._opened(customer_id)

    def show_state(self, state: CustomerEditState) -> None:
        """The file once it is read; then whether somebody else has a number."""
        self.commit.set_busy(state.busy)
        if state.file is not None and self._file is None:
            self._show_file(state.file)
        self.inputs.show_known(state.known)
        if state.saved and self.isVisible():
            self._presenter.detach(self)
            self._said(tr("{name} is saved").format(name=self.inputs.edits["name"].text().strip()), "")
            self.accept()

    def _show_file(self, file: CustomerFile) -> None:
        self._file = file
        values = {
            "kind": file.kind, "name": file.name, "phone": file.phone, "id_kind": file.id_kind,
            "address": file.address, "note": file.note,
        }  # fmt: skip
        self.inputs.show_values(values)
        if file.id_last4:
            hidden = tr("•••• {last}; type to replace it").format(last=file.id_last4)
            self.inputs.edits["id_number"].setPlaceholderText(hidden)
        for key, tick in self.ticks.items():
            agreed = file.consents.get(key)
            tick.setChecked(agreed is not None)
            self._since[key].setVisible(agreed is not None)
            if agreed is not None:
                since = tr("since {day}, {way}").format(day=words.day(agreed.at), way=tr(WAYS[agreed.way]))
                self._since[key].setText(since)
        self.inputs.edits["name"].setFocus()

    def show_error(self, error: Exception) -> None:
        """Beside the field, or above the form."""
        errors.present(error, banner=self.banner, fields=self.fields)


def open_customer_dialog(parent: Any, context: Context, argument: Any) -> None:
    """Open it for a customer's id."""
    presenter = CustomerEditPresenter(context.run, context.desk.more["customer_files"], str(argument))
    said = said_over(parent)
    dialog = CustomerDialog(presenter, said, lambda customer_id: parent.open("customers", customer_id))
    dialog.show_over(parent)
    presenter.start()
