"""Taking a file of arrivals in: what landed, what was refused and why, what needs a look."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QVBoxLayout

from app.i18n import N_, in_a_row, plural, tr
from app.presenters.stock_list import LineProblem, ReceiveResult, StockListPresenter
from app.views import theme
from app.views.modal import Modal
from app.views.widgets.banner import Banner
from app.views.widgets.buttons import Button
from app.views.widgets.delegates import Badge
from app.views.widgets.row_table import RowTable
from app.views.widgets.row_table_model import Column, RowTableModel
from app.views.widgets.text import label


class ReceiveDialog(Modal):
    """Shows the outcome of one file and offers to take the doubtful lines too."""

    def __init__(self, presenter: StockListPresenter, result: ReceiveResult) -> None:
        size = QSize(theme.px(860), theme.px(430))
        super().__init__(tr("Cars received"), icon="tray-arrow-down", size=size)
        self._presenter = presenter
        inside = QVBoxLayout()
        inside.setContentsMargins(*(theme.px(16),) * 4)
        inside.setSpacing(theme.px(12))
        said = plural(
            result.received, N_("{n} car was taken into stock"), N_("{n} cars were taken into stock")
        )
        outcome = Banner(tone="ok" if result.received else "warn")
        rest = len(result.refused) + len(result.warnings)
        more = plural(
            rest, N_("{n} line is left over, see below."), N_("{n} lines are left over, see below.")
        )
        outcome.say(said, more if rest else tr("Every line of the file landed."))
        inside.addWidget(outcome)
        if result.unread:
            not_read = tr("Not read: {columns}. What is read: {known}.")
            told = not_read.format(columns=in_a_row(result.unread), known=in_a_row(result.columns))
            inside.addWidget(label(told, "caption", wrap=True, tone="warn"))
        if rest:
            inside.addWidget(self._make_table(result), 1)
        else:
            inside.addStretch(1)
        self.body.addLayout(inside)
        self.footer.addStretch(1)
        if result.warnings:
            words = plural(
                len(result.warnings), N_("Take {n} doubtful line in"), N_("Take {n} doubtful lines in")
            )
            self.footer.addWidget(Button(words, on_click=self._accept_warnings))
        self.commit = Button(tr("Done"), kind="primary", on_click=self.accept)
        self.footer.addWidget(self.commit)
        self.commit.setFocus()
        self.finished.connect(lambda _: presenter.forget_received())

    @staticmethod
    def _make_table(result: ReceiveResult) -> RowTable:
        doubtful = set(map(id, result.warnings))

        def verdict(problem: LineProblem) -> Badge:
            return (
                Badge(tr("Look"), "warn", "alert-outline")
                if id(problem) in doubtful
                else Badge(tr("Refused"), "bad")
            )

        columns = (
            Column[LineProblem]("line", N_("Line"), lambda row: str(row.line), width=70, right=True),
            Column[LineProblem](
                "verdict", N_("Outcome"), lambda row: verdict(row).text, verdict, "badge", 120
            ),
            Column[LineProblem]("message", N_("Why"), lambda row: row.message, width=300, stretch=True),
        )
        model: RowTableModel[LineProblem] = RowTableModel(columns)
        model.set_rows(sorted((*result.refused, *result.warnings), key=lambda row: row.line))
        return RowTable(model, name=tr("Lines left over"))

    def _accept_warnings(self) -> None:
        path = self._presenter.state.received_from
        self.accept()
        self._presenter.receive(path, accept_warnings=True)
