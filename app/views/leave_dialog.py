"""Closing with work that has not gone up: say that it is safe, and let the person choose."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QVBoxLayout

from app.i18n import N_, plural, tr
from app.views import theme
from app.views.modal import Modal
from app.views.widgets.buttons import Button
from app.views.widgets.text import label


class LeaveDialog(Modal):
    """The focus starts on staying: that is the safe choice."""

    def __init__(self, waiting: int) -> None:
        title = plural(waiting, N_("{n} item waits to go up"), N_("{n} items wait to go up"))
        super().__init__(title, icon="tray-arrow-up", size=QSize(theme.px(480), theme.px(230)))
        inside = QVBoxLayout()
        inside.setContentsMargins(*(theme.px(20),) * 4)
        safe = tr(
            "They are saved and encrypted on this terminal and are sent at the next sign-in with a network."
        )
        inside.addWidget(label(safe, "body", wrap=True))
        others = tr("Until then the centre and other terminals do not see them.")
        inside.addWidget(label(others, "fact", wrap=True))
        inside.addStretch(1)
        self.body.addLayout(inside)
        self.footer.addStretch(1)
        stay = Button(tr("Keep it open"), key="Esc", on_click=self.reject)
        self.footer.addWidget(stay)
        self.footer.addWidget(Button(tr("Close anyway"), on_click=self.accept))
        stay.setFocus()
