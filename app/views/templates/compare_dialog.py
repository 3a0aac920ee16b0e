"""Two versions beside each other: what differs, by clause. What went is struck out, what came is underlined."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import (
    QColor,
    QFont,
    QTextCharFormat,
    QTextCursor,
    QTextFrameFormat,
    QTextLength,
    QTextTable,
    QTextTableFormat,
)
from PySide6.QtWidgets import QTextEdit, QVBoxLayout, QWidget

from app.domain.template_diff import ClauseChange, Kind, LineChange, Piece
from app.i18n import N_, plural, tr
from app.presenters.template_compare import Asked, CompareState, TemplateComparePresenter
from app.views import errors, theme
from app.views.context import Context
from app.views.modal import Modal
from app.views.templates.versions import STANDINGS, days
from app.views.widgets.buttons import Button
from app.views.widgets.choice import Choice
from app.views.widgets.field import Field
from app.views.widgets.segments import Segments
from app.views.widgets.text import label, row

_KINDS = {
    Kind.CHANGED: N_("Changed"), Kind.ADDED: N_("New clause"), Kind.REMOVED: N_("Clause removed"),
    Kind.MOVED: N_("Moved to another place"),
}  # fmt: skip


class Differences(QTextEdit):
    """Reads only; the keys scroll it, and its words can be copied."""

    def __init__(self) -> None:
        super().__init__()
        self.setReadOnly(True)
        self.setAccessibleName(tr("Differences"))
        self.setFrameShape(QTextEdit.Shape.NoFrame)

    def show_changes(self, changes: tuple[ClauseChange, ...]) -> None:
        """Each clause with its lines in two columns."""
        self.clear()
        self.document().setDocumentMargin(theme.px(16))
        cursor = self.textCursor()
        for change in changes:
            self._heading(cursor, change)
            if change.lines:
                self._lines(cursor, change.lines)
        self.moveCursor(QTextCursor.MoveOperation.Start)

    @staticmethod
    def _heading(cursor: QTextCursor, change: ClauseChange) -> None:
        cursor.movePosition(QTextCursor.MoveOperation.End)
        if cursor.position():
            cursor.insertBlock()
        cursor.insertText(change.heading or tr("Before the first clause"), _format("strong", "text"))
        cursor.insertText(f"   {tr(_KINDS[change.kind])}", _format("caption", "text2"))

    @staticmethod
    def _lines(cursor: QTextCursor, lines: tuple[LineChange, ...]) -> None:
        look = QTextTableFormat()
        look.setCellPadding(theme.px(8))
        look.setCellSpacing(0)
        look.setBorder(1)
        look.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
        look.setBorderBrush(QColor(theme.tokens().border))
        look.setBorderCollapse(True)
        look.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
        half = QTextLength(QTextLength.Type.PercentageLength, 50)
        look.setColumnWidthConstraints([half, half])
        table = cursor.insertTable(len(lines), 2, look)
        for at, line in enumerate(lines):
            _write(table, at, 0, line.before, "bad")
            _write(table, at, 1, line.after, "ok")
        cursor.movePosition(QTextCursor.MoveOperation.End)


def _write(table: QTextTable, at: int, column: int, pieces: tuple[Piece, ...], tone: str) -> None:
    cursor = table.cellAt(at, column).firstCursorPosition()
    if not pieces:
        cursor.insertText("—", _format("body", "text3"))
    for piece in pieces:
        look = _format("body", "text")
        if piece.changed:
            look.setBackground(QColor(getattr(theme.tokens(), f"{tone}_weak")))
            look.setFontStrikeOut(tone == "bad")
            look.setFontUnderline(tone == "ok")
        cursor.insertText(piece.text, look)


def _format(face: str, colour: str) -> QTextCharFormat:
    made = QTextCharFormat()
    made.setFont(QFont(theme.face(face).font))
    made.setForeground(QColor(getattr(theme.tokens(), colour)))
    return made


class CompareDialog(Modal):
    """Which versions, in which language, and how many clauses differ."""

    def __init__(self, presenter: TemplateComparePresenter) -> None:
        size = QSize(theme.px(1120), theme.px(780))
        super().__init__(tr("Compare versions"), icon="file-compare", size=size)
        self._presenter = presenter
        choices = [(each.revision, _named(each.revision, each.standing)) for each in presenter.state.versions]
        self.before, self.after = Choice(tr("Before"), choices), Choice(tr("After"), choices)
        self.languages = Segments([("zh_CN", "中文"), ("en", "English")], name=tr("Language of the text"))
        self._days = {"before": label("", "caption"), "after": label("", "caption")}
        self.count = label("", "strong")
        self.differences = Differences()
        self._shown: tuple[ClauseChange, ...] | None = None
        self.before.chosen.connect(lambda key: presenter.choose(before=key))
        self.after.chosen.connect(lambda key: presenter.choose(after=key))
        self.languages.chosen.connect(lambda key: presenter.choose(language=key))
        self._lay_out()
        presenter.attach(self)
        presenter.load()
        self.differences.setFocus()

    def _lay_out(self) -> None:
        inside = QVBoxLayout()
        inside.setContentsMargins(0, theme.px(14), 0, 0)
        inside.setSpacing(theme.px(10))
        sides = row(spacing=16)
        for name, words, choice in (
            ("before", tr("Before"), self.before),
            ("after", tr("After"), self.after),
        ):
            column = QVBoxLayout()
            column.addWidget(Field(words, choice))
            column.addWidget(self._days[name])
            sides.addLayout(column, 1)
        sides.setContentsMargins(theme.px(20), 0, theme.px(20), 0)
        inside.addLayout(sides)
        bar = row(self.count, None, self.languages)
        bar.setContentsMargins(theme.px(20), 0, theme.px(20), 0)
        inside.addLayout(bar)
        inside.addWidget(self.differences, 1)
        self.body.addLayout(inside, 1)
        self.footer.addWidget(label(tr("Struck out: no longer there. Underlined: new."), "caption"))
        self.footer.addStretch(1)
        self.footer.addWidget(Button(tr("Close"), key="Esc", on_click=self.reject))

    def show_state(self, state: CompareState) -> None:
        """What differs, or that nothing does."""
        self.before.set_key(state.before)
        self.after.set_key(state.after)
        self.languages.set_current(state.language)
        for each in state.versions:
            for name in (name for name in self._days if getattr(state, name) == each.revision):
                self._days[name].setText(days(each))
        if state.loading:
            return
        differ = plural(len(state.changes), N_("{n} clause differs"), N_("{n} clauses differ"))
        self.count.setText(differ if state.changes else tr("The texts are the same in this language."))
        if state.changes != self._shown:
            self._shown = state.changes
            self.differences.show_changes(state.changes)

    def show_error(self, error: Exception) -> None:
        """Above everything."""
        errors.present(error, banner=self.banner)


def _named(revision: str, standing: str) -> str:
    return f"{revision} · {tr(STANDINGS[standing][0])}"


def open_compare_dialog(parent: QWidget, context: Context, argument: object) -> None:
    """Open it over the page of the templates."""
    assert isinstance(argument, Asked)  # noqa: S101 - what the page hands over
    gateway = context.desk.more["templates"]
    CompareDialog(TemplateComparePresenter(context.run, gateway, argument)).show_over(parent)
