"""The tray below the cards: the models that are to be compared."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.domain import comparison
from app.domain.catalogue import Trim
from app.i18n import tr
from app.views import theme
from app.views.showroom import words
from app.views.widgets.buttons import Button, IconButton, link
from app.views.widgets.card import Card
from app.views.widgets.text import ElidedLabel, label


class Tray(Card):
    """Up to four models, and the way to the comparison; unseen while there is none."""

    compare_asked = Signal()
    dropped = Signal(object)
    cleared = Signal()

    def __init__(self) -> None:
        super().__init__(tone="accent", padding=8)
        self._shown: tuple[Trim, ...] | None = None
        self._count = label("", "caption")
        head = QVBoxLayout()
        head.setSpacing(0)
        head.addWidget(label(tr("To compare"), "section"))
        head.addWidget(self._count)
        across = QHBoxLayout()
        across.setSpacing(theme.px(10))
        across.addLayout(head)
        self._slots = QHBoxLayout()
        self._slots.setSpacing(theme.px(8))
        across.addLayout(self._slots, 1)
        self.empty = link(tr("Clear"), self.cleared.emit)
        self.compare = Button(
            "", icon="compare", kind="primary", key="Ctrl D", on_click=self.compare_asked.emit
        )
        across.addWidget(self.empty)
        across.addWidget(self.compare)
        self.body.addLayout(across)
        self.hide()

    def show_trims(self, trims: tuple[Trim, ...]) -> None:
        """Show these."""
        if trims == self._shown:
            return
        self._shown = trims
        self.setVisible(bool(trims))
        self._count.setText(f"{len(trims)} / {comparison.MOST}")
        self.compare.setText(tr("Compare {n}").format(n=len(trims)))
        self.compare.setEnabled(len(trims) >= comparison.FEWEST)
        self.compare.setToolTip(
            "" if self.compare.isEnabled() else tr("Choose at least two models to compare.")
        )
        while (item := self._slots.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for trim in trims:
            self._slots.addWidget(self._slot(trim), 1)
        for _ in range(comparison.MOST - len(trims)):
            self._slots.addWidget(QWidget(), 1)

    def _slot(self, trim: Trim) -> QFrame:
        frame = QFrame()
        frame.setProperty("card", True)
        inside = QHBoxLayout(frame)
        inside.setContentsMargins(theme.px(10), theme.px(4), theme.px(4), theme.px(4))
        said = QVBoxLayout()
        said.setSpacing(0)
        said.addWidget(ElidedLabel(" ".join(trim.names[1:]), "strong"))
        said.addWidget(label(words.yuan(trim.list_price), "caption"))
        inside.addLayout(said, 1)
        name = tr("Take {model} out").format(model=trim.name)
        inside.addWidget(IconButton("close", name, size=16, on_click=lambda: self.dropped.emit(trim)))
        return frame
