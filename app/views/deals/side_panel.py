"""The base of the panels that open at the right of the desk: Ctrl+Enter or the last Enter commits, Esc closes."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from app.i18n import tr
from app.presenters.deal_desk import DealDeskPresenter
from app.presenters.deal_desk_state import DeskState
from app.views import errors, theme
from app.views.widgets.banner import Banner
from app.views.widgets.buttons import Button, IconButton
from app.views.widgets.card import Card
from app.views.widgets.field import Field


class SidePanel(Card):
    """Fields above, a button below; errors stand beside their field."""

    closed = Signal()

    def __init__(self, presenter: DealDeskPresenter, title: str, *, icon: str, commit: str) -> None:
        super().__init__(title, icon=icon, tone="accent", padding=0)
        self.presenter = presenter
        self.fields: dict[str, Field] = {}
        self.header.addStretch(1)
        self.header.addWidget(IconButton("close", tr("Close"), on_click=self.closed.emit))
        self.banner = Banner(tone="bad")
        self.banner.hide()
        content = QWidget()
        content.setProperty("ground", "clear")
        self.inside = QVBoxLayout(content)
        self.inside.setContentsMargins(*(theme.px(14),) * 4)
        self.inside.setSpacing(theme.px(10))
        self.inside.addWidget(self.banner)
        self._area = QScrollArea()
        self._area.setWidget(content)
        self._area.setWidgetResizable(True)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.body.addWidget(self._area)
        foot = self.footer()
        foot.setContentsMargins(*(theme.px(8),) * 4)  # the words of the buttons have little room
        foot.addWidget(Button(tr("Back"), key="Esc", on_click=self.closed.emit))
        self.commit = Button(commit, kind="primary", key="Enter", on_click=self.go)
        foot.addWidget(self.commit, 1)

    def add_field(self, name: str, field: Field) -> None:
        """A field by the name that errors use."""
        self.fields[name] = field
        self.inside.addWidget(field)

    def begin(self) -> None:
        """The panel was opened: put the focus where work begins."""

    def forget(self) -> None:
        """Another deal begins: what was typed was about the one before."""

    def go(self) -> None:
        """Commit."""

    def show_state(self, state: DeskState) -> None:
        """Follow the deal."""

    def show_error(self, error: Exception) -> None:
        """Beside the field it names, or above the fields."""
        errors.present(error, banner=self.banner, fields=self.fields)

    def clear_errors(self) -> None:
        """Before something is tried again."""
        errors.clear(self.fields)
        self.banner.hide()
