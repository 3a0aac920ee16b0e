"""Print and sign: leave with a signed paper. Ctrl+Enter or F10 commits; Esc goes back with nothing lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from app.i18n import N_, plural, tr
from app.presenters.print_sign import NOT_PRINTED, PrintAsked, PrintSignPresenter, PrintState
from app.presenters.signature_pad import PadPresenter
from app.views import errors, theme
from app.views.context import Context
from app.views.contracts.print_form import PrintForm, SignForm
from app.views.contracts.print_pages import PagesView
from app.views.contracts.sign_pad import tell
from app.views.deals.chain import EnterChain
from app.views.modal import Modal
from app.views.widgets.buttons import Button
from app.views.widgets.scroll import follow_focus
from app.views.widgets.text import IconBadge, badge, icon_label, label, row, set_tone
from app.views.widgets.toast import said_over

SIDE, NARROW_SIDE = 416, 330
START_AFTER_MS = 60
_MODIFIERS = (Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Meta)


class PrintDialog(Modal):
    """Pages at the left, what to do at the right."""

    def __init__(self, presenter: PrintSignPresenter, said: Callable[[str, str], object]) -> None:
        asked = presenter.state.asked
        title = _title(asked).format(no=asked.no)
        super().__init__(title, icon="file-certificate-outline", size=QSize(theme.px(1320), theme.px(840)))
        self._presenter, self._said = presenter, said
        self._begun = False
        self.count_key: Callable[[], object] | None = None
        self._first = badge("")
        self._kind = IconBadge("timer-sand", tr("PROVISIONAL ORDER"), "warn")
        self.header.insertWidget(self.header.count() - 2, self._kind)
        self.header.insertWidget(self.header.count() - 2, self._first)
        self.pages = PagesView(presenter)
        self.pages.fitted.connect(presenter.fit)
        self.form, self.sign = PrintForm(presenter), SignForm(presenter)
        self.body.addWidget(self.pages, 1)
        self.body.addWidget(self._make_side())
        self._fields = {"password": self.sign.password_field}
        self._make_buttons()
        for key in ("F10",):
            self._add_key(key, self._commit)
        self._add_key("PgDown", lambda: self.pages.turn(1))
        self._add_key("PgUp", lambda: self.pages.turn(-1))
        self._chain = EnterChain([self.sign.password, self.sign.read], then=self.commit_focus)
        presenter.attach(self)

    def _make_side(self) -> QFrame:
        side = QFrame()
        self._side = side
        side.setFixedWidth(theme.px(SIDE))
        content = QFrame()
        content.setProperty("ground", "surface")
        inside = QVBoxLayout(content)
        inside.setContentsMargins(*(theme.px(18), theme.px(14)) * 2)
        inside.setSpacing(theme.px(14))
        inside.addWidget(self.form)
        inside.addWidget(self.sign)
        inside.addStretch(1)
        area = QScrollArea()
        area.setWidget(content)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        follow_focus(area)
        outside = QVBoxLayout(side)
        outside.setContentsMargins(0, 0, 0, 0)
        outside.setSpacing(0)
        outside.addWidget(area, 1)
        outside.addWidget(self._make_safe())
        return side

    def _make_safe(self) -> QFrame:
        frame = QFrame()
        frame.setProperty("ground", "surface2")
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(*(theme.px(18), theme.px(10)) * 2)
        inside.setSpacing(theme.px(2))
        self._safe_title, self._safe = label("", "strong"), label("", "caption", wrap=True)
        inside.addLayout(row(icon_label("shield-check-outline", colour="ok"), self._safe_title, None))
        inside.addWidget(self._safe)
        return frame

    def _make_buttons(self) -> None:
        self._why = label("", "caption", wrap=True)
        self.footer.addWidget(self._why, 1)
        self.later = Button(tr("Print later"), on_click=self._presenter.print_later)
        self.cancel = Button(tr("Cancel"), key="Esc", on_click=self.reject)
        self.commit = Button("", icon="printer-check", kind="primary", key="F10", on_click=self._commit)
        for button in (self.later, self.cancel, self.commit):
            self.footer.addWidget(button)

    def _add_key(self, key: str, act: Callable[[], object]) -> None:
        action = QAction(self)
        action.setShortcut(QKeySequence(key))
        action.triggered.connect(self._count)
        action.triggered.connect(lambda: act())
        self.addAction(action)

    def set_narrow(self, narrow: bool) -> None:
        self.pages.thumbs.setHidden(narrow)
        self._side.setFixedWidth(theme.px(NARROW_SIDE if narrow else SIDE))

    def listen(self, pad: PadPresenter) -> None:
        """The buyer may sign on this pad, once they sign here."""
        tell(self.sign.pad, self.banner)
        self.sign.pad.listen(pad)

    # ------------------------------------------------------------ keys for the stopwatch

    def watch_keys(self) -> None:
        """Keys count here too; the desk's stopwatch runs on."""
        handle = self.windowHandle()
        if handle is not None:
            handle.installEventFilter(self)

    def _count(self) -> None:
        if self.count_key is not None:
            self.count_key()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        pressed = event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent)
        if pressed and event.key() not in _MODIFIERS and not event.isAutoRepeat():  # type: ignore[attr-defined]
            self._count()
        return False

    # ------------------------------------------------------------ verbs

    def commit_focus(self) -> None:
        """After the last field: the button."""
        if self.commit is not None:
            self.commit.setFocus()

    def _commit(self) -> None:
        errors.clear(self._fields)
        self.banner.hide()
        self.form.settle()
        self._presenter.commit(self.sign.password.text())

    def reject(self) -> None:
        """Esc: what was signed stays signed, and can be printed from the list of contracts."""
        if self._presenter.state.busy:
            return
        super().reject()

    # ------------------------------------------------------------ state

    def show_state(self, state: PrintState) -> None:
        """Pages, choices, and what the button does now."""
        self.pages.show_state(state)
        self.form.show_state(state)
        self.sign.show_state(state)
        self._show_head(state)
        self._show_buttons(state)
        if state.paper is not None and not self._begun:
            self._begun = True
            self._begin()
        if state.finished:
            self._finish(state)

    def _begin(self) -> None:
        """The paper is here: the buyer's word first; of a reprint there is nothing to ask."""
        state = self._presenter.state
        if len(state.printers) > 1 and not state.habits.printer:
            self.form.printer.setFocus()
        elif not self.sign.isHidden():
            self.sign.focus()
        else:
            self.commit_focus()

    def _show_head(self, state: PrintState) -> None:
        paper = state.paper
        self._kind.setVisible(paper is not None and paper.provisional)
        copy_no = paper.copy_no if paper else 0
        self._first.setText(tr("Copy {n}").format(n=copy_no) if copy_no else tr("First print"))
        self._safe_title.setText(_safe_title(state))
        if state.outcome is not None:
            text = (
                tr("The paper and its receipt are on this terminal; they go up by themselves.")
                if state.outcome.receipt_no
                else tr("The paper is on this terminal; it goes up by itself. No money was taken.")
            )
        else:
            text = tr("On screen the identity number shows its last four characters; on paper it is whole.")
        self._safe.setText(text)

    def _show_buttons(self, state: PrintState) -> None:
        commit, why = self.commit, self._presenter.why_not
        if commit is None:
            return
        commit.setText(_commit_words(state))
        commit.set_busy(bool(state.busy))
        commit.setEnabled(not why)
        words = {"sign": tr("Signing …"), "print": tr("Printing …")}.get(state.busy, why)
        self._why.setText(words)
        set_tone(self._why, "" if state.busy or not why else "warn")
        self.later.setVisible(state.outcome is not None and not state.busy)
        self.cancel.setVisible(state.outcome is None)

    def _finish(self, state: PrintState) -> None:
        outcome = state.outcome
        if outcome is None or not self.isVisible():
            return
        words = tr("{no} is signed") if outcome.confirmed else tr("Order {no} is taken")
        if state.paper is not None and state.paper.signed:  # before: nobody did anything but print
            words = tr("The paper of {no}")
        receipt = tr("receipt {no}").format(no=outcome.receipt_no) if outcome.receipt_no else ""
        folder = state.habits.folder
        where = tr("saved to {file}").format(file=folder) if state.saved_to else tr("printed")
        printed = where if state.printed else tr("to be printed later")
        self._said(
            words.format(no=outcome.contract_no), " · ".join(part for part in (receipt, printed) if part)
        )
        self._presenter.detach(self)
        self.accept()

    def show_error(self, error: Exception) -> None:
        """Beside the password, or above the pages; after the commit first that the work is safe."""
        outcome = self._presenter.state.outcome
        if outcome is not None:
            message = getattr(error, "message", None)
            if message is None:
                errors.present(error, banner=self.banner)
                return
            self.banner.say(message, tr(NOT_PRINTED).format(no=outcome.contract_no), tone="bad")
            return
        errors.present(error, banner=self.banner, fields=self._fields)
        if self._presenter.why_not:
            self._begin()  # to what the button waits for


def _safe_title(state: PrintState) -> str:
    """What is certain of it: an order is taken without a network and is no contract yet."""
    if state.outcome is not None:
        return tr("Signed and saved") if state.outcome.confirmed else tr("Taken and saved")
    if state.paper is not None and state.paper.provisional:
        return tr("An order: the centre confirms the car")
    return tr("Valid without a network too")


def _commit_words(state: PrintState) -> str:
    signed = state.paper is not None and state.paper.signed
    if state.outcome is not None:
        return tr("Save again") if state.to_file else tr("Print again")
    if state.to_file:
        return tr("Save as PDF") if signed else tr("Sign and save as PDF")
    if signed:
        return plural(state.copies, N_("Print {n} copy"), N_("Print {n} copies"))
    return plural(state.copies, N_("Sign and print {n} copy"), N_("Sign and print {n} copies"))


def _title(asked: PrintAsked) -> str:
    if asked.notice:
        return tr("Print · car for contract {no}")
    if asked.amendment or asked.addendum:
        return tr("Print and sign · amendment to {no}")
    return tr("Print and sign · contract {no}")


def open_print_dialog(parent: QWidget, context: Context, argument: Any) -> None:
    """Open it for a contract's number, or for what the desk asks."""
    fields: dict[str, Any] = dict(argument) if isinstance(argument, dict) else {"no": str(argument)}
    count_key = fields.pop("count_key", None)
    asked = PrintAsked(**fields)
    addendum = bool(asked.amendment or asked.addendum)
    gateway = context.desk.more["notices" if asked.notice else "addenda" if addendum else "papers"]
    presenter = PrintSignPresenter(context.run, context.run_io, gateway, asked)
    dialog = PrintDialog(presenter, said_over(parent))
    dialog.count_key = count_key
    dialog.listen(PadPresenter(context.run_aside, context.desk.more["devices"]))

    def show() -> None:
        dialog.show_over(parent)
        dialog.watch_keys()
        QTimer.singleShot(START_AFTER_MS, presenter.start)  # the paper is not made while the screen paints

    QTimer.singleShot(0, show)  # apart from making it: two short pauses instead of one long
