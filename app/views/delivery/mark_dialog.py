"""Note what turns an item of the gate green: a number, a day, an amount, papers, keys, a fitting."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout, QWidget

from app.domain.check_list import paper_names
from app.domain.delivery import NAMES, Mark, MarkKind, MarkState
from app.errors import UserError
from app.i18n import N_, tr
from app.presenters.dates import read_date
from app.presenters.delivery import DeliveryCase, DeliveryPresenter
from app.views import errors, theme
from app.views.modal import Modal
from app.views.widgets.buttons import Button
from app.views.widgets.choice import Choice
from app.views.widgets.field import Field
from app.views.widgets.money_edit import MoneyEdit
from app.views.widgets.text import label
from app.views.widgets.tick_box import Stepper, TickBox

_K = MarkKind
_REFERENCES = {
    _K.INVOICE: N_("Invoice number"), _K.INSURANCE: N_("Policy number"), _K.TAX: N_("Number of the tax receipt"),
    _K.PLATES: N_("Plate"), _K.KEYS: N_("Where they hang"),
    _K.FITTING: N_("Who fits it"), _K.APPOINTMENT: N_("Time"),
}  # fmt: skip
_DAYS = {
    _K.INSURANCE: N_("In force from"), _K.PLATES: N_("Valid until, if temporary"), _K.FITTING: N_("Day"),
    _K.APPOINTMENT: N_("Day of the handover"),
}  # fmt: skip
_CAN_BE_SPARED = (_K.TAX, _K.PLATES)
_FITTINGS = {
    MarkState.DONE: N_("Fitted"), MarkState.BOOKED: N_("Booked"), MarkState.LATER: N_("After the handover"),
    MarkState.NOT_NEEDED: N_("Nothing to fit"),
}  # fmt: skip


_TALL, _LOW = 460, 340


class MarkDialog(Modal):
    """One form for each kind of mark; only what it needs is on it."""

    def __init__(self, presenter: DeliveryPresenter, kind: MarkKind, case: DeliveryCase) -> None:
        title, height = f"{tr(NAMES[kind])} · {case.no}", _TALL if kind in (_K.PAPERS, _K.FITTING) else _LOW
        super().__init__(title, icon="clipboard-edit-outline", size=QSize(theme.px(460), theme.px(height)))
        self._presenter, self.kind, self._case = presenter, kind, case
        self._before = case.marks.get(kind)
        self.fields: dict[str, Field] = {}
        form = QFrame()
        form.setProperty("ground", "surface")
        self._form = QVBoxLayout(form)
        self._form.setContentsMargins(*(theme.px(20), theme.px(16)) * 2)
        self._form.setSpacing(theme.px(12))
        self._make_fields()
        self._form.addStretch(1)
        self.body.addWidget(form, 1)
        self.footer.addStretch(1)
        self.footer.addWidget(Button(tr("Cancel"), key="Esc", on_click=self.reject))
        self.commit = Button(tr("Note it"), kind="primary", key="Ctrl+Enter", on_click=self._commit)
        self.footer.addWidget(self.commit)

    def _make_fields(self) -> None:
        kind, before = self.kind, self._before
        self.line, self.state = Choice(tr("Accessory")), Choice(tr("State"))
        self.reference, self.day = QLineEdit(), QLineEdit()
        self.amount, self.spared = MoneyEdit(tr("Amount (¥)")), TickBox(tr("Not needed, because"))
        self.keys = Stepper(tr("Keys"), least=1)
        self.papers = {key: TickBox(name[:1].upper() + name[1:]) for key, name in paper_names().items()}
        if kind is _K.FITTING:
            self._add("line", tr("Accessory"), self.line)
            self._add("state", tr("State"), self.state)
            self.line.set_choices([(fitting.id, fitting.name) for fitting in self._case.fittings])
            self.state.set_choices([(state.value, tr(name)) for state, name in _FITTINGS.items()])
            self._choose_open_fitting()
        if kind is _K.PAPERS:
            there = before.details.get("there", []) if before else []
            for key, tick in self.papers.items():
                tick.setChecked(key in there)
                self._form.addWidget(tick)
        if kind is _K.KEYS:
            self._add("keys", tr("Keys"), self.keys)
            self.keys.set_value(int(before.details.get("count", 2)) if before else 2)
        if kind is _K.INVOICE:
            self._add("amount", tr("Amount (¥)"), self.amount)
            self.amount.set_amount(before.amount if before else None)
        if kind in _CAN_BE_SPARED:
            self._form.addWidget(self.spared)
        if kind in _REFERENCES:
            self._add("reference", tr(_REFERENCES[kind]), self.reference)
            self.reference.setText(before.reference if before else "")
        if kind in _DAYS:
            self._add("day", tr(_DAYS[kind]), self.day)
            self.day.setPlaceholderText("2026-11-28, 11-28, +3")
            self.day.setText(before.day.isoformat() if before and before.day else "")

    def _choose_open_fitting(self) -> None:
        """The first that nobody has said anything about, or that is booked."""
        for fitting in self._case.fittings:
            if fitting.mark is None or fitting.mark.state in (MarkState.OPEN, MarkState.BOOKED):
                self.line.set_key(fitting.id)
                return

    def _add(self, key: str, name: str, control: QWidget) -> None:
        self.fields[key] = Field(name, control)
        self._form.addWidget(self.fields[key])

    def mark(self) -> Mark:
        """What was typed; a refusal where it cannot be read."""
        today = self._presenter.today()
        state = MarkState.NOT_NEEDED if self.spared.isChecked() else MarkState.DONE
        if self.kind is _K.FITTING:
            state = MarkState(self.state.key())
        try:
            day = read_date(self.day.text(), today)
        except UserError as error:
            raise UserError(error.code, error.text, field="day", **error.values) from error
        details: dict[str, object] = {}
        if self.kind is _K.PAPERS:
            details["there"] = [key for key, tick in self.papers.items() if tick.isChecked()]
        if self.kind is _K.KEYS:
            details["count"] = self.keys.value()
        line = self.line.key() if self.kind is _K.FITTING else None
        return Mark(self.kind, state, self.reference.text(), day, self.amount.amount(), details, line)

    def _commit(self) -> None:
        errors.clear(self.fields)
        if not self.amount.take():
            return
        try:
            mark = self.mark()
        except UserError as error:
            self._failed(error)
            return
        self._presenter.mark(mark, self.accept, self._failed)

    def _failed(self, error: Exception) -> None:
        errors.present(error, banner=self.banner, fields=self.fields)


class ReleaseDialog(Modal):
    """A manager lets something follow: what it is, and why it may."""

    def __init__(self, presenter: DeliveryPresenter, case: DeliveryCase) -> None:
        super().__init__(
            tr("Release {no}").format(no=case.no), icon="lock-open-variant-outline", colour="warn",
            size=QSize(theme.px(520), theme.px(400)),
        )  # fmt: skip
        self._presenter = presenter
        form = QFrame()
        form.setProperty("ground", "surface")
        inside = QVBoxLayout(form)
        inside.setContentsMargins(*(theme.px(20), theme.px(16)) * 2)
        inside.setSpacing(theme.px(12))
        inside.addWidget(label(tr("This follows after the handover, and stands on the sheet:"), wrap=True))
        for line in case.blocking:
            inside.addWidget(label(f"{line.name}: {line.reason}", "strong", tone="warn", wrap=True))
        self.reason = QLineEdit()
        self.fields = {"reason": Field(tr("Why it may follow"), self.reason)}
        inside.addWidget(self.fields["reason"])
        inside.addStretch(1)
        self.body.addWidget(form, 1)
        self.footer.addStretch(1)
        self.footer.addWidget(Button(tr("Cancel"), key="Esc", on_click=self.reject))
        self.commit = Button(
            tr("Release, the rest follows"), kind="primary", key="Ctrl+Enter", on_click=self._commit
        )
        self.footer.addWidget(self.commit)

    def _commit(self) -> None:
        errors.clear(self.fields)
        self._presenter.release(self.reason.text(), self.accept, self._failed)

    def _failed(self, error: Exception) -> None:
        errors.present(error, banner=self.banner, fields=self.fields)
