"""Words on the page that matter now, with what to do about them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.i18n import tr
from app.views import theme
from app.views.widgets import announce
from app.views.widgets.buttons import Button, IconButton
from app.views.widgets.text import icon_label, label, set_tone

ICONS = {
    "neutral": "information-outline", "accent": "information-outline", "ok": "check-circle-outline",
    "warn": "alert-outline", "bad": "alert-circle-outline", "conflict": "hand-back-right-outline",
}  # fmt: skip


class Banner(QFrame):
    """First sentence: what happened. Second: what is safe. Then the way on."""

    def __init__(self, *, tone: str = "accent", icon: str = "", closable: bool = False) -> None:
        super().__init__()
        self.setProperty("banner", True)
        self.setProperty("tone", tone)
        self._icon_name = icon
        self._icon = icon_label(icon or ICONS[tone], colour=_icon_colour(tone), size=20)
        self._title, self._text = label("", "strong", wrap=True), label("", "caption", wrap=True)
        outside = QHBoxLayout(self)
        outside.setContentsMargins(theme.px(14), theme.px(10), theme.px(14), theme.px(10))
        outside.setSpacing(theme.px(10))
        outside.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(theme.px(2))
        words.addWidget(self._title)
        words.addWidget(self._text)
        self._row = QWidget()
        self._row.hide()
        self._buttons = QHBoxLayout(self._row)
        self._buttons.setContentsMargins(0, theme.px(6), 0, theme.px(2))
        self._buttons.setSpacing(theme.px(8))
        words.addWidget(self._row)
        outside.addLayout(words, 1)
        if closable:
            close = IconButton("close", tr("Close"), on_click=self.hide)
            outside.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)

    def say(self, title: str, text: str = "", *, tone: str | None = None) -> None:
        """Show these words, in a tone if that changes, and announce them."""
        if tone is not None:
            set_tone(self, tone)
            self._icon.set_icon(self._icon_name or ICONS[tone], _icon_colour(tone))
        self._title.setText(title)
        self._title.setVisible(bool(title))
        self._text.setText(text)
        self._text.setVisible(bool(text))
        self.setAccessibleName(f"{title} {text}".strip())
        if self.parentWidget() is not None:
            self.show()
        announce.alert(self)

    def title(self) -> str:
        """What it says now."""
        return self._title.text()

    def offer(self, *buttons: tuple[str, Callable[[], object]], primary: bool = False) -> None:
        """Replace the buttons beneath the words; the first may be the primary one."""
        while (item := self._buttons.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        for at, (words, act) in enumerate(buttons):
            kind = "primary" if primary and at == 0 else "plain"
            self._buttons.addWidget(Button(words, kind=kind, on_click=act))
        self._buttons.addStretch(1)
        self._row.setVisible(bool(buttons))


def _icon_colour(tone: str) -> str:
    return "text2" if tone == "neutral" else tone
