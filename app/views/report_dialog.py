"""The program itself failed: say that nothing was lost, and offer a report to copy."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout

from app.i18n import tr
from app.views import theme
from app.views.modal import Modal
from app.views.widgets.buttons import Button, link
from app.views.widgets.text import label


class ReportDialog(Modal):
    """One fault, once. The report names types and places in the program; it holds no customer data."""

    def __init__(self, number: str, report: str) -> None:
        super().__init__(
            tr("This screen stopped working"), icon="alert-octagon-outline", colour="bad",
            size=QSize(theme.px(560), theme.px(360)),
        )  # fmt: skip
        self._report = report
        inside = QVBoxLayout()
        inside.setContentsMargins(*(theme.px(20),) * 4)
        inside.setSpacing(theme.px(10))
        safe = tr("Nothing was lost: whatever was confirmed is saved on this terminal.")
        inside.addWidget(label(safe, "body", wrap=True))
        inside.addWidget(
            label(tr("Report {number}. It holds no customer data.").format(number=number), "hint")
        )
        self.unfold = link(tr("Show the report"), self._unfold)
        inside.addWidget(self.unfold, 0, Qt.AlignmentFlag.AlignLeft)
        self.shown = QPlainTextEdit(report)
        self.shown.setReadOnly(True)
        self.shown.setAccessibleName(tr("Report"))
        self.shown.hide()
        inside.addWidget(self.shown, 1)
        inside.addStretch(0)
        self.body.addLayout(inside)
        self.footer.addStretch(1)
        self.footer.addWidget(Button(tr("Copy report"), icon="content-copy", on_click=self._copy))
        self.commit = Button(tr("Go on"), kind="primary", on_click=self.accept)
        self.footer.addWidget(self.commit)
        self.commit.setFocus()

    def _unfold(self) -> None:
        """What only those who mend it can read stays folded until somebody asks."""
        self.unfold.hide()
        self.shown.show()
        self.shown.setFocus()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._report)
