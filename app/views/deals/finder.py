"""A search box whose answers lie below it: arrows choose, Enter takes, and an early Enter waits for them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPoint,
    QRect,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter
from PySide6.QtWidgets import QListView, QStyleOptionViewItem, QWidget

from app.errors import UserError
from app.presenters.deal_desk_find import FindPresenter, FindState
from app.views import errors, icons, theme
from app.views.widgets import paint
from app.views.widgets.cut_words import TellingDelegate
from app.views.widgets.edits import SearchEdit
from app.views.widgets.popup import Popup
from app.views.widgets.row_table_model import Index

ROW = 46
_NOWHERE = QModelIndex()


@dataclass(frozen=True)
class Answer:
    """A line of the list: `value` is handed back when it is taken."""

    value: Any
    title: str
    detail: str = ""
    badge: str = ""
    tone: str = "neutral"
    icon: str = ""


class _Answers(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self.answers: list[Answer] = []

    def show_answers(self, answers: list[Answer]) -> None:
        self.beginResetModel()
        self.answers = answers
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return len(self.answers)

    def data(self, index: Index, role: int = 0) -> str | None:
        if role not in (int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.AccessibleTextRole)):
            return None
        answer = self.answers[index.row()]
        return f"{answer.title} {answer.detail} {answer.badge}"


class _AnswerDelegate(TellingDelegate):
    def __init__(self, model: _Answers, view: QListView) -> None:
        super().__init__(view)
        self._model, self._view = model, view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(theme.px(260), theme.px(ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        answer, box, tokens = self._model.answers[index.row()], option.rect, theme.tokens()
        if index.row() == self._view.currentIndex().row():
            paint.rounded(painter, box.adjusted(4, 1, -4, -1), tokens.accent_weak, theme.px(6))
        inner = box.adjusted(theme.px(12), 0, -theme.px(10), 0)
        if answer.icon:
            mark = QRect(inner.left(), inner.top(), theme.px(20), inner.height())
            icons.paint(painter, mark, answer.icon, colour="text2", size=18)
            inner.setLeft(inner.left() + theme.px(28))
        if answer.badge:
            width = paint.badge_width(answer.badge)
            place = QRect(inner.right() - width, inner.top(), width, inner.height())
            paint.badge(painter, place, answer.badge, answer.tone)
            inner.setRight(place.left() - theme.px(6))
        if not answer.detail:
            paint.text(painter, inner, answer.title, theme.face("strong"), tokens.text)
            return
        half = theme.px(19)
        upper = QRect(inner.left(), box.center().y() - half, inner.width(), half)
        paint.text(painter, upper, answer.title, theme.face("strong"), tokens.text)
        paint.text(painter, upper.translated(0, half), answer.detail, theme.face("caption"), tokens.text2)


class _Popup(Popup):
    """May be wider than the card that its box belongs to."""

    taken = Signal(object)

    def __init__(self, parent: QWidget, name: str) -> None:
        super().__init__(parent, name)
        self.model = _Answers()
        self.list.setModel(self.model)
        self.list.setItemDelegate(_AnswerDelegate(self.model, self.list))
        self.list.clicked.connect(lambda index: self.taken.emit(self.model.answers[index.row()]))

    def show_answers(self, answers: list[Answer], nothing: str) -> None:
        self.model.show_answers(answers)
        self.list.setVisible(bool(answers))
        self.nothing.setText(nothing)
        self.nothing.setVisible(bool(nothing))
        self.choose(0)

    def choose(self, at: int) -> None:
        if 0 <= at < len(self.model.answers):
            self.list.setCurrentIndex(self.model.index(at))
            self.list.viewport().update()

    def place(self, below: QWidget) -> None:
        width = max(below.width(), theme.px(360))
        corner = below.mapTo(self._page, QPoint(0, below.height() + theme.px(4)))
        self.lay(corner, width, len(self.model.answers) * theme.px(ROW))


class Finder(SearchEdit):
    """Emits the value of the answer taken, or `None` with the text when nothing fits and there is `otherwise`.

    `nothing` is what it says when nothing fits; if there are two, the second when there is nothing that could.
    """

    taken = Signal(object)
    otherwise_taken = Signal(str)

    def __init__(
        self, name: str, hint: str, presenter: FindPresenter, describe: Callable[[Any], Answer], *,
        nothing: str | tuple[str, str], otherwise: Callable[[str], Answer] | None = None,
    ) -> None:  # fmt: skip
        super().__init__(name, hint)
        self._presenter, self._describe, self._otherwise = presenter, describe, otherwise
        self._nothing, self._bare = (nothing, nothing) if isinstance(nothing, str) else nothing
        self._popup: _Popup | None = None
        self._wants_first = False
        self.searched.connect(presenter.search)
        self.textEdited.connect(self._edited)
        presenter.attach(self)

    def show_state(self, state: FindState) -> None:
        """Show the answers; take the first one if Enter was pressed before they came."""
        if not state.text or not state.answered:
            if not state.text:
                self._hide()
            return
        answers = [self._describe(hit) for hit in state.hits]
        if self._otherwise is not None:
            answers.append(self._otherwise(state.text))
        popup = self._list()
        popup.show_answers(answers, "" if state.hits else self._bare if state.bare else self._nothing)
        if answers and self._wants_first and state.text == self.text().strip():
            self._take(answers[0])
        elif self.hasFocus():
            popup.place(self)
            popup.appear()

    def _edited(self, _: str) -> None:
        self._wants_first = False  # Enter meant the words that stood there then

    def show_error(self, error: Exception) -> None:
        """Why nothing can be found; Enter asks again."""
        self._wants_first, self._asked = False, ""
        if not isinstance(error, UserError):
            self._hide()
            errors.tell_hook(error)
            return
        popup = self._list()
        popup.show_answers([], error.message)
        if self.hasFocus():
            popup.place(self)
            popup.appear()

    def _list(self) -> _Popup:
        if self._popup is None:
            page: QWidget | None = self
            while page is not None and not page.property("finds_over"):
                page = page.parentWidget()
            self._popup = _Popup(page or self.window(), self.accessibleName())
            self._popup.taken.connect(self._take)
            around = self.parentWidget()
            while around is not None and around is not self._popup.parentWidget():
                around.installEventFilter(self)
                around = around.parentWidget()
        return self._popup

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A card above grew: the answers follow their box."""
        popup = self._popup
        if event.type() == QEvent.Type.Move and popup is not None and popup.isVisible():
            QTimer.singleShot(0, self, partial(popup.place, self))
        return False

    def _hide(self) -> None:
        if self._popup is not None:
            self._popup.hide()

    def _take(self, answer: Answer) -> None:
        self._wants_first = False
        text = self.text().strip()
        self.empty()
        if answer.value is None:
            self.otherwise_taken.emit(text)
        else:
            self.taken.emit(answer.value)

    def empty(self) -> None:
        """Nothing is asked any more."""
        self._hide()
        self.clear()
        self._asked = ""
        self._presenter.search("")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, popup = event.key(), self._popup
        shown = popup is not None and popup.isVisible()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.text().strip():
            self._enter()
        elif key == Qt.Key.Key_Escape and self.text():
            self.empty()
        elif popup is not None and shown and key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            step = 1 if key == Qt.Key.Key_Down else -1
            popup.choose(popup.list.currentIndex().row() + step)
        else:
            super().keyPressEvent(event)

    def _enter(self) -> None:
        """Take the answer chosen; if the text has no answers yet, take the first one that comes."""
        state = self._presenter.state
        answered = state.answered and state.text == self.text().strip()
        if answered and self._popup is not None and self._popup.model.answers:
            at = self._popup.list.currentIndex().row()
            self._take(self._popup.model.answers[max(at, 0)])
            return
        if not answered:
            self._wants_first = True
            self._ask()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.ActiveWindowFocusReason:  # that comes back
            self._wants_first = False
        self._hide()
