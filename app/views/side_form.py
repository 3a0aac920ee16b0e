"""A form at the side of a page: fields, Cancel and Save, which the page's Ctrl+Enter presses; what is wrong stands
beside its field."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from app.i18n import tr
from app.views import errors, theme
from app.views.widgets.banner import Banner
from app.views.widgets.buttons import Button
from app.views.widgets.card import Card
from app.views.widgets.field import Field


class SideForm(Card):
    """Fields, Cancel and Save; what is wrong stands beside its field."""

    cancelled = Signal()

    def __init__(self, title: str, icon: str) -> None:
        super().__init__(title, icon=icon, padding=14)
        self.banner = Banner(tone="bad")
        self.banner.hide()
        self.body.addWidget(self.banner)
        self.grid = QGridLayout()
        self.grid.setHorizontalSpacing(theme.px(10))
        self.grid.setVerticalSpacing(theme.px(8))
        self.body.addLayout(self.grid)
        self.body.addStretch(1)
        self.fields: dict[str, Field] = {}
        self._taken = 0
        foot = self.footer()
        foot.setContentsMargins(*(theme.px(14), theme.px(10)) * 2)
        foot.addWidget(Button(tr("Cancel"), on_click=self.cancelled.emit), 1)
        self.save = Button(tr("Save"), kind="primary", key="Ctrl+Enter", on_click=self._save)
        foot.addWidget(self.save, 2)

    def add_field(
        self, name: str, words: str, control: QWidget, *, wide: bool = False, optional: bool = False
    ) -> None:
        """One below the other, or two in a line."""
        field = self.fields[name] = Field(words, control, optional=optional)
        row, column = divmod(self._taken + self._taken % 2 if wide else self._taken, 2)
        self.grid.addWidget(field, row, column, 1, 2 if wide else 1)
        self._taken = 2 * row + (2 if wide else column + 1)

    def focus_first(self) -> None:
        """Where typing begins."""
        next(iter(self.fields.values())).control.setFocus(Qt.FocusReason.OtherFocusReason)

    def clear_errors(self) -> None:
        """Nothing is wrong any more."""
        errors.clear(self.fields)
        self.banner.hide()

    def show_error(self, error: Exception) -> None:
        """Beside its field, or above all."""
        errors.present(error, banner=self.banner, fields=self.fields)

    def wrong(self, name: str, sentence: str) -> None:
        """Say it and put the focus there."""
        self.fields[name].set_error(sentence)
        self.fields[name].control.setFocus()

    def day(self, name: str, edit: QLineEdit, *, needed: bool) -> tuple[date | None, bool]:
        """A date as it is typed, and whether it is one."""
        text = edit.text().strip()
        try:
            if text or needed:
                return date.fromisoformat(text), True
        except ValueError:
            self.wrong(name, tr("Write the date as 2026-03-14"))
            return None, False
        return None, True

    def _save(self) -> None:
        raise NotImplementedError
