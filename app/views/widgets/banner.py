"""Words on the page that matter now, with what to do about them."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from PySide6 import QtCore
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.i18n import tr
from app.views import theme
from app.views.widgets import announce
from app.views.widgets.buttons import Button, IconButton
from app.views.widgets.text import IconLabel, icon_label, label, set_tone

ICONS = {
    "neutral": "information-outline", "accent": "information-outline", "ok": "check-circle-outline",
    "warn": "alert-outline", "bad": "alert-circle-outline", "conflict": "hand-back-right-outline",
}  # fmt: skip


class Banner(QFrame):
    """First sentence: what happened. Second: what is safe. Then the way on.

    Most banners never say anything, so what is inside is made when there is something to say.
    """

    def __init__(
        self, *, tone: str = "accent", icon: str = "", headline: str = "strong", closable: bool = False
    ) -> None:
        super().__init__()
        self.setProperty("banner", True)
        self.setProperty("tone", tone)
        self._tone, self._icon_name, self._headline, self._closable = tone, icon, headline, closable

    @cached_property
    def _inside(self) -> _Inside:
        icon = icon_label(self._icon_name or ICONS[self._tone], colour=_icon_colour(self._tone), size=20)
        return _Inside(self, icon, label("", self._headline, wrap=True), closable=self._closable)

    def say(self, title: str, text: str = "", *, tone: str | None = None) -> None:
        """Show these words, in a tone if that changes, and announce them."""
        inside = self._inside
        if tone is not None:
            set_tone(self, tone)
            inside.icon.set_icon(self._icon_name or ICONS[tone], _icon_colour(tone))
        inside.title.setText(title)
        inside.title.setVisible(bool(title))
        inside.text.setText(text)
        inside.text.setVisible(bool(text))
        self.setAccessibleName(f"{title} {text}".strip())
        if self.parentWidget() is not None:
            self.show()
        announce.alert(self)

    def title(self) -> str:
        """What it says now."""
        return self._inside.title.text()

    def offer(self, *buttons: tuple[str, Callable[[], object]], primary: bool = False, key: str = "") -> None:
        """Replace the buttons beneath the words; the first may be the primary one, and have a key of the page."""
        row = self._inside.buttons
        while (item := row.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        for at, (words, act) in enumerate(buttons):
            kind = "primary" if primary and at == 0 else "plain"
            row.addWidget(Button(words, kind=kind, key="" if at else key, on_click=act))
        row.addStretch(1)
        self._inside.below.setVisible(bool(buttons))


class _Inside:
    """What a banner is made of: an icon, two sentences, the buttons below them."""

    def __init__(self, banner: Banner, icon: IconLabel, title: QLabel, *, closable: bool) -> None:
        self.icon, self.title, self.text = icon, title, label("", "caption", wrap=True)
        outside = QHBoxLayout(banner)
        outside.setContentsMargins(theme.px(14), theme.px(10), theme.px(14), theme.px(10))
        outside.setSpacing(theme.px(10))
        outside.addWidget(self.icon, 0, QtCore.Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(theme.px(2))
        words.addWidget(self.title)
        words.addWidget(self.text)
        self.below = QWidget()
        self.below.hide()
        self.buttons = QHBoxLayout(self.below)
        self.buttons.setContentsMargins(0, theme.px(6), 0, theme.px(2))
        self.buttons.setSpacing(theme.px(8))
        words.addWidget(self.below)
        outside.addLayout(words, 1)
        if closable:
            close = IconButton("close", tr("Close"), on_click=banner.hide)
            outside.addWidget(close, 0, QtCore.Qt.AlignmentFlag.AlignTop)


def _icon_colour(tone: str) -> str:
    return "text2" if tone == "neutral" else tone
