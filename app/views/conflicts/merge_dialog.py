"""The merge dialog: one key a decision. 1 before, 2 ours, 3 theirs, 4 type; Ctrl+↓ next; Ctrl+Enter saves."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QButtonGroup,
    QLineEdit,
    QRadioButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.i18n import tr
from app.presenters.merge import Case, MergePresenter, MergeState
from app.views import errors, theme
from app.views.conflicts.groups import GroupList, GroupTable
from app.views.context import Context
from app.views.modal import Modal
from app.views.widgets.banner import Banner
from app.views.widgets.buttons import Button
from app.views.widgets.card import Card
from app.views.widgets.text import badge, label

Said = Callable[[str, str], object]
_SIDES = {Qt.Key.Key_1: "base", Qt.Key.Key_2: "mine", Qt.Key.Key_3: "theirs"}


class MergeDialog(Modal):
    """Groups at the left; before, ours, theirs and the result at the right. Or the cars to choose from."""

    def __init__(self, presenter: MergePresenter, said: Said) -> None:
        super().__init__(tr("Merge"), icon="source-merge", colour="conflict")
        self._presenter, self._said = presenter, said
        self._shown: Case | None = None
        self._left = badge("", "conflict")
        self.header.insertWidget(2, self._left)
        self._what = Banner(tone="conflict", icon="hand-back-right-outline")
        self.groups, self.table = GroupList(presenter), GroupTable(presenter)
        self.cars = CarChoice(presenter)
        content = QWidget()
        self._content = QVBoxLayout(content)
        self._content.setContentsMargins(*(theme.px(16),) * 4)
        self._content.setSpacing(theme.px(12))
        self._content.addWidget(self._what)
        self._content.addWidget(self.table, 1)
        self._content.addWidget(self.cars, 1)
        area = QScrollArea()
        area.setWidget(content)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.body.addWidget(self.groups)
        self.body.addWidget(area, 1)
        self._make_footer_buttons()
        presenter.attach(self)
        presenter.load()

    def _make_footer_buttons(self) -> None:
        self._why = label("", "caption", wrap=True)
        self.footer.addWidget(self._why, 1)
        later = Button(tr("Leave it for later"), key="Esc", on_click=self.reject)
        self.commit = Button(
            tr("Save the merged contract"), icon="check", kind="primary", key="Ctrl Enter",
            on_click=self._presenter.save,
        )  # fmt: skip
        self.footer.addWidget(later)
        self.footer.addWidget(self.commit)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """One key a decision; the dialog takes those that no field wanted."""
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if event.key() == Qt.Key.Key_Down:
            self._presenter.next_open() if control else self._presenter.move(1)
        elif event.key() == Qt.Key.Key_Up:
            self._presenter.move(-1)
        elif event.key() in _SIDES:
            self._choose(_SIDES[Qt.Key(event.key())])
        elif event.key() == Qt.Key.Key_4:
            self._type()
        else:
            super().keyPressEvent(event)

    def _choose(self, side: str) -> None:
        if self._free():
            self._presenter.choose(side)
            self._presenter.next_open()

    def _type(self) -> None:
        if self._free():
            self.table.type_at(self._presenter.state.at)

    @staticmethod
    def _free() -> bool:
        """Single keys are digits again while somebody types."""
        return not isinstance(QApplication.focusWidget(), QLineEdit)

    def show_state(self, state: MergeState) -> None:
        """Everything as it stands."""
        if state.done:
            self._said(tr("Decided. The other side hears of it with the next sync"), "")
            self.accept()
            return
        if state.case is not None and state.case is not self._shown:
            self._show_case(state.case)
        self._left.setText(state.why_not)
        self._left.setVisible(bool(state.left))
        self._why.setText(state.why_not or tr("All is decided"))
        if self.commit is not None:
            self.commit.setEnabled(state.case is not None and not state.left)
            self.commit.set_busy(state.busy)
        if state.loaded and state.case is None:
            self._why.setText(tr("Somebody has decided this already."))
        self.groups.show_state(state)
        self.table.show_state(state)

    def _show_case(self, case: Case) -> None:
        self._shown = case
        double = case.kind == "vehicle"
        self.title.setText(tr("Merge contract {no}").format(no=case.contract_no))
        safe = tr("The money is safe, and so is what both sides entered.")
        self._what.say(case.summary, safe)
        self.groups.setVisible(not double)
        self.table.setVisible(not double)
        self.cars.setVisible(double)
        if double:
            self.cars.show_case(case)
            self.cars.setFocus()
        else:
            self.table.show_case(case)
            self.table.setFocus()

    def show_error(self, error: Exception) -> None:
        """Above everything: nothing was written."""
        errors.present(error, banner=self.banner, fields={})


class CarChoice(Card):
    """Another car for the second customer."""

    def __init__(self, presenter: MergePresenter) -> None:
        super().__init__(tr("Give them another car"), icon="car-outline", padding=14)
        self._presenter = presenter
        self._group = QButtonGroup(self)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def show_case(self, case: Case) -> None:
        """The cars of the same model first."""
        for car in case.cars:
            words = car.words if car.free else tr("{car} (held by another terminal)").format(car=car.words)
            button = QRadioButton(words)
            button.setAccessibleName(words)
            button.setEnabled(car.free)
            button.clicked.connect(lambda _=False, vin=car.vin: self._presenter.choose_car(vin))
            self._group.addButton(button)
            self.body.addWidget(button)
        if not case.cars:
            self.body.addWidget(
                label(tr("There is no other car here. Leave it until one comes in."), wrap=True)
            )
        self.body.addStretch(1)
        first = next((button for button in self._group.buttons() if button.isEnabled()), None)
        if first is not None:
            first.setFocus()


def open_merge_dialog(parent: QWidget, context: Context, argument: object) -> None:
    """Open it for a case's id."""
    presenter = MergePresenter(context.run, context.desk.more["merging"], str(argument))
    toast = getattr(parent, "toast", None)
    said: Said = toast.say if toast is not None else (lambda *_: None)
    MergeDialog(presenter, said).show_over(parent, maximised=True)
