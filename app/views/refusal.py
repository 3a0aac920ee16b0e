"""Why the desk does not open, for whoever started it from an icon and sees no console."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.i18n import tr
from app.views import theme
from app.views.widgets.buttons import Button
from app.views.widgets.text import icon_label, label, row


class RefusalWindow(QWidget):
    """One sentence, the folder that it speaks of, and a button that closes it."""

    def __init__(self, sentence: str, folder: str) -> None:
        super().__init__()
        self.setWindowTitle(tr("Showroom"))
        self.setProperty("ground", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(theme.px(480))
        self.button = Button(tr("Close"), kind="primary", key="Enter", on_click=self.close)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(*(theme.px(24),) * 4)
        inside.setSpacing(theme.px(20))
        self.words = label(sentence, "body", wrap=True)
        head = row(spacing=12)
        head.addWidget(
            icon_label("alert-circle-outline", colour="bad", size=22), 0, Qt.AlignmentFlag.AlignTop
        )
        head.addWidget(self.words, 1)
        inside.addLayout(head)
        self.folder = label(tr("Data folder: {folder}").format(folder=folder), "caption", wrap=True)
        inside.addLayout(row(34, self.folder, spacing=0))
        inside.addLayout(row(None, self.button))
        self.button.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        """As high as its words need, in the middle of the screen."""
        super().showEvent(event)
        inside = self.layout()
        if inside is not None:
            self.setFixedHeight(inside.heightForWidth(self.width()))
        self.move(self.screen().availableGeometry().center() - self.rect().center())
