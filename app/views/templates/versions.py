"""At the left: the versions of the text, and the fields that can be placed in it."""

from __future__ import annotations

from PySide6.QtCore import QAbstractListModel, QModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyleOptionViewItem

from app.domain.template_review import NEEDED
from app.i18n import N_, plural, tr
from app.presenters import template_fields, words
from app.presenters.template_editor import EditorState, Version
from app.views import theme
from app.views.widgets import paint
from app.views.widgets.buttons import Button
from app.views.widgets.card import Card
from app.views.widgets.cut_words import TellingDelegate
from app.views.widgets.edits import SearchEdit
from app.views.widgets.row_table_model import Index
from app.views.widgets.text import label

STANDINGS = {
    "draft": (N_("Draft"), "accent"), "coming": (N_("Published"), "ok"), "in_force": (N_("In force"), "ok"),
    "ended": (N_("Ended"), "neutral"), "withdrawn": (N_("Withdrawn"), "neutral"),
}  # fmt: skip
_NOWHERE = QModelIndex()
_ROW, _FIELD = 78, 26
_MUST = frozenset(name for names in NEEDED.values() for name in names)


class _Versions(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self.versions: tuple[Version, ...] = ()

    def show_versions(self, versions: tuple[Version, ...]) -> None:
        self.beginResetModel()
        self.versions = versions
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return len(self.versions)

    def data(self, index: Index, role: int = 0) -> str | None:
        if role not in (int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.AccessibleTextRole)):
            return None
        version = self.versions[index.row()]
        return f"{version.revision} · {tr(STANDINGS[version.standing][0])}"


class _VersionDelegate(TellingDelegate):
    """Name and standing, the days, and who wrote it or how often it was signed."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(theme.px(200), theme.px(_ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        tokens, box = theme.tokens(), option.rect
        version = index.model().versions[index.row()]  # type: ignore[attr-defined]
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, theme.colour(tokens.accent_weak))
            painter.fillRect(
                QRect(box.left(), box.top(), theme.px(3), box.height()), theme.colour(tokens.accent)
            )
        painter.fillRect(QRect(box.left(), box.bottom(), box.width(), 1), theme.colour(tokens.border))
        name, tone = STANDINGS[version.standing]
        line = QRect(
            box.left() + theme.px(14), box.top() + theme.px(8), box.width() - theme.px(24), theme.px(22)
        )
        face = theme.face("strong")
        paint.text(painter, line, version.revision, face, tokens.text)
        beside = line.adjusted(face.metrics.horizontalAdvance(version.revision) + theme.px(8), 0, 0, 0)
        paint.badge(painter, beside, tr(name), tone)
        for text in (days(version), _detail(version)):
            line.translate(0, theme.px(21))
            paint.text(painter, line, text, theme.face("caption"), tokens.text2)


def days(version: Version) -> str:
    """`from 1 Dec 2026`, `1 Mar 2026 – 30 Nov 2026`."""
    if version.valid_to is None:
        return tr("from {day}").format(day=version.valid_from.isoformat())
    return f"{version.valid_from.isoformat()} – {version.valid_to.isoformat()}"


def _detail(version: Version) -> str:
    if version.is_draft and version.edited_at is not None:
        return tr("{who}, {day}").format(who=version.edited_by, day=words.day(version.edited_at))
    return plural(version.contracts, N_("{n} contract"), N_("{n} contracts"))


class VersionsCard(Card):
    """Arrows choose; a copy of the chosen one becomes a draft."""

    chosen = Signal(str)
    copy_asked = Signal()

    def __init__(self) -> None:
        super().__init__(tr("Versions"), padding=0)
        self.copy = Button(tr("Copy"), icon="content-copy", on_click=self.copy_asked.emit)
        self.copy.setAccessibleName(tr("New draft with this text"))
        self.header.addStretch(1)
        self.header.addWidget(self.copy)
        self._model = _Versions()
        self.list = QListView()
        self.list.setModel(self._model)
        self.list.setItemDelegate(_VersionDelegate(self.list))
        self.list.setAccessibleName(tr("Versions"))
        self.list.selectionModel().currentChanged.connect(self._moved)
        self.body.addWidget(self.list, 1)
        foot = self.footer()
        foot.addWidget(
            label(
                tr("What is published is never edited. Signed contracts keep theirs."), "caption", wrap=True
            )
        )

    def show_versions(self, state: EditorState) -> None:
        """The list, and which is open."""
        blocked = self.list.selectionModel().blockSignals(True)
        if state.versions != self._model.versions:
            self._model.show_versions(state.versions)
        at = next((n for n, each in enumerate(state.versions) if each.revision == state.chosen), -1)
        if at >= 0 and self.list.currentIndex().row() != at:
            self.list.setCurrentIndex(self._model.index(at))
        self.list.selectionModel().blockSignals(blocked)
        self.list.viewport().update()

    def _moved(self, current: Index, before: Index) -> None:
        if current.isValid():
            self.chosen.emit(self._model.versions[current.row()].revision)


class _Fields(QAbstractListModel):
    """Fields under the headings of their groups; what a search finds has no headings."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[tuple[str, str]] = []
        """A heading and nothing, or nothing and a field."""
        self.placed: frozenset[str] = frozenset()

    def find(self, text: str, placed: frozenset[str]) -> None:
        self.beginResetModel()
        found, self.rows, self.placed = template_fields.find(text), [], placed
        for heading, group in template_fields.GROUPS.items():
            here = [("", key) for key in group if key in found]
            self.rows += [(heading, ""), *here] if here and not text.strip() else here
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return len(self.rows)

    def flags(self, index: Index) -> Qt.ItemFlag:
        return super().flags(index) if self.rows[index.row()][1] else Qt.ItemFlag.NoItemFlags

    def lacks(self, key: str) -> bool:
        return key in _MUST and key not in self.placed

    def data(self, index: Index, role: int = 0) -> str | None:
        heading, key = self.rows[index.row()]
        if role not in (int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.AccessibleTextRole)):
            return None
        if not key:
            return tr(heading)
        name = template_fields.name_of(key)
        if role == int(Qt.ItemDataRole.DisplayRole):
            return f"{name} *" if key in _MUST else name
        return tr("{field}, required, not placed yet").format(field=name) if self.lacks(key) else name


class _FieldDelegate(TellingDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(theme.px(120), theme.px(_FIELD))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model: _Fields = index.model()  # type: ignore[assignment]
        key, words = model.rows[index.row()][1], model.data(index) or ""
        inner, tokens = option.rect.adjusted(theme.px(6), 0, -theme.px(6), 0), theme.tokens()
        if not key:
            paint.text(painter, inner, words, theme.face("caption"), tokens.text2)
            return
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, theme.colour(tokens.sunken))
        paint.badge(painter, inner, words, "bad" if model.lacks(key) else "accent")
        inner.setLeft(inner.left() + paint.badge_width(words) + theme.px(8))
        paint.text(painter, inner, f"{{{key}}}", theme.face("caption"), tokens.text3)


class FieldsCard(Card):
    """What a contract can say of itself; Enter or a click places it where the cursor is."""

    placed = Signal(str)

    def __init__(self) -> None:
        super().__init__(tr("Fields"), padding=10)
        self.remark(tr("Enter places it"))
        self.search = SearchEdit(tr("Find a field"), tr("Find a field"))
        self._model, self._placed = _Fields(), frozenset[str]()
        self.list = QListView()
        self.list.setModel(self._model)
        self.list.setItemDelegate(_FieldDelegate(self.list))
        self.list.setAccessibleName(tr("Fields"))
        self.list.activated.connect(self._place)
        self.list.clicked.connect(self._place)
        self.search.searched.connect(lambda text: self._model.find(text, self._placed))
        self.search.left_downwards.connect(self.list.setFocus)
        self.body.addWidget(self.search)
        self.body.addWidget(self.list, 1)
        foot = self.footer()
        foot.addWidget(label(tr("* required in every contract. Red: not placed yet."), "caption", wrap=True))

    def show_placed(self, placed: frozenset[str], *, writable: bool) -> None:
        """Which are in the text already."""
        self.list.setEnabled(writable)
        if placed != self._placed or not self._model.rows:
            self._placed = placed
            self._model.find(self.search.text(), placed)

    def _place(self, index: Index) -> None:
        if key := self._model.rows[index.row()][1]:
            self.placed.emit(f"{{{key}}}")
