"""The table of an amendment: what it is, before and after; what merely follows stands under a line of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHeaderView, QTableView

from app.domain.amendment import Change, Value
from app.domain.money import format_amount
from app.i18n import N_, tr
from app.presenters import words
from app.presenters.amending import CLAUSES, LABELS
from app.views import theme
from app.views.widgets.row_table_model import Index

ITEM, BEFORE, AFTER = range(3)
_HEADS = (N_("Item"), N_("As signed"), N_("As amended"))
_NOWHERE = QModelIndex()
_SPOKEN = (int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.AccessibleTextRole))
_FONT = int(Qt.ItemDataRole.FontRole)
_FRONT, _GROUND = int(Qt.ItemDataRole.ForegroundRole), int(Qt.ItemDataRole.BackgroundRole)
ROW, HEAD = 38, 34


@dataclass(frozen=True, slots=True)
class _Row:
    """A heading, or a change below it."""

    words: tuple[str, str, str]
    heading: bool = False
    follows: bool = False


class ChangeModel(QAbstractTableModel):
    """Changes by the clauses that they stand in."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[_Row] = []

    def show_changes(self, changes: tuple[Change, ...]) -> None:
        """Show these."""
        self.beginResetModel()
        self.rows, last = [], ""
        for change in changes:
            heading = tr("Follows from it") if change.follows else tr(CLAUSES[change.clause])
            if heading != last:
                self.rows.append(_Row((heading, "", ""), heading=True))
                last = heading
            label = tr(LABELS[change.label]) if change.label in LABELS else change.label
            told = (label, _said(change.before), _said(change.after) + _more(change))
            self.rows.append(_Row(told, follows=change.follows))
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(_HEADS)

    def data(self, index: Index, role: int = _SPOKEN[0]) -> object:
        row, column = self.rows[index.row()], index.column()
        if role in _SPOKEN:
            return row.words[column]
        if role == _FONT:
            return _font(row, column)
        tokens = theme.tokens()
        if role == _FRONT:
            quiet = column == BEFORE or (row.follows and column == ITEM)
            return theme.colour(tokens.text2 if quiet else tokens.text)
        if role == _GROUND:
            if row.heading:
                return theme.colour(tokens.sunken)
            return theme.colour(tokens.ok_weak) if column == AFTER else None
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _SPOKEN[0]) -> str | None:
        return tr(_HEADS[section]) if orientation == Qt.Orientation.Horizontal and role in _SPOKEN else None


class ChangeTable(QTableView):
    """Reads only; the keys go up and down in it."""

    def __init__(self) -> None:
        super().__init__()
        self.model_ = ChangeModel()
        self.setModel(self.model_)
        self.setAccessibleName(tr("What changes"))
        self.setProperty("padded", True)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setWordWrap(True)
        self.setSelectionMode(QTableView.SelectionMode.NoSelection)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(theme.px(ROW))
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header = self.horizontalHeader()
        header.setSectionsClickable(False)
        header.setMinimumHeight(theme.px(HEAD))
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)

    def show_changes(self, changes: tuple[Change, ...]) -> None:
        """Show these; headings go across."""
        self.clearSpans()
        self.model_.show_changes(changes)
        for at, row in enumerate(self.model_.rows):
            if row.heading:
                self.setSpan(at, 0, 1, len(_HEADS))


def _font(row: _Row, column: int) -> QFont:
    strong = row.heading or (column == AFTER and not row.follows)
    font = QFont(theme.face("strong" if strong else "body").font)
    font.setStrikeOut(column == BEFORE and not row.heading and row.words[BEFORE] != "—")
    return font


def _said(value: Value) -> str:
    if isinstance(value, date):
        return words.full_day(value)
    if isinstance(value, int):
        return words.money(value)
    return value or "—"


def _more(change: Change) -> str:
    if not change.more:
        return ""
    return f"  {'+' if change.more > 0 else '−'}{format_amount(abs(change.more))}"
