"""Amend a signed contract: what is to change at the left, what comes of it at the right. F10 goes on to sign it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout, QWidget

from app.domain.money import format_amount
from app.i18n import tr
from app.presenters.amending import AmendPresenter, AmendState, Signed
from app.views import errors, navigation, theme
from app.views.context import Context
from app.views.contracts.amend_parts import AddOnForm, ApprovalForm, LinesForm
from app.views.contracts.change_table import ChangeTable
from app.views.modal import Modal
from app.views.widgets.buttons import Button
from app.views.widgets.card import Card
from app.views.widgets.field import Field
from app.views.widgets.scroll import scrolling
from app.views.widgets.state_panel import StatePanel
from app.views.widgets.text import badge, label, row, set_tone

SIDE, TRY_AFTER_MS = 400, 400


class AmendDialog(Modal):
    """Each field that is left is tried at once: the right side always shows what would be signed."""

    def __init__(self, presenter: AmendPresenter) -> None:
        title = tr("Amend contract {no}").format(no=presenter.state.no)
        super().__init__(title, icon="file-sign", size=QSize(theme.px(1180), theme.px(780)))
        self._presenter = presenter
        self._filled = False
        self._next = badge("")
        self.header.insertWidget(self.header.count() - 2, self._next)
        self.edits = {name: QLineEdit() for name in ("price", "delivery_date", "delivery_place", "terms")}
        self.edits |= {name: QLineEdit() for name in ("buyer.phone", "buyer.address")}
        self.fields = {
            "price": Field(tr("Price"), self.edits["price"]),
            "delivery_date": Field(tr("Handover date"), self.edits["delivery_date"]),
            "delivery_place": Field(tr("Place of handover"), self.edits["delivery_place"]),
            "terms": Field(tr("Further terms"), self.edits["terms"]),
            "buyer.phone": Field(tr("Mobile phone"), self.edits["buyer.phone"]),
            "buyer.address": Field(tr("Address"), self.edits["buyer.address"]),
        }
        self.edits["delivery_date"].setPlaceholderText("2026-11-28, 11-28, +3")
        # Soon after the last key: a button that waits for a change cannot be clicked to leave the field.
        self._pause = QTimer(self, singleShot=True, interval=TRY_AFTER_MS)
        self._pause.timeout.connect(self._try_typed)
        for edit in self.edits.values():
            edit.textEdited.connect(lambda _: self._pause.start())
            edit.editingFinished.connect(self._try_typed)
        self.add_on, self.lines = AddOnForm(presenter), LinesForm(presenter)
        self.approval = ApprovalForm(presenter)
        self.table = ChangeTable()
        self._states = StatePanel(self.table)
        self.body.addWidget(self._make_side())
        self.body.addWidget(self._make_changes(), 1)
        self._make_buttons()
        presenter.attach(self)

    def _make_side(self) -> QWidget:
        content = QFrame()
        content.setProperty("ground", "surface")
        inside = QVBoxLayout(content)
        inside.setContentsMargins(*(theme.px(18), theme.px(14)) * 2)
        inside.setSpacing(theme.px(12))
        inside.addWidget(self.approval)
        inside.addLayout(row(self.fields["price"], self.fields["delivery_date"], spacing=12))
        inside.addWidget(self.fields["delivery_place"])
        inside.addWidget(self.add_on)
        inside.addWidget(self.lines)
        for name in ("terms", "buyer.phone", "buyer.address"):
            inside.addWidget(self.fields[name])
        inside.addStretch(1)
        area = scrolling(content, only_down=True)
        area.setFixedWidth(theme.px(SIDE))
        return area

    def _make_changes(self) -> Card:
        card = Card(tr("What changes"), icon="compare-horizontal", padding=0)
        self._count = badge("")
        card.header.addWidget(self._count)
        card.header.addStretch(1)
        card.body.setSpacing(0)
        card.body.addWidget(self._states, 1)
        self._sum = label("", "strong")
        card.footer().addWidget(self._sum)
        return card

    def _make_buttons(self) -> None:
        self._why = label("", "caption", wrap=True)
        self.footer.addWidget(self._why, 1)
        self.footer.addWidget(Button(tr("Discard"), key="Esc", on_click=self.reject))
        self.commit = Button(
            tr("Sign the amendment"), icon="draw-pen", kind="primary", key="F10", on_click=self._commit
        )
        self.footer.addWidget(self.commit)
        action = QAction(self)
        action.setShortcut(QKeySequence("F10"))
        action.triggered.connect(self._commit)
        self.addAction(action)

    def _left(self, name: str, edit: QLineEdit) -> None:
        self.fields[name].set_error("")
        self._presenter.set_value(name, edit.text())

    def _commit(self) -> None:
        """What stands in a field counts, though nobody left the field or pressed “Add”."""
        self._try_typed()
        if not self.add_on.has_text() or self.add_on.take():
            self._presenter.commit()

    def _try_typed(self) -> None:
        for name, edit in self.edits.items():
            if edit.isModified():
                edit.setModified(False)
                self._left(name, edit)

    # ------------------------------------------------------------ state

    def show_state(self, state: AmendState) -> None:
        """The contract's values once, then whatever follows from what is typed."""
        if state.signed is not None and not self._filled:
            self._fill(state.signed)
        self.add_on.show_state(state)
        self.lines.show_state(state)
        self.approval.show_state(state)
        self.table.show_changes(state.changes)
        if state.changes:
            self._states.show_content()
        elif state.signed is not None:
            self._show_nothing(state.signed)
        made = sum(not change.follows for change in state.changes)
        self._count.setVisible(bool(made))
        self._count.setText(str(made))
        self._sum.setText(_sum(state))
        self._show_button(state)
        if state.ready and self.isVisible():
            self._presenter.detach(self)
            self.accept()

    def _fill(self, signed: Signed) -> None:
        self._filled = True
        self._next.setText(signed.next_no)
        for name, edit in self.edits.items():
            edit.setText(signed.values[name])
        self.edits["delivery_date"].setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_nothing(self, signed: Signed) -> None:
        who = tr(
            "{buyer} signed version {n}. It stays as it was signed; the amendment is a paper of its own."
        )
        self._states.show_message(
            "file-sign", tr("Nothing is changed yet"), who.format(buyer=signed.buyer, n=signed.version)
        )

    def _show_button(self, state: AmendState) -> None:
        if self.commit is None:
            return
        why = self._presenter.why_not
        self.commit.setEnabled(not why)
        self._why.setText(why or tr("The customer signs the amendment next."))
        set_tone(self._why, "warn" if why and state.changes else "")

    def show_error(self, error: Exception) -> None:
        """Beside the field that it is about, or above everything."""
        self.banner.hide()
        errors.present(error, banner=self.banner, fields={**self.fields, **self.approval.fields})


def _sum(state: AmendState) -> str:
    if not state.more:
        return tr("To pay: unchanged") if state.changes else ""
    amount = format_amount(abs(state.more))
    if state.more > 0:
        return tr("To pay: ¥{amount} more").format(amount=amount)
    return tr("To pay: ¥{amount} less").format(amount=amount)


def open_amend_dialog(parent: QWidget, context: Context, argument: Any) -> None:
    """Open it for a contract's number; what comes of it is signed in the print dialog."""
    presenter = AmendPresenter(context.run, context.desk.more["amending"], str(argument))
    dialog = AmendDialog(presenter)

    def go_on() -> None:
        state = presenter.state
        asked = {"no": state.no, "amendment": state.wanted, "consent": state.approved}
        navigation.open_dialog("print", parent, context, asked)

    dialog.accepted.connect(go_on)
    dialog.show_over(parent)
    presenter.start()
