"""A field for a sentence or two, which is seen whole: a line would hide its beginning."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy

from app.views import theme

LINES = 3


class NoteEdit(QPlainTextEdit):
    """Tab leaves it, as it leaves a line; what is written is one paragraph, or several."""

    def __init__(self) -> None:
        super().__init__()
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(200), LINES * self.fontMetrics().lineSpacing() + theme.px(22))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def text(self) -> str:
        """What is written."""
        return self.toPlainText().strip()

    def setText(self, text: str) -> None:
        """Write something else."""
        self.setPlainText(text)
