"""The stopwatch's report: this week's median sale at this desk, step by step, against the targets."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from app.domain.stopwatch import WHOLE, Lap
from app.i18n import N_, plural, tr
from app.presenters.stopwatch import STEP_NAMES, StopwatchPresenter, StopwatchState
from app.views import errors, theme
from app.views.context import Context, stopwatch_presenter
from app.views.modal import Modal
from app.views.widgets.buttons import Button
from app.views.widgets.text import label, set_tone
from app.views.widgets.tick_box import TickBox

_RIGHT = Qt.AlignmentFlag.AlignRight


class StopwatchDialog(Modal):
    """A small table, a sentence, and the switch."""

    def __init__(self, presenter: StopwatchPresenter) -> None:
        super().__init__(tr("Stopwatch"), icon="timer-outline", size=QSize(theme.px(520), theme.px(480)))
        self._presenter = presenter
        self.said = label("", "fact", wrap=True)
        self.table = QWidget()
        self.cells = QGridLayout(self.table)
        self.cells.setContentsMargins(0, 0, 0, 0)
        self.cells.setHorizontalSpacing(theme.px(16))
        self.cells.setVerticalSpacing(theme.px(8))
        self.cells.setColumnStretch(0, 1)
        self.on = TickBox(tr("Measure sales at this desk"))
        self.on.toggled.connect(presenter.switch)
        inside = QVBoxLayout()
        inside.setContentsMargins(*(theme.px(20), theme.px(14)) * 2)
        inside.setSpacing(theme.px(12))
        inside.addWidget(self.said)
        inside.addWidget(self.table)
        inside.addStretch(1)
        inside.addWidget(self.on)
        told = tr(
            "It keeps days, seconds and numbers of keys on this computer, nothing of customers or contracts."
        )
        inside.addWidget(label(told, "caption", wrap=True))
        self.body.addLayout(inside)
        self.footer.addStretch(1)
        self.footer.addWidget(Button(tr("Back"), kind="primary", key="Esc", on_click=self.reject))
        presenter.attach(self)
        presenter.load()
        self.on.setFocus()

    def show_state(self, state: StopwatchState) -> None:
        """The week so far."""
        self.on.blockSignals(True)
        self.on.setChecked(state.on)
        self.on.blockSignals(False)
        self._fill(state)
        self.said.setText(_sentence(state))

    def show_error(self, error: Exception) -> None:
        """As a banner."""
        errors.present(error, banner=self.banner)

    def _fill(self, state: StopwatchState) -> None:
        while item := self.cells.takeAt(0):
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.table.setVisible(bool(state.medians))
        if not state.medians:
            return
        for column, name in enumerate((N_("Step"), N_("Seconds"), N_("Target"), N_("Keys"), N_("Target"))):
            head = label(tr(name), "label")
            self.cells.addWidget(head, 0, column, _RIGHT if column else Qt.AlignmentFlag.AlignLeft)
        for row, (step, median, target) in enumerate(state.medians, start=1):
            self._line(row, tr(STEP_NAMES[step]), median, target)
        if state.whole is not None:
            self._line(len(state.medians) + 1, tr("The whole sale"), state.whole, WHOLE)

    def _line(self, row: int, name: str, median: Lap, target: Lap) -> None:
        self.cells.addWidget(label(name, "fact"), row, 0)
        shown = (round(median.seconds), round(target.seconds), median.keys, target.keys)
        for column, number in enumerate(shown, start=1):
            cell = label(str(number), "number" if column in (1, 3) else "fact")
            if column in (1, 3):
                above = number > shown[column]
                set_tone(cell, "warn" if above else "ok")
                cell.setAccessibleName(_read(name, number, above=above))
            self.cells.addWidget(cell, row, column, _RIGHT)


def _read(name: str, number: int, *, above: bool) -> str:
    words = tr("{step}: {n}, above the target") if above else tr("{step}: {n}, within the target")
    return words.format(step=name, n=number)


def _sentence(state: StopwatchState) -> str:
    if not state.on:
        return tr("Sales are not measured at this desk.")
    if not state.sales:
        return tr("No sale was measured this week. The next one at the deal desk is the first.")
    sales = plural(state.sales, N_("{n} sale"), N_("{n} sales"))
    return tr("Median of this week at this desk: {sales}.").format(sales=sales)


def open_stopwatch_dialog(parent: QWidget, context: Context, argument: object) -> None:
    """Open it."""
    StopwatchDialog(stopwatch_presenter(context)).show_over(parent)
