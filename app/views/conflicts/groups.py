"""The groups of a merge, in a list at the left: what each is about, and whether it is decided."""

from __future__ import annotations

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QListView, QStyleOptionViewItem

from app.i18n import tr
from app.presenters.merge_lines import GroupRow
from app.views import icons, theme
from app.views.widgets import paint
from app.views.widgets.cut_words import TellingDelegate
from app.views.widgets.row_table_model import Index

ROW = 50
_MARKS = {
    "done": ("check-circle-outline", "ok"), "open": ("alert-circle-outline", "conflict"), "settled": ("equal", "text2"),
}  # fmt: skip
_NOWHERE = QModelIndex()
_SERVED = (int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.AccessibleTextRole))


class _Groups(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[GroupRow, ...] = ()

    def show_rows(self, rows: tuple[GroupRow, ...]) -> None:
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return len(self.rows)

    def data(self, index: Index, role: int = 0) -> str | None:
        row = self.rows[index.row()]
        return f"{row.title}: {row.words}" if role in _SERVED else None


class _GroupDelegate(TellingDelegate):
    def __init__(self, model: _Groups, view: QListView) -> None:
        super().__init__(view)
        self._model = model

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(theme.px(180), theme.px(ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row, box, tokens = self._model.rows[index.row()], option.rect, theme.tokens()
        if row.current:
            painter.fillRect(box, theme.colour(tokens.accent_weak))
            painter.fillRect(
                QRect(box.left(), box.top(), theme.px(3), box.height()), theme.colour(tokens.accent)
            )
        painter.setPen(theme.colour(tokens.border))
        painter.drawLine(box.left(), box.bottom(), box.right(), box.bottom())
        middle = box.center().y()
        icons.paint(painter, QPointF(box.left() + theme.px(22), middle), row.icon, colour="text2", size=18)
        mark, tone = _MARKS[row.state]
        icons.paint(painter, QPointF(box.right() - theme.px(22), middle), mark, colour=tone, size=18)
        half = theme.px(19)
        upper = QRect(box.left() + theme.px(40), middle - half, box.width() - theme.px(80), half)
        paint.text(painter, upper, row.title, theme.face("strong"), tokens.text)
        kind = "caption" if row.state == "settled" else "caption_strong" if row.state == "open" else "caption"
        colour = tokens.text2 if row.state == "settled" else icons.colour_of(tone)
        paint.text(painter, upper.translated(0, half), row.words, theme.face(kind), colour)


class GroupList(QListView):
    """A click speaks of a group."""

    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._groups = _Groups()
        self.setModel(self._groups)
        self.setItemDelegate(_GroupDelegate(self._groups, self))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(tr("Field groups"))
        self.clicked.connect(self._clicked)

    def show_rows(self, rows: tuple[GroupRow, ...]) -> None:
        """The groups as they are decided."""
        if rows != self._groups.rows:
            self._groups.show_rows(rows)

    def _clicked(self, index: QModelIndex) -> None:
        at = self._groups.rows[index.row()].at
        if at >= 0:
            self.chosen.emit(at)
