"""The right side of the print and sign dialog: printer, language and copies; then the signatures."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout, QWidget

from app.domain import characters
from app.i18n import tr
from app.presenters.print_sign import OTHER, PDF_FILE, Paper, PrinterChoice, PrintSignPresenter, PrintState
from app.views import theme
from app.views.contracts.sign_pad import SignPad
from app.views.widgets.banner import Banner
from app.views.widgets.buttons import link
from app.views.widgets.choice import Choice
from app.views.widgets.edits import PasswordEdit
from app.views.widgets.field import Field
from app.views.widgets.segments import Segments
from app.views.widgets.text import icon_label, label, line, row, set_tone
from app.views.widgets.tick_box import Stepper, TickBox
from app.views.widgets.tip import tip

LANGUAGE_NAMES = (("zh_CN", "中文"), ("en", "English"))


def _heading(icon: str, words: str) -> QWidget:
    made = QWidget()
    made.setLayout(row(icon_label(icon, colour="text"), label(words, "section"), None))
    return made


class PrintForm(QFrame):
    """Where, in which language, how many."""

    def __init__(self, presenter: PrintSignPresenter) -> None:
        super().__init__()
        self._presenter = presenter
        self._listed: tuple[PrinterChoice, ...] | None = None
        self._asking = False
        self.printer = Choice(tr("Printer"))
        self.address, self.folder = QLineEdit(), QLineEdit()
        self.address.setPlaceholderText("ipp://192.168.1.20/ipp/print")
        self._address = Field(tr("Address of the printer"), self.address)
        self._folder = Field(tr("Folder"), self.folder)
        self.language = Segments(LANGUAGE_NAMES, name=tr("Contract language"))
        copies = tr("Copies: {who}")
        self.buyer = Stepper(copies.format(who=tr("Buyer")))
        self.own = Stepper(copies.format(who=tr("Dealership")), least=1)
        for stepper in (self.buyer, self.own):
            stepper.changed.connect(self._count)
        self._glyphs = Banner(tone="warn")
        self._glyphs.hide()
        self._lay_out()
        self.printer.chosen.connect(self._chosen)
        self.address.editingFinished.connect(self._addressed)
        self.folder.editingFinished.connect(lambda: presenter.choose_folder(self.folder.text()))
        self.language.chosen.connect(presenter.choose_language)

    def _lay_out(self) -> None:
        inside = QVBoxLayout(self)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(theme.px(10))
        inside.addWidget(_heading("printer-outline", tr("Print")))
        inside.addWidget(Field(tr("Printer"), self.printer))
        inside.addWidget(self._address)
        inside.addWidget(self._folder)
        words = row(label(tr("Contract language"), "label"), None, self.language)
        inside.addLayout(words)
        self._sheets = label("", "caption")
        inside.addWidget(self._make_copies())
        inside.addWidget(self._glyphs)

    def _make_copies(self) -> QWidget:
        self._copies = QWidget()
        inside = QVBoxLayout(self._copies)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(theme.px(10))
        inside.addLayout(row(label(tr("Copies"), "label"), None, self._sheets))
        buyer, own = label(tr("Buyer"), "caption"), label(tr("Dealership"), "caption")
        inside.addLayout(row(buyer, None, self.buyer))
        inside.addLayout(row(own, None, self.own))
        return self._copies

    def show_state(self, state: PrintState) -> None:
        """Choices and habits."""
        self._show_printers(state)
        self.language.set_current(state.language or LANGUAGE_NAMES[0][0])
        self._show_copies(state)
        glyphs = state.paper.missing_glyphs if state.paper else ""
        if glyphs and self._glyphs.isHidden():
            self._glyphs.say(
                tr("The font cannot print {characters}").format(characters=characters.named(glyphs)),
                tr("Write them on the paper by hand where they are missing."),
            )

    def _show_printers(self, state: PrintState) -> None:
        """The list, and the field that the choice asks for: an address, or a folder."""
        wanted, keys = state.habits.printer, [choice.key for choice in state.printers]
        if self._listed != state.printers:
            self._listed = state.printers
            choices = [(choice.key, choice.name) for choice in state.printers]
            self.printer.set_choices([*choices, (OTHER, tr("Another printer in the network …"))])
        if not wanted and not self._asking:
            self.printer.setCurrentIndex(-1)
        elif not self._asking:
            self.printer.set_key(wanted if wanted in keys else OTHER)
        other = self.printer.key() == OTHER
        self._address.setVisible(other)
        self._folder.setVisible(self.printer.key() == PDF_FILE)
        if not self.address.hasFocus():
            self.address.setText("" if wanted in keys else wanted)
        if not self.folder.hasFocus():
            self.folder.setText(state.habits.folder)

    def _show_copies(self, state: PrintState) -> None:
        self._copies.setVisible(not state.to_file)
        self.buyer.set_value(state.habits.copies_buyer)
        self.own.set_value(state.habits.copies_own)
        sheets = state.copies * len(state.pages)
        self._sheets.setText(tr("{n} sheets").format(n=sheets) if sheets else "")

    def _chosen(self, key: str) -> None:
        self._asking = key == OTHER
        if self._asking:
            self._address.show()
            self.address.setFocus()
        else:
            self._presenter.choose_printer(key)

    def settle(self) -> None:
        """What stands in a field counts, also when a key ends the entry before Enter does."""
        if self.address.isVisibleTo(self) and self.address.text():
            self._addressed()
        if self.folder.isVisibleTo(self):
            self._presenter.choose_folder(self.folder.text())

    def _addressed(self) -> None:
        self._asking = False
        self._presenter.choose_printer(self.address.text())

    def _count(self, _: int) -> None:
        self._presenter.set_copies(buyer=self.buyer.value(), own=self.own.value())


class SignForm(QFrame):
    """On paper after printing, or here with a pen; the seller may confirm with a password."""

    def __init__(self, presenter: PrintSignPresenter) -> None:
        super().__init__()
        self._presenter = presenter
        modes = (("paper", tr("On paper")), ("pad", tr("Here")))
        self.mode = Segments(modes, name=tr("Signature"))
        self.mode.chosen.connect(presenter.choose_mode)
        self.pad, self._strokes = SignPad(), False
        self.pad.signed.connect(presenter.set_strokes)
        self._buyer, self._state = label("", "caption"), label("", "caption")
        self._again = link(tr("Sign again"), self.pad.clear)
        self.password = PasswordEdit(tr("Your password"))
        hint = tr("Confirms that you sign it yourself")
        self.password_field = Field(tr("Your password"), self.password, hint=hint, optional=True)
        self.read = TickBox("")
        self.read.toggled.connect(presenter.set_read)
        self._lay_out()

    def _lay_out(self) -> None:
        inside = QVBoxLayout(self)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(theme.px(10))
        inside.addWidget(line())
        head = row(icon_label("draw-pen", colour="text"), label(tr("Sign"), "section"), None, self.mode)
        inside.addLayout(head)
        inside.addLayout(row(self._buyer, None, self._state))
        inside.addWidget(self.pad)
        inside.addLayout(row(None, self._again))
        inside.addWidget(self.password_field)
        inside.addWidget(self.read)

    def show_state(self, state: PrintState) -> None:
        """Who signs, and whether they have."""
        paper = state.paper
        open_ = paper is not None and not paper.signed and state.outcome is None
        self.setVisible(open_)
        if paper is None:
            return
        self._buyer.setText(tr("Buyer: {name}").format(name=paper.buyer))
        self.read.setText(_to_read(state, paper))
        pad = state.mode == "pad"
        self._state.setText(_signed(state))
        set_tone(self._state, "ok" if state.strokes else "")
        self.pad.setVisible(pad)
        self._again.setVisible(pad)
        self._again.setEnabled(bool(state.strokes))  # its room stays, and so does what is beneath
        self.mode.set_current(state.mode)
        self._take_back(state)
        self.password_field.setToolTip(tip(paper.agent))

    def _take_back(self, state: PrintState) -> None:
        """What was read and signed of another paper counts no more."""
        had, self._strokes = self._strokes, bool(state.strokes)
        if had and not state.strokes:
            self.pad.clear()
        if self.read.isChecked() and not state.read:
            self.read.setChecked(False)

    def focus(self) -> None:
        """Where a salesperson begins: the buyer's word that they have read it."""
        self.read.setFocus(Qt.FocusReason.OtherFocusReason)


def _to_read(state: PrintState, paper: Paper) -> str:
    """What the buyer has read, by the names that the paper has for it: 订金 of an order is no 定金."""
    if state.asked.amendment is not None:
        return tr("The buyer has read what changes")
    if not paper.put_down:
        return tr("The buyer has read the clauses on default")
    if paper.provisional:
        return tr("The buyer has read the clauses on prepayment and default")
    return tr("The buyer has read the clauses on deposit and default")


def _signed(state: PrintState) -> str:
    if state.mode == "paper":
        return tr("signs the printed copies")
    return tr("signed") if state.strokes else tr("not signed yet")
