"""Pictures and papers on the sync page: what still goes up, how far it is, and what does not go and why."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from app.i18n import tr
from app.presenters import words
from app.presenters.files import FilesState, Moving, WaitingFile
from app.views import theme
from app.views.widgets.card import Card
from app.views.widgets.text import ElidedLabel, badge, icon_label, label, row

FEW = 3
"""So many by name; the others are counted."""


class FilesCard(Card):
    """Nothing at all while nothing waits, moves or fails."""

    def __init__(self) -> None:
        super().__init__(tr("Pictures and papers"), icon="image-multiple-outline", padding=0)
        self._count = badge("", "neutral")
        self.header.addWidget(self._count)
        self.remark(tr("behind everything else; they hold nothing up"))
        self.body.setSpacing(0)
        self._moving = ElidedLabel("", "caption")
        self._line = QFrame()
        inside = row(icon_label("progress-upload", colour="accent", size=18), self._moving)
        inside.setContentsMargins(theme.px(16), theme.px(8), theme.px(16), theme.px(8))
        self._line.setLayout(inside)
        self.body.addWidget(self._line)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        self.body.addLayout(self._rows)
        self._shown: tuple[tuple[WaitingFile, ...], tuple[str, ...]] | None = None
        self.hide()

    def show_state(self, state: FilesState) -> None:
        """What there is to say."""
        self.setVisible(bool(state.waiting or state.moving or state.troubles))
        self._count.setText(str(len(state.waiting)))
        self._line.setVisible(state.moving is not None)
        if state.moving is not None:
            self._moving.setText(moving_words(state.moving))
            self._moving.setAccessibleName(self._moving.text())
        if (state.waiting, state.troubles) != self._shown:
            self._shown = state.waiting, state.troubles
            self._fill(state)

    def show_error(self, error: Exception) -> None:
        """What cannot be read is said on the page; here is nothing to see then."""

    def _fill(self, state: FilesState) -> None:
        while (item := self._rows.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        first = sorted(state.waiting, key=lambda file: not file.trouble)  # those that need someone
        for file in first[:FEW]:
            self._rows.addWidget(_row_of(file))
        rest = len(first) - FEW
        if rest > 0:
            more = label(tr("and {n} more").format(n=rest), "caption")
            more.setContentsMargins(theme.px(16), theme.px(4), theme.px(16), theme.px(8))
            self._rows.addWidget(more)
        for trouble in state.troubles:
            self._rows.addWidget(_note("alert-outline", tr("Not fetched"), trouble, "warn"))


def _row_of(file: WaitingFile) -> QFrame:
    about = " · ".join(part for part in (file.about, words.size(file.size)) if part)
    if file.trouble:
        return _note("alert-outline", f"{file.name} · {about}", file.trouble, "warn")
    return _note("file-upload-outline", f"{file.name} · {about}", tr("Waits to go up"), "")


def _note(icon: str, title: str, text: str, tone: str) -> QFrame:
    frame = QFrame()
    frame.setProperty("part", "row")
    inside = QHBoxLayout(frame)
    inside.setContentsMargins(theme.px(16), theme.px(7), theme.px(16), theme.px(7))
    inside.setSpacing(theme.px(12))
    inside.addWidget(icon_label(icon, colour=tone or "text2", size=18))
    said = QVBoxLayout()
    said.setSpacing(theme.px(1))
    said.addWidget(ElidedLabel(title, "strong"))
    said.addWidget(label(text, "caption", tone=tone, wrap=True))
    inside.addLayout(said, 1)
    frame.setAccessibleName(f"{title}. {text}")
    return frame


def moving_words(moving: Moving) -> str:
    """`Going up: page.pdf, 43 %`."""
    share = min(100, moving.done * 100 // max(1, moving.of))
    if not moving.sending:
        return tr("Fetching pictures, {n} %").format(n=share)
    if not moving.name:
        return tr("Going up, {n} %").format(n=share)
    return tr("Going up: {file}, {n} %").format(file=moving.name, n=share)
