"""A new customer: name and telephone; the rest may follow. The same person is recognised by the number."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.i18n import tr
from app.presenters.customer_list import is_known
from app.views import errors, theme
from app.views.customers.fields import CustomerFields
from app.views.widgets.banner import Banner
from app.views.widgets.buttons import Button
from app.views.widgets.card import Card
from app.views.widgets.scroll import scrolling


class CustomerForm(Card):
    """Emits what was entered; errors come back beside the fields."""

    save_asked = Signal(dict)
    again_asked = Signal(dict)
    """The same, although somebody of that number is on file."""
    cancelled = Signal()

    def __init__(self) -> None:
        super().__init__(tr("New customer"), icon="account-plus-outline", padding=0)
        self.inputs = CustomerFields()
        self.edits, self.fields = self.inputs.edits, self.inputs.fields
        self.banner = Banner(tone="bad")
        self.banner.hide()
        content = QWidget()
        content.setProperty("ground", "surface")
        inside = QVBoxLayout(content)
        inside.setContentsMargins(*(theme.px(14),) * 4)
        inside.setSpacing(theme.px(12))
        inside.addWidget(self.banner)
        inside.addWidget(self.inputs)
        inside.addStretch(1)
        self.body.addWidget(scrolling(content, only_down=True))
        foot = self.footer()
        foot.addWidget(Button(tr("Back"), key="Esc", on_click=self.cancelled.emit), 1)
        self.save = Button(tr("Save customer"), kind="primary", on_click=self._save)
        foot.addWidget(self.save, 2)
        order: list[QWidget] = [*self.edits.values()]
        for edit, after in zip(self.edits.values(), [*order[1:], self.save], strict=True):
            edit.returnPressed.connect(after.setFocus)

    def start(self) -> None:
        """Empty the form and begin."""
        self.inputs.clear()
        errors.clear(self.fields)
        self.banner.hide()
        self.edits["name"].setFocus()

    def _save(self) -> None:
        errors.clear(self.fields)
        self.banner.hide()
        for name in ("name", "phone"):
            if not self.edits[name].text().strip():
                self.fields[name].set_missing()
                self.edits[name].setFocus()
                return
        self.save_asked.emit(self.inputs.values())

    def show_error(self, error: Exception) -> None:
        """Beside the field, or above the form."""
        errors.present(error, banner=self.banner, fields=self.fields)
        if is_known(error):
            add = tr("Add all the same")
            self.fields[str(error.field)].offer_fix(add, lambda: self.again_asked.emit(self.inputs.values()))

    def stops(self) -> tuple[QWidget, ...]:
        """For the tab key, in order."""
        name, phone, *rest = self.edits.values()
        return (self.inputs.kind, name, phone, self.inputs.id_kind, *rest, self.save)
