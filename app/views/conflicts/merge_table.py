"""The merge table: before, mine and theirs beside the result; the line that the keys speak of is framed."""

from __future__ import annotations

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLineEdit,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from app.i18n import N_, tr
from app.presenters.merge_lines import MergeLine
from app.views import icons, theme
from app.views.widgets import paint
from app.views.widgets.cut_words import TellingDelegate
from app.views.widgets.row_table_model import Index

FIELD, BASE, MINE, THEIRS, RESULT = range(5)
_HEADS = (N_("Field"), N_("Before"), N_("Mine"), N_("Theirs"), N_("Result"))
_RACE = (*_HEADS[:2], N_("The order"), N_("The sale"), _HEADS[4])
"""Of a car sold twice: either may be another desk's."""
_KEYS = ("", "1", "2", "3", "4")
_TONES = ("", "", "accent", "warn", "ok")
_SIDES = {BASE: "base", MINE: "mine", THEIRS: "theirs"}
_SIDE_TONES = {"mine": "accent", "theirs": "warn", "base": "neutral", "typed": "ok"}
ROW, SECTION, HEAD = 42, 28, 52
_WIDTHS = ((FIELD, 120), (BASE, 160), (MINE, 220), (THEIRS, 220))
_NARROW = ((FIELD, 84), (BASE, 104), (MINE, 128), (THEIRS, 128))
LEAST = 150
"""What the result needs to be read, in points."""
_NOWHERE = QModelIndex()
_SERVED = (int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.AccessibleTextRole))


class MergeModel(QAbstractTableModel):
    """Lines as the presenter says them."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: tuple[MergeLine, ...] = ()
        self.heads = _HEADS

    def show_lines(self, lines: tuple[MergeLine, ...]) -> bool:
        """Take other lines; True when there are more or fewer of them."""
        if len(lines) == len(self.lines):
            self.lines = lines
            if lines:
                self.dataChanged.emit(self.index(0, 0), self.index(len(lines) - 1, RESULT))
            return False
        self.beginResetModel()
        self.lines = lines
        self.endResetModel()
        return True

    def is_joined(self, at: int) -> bool:
        """Whether a line is decided together with the one above it."""
        if not 0 < at < len(self.lines):
            return False
        line, above = self.lines[at], self.lines[at - 1]
        return line.kind == above.kind == "field" and line.at == above.at

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(_HEADS)

    def data(self, index: Index, role: int = _SERVED[0]) -> str | None:
        if role not in _SERVED:
            return None
        line = self.lines[index.row()]
        words = (line.title, line.base, line.mine, line.theirs, f"{line.result} {line.note}".strip())
        return words[index.column()]

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _SERVED[0]) -> str | None:
        return (
            tr(self.heads[section]) if orientation == Qt.Orientation.Horizontal and role in _SERVED else None
        )


class _Header(QHeaderView):
    """Two lines: what it is with its key, and who entered it; a coloured edge for each side."""

    def __init__(self, parent: QWidget, model: MergeModel) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._model = model
        self.people, self.keys = ("", "", "", "", ""), _KEYS
        self.setFixedHeight(theme.px(HEAD))
        self.setSectionsClickable(False)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        tokens, tone = theme.tokens(), _TONES[section]
        painter.fillRect(rect, theme.colour(tokens.surface2))
        painter.setPen(theme.colour(tokens.border))
        painter.drawLine(rect.left(), rect.bottom(), rect.right(), rect.bottom())
        painter.drawLine(rect.right(), rect.top(), rect.right(), rect.bottom())
        if tone:
            painter.fillRect(
                QRect(rect.left(), rect.top(), rect.width(), theme.px(3)), theme.colour(icons.colour_of(tone))
            )
        inner = rect.adjusted(theme.px(12), theme.px(6), -theme.px(8), -theme.px(4))
        words, face = tr(self._model.heads[section]), theme.face("strong" if section else "body")
        upper = QRect(inner.left(), inner.top(), inner.width(), inner.height() // 2)
        colour = icons.colour_of(tone) if tone else tokens.text if section else tokens.text2
        paint.text(painter, upper if section else inner, words, face, colour)
        if self.keys[section]:
            left = upper.left() + face.metrics.horizontalAdvance(words) + theme.px(6)
            cap = paint.keycap_width(self.keys[section])
            where = QRect(left, upper.top() + theme.px(1), cap, theme.px(18)).toRectF()
            edge, ground = tokens.border_strong, tokens.surface
            paint.keycap(painter, where, self.keys[section], front=tokens.text2, edge=edge, ground=ground)
        lower = QRect(inner.left(), upper.bottom() + 1, inner.width(), inner.height() - upper.height())
        paint.text(painter, lower, self.people[section], theme.face("caption"), tokens.text2)


class _LineDelegate(TellingDelegate):
    def __init__(self, view: QTableView, model: MergeModel) -> None:
        super().__init__(view)
        self._model = model

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        line, box, tokens = self._model.lines[index.row()], option.rect, theme.tokens()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if line.kind == "section":
            if index.column() == 0:
                self._paint_section(painter, box, line)
            return
        self._paint_ground(painter, box, line, index.column())
        painter.setPen(theme.colour(tokens.border))
        if index.column() == FIELD or not self._model.is_joined(index.row() + 1):
            painter.drawLine(box.left(), box.bottom(), box.right(), box.bottom())
        painter.drawLine(box.right(), box.top(), box.right(), box.bottom())
        inner = box.adjusted(theme.px(12), 0, -theme.px(8), -1)
        if index.column() == RESULT:
            self._paint_result(painter, inner, line, index.row())
        else:
            self._paint_value(painter, inner, line, index)
        if _framed(line):
            self._paint_frame(painter, box, index)

    @staticmethod
    def _paint_section(painter: QPainter, box: QRect, line: MergeLine) -> None:
        tokens = theme.tokens()
        painter.fillRect(box, theme.colour(tokens.sunken))
        inner = box.adjusted(theme.px(12), 0, -theme.px(8), 0)
        face = theme.face("strong")
        paint.text(painter, inner, line.title, face, tokens.text)
        if line.note:
            left = inner.left() + face.metrics.horizontalAdvance(line.title) + theme.px(10)
            place = QRect(left, inner.top(), inner.right() - left, inner.height())
            if line.at >= 0:
                paint.badge(painter, place, line.note, "conflict")
            else:
                paint.text(painter, place, line.note, theme.face("caption"), tokens.text2)

    @staticmethod
    def _paint_ground(painter: QPainter, box: QRect, line: MergeLine, column: int) -> None:
        tokens = theme.tokens()
        ground = tokens.surface
        differs = line.kind in ("field", "car")
        if differs and column == MINE and line.mine:
            ground = tokens.accent_weak
        elif differs and column == THEIRS and line.theirs:
            ground = tokens.warn_weak
        painter.fillRect(box, theme.colour(ground))

    def _paint_value(self, painter: QPainter, inner: QRect, line: MergeLine, index: Index) -> None:
        tokens, column = theme.tokens(), index.column()
        words = (line.title, line.base, line.mine, line.theirs)[column]
        side = _SIDES.get(column, "")
        if line.kind == "field" and column in (MINE, THEIRS) and words:
            self._paint_choice(painter, inner, _SIDE_TONES[side] if line.choice == side else "", index.row())
            inner = inner.adjusted(theme.px(24), 0, 0, 0)
        face = theme.face("strong" if side and line.choice == side else "body")
        colour = tokens.text2 if column == FIELD or line.kind == "settled" else tokens.text
        paint.text(painter, inner, words, face, colour)

    def _paint_choice(self, painter: QPainter, inner: QRect, tone: str, at: int) -> None:
        """What is decided together is one choice: its mark stands in the first line, and is tied to the others."""
        above, below = self._model.is_joined(at), self._model.is_joined(at + 1)
        x, middle = inner.left() + theme.px(8), inner.center().y()
        painter.setPen(QPen(theme.colour(_choice_colour(tone)), theme.px(2)))
        if below:
            painter.drawLine(x, middle, x, inner.bottom() + 1)
        if above:
            painter.drawLine(x, inner.top(), x, middle)
            painter.drawLine(x, middle, x + theme.px(8), middle)
        else:
            _radio(painter, inner, tone)

    def _paint_result(self, painter: QPainter, inner: QRect, line: MergeLine, at: int) -> None:
        tokens = theme.tokens()
        if line.kind == "settled":
            paint.text(painter, inner, line.result, theme.face(), tokens.text)
            return
        if line.kind == "field" and not line.choice:
            mark = QPointF(inner.left() + theme.px(8), inner.center().y() + 1)
            icons.paint(painter, mark, "gesture-tap", colour="conflict", size=16)
            rest = inner.adjusted(theme.px(22), 0, 0, 0)
            paint.text(painter, rest, line.result, theme.face("strong"), tokens.conflict)
            return
        self._paint_choice(painter, inner, _SIDE_TONES.get(line.choice, "") if line.enabled else "", at)
        inner = inner.adjusted(theme.px(24), 0, 0, 0)
        face = theme.face("strong" if line.choice else "body")
        tone = _SIDE_TONES.get(line.choice, "neutral")
        if line.kind == "car":
            tone = "ok" if line.enabled else "neutral"
        width = paint.badge_width(line.note)
        words = QRect(inner.left(), inner.top(), inner.width() - width - theme.px(8), inner.height())
        paint.text(painter, words, line.result, face, tokens.text if line.enabled else tokens.text3)
        drawn = min(words.width(), face.metrics.horizontalAdvance(line.result))
        place = QRect(inner.left() + drawn + theme.px(8), inner.top(), width, inner.height())
        paint.badge(painter, place, line.note, tone)

    def _paint_frame(self, painter: QPainter, box: QRect, index: Index) -> None:
        """One frame around all lines of a group."""
        lines, at, column = self._model.lines, index.row(), index.column()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(QPen(theme.colour(theme.tokens().conflict), 2))
        if not _framed(lines[at - 1]):
            painter.drawLine(box.left(), box.top() + 1, box.right(), box.top() + 1)
        if at + 1 == len(lines) or not _framed(lines[at + 1]):
            painter.drawLine(box.left(), box.bottom(), box.right(), box.bottom())
        if column == FIELD:
            painter.drawLine(box.left() + 1, box.top(), box.left() + 1, box.bottom())
        if column == RESULT:
            painter.drawLine(box.right(), box.top(), box.right(), box.bottom())


def _framed(line: MergeLine) -> bool:
    return line.current and line.kind in ("field", "car")


def _choice_colour(tone: str) -> str:
    """Of the mark of a side that was taken, or may be."""
    tokens = theme.tokens()
    return tokens.text2 if tone == "neutral" else icons.colour_of(tone) if tone else tokens.border_strong


def _radio(painter: QPainter, inner: QRect, tone: str) -> None:
    """A round mark, filled in the colour of the side that was taken."""
    tokens, radius = theme.tokens(), theme.px(8) - 1
    middle = QPointF(inner.left() + theme.px(8), inner.center().y() + 0.5)
    colour = _choice_colour(tone)
    painter.setPen(QPen(theme.colour(colour), 1.5))
    painter.setBrush(theme.colour(colour if tone else tokens.surface))
    painter.drawEllipse(middle, radius, radius)
    if tone:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(tokens.on_accent))
        painter.drawEllipse(middle, theme.px(3), theme.px(3))


class MergeTable(QTableView):
    """Clicks take a side; the keys are the dialog's."""

    side_taken = Signal(int, str)
    """Which group, and which side."""
    car_taken = Signal(str)
    typed = Signal(str, str)
    """A group's name and the text that shall hold."""

    def __init__(self) -> None:
        super().__init__()
        self._narrow = False
        self._lines = MergeModel()
        self.editor: QLineEdit | None = None
        self._head = _Header(self, self._lines)
        self.setHorizontalHeader(self._head)
        self.setModel(self._lines)
        self.setItemDelegate(_LineDelegate(self, self._lines))
        self.setAccessibleName(tr("What differs"))
        self.setShowGrid(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(theme.px(SECTION))
        self._head.setSectionResizeMode(RESULT, QHeaderView.ResizeMode.Stretch)
        self.set_narrow(False)

    def set_narrow(self, narrow: bool) -> None:
        """The window is narrow, or wide again."""
        self._narrow = narrow
        self._share_room()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_room()

    def _share_room(self) -> None:
        """The result keeps its room where there is little."""
        whole = sum(width for column, width in _WIDTHS if not self.isColumnHidden(column)) + LEAST
        short = self._narrow or self.viewport().width() < theme.px(whole)
        for column, width in _NARROW if short else _WIDTHS:
            self.setColumnWidth(column, theme.px(width))

    def show_people(self, mine: str, theirs: str, *, cars: bool) -> None:
        """Who entered which side; where cars are chosen from, the result has most of the room."""
        self.setColumnHidden(BASE, cars)  # there is no before: two sold one car
        self._head.keys = ("",) * 5 if cars else _KEYS
        self._lines.heads = _RACE if cars else _HEADS
        self._head.people = (
            "",
            tr("what both began with"),
            mine,
            theirs,
            tr("goes into the contract"),
        )
        self._head.viewport().update()

    def show_lines(self, lines: tuple[MergeLine, ...]) -> None:
        """The lines as they are decided."""
        if self._lines.show_lines(lines):
            self.clearSpans()
            for at, line in enumerate(lines):
                section = line.kind == "section"
                self.setRowHeight(at, theme.px(SECTION if section else ROW))
                if section:
                    self.setSpan(at, 0, 1, RESULT + 1)
        current = next((at for at, line in enumerate(lines) if line.current), None)
        if current is not None:
            self.scrollTo(self._lines.index(current, 0))

    def type_at(self, group: int) -> None:
        """Open a field for a group that takes a typed value."""
        for at, line in enumerate(self._lines.lines):
            if line.kind == "field" and line.at == group and line.typed:
                self._open_editor(at, line)
                return

    def _open_editor(self, at: int, line: MergeLine) -> None:
        self.close_editor()
        self.editor = edit = QLineEdit(line.result if line.choice else line.mine)
        edit.setProperty("cell", True)
        edit.setAccessibleName(f"{line.title}: {tr('Result')}")
        edit.textEdited.connect(lambda text: self.typed.emit(line.group, text))
        edit.returnPressed.connect(self.close_editor)
        self.setIndexWidget(self._lines.index(at, RESULT), edit)
        edit.setFocus(Qt.FocusReason.OtherFocusReason)
        edit.selectAll()

    def close_editor(self) -> None:
        """Typing is over."""
        edit, self.editor = self.editor, None
        if edit is None:
            return
        for at in range(len(self._lines.lines)):
            index = self._lines.index(at, RESULT)
            if self.indexWidget(index) is edit:
                self.setFocus()
                self.setIndexWidget(index, None)  # type: ignore[arg-type]  # takes the field away

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        index = self.indexAt(event.position().toPoint())
        if not index.isValid():
            return
        line = self._lines.lines[index.row()]
        if line.kind == "car" and line.enabled:
            self.car_taken.emit(line.value)
        elif line.kind == "field" and index.column() in _SIDES:
            self.side_taken.emit(line.at, _SIDES[index.column()])
        elif line.kind == "field" and index.column() == RESULT and line.typed:
            self.type_at(line.at)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(800), theme.px(400))
