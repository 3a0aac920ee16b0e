"""What global search found, below its box, in groups by kind. Arrows choose, Enter opens."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QObject, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QListView, QStyleOptionViewItem, QWidget

from app.i18n import tr
from app.presenters.search import KINDS, Hit, SearchPresenter, SearchState
from app.views import icons, theme
from app.views.widgets import paint
from app.views.widgets.cut_words import TellingDelegate
from app.views.widgets.edits import SearchEdit
from app.views.widgets.popup import Popup
from app.views.widgets.row_table_model import Index

_ICONS = {
    "vehicle": "car-outline", "customer": "account-outline", "lead": "account-clock-outline",
    "deal": "file-document-edit-outline", "contract": "file-sign", "receipt": "receipt-text-outline",
}  # fmt: skip
_NOWHERE = QModelIndex()
Line = Hit | str
"""A hit, or the heading of a group."""


class _Hits(QAbstractListModel):
    """Group headings and hits in one list."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[Line] = []

    def show_hits(self, hits: Sequence[Hit]) -> None:
        self.beginResetModel()
        self.lines = []
        for kind, name in KINDS.items():
            group = [hit for hit in hits if hit.kind == kind]
            self.lines += [tr(name), *group] if group else []
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return len(self.lines)

    def data(self, index: Index, role: int = 0) -> str | None:
        if role not in (int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.AccessibleTextRole)):
            return None
        line = self.lines[index.row()]
        return line if isinstance(line, str) else f"{line.title} {line.detail}"

    def flags(self, index: Index) -> Qt.ItemFlag:
        heading = isinstance(self.lines[index.row()], str)
        return Qt.ItemFlag.NoItemFlags if heading else super().flags(index)


class _HitDelegate(TellingDelegate):
    def __init__(self, model: _Hits, view: QListView) -> None:
        super().__init__(view)
        self._model, self._view = model, view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        heading = isinstance(self._model.lines[index.row()], str)
        return QSize(theme.px(300), theme.px(28 if heading else 44))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        line, box, tokens = self._model.lines[index.row()], option.rect, theme.tokens()
        inner = box.adjusted(theme.px(12), 0, -theme.px(12), 0)
        if isinstance(line, str):
            paint.text(painter, inner, line, theme.face("header"), tokens.text3)
            return
        if index.row() == self._view.currentIndex().row():
            paint.rounded(painter, box.adjusted(4, 1, -4, -1), tokens.accent_weak, theme.px(6))
        mark = QRect(inner.left(), inner.top(), theme.px(20), inner.height())
        icons.paint(painter, mark, _ICONS[line.kind], colour="text2", size=18)
        half = theme.px(18)
        upper = QRect(
            inner.left() + theme.px(30), box.center().y() - half, inner.width() - theme.px(30), half
        )
        paint.text(painter, upper, line.title, theme.face("strong"), tokens.text)
        paint.text(painter, upper.translated(0, half), line.detail, theme.face("caption"), tokens.text2)


class SearchPopup(Popup):
    """Lies over the page, below the box whose keys it borrows."""

    opened = Signal(object)
    left = Signal()
    """Esc: back to the page."""

    def __init__(self, parent: QWidget, edit: SearchEdit, presenter: SearchPresenter) -> None:
        super().__init__(parent, tr("Search results"))
        self._edit, self._presenter = edit, presenter
        self._model = _Hits()
        self.list.setModel(self._model)
        self.list.setItemDelegate(_HitDelegate(self._model, self.list))
        self.list.clicked.connect(self._open)
        edit.installEventFilter(self)
        edit.searched.connect(presenter.search)
        presenter.attach(self)

    def show_state(self, state: SearchState) -> None:
        """Show the hits of the last question."""
        if not state.text:
            self.hide()
            return
        if not state.answered:
            return  # what was found before stays until there is an answer
        self._model.show_hits(state.hits)
        self.list.setVisible(bool(state.hits))
        self.nothing.setVisible(not state.hits)
        self.nothing.setText(tr("Nothing found for “{text}”").format(text=state.text))
        self._choose(1)
        self.place()
        self.appear()

    def show_error(self, error: Exception) -> None:
        """Search that fails finds nothing; the page will say what is wrong."""
        self._model.show_hits(())

    def place(self) -> None:
        """Below the box, as wide as it needs."""
        around = self.parentWidget()
        if around is None:
            return
        width = max(self._edit.width(), theme.px(420))
        corner = self._edit.mapTo(
            around, QPoint(self._edit.width() - width, self._edit.height() + theme.px(4))
        )
        rows = sum(theme.px(28 if isinstance(line, str) else 44) for line in self._model.lines)
        self.lay(corner, width, rows)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut:
            self.hide()
        elif event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Escape:
                event.accept()  # it is for this box, with or without text
                return True
        elif event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(event)
        return False

    def _key(self, event: QKeyEvent) -> bool:
        key = event.key()
        if key == Qt.Key.Key_Escape:
            self.close_search()
            self.left.emit()
            return True
        if not self.isVisible():
            return False
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self._choose(
                self.list.currentIndex().row() + (1 if key == Qt.Key.Key_Down else -1),
                down=key == Qt.Key.Key_Down,
            )
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.list.currentIndex())
            return True
        return False

    def _choose(self, at: int, *, down: bool = True) -> None:
        lines = self._model.lines
        while 0 <= at < len(lines) and isinstance(lines[at], str):
            at += 1 if down else -1
        if 0 <= at < len(lines):
            self.list.setCurrentIndex(self._model.index(at))
            self.list.viewport().update()

    def _open(self, index: QModelIndex) -> None:
        if index.isValid() and isinstance(hit := self._model.lines[index.row()], Hit):
            self.close_search()
            self.opened.emit(hit)

    def close_search(self) -> None:
        """Empty the box and go away."""
        self._edit.clear()
        self._presenter.search("")
        self.hide()
