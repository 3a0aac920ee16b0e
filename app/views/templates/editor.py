"""In the middle: the text as lines. Fields stand out, headings are bold, what is wrong is underlined."""

from __future__ import annotations

import re

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QColor, QSyntaxHighlighter, QTextCharFormat, QTextDocument
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

from app.domain.template_text import keys
from app.i18n import N_, tr
from app.presenters.template_editor import EditorState, Mark
from app.views import theme
from app.views.widgets.buttons import Button
from app.views.widgets.card import Card
from app.views.widgets.field import Field
from app.views.widgets.segments import Segments
from app.views.widgets.text import label, row, set_tone

PAUSE_MS = 500
"""So long nothing is typed before the text is tried."""
_SAVED = {True: N_("Not saved yet"), False: N_("Saved")}
_FIELD = re.compile(r"\{[a-z_]*\}")
_ABOUT = re.compile(
    r"^\[(?:when [a-z_]+|[ x])\](?: \[[ x]\])?|(?<=\S)\s+\[[^\]]*\]$|^(?:require|provisional|note):"
)


class _Highlighter(QSyntaxHighlighter):
    """Paints lines; which of them belong to a clause with a finding is told from outside."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self.lines: dict[int, str] = {}

    def mark(self, lines: dict[int, str]) -> None:
        if lines != self.lines:
            self.lines = lines
            self.rehighlight()

    def highlightBlock(self, text: str) -> None:
        tokens = theme.tokens()
        if text.startswith("#"):
            heading = QTextCharFormat()
            heading.setFontWeight(600)
            self.setFormat(0, len(text), heading)
        for match in _ABOUT.finditer(text):
            self.setFormat(match.start(), len(match[0]), _coloured(tokens.text3))
        for match in _FIELD.finditer(text):
            placed = _coloured(tokens.accent)
            placed.setBackground(QColor(tokens.accent_weak))
            self.setFormat(match.start(), len(match[0]), placed)
        level = self.lines.get(self.currentBlock().blockNumber())
        if level and text.startswith("##"):
            wrong = _coloured(tokens.bad if level == "block" else tokens.warn)
            wrong.setFontWeight(600)
            wrong.setUnderlineColor(QColor(tokens.bad if level == "block" else tokens.warn))
            wrong.setUnderlineStyle(QTextCharFormat.UnderlineStyle.SingleUnderline)
            self.setFormat(0, len(text), wrong)


def _coloured(colour: str) -> QTextCharFormat:
    made = QTextCharFormat()
    made.setForeground(QColor(colour))
    return made


class EditorCard(Card):
    """The text of one language, the days it is for, and what can be done with it."""

    typed = Signal(str)
    days_typed = Signal(str, str)
    paused = Signal()

    def __init__(self) -> None:
        super().__init__(padding=0)
        self.languages = Segments([("zh_CN", "中文"), ("en", "English")], name=tr("Language of the text"))
        self.saved = label("", "caption")
        bar = row(self.languages, None, self.saved)
        bar.setContentsMargins(*(theme.px(14), theme.px(10)) * 2)
        self.begins, self.ends = QLineEdit(), QLineEdit()
        self.begins_field = Field(tr("In force from"), self.begins)
        self.ends_field = Field(tr("Until (may be open)"), self.ends)
        for edit in (self.begins, self.ends):
            edit.setPlaceholderText("2026-12-01")
            edit.editingFinished.connect(self._days)
        dates = row(self.begins_field, self.ends_field, spacing=12)
        dates.setContentsMargins(theme.px(14), 0, theme.px(14), theme.px(10))
        self.text = QPlainTextEdit()
        self.text.setAccessibleName(tr("Text of the contract"))
        self.text.setTabChangesFocus(True)
        self.text.textChanged.connect(self._changed)
        self._highlighter = _Highlighter(self.text.document())
        self._turn = -1
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self.paused.emit)
        self._make_foot()
        self.body.setSpacing(0)
        for part in (bar, dates):
            self.body.addLayout(part)
        self.body.addWidget(self.text, 1)

    def _make_foot(self) -> None:
        self.errors = label("", "caption", tone="bad")
        self.withdraw = Button(tr("Withdraw"), kind="danger")
        self.save = Button(tr("Save the draft"), key="Ctrl S")
        self.publish = Button(tr("Publish"), kind="primary", key="Ctrl Enter")
        foot = self.footer()
        foot.addWidget(self.withdraw)
        foot.addStretch(1)
        for part in (self.errors, self.save, self.publish):
            foot.addWidget(part)

    def show_state(self, state: EditorState) -> None:
        """The text, if it did not come from here; what may be done with it."""
        if state.turn != self._turn:
            self._turn = state.turn
            self._replace(state.wording.lines.get(state.language, ""))
            self.languages.set_current(state.language)
        for edit, day in ((self.begins, state.wording.valid_from), (self.ends, state.wording.valid_to)):
            if not edit.hasFocus() and edit.text() != day:
                edit.setText(day)
            edit.setReadOnly(not state.writable)
        self.text.setReadOnly(not state.writable)
        self._mark(state)
        self._offer(state)

    def _offer(self, state: EditorState) -> None:
        self.save.setVisible(state.writable)
        self.publish.setVisible(state.writable)
        self.save.setEnabled(state.changed)
        self.publish.setEnabled(state.may_publish)
        self.withdraw.setVisible(state.version is not None and state.version.standing != "withdrawn")
        warned = state.version is not None and state.warned == state.chosen
        other = tr("Withdraw all the same") if warned else tr("Withdraw")
        self.withdraw.setText(tr("Drop the draft") if state.writable else other)
        waits = tr("{n} errors left").format(n=state.errors) if state.errors and state.writable else ""
        self.errors.setText(waits)
        said = tr("Published: it is read, not edited") if not state.writable else _SAVED[state.changed]
        self.saved.setText(tr(said) if state.chosen else "")
        set_tone(self.saved, "warn" if state.changed else "")

    def _mark(self, state: EditorState) -> None:
        levels = {
            mark.clause: mark.level for mark in reversed(state.tried.marks) if mark.language == state.language
        }
        lines = keys(self.text.toPlainText()) if levels else ()
        self._highlighter.mark({number: levels[key] for number, key in lines if key and key in levels})

    def _replace(self, lines: str) -> None:
        blocked = self.text.blockSignals(True)
        self.text.setPlainText(lines)
        self.text.blockSignals(blocked)

    def _changed(self) -> None:
        self.typed.emit(self.text.toPlainText())
        self._pause.start()

    def _days(self) -> None:
        self.days_typed.emit(self.begins.text(), self.ends.text())
        self._pause.start()

    def place(self, words: str) -> None:
        """Put a field where the cursor is."""
        if not self.text.isReadOnly():
            self.text.insertPlainText(words)
            self.text.setFocus()

    def go_to(self, mark: Mark) -> None:
        """Put the cursor into the clause of a finding."""
        number = next((n for n, key in keys(self.text.toPlainText()) if key == mark.clause), 0)
        cursor = self.text.textCursor()
        cursor.setPosition(self.text.document().findBlockByNumber(number).position())
        self.text.setTextCursor(cursor)
        self.text.centerCursor()
        self.text.setFocus()
