"""A whole number, for a reason that is written down; it goes away by itself."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QSize, QTimer
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout

from app.domain.consent import REVEAL_FIELDS, REVEAL_REASONS
from app.i18n import tr
from app.views import errors, theme
from app.views.context import Context
from app.views.modal import Modal
from app.views.widgets.buttons import Button
from app.views.widgets.choice import Choice
from app.views.widgets.field import Field
from app.views.widgets.text import label

SHOWN_S = 30


class RevealDialog(Modal):
    """Which number, why; then the number for half a minute."""

    commit: Button

    def __init__(self, context: Context, customer_id: str) -> None:
        super().__init__(
            tr("Show a whole number"), icon="eye-outline", size=QSize(theme.px(460), theme.px(420))
        )
        self._context, self._customer = context, customer_id
        self.field = Choice(tr("Number"), [(key, tr(name)) for key, name in REVEAL_FIELDS.items()])
        self.reason = Choice(tr("Reason"), [(key, tr(name)) for key, name in REVEAL_REASONS.items()])
        self.note = QLineEdit()
        self.fields = {
            "id_number": Field(tr("Number"), self.field), "reason": Field(tr("Reason"), self.reason),
            "note": Field(tr("In your own words"), self.note, optional=True),
        }  # fmt: skip
        self.number = label("", "figure")
        self._timer = QTimer(self, singleShot=True, interval=SHOWN_S * 1000)
        self._timer.timeout.connect(self.reject)
        form = QFrame()
        form.setProperty("ground", "surface")
        inside = QVBoxLayout(form)
        inside.setContentsMargins(*(theme.px(20), theme.px(16)) * 2)
        inside.setSpacing(theme.px(12))
        about = tr("A reason is needed. You, the time and the reason are kept and audited; managers see it.")
        inside.addWidget(label(about, "caption", wrap=True))
        for field in self.fields.values():
            inside.addWidget(field)
        inside.addWidget(self.number)
        inside.addStretch(1)
        self.body.addWidget(form)
        self.commit = Button(
            tr("Show it for 30 seconds"),
            icon="eye-outline",
            kind="primary",
            key="Ctrl Enter",
            on_click=self._show,
        )
        self.footer.addStretch(1)
        self.footer.addWidget(Button(tr("Back"), key="Esc", on_click=self.reject))
        self.footer.addWidget(self.commit)

    def _show(self) -> None:
        errors.clear(self.fields)
        self.banner.hide()
        self.commit.set_busy(True)
        asked = self.field.key(), self.reason.key(), self.note.text()
        gateway = self._context.desk.more["customer_page"]
        self._context.run(lambda: gateway.reveal(self._customer, *asked), self._shown, self._refused)

    def _shown(self, number: str) -> None:
        self.commit.set_busy(False)
        self.commit.setEnabled(False)
        self.number.setText(number)
        self.number.setAccessibleName(number)
        self._timer.start()

    def _refused(self, error: Exception) -> None:
        self.commit.set_busy(False)
        errors.present(error, banner=self.banner, fields=self.fields)


def open_reveal_dialog(parent: Any, context: Context, argument: Any) -> None:
    """Open it for a customer's id."""
    RevealDialog(context, str(argument)).show_over(parent)
