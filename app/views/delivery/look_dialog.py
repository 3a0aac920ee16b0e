"""Note what is seen at a line of the check-list: passed, a fault with its photo, or how it was mended."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QFileDialog, QFrame, QLineEdit, QVBoxLayout

from app.domain.check_list import FAULTY
from app.errors import UserError
from app.i18n import N_, in_a_row, tr
from app.presenters.dates import read_date
from app.presenters.delivery import CheckRow, DeliveryPresenter
from app.views import errors, theme
from app.views.modal import Modal
from app.views.widgets.buttons import Button
from app.views.widgets.field import Field
from app.views.widgets.segments import Segments
from app.views.widgets.text import ElidedLabel, label, row

PICTURES = "*.jpg *.jpeg *.png *.webp"
_FRESH = {"ok": N_("Passed"), "fault": N_("Fault")}
_FAULTY = {"mended": N_("Mended"), "parts": N_("Waits for parts"), "fault": N_("Still a fault")}


class LookDialog(Modal):
    """What may be said follows from what was seen last."""

    def __init__(self, presenter: DeliveryPresenter, check: CheckRow) -> None:
        super().__init__(check.name, icon="magnify-scan", size=QSize(theme.px(520), theme.px(430)))
        self._presenter, self._check = presenter, check
        self.photos: list[str] = []
        ways = _FAULTY if check.finding in FAULTY else _FRESH
        self.finding = Segments(
            [(key, tr(name)) for key, name in ways.items()], name=tr("Seen"), current=next(iter(ways))
        )
        self.finding.chosen.connect(lambda _: self._show())
        self.note, self.due = QLineEdit(), QLineEdit()
        self.due.setPlaceholderText("2026-11-28, 11-28, +3")
        self.fields = {
            "found": Field(tr("Seen"), self.finding),
            "note": Field(tr("What is wrong, or what was done"), self.note),
            "day": Field(tr("To be mended until"), self.due, optional=True),
        }
        self._chosen = ElidedLabel("", "caption")
        self._needed = label(
            tr("A fault needs its photo: without one the check is not finished."),
            "caption",
            tone="warn",
            wrap=True,
        )
        self.take = Button(tr("Add a photo"), icon="camera-plus-outline", key="Ctrl+P", on_click=self._choose)
        self.take.setShortcut("Ctrl+P")
        self.body.addWidget(self._make_form(), 1)
        self.footer.addStretch(1)
        self.footer.addWidget(Button(tr("Cancel"), key="Esc", on_click=self.reject))
        self.commit = Button(tr("Note it"), kind="primary", key="Ctrl+Enter", on_click=self._commit)
        self.footer.addWidget(self.commit)
        self._show()

    def _make_form(self) -> QFrame:
        form = QFrame()
        form.setProperty("ground", "surface")
        inside = QVBoxLayout(form)
        inside.setContentsMargins(*(theme.px(20), theme.px(16)) * 2)
        inside.setSpacing(theme.px(12))
        inside.addWidget(
            label(tr("Must be: {demand}").format(demand=self._check.demand), "caption", wrap=True)
        )
        if self._check.fault and self._check.finding in FAULTY:
            inside.addWidget(label(self._check.fault, "strong", tone="bad", wrap=True))
        for part in self.fields.values():
            inside.addWidget(part)
        inside.addLayout(row(self.take, self._chosen))
        inside.addWidget(self._needed)
        inside.addStretch(1)
        return form

    def say(self, finding: str) -> None:
        """Choose what is seen."""
        self.finding.set_current(finding)
        self._show()

    def _show(self) -> None:
        found = self.finding.current()
        self.fields["day"].setVisible(found in FAULTY)
        shown = self.photos or (self._check.photos and not self._check.lacks_photo)
        self._needed.setVisible(found != "ok" and not shown)

    def _choose(self) -> None:
        chosen, _ = QFileDialog.getOpenFileNames(self, tr("Add a photo"), "", PICTURES)
        self.add_photos(chosen)

    def add_photos(self, files: list[str]) -> None:
        """Pictures from the camera or a folder."""
        self.photos += files
        self._chosen.setText(in_a_row(file.replace("\\", "/").rsplit("/", 1)[-1] for file in self.photos))
        self._show()

    def _commit(self) -> None:
        errors.clear(self.fields)
        found = self.finding.current()
        try:
            due: date | None = (
                read_date(self.due.text(), self._presenter.today()) if found in FAULTY else None
            )
        except UserError as error:
            self.fields["day"].set_error(error.message)
            return
        look = (self._check.line, found, self.note.text(), due)
        self._presenter.inspect(look, self.photos, self.accept, self._failed)

    def _failed(self, error: Exception) -> None:
        errors.present(error, banner=self.banner, fields=self.fields)
