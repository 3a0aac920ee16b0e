"""Devices of this terminal: where receipts come out, where identity cards are read, where buyers sign."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout, QWidget

from app.i18n import N_, tr
from app.presenters.devices import TEXTS, WIDTHS, DevicesPresenter, DevicesState, RollPrinter
from app.views import errors, theme
from app.views.context import Context
from app.views.modal import Modal
from app.views.widgets.buttons import Button
from app.views.widgets.choice import Choice
from app.views.widgets.field import Field
from app.views.widgets.scroll import scrolling
from app.views.widgets.text import label, row
from app.views.widgets.tick_box import TickBox


class DevicesDialog(Modal):
    """Without an address, receipts are printed like other papers."""

    def __init__(self, presenter: DevicesPresenter) -> None:
        super().__init__(tr("Devices"), icon="printer-pos-outline", size=QSize(theme.px(590), theme.px(650)))
        self._presenter = presenter
        self._loaded = False
        self.address = QLineEdit()
        self.address.setAccessibleName(tr("Receipt printer"))
        self.address.setPlaceholderText("192.168.1.50")
        self.width_of = Choice(tr("Paper width"), [(str(width), tr(name)) for width, name in WIDTHS.items()])
        self.text = Choice(tr("Text"), [(key, tr(name)) for key, name in TEXTS.items()])
        self.drawer = TickBox(tr("A cash drawer hangs on it: open it for cash"))
        self.reader = QLineEdit()
        self.reader.setAccessibleName(tr("ID card reader"))
        self.reader.setPlaceholderText("192.168.1.60:10000")
        self.pad = QLineEdit()
        self.pad.setAccessibleName(tr("Signature pad"))
        self.pad.setPlaceholderText("usb")
        self.fields = {
            "address": Field(tr("Receipt printer: its name or number in the network"), self.address),
            "reader": Field(tr("ID card reader: its name or number in the network"), self.reader),
            "pad": Field(tr("Signature pad: usb, or its name or number in the network"), self.pad),
        }
        self._lay_out()
        presenter.attach(self)
        presenter.load()
        self.address.setFocus()

    def _lay_out(self) -> None:
        form = QFrame()
        form.setProperty("ground", "surface")
        inside = QVBoxLayout(form)
        inside.setContentsMargins(*(theme.px(20), theme.px(14)) * 2)
        inside.setSpacing(theme.px(10))
        told = tr("Receipts come out there instead of on A5. Leave it empty if this desk has none.")
        inside.addWidget(label(told, "fact", wrap=True))
        inside.addWidget(self.fields["address"])
        choices = row(Field(tr("Paper width"), self.width_of), Field(tr("Text"), self.text), spacing=12)
        choices.setStretch(1, 1)
        inside.addLayout(choices)
        hint = tr("If Chinese letters or ¥ come out wrong, choose another way to send the text.")
        inside.addWidget(label(hint, "caption", wrap=True))
        inside.addWidget(self.drawer)
        inside.addWidget(self.fields["reader"])
        read = tr("Shift+F4 at the deal desk reads a card into the customer's form.")
        inside.addWidget(label(read, "caption", wrap=True))
        inside.addWidget(self.fields["pad"])
        pads = tr(
            "ePadLink ePad. Where the system makes a pen of a pad, leave this empty: it draws by itself."
        )
        inside.addWidget(label(pads, "caption", wrap=True))
        inside.addStretch(1)
        self.body.addWidget(scrolling(form, only_down=True))
        self.try_out = Button(tr("Print a test"), icon="printer-outline", on_click=self._try)
        self.footer.addWidget(self.try_out)
        self.footer.addStretch(1)
        self.footer.addWidget(Button(tr("Back"), key="Esc", on_click=self.reject))
        self.commit = Button(tr("Keep"), kind="primary", key="Ctrl+Enter", on_click=self._keep)
        self.footer.addWidget(self.commit)

    def entered(self) -> RollPrinter:
        """What the fields say."""
        return RollPrinter(
            self.address.text().strip(), int(self.width_of.key()), self.text.key(), self.drawer.isChecked()
        )

    def show_state(self, state: DevicesState) -> None:
        """What was chosen before; busy while it prints; closed when it is kept."""
        if state.done:
            self.accept()
            return
        if state.loaded and not self._loaded:
            self._loaded = True
            self.address.setText(state.printer.address.removeprefix("escpos://"))
            self.reader.setText(state.reader)
            self.pad.setText(state.pad)
            self.width_of.set_key(str(state.printer.width))
            self.text.set_key(state.printer.text)
            self.drawer.setChecked(state.printer.drawer)
        if self.commit is not None:
            self.commit.set_busy(state.busy)
            self.try_out.set_busy(state.busy)
        if state.tried:
            self.banner.say(tr("The test was sent. Can you read everything on it?"), tone="ok")

    def show_error(self, error: Exception) -> None:
        """Beside the address; what the printer says as a banner."""
        errors.present(error, banner=self.banner, fields=self.fields)

    def _try(self) -> None:
        self._clear()
        if not self.address.text().strip():
            self.fields["address"].set_missing()
            self.address.setFocus()
            return
        self._presenter.try_out(self.entered())

    def _keep(self) -> None:
        self._clear()
        self._presenter.keep(self.entered(), self.reader.text(), self.pad.text())

    def _clear(self) -> None:
        self.banner.hide()
        errors.clear(self.fields)


def open_devices_dialog(parent: QWidget, context: Context, argument: object) -> None:
    """Open it; `argument` is called with a sentence when something was kept."""
    presenter = DevicesPresenter(context.run_io, context.desk.more["devices"])
    dialog = DevicesDialog(presenter)
    if callable(argument):
        dialog.accepted.connect(lambda: argument(tr(_said(presenter.state.printer))))
    dialog.show_over(parent)


def _said(printer: RollPrinter) -> str:
    return N_("Receipts come out of the receipt printer") if printer.address else N_("The devices are kept")
