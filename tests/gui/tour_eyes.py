"""What an attentive reader would object to on a screen: whatever is said is read, in every window that is open."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache

from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QModelIndex, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from app.paths import resource
from app.views.report_dialog import ReportDialog
from app.views.widgets.banner import Banner
from app.views.widgets.buttons import Button
from app.views.widgets.choice import Choice
from app.views.widgets.edits import room_for_words
from app.views.widgets.field import Field
from app.views.widgets.state_panel import StatePanel

ROWS, SLACK = 40, 2
LEFTOVERS = {
    "None": re.compile(r"\bNone\b(?! [a-z])"),
    "nan": re.compile(r"\bnan\b|\bNaN\b"),
    "the epoch": re.compile(r"\b1970\b"),
    "a placeholder": re.compile(r"\{[a-z_0-9.:!]*\}"),
    "a Python object": re.compile(r"<[\w.]+ object at |\bRole\.|\bdatetime\.|frozenset|\[\]|\(\)"),
    "a key": re.compile(r"\b[a-z]+_[a-z_]+\b"),
    "a raw id": re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-|\b[0-9a-f]{32}\b|\b[0-9A-HJKMNP-TV-Z]{26}\b"),
    "a raw instant": re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d"),
}
_COMMAND = re.compile(r"showroom [a-z]+[ A-Za-z0-9-]*|\S+@\S+|https?://\S+")
_FIELD = re.compile(r"^\{[a-z_]+\}( \*)?$")  # of a contract's text, as the template page offers it
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_LATIN_WORDS = re.compile(r"(?<![\w-])[A-Z]?[a-z]{2,} [a-z]{2,}")


def open_windows() -> list[QWidget]:
    """All that can be seen."""
    return [window for window in QApplication.topLevelWidgets() if window.isVisible()]


def dialogs() -> list[QDialog]:
    """Those open now, the last one last."""
    return [window for window in open_windows() if isinstance(window, QDialog)]


def in_sight() -> list[QWidget]:
    """All windows with all that is in them and not hidden."""
    windows = open_windows()
    inside = (child for window in windows for child in window.findChildren(QWidget) if child.isVisible())
    return [*windows, *inside]


def _said(widget: QWidget) -> Iterator[str]:
    yield from (
        widget.toolTip(),
        widget.accessibleName(),
        widget.accessibleDescription(),
        widget.windowTitle(),
    )
    if isinstance(widget, QLineEdit):
        yield from (widget.text(), widget.placeholderText())
    elif isinstance(widget, QPlainTextEdit):
        return  # a contract's text, with its fields in braces
    elif isinstance(widget, QComboBox):
        yield from (widget.itemText(at) for at in range(widget.count()))
    elif isinstance(widget, QAbstractItemView):
        if widget.model() is not None:
            yield from _cells(widget.model())
    elif callable(text := getattr(widget, "text", None)):
        yield str(text())


def _cells(model: QAbstractItemModel) -> Iterator[str]:
    columns = range(1 if isinstance(model, QAbstractListModel) else model.columnCount(QModelIndex()))
    for column in columns:
        yield str(model.headerData(column, Qt.Orientation.Horizontal) or "")
    for row in range(min(model.rowCount(QModelIndex()), ROWS)):
        for column in columns:
            yield str(model.index(row, column, QModelIndex()).data() or "")


class Reader:
    """Reads in one language; what was read before is not read again."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._read: set[str] = set()

    def objections(self, seen: list[QWidget]) -> list[str]:
        """What is wrong with what stands on the screen now."""
        found = []
        for widget in seen:
            for text in _said(widget):
                if text and self._news(text) and (wrong := self._wrong(text)):
                    found.append(f"{wrong}: {text!r} ({_where(widget)})")
            if (missing := cut(widget)) and self._news(missing):
                found.append(f"cut: {missing}")
        return found

    def _news(self, text: str) -> bool:
        new = text not in self._read
        self._read.add(text)
        return new

    def _wrong(self, text: str) -> str:
        text = _FIELD.sub("", _COMMAND.sub("", text))
        for name, pattern in LEFTOVERS.items():
            if pattern.search(text):
                return name
        if self.language == "en":
            return "Chinese" if text.strip() in _ours("zh_CN") else ""
        untranslated = text.strip() in _ours("en") or _LATIN_WORDS.search(text)
        return "English" if untranslated else ""


@cache
def _ours(language: str) -> frozenset[str]:
    """Our own sentences in a language, but for those that are the same in both."""
    pairs = json.loads(resource("i18n", "zh_CN.json").read_bytes()).items()
    chosen = (chinese if language == "zh_CN" else english for english, chinese in pairs if english != chinese)
    return frozenset(text for text in chosen if len(text) > 1 and "{" not in text)


def cut(widget: QWidget) -> str:
    """Words that have less room than they need, where no tooltip has the rest."""
    missing, words = 0, ""
    if isinstance(widget, QLineEdit):
        words = widget.placeholderText()
        untold = not (widget.text() or widget.toolTip())
        missing = (_wide(widget, words) - room_for_words(widget)) * untold
    elif isinstance(widget, Choice):
        words = widget.currentText()
        missing = (_wide(widget, words) - widget.room_for_words()) * (not widget.toolTip())
    elif type(widget) is QLabel and not widget.wordWrap() and widget.text() and "<" not in widget.text():
        words = widget.text()
        missing = _wide(widget, words) - widget.contentsRect().width()
    elif isinstance(widget, Button) and widget.text():
        words = widget.text()
        missing = widget._content_width() + 8 - widget.width()
    return f"{words!r} by {missing} ({_where(widget)})" if missing > SLACK else ""


def _wide(widget: QWidget, words: str) -> int:
    return widget.fontMetrics().horizontalAdvance(words)


def complaints(seen: list[QWidget]) -> list[str]:
    """Errors that a person is shown now."""
    return [words for widget in seen if (words := _complaint(widget))]


def _complaint(widget: QWidget) -> str:
    if isinstance(widget, ReportDialog):
        return "a report of an unexpected error"
    if isinstance(widget, Banner) and widget.property("tone") == "bad":
        return f"banner: {widget.accessibleName()}"
    if isinstance(widget, Field) and widget.error():
        return f"field: {widget.error()}"
    if isinstance(widget, StatePanel) and widget.tone == "bad":
        return f"instead of a list: {widget.accessibleName()}"
    return ""


def _where(widget: QWidget) -> str:
    names = []
    at: QWidget | None = widget
    while at is not None and len(names) < 3:
        if type(at).__module__.startswith("app."):
            names.append(type(at).__name__)
        at = at.parentWidget()
    return f"{type(widget).__name__} in {' in '.join(names)}"
