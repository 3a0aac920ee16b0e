"""The papers of a contract that were printed: which, copy or original, where, by whom, when."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout

from app.i18n import N_, tr
from app.presenters import words
from app.presenters.contract_list import Printed
from app.views import theme
from app.views.widgets.delegates import Pictured
from app.views.widgets.row_table import ROW_HEIGHTS, RowTable
from app.views.widgets.row_table_model import Column, RowTableModel
from app.views.widgets.scroll import show_row
from app.views.widgets.text import badge, label, line, row

_PAPERS = {"": N_("Contract"), "P": N_("Notice of the car"), "H": N_("Handover sheet")}


class PrintsSection(QFrame):
    """Stands in the panel at the side, below the files, as high as it is: the panel scrolls, and nothing within it."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: tuple[Printed, ...] | None = None
        self._count = badge("0", "neutral")
        self._nothing = label(tr("Not printed yet."), "caption", wrap=True)
        self._model: RowTableModel[Printed] = RowTableModel(_columns())
        self.table = RowTable(self._model, name=tr("Print log"), rows="tall")
        self.table.horizontalHeader().hide()
        self.table.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.table.row_chosen.connect(lambda _: show_row(self.table))
        inside = QVBoxLayout(self)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(theme.px(6))
        inside.addWidget(line())
        inside.addLayout(row(label(tr("Print log"), "section"), self._count, None))
        inside.addWidget(self._nothing)
        inside.addWidget(self.table)

    def show_prints(self, prints: tuple[Printed, ...]) -> None:
        """The latest first."""
        if prints == self._shown:
            return
        self._shown = prints
        self._count.setText(str(len(prints)))
        self._nothing.setVisible(not prints)
        self.table.setVisible(bool(prints))
        self._model.set_rows(prints)
        self.table.setFixedHeight(theme.px(ROW_HEIGHTS["tall"]) * len(prints) + 2)
        self.updateGeometry()  # at once: what stands around it is laid out in the same turn


def _columns() -> tuple[Column[Printed], ...]:
    return (Column("print", N_("Print"), _spoken, _pictured, "pictured", 200, stretch=True),)


def _paper(print_: Printed) -> str:
    if print_.receipt:
        return tr("Receipt {no}").format(no=print_.receipt)
    if print_.paper.startswith("B"):
        return tr("Amendment {n}").format(n=print_.paper[1:])
    return tr(_PAPERS.get(print_.paper, "Contract"))


def _first(print_: Printed) -> str:
    copy = tr("copy {n}").format(n=print_.copy_no) if print_.copy_no else tr("original")
    return f"{_paper(print_)} · {copy}"


def _second(print_: Printed) -> str:
    when = f"{words.day(print_.at)} {words.hour(print_.at)}"
    return " · ".join(filter(None, (when, print_.by, print_.printer)))


def _spoken(print_: Printed) -> str:
    return f"{_first(print_)} · {_second(print_)}"


def _pictured(print_: Printed) -> Pictured:
    icon = "content-copy" if print_.copy_no else "printer-outline"
    return Pictured(_first(print_), room=True, second=_second(print_), icon=icon)
