"""A table model over rows that are fetched a page at a time: 100,000 rows cost as much as 100."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from app.i18n import tr

R = TypeVar("R")
PAGE = 50
PAGES_KEPT = 120

# Roles arrive as integers; comparing with the enum's members would cost more than everything else in data().
_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_TOOLTIP = int(Qt.ItemDataRole.ToolTipRole)
_ALIGNMENT = int(Qt.ItemDataRole.TextAlignmentRole)
_ACCESSIBLE = int(Qt.ItemDataRole.AccessibleTextRole)
_SERVED = frozenset((_DISPLAY, _ALIGNMENT, _ACCESSIBLE))
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


@dataclass(frozen=True)
class Column(Generic[R]):
    """One column: what it is called, what it says, and how it looks.

    `title` is marked with N_ and translated here. `text` is what is read aloud and copied; `value` is what
    the column's delegate paints from (the text, where it is left out). `look` names the delegate. Columns with
    `spare` give way where room is short, the lowest number first: what they say also stands elsewhere. A
    `sortable` one sorts upwards at the first click, one that `falls` downwards, and the other way at the second.
    """

    key: str
    title: str
    text: Callable[[R], str]
    value: Callable[[R], Any] | None = None
    look: str = "text"
    width: int = 120
    right: bool = False
    stretch: bool = False
    sortable: bool = False
    falls: bool = False
    spare: int = 0


Fetch = Callable[[int, int], Sequence[Any] | None]


class RowTableModel(QAbstractTableModel, Generic[R]):
    """Rows by position. `fetch(offset, limit)` returns rows at once, or None and `set_page` follows later."""

    sort_asked = Signal(str, bool)

    def __init__(
        self, columns: Sequence[Column[R]], fetch: Fetch | None = None, *, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._fetch = fetch
        self._total = 0
        self._pages: OrderedDict[int, Sequence[R]] = OrderedDict()
        self._asked: set[int] = set()

    def reset(self, total: int, first: Sequence[R] = ()) -> None:
        """Other rows: so many, of which these are the first."""
        self.beginResetModel()
        self._total = total
        self._pages.clear()
        self._asked.clear()
        for start in range(0, len(first), PAGE):
            self._pages[start // PAGE] = first[start : start + PAGE]
        # A short first page of a longer list is fetched again as a whole.
        last = max(self._pages, default=0)
        if first and len(self._pages[last]) < PAGE and len(first) < total:
            del self._pages[last]
        self.endResetModel()

    def set_rows(self, rows: Sequence[R]) -> None:
        """All rows at once, for short lists."""
        self.beginResetModel()
        self._total = len(rows)
        self._asked.clear()
        self._pages = OrderedDict((at // PAGE, rows[at : at + PAGE]) for at in range(0, len(rows), PAGE))
        self._keep_all = True
        self.endResetModel()

    _keep_all = False

    def set_page(self, offset: int, rows: Sequence[R]) -> None:
        """A page that `fetch` promised."""
        page = offset // PAGE
        self._store(page, rows)
        if rows:
            last = self.index(min(offset + len(rows), self._total) - 1, len(self.columns) - 1)
            self.dataChanged.emit(self.index(offset, 0), last)

    def row_at(self, at: int) -> R | None:
        """The row, or None while it is on its way."""
        page = self._pages.get(at // PAGE)
        if page is None:
            page = self._ask(at // PAGE)
            if page is None:
                return None
        place = at % PAGE
        return page[place] if place < len(page) else None

    def loaded(self) -> list[R]:
        """The rows that are here now, in order."""
        return [row for page in sorted(self._pages) for row in self._pages[page]]

    def _ask(self, page: int) -> Sequence[R] | None:
        if self._fetch is None or page in self._asked:
            return None
        self._asked.add(page)
        rows = self._fetch(page * PAGE, PAGE)
        if rows is not None:
            self._store(page, rows)
        return rows

    def _store(self, page: int, rows: Sequence[R]) -> None:
        self._asked.discard(page)
        self._pages[page] = rows
        self._pages.move_to_end(page)
        while len(self._pages) > PAGES_KEPT and not self._keep_all:
            self._pages.popitem(last=False)

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else self._total

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = _DISPLAY) -> Any:
        if role not in _SERVED:
            return None
        column = self.columns[index.column()]
        if role == _ALIGNMENT:
            return _RIGHT if column.right else _LEFT
        row = self.row_at(index.row())
        if row is None:
            return tr("Loading…") if role == _ACCESSIBLE else None
        if role == _ACCESSIBLE:
            return f"{tr(column.title)}: {column.text(row)}" if column.title else column.text(row)
        return column.text(row)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        column = self.columns[section]
        if role in (_DISPLAY, _ACCESSIBLE):
            return tr(column.title) if column.title else ""
        if role == _ALIGNMENT:
            return _RIGHT if column.right else _LEFT
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        if 0 <= column < len(self.columns) and self.columns[column].sortable:
            self.sort_asked.emit(self.columns[column].key, order == Qt.SortOrder.DescendingOrder)
