"""Hand a car over: what is read off it, what goes with it, and both signatures."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout

from app.domain.handover_sheet import Readings
from app.errors import UserError
from app.i18n import N_, tr
from app.presenters.delivery import DeliveryCase, DeliveryPresenter
from app.presenters.signature_pad import PadPresenter
from app.views import errors, theme
from app.views.contracts.sign_pad import SignPad, tell
from app.views.modal import Modal
from app.views.widgets.buttons import Button, link
from app.views.widgets.card import FactList
from app.views.widgets.field import Field
from app.views.widgets.scroll import scrolling
from app.views.widgets.text import label, row
from app.views.widgets.tick_box import Stepper, TickBox


class HandoverDialog(Modal):
    """The car on the left, the pens on the right. Without a pad both sign on the printed sheet."""

    def __init__(self, presenter: DeliveryPresenter, case: DeliveryCase) -> None:
        title = tr("Hand over {no}").format(no=case.no)
        super().__init__(title, icon="key-variant", size=QSize(theme.px(860), theme.px(620)))
        self._presenter, self._case = presenter, case
        self.km, self.charge, self.place = QLineEdit(), QLineEdit(), QLineEdit()
        self.keys = Stepper(tr("Keys"), least=1)
        keys = next((mark for kind, mark in case.marks.items() if kind == "keys"), None)
        self.keys.set_value(int(keys.details.get("count", 2)) if keys else 2)
        self.on_paper = TickBox(tr("Both sign on the printed sheet"))
        self.on_paper.toggled.connect(self._show)
        self.pads = {"buyer": SignPad(), "seller": SignPad()}
        self.pads["seller"].setAccessibleName(tr("The consultant signs here"))
        self.turns = {side: link(tr("On the signature pad"), partial(self._turn, side)) for side in self.pads}
        self._pad: PadPresenter | None = None
        self.fields = {
            "km": Field(tr("Kilometres"), self.km),
            "charge": Field(tr("Charge or fuel (%)"), self.charge, optional=True),
            "keys": Field(tr("Keys"), self.keys),
            "place": Field(tr("Place of the handover"), self.place, optional=True),
        }
        self.body.addWidget(scrolling(self._make_left(), only_down=True), 1)
        self.body.addWidget(self._make_right(), 1)
        self._why = label("", "caption")
        self.footer.addWidget(self._why)
        self.footer.addStretch(1)
        self.footer.addWidget(Button(tr("Cancel"), key="Esc", on_click=self.reject))
        self.commit = Button(
            tr("Hand over and print"),
            icon="key-variant",
            kind="primary",
            key="Ctrl+Enter",
            on_click=self._commit,
        )
        self.footer.addWidget(self.commit)
        for pad in self.pads.values():
            pad.signed.connect(lambda _: self._show())
        self._show()

    def _make_left(self) -> QFrame:
        form, inside = _column()
        facts = [(tr("Buyer"), self._case.buyer), (tr("Car"), self._case.model), (tr("VIN"), self._case.vin)]
        follows = [line for line in self._case.lines if line.follows]
        inside.addWidget(FactList(facts, spacing=8))
        for line in follows:
            text = tr("Follows: {what}").format(what=f"{line.name}: {line.reason}")
            inside.addWidget(label(text, "caption", tone="warn", wrap=True))
        across = row(self.fields["km"], self.fields["charge"], self.fields["keys"], spacing=12)
        inside.addLayout(across)
        inside.addWidget(self.fields["place"])
        inside.addStretch(1)
        return form

    def _make_right(self) -> QFrame:
        form, inside = _column()
        heads = {
            "buyer": N_("The buyer has looked at the car and takes it over"),
            "seller": N_("The consultant hands it over"),
        }
        for side, pad in self.pads.items():
            self.turns[side].hide()
            links = (self.turns[side], link(tr("Clear"), pad.clear))
            inside.addLayout(row(label(tr(heads[side]), "label"), None, *links))
            inside.addWidget(pad)
        inside.addWidget(self.on_paper)
        note = tr("The sheet goes to where papers were printed last, or into a file.")
        inside.addWidget(label(note, "caption", wrap=True))
        inside.addStretch(1)
        return form

    def listen(self, pad: PadPresenter) -> None:
        """Both may sign on this pad, one after the other: the buyer first."""
        self._pad = pad
        for field in self.pads.values():
            tell(field, self.banner)
            field.pad_told.connect(lambda _: self._show_turns())
        self._turn("buyer")

    def _turn(self, side: str) -> None:
        for field in self.pads.values():
            field.listen(None)
        self.pads[side].listen(self._pad)
        self._show_turns()

    def _show_turns(self) -> None:
        here = self._pad is not None and self._pad.state.here and not self.on_paper.isChecked()
        for side, field in self.pads.items():
            self.turns[side].setVisible(here and not field.listens)

    def _show(self) -> None:
        self._show_turns()
        on_paper = self.on_paper.isChecked()
        signed = on_paper or all(pad.strokes() for pad in self.pads.values())
        for pad in self.pads.values():
            pad.setEnabled(not on_paper)
        self._why.setText("" if signed else tr("Both sign first, or on paper."))
        if self.commit is not None:
            self.commit.setEnabled(signed)

    def readings(self) -> Readings:
        """What was typed; a refusal where it is no number."""
        km, charge = _number(self.km, "km"), _number(self.charge, "charge", optional=True)
        today = self._presenter.today()
        return Readings(today, km or 0, charge, self.keys.value(), self.place.text().strip())

    def _commit(self) -> None:
        errors.clear(self.fields)
        try:
            read = self.readings()
        except UserError as error:
            self._failed(error)
            return
        strokes = None
        if not self.on_paper.isChecked():
            strokes = {side: pad.strokes() for side, pad in self.pads.items()}
        self._presenter.hand_over(read, strokes, self.accept, self._failed)

    def _failed(self, error: Exception) -> None:
        errors.present(error, banner=self.banner, fields=self.fields)


def _column() -> tuple[QFrame, QVBoxLayout]:
    form = QFrame()
    form.setProperty("ground", "surface")
    inside = QVBoxLayout(form)
    inside.setContentsMargins(*(theme.px(20), theme.px(16)) * 2)
    inside.setSpacing(theme.px(12))
    return form, inside


def _number(edit: QLineEdit, field: str, *, optional: bool = False) -> int | None:
    text = edit.text().strip().replace(",", "")
    if not text and optional:
        return None
    if not text.isdecimal():
        raise UserError("number_wrong", N_("Write a whole number."), field=field)
    return int(text)
