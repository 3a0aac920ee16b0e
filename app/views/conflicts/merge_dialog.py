"""The merge dialog: one key a decision. 1 before, 2 mine, 3 theirs, 4 type; Ctrl+↓ next; Ctrl+Enter saves."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout, QWidget

from app.i18n import N_, plural, tr
from app.presenters import merge_lines
from app.presenters.merge import Case, MergePresenter, MergeState
from app.views import errors, theme
from app.views.conflicts.groups import GroupList
from app.views.conflicts.merge_table import MergeTable
from app.views.context import Context
from app.views.modal import Modal
from app.views.widgets.banner import Banner
from app.views.widgets.buttons import Button
from app.views.widgets.card import Card
from app.views.widgets.field import Field
from app.views.widgets.text import badge, icon_label, keycap, label, row
from app.views.widgets.toast import said_over

Said = Callable[[str, str], object]
_SIDES = {Qt.Key.Key_1: "base", Qt.Key.Key_2: "mine", Qt.Key.Key_3: "theirs"}


class MergeDialog(Modal):
    """Groups at the left; before, mine, theirs and the result at the right."""

    def __init__(self, presenter: MergePresenter, said: Said) -> None:
        super().__init__(tr("Merge"), icon="source-merge", colour="conflict")
        self._presenter, self._said = presenter, said
        self._shown: Case | None = None
        self._narrow = False
        self._count, self._auto = badge("", "conflict"), label("", "caption")
        self.header.insertWidget(2, self._count)
        self.header.insertWidget(self.header.count() - 1, self._auto)
        self._lost = Banner(tone="conflict", icon="car-off")
        self._signed = Banner(tone="conflict", icon="source-merge")
        self.groups, self.table = GroupList(), MergeTable()
        self.body.addWidget(self._make_content())
        self._make_footer_buttons()
        self.groups.chosen.connect(presenter.go_to)
        self.table.side_taken.connect(self._clicked)
        self.table.car_taken.connect(presenter.choose_car)
        self.table.typed.connect(presenter.type)
        presenter.attach(self)
        presenter.load()

    def _make_content(self) -> QWidget:
        content = QFrame()
        content.setProperty("ground", "bg")
        inside = QVBoxLayout(content)
        inside.setContentsMargins(*(theme.px(16), theme.px(12)) * 2)
        inside.setSpacing(theme.px(12))
        inside.addWidget(self._lost)
        inside.addWidget(self._signed)
        self._list_card = Card(tr("Field groups"), padding=0)
        self._list_card.setFixedWidth(theme.px(220))
        self._list_card.body.addWidget(self.groups, 1)
        kept = label(tr("What each side entered stays in the audit trail."), "caption", wrap=True)
        self._list_card.footer().addWidget(kept, 1)
        table_card = Card(padding=0)
        table_card.body.addWidget(self.table, 1)
        columns = row(spacing=12)
        columns.addWidget(self._list_card)
        columns.addWidget(table_card, 1)
        inside.addLayout(columns, 1)
        return content

    def _make_footer_buttons(self) -> None:
        self._left, self._after = label("", "strong", tone="conflict"), label("", "caption", wrap=True)
        self._left_mark = icon_label("alert-circle-outline", colour="conflict")
        self.footer.addWidget(self._left_mark)
        self.footer.addWidget(self._left)
        self.footer.addWidget(self._after, 1)
        self._hints = {
            "": _hint("↑ ↓", tr("move")), "contract": _hint("Ctrl ↓", tr("next conflict")),
            "vehicle": _hint(tr("Space"), tr("take this car")),
        }  # fmt: skip
        for hint in self._hints.values():
            self.footer.addWidget(hint)
        self.promise = QLineEdit()
        self.promise.setPlaceholderText("+30")
        self.promise.setMaximumWidth(theme.px(110))
        self.promise.textEdited.connect(self._presenter.set_promise)
        self._promise = Field(tr("Promised for"), self.promise)
        self._promise.hide()
        self.footer.addWidget(self._promise)
        self.footer.addWidget(Button(tr("Park for later"), key="Esc", on_click=self.reject))
        self.commit = Button(
            tr("Save merged contract"), icon="check", kind="primary", key="Ctrl Enter",
            on_click=self._presenter.save,
        )  # fmt: skip
        self.footer.addWidget(self.commit)

    def set_narrow(self, narrow: bool) -> None:
        self._narrow = narrow
        self.table.set_narrow(narrow)
        self._list_card.setHidden(narrow)
        self._after.setHidden(narrow)
        self._show_hints()

    def _show_hints(self) -> None:
        """The keys that decide a case of this kind."""
        kind = self._shown.kind if self._shown is not None else ""
        for of, hint in self._hints.items():
            hint.setVisible(of in ("", kind) and not self._narrow)

    # ------------------------------------------------------------ keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """One key a decision; the dialog takes those that no field wanted."""
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        key = Qt.Key(event.key())
        if control and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.table.close_editor()
            super().keyPressEvent(event)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._move(key, control=bool(control))
        elif self.table.editor is not None or key not in (*_SIDES, Qt.Key.Key_4, Qt.Key.Key_Space):
            super().keyPressEvent(event)
        else:
            self._decide(key)

    def _move(self, key: Qt.Key, *, control: bool) -> None:
        self.table.close_editor()
        if control and key == Qt.Key.Key_Down:
            self._presenter.next_open()
        else:
            self._presenter.move(1 if key == Qt.Key.Key_Down else -1)

    def _decide(self, key: Qt.Key) -> None:
        state = self._presenter.state
        if state.case is not None and state.case.kind == "vehicle":
            self._take_car(state.case, state.at)
        elif key in _SIDES:
            self._presenter.choose(_SIDES[key])
            self._presenter.next_open()
        elif key == Qt.Key.Key_4:
            self.table.type_at(state.at)

    def _take_car(self, case: Case, at: int) -> None:
        """Space, or any of the four keys, gives the car that the frame is on."""
        if at < len(case.cars) and case.cars[at].free:
            self._presenter.choose_car(case.cars[at].vin)

    def _clicked(self, group: int, side: str) -> None:
        self._presenter.go_to(group)
        self._presenter.choose(side)

    # ------------------------------------------------------------ state

    def show_state(self, state: MergeState) -> None:
        """Everything as it stands."""
        if state.done:
            self._said(
                tr("Decided. The other side hears of it with the next sync"), merge_lines.follows(state)
            )
            self.accept()
            return
        if state.case is not None and state.case is not self._shown:
            self._show_case(state.case)
        self.groups.show_rows(merge_lines.groups(state))
        self.table.show_lines(merge_lines.lines(state))
        self._count.setText(merge_lines.count_words(state))
        self._count.setVisible(state.case is not None)
        self._show_footer(state)

    def _show_footer(self, state: MergeState) -> None:
        gone = state.loaded and state.case is None
        self._left.setText(tr("Somebody has decided this already.") if gone else state.why_not)
        self._left.setVisible(bool(self._left.text()))
        self._left_mark.setVisible(bool(self._left.text()))
        self._promise.setVisible(state.asks_promise)
        done = tr("All is decided") if state.case is not None and not state.left else ""
        self._after.setText(merge_lines.outcome_words(state) or done)
        if self.commit is not None and state.case is not None and state.case.kind == "vehicle":
            self.commit.setText(merge_lines.ending_words(state))
        if self.commit is not None:
            self.commit.setEnabled(state.case is not None and not state.left and state.case.may_decide)
            self.commit.setVisible(state.case is None or state.case.may_decide)
            self.commit.set_busy(state.busy)

    def _show_case(self, case: Case) -> None:
        self._shown = case
        who = f"{case.contract_no} · {case.buyer}" if case.buyer else case.contract_no
        sold = case.kind == "vehicle"
        title = tr("Another car for contract {no}") if sold else tr("Merge contract {no}")
        self.title.setText(title.format(no=who))
        quiet = sum(group.name != "money" for group in case.settled)
        self._auto.setText(
            plural(quiet, N_("{n} without conflict"), N_("{n} without conflict")) if quiet else ""
        )
        for what, banner in ((sold, self._lost), (bool(case.signed), self._signed)):
            banner.setVisible(what)
            if what:
                banner.say(case.headline, case.summary)
        if case.again and not sold and not case.signed:
            self._signed.say(
                tr("You are asked again"),
                tr(
                    "Somebody changed the contract meanwhile, or decided otherwise. Both sides stand here anew."
                ),
            )
            self._signed.show()
        if case.signed and self.commit is not None:
            self.commit.setText(tr("Keep what was signed"))
        self._show_hints()
        self.table.show_people(case.mine_by, case.theirs_by, cars=sold)
        self.table.setFocus()

    def show_error(self, error: Exception) -> None:
        """Above everything: nothing was written."""
        errors.present(error, banner=self.banner, fields={})


def _hint(cap: str, words: str) -> QWidget:
    """A key and what it does."""
    made = QWidget()
    made.setLayout(row(keycap(cap), label(words, "caption")))
    return made


def open_merge_dialog(parent: QWidget, context: Context, argument: object) -> None:
    """Open it for a case's id."""
    presenter = MergePresenter(context.run, context.desk.more["merging"], str(argument))
    said = said_over(parent)
    MergeDialog(presenter, said).show_over(parent, maximised=True)
