"""The models found, by position, with what their cards say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, Qt

from app.domain.catalogue import Trim
from app.domain.recommend import Match
from app.views.showroom import words
from app.views.widgets.row_table_model import Index

_NOWHERE = QModelIndex()
_SPOKEN = (int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.AccessibleTextRole))


class TrimModel(QAbstractListModel):
    """Trims by position, with what the cards say of each."""

    def __init__(self) -> None:
        super().__init__()
        self.trims: Sequence[Trim] = ()
        self.matches: Mapping[str, Match] = {}
        self.ticked: frozenset[str] = frozenset()

    def show_trims(self, trims: Sequence[Trim], matches: Mapping[str, Match]) -> None:
        """Other trims."""
        self.beginResetModel()
        self.trims, self.matches = trims, matches
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.trims)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if role not in _SPOKEN:
            return None
        trim = self.trims[index.row()]
        return words.spoken(trim, self.matches.get(trim.id), ticked=trim.id in self.ticked)
