"""The price sheet as a table: every charge with its payee and nature, amounts that are typed, totals."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QObject,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QSizePolicy,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from app.i18n import N_, tr
from app.presenters.deal_desk_sheet import PriceRow
from app.views import theme
from app.views.widgets import paint
from app.views.widgets.cut_words import TellingDelegate
from app.views.widgets.money_edit import MoneyEdit
from app.views.widgets.row_table import ROW_HEIGHTS
from app.views.widgets.row_table_model import Index
from app.views.widgets.scroll import bring_into_sight
from app.views.widgets.tip import tip

_TITLES = (N_("Item"), N_("Payee"), N_("Nature"), N_("Amount (¥)"))
ITEM, PAYEE, NATURE, AMOUNT = range(4)
ROW, COMPACT_ROW, SENTENCE = 29, 25, 22
"""Heights in points; the last of what is said beneath an amount that cannot be."""
_NOWHERE = QModelIndex()
_TOOLTIP = int(Qt.ItemDataRole.ToolTipRole)
_DISPLAY, _ACCESSIBLE = int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.AccessibleTextRole)


def _row(*, compact: bool = False) -> int:
    """The height of a row in pixels, its lines included."""
    return theme.px(ROW_HEIGHTS["touch"] if theme.touch() else COMPACT_ROW if compact else ROW)


class PriceModel(QAbstractTableModel):
    """Rows as the presenter says them."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[PriceRow, ...] = ()
        self.wrong: dict[str, str] = {}
        """What is said beneath the amounts that cannot be, by their keys."""

    def show_rows(self, rows: tuple[PriceRow, ...]) -> bool:
        """Take new rows; True when their shape changed, and editors must be opened anew."""
        if [row.shape for row in rows] == [row.shape for row in self.rows]:
            self.rows = rows
            if rows:
                self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, AMOUNT))
            return False
        self.beginResetModel()
        self.rows, self.wrong = rows, {}
        self.endResetModel()
        return True

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(_TITLES)

    def data(self, index: Index, role: int = _DISPLAY) -> str | None:
        if role not in (_DISPLAY, _ACCESSIBLE, _TOOLTIP):
            return None
        row = self.rows[index.row()]
        if role == _TOOLTIP:
            return tip(row.hint) or None
        return (f"{row.item} {row.note}".strip(), row.payee, row.nature, row.shown)[index.column()]

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> str | None:
        if orientation == Qt.Orientation.Horizontal and role in (_DISPLAY, _ACCESSIBLE):
            return tr(_TITLES[section])
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        plain = super().flags(index)
        editable = index.column() == AMOUNT and bool(self.rows[index.row()].key)
        return plain | Qt.ItemFlag.ItemIsEditable if editable else plain


class PriceDelegate(TellingDelegate):
    """Paints rows and totals; amounts that are typed get a money field that stays open."""

    entered = Signal(str, object)
    refused = Signal(str, str)

    def __init__(self, view: QTableView, model: PriceModel) -> None:
        super().__init__(view)
        self._model = model
        self.right = 0
        """What the rows above lose at the right."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(theme.px(80), self._view_row())

    def _view_row(self) -> int:
        """A row's height without what is said beneath."""
        view = self.parent()
        return view.verticalHeader().defaultSectionSize() if isinstance(view, QTableView) else _row()

    def _paint_sentence(self, painter: QPainter, box: QRect, sentence: str) -> None:
        """Its part of the sentence, which goes through all cells of the row and ends below the amount."""
        view = self.parent()
        assert isinstance(view, QTableView)  # noqa: S101 - it was made for one
        whole = QRect(0, box.top() + self._view_row(), view.viewport().width(), theme.px(SENTENCE))
        painter.save()
        painter.setClipRect(box, Qt.ClipOperation.IntersectClip)
        edge = theme.px(12)
        line = whole.adjusted(edge, 0, -edge, -theme.px(5))
        paint.text(painter, line, sentence, theme.face("caption"), theme.tokens().bad, paint.RIGHT)
        painter.restore()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row, box, tokens = self._model.rows[index.row()], QRect(option.rect), theme.tokens()
        if row.total:
            ground = tokens.accent_weak if row.total == "all" else tokens.surface2
            painter.fillRect(box, theme.colour(ground))
        painter.setPen(theme.colour(tokens.border))
        painter.drawLine(box.left(), box.bottom(), box.right(), box.bottom())
        if sentence := self._model.wrong.get(row.key):
            self._paint_sentence(painter, box, sentence)
            box.setHeight(self._view_row())
        inner = box.adjusted(theme.px(12), 0, -theme.px(12), -1)
        strong = "strong" if row.total else "body"
        if index.column() == ITEM:
            self._paint_item(painter, inner, row, theme.face(strong))
        elif index.column() == AMOUNT:
            face = theme.face("number_strong" if row.total else "number")
            inner.setRight(inner.right() - self.right)
            paint.text(painter, inner, row.shown, face, tokens.text, paint.RIGHT)
        elif index.column() == NATURE and row.tone:
            paint.badge(painter, inner, row.nature, row.tone)
        else:
            words = row.payee if index.column() == PAYEE else row.nature
            paint.text(painter, inner, words, theme.face(), tokens.text2)

    @staticmethod
    def _paint_item(painter: QPainter, inner: QRect, row: PriceRow, face: theme.Face) -> None:
        paint.text(painter, inner, row.item, face, theme.tokens().text)
        if row.note:
            left = inner.left() + face.metrics.horizontalAdvance(row.item) + theme.px(6)
            rest = QRect(left, inner.top(), inner.right() - left, inner.height())
            paint.text(painter, rest, row.note, theme.face("caption"), theme.tokens().text3)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        row = self._model.rows[index.row()]
        edit = MoneyEdit(row.item, minus=row.minus, parent=parent)
        edit.setProperty("cell", True)
        edit.amount_changed.connect(lambda amount: self.entered.emit(row.key, amount))
        edit.refused.connect(lambda sentence: self.refused.emit(row.key, sentence))
        return edit

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        row = self._model.rows[index.row()]
        if isinstance(editor, MoneyEdit) and editor.amount() != row.amount:
            editor.set_amount(row.amount)

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """The field itself tells what was entered."""

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        box = QRect(option.rect.topLeft(), QSize(option.rect.width(), self._view_row()))
        editor.setGeometry(box.adjusted(0, 1, -1, -2))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt's own would close the field on Enter and Tab."""
        return False


class _Header(QHeaderView):
    """Titles stand as the column's words do."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        tokens = theme.tokens()
        painter.fillRect(rect, theme.colour(tokens.surface2))
        painter.setPen(theme.colour(tokens.border))
        painter.drawLine(rect.left(), rect.bottom(), rect.right(), rect.bottom())
        inner = rect.adjusted(theme.px(12), 0, -theme.px(12), 0)
        align = paint.RIGHT if section == AMOUNT else paint.LEFT
        paint.text(painter, inner, tr(_TITLES[section]), theme.face("header"), tokens.text2, align)


class PriceTable(QTableView):
    """No row is chosen; one moves between the fields."""

    entered = Signal(str, object)
    fields_changed = Signal()

    def __init__(self, *, pinned: bool = False) -> None:
        """`pinned`: rows without titles that never scroll."""
        super().__init__()
        self._whole, self._pinned = pinned, pinned
        self._rows = PriceModel()
        self._delegate = PriceDelegate(self, self._rows)
        self._delegate.entered.connect(self.entered)
        self._delegate.refused.connect(self._say)
        self.setModel(self._rows)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName(tr("Price and add-ons"))
        self.setShowGrid(False)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(_row(compact=True))
        self.verticalHeader().setDefaultSectionSize(_row())
        header = _Header(self)
        self.setHorizontalHeader(header)
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setFixedHeight(theme.px(ROW + 1))
        header.setSectionResizeMode(ITEM, QHeaderView.ResizeMode.Stretch)
        header.setHidden(pinned)
        if pinned:
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.set_compact(False)

    def set_compact(self, compact: bool) -> None:
        """Closer rows and narrower columns, for the smallest window."""
        self.verticalHeader().setDefaultSectionSize(_row(compact=compact))
        for column, width in (
            (PAYEE, 146 if compact else 164),
            (NATURE, 120),
            (AMOUNT, 128),
        ):
            self.setColumnWidth(column, theme.px(width))
        self._fit_rows()

    def set_whole(self, whole: bool) -> None:
        """Whether every row has its room, because the page scrolls."""
        self._whole = whole or self._pinned
        self.updateGeometry()

    def leave_room(self, right: int) -> None:
        """So much is taken by a scroll bar of the rows above."""
        self._delegate.right = right
        self.viewport().update()

    def sizeHint(self) -> QSize:
        row = self.verticalHeader().defaultSectionSize()
        titles = 0 if self._pinned else self.horizontalHeader().height()
        said = theme.px(SENTENCE) * len(self._rows.wrong)
        return QSize(theme.px(420), row * len(self._rows.rows) + said + titles)

    def minimumSizeHint(self) -> QSize:
        height = self.sizeHint().height() if self._whole else _row(compact=True) * 4
        return QSize(theme.px(320), height)

    def show_rows(self, rows: tuple[PriceRow, ...], *, locked: bool) -> None:
        """New figures; the field that has the focus keeps it."""
        held = next((key for key, edit in self.fields().items() if edit.hasFocus()), "")
        changed = self._rows.show_rows(rows)
        if not changed:
            for key, edit in self.fields().items():
                self._delegate.setEditorData(edit, self._index_of(key))
        else:
            for at, row in enumerate(rows):
                if row.key:
                    self.openPersistentEditor(self._rows.index(at, AMOUNT))
            for edit in self.fields().values():
                edit.deselect()  # Qt marks what stands in a field that it opens
            self._fit_rows()
            self.fields_changed.emit()
            if held and held in self.fields():
                self.fields()[held].setFocus()
        wrong = {row.key: row.wrong for row in rows}
        for key, edit in self.fields().items():
            edit.setReadOnly(locked)
            if edit.amount() is not None and wrong[key] != self._rows.wrong.get(key, ""):
                edit.mark(wrong[key])

    def _say(self, key: str, sentence: str) -> None:
        """Beneath the amount, in sight, and covered by no keys on the screen."""
        edit = self.fields().get(key)
        if edit is None:  # on its way out
            return
        self._rows.wrong.pop(key, None)
        if sentence:
            self._rows.wrong[key] = sentence
        edit.said_below = theme.px(SENTENCE) if sentence else 0
        self._fit_rows()
        if sentence:
            self.scrollTo(self._index_of(key))
            bring_into_sight(edit, margin=SENTENCE + 8)

    def _fit_rows(self) -> None:
        usual = self.verticalHeader().defaultSectionSize()
        for at, row in enumerate(self._rows.rows):
            height = usual + (theme.px(SENTENCE) if row.key and row.key in self._rows.wrong else 0)
            if self.rowHeight(at) != height:
                self.setRowHeight(at, height)
        self.updateGeometry()
        self.viewport().update()

    def fields(self) -> dict[str, MoneyEdit]:
        """The open money fields, from top to bottom."""
        found: dict[str, MoneyEdit] = {}
        for at, row in enumerate(self._rows.rows):
            editor = self.indexWidget(self._rows.index(at, AMOUNT)) if row.key else None
            if isinstance(editor, MoneyEdit):
                found[row.key] = editor
        return found

    def _index_of(self, key: str) -> QModelIndex:
        at = next(at for at, row in enumerate(self._rows.rows) if row.key == key)
        return self._rows.index(at, AMOUNT)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()
