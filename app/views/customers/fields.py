"""The fields of a customer's file, for the form at the side and the dialog: person or company, numbers, paper."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from app.domain.identity import IdKind
from app.i18n import N_, tr
from app.presenters.customer_list import CustomerRow
from app.views import theme
from app.views.widgets.choice import Choice
from app.views.widgets.field import Field
from app.views.widgets.segments import Segments

KINDS = {"person": N_("Person"), "company": N_("Company")}
PAPERS = {
    IdKind.ID_CARD: N_("Identity card"), IdKind.PASSPORT: N_("Passport"),
    IdKind.RESIDENCE_PERMIT: N_("Residence permit"), IdKind.BUSINESS_LICENCE: N_("Business licence"),
}  # fmt: skip


class CustomerFields(QWidget):
    """Labels follow what is entered: a company has a credit code. Numbers that are on file are told at once."""

    numbers_entered = Signal(str, str)
    """Telephone and identity number, whenever one of them was left."""
    open_asked = Signal(str)
    """Somebody who is on file, by id."""

    def __init__(self, *, note: bool = False) -> None:
        super().__init__()
        self.kind = Segments([(key, tr(name)) for key, name in KINDS.items()], name=tr("Kind"))
        self.id_kind = Choice(tr("Paper"), [(key.value, tr(name)) for key, name in PAPERS.items()])
        names = ("name", "phone", "id_number", "address", *(("note",) if note else ()))
        self.edits = {name: QLineEdit() for name in names}
        self.fields = {
            "name": Field(tr("Name"), self.edits["name"]),
            "phone": Field(tr("Mobile phone"), self.edits["phone"]),
            "id_kind": Field(tr("Paper"), self.id_kind),
            "id_number": Field(
                tr("Identity number"), self.edits["id_number"], optional=True, hint=tr("Needed to sign a contract")
            ),
            "address": Field(tr("Address"), self.edits["address"], optional=True),
        }  # fmt: skip
        if note:
            self.fields["note"] = Field(tr("Note"), self.edits["note"], optional=True)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(theme.px(12))
        inside.addWidget(self.kind)
        for field in self.fields.values():
            inside.addWidget(field)
        self.kind.chosen.connect(self._choose_kind)
        self.id_kind.chosen.connect(lambda _: self._name_fields())
        for name in ("phone", "id_number"):
            self.edits[name].editingFinished.connect(self._tell_numbers)
        self._told = ("", "")

    def clear(self) -> None:
        """A person of whom nothing is known."""
        self.show_values({"kind": "person", "id_kind": "id_card"})

    def show_values(self, values: dict[str, str]) -> None:
        """What is on file."""
        self.kind.set_current(values.get("kind", "person"))
        self.id_kind.set_key(values.get("id_kind", "id_card"))
        for name, edit in self.edits.items():
            edit.setText(values.get(name, ""))
        self._told = (self.edits["phone"].text(), self.edits["id_number"].text())
        self._name_fields()

    def values(self) -> dict[str, str]:
        """What was entered."""
        typed = {name: edit.text() for name, edit in self.edits.items()}
        return {"kind": self.kind.current(), "id_kind": self.id_kind.key(), **typed}

    def _choose_kind(self, kind: str) -> None:
        company = kind == "company"
        licence = self.id_kind.key() == IdKind.BUSINESS_LICENCE
        if company is not licence:
            self.id_kind.set_key(IdKind.BUSINESS_LICENCE.value if company else IdKind.ID_CARD.value)
        self._name_fields()

    def _name_fields(self) -> None:
        company = self.kind.current() == "company"
        licence = self.id_kind.key() == IdKind.BUSINESS_LICENCE
        self.fields["name"].set_name(tr("Name of the company") if company else tr("Name"))
        number = tr("Unified social credit code") if licence else tr("Number of the paper")
        if self.id_kind.key() == IdKind.ID_CARD:
            number = tr("Identity number")
        self.fields["id_number"].set_name(tr("{name} (optional)").format(name=number))

    def _tell_numbers(self) -> None:
        numbers = self.edits["phone"].text().strip(), self.edits["id_number"].text().strip()
        if numbers != self._told:
            self._told = numbers
            self.numbers_entered.emit(*numbers)

    def show_known(self, known: CustomerRow | None) -> None:
        """Somebody with one of the numbers is on file: a warning that never blocks."""
        for name in ("phone", "id_number"):
            field = self.fields[name]
            if field.control.property("wrong") == "warn":
                field.set_error("")
        if known is None:
            return
        same_phone = known.phone and known.phone[-4:] == self.edits["phone"].text().strip()[-4:]
        field = self.fields["phone" if same_phone else "id_number"]
        field.set_error(tr("{name} is on file with this number.").format(name=known.name), warn=True)
        field.offer_fix(tr("Open that one"), lambda: self.open_asked.emit(known.id))
